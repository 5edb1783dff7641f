package overlay

import (
	"math/bits"
	"slices"
)

// Whom the broadcaster believes: those of whom it has seen that they pass stripes on, and of those who
// tell what comes to them the ones who can.

// mayReplace reports whether n may have stripe s, which its child keeps back: at first only who is
// trusted and can carry one more, if there is anybody. Who keeps stripes back asks for them as well, and
// promises most.
func (e *Engine) mayReplace(n *neighbour, s int) bool {
	return e.now-e.stripes[s].failedAt > trustedFirst || e.reliable(n) || !slices.ContainsFunc(e.neighbours, e.reliable)
}

// reliable reports whether n is trusted and can carry one stripe more from the broadcaster, of which one
// has a few times its share at most.
func (e *Engine) reliable(n *neighbour) bool {
	stripes := bits.OnesCount32(n.serves&^n.stopping) + 1
	return e.trusted(n) && stripes*rootChildren <= int(n.offer) && stripes <= reliableShares*e.fairShare()
}

// trusted reports whether the broadcaster has seen that n passes stripes on: it has one that reaches
// most of the others, which nobody else has from here but those who are helped with it.
func (e *Engine) trusted(n *neighbour) bool {
	for set := n.serves &^ n.stopping; set != 0; set &= set - 1 {
		s := bits.TrailingZeros32(set)
		if e.stripes[s].reaches && e.alone(n, s) {
			return true
		}
	}
	return false
}

// alone reports whether nobody else is a child in stripe s for good.
func (e *Engine) alone(n *neighbour, s int) bool {
	for _, c := range e.stripes[s].children {
		if c != n && (c.stopping|c.relief)&(1<<s) == 0 {
			return false
		}
	}
	return true
}

// jury is which neighbours have a say in which stripes fail.
type jury uint8

const (
	judging  jury = iota // who get enough to see anything
	halfway              // who get half of the stripes
	watching             // all who have watched for a while
)

// hasSay reports whether n belongs to j.
func (e *Engine) hasSay(n *neighbour, j jury) bool {
	switch j {
	case judging:
		return e.judges(n)
	case halfway:
		return e.settled(n) && 2*bits.OnesCount32(n.status.Connected|n.serves) >= int(e.shape.Total)
	}
	return e.settled(n)
}

// jury is the first that is not too small a part of all. Who gets hardly anything cannot tell one
// stripe from another.
func (e *Engine) jury() jury {
	var sizes [watching + 1]int
	for _, n := range e.neighbours {
		for j := range sizes {
			if e.hasSay(n, jury(j)) {
				sizes[j]++
			}
		}
	}
	for j := judging; j < watching; j++ {
		if sizes[j]*fewJudges >= sizes[watching] {
			return j
		}
	}
	return watching
}
