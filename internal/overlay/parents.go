package overlay

import (
	"bytes"
	"math/bits"
	"slices"
	"time"

	"throng/internal/block"
	"throng/internal/ident"
	"throng/internal/wire"
)

// stripe is one tree as this peer sees it.
type stripe struct {
	parent   *neighbour // who pushes it; nil: nobody
	next     *neighbour // who has been asked to, instead or at all
	asked    time.Duration
	since    time.Duration // when parent's first shard came
	path     wire.Path     // by which it comes to parent, parent included
	nextPath wire.Path
	waits    bool // next has the stripe from nobody yet: it pushes it as soon as it has

	brokenAt time.Duration // since when path is broken; 0: it is whole

	head uint32        // number of the newest block whose shard came pushed
	came time.Duration // when a shard was pushed last
	lag  time.Duration // usual time from a block's capture to its shard's arrival, on this peer's clock; noLag: unknown
	dev  time.Duration // usual deviation from it

	// No better parent is sought before improveAt; hold is how long that lasts the next time.
	improveAt, hold time.Duration

	children []*neighbour
	changed  time.Duration // when one of them came last, or one that passed it on went
	kept     time.Duration // at the broadcaster: since when it waits for those who have less than their share
	// At the broadcaster: its child in the stripe keeps it back; when one of them was heard
	// last; whether shards are pushed past them.
	failing  bool
	failedAt time.Duration // when that began last
	guarded  time.Duration // until when only the trusted displace the one who has got it then
	reaches  bool          // most of its neighbours get it, and nobody has just taken it
	proven   bool          // nearly all of them do
	alive    time.Duration
	bypass   bool
	cut      bool // peers farther down have gone: those below get what they lack
}

// lose takes a neighbour that is gone out of the stripe.
func (st *stripe) lose(n *neighbour) {
	if st.parent == n {
		st.parent, st.path = nil, wire.Path{}
		st.brokenAt = 0
	}
	if st.next == n {
		st.next, st.waits = nil, false
	}
}

// whole reports whether the stripe's way from the broadcaster is unbroken.
func (st *stripe) whole() bool { return st.parent != nil && st.path.Len > 0 }

// connected is the set of stripes whose way from the broadcaster is unbroken.
func (e *Engine) connected() uint32 {
	if e.source {
		return stripeSet(int(e.shape.Total))
	}
	var set uint32
	for s := range int(e.shape.Total) {
		if e.stripes[s].whole() {
			set |= 1 << s
		}
	}
	return set
}

// flowing is the set of stripes that are connected and in which shards come while they
// come in others.
func (e *Engine) flowing() uint32 {
	set := e.connected()
	if e.source {
		return set
	}
	for s := range int(e.shape.Total) {
		if st := &e.stripes[s]; e.lastShard-max(st.came, st.asked) > flowFor {
			set &^= 1 << s
		}
	}
	return set
}

// wantedStripes is the set of stripes that this peer wants pushed.
func (e *Engine) wantedStripes() uint32 {
	if e.source || e.leaving || e.deliver.ended {
		return 0
	}
	return stripeSet(int(e.shape.Total)) &^ e.thrift.spared
}

// sendWant tells n what is wanted from it.
func (e *Engine) sendWant(n *neighbour) {
	n.wantDirty = false
	n.wantAt = e.now
	if n.wanted&^n.granted != 0 {
		e.question(n)
	}
	m := &e.scratch.want
	*m = wire.Want{
		Generation: n.generation, Stripes: n.wanted, Proofs: n.wanted & e.proofsFrom(n),
		Serving: e.serving(), Offer: e.slots(), Whole: uint16(bits.OnesCount32(e.connected())),
	}
	newest, ok := e.store.newest()
	if ok {
		m.Newest = newest
	}
	for set := n.wanted; set != 0; set &= set - 1 {
		s := bits.TrailingZeros32(set)
		m.Behind[s] = wire.NoHead
		switch st := &e.stripes[s]; {
		case st.next == n && st.parent != nil && st.parent.ending&(1<<s) == 0:
			m.Behind[s] = 0 // another one pushes it still
		case ok && n.onTrial():
			m.Behind[s] = 1
		case ok && (st.lag != noLag || e.deliver.caught):
			m.Behind[s] = e.behind(s)
		}
	}
	e.control(n, m.Append(e.heads[len(e.heads):]))
}

