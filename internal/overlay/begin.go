package overlay

import (
	"math/bits"
	"slices"
	"time"

	"throng/internal/block"
	"throng/internal/wire"
)

// beginning is what is asked for of the block to begin with: all that it lacks at once, and of
// others what does not come in time.
type beginning struct {
	seq     block.Seq     // the Entry block that is asked for
	asks    []ask         // of whom, as far as it has not come
	need    int           // how many shards nobody has been asked for
	lastAt  time.Duration // when a neighbour was asked last
	tries   int           // how often some of it has been late
	excused int           // how often a neighbour was busy, or gone, that had been asked
}

// asked reports whether all of that block has been asked for.
func (r *beginning) asked(seq block.Seq) bool { return r.seq == seq && r.need <= 0 }

// take forgets what has come of what was asked for, and what will not: of who has gone, is busy
// or is late. It sees how many shards are to be asked for still, and returns which those may be.
func (r *beginning) take(e *Engine, b *entry) (left uint32) {
	held := uint32(0)
	r.need, left = int(e.shape.Data), stripeSet(int(e.shape.Total))
	if b != nil {
		held = b.held()
		r.need = max(1, b.missing(e.shape)) // at the least what proves it
	}
	left &^= held
	kept, late := r.asks[:0], false
	for _, a := range r.asks {
		got := bits.OnesCount32(a.set & held)
		a.set &^= held
		a.count = min(a.count-got, bits.OnesCount32(a.set))
		switch {
		case a.count <= 0:
			continue
		case a.who.gone || a.who.isBusy(e.now):
			r.lastAt = 0
			r.excused++
			late = late || r.excused > beginTries // it had better not count on such ones
		case a.due <= e.now:
			late = true
		default:
			kept = append(kept, a)
			r.need -= a.count
			left &^= a.set
		}
	}
	clear(r.asks[len(kept):])
	r.asks = kept
	if late {
		r.tries++
	}
	return left
}

// fetchEntry asks neighbours for the block to begin with: that is quicker than to wait for
// what parents push. Here alone one on trial is asked for more: a round trip less until the
// first picture is worth some false shards.
func (e *Engine) fetchEntry() {
	r := &e.beginning
	if e.deliver.begun || e.source || e.store.begun && !e.deliver.joins {
		return
	}
	b := e.store.get(r.seq)
	left := r.take(e, b)
	if e.now-r.lastAt < entryEvery {
		return
	}
	seq := block.Seq(0)
	switch {
	case e.store.begun:
		if seq = block.MakeSeq(e.store.epoch, e.deliver.joinAt); e.olderFirst(b, seq) {
			seq = r.seq
		}
	case len(r.asks) > 0:
		seq = r.seq // others may name other blocks
	}
	best, took := e.quickest(seq)
	if best == nil || r.seq == 0 && e.now-e.linkedAt < min(took-best.trip(), entryEvery) {
		return // somebody whose uplink is quicker may be heard soon
	}
	if seq == 0 {
		seq = best.status.Entry
	}
	if seq != r.seq {
		clear(r.asks)
		*r = beginning{seq: seq, asks: r.asks[:0]}
		b = e.store.get(seq)
		left = r.take(e, b)
	}
	if b != nil && b.rebuilt {
		return
	}
	each := int(e.shape.Data) // asked of one
	if r.tries > 0 && r.need > 0 {
		// Some more, and of several: what is lost now costs another round trip.
		each = (r.need + 1) / 2
		r.need++
	}
	for ; best != nil && r.need > 0 && left != 0; best, _ = e.quickest(seq) {
		count := min(r.need, each, max(best.allowance(), beginPulls), max(e.answersWithin(best, beginWithin), usualPull), bits.OnesCount32(left))
		part := left
		if spare := bits.OnesCount32(part) - r.need; count < r.need {
			part = e.someOf(part, count+min(1, max(0, spare)))
		}
		left &^= part
		p := &e.scratch.pull
		p.Len = 1
		p.Blocks[0] = wire.PullBlock{Seq: seq, Indices: part, Count: uint8(count), Join: true}
		due := e.now + best.trip() + pullTimeout
		if !best.source { // it answers at once, or not
			due += max(beginLeast, e.replyTime(best, best.pulls+count))
		}
		r.asks = append(r.asks, ask{who: best, set: part, count: count, due: due})
		best.pulls = min(best.pulls+count, maxPulls)
		e.owes(best)
		e.control(best, p.Append(e.heads[len(e.heads):]))
		r.need -= count
		r.lastAt = e.now
	}
}

// olderFirst reports whether b, the block that is asked for, comes before a newer picture: more of
// it is there, most of it or all that is asked for, and it can still be had.
func (e *Engine) olderFirst(b *entry, newer block.Seq) bool {
	r := &e.beginning
	if b == nil || b.rebuilt || b.seq >= newer || r.tries >= beginTries {
		return false
	}
	missing := b.missing(e.shape)
	if o := e.store.get(newer); o != nil && o.missing(e.shape) < missing || r.need > 0 && missing > int(e.shape.Data)/2 {
		return false
	}
	best, _ := e.quickest(b.seq)
	return best != nil || len(r.asks) > 0
}

// isBusy reports whether n has said just now that it is.
func (n *neighbour) isBusy(now time.Duration) bool {
	return n.status.Flags&wire.StatusBusy != 0 && now-n.statusAt < busyFor
}

// canBegin reports whether n can send an Entry block, the one that is named where seq is not 0.
func (e *Engine) canBegin(n *neighbour, seq block.Seq) bool {
	v := &n.status
	return v.Slots > 0 && !n.dumb(e.now) && (seq == 0 && n.hasEntry() || seq != 0 && e.shouldHave(n, seq))
}

// hasEntry reports whether n says that it has a picture to begin with.
func (n *neighbour) hasEntry() bool { return n.status.Entry != 0 }

// keepsPast reports whether n, a viewer, has had the stream for a while: there is a swarm that
// has the past, and needs the broadcaster less than it does others.
func (n *neighbour) keepsPast() bool {
	v := &n.status
	return !n.source && v.Oldest != 0 && v.Rebuilt-v.Oldest >= wholeBehind
}

// quickest is the neighbour that has not been asked just now and would be the first to have
// sent an Entry block, the one that is named where seq is not 0; and how long it would take.
func (e *Engine) quickest(seq block.Seq) (best *neighbour, least time.Duration) {
	past := slices.ContainsFunc(e.neighbours, (*neighbour).keepsPast)
	for _, n := range e.neighbours {
		if n.pulledAt == e.now || !e.canBegin(n, seq) || n.isBusy(e.now) {
			continue
		}
		took := n.trip() + e.replyTime(n, n.pulls+int(e.shape.Data))
		if n.overdrawn(e.now) || n.source && past {
			took += time.Second
		}
		if best == nil || took < least {
			best, least = n, took
		}
	}
	return best, least
}
