package overlay

import (
	"math/bits"
	"slices"
	"time"

	"throng/internal/block"
	"throng/internal/wire"
)

// handleWant takes what a neighbour wants pushed.
func (e *Engine) handleWant(n *neighbour, b []byte) error {
	m := &e.scratch.want
	if err := m.Parse(b); err != nil {
		return err
	}
	if int16(m.Generation-n.theirs) < 0 {
		return nil
	}
	fresh := m.Generation != n.theirs || n.heardWant == 0
	n.theirs, n.heardWant, n.offer = m.Generation, e.now, e.believed(m.Offer)
	n.withProof, n.serving, n.whole = m.Proofs, m.Serving, int(m.Whole)
	n.whole = max(n.whole, bits.OnesCount32(n.serves&^n.stopping))
	switch {
	case n.whole >= int(e.shape.Data) || bits.OnesCount32(n.status.Connected) >= int(e.shape.Data):
		n.thirsty = 0
	case n.thirsty == 0:
		n.thirsty = e.now
	}
	e.dropChild(n, n.serves&^m.Stripes)
	n.refused, n.looping = 0, 0
	for set := m.Stripes &^ n.serves; set != 0; set &= set - 1 {
		s := bits.TrailingZeros32(set)
		if e.admit(n, s, e.needOf(n, m.Behind[s]), m.Newest != 0 && m.Behind[s] >= lacksBlocks) {
			first := e.stripes[s].admitted == 0
			e.stripes[s].admitted, e.stripes[s].kept = e.now, 0
			n.serves |= 1 << s
			e.used++
			e.stripes[s].children = append(e.stripes[s].children, n)
			e.firstChild(s)
			fresh = true
			if first || !e.source {
				e.replayPast(n, s)
			}
			if m.Newest != 0 {
				e.replay(n, s, m.Newest, m.Behind[s])
			}
		} else {
			n.refused |= 1 << s
			if !e.stripes[s].whole() {
				n.toldConnected &^= 1 << s // it is told when that changes
			}
			if !e.source && e.stripes[s].path.Contains(n.ancestor) {
				n.looping |= 1 << s
			}
		}
	}
	if fresh || n.refused != 0 || n.grantDirty || e.now-n.grantAt > e.answerEvery() {
		n.grantDirty = true
		e.touch(n)
	}
	return nil
}

// replay sends a new child what it has missed of stripe s, for itself and those below
// it: the shards of the newest blocks, behind in number by its own account.
func (e *Engine) replay(n *neighbour, s int, newest block.Seq, behind uint8) {
	top, ok := e.store.newest()
	if !ok || newest.Epoch() != top.Epoch() || behind == wire.NoHead {
		return
	}
	most := maxReplay
	if e.thrift.tight {
		most = tightReplay
	}
	m := &e.scratch.out
	for back := min(int(behind), most) - 1 + int(min(top-min(newest, top), block.Seq(most))); back >= 0; back-- {
		b := e.store.get(top - block.Seq(back))
		if b == nil || b.verified&(1<<s) == 0 || b.needJoin {
			continue
		}
		if b.rebuilt {
			e.prove(b, s, m)
		} else {
			m.Header = b.header // its way to the root is not kept
		}
		e.pushTo(n, b, s, m, b.rebuilt)
	}
}

// replayPast sends a new child the past of stripe s where nobody has it to give yet: the
// broadcaster what it has sent to nobody, from the last key frame on, and others what has
// come to them in this way just now.
func (e *Engine) replayPast(n *neighbour, s int) {
	top, ok := e.store.newest()
	if !ok {
		return
	}
	from := block.MakeSeq(e.store.epoch, e.store.low)
	if v := &n.status; v.Rebuilt.Epoch() == e.store.epoch && v.Oldest != 0 {
		top = min(top, v.Oldest-1)
	}
	if e.source {
		e.lookAtStore()
		if from = e.servable.entry; from == 0 {
			return
		}
	}
	m := &e.scratch.out
	for seq := from; seq <= top; seq++ {
		b := e.store.get(seq)
		if b == nil || b.verified&(1<<s) == 0 {
			continue
		}
		if e.source && b.given&(1<<s) == 0 {
			b.past = true
		} else if e.source || !b.past || e.now-b.first > pastFor {
			continue
		}
		if b.rebuilt {
			e.prove(b, s, m)
		} else {
			m.Header = b.header // its way to the root is not kept
		}
		e.pushTo(n, b, s, m, b.rebuilt)
	}
	e.payOut()
}

