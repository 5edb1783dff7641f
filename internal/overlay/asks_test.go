package overlay

import (
	"math/rand/v2"
	"testing"
	"time"

	"throng/internal/block"
)

// catchingUp is an engine that has begun with block 0 and lacks all of the next count, with
// neighbours that have them.
func catchingUp(t *testing.T, count uint32, neighbours int) (*Engine, []*neighbour) {
	t.Helper()
	e, _, list := lacking(t, 20, neighbours)
	e.store.reset(block.MakeSeq(testEpoch, 0))
	e.store.extend(count, e.now)
	e.deliver = delivery{epoch: testEpoch, begun: true, next: 1, joins: true}
	for n := uint32(1); n <= count; n++ {
		b := e.store.get(block.MakeSeq(testEpoch, n))
		b.needJoin, b.pullAt = true, e.now
	}
	e.store.get(block.MakeSeq(testEpoch, 0)).rebuilt = true
	for _, n := range list {
		n.status.Rebuilt, n.status.Oldest = block.MakeSeq(testEpoch, count), block.MakeSeq(testEpoch, 0)
	}
	e.repairFrom = 1
	return e, list
}

// queuedOf are the shards of each block that are about to be asked for.
func queuedOf(e *Engine) map[uint32]int {
	blocks := make(map[uint32]int)
	for _, n := range e.neighbours {
		for _, p := range n.pullQueue {
			blocks[p.Seq.Number()] += int(p.Count)
		}
	}
	return blocks
}

// What has been asked for is not asked for again before it is due, what came not at all, and
// what is overdue of another neighbour.
func TestNothingIsAskedForTwice(t *testing.T) {
	e, b, list := lacking(t, 6, 4)
	for i, n := range list {
		n.rtt = time.Duration(10+i) * time.Millisecond
	}
	e.pullBlock(b)
	if got := queued(e); got != 6 || len(b.asks) != pullParts {
		t.Fatalf("%d shards are asked for, of %d", got, len(b.asks))
	}
	due := b.asks[0].due
	for _, a := range b.asks {
		due = max(due, a.due)
	}
	if b.pullAt != due {
		t.Errorf("it looks again at %v, the last is due at %v", b.pullAt, due)
	}
	e.pullBlock(b)
	if got := queued(e); got != 6 {
		t.Errorf("%d are asked for in all", got)
	}
	first := b.asks[0].who
	for range 2 {
		e.answered(first, b)
	}
	if count, _, _ := e.pending(b); count != 4 || len(b.asks) != pullParts-1 {
		t.Errorf("%d are to come of %d", count, len(b.asks))
	}
	b.verified |= b.verified<<2 | 3
	e.now = due
	e.pullBlock(b)
	if got := queued(e); got != 10 {
		t.Errorf("%d are asked for in all once four are overdue", got)
	}
	for _, n := range list {
		n.gone = true
	}
	if count, _, due := e.pending(b); count != 0 || due != 0 || len(b.asks) != 0 {
		t.Errorf("of those who have gone %d are expected", count)
	}
}

// A peer that catches up looks again when the first answer is due, and then asks for other
// shards than those that are to come still.
func TestLookAgainEarly(t *testing.T) {
	for seed := range uint64(12) {
		e, b, list := lacking(t, 6, 3)
		e.rng = rand.New(rand.NewPCG(seed, 0))
		e.deliver.caught = false
		list[1].rtt, list[2].rtt = 200*time.Millisecond, 300*time.Millisecond
		for i, n := range list {
			e.pullFrom(n, b, 3<<(14+2*i), 2)
		}
		_, _, due := e.pending(b)
		if due != b.asks[0].due {
			t.Errorf("it looks again at %v, the first is due at %v", due, b.asks[0].due)
		}
		e.now = due
		_, under, _ := e.pending(b)
		e.measureWindow()
		e.pullBlock(b)
		for _, a := range b.asks[2:] {
			if a.set&under != 0 {
				t.Errorf("%b is asked for while %b is to come", a.set, under)
			}
		}
		if got := queued(e); got != 8 {
			t.Errorf("%d shards are asked for in all", got)
		}
	}
}

// The window grows with each answer, more slowly once one was late, and keeps its bounds.
func TestWindow(t *testing.T) {
	w := pullWindow{size: catchUpLeast}
	for range 10 {
		w.answered()
	}
	if w.size != catchUpLeast+10 {
		t.Errorf("%v after ten answers", w.size)
	}
	for range 1000 {
		w.answered()
	}
	if w.size != catchUpMost {
		t.Errorf("%v after a thousand", w.size)
	}
	w.late(20)
	if w.size != catchUpMost-20*catchUpLate {
		t.Errorf("%v after twenty that were late", w.size)
	}
	before := w.size
	for range int(before) {
		w.answered()
	}
	if grown := w.size - before; grown < catchUpGrowth*0.9 || grown > catchUpGrowth {
		t.Errorf("it grows by %v within a window", grown)
	}
	if w.late(100_000); w.size != catchUpLeast {
		t.Errorf("%v after all was late", w.size)
	}
}

