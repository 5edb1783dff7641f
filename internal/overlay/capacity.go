package overlay

import (
	"math/bits"

	"throng/internal/wire"
)

// stripeRate is what one stripe takes without proofs, in bits a second, framing counted.
func (e *Engine) stripeRate() float64 {
	if e.rate.rate > 0 {
		return e.rate.rate
	}
	return assumedStripeRate
}

// proofCost is what the proofs of one stripe take, as a multiple of what it takes
// without them.
func (e *Engine) proofCost() float64 {
	if e.rate.shard > 0 {
		return proofSize / e.rate.shard
	}
	return assumedProofCost
}

// slots is how many children, of one stripe without proofs each, the uplink carries.
func (e *Engine) slots() uint16 {
	if e.cfg.MaxUpload < 0 || e.leaving {
		return 0
	}
	share := uplinkShare
	if e.crowded() {
		share -= talkShare
	}
	n := int(float64(e.cfg.MaxUpload) * share / e.stripeRate())
	return uint16(min(n, 65535))
}

// load is how many of the slots the children take, those included that are about to go, but
// not those who leave questions unanswered, as they have probably gone, and not what is waited
// for.
func (e *Engine) load() float64 { return e.loadBut(0) }

// staying is the same without those.
func (e *Engine) staying() float64 { return e.loadBut(allStripes) }

func (e *Engine) loadBut(stopping uint32) float64 {
	all, proven := 0, 0
	for _, n := range e.neighbours {
		if serves := n.serves &^ (n.stopping&stopping | n.awaits); serves != 0 && !n.lost(e.now) {
			all += bits.OnesCount32(serves)
			proven += bits.OnesCount32(serves & n.withProof)
		}
	}
	return float64(all) + e.proofCost()*float64(proven)
}

// need is how much a stripe is to a child.
type need uint8

const (
	better need = iota // it has the stripe from somebody else
	lack               // it has the stripe from nobody, but enough others
	thirst             // it has not enough stripes to see anything
)

// share of the slots up to which a child of that need is taken.
func (d need) share() float64 {
	switch d {
	case better:
		return comfort
	case lack:
		return (1 + comfort) / 2
	default:
		return 1
	}
}

// needOf is how much stripe s, of which it is behind by so many blocks, is to n.
func (e *Engine) needOf(n *neighbour, behind uint8) need {
	switch {
	case behind == 0:
		return better
	case n.whole >= int(e.shape.Data):
		return lack
	default:
		return thirst
	}
}

// fits reports whether the uplink carries one more child in stripe s that needs it so much.
func (e *Engine) fits(n *neighbour, s int, need need) bool {
	return e.carries(need, n.withProof&(1<<s) != 0)
}

// carries is the same, by whether the stripe is wanted with proof.
func (e *Engine) carries(need need, proof bool) bool {
	load := e.load() + 1
	if proof {
		load += e.proofCost()
	}
	return load <= need.share()*float64(e.slots())
}

// free is how many of the slots are not taken.
func (e *Engine) free() uint16 {
	slots := float64(e.slots())
	if e.source {
		slots = min(slots, float64(e.shape.Total))
	}
	return uint16(max(0, slots-e.load()))
}

// loose is how many of the slots are taken by children in stripes that are not this peer's
// duty, and would be given to others in those that are.
func (e *Engine) loose() uint16 {
	if e.source {
		return 0
	}
	n, duty := 0, e.duty()
	for s := range int(e.shape.Total) {
		if duty&(1<<s) != 0 {
			continue
		}
		for _, c := range e.stripes[s].children {
			if (c.stopping|c.serving)&(1<<s) == 0 {
				n++
			}
		}
	}
	return uint16(min(n, 65535))
}

// comfortable reports whether n has room for those who could do without: more of its slots
// are free than it keeps for those who could not.
func (n *neighbour) comfortable() bool {
	if n.source {
		return n.status.Free > 0 // it keeps none
	}
	return float64(n.status.Free) >= (1-comfort)*float64(n.status.Slots)+1
}

// tight reports whether most of the neighbours that pass on at all have no slot left, and all
// together hardly any: then nobody should take more than it needs.
func (e *Engine) tight() bool {
	givers, full, free, slots := 0, 0, 0.0, 0.0
	for _, n := range e.neighbours {
		if n.statusAt == 0 || n.source || n.status.Slots == 0 || n.status.Flags&wire.StatusLeaving != 0 {
			continue
		}
		givers++
		// Nobody's word counts for more than a stream's worth of slots.
		counts := float64(min(n.status.Slots, uint16(e.shape.Total)))
		free += counts * float64(min(n.status.Free, n.status.Slots)) / float64(n.status.Slots)
		slots += counts
		if !n.comfortable() {
			full++
		}
	}
	return givers >= tightGivers && 3*full > 2*givers && tightFree*free < slots
}

// standing is how much of what it takes a peer gives, in steps: where there is not enough
// for everybody those who give more come first.
func (e *Engine) standing(n *neighbour) int {
	total := int(e.shape.Total)
	switch offer := int(n.offer); {
	case offer == 0:
		return 0
	case offer < total/2:
		return 1
	case offer < total:
		return 2
	default:
		return 3
	}
}
