package overlay

import (
	"cmp"
	"math/bits"
	"slices"
	"time"

	"throng/internal/block"
)

// thrift lets a viewer do with fewer stripes than there are, where little is lost
// on their ways: each one costs a shard of every block.
type thrift struct {
	loss   float64       // share of pushed shards that do not come, smoothed over blocks
	lossy  bool          // so many that more parity would help
	next   uint32        // number of the first block that is not counted in it yet
	spared uint32        // stripes that are not asked for
	tight  bool          // no more stripes are asked for than a block needs
	pulls  bucket        // then: shards that may be pulled
	since  time.Duration // since when all the others are whole; 0: they are not
}

// byChoice is what this peer does without of its own accord, and not since uplinks are short.
func (t *thrift) byChoice() uint32 {
	if t.tight {
		return 0
	}
	return t.spared
}

// countLoss takes into account the blocks whose shards have had time to come.
func (e *Engine) countLoss() {
	t := &e.thrift
	t.next = max(t.next, e.store.low)
	for ; t.next < e.store.next; t.next++ {
		b := e.store.at(t.next)
		if e.now-b.first < countAfter {
			return
		}
		if b.needJoin || !b.rebuilt {
			continue
		}
		var want uint32
		for s := range int(b.Header.Shape.Total) {
			if st := &e.stripes[s]; st.whole() && st.head >= t.next && e.now-st.asked > 2*countAfter {
				want |= 1 << s
			}
		}
		if want != 0 {
			lost := float64(bits.OnesCount32(want&^b.arrived)) / float64(bits.OnesCount32(want))
			t.loss += (lost - t.loss) / lossBlocks
			// At first it is not the lines that lose, but parents that come and go.
			t.lossy = e.now-e.begunAt > joiningFor && (t.loss > lossyFrom || t.lossy && t.loss > lossyUntil)
		}
	}
}

// economise decides which stripes are not asked for.
func (e *Engine) economise() {
	t := &e.thrift
	all := stripeSet(int(e.shape.Total))
	if t.tight {
		e.makeDo(all)
		return
	}
	if missing := all &^ t.spared &^ e.connected(); missing != 0 || t.loss > sparingLoss || bits.OnesCount32(all&^t.spared) <= int(e.shape.Data) {
		t.since = 0
		t.spared = 0
		return
	}
	switch {
	case t.since == 0:
		t.since = e.now
	case e.now-t.since > sparingAfter && bits.OnesCount32(all&^t.spared) > int(e.shape.Data)+1:
		e.spareOne()
	}
}

// makeDo asks for no more stripes than a block needs, where others need them more.
func (e *Engine) makeDo(all uint32) {
	t := &e.thrift
	here, enough := e.connected()&^t.spared, int(e.shape.Data)
	keep := e.duty() | e.serving()
	switch {
	case bits.OnesCount32(here) < enough:
		t.spared = 0
	case bits.OnesCount32(here) > enough:
		e.spareOne()
	default:
		t.spared = all &^ here &^ keep
		for s := range int(e.shape.Total) {
			if n := e.stripes[s].next; n != nil && t.spared&(1<<s) != 0 {
				e.stripes[s].lose(n)
				e.change(n, n.wanted&^(1<<s))
			}
		}
	}
}

// spareOne ends the subscription of a stripe that this peer is not to pass on: of
// the slower ones, so that little is lost by it, one at random, so that no tree
// withers.
func (e *Engine) spareOne() {
	keep := e.duty() | e.serving()
	var list [block.MaxStripes]int
	count := 0
	for s := range int(e.shape.Total) {
		if st := &e.stripes[s]; keep&(1<<s) == 0 && st.parent != nil && st.next == nil && st.lag != noLag {
			list[count] = s
			count++
		}
	}
	if count == 0 {
		return
	}
	slices.SortStableFunc(list[:count], func(a, b int) int { return cmp.Compare(e.stripes[b].lag, e.stripes[a].lag) })
	s := list[e.rng.IntN((count+1)/2)]
	n := e.stripes[s].parent
	e.thrift.spared |= 1 << s
	e.stripes[s].lose(n)
	e.stripes[s].lag = noLag // nothing of it will be missed
	e.change(n, n.wanted&^(1<<s))
}
