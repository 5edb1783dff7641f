package overlay

import (
	"cmp"
	"math/bits"
	"slices"

	"throng/internal/block"
)

// proofStripes is the set of stripes for which proofs are asked: those that this
// peer passes on, and some that come early, from which it knows every block's header.
func (e *Engine) proofStripes() uint32 {
	if e.now < e.distrust || !e.store.begun {
		return allStripes
	}
	set := e.serving() | e.headers
	if e.slots() > 0 {
		set |= e.dutyStripes()
	}
	return set
}

// proofsFrom is the set of stripes for which proofs are asked of n.
func (e *Engine) proofsFrom(n *neighbour) uint32 {
	if n.onTrial() {
		return allStripes
	}
	return e.proofStripes()
}

// chooseHeads chooses the stripes for whose proofs this peer asks only in order to know
// headers in time: a block is not whole before its header is known, so that one of them
// should come before the last shard that a block needs.
func (e *Engine) chooseHeads() {
	total, data := int(e.shape.Total), int(e.shape.Data)
	var order [block.MaxStripes]int
	count := 0
	for s := range total {
		if st := &e.stripes[s]; st.whole() && st.lag != noLag && e.thrift.spared&(1<<s) == 0 {
			order[count] = s
			count++
		}
	}
	if count < min(headStripes, data) {
		return
	}
	list := order[:count]
	slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(e.stripes[a].lag, e.stripes[b].lag) })
	needed := e.stripes[list[min(data, count)-1]].lag - headAhead
	base := e.serving()
	if e.slots() > 0 {
		base |= e.dutyStripes()
	}
	early := 0 // of those asked for anyway
	for set := base & e.connected(); set != 0; set &= set - 1 {
		if st := &e.stripes[bits.TrailingZeros32(set)]; st.lag != noLag && st.lag <= needed {
			early++
		}
	}
	heads := e.headers
	for set := heads; set != 0; set &= set - 1 {
		s := bits.TrailingZeros32(set)
		if st := &e.stripes[s]; base&(1<<s) != 0 || !st.whole() || st.lag == noLag || st.lag > needed || early >= headStripes {
			heads &^= 1 << s
			continue
		}
		early++
	}
	for _, s := range list {
		if early >= headStripes {
			break
		}
		if bit := uint32(1) << s; (base|heads)&bit == 0 {
			heads |= bit
			early++
		}
	}
	if changed := heads ^ e.headers; changed != 0 {
		e.headers = heads
		for ; changed != 0; changed &= changed - 1 {
			if p := e.stripes[bits.TrailingZeros32(changed)].parent; p != nil {
				p.wantDirty = true
				e.touch(p)
			}
		}
	}
}
