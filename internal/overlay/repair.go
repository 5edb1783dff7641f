package overlay

import (
	"cmp"
	"math/bits"
	"slices"
	"time"

	"throng/internal/block"
	"throng/internal/wire"
)

// arm plans the first Pull for the blocks from number n on.
func (e *Engine) arm(n uint32) {
	wait := e.usualWait()
	for ; n < e.store.next; n++ {
		b := e.store.get(block.MakeSeq(e.store.epoch, n))
		if b.pullAt == 0 {
			b.pullAt = e.now + wait
		}
		e.planPull(b)
	}
}

// due is how long after its capture a shard of the stripe has come, on this peer's
// clock, unless it is lost; noLag where that is not known.
func (st *stripe) due() time.Duration {
	if !st.whole() || st.lag == noLag {
		return noLag
	}
	return st.lag + lateDeviations*st.dev + lateMargin
}

// usualWait is the time from a block's first shard until enough of the others are
// due to rebuild it.
func (e *Engine) usualWait() time.Duration {
	var dues [block.MaxStripes]time.Duration
	count, least := 0, noLag
	for s := range int(e.shape.Total) {
		if due := e.stripes[s].due(); due != noLag {
			dues[count] = due
			count++
			least = min(least, e.stripes[s].lag)
		}
	}
	if count < int(e.shape.Data) {
		return min(max(2*e.spread+3*lateMargin, repairMin), repairMax)
	}
	slices.Sort(dues[:count])
	return min(max(dues[e.shape.Data-1]-least, repairMin), repairMax)
}