func (e *Engine) answerEvery() time.Duration {
	if e.source {
		return answerSource
	}
	return answerEvery
}

// firstChild asks the stripe's parent for proofs once they are needed.
func (e *Engine) firstChild(s int) {
	if st := &e.stripes[s]; len(st.children) == 1 && st.parent != nil {
		st.parent.wantDirty = true
		e.touch(st.parent)
	}
}

// admit reports whether n may become a child in stripe s, making room if n is
// worth more there than somebody else. behind says that it has not had the stripe for a
// while.
func (e *Engine) admit(n *neighbour, s int, need need, behind bool) bool {
	st := &e.stripes[s]
	if e.leaving || s >= int(e.shape.Total) || st.parent == n || st.next == n {
		return false
	}
	if e.source {
		return e.admitAtRoot(n, s, behind)
	}
	if st.path.Contains(n.ancestor) || st.path.Len+1 >= wire.MaxDepth || !st.whole() {
		return false
	}
	if e.slots() == 0 {
		return false
	}
	if need == better && e.thrift.tight {
		return e.fits(n, s, need) // nobody is uprooted for a little less delay
	}
	return e.fits(n, s, need) || e.evictFor(n, s) || (e.worth(n, s) > 0 && e.evictAny(n)) || need >= lack && e.evictLoose(n, s) || need == thirst && e.evictForThirst(n)
}

// admitAtRoot is admit at the broadcaster, which has one child a stripe, the best
// it can get, and pushes to others only where nobody else can.
func (e *Engine) admitAtRoot(n *neighbour, s int, lacks bool) bool {
	st := &e.stripes[s]
	switch {
	case len(st.children) == 0:
		if n.offer > 0 && (st.admitted != 0 || !e.overShare(n, s)) {
			return true // what the broadcaster leaves out nobody has
		}
		// At first there is something for everybody who asks in the same moment, and who
		// passes nothing on gets a stripe only where there is nobody else.
		if st.kept == 0 {
			st.kept = e.now
		}
		if n.offer == 0 {
			return e.now-st.kept > keptFromIdle
		}
		return e.now-st.kept > keptFor
	case n.offer > 0 && e.passedOn(st) == 0:
		for _, c := range st.children {
			if c.stopping&(1<<s) == 0 {
				e.stop(c, s)
			}
		}
		return true
	case st.failing && e.now >= n.demoted:
		st.failing = false
		for _, c := range st.children {
			if c.stopping&(1<<s) == 0 {
				e.stop(c, s)
				c.demoted = e.now + demotedFor
			}
		}
		return true
	case lacks && e.relieves(n):
		return true
	case e.now-st.admitted < tenure && e.worth(st.children[len(st.children)-1], s) > 0:
		return false
	}
	return e.evictFor(n, s)
}

// passedOn is how many children the broadcaster's children in a stripe could serve.
func (e *Engine) passedOn(st *stripe) (sum int) {
	for _, c := range st.children {
		sum += int(c.offer)
	}
	return sum
}

// room is the set of stripes that n is to pass on and in which it would be taken.
func (e *Engine) room(n *neighbour) uint32 {
	if e.slots() == 0 || n.status.Slots == 0 {
		return 0
	}
	var set uint32
	for duty := n.status.Duty & e.connected() &^ n.serves; duty != 0; duty &= duty - 1 {
		s := bits.TrailingZeros32(duty)
		if e.hasRoom(n, s) {
			set |= 1 << s
		}
	}
	return set
}

func (e *Engine) hasRoom(n *neighbour, s int) bool {
	if !e.source && e.fits(n, s, better) {
		return true
	}
	worth := e.worth(n, s)
	staying := 0
	for _, c := range e.stripes[s].children {
		if c.stopping&(1<<s) == 0 {
			staying++
			if worth > 2*e.hold(c, s) || worth > 0 && e.hold(c, s) < 0 {
				return true
			}
		}
	}
	return staying == 0 && e.source
}

