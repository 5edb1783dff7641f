package overlay

import (
	"math/bits"
	"slices"
	"time"

	"throng/internal/block"
	"throng/internal/wire"
)

// arm plans the first Pull for the blocks from number n on.
func (e *Engine) arm(n uint32) {
	wait := min(max(2*e.spread+repairMargin, repairMin), repairMax)
	for ; n < e.store.next; n++ {
		b := e.store.get(block.MakeSeq(e.store.epoch, n))
		if b.pullAt == 0 {
			b.pullAt = e.now + wait
		}
		e.planPull(b)
	}
}

// planPull has pullDue look at b when its time has come.
func (e *Engine) planPull(b *entry) {
	if e.repairAt == 0 || b.pullAt < e.repairAt {
		e.repairAt = b.pullAt
	}
	e.repairFrom = min(e.repairFrom, b.seq.Number())
}

// pullDue asks neighbours for shards of the blocks that ought to be whole.
func (e *Engine) pullDue() {
	e.repairAt = 0
	if e.now-e.rankedAt >= rankEvery {
		e.rankedAt = e.now
		e.rankForPulls()
	}
	busy := 0
	// With too few stripes nearly everything would have to be pulled, for ever.
	thin := !e.deliver.begun && bits.OnesCount32(e.connected()) < int(e.shape.Data)/2
	whole := true // every block up to here is done with
	from := max(e.repairFrom, e.store.low)
	if !e.deliver.begun {
		from = max(from, e.deliver.joinAt) // of older ones a later key frame serves better
	}
	for n := from; n < e.store.next; n++ {
		b := e.store.ring[n%windowBlocks]
		done := b.rebuilt || b.broken || (e.deliver.begun && n < e.deliver.next)
		if done {
			if whole {
				e.repairFrom = n + 1
			}
			continue
		}
		whole = false
		if b.pullAt <= e.now {
			if (b.needJoin && busy >= maxPullingBlocks) || (!b.needJoin && thin) {
				b.pullAt = e.now + 20*time.Millisecond
			} else {
				e.pullBlock(b)
			}
		}
		if b.pullTry > 0 {
			busy++
		}
		if e.repairAt == 0 || b.pullAt < e.repairAt {
			e.repairAt = b.pullAt
		}
	}
	if e.repairAt != 0 {
		e.repairAt = max(e.repairAt, e.now+pullEvery)
	}
	e.sendPulls()
}

// rankForPulls sorts the neighbours that may be asked, the quickest first.
func (e *Engine) rankForPulls() {
	picks := e.scratch.picks[:0]
	for _, n := range e.neighbours {
		if n.statusAt != 0 && !n.dumb(e.now) && n.status.Rebuilt != 0 && n.status.Rebuilt.Epoch() == e.store.epoch {
			n.pullScore = n.trip() + n.usualLag()
			if e.now-n.pullFailed < time.Second {
				n.pullScore += time.Second
			}
			picks = append(picks, n)
		}
	}
	slices.SortStableFunc(picks, func(a, b *neighbour) int {
		return int(min(max(a.pullScore-b.pullScore, -1), 1))
	})
	e.scratch.picks = picks
}

// pullBlock asks for what b lacks.
func (e *Engine) pullBlock(b *entry) {
	need := b.missing(e.shape)
	if need == 0 {
		need = 1 // shards are there, but not the header
	}
	total := e.shape.Total
	if b.known {
		total = b.header.Shape.Total
	}
	indices := stripeSet(int(total)) &^ b.held()
	if lost := indices & e.orphans(); bits.OnesCount32(lost) >= need {
		indices = lost // what nobody pushes will not come twice
	}
	if indices == 0 {
		indices = stripeSet(int(total))
	}
	parts := 1
	if need > 4 && !b.needJoin {
		parts = 3
	}
	slowest := time.Duration(0)
	start := e.rng.IntN(4)
	for p := range parts {
		n := e.pickForPull(b, start+p)
		if n == nil {
			break
		}
		count := (need + parts - 1 - p) / parts
		if count == 0 {
			continue
		}
		part := indices
		if parts > 1 {
			part = everyNth(indices, parts, p)
		}
		n.pullQueue = append(n.pullQueue, wire.PullBlock{Seq: b.seq, Indices: part, Count: uint8(count)})
		n.pulls = min(n.pulls+count, maxPulls)
		e.stats.Pulled += uint64(count)
		slowest = max(slowest, n.trip())
	}
	wait := slowest + pullTimeout
	if b.needJoin {
		wait += 150 * time.Millisecond
	}
	if b.pullTry < 10 {
		b.pullTry++
	}
	// Later tries are spaced out, so that a hopeless block costs little.
	b.pullAt = e.now + wait*time.Duration(1+b.pullTry/3)
}

