package overlay

import (
	"math/bits"
	"math/rand/v2"
	"net/netip"
	"slices"
	"time"

	"throng/internal/block"
	"throng/internal/ident"
	"throng/internal/wire"
)

// contact is a peer that has been heard of; a link to it may be up or not.
type contact struct {
	record   wire.PeerRecord
	source   bool
	dialing  bool
	vouched  bool // for by an introducer, or by a link to it: not by a neighbour's word alone
	failures int32
	retryAt  time.Duration
	// cuts is how often it has ended a link without a word lately, being the broadcaster, and cutAt
	// when it did so last.
	cuts int32
	// wanted are stripes for which a refusing parent recommended it.
	wanted uint32
	cutAt  time.Duration
	// via are the links of the neighbours that have named it, the last first; 0: none.
	via [maxVia]LinkID
}

// HandlePeers takes peers from an introducer: tracker, link, DHT. sources are those that the
// channel's key has certified as broadcasters, which the caller has checked: a viewer of a large
// swarm leaves them alone. Peers that cannot be dialled are left out.
func (e *Engine) HandlePeers(now time.Duration, records, sources []Record) {
	e.step(now)
	defer e.finish()
	if e.heardAt == 0 {
		e.heardAt = e.now
	}
	for i := range sources {
		e.learn(sources[i], true, true)
	}
	for i := range records {
		e.learn(records[i], false, true)
	}
	e.dialMore()
}

// SetAudience tells how many peers the channel has, as an introducer says: of what several say the
// most counts. The more there are the fewer newcomers turn to the broadcaster as soon as they have
// come, and the more seldom others do of their own accord.
func (e *Engine) SetAudience(count int) { e.audience = max(e.audience, count) }

// learn remembers a peer, or what is new about it; vouched says that it does not know of it by a
// neighbour's word alone.
func (e *Engine) learn(r wire.PeerRecord, source, vouched bool) *contact {
	if r.Peer == e.cfg.Self || !e.canDial(&r) || e.isBanned(r.Peer) {
		return nil
	}
	c := e.knownBy.find(r.Peer)
	if c == nil {
		vouched = vouched || e.byPeer.find(r.Peer) != nil
		if len(e.known) >= maxKnown && !e.makeRoom(vouched) {
			return nil
		}
		c = &contact{record: r} // put needs its key
		e.known = append(e.known, c)
		e.knownBy.put(c)
	}
	c.record = r
	c.source = c.source || source
	if vouched {
		e.vouch(c)
	}
	return c
}

// vouch notes that c certainly is or was somebody.
func (e *Engine) vouch(c *contact) {
	if !c.vouched {
		c.vouched = true
		e.vouched++
	}
}

// hear learns of a peer from n, whose word does not replace what is known from
// the peer itself or a tracker.
func (e *Engine) hear(n *neighbour, r wire.PeerRecord) *contact {
	c := e.knownBy.find(r.Peer)
	if c == nil {
		c = e.learn(r, false, false)
	}
	if c != nil && r.WebRTC {
		c.named(n.link)
	}
	return c
}

// makeRoom forgets a random contact that is of no use now: for one that is vouched for any, if there
// are hardly others.
func (e *Engine) makeRoom(vouched bool) bool {
	for try := range 16 {
		c := e.known[e.rng.IntN(len(e.known))]
		if may := !c.vouched || vouched && try >= 8; may && !c.source && !c.dialing && e.byPeer.find(c.record.Peer) == nil {
			e.forgetContact(c)
			return true
		}
	}
	return false
}

func (e *Engine) forgetContact(c *contact) {
	if c.dialing {
		return
	}
	if c.vouched {
		e.vouched--
	}
	e.knownBy.remove(c.record.Peer)
	for i, o := range e.known {
		if o == c {
			last := len(e.known) - 1
			e.known[i] = e.known[last]
			e.known[last] = nil
			e.known = e.known[:last]
			return
		}
	}
}