// endRelief lets the broadcaster's second children go, one at a time, where the
// viewers' uplinks carry the stream again.
func (e *Engine) endRelief() {
	if e.scarce() {
		return
	}
	for s := range int(e.shape.Total) {
		var least *neighbour
		staying := 0
		for _, c := range e.stripes[s].children {
			if c.stopping&(1<<s) != 0 {
				continue
			}
			staying++
			if c.whole > int(e.shape.Data) && (least == nil || e.hold(c, s) < e.hold(least, s)) {
				least = c
			}
		}
		if staying > 1 && least != nil {
			e.stop(least, s)
			return
		}
	}
}

// judgeStripes looks for stripes that reach far fewer of the broadcaster's
// neighbours than the others do: whoever has them from it keeps them back. What is said
// for a stripe may be a lie, so that a part of the neighbours is enough against it.
func (e *Engine) judgeStripes() {
	var lacks [block.MaxStripes]int
	total := int(e.shape.Total)
	asked := 0
	for _, n := range e.neighbours {
		if n.statusAt == 0 || n.status.Flags&wire.StatusJoined == 0 || e.now-n.since < judgeAfter {
			continue
		}
		asked++
		for s := range total {
			if (n.status.Connected|n.serves)&(1<<s) == 0 {
				lacks[s]++
			}
		}
	}
	usual := lacks
	slices.Sort(usual[:total])
	least := max(failingLacks*usual[total/2], asked/failingShare, 1)
	if e.scarce() { // then many do without some stripes, and with the same ones
		least = max(least, asked*3/5)
	}
	for s := range total {
		st := &e.stripes[s]
		st.failing = lacks[s] > least && len(st.children) > 0 && e.now-st.admitted > failingAfter
	}
}

// fillVacancies offers the stripes that nobody has from the broadcaster, or whose child
// has fallen silent, to those neighbours who would give most in them: what they would
// hear with their next Status is told at once.
func (e *Engine) fillVacancies() {
	for s := range int(e.shape.Total) {
		vacant := e.stripes[s].admitted != 0 // it has been taken before
		for _, c := range e.stripes[s].children {
			vacant = vacant && (c.stopping&(1<<s) != 0 || e.now-c.heard > 2*e.childRefresh()+refreshSlack)
		}
		if !vacant {
			continue
		}
		var best [offers]*neighbour
		e.most(best[:], func(n *neighbour) bool {
			return n.status.Duty&^n.serves&(1<<s) != 0 && n.status.Slots != 0
		})
		for _, n := range best {
			if n != nil && e.now-n.statusTo >= statusSoonest {
				e.sendStatus(n)
			}
		}
	}
}

// worth is what n gives the swarm as a child in stripe s: the children it can
// serve there.
func (e *Engine) worth(n *neighbour, s int) int {
	if n.serves&(1<<s) != 0 && e.now-n.heard > 2*e.childRefresh() {
		return -1 // it has probably gone
	}
	if e.now < n.demoted {
		return 0
	}
	if e.source && e.overShare(n, s) {
		return 0
	}
	if n.status.Duty&(1<<s) == 0 {
		return 0
	}
	return int(n.offer) / e.cfg.Tuning.Duties
}

// overShare reports whether n has more than its fair share of the stripes from the
// broadcaster, or would have with s: of them all, or of what its uplink carries.
func (e *Engine) overShare(n *neighbour, s int) bool {
	stripes := bits.OnesCount32((n.serves &^ n.stopping) | 1<<s)
	return stripes > e.fairShare() || stripes > 1 && stripes*rootChildren > int(n.offer)
}

// hold is what it costs to end child c in stripe s: what it is worth, and the
// more if others hang on it.
func (e *Engine) hold(c *neighbour, s int) int {
	w := e.worth(c, s)
	if w >= 0 && e.now >= c.demoted && c.serving&(1<<s) != 0 {
		return w + servingHold
	}
	return w
}

// fairShare is how many stripes one child of the broadcaster may hold before
// others come first: no single peer should carry the whole stream.
func (e *Engine) fairShare() int {
	givers := 0
	for _, n := range e.neighbours {
		if n.status.Slots > 0 {
			givers++
		}
	}
	return max(e.cfg.Tuning.Duties, (2*int(e.shape.Total)+givers)/(givers+1))
}

// evictFor makes room for n in stripe s by ending the child that is worth
// least, if n is worth much more.
func (e *Engine) evictFor(n *neighbour, s int) bool {
	var least *neighbour
	for _, c := range e.stripes[s].children {
		if c.stopping&(1<<s) == 0 && (least == nil || e.hold(c, s) < e.hold(least, s)) {
			least = c
		}
	}
	if least == nil || (e.hold(least, s) >= 0 && e.worth(n, s) <= 2*e.hold(least, s)) {
		return false
	}
	if e.worth(least, s) < 0 {
		e.dropChild(least, 1<<s)
		return true
	}
	if !e.mayEvict() {
		return false
	}
	e.stop(least, s)
	return true
}

