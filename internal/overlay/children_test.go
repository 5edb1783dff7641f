package overlay

import (
	"math/bits"
	"testing"
	"time"

	"throng/internal/block"
	"throng/internal/ident"
	"throng/internal/wire"
)

// shardsOut is how many shards e sends, those counted that wait for the uplink.
func shardsOut(e *Engine) (count int) {
	for {
		tr, ok := e.PollTransmit()
		switch {
		case ok && wire.TypeOf(tr.Head) == wire.TypeShard:
			count++
		case !ok && e.uplink.waiting() == 0:
			return count
		case !ok:
			e.uplink.budget.level = 1e9
			e.payOut()
		}
	}
}

// A child that asks again and again for what it has missed gets it once, and then a little.
func TestReplayIsBounded(t *testing.T) {
	for _, past := range []bool{false, true} {
		s, _ := running(t)
		v := s.peers[1]
		v.step(s.now)
		for number := v.store.low; number < v.store.next; number++ {
			v.store.get(block.MakeSeq(v.store.epoch, number)).past = past
		}
		for _, n := range v.neighbours {
			v.dropChild(n, n.serves)
		}
		in := s.intrude(v, at(9, 7000))
		newest, _ := v.store.newest()
		m := wire.Want{Newest: newest - maxReplay, Whole: uint16(v.shape.Data), Offer: 100}
		for i := range m.Behind {
			m.Behind[i] = maxReplay
		}
		ask := func(stripes uint32) int {
			m.Generation++
			m.Stripes = stripes
			v.HandleDatagram(v.now, in.link, m.Append(nil), nil)
			return shardsOut(v.Engine)
		}
		all, total := v.connected(), int(v.shape.Total)
		got := ask(1)
		if got > maxReplay && !past {
			t.Errorf("%d shards of one stripe, want %d at most", got, maxReplay)
		}
		got += ask(all)
		once := maxReplay * total
		switch {
		case got < once*3/4:
			t.Errorf("past %v: %d shards at first, %d are missing", past, got, once)
		case got > once && !past:
			t.Errorf("%d shards at first, want %d at most", got, once)
		}
		start, again := v.now, 0
		for range 40 {
			v.step(v.now + 50*time.Millisecond)
			again += ask(0) + ask(all)
		}
		if most := 2*maxReplay + int(replayRate*(v.now-start).Seconds()); again > most {
			t.Errorf("past %v: %d shards in %v of asking, want %d at most", past, again, v.now-start, most)
		}
	}
}

// What a new child has missed for long does not go before what is on air.
func TestOldReplayWaits(t *testing.T) {
	s, _ := running(t)
	v := s.peers[1]
	v.step(s.now)
	for _, n := range v.neighbours {
		v.dropChild(n, n.serves)
	}
	in := s.intrude(v, at(9, 7000))
	newest, _ := v.store.newest()
	m := wire.Want{Generation: 1, Stripes: v.connected() & -v.connected(), Newest: newest - maxReplay, Whole: uint16(v.shape.Data), Offer: 100}
	for i := range m.Behind {
		m.Behind[i] = maxReplay
	}
	recent, old := 0, 0
	for back := range maxReplay {
		if v.now-v.store.get(newest-block.Seq(back)).first > lateBlock {
			old++
		} else {
			recent++
		}
	}
	if recent == 0 || old == 0 {
		t.Fatalf("%d blocks are recent and %d old", recent, old)
	}
	v.uplinkLevel()
	v.uplink.budget.level = -overdraft.Seconds() / 2 * float64(v.cfg.MaxUpload) / 8 // room for pushes alone
	v.HandleDatagram(v.now, in.link, m.Append(nil), nil)
	if waiting := v.uplink.turns[bulk].count; waiting != old || len(v.uplink.pushes) != 0 {
		t.Errorf("%d shards wait with the answers, and %d to be pushed; want the %d of old blocks, and none", waiting, len(v.uplink.pushes), old)
	}
	if sent := shardsOut(v.Engine); sent != recent+old {
		t.Errorf("%d shards go in all, want %d", sent, recent+old)
	}
	m.Generation, m.Stripes = 2, 0
	v.HandleDatagram(v.now, in.link, m.Append(nil), nil)
	m.Generation, m.Stripes = 3, v.connected()&-v.connected()
	v.HandleDatagram(v.now, in.link, m.Append(nil), nil)
	if v.uplink.turns[bulk].count == 0 {
		t.Fatal("nothing waits")
	}
	m.Generation, m.Stripes = 4, 0
	v.HandleDatagram(v.now, in.link, m.Append(nil), nil)
	if sent := shardsOut(v.Engine); sent > recent {
		t.Errorf("%d shards go to one that does not want them any more", sent)
	}
}