// dialed notes that an attempt to reach peer has ended.
func (e *Engine) dialed(peer ident.Peer) {
	c := e.knownBy.find(peer)
	if c == nil || !c.dialing {
		return
	}
	c.dialing, c.retryAt = false, 0
	e.dialing--
}

// turnedAway notes that a link to the broadcaster has ended before that said anything: more come,
// in all probability, than it has time for.
func (e *Engine) turnedAway(c *contact) {
	if e.now-c.cutAt > cutsFor {
		c.cuts = 0
	}
	c.cutAt, c.cuts = e.now, min(c.cuts+1, cutsMost)
	c.retryAt = e.now + aboutOf(e.rng, redialSource<<c.cuts)
}

// dial opens a link to c if that is sensible now.
func (e *Engine) dial(c *contact) bool {
	if c.dialing || e.now < c.retryAt || e.dialing >= maxDialing && !c.source || e.byPeer.find(c.record.Peer) != nil || e.leaving {
		return false
	}
	c.dialing = true
	e.dialing++
	// If no answer comes from the driver it is taken as failed by then.
	c.retryAt = e.now + 15*time.Second
	e.emit(Event{Kind: Connect, Record: c.record})
	return true
}

// dialMore opens links until there are enough, first to those recommended.
func (e *Engine) dialMore() {
	if e.source {
		return // viewers come by themselves
	}
	for _, c := range e.known {
		if c.source && e.seeksSource() {
			e.dial(c)
		}
	}
	room := e.cfg.Tuning.Neighbours - len(e.neighbours) - e.dialing
	for _, n := range e.neighbours {
		if n.dumb(e.now) {
			room++
		}
	}
	if len(e.known) == 0 || room <= 0 {
		return
	}
	// First those by whose duty the stripes get more parents to choose from.
	cover := e.covered()
	start := e.rng.IntN(len(e.known))
	for pass := range 2 {
		for i := range e.known {
			c := e.known[(start+i)%len(e.known)]
			if c.source || room <= 0 || pass == 0 && !cover.wants(e.dutyOf(&c.record.Peer)) {
				continue
			}
			if e.dial(c) {
				cover.add(e.dutyOf(&c.record.Peer))
				room--
			}
		}
	}
}

// cover counts, by stripe, the neighbours whose duty it is.
type cover [block.MaxStripes]uint8

func (c *cover) add(duty uint32) {
	for ; duty != 0; duty &= duty - 1 {
		c[bits.TrailingZeros32(duty)]++
	}
}

// wants reports whether a peer of that duty is missing.
func (c *cover) wants(duty uint32) bool {
	for ; duty != 0; duty &= duty - 1 {
		if c[bits.TrailingZeros32(duty)] < coverage {
			return true
		}
	}
	return false
}

// covered counts the neighbours, and those being dialled, by their duty.
func (e *Engine) covered() (c cover) {
	for _, n := range e.neighbours {
		switch {
		case n.source:
		case n.statusAt == 0:
			c.add(e.dutyOf(&n.record.Peer))
		default:
			c.add(n.status.Duty)
		}
	}
	for _, k := range e.known {
		if k.dialing {
			c.add(e.dutyOf(&k.record.Peer))
		}
	}
	return c
}

// small reports whether the swarm is, as far as this peer knows, whatever neighbours say. All of a
// small swarm keep a link to the broadcaster, which learns of nobody else.
func (e *Engine) small() bool {
	if e.source {
		return len(e.neighbours) <= fewContacts
	}
	return e.vouched <= fewContacts
}