// behind is how many of the newest blocks a new parent of stripe s should send the shards
// of: from the oldest on that lacks its own and is not whole, at least 1.
func (e *Engine) behind(s int) uint8 {
	for number := e.store.lately(maxReplay); number < e.store.next; number++ {
		if b := e.store.at(number); !b.rebuilt && !b.needJoin && b.held()&(1<<s) == 0 {
			return uint8(e.store.next - number)
		}
	}
	return 1
}

// serving is the set of stripes in which this peer has children.
func (e *Engine) serving() uint32 {
	var set uint32
	for s := range e.stripes {
		if len(e.stripes[s].children) > 0 {
			set |= 1 << s
		}
	}
	return set
}

// change alters what is wanted from n.
func (e *Engine) change(n *neighbour, wanted uint32) {
	if n.wanted == wanted || n.gone {
		return
	}
	n.wanted = wanted
	n.granted &= wanted
	n.ending &= wanted
	n.generation++
	n.wantDirty = true
	e.touch(n)
}

// dutyStripes are the stripes that fall to this peer by its key.
func (e *Engine) dutyStripes() uint32 { return e.dutyOf(&e.cfg.Self) }

// dutyOf is the set of stripes that fall to a peer.
func (e *Engine) dutyOf(key *ident.Peer) uint32 {
	total := uint32(e.shape.Total)
	first := (uint32(key[4])<<16 | uint32(key[5])<<8 | uint32(key[6])) % total
	set := uint32(1) << first
	if total > 1 {
		step := 1 + (uint32(key[7])<<16|uint32(key[8])<<8|uint32(key[9]))%(total-1)
		for k := range uint32(e.cfg.Tuning.Duties) {
			set |= 1 << ((first + k*step) % total)
		}
	}
	return set
}

// duty is what Status says of it: nothing where the uplink gives nothing, and what comes
// from the broadcaster itself besides, since a whole tree hangs on that.
func (e *Engine) duty() uint32 {
	switch {
	case e.source:
		return stripeSet(int(e.shape.Total))
	case e.slots() == 0:
		return 0
	}
	set := e.dutyStripes()
	for s := range int(e.shape.Total) {
		if p := e.stripes[s].parent; p != nil && p.source {
			set |= 1 << s
		}
	}
	return set
}

// seekParents asks for every stripe that nobody pushes or is about to push.
func (e *Engine) seekParents() {
	total := int(e.shape.Total)
	var lacking uint32
	most := total
	for set := e.wantedStripes(); set != 0; set &= set - 1 {
		s := bits.TrailingZeros32(set)
		st := &e.stripes[s]
		switch {
		case st.waits && st.next != nil && st.parent == nil:
			lacking |= 1 << s // somebody who has it is better
		case st.next != nil && (st.parent == nil || st.parent.ending&(1<<s) != 0):
			most--
		case st.next != nil:
		case st.parent != nil && st.parent.ending&(1<<s) == 0 && !e.floating(st):
		default:
			lacking |= 1 << s
		}
	}
	if e.thrift.tight {
		// No more than a block needs, and one.
		most = min(most, int(e.shape.Data)+1-(bits.OnesCount32(e.wantedStripes()&^lacking)))
	}
	// From anywhere on, so that none comes last always.
	for k, start := 0, e.rng.IntN(total); k < total && most > 0; k++ {
		s := (start + k) % total
		if lacking&(1<<s) == 0 {
			continue
		}
		n, _ := e.candidate(s)
		if st := &e.stripes[s]; n == nil && st.next == nil && st.parent == nil && !e.thrift.tight {
			n = e.patron(s)
		}
		if n != nil {
			e.ask(s, n)
			most--
		}
	}
}

// floating reports whether the stripe's way has been broken for too long,
// noting since when it is.
func (e *Engine) floating(st *stripe) bool {
	if st.whole() {
		st.brokenAt = 0
		return false
	}
	if st.brokenAt == 0 {
		st.brokenAt = e.now + time.Duration(e.rng.Int64N(int64(floatingFor)/2))
	}
	return e.now-st.brokenAt > floatingFor
}

// patron is the nearest neighbour that passes stripe s on, as soon as it has it itself, and
// stands above this peer: where a tree has to grow, those who wait for it have grown their
// branch by the time that it reaches them. Who stands above gives more (of two who give the
// same it has the greater key) so that nobody waits for itself.
func (e *Engine) patron(s int) (best *neighbour) {
	bit := uint32(1) << s
	mine, slots := e.duty()&bit != 0, e.believed(e.slots())
	for _, n := range e.neighbours {
		v := &n.status
		if v.Duty&^n.noWaiting&bit == 0 || n.source || !e.answers(n, s) || v.Free == 0 && v.Loose == 0 {
			continue
		}
		if mine && (v.Slots < slots || v.Slots == slots && bytes.Compare(n.record.Peer[:], e.cfg.Self[:]) < 0) {
			continue
		}
		if best == nil || n.trip() < best.trip() {
			best = n
		}
	}
	return best
}

