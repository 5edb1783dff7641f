package overlay

import (
	"testing"
	"time"

	"throng/internal/block"
	"throng/internal/ident"
	"throng/internal/wire"
)

// Once there are others who get the stream, the broadcaster's neighbours get little of it at once by
// Pull, and newcomers less, unless they are in need. None of them finds the purse empty because of what
// was spent before.
func TestLittleRepairWhereOthersWatch(t *testing.T) {
	for _, k := range []struct {
		watch int
		idle  bool // they say that they watch, but nothing comes to them
		new   bool
		need  bool
		spent int // before
		has   int // the stripe that it has from the broadcaster; -1: none
		most  int
	}{
		{watch: provenBy - 1, new: true, has: -1, most: favourBurst - favourLow + favourEach},
		{watch: provenBy, idle: true, new: true, has: -1, most: favourBurst - favourLow + favourEach},
		{watch: provenBy, new: true, has: -1, most: favourNewcomers},
		{watch: provenBy, new: true, need: true, has: -1, most: favourOthers},
		{watch: provenBy, has: -1, most: favourOthers},
		{watch: provenBy, has: -1, spent: 600_000, most: favourOthers},
		{watch: provenBy, has: -1, spent: 1_000_000, most: favourEach},
		{watch: provenBy, new: true, has: 4, most: favourOthers},
	} {
		e, _ := observed(t, k.watch, 0)
		if k.idle {
			for _, o := range e.neighbours {
				o.status.Connected = 0
			}
		}
		n := join(e, 77, giver(20, 0))
		if !k.new {
			n.since = e.now - joiningFor
		}
		if k.need {
			n.status.Flags |= wire.StatusNeedy
		}
		e.mayFavour(n, 3, false, 0)
		e.purse.all.spend(k.spent)
		if k.has >= 0 {
			adopt(e, n, k.has)
		}
		const size = 1000
		sum := 0
		for e.mayFavour(n, 3, false, size) {
			sum += size
		}
		if sum > k.most || sum < k.most-size {
			t.Errorf("%d watch, it is new %v and has stripe %d: gets %d bytes, want %d", k.watch, k.new, k.has, sum, k.most)
		}
	}
}

// What newcomers may have grows again by a part of what the whole does.
func TestRepairOfNewcomersGrowsAgain(t *testing.T) {
	e, _ := observed(t, provenBy, 0)
	n := join(e, 77, giver(20, 0))
	const size, span = 100, 5 * time.Second
	drain := func() (sum float64) {
		for e.mayFavour(n, 3, false, size) {
			sum += size
		}
		return sum
	}
	drain()
	e.step(e.now + span)
	want := favourNewcomersShare * favourShare * e.stripeRate() / 8 * float64(e.shape.Total) * span.Seconds()
	if got := drain(); got > want || got < want-2*size {
		t.Errorf("%.0f bytes after %v, want %.0f", got, span, want)
	}
}

// Without a budget the broadcaster keeps a shard back until many have asked for it, or half of few,
// however often each of them does.
func TestNobodyHasIt(t *testing.T) {
	for _, k := range []struct{ others, want int }{{20, nowhereAsked}, {6, 3}, {1, 1}} {
		s, src := watched(newSwarm(t, 8, 5*time.Millisecond), k.others, 500)
		src.step(s.now)
		if len(src.neighbours) != k.others {
			t.Fatalf("the broadcaster has %d neighbours", len(src.neighbours))
		}
		newest, _ := src.store.newest()
		b := src.store.get(newest - 2)
		src.purse.all = bucket{level: -1e9, at: src.now}
		shard := 7
		asks := func(times int) (who int) {
			for i, n := range src.neighbours {
				for range times {
					n.serves, b.favoured = 0, 0
					if src.answerNow(n, b, 1<<shard, 1, false) > 0 {
						return i + 1
					}
				}
			}
			return 0
		}
		if who := asks(30); who != k.want {
			t.Errorf("of %d the %d. to ask is sent a shard, want the %d.", k.others, who, k.want)
		}
		shard = 8
		src.rescue = bucket{level: 0, at: src.now}
		if asks(2) != 0 {
			t.Error("sent beyond the budget for it")
		}
	}
}

// The broadcaster sends its child what that lacks of its own stripes, but no more than they carry.
func TestRepairOfOwnStripes(t *testing.T) {
	e, _ := observed(t, provenBy, 0)
	n := join(e, 77, giver(20, 0))
	adopt(e, n, 3)
	adopt(e, n, 4)
	const size = 100
	drain := func() (sum float64) {
		for e.mayFavour(n, 3, false, size) {
			sum += size
		}
		return sum
	}
	rate := 2 * e.stripeRate() / 8
	if got, want := drain(), rate*refillFor.Seconds(); got > want || got < want-size {
		t.Errorf("%.0f bytes at once, want %.0f", got, want)
	}
	e.step(e.now + time.Second)
	if got, want := drain(), refillShare*rate; got > want || got < want-2*size {
		t.Errorf("%.0f bytes a second later, want %.0f", got, want)
	}
	if !e.mayFavour(e.neighbours[0], 3, false, size) {
		t.Error("others get nothing")
	}
}

