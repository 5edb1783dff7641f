package overlay

import (
	"testing"
	"time"

	"throng/internal/wire"
)

// A stripe that its child keeps back goes to one who passes another on, if there is any, for a while,
// and stays there whatever others promise.
func TestKeptBackStripeGoesToTheTrusted(t *testing.T) {
	for name, k := range map[string]struct {
		reaches, alone, trusted bool // the other stripe does, is its child's alone; who asks is that child
		helped, full            bool // the second child is only helped; who asks has its share
		since                   time.Duration
		want                    bool
	}{
		"a stranger":                {reaches: true, alone: true},
		"who passes another on":     {reaches: true, alone: true, trusted: true, want: true},
		"a stranger, later":         {reaches: true, alone: true, since: trustedFirst + 1, want: true},
		"nobody passes anything on": {alone: true, want: true},
		"nobody is known to":        {reaches: true, want: true},
		"beside one who is helped":  {reaches: true, helped: true, trusted: true, want: true},
		"a stranger then":           {reaches: true, helped: true},
		"who has its share":         {reaches: true, alone: true, trusted: true, full: true, want: true},
		"where that one is full":    {reaches: true, alone: true, full: true, want: true},
	} {
		e, list := observed(t, 20, 0)
		keeps, good, stranger, second := list[16], list[17], list[18], list[19]
		adopt(e, keeps, 3)
		adopt(e, good, 4)
		if !k.alone {
			adopt(e, second, 4)
		}
		if k.helped {
			second.relief = 1 << 4
		}
		e.step(e.now + failingAfter + 1)
		for i, n := range list {
			n.status.Connected &^= 1 << 3
			if !k.reaches && i < 6 {
				n.status.Connected &^= 1 << 4
			}
			n.offer, n.heardWant, n.status.Duty = 20, e.now, 0
		}
		e.judgeStripes()
		if st := &e.stripes[3]; !st.failing || st.failedAt != e.now || e.stripes[4].reaches != k.reaches {
			t.Fatalf("%s: stripe 3 fails %v, stripe 4 reaches most %v", name, st.failing, e.stripes[4].reaches)
		}
		e.now += k.since
		if good.offer = 200; k.full {
			good.offer = 1
		}
		asks := stranger
		if k.trusted {
			asks = good
		}
		if got := e.hasRoom(asks, 3); got != k.want {
			t.Errorf("%s is offered it: %v, want %v", name, got, k.want)
		}
		if got := e.admitAtRoot(asks, 3, false); got != k.want || got == e.stripes[3].failing || got != (keeps.demoted > e.now) {
			t.Errorf("%s gets it: %v, want %v", name, got, k.want)
		}
		if !k.trusted || k.full || k.helped {
			continue
		}
		// It stays with that one.
		e.dropChild(keeps, 1<<3)
		adopt(e, good, 3)
		for _, n := range list {
			n.status.Connected |= 1 << 3
		}
		stranger.offer, stranger.status.Slots, stranger.status.Duty = 200, 200, 1<<3
		for _, later := range []bool{false, true} {
			if e.now += failingAfter + tenure; later {
				e.now += guardedFor
			}
			for _, n := range list {
				n.heard, n.heardWant = e.now, e.now
			}
			e.judgeStripes()
			if got := e.admitAtRoot(stranger, 3, false); got != later {
				t.Errorf("one who promises more displaces it %v, after probation %v", got, later)
			}
		}
	}
}

// Whom the broadcaster itself suspected keeps no stripe by that: only who has got it instead is guarded.
func TestWhoKeptItBackIsNotGuarded(t *testing.T) {
	e, list := observed(t, 20, 0)
	keeps, stranger := list[18], list[19]
	adopt(e, keeps, 3)
	e.step(e.now + failingAfter + 1)
	for _, lack := range []bool{true, false} {
		for _, n := range list {
			if n.status.Connected |= 1 << 3; lack {
				n.status.Connected &^= 1 << 3
			}
			n.offer, n.heardWant, n.heard, n.status.Duty = 20, e.now, e.now, 0
		}
		e.judgeStripes()
		if e.stripes[3].failing != lack {
			t.Fatalf("lacking %v: failing %v", lack, !lack)
		}
	}
	stranger.offer, stranger.status.Slots, stranger.status.Duty = 200, 200, 1<<3
	if !e.admitAtRoot(stranger, 3, false) {
		t.Error("it stays")
	}
}

// However much one carries, not everything that fails is given to it first.
func TestNotEverythingToOneThatIsTrusted(t *testing.T) {
	e, list := observed(t, 20, 0)
	good := list[19]
	adopt(e, good, 4)
	e.step(e.now + failingAfter + 1)
	good.offer = 1000
	e.judgeStripes()
	most := reliableShares * e.fairShare()
	for count := 1; count <= most; count++ {
		if good.serves = stripeSet(count) << 4; e.reliable(good) != (count < most) {
			t.Errorf("with %d stripes: more are given to it first %v, want up to %d", count, e.reliable(good), most)
		}
	}
}

// It is offered to those first, however much others promise.
func TestKeptBackStripeIsOfferedToTheTrusted(t *testing.T) {
	e, list := observed(t, 20, 0)
	keeps, good := list[18], list[19]
	adopt(e, keeps, 3)
	adopt(e, good, 4)
	e.step(e.now + failingAfter + 1)
	for _, n := range list {
		n.status.Connected &^= 1 << 3
		n.status.Slots, n.status.Duty, n.statusTo = 150, 1<<3, 0
		n.heard = e.now
	}
	good.status.Slots, good.status.Duty, good.offer = 20, 1<<4, 100
	sent(e)
	e.judgeStripes()
	e.fillVacancies()
	if got := told(e, wire.TypeStatus); got[good.link] == nil || len(got) != offers {
		t.Errorf("it is offered to %d, the one who passes another stripe on among them %v", len(got), got[good.link] != nil)
	}
}

// When most see nothing those who get half of the stripes tell which fail: who gets none lacks all alike.
func TestThoseWhoGetHalfJudge(t *testing.T) {
	e, list := observed(t, 21, 0)
	adopt(e, list[20], 3)
	e.step(e.now + failingAfter + 1)
	for i, n := range list[:20] {
		n.thirsty = e.now - time.Second
		if n.status.Connected &^= 1 << 3; i < 10 {
			n.status.Connected = 0
		}
	}
	e.judgeStripes()
	if !e.stripes[3].failing {
		t.Error("the stripe that nobody gets does not fail")
	}
	for _, n := range list[:16] {
		n.status.Connected = 1
	}
	if e.jury() != watching {
		t.Error("few who get half are believed")
	}
}
