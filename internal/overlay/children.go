package overlay

import (
	"math/bits"
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
	var refused uint32 // of this very Want: it is given up there, whatever is said now
	if !fresh {
		refused = n.refused
	}
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
	n.refused, n.looping, n.broken = 0, 0, 0
	for set := m.Stripes &^ n.serves; set != 0; set &= set - 1 {
		s := bits.TrailingZeros32(set)
		if refused&(1<<s) == 0 && e.admit(n, s, e.needOf(n, m.Behind[s]), m.Newest != 0 && m.Behind[s] >= lacksBlocks) {
			first := e.stripes[s].changed == 0
			e.stripes[s].changed, e.stripes[s].kept = e.now, 0
			n.serves |= 1 << s
			if !e.source && !e.stripes[s].whole() {
				n.awaits |= 1 << s
			}
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
				n.broken |= 1 << s
			}
			if !e.source && e.stripes[s].path.Contains(n.ancestor()) {
				n.looping |= 1 << s
			}
		}
	}
	news := fresh || n.refused != 0 || n.grantDirty
	if news || e.now-n.grantAt > e.answerEvery(n) {
		n.grantDirty, n.repeats = true, !news
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
	// Whoever asks again and again gets no more than a part of what is pushed anyway.
	n.replayed.fill(e.now, replayRate, float64(maxReplay*int(e.shape.Total)))
	m := &e.scratch.out
	for back := min(int(behind)+int(min(top-min(newest, top), block.Seq(most))), most) - 1; back >= 0 && n.replayed.level >= 1; back-- {
		b := e.store.get(top - block.Seq(back))
		if b == nil || b.verified&(1<<s) == 0 || b.needJoin {
			continue
		}
		proof := e.prove(b, s, m)
		n.replayed.spend(1)
		if e.now-b.first > lateBlock { // what is on air goes first
			e.pushLater(bulk, e.now+e.pushPatience(), n, b, s, m, proof)
		} else {
			e.pushTo(n, b, s, m, proof)
		}
	}
}

// replayPast sends a new child the past of stripe s where nobody has it to give yet: the
// broadcaster what it has sent to nobody, from the last key frame on, and others what has
// come to them in this way just now, once.
func (e *Engine) replayPast(n *neighbour, s int) {
	top, ok := e.store.newest()
	if !ok || n.hadPast&(1<<s) != 0 {
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
		proof := e.prove(b, s, m)
		n.hadPast |= 1 << s
		e.pushTo(n, b, s, m, proof)
	}
	e.payOut()
}