// evictAny makes room by ending some child in a stripe where it is worth nothing.
func (e *Engine) evictAny(n *neighbour) bool {
	if !e.mayEvict() {
		return false
	}
	for s := range int(e.shape.Total) {
		for _, c := range e.stripes[s].children {
			if c != n && c.stopping&(1<<s) == 0 && e.hold(c, s) == 0 {
				e.stop(c, s)
				return true
			}
		}
	}
	return false
}

// evictLoose makes room for n in a stripe that is this peer's duty by ending a child in one
// that is not: where each passes on few stripes, to many, the trees are flat and few proofs
// are needed.
func (e *Engine) evictLoose(n *neighbour, s int) bool {
	duty := e.duty()
	if duty&(1<<s) == 0 || !e.mayEvict() {
		return false
	}
	c, stripe := e.dispensable(n, duty)
	if c == nil || e.thrift.tight && c.whole <= int(e.shape.Data) {
		return false // else it would come back with the same right
	}
	e.stop(c, stripe)
	return true
}

// evictForThirst makes room for n, which has too few stripes to see anything, by ending a
// child that has more than enough of them, or else one that gives less of what it takes.
func (e *Engine) evictForThirst(n *neighbour) bool {
	if !e.mayEvict() {
		return false
	}
	c, s := e.dispensable(n, 0)
	if c == nil || c.whole <= int(e.shape.Data) && e.standing(c) >= e.standing(n) {
		return false
	}
	e.stop(c, s)
	return true
}

// dispensable is the child, other than n, that a stripe can be taken from with the least
// harm: it passes it on to nobody, and has enough others, or gives least. Stripes of keep
// are left alone.
func (e *Engine) dispensable(n *neighbour, keep uint32) (choice *neighbour, stripe int) {
	var most int
	total := int(e.shape.Total)
	for k, start := 0, e.rng.IntN(total); k < total; k++ {
		s := (start + k) % total
		if keep&(1<<s) != 0 {
			continue
		}
		for _, c := range e.stripes[s].children {
			if c == n || c.stopping&(1<<s) != 0 || c.serving&(1<<s) != 0 {
				continue
			}
			ease := -e.standing(c)
			if c.whole > int(e.shape.Data) {
				ease += 10 * (c.whole - int(e.shape.Data))
			}
			if choice == nil || ease > most {
				choice, stripe, most = c, s, ease
			}
		}
	}
	return choice, stripe
}

// mayEvict limits how often children are ended, and how many are served still
// although they have been.
func (e *Engine) mayEvict() bool {
	if e.now-e.lastEvict < evictEvery {
		return false
	}
	ending := 0
	for _, n := range e.neighbours {
		ending += bits.OnesCount32(n.stopping)
	}
	return ending <= int(e.slots())/endingShare
}

// stop ends a child in one stripe after a grace in which it finds another parent.
func (e *Engine) stop(c *neighbour, s int) {
	e.lastEvict = e.now
	c.stopping |= 1 << s
	c.stopAt[s] = e.now + endingFor
	if e.load() > lack.share()*float64(e.slots()) {
		c.stopAt[s] = e.now + endingSoon
	}
	e.used--
	c.whole-- // until it says so itself
	c.grantDirty = true
	e.touch(c)
}

// dropChild ends the pushing of a set of stripes to n.
func (e *Engine) dropChild(n *neighbour, set uint32) {
	for ; set != 0; set &= set - 1 {
		s := bits.TrailingZeros32(set)
		bit := uint32(1) << s
		if n.serves&bit == 0 {
			continue
		}
		if n.stopping&bit == 0 {
			e.used--
		}
		n.serves &^= bit
		n.stopping &^= bit
		children := e.stripes[s].children
		for i, c := range children {
			if c == n {
				e.stripes[s].children = append(children[:i], children[i+1:]...)
				break
			}
		}
	}
}

