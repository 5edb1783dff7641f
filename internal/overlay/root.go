package overlay

import (
	"math"
	"math/bits"
	"net/netip"
	"slices"

	"throng/internal/block"
	"throng/internal/wire"
)

// What the broadcaster alone does: whom it gives the stripes, and with whom it keeps links.

// admitAtRoot is admit at the broadcaster, which has one child a stripe, the best
// it can get, and pushes to others only where nobody else can.
func (e *Engine) admitAtRoot(n *neighbour, s int, lacks bool) bool {
	st := &e.stripes[s]
	switch {
	case len(st.children) == 0:
		if n.offer > 0 && (st.changed != 0 || !e.overShare(n, s)) {
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
		if !e.mayReplace(n, s) {
			return false
		}
		st.failing, st.guarded = false, e.now+guardedFor
		for _, c := range st.children {
			if c.stopping&(1<<s) == 0 {
				e.stop(c, s)
				c.demoted = e.now + demotedFor
			}
		}
		return true
	case lacks && e.relieves(n):
		if n.relief == 0 {
			n.reliefAt = e.now
		}
		n.relief |= 1 << s
		return true
	case e.now-st.changed < tenure && e.worth(st.children[len(st.children)-1], s) > 0:
		return false
	case st.reaches && e.now < st.guarded && e.worth(st.children[len(st.children)-1], s) >= 0 && !e.trusted(n):
		return false // what it says it gives, the one who kept it back said as well
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

// overShare reports whether n has more than its fair share of the stripes from the
// broadcaster, or would have with s: of them all, or of what its uplink carries.
func (e *Engine) overShare(n *neighbour, s int) bool {
	stripes := bits.OnesCount32((n.serves &^ n.stopping) | 1<<s)
	return stripes > e.fairShare() || stripes > 1 && stripes*rootChildren > int(n.offer)
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

// keepLast has the broadcaster keep the best of the children that it was about to end in a
// stripe where the one that was to take the place has gone again.
func (e *Engine) keepLast() {
	for s := range int(e.shape.Total) {
		var best *neighbour
		for _, c := range e.stripes[s].children {
			if c.stopping&(1<<s) == 0 {
				best = nil
				break
			}
			if best == nil || e.hold(c, s) > e.hold(best, s) {
				best = c
			}
		}
		if best != nil && !e.stripes[s].failing {
			best.stopping &^= 1 << s
			best.grantDirty = true
			e.used++
			e.touch(best)
		}
	}
}

// fillVacancies offers the stripes that nobody has from the broadcaster, or whose child
// has fallen silent or keeps them back, to those neighbours who would give most in them: what
// they would hear with their next Status is told at once.
func (e *Engine) fillVacancies() {
	e.vacant = 0
	for s := range int(e.shape.Total) {
		vacant := e.stripes[s].changed != 0 // it has been taken before
		for _, c := range e.stripes[s].children {
			vacant = vacant && (c.stopping&(1<<s) != 0 || e.missed(c, s))
		}
		if !vacant && !e.stripes[s].failing {
			continue
		}
		e.vacant |= 1 << s
		var best [offers]*neighbour
		e.most(best[:], func(n *neighbour) int {
			switch {
			case n.serves&(1<<s) != 0 || e.now < n.demoted:
				return 0
			case e.stripes[s].failing && e.reliable(n):
				return 1 + math.MaxUint16 + int(n.status.Slots)
			case n.status.Duty&(1<<s) != 0:
				return 1 + int(n.status.Slots)
			default:
				return min(int(n.status.Free), 1) // of these those first who came first
			}
		})
		for _, n := range best {
			if n != nil && e.now-n.statusTo >= statusSoonest {
				e.sendStatus(n)
			}
		}
	}
}

// judgeStripes looks for stripes that reach far fewer of the broadcaster's
// neighbours than the others do: whoever has them from it keeps them back. What is said
// for a stripe may be a lie, so that a part of the neighbours is enough against it. Those who
// thirst have no say, unless nearly all do: then it is because of such stripes, and those who get
// half of them are asked. Who does without a stripe of its own accord says so, and has no say in it;
// but where uplinks are short who has no more stripes than a block needs cannot tell which of the
// others it would do without.
func (e *Engine) judgeStripes() {
	var t tally
	total := int(e.shape.Total)
	asked, short := 0, 0
	j := e.jury()
	for _, n := range e.neighbours {
		if !e.hasSay(n, j) {
			continue
		}
		asked++
		if bits.OnesCount32(n.status.Connected|n.serves) <= int(e.shape.Data) {
			short++
		}
		t.add(n, total)
	}
	usual := t.lacks
	slices.Sort(usual[:total])
	for s := range total {
		st := &e.stripes[s]
		least := max(failingLacks*usual[total/2], (t.wants[s]+2*short)/failingShare, asked/failingFew, 1)
		st.proven = t.wants[s] >= provenBy && t.lacks[s] <= max(usual[total/2], t.wants[s]/provenBy)
		settled := len(st.children) > 0 && e.now-st.changed > failingAfter
		failing := t.lacks[s] > least && settled
		if failing && !st.failing {
			st.failedAt = e.now
		}
		st.failing = failing
		st.reaches = settled && !failing && t.lacks[s]*reachesShare <= t.wants[s] && t.wants[s] >= reachesLeast
	}
}

// tally counts, by stripe, of how many neighbours it has been taken down that they do not do
// without it of their own accord, and how many of them do not get it.
type tally struct{ wants, lacks [block.MaxStripes]int }

// add takes down what n says of the first total stripes.
func (t *tally) add(n *neighbour, total int) {
	has := n.status.Connected | n.serves
	for s := range total {
		switch {
		case has&(1<<s) != 0:
			t.wants[s]++
		case n.status.Spared&(1<<s) == 0:
			t.wants[s]++
			t.lacks[s]++
		}
	}
}

// scarce reports at the broadcaster whether the viewers' uplinks have not carried the
// stream lately.
func (e *Engine) scarce() bool { return e.now < e.plentyAt }

// mostLose reports at the broadcaster whether most of the neighbours that watch say that they lose
// much of what is pushed to them.
func (e *Engine) mostLose() bool {
	asked, lossy := 0, 0
	for _, n := range e.neighbours {
		if e.judges(n) {
			asked++
			if n.status.Flags&wire.StatusLossy != 0 {
				lossy++
			}
		}
	}
	return 2*lossy > asked
}

// judgeLoss has the broadcaster add parity where most of its neighbours have lost much for a while,
// and take it back.
func (e *Engine) judgeLoss() {
	wait := lossyFor
	if e.lossy {
		wait = lessLossyFor
	}
	switch {
	case e.mostLose() == e.lossy:
		e.lossyAt = 0
	case e.lossyAt == 0:
		e.lossyAt = e.now
	case e.now-e.lossyAt >= wait:
		e.lossy, e.lossyAt = !e.lossy, 0
	}
}

// relieves reports whether the broadcaster gives n a stripe beside others, since the
// viewers' uplinks do not carry the stream: n has had too few stripes for long, and there is
// room.
func (e *Engine) relieves(n *neighbour) bool {
	if n.thirsty == 0 || e.now-n.thirsty < thirstyFor || e.now < n.noReliefBefore {
		return false
	}
	if e.load()+2 > reliefShare*float64(e.slots()) {
		e.crowdedAt = e.now
		return false
	}
	e.plentyAt = e.now + reliefFor
	return true
}

// endRelief lets the broadcaster's second children go, one at a time, where nobody has asked
// for help lately: those who have more than enough, and those who have been helped for long,
// whatever they say of themselves, where others have room for them or wait for their places.
// Who was there before goes instead only where both have enough and it gives less.
func (e *Engine) endRelief() {
	if e.scarce() {
		return
	}
	long, again := reliefMost, endingFor+thirstyFor
	switch {
	case e.crowdedAt != 0 && e.now-e.crowdedAt <= reliefFor:
		again = demotedFor
	case e.tight():
		long = noLag
	}
	for s := range int(e.shape.Total) {
		var least, helped *neighbour
		staying, done := 0, false
		for _, c := range e.stripes[s].children {
			if c.stopping&(1<<s) != 0 {
				continue
			}
			staying++
			relief, enough := c.relief&(1<<s) != 0, c.whole > int(e.shape.Data)
			done = done || relief && enough
			if relief && e.now-c.reliefAt > long {
				helped = c
			}
			if enough && (least == nil || e.hold(c, s) < e.hold(least, s)) {
				least = c
			}
		}
		switch {
		case staying < 2:
		case helped != nil:
			e.stop(helped, s)
			helped.noReliefBefore = e.now + again
			return
		case done:
			e.stop(least, s)
			return
		}
	}
}

// dismiss lets go of the broadcaster's neighbours beyond sourceNeighbours: those
// that have kept stripes back, those that share a network with most others, and those
// that give least.
func (e *Engine) dismiss() {
	extra := len(e.neighbours) - sourceNeighbours
	if extra <= 0 {
		return
	}
	crowd := e.crowds()
	for ; extra > 0; extra-- {
		stay := dismissAfter
		if e.crowded() {
			stay = dismissSoon
		}
		may := func(n *neighbour) bool {
			// Who has come for help stays while there is time for it.
			return n.serves == 0 && (n.thirsty == 0 || e.crowded() || e.now-n.since >= thirstyFor+dismissAfter)
		}
		var least *neighbour
		for _, n := range e.neighbours {
			if may(n) && e.now-n.since >= stay && (least == nil || e.givesLess(n, least, crowd)) {
				least = n
			}
		}
		if least == nil {
			return
		}
		// Nobody goes for one who gives less and has only just come: that one goes, in a while.
		soon := 0
		for _, n := range e.neighbours {
			if may(n) && e.now-n.since < stay && e.givesLess(n, least, crowd) {
				soon++
			}
		}
		if soon >= extra {
			return
		}
		crowd[least.network()]--
		e.refuse(least, wire.Idle, CauseUseless)
	}
}

// full reports whether this is a broadcaster with more neighbours than it keeps, the one that has
// just come among them.
func (e *Engine) full() bool { return e.source && len(e.neighbours) > sourceNeighbours }

// crowded reports whether this is a broadcaster to which many come at once.
func (e *Engine) crowded() bool { return e.source && len(e.neighbours) > 2*sourceNeighbours }

// hasBetter reports whether the broadcaster needs n no more than those that it has: more than half
// as many as it keeps have watched for a while and give as much, all stripes reach the others, and
// n does not need help. A newcomer lacks all stripes, and finds them elsewhere.
func (e *Engine) hasBetter(n *neighbour) bool {
	v := &n.status
	thirsty := v.Flags&wire.StatusJoined != 0 && bits.OnesCount32(v.Connected) < int(e.shape.Data)
	if thirsty || v.Flags&wire.StatusNeedy != 0 || e.vacant != 0 || e.scarce() {
		return false
	}
	for s := range int(e.shape.Total) {
		if e.stripes[s].failing {
			return false
		}
	}
	better, crowd := 0, e.crowds()
	for _, o := range e.neighbours {
		if o != n && e.settled(o) && !e.givesLess(o, n, crowd) {
			better++
		}
	}
	return 2*better > sourceNeighbours
}

// mayGreet reports whether the broadcaster greets one more of whom it has better, by their word:
// so nobody who lies of what it gives keeps all others out.
func (e *Engine) mayGreet() bool {
	e.greetings.fill(e.now, greetRate, greetRate)
	if e.greetings.level < 1 {
		return false
	}
	e.greetings.spend(1)
	return true
}

// givesLess reports whether the broadcaster would rather do without a than without b.
func (e *Engine) givesLess(a, b *neighbour, crowd map[netip.Prefix]int) bool {
	if da, db := e.now < a.demoted, e.now < b.demoted; da != db {
		return da
	}
	if ca, cb := crowd[a.network()], crowd[b.network()]; ca != cb && max(ca, cb) > fairCrowd {
		return ca > cb
	}
	return a.status.Slots < b.status.Slots
}