// What cannot be queued costs the broadcaster's purse nothing.
func TestRepairThatHasNoRoomIsFree(t *testing.T) {
	s, src := running(t)
	src.step(s.now)
	newest, _ := src.store.newest()
	b := src.store.get(newest - 2)
	n := src.neighbours[0]
	b.given = stripeSet(int(src.shape.Total))
	src.mayFavour(n, 0, false, 0)
	before := src.purse
	for i := range src.shape.Total {
		for src.uplink.enqueue(urgent, later{who: n, seq: b.seq, until: src.now + time.Second}) {
		}
		b.favoured = 0
		if src.answerNow(n, b, 1<<i, 1, false) != 0 {
			t.Fatal("queued beyond the room there is")
		}
	}
	if src.purse != before || len(b.pleas) != 0 {
		t.Errorf("spent %.0f bytes on nothing", before.all.level-src.purse.all.level)
	}
}

// What was asked for in vain is forgotten with those who asked.
func TestPleasOfTheGone(t *testing.T) {
	e, list := observed(t, 12, 0)
	b := &entry{Sealed: &block.Sealed{Shards: make([][]byte, block.MaxStripes)}, atSource: &atSource{}}
	for i := range 100 {
		n := &neighbour{gone: i < 99}
		e.nowhere(n, b, 3)
	}
	if len(b.pleas) != 1 {
		t.Errorf("%d pleas are kept", len(b.pleas))
	}
	if e.nowhere(list[0], b, 3) {
		t.Error("the gone count")
	}
}

// While the broadcaster has plenty everybody in a small swarm gets what is on air, though others have
// been sent it; otherwise each shard goes out once.
func TestToEverybody(t *testing.T) {
	for _, k := range []struct {
		neighbours, spent, behind int
		want                      uint32
	}{
		{fewContacts, 0, onAirBlocks - 1, 1 << 3},
		{fewContacts, 0, onAirBlocks, 0},
		{fewContacts, favourBurst - favourPlenty + 1, 0, 0},
		{fewContacts + 1, 0, 0, 0},
	} {
		e := alone(t, Source, ident.Peer{200}, 40)
		linked(e, k.neighbours)
		e.store.next = 100
		e.purse.all = bucket{level: float64(favourBurst - k.spent), at: e.now}
		b := &entry{seq: block.MakeSeq(testEpoch, uint32(99-k.behind)), Sealed: &block.Sealed{}, atSource: &atSource{favoured: 1 << 3, favouredAt: e.now}}
		if got := e.unfavoured(b, 1<<3); got != k.want {
			t.Errorf("%d neighbours, %d bytes spent, %d blocks behind: %b, want %b", k.neighbours, k.spent, k.behind, got, k.want)
		}
	}
}

// Who asks for everything leaves most of the purse to the others.
func TestOneAsksForEverything(t *testing.T) {
	for _, k := range []struct {
		neighbours int
		share      float64 // of what the purse grows by
	}{{provenBy - 2, favourEachShare}, {40, 2.0 / 41}} {
		e := alone(t, Source, ident.Peer{200}, 400)
		linked(e, k.neighbours)
		n := join(e, 77, giver(20, 0))
		const size, span = 100, time.Second
		drain := func() (sum float64) {
			for e.mayFavour(n, 3, false, size) {
				sum += size
			}
			return sum
		}
		if got, want := drain(), float64(favourBurst-favourLow+favourEach); got > want+size || got < want-size {
			t.Errorf("%d bytes at once of a full purse, want %.0f", int(got), want)
		}
		if !e.mayFavour(e.neighbours[0], 3, false, favourEach/2) {
			t.Error("nothing is left to others")
		}
		e.step(e.now + span)
		want := k.share * favourShare * e.stripeRate() / 8 * float64(e.shape.Total) * span.Seconds()
		if got := drain(); got > want+size || got < want-2*size {
			t.Errorf("%d neighbours: %.0f bytes after %v, want %.0f", k.neighbours, got, span, want)
		}
		// Nor does it get more by coming again.
		sum := 0.0
		for range 20 {
			n.favours = nil
			sum += drain()
		}
		if sum > favourFresh+favourFreshShare*want/k.share {
			t.Errorf("%d neighbours: who comes again and again gets %.0f bytes", k.neighbours, sum)
		}
	}
}