// maxPulls bounds the shards that a neighbour may still owe.
const maxPulls = 4096

// everyNth keeps every nth member of set, beginning with the pth.
func everyNth(set uint32, n, p int) uint32 {
	var out uint32
	for i := 0; set != 0; i++ {
		bit := set & -set
		if i%n == p {
			out |= bit
		}
		set &^= bit
	}
	return out
}

// orphans is the set of stripes that no parent pushes now.
func (e *Engine) orphans() uint32 {
	var set uint32
	for s := range int(e.shape.Total) {
		if e.stripes[s].parent == nil {
			set |= 1 << s
		}
	}
	return set
}

// pickForPull chooses the skip-th best neighbour that should have b. The
// broadcaster is asked only where nobody else helps.
func (e *Engine) pickForPull(b *entry, skip int) *neighbour {
	var choice *neighbour
	source := e.pullableSource(b)
	if source != nil && b.pullTry >= 1 && e.rng.IntN(3) == 0 {
		return source
	}
	fits := 0
	for range 2 {
		for _, n := range e.scratch.picks {
			if n.gone || len(n.pullQueue) >= wire.MaxPulls || n.status.Oldest > b.seq {
				continue
			}
			if b.needJoin && n.status.Rebuilt < b.seq {
				continue
			}
			if n.source {
				continue
			}
			choice = n
			if fits == skip {
				return n
			}
			fits++
		}
		if fits == 0 {
			break
		}
		skip %= fits
		fits = 0
	}
	if choice == nil {
		return source
	}
	return choice
}

// pullableSource is the broadcaster where it is a neighbour that can be asked for b.
func (e *Engine) pullableSource(b *entry) *neighbour {
	for _, n := range e.scratch.picks {
		if n.source && !n.gone && len(n.pullQueue) < wire.MaxPulls && n.status.Oldest <= b.seq {
			return n
		}
	}
	return nil
}

// sendPulls sends what pullBlock has gathered for each neighbour.
func (e *Engine) sendPulls() {
	m := &e.scratch.pull
	for _, n := range e.scratch.picks {
		if len(n.pullQueue) == 0 || n.gone {
			continue
		}
		m.Len = copy(m.Blocks[:], n.pullQueue)
		n.pullQueue = n.pullQueue[:0]
		n.pulledAt = e.now
		e.question(n)
		e.control(n, m.Append(e.heads[len(e.heads):]))
	}
}

// handlePull answers a neighbour that lacks shards.
func (e *Engine) handlePull(n *neighbour, b []byte) error {
	m := &e.scratch.pull
	if err := m.Parse(b); err != nil {
		return err
	}
	for i := range m.Blocks[:m.Len] {
		p := &m.Blocks[i]
		n.pullRate.fill(e.now, 2000, 4096)
		if n.pullRate.level < 1 {
			e.dropped(CauseRate)
			return nil
		}
		n.pullRate.spend(max(1, int(p.Count)))
		e.answer(n, p)
	}
	return nil
}

// answer sends what is there of one block and remembers the rest for a moment.
func (e *Engine) answer(n *neighbour, p *wire.PullBlock) {
	b := e.store.get(p.Seq)
	if b == nil {
		return
	}
	sent := e.answerNow(n, b, p.Indices, int(p.Count))
	if rest := int(p.Count) - sent; rest > 0 && !b.rebuilt && len(b.interests) < maxInterests {
		b.interests = append(b.interests, interest{who: n, indices: p.Indices, count: rest, until: e.now + interestFor})
	}
}

// answerNow sends up to count of the shards in indices that are verified.
func (e *Engine) answerNow(n *neighbour, b *entry, indices uint32, count int) (sent int) {
	if !b.known {
		return 0
	}
	total := int(b.header.Shape.Total)
	indices &= stripeSet(total)
	if e.source {
		indices = e.unfavoured(b, indices)
	}
	start := e.rng.IntN(total)
	for k := range total {
		i := (start + k) % total
		if sent == count || indices&b.verified&(1<<i) == 0 {
			continue
		}
		if len(e.answers) >= maxAnswers || !e.mayFavour(b, len(b.shards[i])) {
			return sent
		}
		// Two proofs are enough to know the whole block by.
		e.answers = append(e.answers, reply{who: n, seq: b.seq, index: uint8(i), proof: sent < 2 || e.source, until: e.now + replyFor})
		b.favoured |= 1 << i
		sent++
	}
	e.payOut()
	return sent
}

// reply is a shard that is to be sent in answer to a Pull.
type reply struct {
	who   *neighbour
	seq   block.Seq
	index uint8
	proof bool
	until time.Duration
}

