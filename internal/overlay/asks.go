package overlay

import (
	"math/bits"
	"slices"
	"time"

	"throng/internal/wire"
)

// ask is what a neighbour has been asked for of a block.
type ask struct {
	who   *neighbour
	set   uint32        // of which shards
	count int           // how many of them have not come yet
	due   time.Duration // when they should have
}

// pending forgets what should have come of what was asked for of b, and returns how many
// shards are to come still, which those may be, and when to look again: when the first are due
// while this peer catches up, otherwise the last; 0 where none are.
func (e *Engine) pending(b *entry) (count int, set uint32, due time.Duration) {
	kept := b.asks[:0]
	for _, a := range b.asks {
		if e.deniedBy(a.who, b) {
			continue
		}
		if a.due <= e.now || a.who.gone {
			e.window.late(a.count)
			a.who.missed = min(a.who.missed+int32(a.count), maxMissed)
			continue
		}
		kept = append(kept, a)
		count += a.count
		set |= a.set
		if due == 0 || (a.due < due) != e.deliver.caught {
			due = a.due
		}
	}
	clear(b.asks[len(kept):])
	b.asks = kept
	return count, set, due
}

// isAskedOf reports whether n has been asked for shards of b that are to come still.
func (b *entry) isAskedOf(n *neighbour) bool {
	return slices.ContainsFunc(b.asks, func(a ask) bool { return a.who == n })
}

// deniedBy reports whether n, which is busy, does not send b: the block to begin with.
func (e *Engine) deniedBy(n *neighbour, b *entry) bool {
	return b.needJoin && b.seq.Number() == e.deliver.joinAt && n.isBusy(e.now)
}

// answered notes that n has sent a shard of b that was asked for.
func (e *Engine) answered(n *neighbour, b *entry) {
	for i := range b.asks {
		a := &b.asks[i]
		if a.who != n {
			continue
		}
		e.window.answered()
		n.missed = max(n.missed-1, 0)
		if a.count--; a.count == 0 {
			b.asks = slices.Delete(b.asks, i, i+1)
		}
		return
	}
}

// pullWindow bounds how many shards a peer that catches up has asked for at once, or the answers
// would fill its downlink, and what is pushed would be lost there: a window as of TCP's (RFC
// 5681), of shards.
type pullWindow struct {
	size float64
	lost bool // something was late: from now on the window grows slowly
	room int  // how many more may be asked for
}

// answered widens the window for a shard that came in time.
func (w *pullWindow) answered() {
	grow := 1.0
	if w.lost {
		grow = catchUpGrowth / w.size
	}
	w.size = min(w.size+grow, catchUpMost)
}

// late narrows the window for shards that did not come in time.
func (w *pullWindow) late(count int) {
	w.lost = true
	w.size = max(w.size-catchUpLate*float64(count), catchUpLeast)
}

// measureWindow counts what has been asked for and is to come.
func (e *Engine) measureWindow() {
	w := &e.window
	if e.deliver.caught {
		return
	}
	w.size = max(w.size, catchUpLeast)
	w.room = int(w.size)
	for n := max(e.repairFrom, e.store.low); n < e.store.next; n++ {
		if b := e.store.at(n); !b.rebuilt {
			asked, _, _ := e.pending(b)
			w.room -= asked
		}
	}
}

// pullSoon asks for need of the shards of b in indices while this peer catches up: of those
// who would have sent them first, after what they have been asked for already. Where that
// would take long for all, and b is not the next block to hand on, it waits until they have
// less to send. It returns for how many nobody has been asked.
func (e *Engine) pullSoon(b *entry, indices uint32, need int) int {
	source := e.pullableSource(b)
	turn := b.pullTry >= 2 && e.window.room > 0 && e.rng.IntN(3) == 0
	if e.onlyAtSource(b) { // all may have come at the same time, and lack the same
		turn = b.pullTry > 0 && !b.isAskedOf(source)
	}
	if source != nil && turn {
		e.pullFrom(source, b, indices, need)
		return 0
	}
	within, next := pullSoonWithin, e.deliver.joinAt+1
	if e.deliver.begun {
		next = e.deliver.next
	}
	if b.seq.Number() == next {
		within = time.Minute
	}
	each, before := partOf(need, false), need
	for need > 0 && indices != 0 && len(b.asks) < maxAsks && (e.window.room > 0 || within > pullSoonWithin) {
		best, set := e.soonest(b, indices, min(each, need), within)
		if best == nil {
			break
		}
		count := min(each, need, bits.OnesCount32(set), best.allowance())
		part := e.someOf(set, count)
		indices &^= part
		e.pullFrom(best, b, part, count)
		need -= count
	}
	if need == before && source != nil && within > pullSoonWithin {
		e.pullFrom(source, b, indices, need)
		return 0
	}
	return need
}

// soonest is the neighbour, if there is one, that would be the first to have sent count of the
// shards of b in indices, within so long; and which of them it has.
func (e *Engine) soonest(b *entry, indices uint32, count int, within time.Duration) (best *neighbour, set uint32) {
	for _, n := range e.scratch.picks {
		have := n.mayHave(b)
		if e.shouldHave(n, b.seq) {
			have = allStripes
		}
		have &= indices
		if n.source || n.gone || n.status.Slots == 0 || have == 0 || len(n.pullQueue) >= wire.MaxPulls || n.allowance() == 0 || e.deniedBy(n, b) {
			continue
		}
		took := n.trip() + e.sendTime(n, n.pulls+min(count, n.allowance())) + time.Duration(n.missed)*missedCost
		if e.now < n.pullAgain {
			took += time.Second
		}
		if e.doubtful(n) {
			took += doubtPenalty
		}
		if took < within {
			best, set, within = n, have, took
		}
	}
	return best, set
}

// partOf is how many of need shards one neighbour is asked for: all where they are few, or to be.
func partOf(need int, whole bool) int {
	if need <= usualPull || whole {
		return need
	}
	return (need + pullParts - 1) / pullParts
}
