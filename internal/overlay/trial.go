package overlay

import (
	"math/bits"
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

// fetchEntry asks neighbours for the block to begin with, where nothing of the stream is
// here yet: that is quicker than to wait for what parents push. Here alone one on trial is
// asked for more: a round trip less until the first picture is worth some false shards.
func (e *Engine) fetchEntry() {
	if e.store.begun || e.source || e.thrift.tight || e.now-e.entryAskedAt < entryEvery {
		return
	}
	best, took := e.quickest(0)
	if best == nil || e.entryAskedAt == 0 && e.now-e.linkedAt < min(took-best.trip(), entryEvery) {
		return // somebody whose uplink is quicker may be heard soon
	}
	e.entryAskedAt = e.now
	seq, left := best.status.Entry, stripeSet(int(e.shape.Total))
	for need := int(e.shape.Data); best != nil && need > 0 && left != 0; best, _ = e.quickest(seq) {
		count := min(need, max(best.allowance(), beginPulls), bits.OnesCount32(left))
		part := left
		if count < need {
			part = e.someOf(left, min(count+1, bits.OnesCount32(left)))
			left &^= part
		}
		p := &e.scratch.pull
		p.Len = 1
		p.Blocks[0] = wire.PullBlock{Seq: seq, Indices: part, Count: uint8(count), Join: true}
		best.pulls += count
		e.owes(best)
		e.control(best, p.Append(e.heads[len(e.heads):]))
		need -= count
	}
}

// quickest is the neighbour that owes nothing and would be the first to have sent an Entry
// block, the one that is named where seq is not 0; and how long it would take.
func (e *Engine) quickest(seq block.Seq) (best *neighbour, least time.Duration) {
	for _, n := range e.neighbours {
		v := &n.status
		if v.Entry == 0 || v.Slots == 0 || n.owedSince != 0 || seq != 0 && v.Entry != seq {
			continue
		}
		if took := n.trip() + e.replyTime(n, int(e.shape.Data)); best == nil || took < least {
			best, least = n, took
		}
	}
	return best, least
}