// coming is the set of shards of b that are not late yet, and when the first of
// them will be.
func (e *Engine) coming(b *entry) (set uint32, first time.Duration) {
	if !b.known {
		return 0, 0
	}
	for s := range int(b.Header.Shape.Total) {
		bit := uint32(1) << s
		if b.held()&bit != 0 {
			continue
		}
		due := e.stripes[s].due()
		if due == noLag {
			continue
		}
		if at := b.Header.Capture + due; at > e.now {
			set |= bit
			if first == 0 || at < first {
				first = at
			}
		}
	}
	return set, first
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
	e.fetchEntry()
	e.measureWindow()
	elsewhere := e.beginsElsewhere()
	// With too few stripes nearly everything would have to be pulled, for ever.
	thin := !e.deliver.begun && bits.OnesCount32(e.connected()) < int(e.shape.Data)/2
	whole := true // every block up to here is done with
	from := max(e.repairFrom, e.store.low)
	if !e.deliver.begun || e.deliver.leaps() {
		from = max(from, e.deliver.joinAt) // of older ones a later key frame serves better
	}
	for n := from; n < e.store.next; n++ {
		b := e.store.at(n)
		done := e.store.isWhole(n) || b.broken || (e.deliver.begun && n < e.deliver.next)
		if done {
			if whole {
				e.repairFrom = n + 1
			}
			continue
		}
		whole = false
		if b.pullAt <= e.now {
			waits := elsewhere && (n == e.deliver.joinAt || b.needJoin && !e.beginning.asked(block.MakeSeq(e.store.epoch, e.deliver.joinAt)))
			if waits || (b.needJoin && busy >= maxPullingBlocks) || (!b.needJoin && thin) {
				b.pullAt = e.now + pullSoonEvery
			} else if e.thrift.tight && b.needJoin {
				b.pullAt = e.now + tickEvery // the next picture comes by itself
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

// beginsElsewhere reports whether this peer lacks the block to begin with and a neighbour
// has it: then fetchEntry is to get it, unless some of it has been late beginTries times.
func (e *Engine) beginsElsewhere() bool {
	if e.deliver.begun || !e.deliver.joins || e.beginning.tries > beginTries {
		return false
	}
	seq := block.MakeSeq(e.store.epoch, e.deliver.joinAt)
	return slices.ContainsFunc(e.neighbours, func(n *neighbour) bool { return e.canBegin(n, seq) && !n.isBusy(e.now) })
}

// mayPull reports whether so much may be asked for of a block where uplinks are short, and
// takes it from what there is for the purpose: otherwise those who lack much would use up what
// others lack little of.
func (e *Engine) mayPull(need int) bool {
	t := &e.thrift
	shards := float64(e.shape.Data) * e.stripeRate() / 8 / max(e.rate.shard, 1)
	t.pulls.fill(e.now, tightPulls*shards, tightPulls*shards)
	if need > tightLack || t.pulls.level < float64(need) {
		return false
	}
	t.pulls.spend(need)
	return true
}

// fetchAfter plans to fetch what n has past its Entry block, the first shard of
// which has begun the store.
func (e *Engine) fetchAfter(n *neighbour, entry *entry) {
	entry.needJoin = true
	e.told = min(n.status.Rebuilt, entry.seq+maxAhead)
	e.fetchTold(entry.seq + tailBlocks)
	entry.pullAt = e.now + pullTimeout
	owed := 0
	for _, o := range e.neighbours {
		owed += o.pulls
	}
	if owed+1 < int(e.shape.Data) {
		entry.pullAt = e.now // not all of it is on its way
	}
	e.planPull(entry)
}

// fetchTold plans to fetch the blocks up to most that the neighbour told of from which the store
// was begun. Its word alone reaches tailBlocks past what is proven, further with each header.
func (e *Engine) fetchTold(most block.Seq) {
	from := e.store.next
	if top := min(e.told, most); top.Epoch() == e.store.epoch && top.Number() >= from {
		e.store.extend(top.Number(), e.now)
	}
	for ; from < e.store.next; from++ {
		b := e.store.at(from)
		b.needJoin, b.pullAt = true, e.now
		e.planPull(b)
	}
}

// pullAgain looks anew for the blocks that this peer is catching up with, where n has
// begun to serve them: before is what it said then.
func (e *Engine) pullAgain(n *neighbour, before *wire.Status) {
	if e.deliver.caught || !e.store.begun || n.status.Rebuilt.Epoch() != e.store.epoch {
		return
	}
	for seq := block.MakeSeq(e.store.epoch, e.store.low); seq <= n.status.Rebuilt; seq++ {
		b := e.store.get(seq)
		if b == nil {
			return
		}
		if b.needJoin && !b.rebuilt && b.pullTry > 0 && n.hasWhole(seq) && !saysWhole(before, seq) {
			if asked, _, _ := e.pending(b); asked < b.missing(e.shape) {
				b.pullTry, b.pullAt = 0, min(b.pullAt, e.now+pullTimeout)
				e.planPull(b)
			}
		}
	}
}

// rankForPulls sorts the neighbours that may be asked, the quickest first.
func (e *Engine) rankForPulls() {
	picks := e.scratch.picks[:0]
	for _, n := range e.neighbours {
		if n.statusAt != 0 && !n.dumb(e.now) && n.status.Rebuilt != 0 && n.status.Rebuilt.Epoch() == e.store.epoch {
			if n.overdrawn(e.now) && e.now >= n.pullAgain {
				away := n.silentSince(n.owedSince)
				n.pullAgain, n.absence.pulls = e.now+n.fault(failedFor, away), away
			}
			n.pullScore = n.trip() + n.usualLag() + e.replyTime(n, usualPull)
			if e.now < n.pullAgain {
				n.pullScore += time.Second
			}
			if e.doubtful(n) {
				n.pullScore += doubtPenalty
			}
			picks = append(picks, n)
		}
	}
	slices.SortStableFunc(picks, func(a, b *neighbour) int {
		return cmp.Compare(a.pullScore, b.pullScore)
	})
	e.scratch.picks = picks
}

// overdrawn reports whether n has not sent for a while what it has been asked for.
func (n *neighbour) overdrawn(now time.Duration) bool {
	return n.pulls > 0 && now-n.owedSince > n.trip()+owedFor
}

// sendTime is how long n's uplink takes to send so many shards, beside what it has
// promised its children, and replyTime the same as far as one waits for that.
func (e *Engine) sendTime(n *neighbour, shards int) time.Duration {
	return time.Duration(float64(shards) * 8 * block.MaxShard / e.spareRateOf(n) * float64(time.Second))
}

func (e *Engine) replyTime(n *neighbour, shards int) time.Duration {
	return min(e.sendTime(n, shards), time.Second)
}

// answersWithin is how many shards n's uplink sends in d beside what it has promised.
func (e *Engine) answersWithin(n *neighbour, d time.Duration) int {
	return int(d.Seconds() * e.spareRateOf(n) / (8 * block.MaxShard))
}

// spareRateOf is what n's uplink has beside what it has promised its children, in bits a second.
func (e *Engine) spareRateOf(n *neighbour) float64 {
	stripes := spareShare*float64(n.status.Slots) + float64(n.status.Free)
	if n.source {
		stripes = float64(n.status.Slots) / 2 // it does not say how much it could give
	}
	return max(stripes, 1) * e.stripeRate()
}

// pullBlock asks for what b lacks.
func (e *Engine) pullBlock(b *entry) {
	need := max(b.missing(e.shape), 1) // with none it lacks the header
	if until := b.first + e.usualWait() + headerSlack; !b.known && !b.needJoin && e.deliver.caught && e.now < until {
		b.pullAt = until // what proves it comes in few stripes
		return
	}
	asked, under, due := e.pending(b)
	if need -= asked; need <= 0 {
		b.pullAt = due
		return
	}
	total := e.shape.Total
	if b.known {
		total = b.Header.Shape.Total
	}
	indices := stripeSet(int(total)) &^ b.held()
	if !b.needJoin && e.now-b.first < repairMax {
		coming, next := e.coming(b)
		if need -= bits.OnesCount32(coming &^ under); need <= 0 {
			b.pullAt = min(next, b.first+repairMax)
			return
		}
		indices &^= coming
	}
	if others := indices &^ under; bits.OnesCount32(others) >= need {
		indices = others
	}
	if e.thrift.tight && !e.mayPull(need) {
		b.pullAt = e.now + tickEvery
		return
	}
	if n, count := e.pullOwn(b, indices); n != nil {
		need -= count
	}
	bereft, count := e.pullBereft(b, indices, need)
	need, indices = need-count, indices&^bereft
	if lost := indices & e.orphans(); bits.OnesCount32(lost) >= need {
		indices = lost // what nobody pushes will not come twice
	}
	if indices == 0 {
		indices = stripeSet(int(total))
	}
	soon := e.now + maxPullWait
	switch {
	case need <= 0:
	case b.needJoin && !e.served(b):
		if b.pullTry == 0 && b.Header.Flags&block.Entry == 0 {
			b.pullTry, b.pullAt = 1, e.now+pastWait
			return
		}
		e.pullTogether(b, indices, need)
	case !e.deliver.caught:
		left := e.pullSoon(b, indices, need)
		if left > 0 {
			soon = e.now + pullSoonEvery
		}
		if left == need { // not asked for yet
			b.pullAt = soon
			return
		}
	default:
		e.pullSpread(b, indices, need)
	}
	if bereft != 0 {
		b.pullTry = 1 // the broadcaster has had its turn
	}
	e.lookAgain(b, asked == 0, soon)
}

// lookAgain plans the next look at b, of which shards have just been asked for: for the first
// time, or once all that was asked for before had been overdue, if anew; not later than latest.
func (e *Engine) lookAgain(b *entry, anew bool, latest time.Duration) {
	tries := uint8(maxPullTries)
	if b.needJoin {
		tries = maxJoinTries
	}
	if anew && b.pullTry < tries {
		b.pullTry++
	}
	wait := pullTimeout
	if _, _, due := e.pending(b); due != 0 {
		wait = due - e.now
	}
	// Later tries are spaced out, so that a hopeless block costs little.
	b.pullAt = min(e.now+wait*time.Duration(1+b.pullTry/3), latest)
}

// pullOwn asks the broadcaster for the shards of b that it has sent to this peer alone
// and that did not come: until they do they are nowhere else. It returns how many
// those are.
func (e *Engine) pullOwn(b *entry, indices uint32) (source *neighbour, count int) {
	if e.sources == 0 {
		return nil, 0
	}
	for _, n := range e.neighbours {
		own := indices & n.granted
		if !n.source || own == 0 || b.needJoin || len(n.pullQueue) >= wire.MaxPulls {
			continue
		}
		count = bits.OnesCount32(own)
		e.pullFrom(n, b, own, count)
		return n, count
	}
	return nil, 0
}

// pullBereft asks the broadcaster, in a small swarm and for the first time, for up to need of the
// shards of b in indices that come from parents which have been silent since before the block:
// where one has gone that had a stripe from the broadcaster all others lack it. It returns which
// those shards may be and how many they are.
func (e *Engine) pullBereft(b *entry, indices uint32, need int) (bereft uint32, count int) {
	source := e.pullableSource(b)
	if source == nil || b.pullTry > 0 || need <= 0 || !e.onlyAtSource(b) {
		return 0, 0
	}
	for s := range int(e.shape.Total) {
		if p := e.stripes[s].parent; p != nil && p != source && p.silentSinceBlock(b) {
			bereft |= 1 << s
		}
	}
	if bereft &= indices; bereft != 0 {
		count = min(bits.OnesCount32(bereft), need)
		e.pullFrom(source, b, bereft, count)
	}
	return bereft, count
}

// silentSinceBlock reports whether n, which pushes to this peer, has not been heard since b began.
func (n *neighbour) silentSinceBlock(b *entry) bool { return n.granted != 0 && n.heard < b.first }

// onlyAtSource reports whether what neighbours do not send of b may be nowhere but at the
// broadcaster, and that is near enough to ask: in a small swarm, for what is on air.
func (e *Engine) onlyAtSource(b *entry) bool {
	return e.small() && !b.needJoin && e.onAir(b)
}

// onAir reports whether b is one of the newest blocks.
func (e *Engine) onAir(b *entry) bool { return e.store.next-b.seq.Number() <= onAirBlocks }

// pullFrom has sendPulls ask n for count of the shards in indices.
func (e *Engine) pullFrom(n *neighbour, b *entry, indices uint32, count int) {
	if len(n.pullQueue) == 0 {
		e.pulling++
	}
	n.pullQueue = append(n.pullQueue, wire.PullBlock{Seq: b.seq, Indices: indices, Count: uint8(count), Join: b.needJoin})
	n.pulls = min(n.pulls+count, maxPulls)
	e.window.room -= count
	e.stats.Pulled += uint64(count)
	due := e.now + n.trip() + pullTimeout
	if !n.source || b.needJoin {
		reply := e.replyTime(n, n.pulls)
		if !b.needJoin && e.deliver.caught {
			reply = min(reply, replyUrgentFor) // n gives up what is on air then
		}
		due += reply
	}
	if len(b.asks) < maxAsks {
		b.asks = append(b.asks, ask{who: n, set: indices, count: count, due: due})
	}
}

// served reports whether a neighbour other than the broadcaster has b, a block of the
// past, or will have it: one that has had the stream for a while.
func (e *Engine) served(b *entry) bool {
	return slices.ContainsFunc(e.scratch.picks, func(n *neighbour) bool {
		v := &n.status
		return !n.source && !n.gone && (e.shouldHave(n, b.seq) || v.Oldest <= b.seq && n.keepsPast())
	})
}

// pullTogether asks for a block of the past that nobody but the broadcaster has whole.
// That one gives each shard about once, so a part of them is asked of it and the rest of
// others who begin here too: they hold other parts, or wait for them likewise and pass
// on what comes.
func (e *Engine) pullTogether(b *entry, indices uint32, need int) {
	var fellows [fellowsAsked]*neighbour
	found, seen := 0, 0
	for _, n := range e.neighbours {
		if n.source || n.gone || n.dumb(e.now) || len(n.pullQueue) >= wire.MaxPulls || !n.mayHold(b.seq) {
			continue
		}
		// Any of them alike (reservoir sampling).
		if seen++; found < len(fellows) {
			fellows[found] = n
			found++
		} else if k := e.rng.IntN(seen); k < len(fellows) {
			fellows[k] = n
		}
	}
	source, parts := e.pullableSource(b), found
	if source != nil {
		parts++
		e.pullFrom(source, b, indices, (need+parts-1)/parts)
	}
	for i, n := range fellows[:found] {
		count := min((need+parts-1)/parts, n.allowance())
		if count > 0 {
			e.pullFrom(n, b, everyNth(indices, found, i), count)
		}
	}
}

// mayHold reports whether n, which does not have the block whole, may have a part of it:
// it begins before the block, or has not begun.
func (n *neighbour) mayHold(seq block.Seq) bool {
	v := &n.status
	return n.statusAt != 0 && (v.Flags&wire.StatusJoined == 0 || v.Rebuilt.Epoch() != seq.Epoch() || v.Entry != 0 && v.Entry <= seq)
}

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

// pullSpread asks neighbours for need of the shards of b in indices, those first that should
// have them, each for a part where that is many. The broadcaster is asked only where nobody
// else helps; in a small swarm once others have been asked: what all of them lack only it has.
func (e *Engine) pullSpread(b *entry, indices uint32, need int) {
	source := e.pullableSource(b)
	turn := b.pullTry >= 2 && e.rng.IntN(3) == 0
	if e.onlyAtSource(b) {
		turn = b.pullTry%2 == 1
	}
	if source != nil && turn {
		e.pullFrom(source, b, indices, need)
		return
	}
	each, before := partOf(need, b.needJoin), need
	picks := e.scratch.picks
	left := indices
	start := e.rng.IntN(usualPull)
	late := e.now-b.first > lateBlock // those first who have had time to get it, and have
	for k := 0; k < 2*len(picks) && need > 0 && left != 0; k++ {
		n := picks[(start+k)%len(picks)]
		have := n.mayHave(b) & left
		if n.source || n.gone || len(n.pullQueue) >= wire.MaxPulls || have == 0 {
			continue
		}
		first, good := k < len(picks), !n.silentSinceBlock(b) && (!late || have == left)
		if first != good && (first || late) {
			continue
		}
		count := min(each, need, bits.OnesCount32(have), n.allowance())
		if count == 0 {
			continue
		}
		part := have
		if count < need { // the rest of it is for others
			part = e.someOf(have, count+(count+1)/2)
			left &^= part
		}
		e.pullFrom(n, b, part, count)
		need -= count
	}
	if need == before && source != nil {
		e.pullFrom(source, b, indices, need)
	}
}

// mayHave is the set of the shards of b that n has or will have soon by what it says.
func (n *neighbour) mayHave(b *entry) uint32 {
	switch v := &n.status; {
	case n.hasWhole(b.seq):
		return allStripes
	case b.needJoin || v.Rebuilt == 0:
		return 0
	default:
		return v.Connected
	}
}

// hasWhole reports whether n says that it has everything of the block.
func (n *neighbour) hasWhole(seq block.Seq) bool {
	return saysWhole(&n.status, seq)
}

// shouldHave reports whether n has all of the block by what it says, or else by now: it has
// watched on since.
func (e *Engine) shouldHave(n *neighbour, seq block.Seq) bool {
	v := &n.status
	if n.hasWhole(seq) {
		return true
	}
	if v.Flags&wire.StatusJoined == 0 || v.Rebuilt == 0 || v.Rebuilt.Epoch() != seq.Epoch() || bits.OnesCount32(v.Connected) < int(e.shape.Data) {
		return false
	}
	return v.Rebuilt < seq && time.Duration(seq-v.Rebuilt)*blockPace <= e.now-n.statusAt
}

// saysWhole reports whether v says that all of the block is there.
func saysWhole(v *wire.Status, seq block.Seq) bool {
	if v.Rebuilt < seq || v.Rebuilt.Epoch() != seq.Epoch() {
		return false
	}
	return v.Oldest != 0 && v.Oldest <= seq || v.Entry == seq || v.Rebuilt-seq < 64 && v.Whole&(1<<(v.Rebuilt-seq)) != 0
}

// someOf returns so many members of set, from anywhere on.
func (e *Engine) someOf(set uint32, count int) uint32 {
	for extra := bits.OnesCount32(set) - count; extra > 0; extra-- {
		skip := e.rng.IntN(bits.OnesCount32(set))
		rest := set
		for ; skip > 0; skip-- {
			rest &= rest - 1
		}
		set &^= rest & -rest
	}
	return set
}

// pullableSource is the broadcaster where it is a neighbour that can be asked for b.
func (e *Engine) pullableSource(b *entry) *neighbour {
	if e.sources == 0 {
		return nil
	}
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
	for _, n := range e.neighbours {
		if e.pulling == 0 {
			return
		}
		if len(n.pullQueue) == 0 {
			continue
		}
		e.pulling--
		m.Len = copy(m.Blocks[:], n.pullQueue)
		n.pullQueue = n.pullQueue[:0]
		e.owes(n)
		e.control(n, m.Append(e.heads[len(e.heads):]))
	}
}

// owes notes that n has been asked for shards.
func (e *Engine) owes(n *neighbour) {
	n.pulledAt = e.now
	if n.owedSince == 0 {
		n.owedSince = e.now
	}
	e.question(n)
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
	if begins := n.status.Flags&wire.StatusJoined == 0; begins && p.Join && b.known && b.Header.Flags&block.Entry != 0 && e.busyFor(n) {
		if !n.toldBusy || e.now-n.statusTo >= statusSoonest {
			e.sendStatus(n)
		}
		return
	}
	sent := e.answerNow(n, b, p.Indices, int(p.Count), p.Join)
	rest := int(p.Count) - sent
	if rest <= 0 || b.rebuilt {
		return
	}
	in := interest{who: n, indices: p.Indices, count: rest, join: p.Join, until: e.now + interestFor}
	for i := range b.interests {
		if b.interests[i].who == n { // it asks again: not for twice as many
			b.interests[i] = in
			return
		}
	}
	// By neighbour and not by block: who asks for much keeps nobody else from asking.
	n.waits.fill(e.now, maxInterests/interestFor.Seconds(), maxInterests)
	if n.waits.level < 1 {
		return
	}
	n.waits.spend(1)
	if len(b.interests) == cap(b.interests) {
		b.interests = slices.DeleteFunc(b.interests, func(in interest) bool { return in.over(e.now) })
	}
	b.interests = append(b.interests, in)
}

// answerNow sends up to count of the shards in indices that are verified.
func (e *Engine) answerNow(n *neighbour, b *entry, indices uint32, count int, join bool) (sent int) {
	if !b.known {
		return 0
	}
	total := int(b.Header.Shape.Total)
	indices &= stripeSet(total)
	if e.source {
		indices = indices&n.serves | e.unfavoured(b, indices&^n.serves)
	}
	entry := b.Header.Flags&block.Entry != 0
	if entry && join {
		n.opening.fill(e.now, openingRate, openingMost)
	}
	start := e.rng.IntN(total)
	for k := range total {
		i := (start + k) % total
		if sent == count || indices&b.verified&(1<<i) == 0 {
			continue
		}
		order, until := bulk, e.now+replyFor
		if entry || !join {
			order, until = urgent, e.now+replyUrgentFor // somebody's picture hangs on it
		}
		opens := entry && join && n.opening.level >= 1 && e.uplink.room(firsts, n) && e.mayOpen(len(b.Shards[i]))
		if opens {
			order = firsts
		}
		if !e.uplink.room(order, n) {
			break
		}
		// What it has sent to nobody is no repair.
		if (!e.source || b.given&(1<<i) != 0) && !e.mayFavour(n, i, join, len(b.Shards[i])) && (join || !e.nowhere(n, b, i)) {
			continue
		}
		// Two proofs are enough to know the whole block by.
		if opens {
			n.opening.spend(1)
			e.uplink.opening.spend(len(b.Shards[i]) + shardOverhead)
		}
		e.uplink.enqueue(order, later{who: n, seq: b.seq, index: uint8(i), proof: sent < 2 || e.source, until: until})
		if e.source {
			b.favoured |= 1 << i
		}
		b.given |= 1 << i
		sent++
	}
	e.payOut()
	return sent
}

// answerInterests answers Pulls that came before the shards of set were there.
func (e *Engine) answerInterests(b *entry, set uint32) {
	if len(b.interests) == 0 || set == 0 || !b.known {
		return
	}
	kept := b.interests[:0]
	for _, in := range b.interests {
		if in.over(e.now) {
			continue
		}
		in.count -= e.answerNow(in.who, b, in.indices&set, in.count, in.join)
		in.indices &^= set
		if in.count > 0 && in.indices != 0 {
			kept = append(kept, in)
		}
	}
	clear(b.interests[len(kept):])
	b.interests = kept
}