// seeksSource reports whether this peer needs a link to the broadcaster: in a small
// swarm, where it is needy, or thirsts; and now and then where it could carry a stripe from the
// root.
func (e *Engine) seeksSource() bool {
	if e.small() || e.needy() {
		return true
	}
	if e.mayAskForHelp() && e.now >= e.reliefAt {
		e.reliefAt = e.now + thirstyFor + time.Duration(e.rng.Int64N(int64(thirstyFor)))
		return true
	}
	if e.visitAt == 0 {
		e.visitAt = e.now
		if !e.visitsAtOnce() {
			e.visitAt += time.Duration(e.rng.Int64N(int64(e.visitInterval())))
		}
	}
	if e.now < e.visitAt {
		return false
	}
	e.visitAt = e.now + aboutOf(e.rng, e.visitInterval())
	if e.deliver.begun && (!e.deservesRoot() || e.rng.IntN(1+e.equals()) > 0) {
		return false
	}
	// Each visit that has led to nothing makes the next one rarer: the broadcaster of a
	// large swarm has better ones.
	every := max(e.visitEvery, e.visitInterval())
	e.visitAt, e.visitEvery = e.now+aboutOf(e.rng, every), min(4*every, sourceVisitMost)
	return true
}

// visitsAtOnce reports whether a newcomer shows itself to the broadcaster as soon as it has come:
// it gives much, and the audience is not so large that enough others do.
func (e *Engine) visitsAtOnce() bool {
	return int(e.slots()) >= visitStreams*int(e.shape.Total) && e.rng.Float64()*float64(e.audience) <= visitAudience
}

// visitInterval is the mean interval between two looks whether to show itself to the broadcaster:
// the larger the audience the longer, so that all together visit it no more often.
func (e *Engine) visitInterval() time.Duration {
	crowd := min(max(e.audience, visitAudience), visitAudience*int(sourceVisitMost/sourceVisit))
	return sourceVisit * time.Duration(crowd) / visitAudience
}

// needy reports whether nothing comes to this peer, or it has been there for a while without a
// picture to begin with: those that it knows have none, or do not give it.
func (e *Engine) needy() bool {
	if e.heardAt != 0 && e.now-max(e.lastShard, e.heardAt) > silentSourceAfter {
		return !e.deliver.ended
	}
	if e.deliver.begun || e.linkedAt == 0 {
		return false
	}
	since := e.now - max(e.linkedAt, e.deliver.resumed)
	return since > deniedAfter || since > aloneAfter && !slices.ContainsFunc(e.neighbours, (*neighbour).hasEntry)
}

// aboutOf is a random time whose mean is d, between half and one and a half of it.
func aboutOf(rng *rand.Rand, d time.Duration) time.Duration {
	return d/2 + time.Duration(rng.Int64N(int64(d)))
}

// mayAskForHelp reports whether too few stripes have come for so long that the broadcaster
// may help out.
func (e *Engine) mayAskForHelp() bool { return e.thirstyAt != 0 && e.now-e.thirstyAt > thirstyFor }

// equals is how many of the neighbours give as much as this peer: where there are many, there are
// many more in the swarm that may be worth a place at the root, and few places.
func (e *Engine) equals() (count int) {
	slots := e.slots()
	for _, n := range e.neighbours {
		if !n.source && n.status.Slots >= slots {
			count++
		}
	}
	return count
}

// deservesRoot reports whether this peer gives more in one of the stripes that are its
// duty than the parent that it has there: so it may be worth a place at the root.
func (e *Engine) deservesRoot() bool {
	slots := e.slots()
	if int(slots) < int(e.shape.Total) {
		return false
	}
	for set := e.duty(); set != 0; set &= set - 1 {
		p := e.stripes[bits.TrailingZeros32(set)].parent
		if p == nil || !p.source && slots > p.status.Slots {
			return true
		}
	}
	return false
}

