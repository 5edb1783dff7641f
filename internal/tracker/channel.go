package tracker

import (
	"crypto/ecdh"
	"fmt"
	"io"
	"net/netip"
	"slices"

	"throng/internal/ident"
)

// channel is the peers of one channel. It is guarded by Server.mu.
type channel struct {
	key     ident.Channel
	members []*session // in no order; session.place is the index
	byPeer  map[ident.Peer]*session
	sources []*session // those of members that proved to be sources, oldest first
}

// entry is how a session is known to others. It is guarded by Server.mu.
type entry struct {
	channel *channel // nil before announce and after leaving
	place   int
	peer    ident.Peer
	addrs   []netip.AddrPort
	source  []byte
	upload  int64
}

func (s *Server) newChallenge() (*challenge, error) {
	var raw [ident.KeySize + nonceSize]byte
	s.mu.Lock() // Config.Rand need not be safe for several goroutines
	_, err := io.ReadFull(s.rand, raw[:])
	s.mu.Unlock()
	if err != nil {
		return nil, fmt.Errorf("tracker: challenge: %w", err)
	}
	key, err := ecdh.X25519().NewPrivateKey(raw[:ident.KeySize])
	if err != nil {
		return nil, fmt.Errorf("tracker: challenge: %w", err)
	}
	return &challenge{key: key, nonce: raw[ident.KeySize:]}, nil
}

// join enters a proven announce of c, or updates the one before, and returns
// the answer. A session that had the same key is put out.
func (s *Server) join(c *session, a *Announce, addrs []netip.AddrPort) (*Welcome, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-c.ending: // put out already: it must not come back and put the other out
		return nil, refuse(causeReplaced, "the connection is being closed")
	default:
	}
	e := &c.entry
	if e.channel != nil && (e.channel.key != a.Channel || e.peer != a.Peer) {
		return nil, refuse(causeBad, "channel and peer stay the same on one connection")
	}
	if e.channel == nil {
		if r := s.admit(c, a); r != nil {
			return nil, r
		}
	}
	ch := e.channel
	e.addrs, e.upload = addrs, a.Upload
	if e.source == nil && a.Source != nil {
		ch.sources = append(ch.sources, c)
	}
	if a.Source != nil {
		e.source = a.Source
	}
	return &Welcome{Observed: c.remote, Peers: len(ch.members)}, nil
}

// admit makes c a member of its channel.
func (s *Server) admit(c *session, a *Announce) *refusal {
	ch := s.channels[a.Channel]
	var old *session
	if ch != nil {
		old = ch.byPeer[a.Peer]
	}
	switch {
	case ch == nil && len(s.channels) >= s.limits.Channels:
		return refuse(causeChannels, "this tracker has all the channels it can hold")
	case ch != nil && old == nil && len(ch.members) >= s.limits.PeersPerChannel:
		return refuse(causePeers, "the channel has all the peers this tracker can hold")
	case ch == nil:
		ch = &channel{key: a.Channel, byPeer: make(map[ident.Peer]*session)}
		s.channels[a.Channel] = ch
	}
	e := &c.entry
	e.channel, e.peer, e.place = ch, a.Peer, len(ch.members)
	ch.members = append(ch.members, c)
	s.peers++
	if old != nil {
		s.remove(old)
		old.end(refuse(causeReplaced, "the same key was announced on a newer connection"))
	}
	ch.byPeer[a.Peer] = c
	return nil
}

// leave forgets a session.
func (s *Server) leave(c *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.remove(c)
}

func (s *Server) remove(c *session) {
	ch := c.entry.channel
	if ch == nil {
		return
	}
	last := ch.members[len(ch.members)-1]
	ch.members[c.entry.place] = last
	last.entry.place = c.entry.place
	ch.members[len(ch.members)-1] = nil
	ch.members = ch.members[:len(ch.members)-1]
	if ch.byPeer[c.entry.peer] == c {
		delete(ch.byPeer, c.entry.peer)
	}
	if i := slices.Index(ch.sources, c); i >= 0 {
		ch.sources = slices.Delete(ch.sources, i, i+1)
	}
	c.entry.channel = nil
	s.peers--
	if len(ch.members) == 0 {
		delete(s.channels, ch.key)
	}
}

// pick samples up to n peers for c, the newest sources first.
func (s *Server) pick(c *session, n int) (*Peers, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := c.entry.channel
	if ch == nil {
		return nil, errNotAnnounced()
	}
	n = min(n, MaxPeersPerAnswer)
	answer := &Peers{Peers: []PeerEntry{}}
	given := make([]*session, 0, MaxSourcesPerAnswer+1)
	give := func(m *session) {
		if m == c || slices.Contains(given, m) {
			return
		}
		answer.Peers = append(answer.Peers, PeerEntry{
			Peer:   m.entry.peer,
			Addrs:  usable(c.remote.Addr(), m.entry.addrs),
			Source: m.entry.source,
			Upload: m.entry.upload,
		})
	}
	for _, src := range slices.Backward(ch.sources) {
		if len(given) < min(n, MaxSourcesPerAnswer) && src != c {
			give(src)
			given = append(given, src)
		}
	}
	// A shuffle of as many places as the answer needs; the order of members
	// means nothing. Those of a network that has its share already come last, so
	// that a crowd at one address does not hide the others.
	var crowd []*session
	share := make(map[netip.Addr]int)
	for i := 0; i < min(len(ch.members), maxLooks*n) && len(answer.Peers) < n; i++ {
		j := i + s.sample.IntN(len(ch.members)-i)
		ch.members[i], ch.members[j] = ch.members[j], ch.members[i]
		ch.members[i].entry.place, ch.members[j].entry.place = i, j
		m, network := ch.members[i], networkOf(ch.members[i].remote.Addr())
		if share[network] >= max(1, n/networkShare) {
			crowd = append(crowd, m)
			continue
		}
		share[network]++
		give(m)
	}
	for _, m := range crowd {
		if len(answer.Peers) < n {
			give(m)
		}
	}
	return answer, nil
}

// find returns the session of a peer in c's channel and what c is called there.
func (s *Server) find(c *session, to ident.Peer) (target *session, from ident.Peer, addrs []netip.AddrPort, r *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := c.entry.channel
	if ch == nil {
		return nil, from, nil, errNotAnnounced()
	}
	target = ch.byPeer[to]
	if target == nil || target == c {
		r = refuse(causeGone, "that peer is not here")
		r.peer = to
		return nil, from, nil, r
	}
	return target, c.entry.peer, usable(target.remote.Addr(), c.entry.addrs), nil
}
