package webrtc

import (
	"bytes"
	"hash/maphash"
	"net/netip"
	"time"

	"throng/internal/ident"
	"throng/internal/link"
	"throng/internal/signal"
)

// incoming is a signal as it was carried here.
type incoming struct {
	from ident.Peer
	data []byte
}

// handleSignals takes the signals that come, one after the other.
func (t *Transport) handleSignals() {
	for {
		select {
		case in := <-t.incoming:
			t.handleSignal(in)
		case <-t.ctx.Done():
			return
		}
	}
}

func (t *Transport) handleSignal(in incoming) {
	keys := t.keysOf(in.from, true)
	if keys == nil {
		t.count(func(s *Stats) { s.DropKeys++ })
		return
	}
	g, err := keys.Open(in.data)
	t.mu.Lock()
	defer t.unlock()
	if err != nil || in.from == t.self {
		t.stats.DropTag++
		return
	}
	if t.closed {
		return
	}
	t.stats.SignalsReceived++
	s := t.setups[in.from]
	switch {
	case g.Kind == signal.Offer:
		t.handleOffer(in.from, keys, s, g)
	case s == nil || s.number != g.Session:
		l := t.peers[in.from]
		if l == nil || l.number != g.Session || g.Kind != signal.Candidates {
			t.stats.DropSession++
			return
		}
		l.addRemote(g.Candidates)
	case g.Kind == signal.Candidates:
		s.addRemote(g.Candidates)
	case !s.offering || s.answered:
		t.stats.DropSession++
	case g.Kind == signal.Refuse:
		t.end(s, link.ErrTooMany)
	default:
		s.answered = true
		s.answer <- g
	}
}

// handleOffer answers an offer, or not; s is the session that is being set up with
// that peer, if there is one.
func (t *Transport) handleOffer(from ident.Peer, keys *signal.Keys, s *session, g *signal.Signal) {
	switch {
	case s != nil && !s.offering && s.number == g.Session: // it is repeated
		s.addRemote(g.Candidates)
		if s.answers++; s.answers < maxAnswers {
			s.repeat()
		}
		return
	case t.offers.known(from, g.Session):
		t.stats.DropReplay++
		return
	case s != nil && s.offering && bytes.Compare(t.self[:], from[:]) > 0: // the other yields
		t.stats.DropSession++
		return
	case s != nil && (!s.offering || s.answered) && time.Since(s.began) < replaceAfter, !t.offers.allow(from):
		t.stats.DropOffers++
		return
	}
	id, initiator := link.ID(0), false
	if s != nil { // ours, to which we yield, or an earlier one of the same peer
		id, initiator = s.id, s.initiator
		s.id = 0
		t.end(s, link.ErrReplaced)
	}
	networks := t.networksOf(g.Candidates)
	if !t.room(from, networks) {
		t.stats.Refused++
		t.post(from, keys, &signal.Signal{Kind: signal.Refuse, Session: g.Session})
		if id != 0 {
			t.emit(link.Event{Kind: link.Down, Link: id, Peer: from, Err: link.ErrTooMany})
		}
		return
	}
	t.offers.remember(from, g.Session)
	t.stats.Answered++
	s = t.newSession(from, g.Session, false)
	s.id, s.initiator, s.networks = id, initiator, networks
	for _, network := range networks {
		t.networks[network]++
	}
	t.begin(s, g)
}

// room reports whether one more session offered by another may be set up.
func (t *Transport) room(from ident.Peer, networks []netip.Prefix) bool {
	links := len(t.setups) + len(t.links)
	if t.peers[from] != nil {
		links-- // which is what the new one will replace
	}
	if len(t.setups) >= t.limits.MaxSetups || links >= t.limits.MaxLinks || t.events.Waiting() >= 4*t.limits.MaxLinks {
		return false
	}
	for _, network := range networks {
		if t.networks[network] >= maxSetupsNetwork {
			return false
		}
	}
	return true
}

// networksOf lists the networks that usable candidates name, each once.
func (t *Transport) networksOf(candidates []signal.Candidate) []netip.Prefix {
	var found []netip.Prefix
	for _, c := range candidates {
		if !t.usable(c) {
			continue
		}
		n := network(c.Addr)
		known := false
		for _, other := range found {
			known = known || other == n
		}
		if !known {
			found = append(found, n)
		}
	}
	return found
}

// usable reports whether checks can be sent to a candidate.
func (t *Transport) usable(c signal.Candidate) bool {
	return c.Addr.IsValid() && t.mux.reaches(c.Addr) && (t.loopback || !c.Addr.IsLoopback())
}

// keysOf returns the keys shared with a peer. Where they are not known yet, a
// stranger's are agreed on within a limit. It is nil beyond that, or for a key that
// is none.
func (t *Transport) keysOf(peer ident.Peer, stranger bool) *signal.Keys {
	t.keysMu.Lock()
	k := t.keys[peer]
	t.keysMu.Unlock()
	if k != nil || stranger && !t.keyRate.Allow() {
		return k
	}
	k, err := signal.NewKeys(t.secret, t.channel, peer)
	if err != nil {
		return nil
	}
	t.keysMu.Lock()
	defer t.keysMu.Unlock()
	if len(t.keys) >= maxKeys {
		clear(t.keys)
	}
	t.keys[peer] = k
	return k
}

// post has a signal carried, if anybody takes it.
func (t *Transport) post(to ident.Peer, keys *signal.Keys, g *signal.Signal) {
	data, err := keys.Seal(g)
	if err != nil {
		return // cannot be: it is made here, within the limits
	}
	select {
	case t.signals <- link.OutSignal{To: to, Data: data}:
		t.stats.SignalsSent++
	default:
		t.stats.DropSignalQueue++
	}
}

// offers limits the offers of each peer, and remembers those taken.
type offers struct {
	seed   maphash.Seed
	second time.Time
	counts [1 << 10]uint8 // this second, by peer; those that fall on one share it
	seen   map[offerKey]bool
	ring   []offerKey
	next   int
}

type offerKey struct {
	from    ident.Peer
	session uint64
}

// allow counts an offer of a peer.
func (o *offers) allow(from ident.Peer) bool {
	if second := time.Now().Truncate(time.Second); !second.Equal(o.second) {
		o.second = second
		clear(o.counts[:])
	}
	count := &o.counts[maphash.Comparable(o.seed, from)%uint64(len(o.counts))]
	if *count >= peerOffers {
		return false
	}
	*count++
	return true
}

func (o *offers) known(from ident.Peer, session uint64) bool { return o.seen[offerKey{from, session}] }

func (o *offers) remember(from ident.Peer, session uint64) {
	k := offerKey{from, session}
	if len(o.ring) < rememberedOffers {
		o.ring = append(o.ring, k)
	} else {
		delete(o.seen, o.ring[o.next])
		o.ring[o.next] = k
		o.next = (o.next + 1) % rememberedOffers
	}
	o.seen[k] = true
}