// ask wants stripe s from n.
func (e *Engine) ask(s int, n *neighbour) {
	st := &e.stripes[s]
	if old := st.next; old != nil && old != n { // for whom it waited
		e.change(old, old.wanted&^(1<<s))
	}
	st.next, st.asked, st.nextPath, st.waits = n, e.now, wire.Path{}, false
	if n.status.Free > 0 {
		n.status.Free-- // until its next Status
	}
	e.change(n, n.wanted|1<<s)
}

// question notes that n owes an answer.
func (e *Engine) question(n *neighbour) {
	if n.askedAt == 0 {
		n.askedAt = e.now
	}
}

// strangeness is what speaks against n as a parent in stripe s where that is not
// its duty.
func strangeness(n *neighbour, s int) time.Duration {
	switch bit := uint32(1) << s; {
	case n.status.Duty&bit != 0:
		return 0
	case n.status.Serving&bit != 0:
		return servingPenalty
	default:
		return strangerPenalty
	}
}

// candidate is the neighbour from which stripe s would come earliest, with the
// lag that is expected.
func (e *Engine) candidate(s int) (best *neighbour, lag time.Duration) {
	var last *neighbour
	others := false
	for _, n := range e.neighbours {
		avoided := e.now < n.avoidUntil
		others = others || !avoided && n.status.Connected&(1<<s) != 0
		switch {
		case !e.eligible(n, s):
		case avoided:
			last = n
		default:
			if score := e.score(n, s); best == nil || score < lag {
				best, lag = n, score
			}
		}
	}
	if !others && last != nil { // there is nobody else to wait for
		return last, e.score(last, s)
	}
	return best, lag
}

// eligible reports whether n may be asked for stripe s.
func (e *Engine) eligible(n *neighbour, s int) bool {
	return n.status.Connected&(1<<s) != 0 && e.answers(n, s)
}

// answers reports whether n may be asked for stripe s as far as that is its own matter,
// whether it has the stripe or not.
func (e *Engine) answers(n *neighbour, s int) bool {
	return !e.tooMuch(n) && (n.wanted|n.serves)&(1<<s) == 0 && n.status.Slots != 0 && e.now >= n.retryAt(s) &&
		n.hello && n.statusAt != 0 && n.status.Flags&wire.StatusLeaving == 0 && !n.dumb(e.now)
}

// score is the expected lag of stripe s from n with what speaks against n added.
func (e *Engine) score(n *neighbour, s int) time.Duration {
	lag, ok := n.lag(s)
	if !ok {
		lag = n.usualLag() + 100*time.Millisecond
		if lag > time.Second/2 && e.stripes[s].lag == noLag {
			// Nothing is known yet of anybody's lag: the near first.
			lag = n.trip() + time.Duration(e.rng.Int64N(int64(20*time.Millisecond)))
		}
	}
	if e.doubtful(n) {
		lag += doubtPenalty
	}
	lag += n.bias + spreadPenalty*time.Duration(bits.OnesCount32(n.wanted))
	lag += strangeness(n, s) + faultPenalty*time.Duration(n.faults)
	if st := &e.stripes[s]; st.parent == nil || st.parent.ending&(1<<s) != 0 {
		if c := e.knownBy.find(n.record.Peer); c != nil && c.wanted&(1<<s) != 0 {
			lag -= referralBonus
		}
	}
	// One who passes the stripe on may be let in where others are not.
	mine := e.duty()&(1<<s) != 0 && (n.status.Room&(1<<s) != 0 || n.source)
	needy := e.stripes[s].parent == nil || e.stripes[s].parent.ending&(1<<s) != 0
	room := n.refusedAt <= n.statusAt && (n.status.Free > 0 || n.status.Loose > 0 && n.status.Duty&(1<<s) != 0)
	if full := !room || !needy && !n.comfortable(); full && !mine {
		lag += fullPenalty
	}
	return lag
}