// sendGrant answers n's Want.
func (e *Engine) sendGrant(n *neighbour) {
	n.grantDirty = false
	n.grantAt = e.now
	m := &e.scratch.grant
	m.Generation, m.Granted, m.Refused, m.Looping, m.Ending = n.theirs, n.serves, n.refused, n.looping, n.stopping
	m.Refresh = uint16(e.childRefresh() / time.Millisecond)
	n.pathDirty, n.toldWhole = false, 0
	for set := n.serves; set != 0; set &= set - 1 {
		s := bits.TrailingZeros32(set)
		if e.source || e.stripes[s].whole() {
			n.toldWhole |= 1 << s
		}
		m.Paths[s] = e.stripes[s].path
		p := &m.Paths[s]
		if !e.source && p.Len == 0 {
			continue // broken
		}
		if p.Len < wire.MaxDepth {
			p.Hops[p.Len] = e.self
			p.Len++
		}
	}
	m.Refer = 0
	if lack := n.refused | n.stopping; lack != 0 {
		e.refer(n, lack, m)
	} else {
		e.referUp(n, m)
	}
	e.control(n, m.Append(e.heads[len(e.heads):]))
}

func (e *Engine) childRefresh() time.Duration {
	if e.source {
		return refreshSourceChild
	}
	return refreshChild
}

// refer names children that pass on stripes which n does not get here.
func (e *Engine) refer(n *neighbour, lack uint32, m *wire.Grant) {
	for set := lack; set != 0 && m.Refer < wire.MaxReferrals; set &= set - 1 {
		s := bits.TrailingZeros32(set)
		var best *neighbour
		for _, c := range e.stripes[s].children {
			if c != n && len(c.record.Addrs) > 0 && !e.referred(m, c) && c.status.Slots > 0 &&
				(best == nil || e.worth(c, s) > e.worth(best, s)) {
				best = c
			}
		}
		if best != nil {
			m.Referrals[m.Refer] = wire.Referral{Stripes: best.serves & lack, Peer: best.record}
			m.Refer++
		}
	}
}

// referUp names a parent of this peer to n, where n passes the stripe on about as
// well as this peer and so belongs as near to the root.
func (e *Engine) referUp(n *neighbour, m *wire.Grant) {
	if e.source || 3*int(n.offer) < 2*int(e.slots()) {
		return
	}
	for set := n.serves & n.status.Duty; set != 0 && m.Refer < wire.MaxReferrals; set &= set - 1 {
		s := bits.TrailingZeros32(set)
		p := e.stripes[s].parent
		if p == nil || len(p.record.Addrs) == 0 || e.referred(m, p) || p.source && n.offer < 2*e.slots() {
			continue
		}
		m.Referrals[m.Refer] = wire.Referral{Stripes: 1 << s, Peer: p.record}
		m.Refer++
	}
}

func (e *Engine) referred(m *wire.Grant, c *neighbour) bool {
	for i := range m.Referrals[:m.Refer] {
		if m.Referrals[i].Peer.Peer == c.peer {
			return true
		}
	}
	return false
}

// checkChildren drops those that have not repeated their Want, and those whose
// grace is over.
func (e *Engine) checkChildren() {
	patience := refreshMissed*e.childRefresh() + refreshSlack
	for _, n := range e.neighbours {
		if n.serves == 0 {
			continue
		}
		if e.now-n.heardWant > patience {
			e.dropChild(n, n.serves)
			continue
		}
		for set := n.stopping; set != 0; set &= set - 1 {
			if s := bits.TrailingZeros32(set); e.now >= n.stopAt[s] {
				e.dropChild(n, 1<<s)
				n.grantDirty = true
				e.touch(n)
			}
		}
	}
	// The rate has risen or the limit fallen: the least useful go.
	for over := e.staying() - overload*float64(e.slots()); over > 0 && e.shed(); over-- {
	}
}

// shed ends one child in one stripe to lower the upload.
func (e *Engine) shed() bool {
	if e.source {
		for s := range int(e.shape.Total) {
			if st := &e.stripes[s]; len(st.children) > 1 {
				if c := st.children[len(st.children)-1]; c.stopping&(1<<s) == 0 {
					e.stop(c, s)
					return true
				}
			}
		}
		return false
	}
	c, s := e.dispensable(nil, 0)
	if c == nil { // all pass on: whose end costs least
		for i := range int(e.shape.Total) {
			for _, o := range e.stripes[i].children {
				if o.stopping&(1<<i) == 0 && (c == nil || e.hold(o, i) < e.hold(c, s)) {
					c, s = o, i
				}
			}
		}
	}
	if c == nil {
		return false
	}
	e.stop(c, s)
	return true
}

