package overlay

import (
	"math/bits"
	"slices"

	"throng/internal/block"
)

// Parents that push only a part of what they promised.

// hollow are the stripes of which so many shards lately did not come that it is not the lines that lose
// them, since the best quarter of all stripes fares far better: their parents push a part of them.
func (e *Engine) hollow() (set uint32) {
	var seen, missing [block.MaxStripes]int
	var judged uint32
	for s := range int(e.shape.Total) {
		if st := &e.stripes[s]; st.whole() && st.lag != noLag && st.parent.ending&(1<<s) == 0 {
			judged |= 1 << s
		}
	}
	if !e.store.begun || judged == 0 {
		return 0
	}
	for number := e.store.lately(hollowBlocks); number < e.store.next; number++ {
		b := e.store.at(number)
		if e.now-b.first < countAfter {
			break
		}
		if b.needJoin {
			continue
		}
		for m := judged; m != 0; m &= m - 1 {
			if s := bits.TrailingZeros32(m); b.first >= e.stripes[s].since+countAfter {
				seen[s]++
				missing[s] += int(^b.arrived >> s & 1)
			}
		}
	}
	usual := usualLoss(seen[:], missing[:])
	for ; judged != 0; judged &= judged - 1 {
		s := bits.TrailingZeros32(judged)
		much := float64(missing[s]) > hollowTimes*usual*float64(seen[s])
		if missing[s] >= hollowLeast && much && !e.stripes[s].parent.source {
			set |= 1 << s
		}
	}
	return set
}

// usualLoss is the share of what did not come of those stripes that fare best, a quarter of all.
func usualLoss(seen, missing []int) float64 {
	shares := make([]float64, 0, block.MaxStripes)
	for s := range seen {
		if seen[s] >= hollowLeast {
			shares = append(shares, float64(missing[s])/float64(seen[s]))
		}
	}
	if len(shares) == 0 {
		return 0
	}
	slices.Sort(shares)
	return shares[len(shares)/4]
}

// dropHollow leaves the parents of hollow stripes, and avoids them for a while.
func (e *Engine) dropHollow() {
	for set := e.hollow(); set != 0; set &= set - 1 {
		s := bits.TrailingZeros32(set)
		n := e.stripes[s].parent
		n.avoidUntil = max(n.avoidUntil, e.now+aboutOf(e.rng, avoidHollow))
		e.failedBy(n, s, false)
	}
}
