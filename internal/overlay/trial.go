package overlay

import (
	"math/bits"
	"slices"
	"time"

	"throng/internal/block"
	"throng/internal/wire"
)

// A neighbour of which nothing genuine has come yet is on trial: it is asked for little at a
// time, and for proofs, so that one that forges is found out by its first shards and has not
// much under way by then.

// onTrial reports whether n has not shown yet that it sends what the broadcaster has signed.
func (n *neighbour) onTrial() bool { return !n.proven && !n.source }

// pass ends the trial of n, of which a shard was genuine.
func (e *Engine) pass(n *neighbour) {
	if n.proven {
		return
	}
	n.proven = true
	if n.wanted != 0 && !n.source {
		n.wantDirty = true // fewer proofs will do
		e.touch(n)
	}
}

// mayOmitProof reports whether a shard of n without proof is kept: of one on trial few are, or
// else it could have a lot of false ones kept until the first block of them is whole.
func (n *neighbour) mayOmitProof() bool { return !n.onTrial() || n.unsure < trialBare }

// allowance is how many more shards n may be asked for.
func (n *neighbour) allowance() int {
	if n.onTrial() {
		return max(trialPulls-n.pulls, 0)
	}
	return maxPulls
}

// tooMuch reports whether n, on trial, is to push enough already: where there are few
// neighbours to choose from twice its share of the stripes.
func (e *Engine) tooMuch(n *neighbour) bool {
	share := 2 * int(e.shape.Total) / max(len(e.neighbours), 1)
	return n.onTrial() && bits.OnesCount32(n.wanted) >= max(trialStripes, share)
}

// beginning is what is asked for of the block to begin with: all that it lacks in one round,
// and again once that should have come.
type beginning struct {
	seq    block.Seq     // the Entry block that is asked for
	left   uint32        // the shards that nobody has been asked for in this round
	need   int           // how many shards are still to be asked for in it
	due    time.Duration // when the last of them should have come
	lastAt time.Duration // when a neighbour was asked last
	rounds int           // how often it has been asked for
}

// over reports whether all that a round asks for has been asked for.
func (r *beginning) over() bool { return r.need <= 0 || r.left == 0 }

// asked reports whether all of block number n has been asked for, as far as a round does.
func (r *beginning) asked(n uint32) bool { return r.seq.Number() == n && r.over() }

// fetchEntry asks neighbours for the block to begin with: that is quicker than to wait for
// what parents push. Here alone one on trial is asked for more: a round trip less until the
// first picture is worth some false shards.
func (e *Engine) fetchEntry() {
	r := &e.beginning
	if e.deliver.begun || e.source || e.now-r.lastAt < entryEvery {
		return
	}
	seq := block.Seq(0)
	switch {
	case e.store.begun && !e.deliver.joins:
		return
	case e.store.begun:
		seq = block.MakeSeq(e.store.epoch, e.deliver.joinAt)
	case e.now < r.due:
		seq = r.seq // others may name other blocks
	}
	best, took := e.quickest(seq)
	if best == nil || r.lastAt == 0 && e.now-e.linkedAt < min(took-best.trip(), entryEvery) {
		return // somebody whose uplink is quicker may be heard soon
	}
	if seq == 0 {
		seq = best.status.Entry
	}
	each := int(e.shape.Data) // asked of one
	if again := seq == r.seq; !again || e.now >= r.due {
		*r = beginning{seq: seq, left: stripeSet(int(e.shape.Total)), need: int(e.shape.Data), lastAt: r.lastAt, rounds: r.rounds + 1}
		if b := e.store.get(seq); b != nil {
			if b.rebuilt {
				return
			}
			r.need = max(1, b.missing(e.shape)) // at the least what proves it
			r.left &^= b.held()
		}
		if again { // some more, and of several: what is lost now costs another round
			each = (r.need + 1) / 2
			r.need++
		} else {
			r.rounds = 1
		}
	}
	for ; best != nil && !r.over(); best, _ = e.quickest(seq) {
		count := min(r.need, each, max(best.allowance(), beginPulls), max(e.answersWithin(best, beginWithin), usualPull), bits.OnesCount32(r.left))
		part := r.left
		if spare := bits.OnesCount32(part) - r.need; count < r.need {
			part = e.someOf(part, count+min(1, max(0, spare)))
		}
		r.left &^= part
		p := &e.scratch.pull
		p.Len = 1
		p.Blocks[0] = wire.PullBlock{Seq: seq, Indices: part, Count: uint8(count), Join: true}
		best.pulls = min(best.pulls+count, maxPulls)
		e.owes(best)
		e.control(best, p.Append(e.heads[len(e.heads):]))
		r.need -= count
		due := e.now + best.trip() + pullTimeout
		if !best.source { // it answers at once, or not
			due += max(beginWithin, e.replyTime(best, count))
		}
		r.lastAt, r.due = e.now, max(r.due, due)
	}
}

// canBegin reports whether n can send an Entry block, the one that is named where seq is not 0.
func (e *Engine) canBegin(n *neighbour, seq block.Seq) bool {
	v := &n.status
	return v.Slots > 0 && !n.dumb(e.now) && (seq == 0 && n.hasEntry() || seq != 0 && e.shouldHave(n, seq))
}

// hasEntry reports whether n says that it has a picture to begin with.
func (n *neighbour) hasEntry() bool { return n.status.Entry != 0 }

// settled reports whether n, a viewer, has had the stream for a while: there is a swarm that
// has the past, and needs the broadcaster less than it does others.
func (n *neighbour) settled() bool {
	v := &n.status
	return !n.source && v.Oldest != 0 && v.Rebuilt-v.Oldest >= wholeBehind
}

// quickest is the neighbour that has not been asked just now and would be the first to have
// sent an Entry block, the one that is named where seq is not 0; and how long it would take.
func (e *Engine) quickest(seq block.Seq) (best *neighbour, least time.Duration) {
	settled := slices.ContainsFunc(e.neighbours, (*neighbour).settled)
	for _, n := range e.neighbours {
		if n.pulledAt == e.now || !e.canBegin(n, seq) {
			continue
		}
		took := n.trip() + e.replyTime(n, n.pulls+int(e.shape.Data))
		if n.overdrawn(e.now) || n.source && settled {
			took += time.Second
		}
		if best == nil || took < least {
			best, least = n, took
		}
	}
	return best, least
}