// recommended takes the referrals of a neighbour's Grant: peers to ask for stripes.
func (e *Engine) recommended(from *neighbour, m *wire.Grant) {
	if m.Refer == 0 {
		return
	}
	idle, lost := 0, e.orphans()
	for _, n := range e.neighbours {
		if n.serves|n.wanted|n.granted == 0 {
			idle++
		}
		lost |= n.ending
	}
	for i := range m.Referrals[:m.Refer] {
		r := &m.Referrals[i]
		c := e.hear(from, r.Peer)
		if c == nil || e.byPeer.find(r.Peer.Peer) != nil {
			continue
		}
		c.wanted |= r.Stripes
		if (idle+e.dialing < maxReferred || r.Stripes&lost != 0 && !e.thrift.tight) && e.dial(c) {
			idle++
		}
	}
}

// wantsPeers reports whether this peer should hear of more others.
func (e *Engine) wantsPeers() bool {
	enough := e.cfg.Tuning.Neighbours
	return !e.source && (len(e.neighbours) < enough*3/4 || len(e.known) < enough)
}

// prune lets go of neighbours of no use where there are more than enough.
func (e *Engine) prune() {
	extra := -e.cfg.Tuning.Neighbours - 4
	for _, n := range e.neighbours {
		if n.serves == 0 {
			extra++
		}
	}
	if extra <= 0 || e.source {
		return
	}
	cover := e.covered()
	var worst *neighbour
	var worstScore time.Duration
	for _, n := range e.neighbours {
		if n.serves != 0 || n.granted != 0 || n.wanted != 0 || n.source || e.now-n.since < 6*time.Second {
			continue
		}
		score := n.trip() + n.usualLag() + time.Second*time.Duration(n.faults)
		for set := n.status.Duty; set != 0; set &= set - 1 {
			if cover[bits.TrailingZeros32(set)] <= coverage {
				score -= time.Second // it would be missed
			}
		}
		if worst == nil || score > worstScore {
			worst, worstScore = n, score
		}
	}
	if worst == nil {
		return
	}
	if c := e.knownBy.find(worst.record.Peer); c != nil {
		c.retryAt = e.now + 60*time.Second
	}
	e.refuse(worst, wire.Idle, CauseUseless)
}

// crowds is how many neighbours there are in each network.
func (e *Engine) crowds() map[netip.Prefix]int {
	crowd := make(map[netip.Prefix]int)
	for _, o := range e.neighbours {
		crowd[o.network()]++
	}
	return crowd
}

// fromCrowd reports whether more than fairCrowd neighbours are in n's network, as counted in this
// tick or the one before.
func (e *Engine) fromCrowd(n *neighbour) bool {
	if e.networksAt == 0 || e.now-e.networksAt >= tickEvery {
		e.networks, e.networksAt = e.networks[:0], e.now
		for network, count := range e.crowds() {
			if count > fairCrowd {
				e.networks = append(e.networks, network)
			}
		}
	}
	return slices.Contains(e.networks, n.network())
}

// makeWay drops an idle neighbour where more come from its network than from
// that of n: many identities at one address keep nobody else out.
func (e *Engine) makeWay(n *neighbour) bool {
	crowd := e.crowds()
	var choice *neighbour
	for _, o := range e.neighbours {
		idle := o.serves|o.wanted|o.granted == 0 && !o.source && o != n
		if idle && (choice == nil || crowd[o.network()] > crowd[choice.network()]) {
			choice = o
		}
	}
	if choice == nil || crowd[choice.network()] <= crowd[n.network()] {
		return false
	}
	e.refuse(choice, wire.Full, CauseFull)
	return true
}

// network is what one party surely holds whole: an IPv4 address or an IPv6 /64.
func (n *neighbour) network() netip.Prefix {
	if !n.remote.IsValid() {
		return netip.Prefix{}
	}
	a := n.remote.Addr().Unmap().WithZone("")
	p, _ := a.Prefix(min(64, a.BitLen())) // fits both families
	return p
}

// usualLag is the mean of the neighbour's known lags, or a second where none is.
func (n *neighbour) usualLag() time.Duration {
	if n.usual == 0 {
		return time.Second
	}
	return n.usual
}