// handleGrant takes a parent's answer.
func (e *Engine) handleGrant(n *neighbour, b []byte) error {
	m := &e.scratch.grant
	if err := m.Parse(b); err != nil {
		return err
	}
	if m.Generation != n.generation {
		return nil // an answer to something older
	}
	n.granted = m.Granted & n.wanted
	n.ending = m.Ending & n.granted
	n.refresh = time.Duration(m.Refresh) * time.Millisecond
	if m.Refused&^m.Broken != 0 {
		n.refusedAt = e.now
	}
	keep := n.wanted
	for set := n.wanted; set != 0; set &= set - 1 {
		s := bits.TrailingZeros32(set)
		bit := uint32(1) << s
		switch {
		case m.Granted&bit == 0:
			keep &^= bit
			if m.Broken&bit != 0 {
				n.status.Connected &^= bit // until it says otherwise
				n.noWaiting |= bit
				e.release(n, s)
				continue
			}
			retry := retryRefused
			switch {
			case m.Looping&bit != 0:
				retry = retryLoop
			case n.source && e.stripes[s].parent != nil && !e.mayAskForHelp():
				retry = retrySource
			}
			e.refusedBy(n, s, retry)
		case m.Paths[s].Contains(e.self) || m.Paths[s].Len >= wire.MaxDepth || m.Paths[s].Len == 0 && e.stripes[s].next == n && e.stripes[s].parent != nil:
			e.refusedBy(n, s, retryRefused)
			keep &^= bit
		default:
			e.grantedBy(n, s, &m.Paths[s])
		}
	}
	lost := n.wanted &^ keep
	e.change(n, keep)
	e.recommended(n, m)
	if n.ending|lost != 0 {
		e.seekParents()
	}
	return nil
}

// grantedBy notes that n pushes stripe s.
func (e *Engine) grantedBy(n *neighbour, s int, path *wire.Path) {
	st := &e.stripes[s]
	if st.next == n {
		st.nextPath, st.waits = *path, path.Len == 0
		if st.parent == nil && !st.waits {
			e.promote(s)
		}
		if n.source {
			e.visitEvery = 0
		}
		return
	}
	if st.parent == n && st.path != *path {
		st.path = *path
		e.pathChanged(s)
	}
}

// refusedBy notes that n does not push stripe s.
func (e *Engine) refusedBy(n *neighbour, s int, retry time.Duration) {
	st := &e.stripes[s]
	had := st.parent == n
	if retry == retryRefused && !had && (!n.source || e.mayAskForHelp()) && (st.parent == nil || st.parent.ending&(1<<s) != 0) {
		retry = retryOrphan
	}
	n.inStripe(s).retryAt = e.now + retry + time.Duration(e.rng.Int64N(int64(retry)/2))
	if n.dumb(e.now) || st.next == n && n.silentSince(st.asked) {
		n.absence.stripes |= 1 << s
	}
	e.release(n, s)
}

// release takes n out of stripe s, whether it was the parent or had only been asked.
func (e *Engine) release(n *neighbour, s int) {
	had := e.stripes[s].parent == n
	e.stripes[s].lose(n)
	if had {
		e.pathChanged(s)
	}
}

// promote makes the neighbour that was asked the parent, and lets the old one go.
func (e *Engine) promote(s int) {
	st := &e.stripes[s]
	old := st.parent
	if old != nil && old.ending&(1<<s) == 0 && st.brokenAt == 0 {
		// The more often it moves the longer it stays.
		st.hold = min(max(2*st.hold, settleMin), settleMax)
		st.improveAt = e.now + st.hold
	}
	st.parent, st.next, st.path, st.waits, st.since = st.next, nil, st.nextPath, false, e.now
	if old != nil && old != st.parent {
		e.change(old, old.wanted&^(1<<s))
	}
	if newest, ok := e.store.newest(); ok {
		// The new parent is measured from here.
		st.head = newest.Number()
	}
	st.lag, st.dev = noLag, startDeviation
	e.pathChanged(s)
}

// pathChanged has the stripe's children told of the new way, lest one of their
// descendants becomes this peer's parent: at once, or soon where they were told of
// another only just now, unless it is broken or whole again.
func (e *Engine) pathChanged(s int) {
	st := &e.stripes[s]
	if st.whole() {
		e.carryWaiting(s)
		if bits.OnesCount32(e.connected()) < int(e.shape.Total)-manyLost {
			e.announce(s)
		}
	}
	for _, c := range st.children {
		if whole := st.whole(); whole != (c.toldWhole&(1<<s) != 0) || e.now-c.grantAt >= pathEvery {
			c.grantDirty = true
			e.touch(c)
		} else {
			c.pathDirty = true
		}
	}
}