// Limits of the answers that wait for the uplink.
const (
	maxAnswers = 4096
	replyFor   = time.Second
)

// payOut sends the waiting answers as fast as the uplink has room beside what
// is pushed.
func (e *Engine) payOut() {
	sent := 0
	for _, r := range e.answers {
		if !e.maySpare() {
			break
		}
		sent++
		b := e.store.get(r.seq)
		if b == nil || r.who.gone || r.until < e.now || b.verified&(1<<r.index) == 0 {
			continue
		}
		m := &e.scratch.out
		if b.rebuilt {
			e.prove(b, int(r.index), m)
		} else {
			m.Header = b.header // without its tree there is no proof to send
		}
		e.sendShard(r.who, b, int(r.index), m, b.hop[r.index]+1, b.rebuilt && r.proof, Repair)
	}
	if sent > 0 {
		n := copy(e.answers, e.answers[sent:])
		clear(e.answers[n:])
		e.answers = e.answers[:n]
	}
	e.payAt = 0
	if len(e.answers) > 0 {
		e.payAt = e.now + payEvery
	}
}

// unfavoured is what the broadcaster sends of what is asked of a block: each
// shard once, so that those who ask have something to give each other, and all
// over again only after favourAgain.
func (e *Engine) unfavoured(b *entry, indices uint32) uint32 {
	if indices&^b.favoured == 0 && e.now-b.favouredAt > favourAgain {
		b.favoured = 0
	}
	if indices &^= b.favoured; indices != 0 {
		b.favouredAt = e.now
	}
	return indices
}

// answerInterests answers Pulls that came before the shards of set were there.
func (e *Engine) answerInterests(b *entry, set uint32) {
	if len(b.interests) == 0 || set == 0 || !b.known {
		return
	}
	kept := b.interests[:0]
	for _, in := range b.interests {
		if in.until < e.now || in.who.gone {
			continue
		}
		in.count -= e.answerNow(in.who, b, in.indices&set, in.count)
		in.indices &^= set
		if in.count > 0 && in.indices != 0 {
			kept = append(kept, in)
		}
	}
	clear(b.interests[len(kept):])
	b.interests = kept
}

// Repair at the broadcaster: it answers Pulls with favourShare of the stream's
// rate, and favourBurst bytes at once, so that its upload stays what it is.
const (
	favourShare = 0.06
	favourBurst = 800_000
	favourAgain = 300 * time.Millisecond
	// favourKept are the bytes of it that only blocks younger than onAirFor get.
	favourKept = 400_000
	onAirFor   = 1500 * time.Millisecond
)

// payEvery is the interval at which waiting answers are looked at, and
// uplinkBurst how much of the uplink may be used up at once, and overdraft how
// much pushing may borrow beyond it, all in time at MaxUpload.
const (
	payEvery    = 5 * time.Millisecond
	uplinkBurst = 40 * time.Millisecond
	overdraft   = 45 * time.Millisecond
)

// maySpare reports whether the uplink has room for a shard of repair.
func (e *Engine) maySpare() bool {
	if e.cfg.MaxUpload < 0 {
		return false
	}
	rate := float64(e.cfg.MaxUpload) / 8
	e.repair.fill(e.now, rate, rate*uplinkBurst.Seconds())
	return e.repair.level > 0
}

// withinCap reports whether a shard may be pushed although what was sent lately
// was more than MaxUpload allows: a burst such as a key frame may borrow
// overdraft, beyond that the child has to repair from others. Nobody is asked
// to send more than its user allows.
//
// The broadcaster is bound by its number of slots alone: what it leaves out
// nobody has.
func (e *Engine) withinCap(proof bool) bool {
	if e.source {
		return true
	}
	rate := float64(e.cfg.MaxUpload) / 8
	e.repair.fill(e.now, rate, rate*uplinkBurst.Seconds())
	limit := overdraft
	if !proof {
		limit /= 2
	}
	return e.repair.level > -rate*limit.Seconds()
}

// mayFavour reports whether the broadcaster may send a shard of repair of that
// many bytes, and takes it from what it has for the purpose. Others always may.
//
// Part of that is kept for what is on air: those who join and fetch older blocks
// must not use up what everybody hangs on.
func (e *Engine) mayFavour(b *entry, size int) bool {
	if !e.source {
		return e.cfg.MaxUpload > 0
	}
	kept := 0
	if e.now-b.first > onAirFor {
		kept = favourKept
	}
	e.favour.fill(e.now, favourShare*e.stripeRate()/8*float64(e.shape.Total), favourBurst)
	if e.favour.level < float64(size+kept) {
		return false
	}
	e.favour.spend(size)
	return true
}
