package overlay

import (
	"math/bits"
	"slices"
)

// Whom the broadcaster believes: those of whom it has seen that they pass stripes on, and of those who
// tell what comes to them the ones who can.

// mayReplace reports whether n may have a stripe that its child keeps back: at first only who is
// trusted, if there is anybody. Who keeps stripes back asks for them as well, and promises most.
func (e *Engine) mayReplace(st *stripe, n *neighbour) bool {
	return e.now-st.failedAt > trustedFirst || e.trusted(n) || !slices.ContainsFunc(e.neighbours, e.trusted)
}

// trusted reports whether the broadcaster has seen that n passes stripes on: alone it has one that
// reaches most of the others.
func (e *Engine) trusted(n *neighbour) bool {
	for set := n.serves &^ n.stopping; set != 0; set &= set - 1 {
		st := &e.stripes[bits.TrailingZeros32(set)]
		if st.reaches && len(st.children) == 1 {
			return true
		}
	}
	return false
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