// Who catches up asks no more at once than the window holds, in order, and each neighbour for
// no more than it sends soon; those with no uplink for nothing.
func TestCatchUpInOrder(t *testing.T) {
	e, list := catchingUp(t, 30, 6)
	for _, n := range list {
		n.status.Free = 6 // of 40
	}
	list[0].status.Slots = 0
	list[1].status.Free = 2
	e.rankForPulls()
	e.pullDue()
	blocks, all := joinPulls(t, e), 0
	for number := uint32(1); number <= uint32(len(blocks)); number++ {
		if all += blocks[number]; blocks[number] == 0 {
			t.Errorf("block %d is left out of %v", number, blocks)
		}
	}
	if all < catchUpLeast || all >= catchUpLeast+usualPull+partOf(20, false) {
		t.Errorf("%d shards are asked for", all)
	}
	if list[0].pulls != 0 {
		t.Errorf("%d of one that has no uplink", list[0].pulls)
	}
	for _, n := range list[1:] {
		if took := n.trip() + e.sendTime(n, n.pulls); took > pullSoonWithin {
			t.Errorf("one with %d of %d slots is asked for %d shards", n.status.Free, n.status.Slots, n.pulls)
		}
	}
	if e.pullDue(); len(joinPulls(t, e)) != 0 {
		t.Error("more than the window holds")
	}
}

// The next block is asked for however slow all are; others wait until there is room.
func TestNextBlockFirst(t *testing.T) {
	e, list := catchingUp(t, 30, 2)
	for _, n := range list {
		n.status.Slots, n.status.Free = 1, 0
	}
	e.rankForPulls()
	e.measureWindow()
	for number := uint32(1); number < 4; number++ {
		e.pullBlock(e.store.get(block.MakeSeq(testEpoch, number)))
	}
	if blocks := queuedOf(e); blocks[1] != 20 || len(blocks) != 1 {
		t.Errorf("asked for %v", blocks)
	}
	if b := e.store.get(block.MakeSeq(testEpoch, 2)); b.pullTry != 0 || b.pullAt != e.now+pullSoonEvery {
		t.Errorf("block 2 is tried again at %v, %d tries", b.pullAt-e.now, b.pullTry)
	}
}

// A viewer that has begun with a picture while a later one was on its way goes on with that.
func TestGoOnWithTheLaterPicture(t *testing.T) {
	e, _ := catchingUp(t, 30, 3)
	e.deliver.joinAt = 20
	e.rankForPulls()
	e.pullDue()
	asked := joinPulls(t, e)
	for number := range asked {
		if number < 20 {
			t.Errorf("block %d is asked for", number)
		}
	}
	if asked[20] == 0 {
		t.Errorf("asked for %v", asked)
	}
	whole := func(number uint32, flags block.Flags) {
		b := e.store.get(block.MakeSeq(testEpoch, number))
		b.known, b.rebuilt, b.Header = true, true, block.Header{Seq: b.seq, Shape: e.shape, Length: 1000, Flags: flags}
		b.Shards = make([][]byte, e.shape.Total)
		e.deliver.rebuilt(e, b)
	}
	whole(21, 0)
	if e.deliver.next != 1 {
		t.Errorf("it goes on with block %d before the picture is whole", e.deliver.next)
	}
	whole(20, block.Entry|block.Start)
	if e.deliver.next != 22 || e.stats.Lost != 19 || e.deliver.leaps() {
		t.Errorf("next is block %d, %d are left out", e.deliver.next, e.stats.Lost)
	}
}

// Answers are counted as they come.
func TestAnswersWidenTheWindow(t *testing.T) {
	s, _ := running(t)
	for _, p := range s.peers[1:] {
		if p.Stats().Pulled > 40 && p.window.size <= catchUpLeast {
			t.Errorf("viewer %d has asked for %d shards: window %v", p.index, p.Stats().Pulled, p.window.size)
		}
	}
}

// Who has let shards become overdue comes later, until others have come from it.
func TestMissedComesLater(t *testing.T) {
	e, b, list := lacking(t, 6, 2)
	e.pullFrom(list[0], b, 7, 3)
	e.now = b.asks[0].due
	e.pending(b)
	if list[0].missed != 3 {
		t.Fatalf("%d are missed", list[0].missed)
	}
	list[0].pulls, list[1].rtt = 0, list[1].rtt+time.Millisecond
	if best, _ := e.soonest(b, allStripes, 1, time.Minute); best != list[1] {
		t.Error("the one that let them become overdue is asked first")
	}
	e.pullFrom(list[0], b, 7, 3)
	for range 3 {
		e.answered(list[0], b)
	}
	list[0].pulls = 0
	if best, _ := e.soonest(b, allStripes, 1, time.Minute); best != list[0] {
		t.Errorf("it comes later still: %d are missed", list[0].missed)
	}
	for range 100 {
		e.pullFrom(list[0], b, 7, 3)
		e.now += time.Minute
		e.pending(b)
	}
	if list[0].missed != maxMissed {
		t.Errorf("%d are missed", list[0].missed)
	}
}

// Newcomers of a small swarm may all lack the same of what is on air: once others have been asked the
// broadcaster is, and not again while it owes that.
func TestNewcomersOfASmallSwarm(t *testing.T) {
	for _, small := range []bool{true, false} {
		e, b, list := lacking(t, 3, 6)
		e.deliver.caught = false
		e.window.size, e.window.room = catchUpMost, catchUpMost
		source := list[0]
		source.source, e.sources = true, 1
		if !small {
			for range fewContacts + 1 {
				e.known = append(e.known, &contact{})
				e.vouched++
			}
		}
		asked := func() (count int) {
			e.pullSoon(b, stripeSet(int(b.Header.Shape.Total))&^b.held(), 3)
			count = len(source.pullQueue)
			for _, n := range list {
				n.pullQueue = nil
			}
			return count
		}
		for try, want := range []int{0, 1, 0} {
			if b.pullTry = uint8(min(try, 1)); !small {
				want = 0
			}
			if got := asked(); got != want {
				t.Errorf("small %v, look %d: the broadcaster is asked %d times, want %d", small, try, got, want)
			}
		}
	}
}