// answerEvery is how long after the newest Grant to n one that says nothing new goes at the
// earliest. The broadcaster's children ask often, so that they are missed soon, and are told ever
// more rarely: soon at first, since the Grant before may have been lost.
func (e *Engine) answerEvery(n *neighbour) time.Duration {
	if e.source {
		return n.answerEvery
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
	if st.path.Contains(n.ancestor()) || st.path.Len+1 >= wire.MaxDepth || e.slots() == 0 {
		return false
	}
	if !st.whole() { // it may wait here, beside what is carried
		return e.duty()&(1<<s) != 0 && need != better && !e.thrift.tight && len(st.children) < int(e.slots()) && e.fits(n, s, need)
	}
	if need == better && e.thrift.tight {
		return e.fits(n, s, need) // nobody is uprooted for a little less delay
	}
	return e.fits(n, s, need) || e.evictFor(n, s) || (e.worth(n, s) > 0 && e.evictAny(n)) || need >= lack && e.evictLoose(n, s) || need == thirst && e.evictForThirst(n)
}

// room is the set of stripes that n is to pass on and in which it would be taken.
func (e *Engine) room(n *neighbour) uint32 {
	if e.slots() == 0 || n.status.Slots == 0 {
		return 0
	}
	var set uint32
	lacks := n.status.Duty
	if e.source {
		lacks |= e.vacant
	}
	for lacks &= e.connected() &^ n.serves; lacks != 0; lacks &= lacks - 1 {
		s := bits.TrailingZeros32(lacks)
		if e.hasRoom(n, s) {
			set |= 1 << s
		}
	}
	return set
}

func (e *Engine) hasRoom(n *neighbour, s int) bool {
	if !e.source && e.carries(better, true) { // who passes it on asks for proofs
		return true
	}
	if e.stripes[s].failing && e.now >= n.demoted {
		return e.mayReplace(n, s)
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

// worth is what n gives the swarm as a child in stripe s: the children it can
// serve there.
func (e *Engine) worth(n *neighbour, s int) int {
	if n.serves&(1<<s) != 0 && e.missed(n, s) {
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
	offer := n.offer
	if n.heardWant == 0 && e.source {
		offer = n.status.Slots // it has not asked for anything yet
	}
	return int(offer) / e.cfg.Tuning.Duties
}

// missed reports whether child n in stripe s should have been heard of by now.
func (e *Engine) missed(n *neighbour, s int) bool {
	patience := 2*e.childRefresh() + refreshSlack/2
	return e.now-n.heard > patience && e.now-e.stripes[s].changed > patience+n.trip()
}

// hold is what it costs to end child c in stripe s: what it is worth, and the
// more if others hang on it.
func (e *Engine) hold(c *neighbour, s int) int {
	w := e.worth(c, s)
	if w >= 0 && e.now >= c.demoted && c.serving&(1<<s) != 0 {
		w += servingHold
		if e.stripes[s].proven {
			w *= 2 // what it gives is known, and of another it is only said
		}
	}
	return w
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
	// While one child has more than its share too much hangs on it for an interval between two.
	hurry := e.source && !e.stripes[s].proven && e.overShare(least, s)
	if !e.fewEnd() || !hurry && e.now-e.lastEvict < evictEvery {
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
	return e.now-e.lastEvict >= evictEvery && e.fewEnd()
}

// fewEnd reports whether there is room for more children that are served still although they have
// been ended.
func (e *Engine) fewEnd() bool {
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
	if c.stopAt == nil {
		c.stopAt = new([block.MaxStripes]time.Duration)
	}
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
		n.awaits &^= bit
		n.relief &^= bit
		children := e.stripes[s].children
		for i, c := range children {
			if c == n {
				e.stripes[s].children = append(children[:i], children[i+1:]...)
				if n.serving&bit != 0 {
					e.stripes[s].changed = e.now // those below have to find another way
				}
				break
			}
		}
	}
}

// sendGrant answers n's Want.
func (e *Engine) sendGrant(n *neighbour) {
	n.grantDirty = false
	n.grantAt = e.now
	if n.repeats {
		n.repeats, n.answerEvery = false, min(2*n.answerEvery, answerSourceMost)
	} else {
		n.answerEvery = answerSource
	}
	m := &e.scratch.grant
	m.Generation, m.Granted, m.Ending = n.theirs, n.serves, n.stopping
	m.Refused, m.Looping, m.Broken = n.refused, n.looping, n.broken
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
	switch lack := n.refused | n.stopping; {
	case n.serves|n.wanted == 0 && e.talkedOut(n): // the answer alone
	case lack != 0:
		e.refer(n, lack, m)
	default:
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
			if c != n && n.couldDial(&c.record) && !e.referred(m, c) && c.status.Slots > 0 &&
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
		if p == nil || !n.couldDial(&p.record) || e.referred(m, p) || p.source && n.offer < 2*e.slots() {
			continue
		}
		m.Referrals[m.Refer] = wire.Referral{Stripes: 1 << s, Peer: p.record}
		m.Refer++
	}
}

func (e *Engine) referred(m *wire.Grant, c *neighbour) bool {
	for i := range m.Referrals[:m.Refer] {
		if m.Referrals[i].Peer.Peer == c.record.Peer {
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
		if e.now-n.heardWant > patience || n.overdue(e.now, lostAfter+dumbChild) {
			e.dropChild(n, n.serves)
			continue
		}
		for set := n.stopping; set != 0; set &= set - 1 {
			if s := bits.TrailingZeros32(set); e.now >= n.stopAt[s] {
				e.dropChild(n, 1<<s)
				n.refused |= 1 << s // a Want that is on its way does not bring it back
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
