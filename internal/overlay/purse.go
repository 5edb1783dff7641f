package overlay

import (
	"math/bits"
	"slices"

	"throng/internal/block"
	"throng/internal/wire"
)

// What the broadcaster spends on repair, and on what nobody else can have.

// purse is what the broadcaster has for repair: in all, and of that for those who do not have the
// stripe from it while others watch, for the newcomers among these, and for what each has at once of it
// when it first asks: who comes again as another gets no more by that.
type purse struct{ all, others, newcomers, fresh bucket }

// mayFavour reports whether the broadcaster may send n so many bytes of shard i as repair, and takes
// them from its purse. Others always may.
func (e *Engine) mayFavour(n *neighbour, i int, join bool, size int) bool {
	if !e.source {
		return e.cfg.MaxUpload > 0
	}
	p, rate := &e.purse, favourShare*e.stripeRate()/8*float64(e.shape.Total)
	p.all.fill(e.now, rate, favourBurst)
	p.others.fill(e.now, favourOthersShare*rate, favourOthers)
	p.newcomers.fill(e.now, favourNewcomersShare*rate, favourNewcomers)
	own, kept := n.serves&(1<<i) != 0, 0
	switch {
	case join:
		kept = favourOnAir
	case !own:
		kept = favourOwn
	}
	mine := e.favourOf(n, own, rate)
	if mine != nil && mine.level < float64(size) || p.all.level < float64(size+kept) {
		return false
	}
	if !own && e.watched() {
		newcomer := n.serves == 0 && n.thirsty == 0 && n.status.Flags&wire.StatusNeedy == 0 && e.now-n.since < joiningFor
		if p.others.level < float64(size) || newcomer && p.newcomers.level < float64(size) {
			return false
		}
		p.others.spend(size)
		if newcomer {
			p.newcomers.spend(size)
		}
	}
	if mine != nil {
		mine.spend(size)
	}
	p.all.spend(size)
	return true
}

// favours is what a neighbour may be sent of the broadcaster's purse, in bytes: of the stripes
// that it has from there, and of the others once the purse is low.
type favours struct{ own, others bucket }

// favourOf is the bucket that n draws on, for a shard of its own stripes or of another one; nil:
// it has as much as there is. So whoever asks for everything leaves something to those who lack
// something.
func (e *Engine) favourOf(n *neighbour, own bool, rate float64) *bucket {
	if n.favours == nil {
		fresh := &e.purse.fresh
		fresh.fill(e.now, favourFreshShare*rate, favourFresh)
		n.favours = &favours{others: bucket{level: min(favourEach, fresh.level), at: e.now}}
		fresh.spend(int(n.favours.others.level))
	}
	if own {
		b, mine := &n.favours.own, e.stripeRate()/8*float64(bits.OnesCount32(n.serves))
		b.fill(e.now, refillShare*mine, max(mine*refillFor.Seconds(), block.MaxShard))
		return b
	}
	b := &n.favours.others
	b.fill(e.now, rate*min(favourEachShare, 2/float64(len(e.neighbours))), favourEach)
	if e.purse.all.level > favourLow {
		return nil
	}
	return b
}

// watched reports at the broadcaster whether enough of its neighbours get the stream for what one
// lacks to be had from others.
func (e *Engine) watched() bool {
	if w := &e.watchers; w.at != e.now {
		w.at, w.count = e.now, 0
		for _, n := range e.neighbours {
			if e.judges(n) && bits.OnesCount32(n.status.Connected|n.serves) >= int(e.shape.Data) {
				w.count++
			}
		}
	}
	return e.watchers.count >= provenBy
}

// nowhere notes that n asks the broadcaster for shard i of what is on air, and reports whether so
// many of its neighbours do that hardly anybody else can have it. Then one of them must get it.
func (e *Engine) nowhere(n *neighbour, b *entry, i int) bool {
	if !e.source {
		return false
	}
	at := slices.IndexFunc(b.pleas, func(p plea) bool { return p.who == n })
	if at < 0 {
		b.pleas = slices.DeleteFunc(b.pleas, func(p plea) bool { return p.who.gone || p.indices == 0 })
		at = len(b.pleas)
		b.pleas = append(b.pleas, plea{who: n})
	}
	b.pleas[at].indices |= 1 << i
	count := 0
	for k := range b.pleas {
		count += int(b.pleas[k].indices >> i & 1)
	}
	if count < min(nowhereAsked, (len(e.neighbours)+1)/2) || !e.mayRescue(len(b.Shards[i])) {
		return false
	}
	for k := range b.pleas {
		b.pleas[k].indices &^= 1 << i
	}
	return true
}

// unfavoured is what the broadcaster sends of what is asked of a block by others than its own
// children: each shard once, so that those who ask have something to give each other, and all
// over again only after favourAgain. While it has plenty it sends to everybody who asks the first
// picture, which nobody else may have yet, and in a small swarm what is on air, which all lack
// where a child has gone.
func (e *Engine) unfavoured(b *entry, indices uint32) uint32 {
	toAll := b.Header.Flags&block.Entry != 0 || e.small() && e.onAir(b)
	if toAll && e.purse.all.level > favourPlenty {
		return indices
	}
	if indices&^b.favoured == 0 && e.now-b.favouredAt > favourAgain {
		b.favoured = 0
	}
	if indices &^= b.favoured; indices != 0 {
		b.favouredAt = e.now
	}
	return indices
}

// mayRescue reports whether a shard of so many bytes may be sent, with its proof, beyond what
// the broadcaster usually sends, since nobody else can have it, and takes what that costs from
// what there is for the purpose.
func (e *Engine) mayRescue(size int) bool {
	size += shardOverhead + proofSize
	rate := e.stripeRate() / 8 * float64(e.shape.Total)
	e.rescue.fill(e.now, rescueShare*rate, rate)
	if e.rescue.level < float64(size) {
		return false
	}
	e.rescue.spend(size)
	return true
}