// carryWaiting takes on those who have waited for stripe s, as many of them as the uplink
// carries, and refuses the others.
func (e *Engine) carryWaiting(s int) {
	bit := uint32(1) << s
	for i := 0; i < len(e.stripes[s].children); i++ {
		c := e.stripes[s].children[i]
		if c.awaits&bit == 0 {
			continue
		}
		if e.fits(c, s, thirst) {
			c.awaits &^= bit
			continue
		}
		e.dropChild(c, bit)
		c.refused |= bit
		c.grantDirty = true
		e.touch(c)
		i--
	}
}

// announce tells the neighbours that lack stripe s that it can be had from here again, where
// so much is lost that a tree has to grow anew from its root, level by level.
func (e *Engine) announce(s int) {
	if e.slots() == 0 {
		return
	}
	for _, n := range e.neighbours {
		if e.uplinkLevel() < 0 {
			return // it has more urgent things to send; they hear of it a little later
		}
		if (n.status.Connected|n.toldConnected)&(1<<s) == 0 && e.now-n.statusTo >= announceEvery && !n.source && !n.dumb(e.now) {
			e.sendStatus(n)
		}
	}
}

// arrived notes that n pushed the shard of stripe s of block b.
func (e *Engine) arrived(n *neighbour, b *entry, s int) {
	st := &e.stripes[s]
	if st.next == n && st.parent != n {
		e.promote(s)
	}
	if st.parent != n || b.needJoin {
		return
	}
	st.came = e.now
	if number := b.seq.Number(); st.lag == noLag || number > st.head {
		st.head = number
	}
	if newest, ok := e.store.newest(); b.known && ok && newest-b.seq < 12 {
		lag := e.now - b.Header.Capture
		// As RFC 6298 does with round trips.
		if st.lag == noLag {
			st.lag, st.dev = lag, startDeviation
		} else {
			off := min(max(lag-st.lag, -maxSpread), maxSpread)
			st.dev += (min(off.Abs(), maxDeviation) - st.dev) / 4
			st.lag += off / 8
		}
	}
}

// checkParents drops candidates that do not answer and parents that have
// stopped pushing.
func (e *Engine) checkParents() {
	if e.source {
		return
	}
	e.pokeSilent()
	least := e.leastLag()
	for set := stripeSet(int(e.shape.Total)); set != 0; set &= set - 1 {
		s := bits.TrailingZeros32(set)
		st := &e.stripes[s]
		if n := st.next; n != nil {
			limit := st.asked + n.answersIn()
			switch {
			case st.waits && n.granted&(1<<s) != 0:
				if !n.dumb(e.now) {
					limit = e.now // it tells when it has the stripe
				}
			case n.granted&(1<<s) != 0:
				limit += time.Second // granted: only the first shard is outstanding
			case !n.dumb(e.now):
				limit += askTimeout // it is there
			}
			if e.now > limit {
				e.failedBy(n, s, n.silentSince(st.asked))
			}
		}
		n := st.parent
		if n == nil {
			continue
		}
		if n.dumb(e.now) {
			e.suspect(n)
		} else if e.stalled(st, s, least) {
			e.failedBy(n, s, false)
		}
	}
}

// failedBy leaves n in stripe s, of which nothing comes from it. One that has pushed nothing at all
// since it failed before, though others do, is avoided in the other stripes too for as long; away
// says that it is silent.
func (e *Engine) failedBy(n *neighbour, s int, away bool) {
	retry := n.fault(retryFailed, away)
	switch before := n.failedAt; {
	case away || n.source:
	case before == 0 || e.now-before > failedAgain:
		if before != 0 && !n.brought && e.now-e.lastShard < stallMargin {
			n.avoidUntil = max(n.avoidUntil, e.now+retry)
		}
		n.failedAt, n.brought = e.now, false // what fails within failedAgain is the same failure
	}
	e.refusedBy(n, s, retry)
	e.change(n, n.wanted&^(1<<s))
}

// leastLag is the lag of the fastest stripe.
func (e *Engine) leastLag() time.Duration {
	least := noLag
	for s := range int(e.shape.Total) {
		if e.stripes[s].parent != nil {
			least = min(least, e.stripes[s].lag)
		}
	}
	return least
}

