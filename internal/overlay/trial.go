package overlay

import "math/bits"

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
