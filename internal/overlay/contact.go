package overlay

import (
	"net/netip"
	"time"

	"throng/internal/ident"
	"throng/internal/wire"
)

// contact is a peer that has been heard of; a link to it may be up or not.
type contact struct {
	record   wire.PeerRecord
	source   bool
	dialing  bool
	failures int
	retryAt  time.Duration
	// wanted are stripes for which a refusing parent recommended it.
	wanted uint32
}

// HandlePeers takes peers from an introducer: tracker, link, DHT.
func (e *Engine) HandlePeers(now time.Duration, records []Record) {
	e.step(now)
	defer e.finish()
	for i := range records {
		e.learn(records[i], false)
	}
	e.dialMore()
}

// learn remembers a peer, or what is new about it.
func (e *Engine) learn(r wire.PeerRecord, source bool) *contact {
	if r.Peer == e.cfg.Self || len(r.Addrs) == 0 || e.isBanned(r.Peer) {
		return nil
	}
	c := e.knownBy[r.Peer]
	if c == nil {
		if len(e.known) >= maxKnown && !e.makeRoom() {
			return nil
		}
		c = &contact{}
		e.known = append(e.known, c)
		e.knownBy[r.Peer] = c
	}
	c.record = r
	c.source = c.source || source
	return c
}

// hear learns of a peer from a neighbour, whose word does not replace what is
// known from the peer itself or a tracker.
func (e *Engine) hear(r wire.PeerRecord) *contact {
	if c := e.knownBy[r.Peer]; c != nil {
		return c
	}
	return e.learn(r, false)
}

// makeRoom forgets a random contact that is of no use now.
func (e *Engine) makeRoom() bool {
	for range 8 {
		c := e.known[e.rng.IntN(len(e.known))]
		if !c.source && !c.dialing && e.byPeer[c.record.Peer] == nil {
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
	delete(e.knownBy, c.record.Peer)
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
	c := e.knownBy[peer]
	if c == nil || !c.dialing {
		return
	}
	c.dialing = false
	e.dialing--
}

// dial opens a link to c if that is sensible now.
func (e *Engine) dial(c *contact) bool {
	if c.dialing || e.now < c.retryAt || e.dialing >= maxDialing || e.byPeer[c.record.Peer] != nil || e.leaving {
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
	room := targetNeighbours - len(e.neighbours) - e.dialing
	if e.source {
		return // viewers come by themselves
	}
	for _, c := range e.known {
		if c.source && e.byPeer[c.record.Peer] == nil {
			if e.dial(c) {
				room--
			}
		}
	}
	if len(e.known) == 0 {
		return
	}
	start := e.rng.IntN(len(e.known))
	for i := range e.known {
		if room <= 0 {
			return
		}
		if e.dial(e.known[(start+i)%len(e.known)]) {
			room--
		}
	}
}

// recommended takes the referrals of a Grant: peers to ask for stripes.
func (e *Engine) recommended(m *wire.Grant) {
	for i := range m.Referrals[:m.Refer] {
		r := &m.Referrals[i]
		c := e.hear(r.Peer)
		if c == nil || e.byPeer[r.Peer.Peer] != nil {
			continue
		}
		c.wanted |= r.Stripes
		if len(e.neighbours) < maxReferred {
			e.dial(c)
		}
	}
}

// wantsPeers reports whether this peer should hear of more others.
func (e *Engine) wantsPeers() bool {
	return !e.source && (len(e.neighbours) < targetNeighbours*3/4 || len(e.known) < targetNeighbours)
}

// prune lets go of neighbours of no use where there are more than enough.
func (e *Engine) prune() {
	extra := len(e.neighbours) - targetNeighbours - 4
	if extra <= 0 || e.source {
		return
	}
	var worst *neighbour
	var worstScore time.Duration
	for _, n := range e.neighbours {
		if n.serves != 0 || n.granted != 0 || n.wanted != 0 || n.source || e.now-n.since < 6*time.Second {
			continue
		}
		if score := n.trip() + n.usualLag(); worst == nil || score > worstScore {
			worst, worstScore = n, score
		}
	}
	if worst == nil {
		return
	}
	if c := e.knownBy[worst.peer]; c != nil {
		c.retryAt = e.now + 60*time.Second
	}
	e.refuse(worst, wire.Idle, CauseUseless)
}

// makeWay drops an idle neighbour where more come from its network than from
// that of n: many identities at one address keep nobody else out.
func (e *Engine) makeWay(n *neighbour) bool {
	crowd := make(map[netip.Prefix]int)
	for _, o := range e.neighbours {
		crowd[o.network()]++
	}
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
	if len(n.record.Addrs) == 0 {
		return netip.Prefix{}
	}
	a := n.record.Addrs[0].Addr().Unmap().WithZone("")
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