// tick is the housekeeping.
func (e *Engine) tick() {
	if e.deliver.grew {
		e.tellWhole()
	}
	e.thrift.tight = !e.source && e.tight()
	switch enough := bits.OnesCount32(e.connected()) >= int(e.shape.Data); {
	case enough:
		e.thirstyAt = 0
	case e.thirstyAt == 0:
		e.thirstyAt = e.now
	}
	e.checkNeighbours()
	if e.source {
		e.judgeStripes()
		e.checkRoots()
		e.pushAgain()
		e.dismiss()
		e.endRelief()
		e.fillVacancies()
	}
	if !e.leaving {
		e.fetchEntry()
		e.checkParents()
		e.checkChildren()
		e.seekParents()
	}
	if e.now >= e.improveAt && e.deliver.begun {
		e.improveAt = e.now + improveEvery/2 + time.Duration(e.rng.Int64N(int64(improveEvery)))
		e.improve()
		e.chooseHeads()
		e.countLoss()
		e.economise()
		e.prune()
	}
	if e.now >= e.needAt && !e.leaving {
		e.dialMore()
		e.needAt = e.now + 500*time.Millisecond
		if short := e.cfg.Tuning.Neighbours - len(e.neighbours) - e.dialing; short > 0 && !e.source {
			e.emit(Event{Kind: NeedPeers, Count: short})
			if len(e.neighbours) > 3 {
				e.needAt = e.now + 5*time.Second
			}
		}
	}
	if newest, ok := e.store.newest(); ok && !e.source {
		keep := e.deliver.next
		if b := e.store.get(newest); b != nil && b.known {
			keep = min(keep, e.entryBefore(b))
		} else {
			keep = e.store.low
		}
		e.store.trim(e.now-retention, keep)
	}
}

// hasGaps reports whether the viewer waits for a block that should have been whole by now.
func (e *Engine) hasGaps() bool {
	if !e.deliver.caught {
		return false
	}
	b := e.store.get(block.MakeSeq(e.deliver.epoch, e.deliver.next))
	return b != nil && !b.rebuilt && e.now-b.first > lateBlock
}

// checkNeighbours sends what is due to each and drops the silent.
func (e *Engine) checkNeighbours() {
	connected, slots, gaps := e.flowing(), e.slots(), e.hasGaps()
	for i := 0; i < len(e.neighbours); i++ {
		n := e.neighbours[i]
		limit := silentAfter
		if n.source && e.now-e.lastShard > silentSourceAfter/2 {
			limit = silentSourceAfter
		}
		if e.now-n.heard > limit || n.askedAt != 0 && e.now-n.askedAt > dumbFor {
			e.kick(n, CauseSilent)
			i--
			continue
		}
		every := statusEvery
		switch {
		case n.statusAt == 0 || n.rtt == 0:
			every = statusJoining / 5 // the first may have been lost
		case connected&^n.toldConnected&^n.status.Connected != 0 && slots > 0:
			every = statusSoonest // it lacks a stripe that can be had from here now
		case bits.OnesCount32(n.toldConnected&^connected) >= manyLost:
			every = statusLost
		case n.source && gaps:
			every = gapsEvery
		case n.source && n.toldConnected&^connected != 0:
			every = statusJoining / 4 // it sees by this which of its children keeps a stripe back
		case e.now-e.begunAt < joiningFor || e.now-n.since < joiningFor:
			every = statusJoining
		}
		if n.pathDirty && e.now-n.grantAt >= pathEvery {
			n.grantDirty = true
			e.touch(n)
		}
		if e.now-n.statusTo >= every {
			if !n.replied {
				e.sendHello(n)
			}
			e.sendStatus(n)
		}
		if n.pulls > 0 && e.now-n.pulledAt > 2*replyFor {
			n.pulls, n.owedSince = 0, 0
		}
		if n.wanted == 0 {
			continue
		}
		refresh := refreshChild
		if n.refresh > 0 {
			refresh = max(n.refresh, tickEvery)
		}
		if n.wanted&^n.granted != 0 {
			refresh = askTimeout
		}
		if e.now-n.wantAt >= refresh-tickEvery/2 {
			n.wantDirty = true
			e.touch(n)
		}
	}
}