// stalled reports whether shards of stripe s are missing that should have come:
// two of them, or one for twice as long.
func (e *Engine) stalled(st *stripe, s int, least time.Duration) bool {
	if !e.store.begun || !st.whole() {
		return false // where the way is broken the parent is looking for another
	}
	// Those nearer to the broadcaster notice first and say so, so that not
	// everybody below a break moves.
	late := stallMargin + stallPerHop*time.Duration(st.path.Len)
	if st.lag != noLag && least != noLag {
		late += min(2*(st.lag-least), time.Second)
	} else {
		late += 400 * time.Millisecond
	}
	missing := 0
	for number := st.head + 1; number < e.store.next; number++ {
		b := e.store.at(number)
		if b == nil || b.seq.Number() != number || b.needJoin || b.arrived&(1<<s) != 0 {
			continue
		}
		age := e.now - b.first
		if age > late {
			missing++
		}
		if missing >= 2 || age > 2*late {
			return true
		}
		if age < late {
			return false
		}
	}
	return false
}

// improve looks for earlier parents of the stripes that gain most: those that this
// peer passes on, and of the others those that keep blocks waiting.
func (e *Engine) improve() {
	slow := e.slowStripes()
	var gains [block.MaxStripes]time.Duration
	var best [block.MaxStripes]*neighbour
	for set := e.wantedStripes(); set != 0; set &= set - 1 {
		s := bits.TrailingZeros32(set)
		least, ok := e.leastGain(s, slow&(1<<s) != 0)
		if !ok {
			continue
		}
		if n, lag := e.candidate(s); n != nil {
			best[s], gains[s] = n, e.gain(n, s, lag)-least
		}
	}
	for range improvements {
		top := 0
		for s := range gains {
			if gains[s] > gains[top] {
				top = s
			}
		}
		if gains[top] <= 0 {
			return
		}
		e.ask(top, best[top])
		gains[top] = 0
	}
}

// leastGain is by how much stripe s must come earlier from another parent for a move
// to be worth it; ok is false where none is. slow says that the stripe keeps blocks
// waiting.
func (e *Engine) leastGain(s int, slow bool) (least time.Duration, ok bool) {
	st := &e.stripes[s]
	if st.parent == nil || st.parent.source || st.next != nil || st.lag == noLag {
		return 0, false // nobody has it before the broadcaster, whatever measurements say
	}
	least = improveBy
	switch {
	case e.duty()&(1<<s) != 0:
		// Whoever passes a stripe on should sit near its root, by however little.
		least = improveDutyBy
	case !slow && strangeness(st.parent, s) < strangerPenalty:
		return 0, false
	}
	if rest := st.improveAt - e.now; rest > 0 {
		least += time.Duration(float64(settleGain) * float64(rest) / float64(st.hold))
	}
	return least, true
}

// gain is how much earlier stripe s would come from n, whose score is lag, all that
// speaks for and against the two counted; 0 where that is not known.
func (e *Engine) gain(n *neighbour, s int, lag time.Duration) time.Duration {
	if _, ok := n.lag(s); !ok {
		return 0
	}
	st := &e.stripes[s]
	return st.lag + spreadPenalty*time.Duration(bits.OnesCount32(st.parent.wanted)-1) + strangeness(st.parent, s) - lag
}

// slowStripes is the set of those that come last: without them the others would
// hardly rebuild a block.
func (e *Engine) slowStripes() uint32 {
	var lags [block.MaxStripes]time.Duration
	total := int(e.shape.Total)
	for s := range total {
		lags[s] = e.stripes[s].lag
	}
	slices.Sort(lags[:total])
	limit := lags[max(0, int(e.shape.Data)-1-slowMargin)]
	var set uint32
	for s := range total {
		if e.stripes[s].lag >= limit {
			set |= 1 << s
		}
	}
	return set
}

// follow asks a neighbour for the stripes in which it has room for this peer as one
// that passes them on, where that brings it nearer to the root.
func (e *Engine) follow(n *neighbour) {
	set, duty, stuck := n.status.Room&e.wantedStripes(), e.duty(), uint32(0)
	if n.source {
		stuck = ^e.flowing()
	} else {
		set &= duty
	}
	for ; set != 0; set &= set - 1 {
		s := bits.TrailingZeros32(set)
		st := &e.stripes[s]
		if !e.eligible(n, s) || st.next != nil && !st.waits {
			continue
		}
		least, ok := e.leastGain(s, true)
		switch {
		case n.source && (ok && duty&(1<<s) != 0 || stuck&(1<<s) != 0 && e.deliver.caught):
			e.ask(s, n) // nobody has it earlier
		case ok && e.gain(n, s, e.score(n, s)) > least:
			if best, _ := e.candidate(s); best == n {
				e.ask(s, n)
			}
		}
	}
}