// Who lacks a stripe that this peer is to pass on takes the place of one who has another
// stripe and passes it on to nobody; where uplinks are short only of one who has more than
// enough.
func TestEvictLoose(t *testing.T) {
	for _, k := range []struct {
		name  string
		whole int
		tight bool
		child func(n *neighbour)
		mine  bool // the stripe that is asked for is this peer's duty
		want  bool
	}{
		{"a loose child", 20, false, nil, true, true},
		{"not this peer's duty", 20, false, nil, false, false},
		{"the child passes it on", 20, false, func(n *neighbour) { n.serving = n.serves }, true, false},
		{"the child is about to go", 20, false, func(n *neighbour) { n.stopping = n.serves }, true, false},
		{"the child has just enough, uplinks are short", 20, true, nil, true, false},
		{"the child has more than enough, uplinks are short", 21, true, nil, true, true},
	} {
		child := &neighbour{whole: k.whole}
		e := parent(t, 2)
		for s := range int(e.shape.Total) {
			e.stripes[s].parent.source = false
		}
		e.thrift.tight = k.tight
		duty := e.dutyStripes()
		mine, other := bits.TrailingZeros32(duty), bits.TrailingZeros32(^duty)
		keep := &neighbour{whole: 22, serves: duty}
		for s, c := range map[int]*neighbour{mine: keep, other: child} {
			c.serves |= 1 << s
			e.stripes[s].children = append(e.stripes[s].children, c)
			e.neighbours = append(e.neighbours, c)
			e.used++
		}
		if k.child != nil {
			k.child(child)
		}
		before := child.stopping
		s := mine
		if !k.mine {
			s = other
		}
		got := e.evictLoose(&neighbour{}, s)
		if got != k.want || (child.stopping != before) != k.want || keep.stopping != 0 {
			t.Errorf("%s: made room %v, the child ends %v, one in the duty %v", k.name, got, child.stopping != before, keep.stopping != 0)
		}
	}
}

// Where all children pass on what they get the one is ended that costs least.
func TestShedWhereAllPassOn(t *testing.T) {
	e := parent(t, 20, others(6, 20, 40)...)
	for i, c := range e.neighbours {
		c.serving, c.status.Duty = c.serves, c.serves
		c.offer = uint16(60 - 10*i%40)
	}
	if !e.shed() {
		t.Fatal("nobody is ended")
	}
	least := e.neighbours[0]
	for _, c := range e.neighbours {
		if c.offer < least.offer {
			least = c
		}
	}
	for i, c := range e.neighbours {
		if (c.stopping != 0) != (c == least) {
			t.Errorf("child %d, which offers %d: ends %v", i, c.offer, c.stopping != 0)
		}
	}
	for range 5 {
		e.shed()
	}
	if e.shed() {
		t.Error("more are ended than there are")
	}
}

// The broadcaster's children ask ten times a second. That nothing has changed it tells them soon,
// as its Grant may have been lost, and then ever more rarely; what is new at once.
func TestUnchangedGrantsGrowRare(t *testing.T) {
	e := alone(t, Source, ident.Peer{200}, 40)
	c := join(e, 9, giver(20, 1))
	want := wire.Want{Generation: 1, Stripes: 1, Offer: 20}
	grants := func(d time.Duration) (at []time.Duration) {
		for from := e.now; e.now < from+d; e.step(e.now + refreshSourceChild) {
			hear(e, c, &want)
			e.HandleTimeout(e.now)
			for _, tr := range sent(e) {
				if wire.TypeOf(tr.Head) == wire.TypeGrant {
					at = append(at, e.now-from)
				}
			}
		}
		return at
	}
	for range 2 {
		at := grants(30 * time.Second)
		if len(at) < 8 || len(at) > 11 || at[0] != 0 || at[1] > answerSource+refreshSourceChild {
			t.Errorf("Grants after %v", at)
		}
		for i := 2; i < len(at); i++ {
			if gap := at[i] - at[i-1]; gap > answerSourceMost+refreshSourceChild {
				t.Errorf("%v without a Grant", gap)
			}
		}
		want.Generation++ // it asks for something else
	}
	// After a Grant that was due for another reason nothing has been repeated.
	grants(10 * time.Second)
	e.stop(c, 0)
	e.HandleTimeout(e.now)
	sent(e)
	if at := grants(2 * answerSource); len(at) == 0 {
		t.Errorf("what it was told of an end may be lost, and is not repeated within %v", 2*answerSource)
	}
}
