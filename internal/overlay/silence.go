package overlay

import "math/bits"

// Who has not been heard for a while: who is asked whether it is there, and what is taken from it.

// pokeSilent asks the parents from which nothing has come for a while whether
// they are there.
func (e *Engine) pokeSilent() {
	for _, n := range e.neighbours {
		if n.granted != 0 && e.now-n.heard > silentParent && n.askedAt == 0 {
			n.wantDirty = true
			e.question(n)
			e.touch(n)
		}
	}
}

// suspect takes every stripe from a parent that has fallen silent.
func (e *Engine) suspect(n *neighbour) {
	for set := n.wanted; set != 0; set &= set - 1 {
		e.refusedBy(n, bits.TrailingZeros32(set), retryFailed)
	}
	e.change(n, 0)
	e.suspectAt = e.now
	e.probe()
}

// doubtful reports whether n may have gone without a word: a parent has, lately, and n has
// not been heard for a while.
func (e *Engine) doubtful(n *neighbour) bool {
	return e.suspectAt != 0 && e.now-e.suspectAt < doubtFor && e.now-n.heard > heardLately && n.heard < e.suspectAt
}

// probe asks all neighbours that have not been heard for a while whether they are there:
// where one falls silent, more may have gone.
func (e *Engine) probe() {
	for _, n := range e.neighbours {
		if e.now-n.heard > silentParent && n.askedAt == 0 {
			e.hello(n, 0) // without the flag of a reply it is answered
			e.question(n)
		}
	}
}

// askSilent asks those again who have left a question unanswered: one is heard that was away, or
// this peer was, and what kept it away may have kept others as well. By themselves they would say
// something only with their next Status. With many neighbours they take turns: one that goes and
// comes back has many asked.
func (e *Engine) askSilent() {
	if e.now-e.silentAskedAt < askSilentEvery {
		return
	}
	e.silentAskedAt = e.now
	asked := 0
	for range e.neighbours {
		e.silentNext = (e.silentNext + 1) % len(e.neighbours)
		if n := e.neighbours[e.silentNext]; n.dumb(e.now) {
			e.hello(n, 0)
			if asked++; asked == askSilentMost {
				return
			}
		}
	}
}
