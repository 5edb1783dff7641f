package tracker

import (
	"crypto/ecdh"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"time"

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
	webrtc  bool
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
	e.addrs, e.upload, e.webrtc = addrs, a.Upload, a.WebRTC
	if e.source == nil && a.Source != nil {
		ch.sources = append(ch.sources, c)
	}
	if a.Source != nil {
		e.source = a.Source
	}
	return &Welcome{Observed: c.remote, Peers: s.size(ch), ICE: s.ice(c, a)}, nil
}

// size is how many peers the channel has, the server's own included. The caller holds mu.
func (s *Server) size(ch *channel) int {
	if s.config.Local != nil {
		return len(ch.members) + 1
	}
	return len(ch.members)
}

// ice are the STUN and TURN servers that a client is told of.
func (s *Server) ice(c *session, a *Announce) []string {
	servers := s.config.ICE
	// One that came through a proxy names that, which carries no UDP.
	own := "stun:" + a.Tracker
	if _, err := ident.ParseICE(own); s.config.STUN && err == nil && c.remote.Port() != 0 {
		servers = append([]string{own}, servers...)
	}
	return servers[:min(len(servers), ident.MaxLinkICE)]
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

// entryFor is what c is told of a peer. It reports whether c can dial it: a browser, which
// announces no address, by WebRTC alone.
func (c *session) entryFor(e PeerEntry) (PeerEntry, bool) {
	e.Addrs = usable(c.remote.Addr(), e.Addrs)
	tab := c.entry.webrtc && len(c.entry.addrs) == 0
	return e, len(e.Addrs) > 0 && !tab || e.WebRTC && c.entry.webrtc
}

// pick samples up to n peers that c can dial, the newest sources first.
func (s *Server) pick(c *session, n int) (*Peers, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := c.entry.channel
	if ch == nil {
		return nil, errNotAnnounced()
	}
	n = min(n, MaxPeersPerAnswer)
	answer := &Peers{Peers: []PeerEntry{}, Count: s.size(ch)}
	given := make([]*session, 0, MaxSourcesPerAnswer+1)
	give := func(m *session) {
		if m == c || slices.Contains(given, m) {
			return
		}
		e := PeerEntry{Peer: m.entry.peer, Addrs: m.entry.addrs, Source: m.entry.source, Upload: m.entry.upload, WebRTC: m.entry.webrtc}
		if e, ok := c.entryFor(e); ok {
			answer.Peers = append(answer.Peers, e)
		}
	}
	for _, src := range slices.Backward(ch.sources) {
		if len(given) < min(n, MaxSourcesPerAnswer) && src != c {
			give(src)
			given = append(given, src)
		}
	}
	locals := s.locals(c, n)
	answer.Peers = append(answer.Peers, locals...)
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

// locals are what c is told of the peer in this process and its neighbours, half of the
// answer at most: those that are connected here count for more.
func (s *Server) locals(c *session, n int) []PeerEntry {
	if s.config.Local == nil {
		return nil
	}
	var list []PeerEntry
	for _, e := range s.config.Local.Entries() {
		if len(list) >= (n+1)/2 || e.Peer == c.entry.peer || c.entry.channel.byPeer[e.Peer] != nil {
			continue
		}
		if e, ok := c.entryFor(e); ok {
			list = append(list, e)
		}
	}
	return list
}

// connectLocal tells the peer in this process of a client that is about to connect to it.
// It reports whether it is meant.
func (s *Server) connectLocal(from, to ident.Peer, addrs []netip.AddrPort) bool {
	return s.config.Local != nil && s.mayTell(len(addrs)*len(netip.AddrPort{}.Addr().As16())) && s.config.Local.Connect(from, to, addrs)
}

// relayLocal gives the peer in this process signalling of a client for it, or for one that
// it is linked to. It reports whether it is for either.
func (s *Server) relayLocal(from ident.Peer, m *RelayTo) bool {
	return s.config.Local != nil && from != m.To && s.mayTell(len(m.Data)) && s.config.Local.Relay(from, m.To, m.Data)
}

// mayTell reports whether the peer in this process may be told so many bytes.
func (s *Server) mayTell(bytes int) bool {
	if s.local.AllowN(time.Now(), ident.KeySize+bytes) {
		return true
	}
	s.counts.refuse(causeFlooded)
	return false
}

// Relay has a client of the channel told what the peer in this process, or one that it is
// linked to, says to it. It reports whether the client is here.
func (s *Server) Relay(from, to ident.Peer, data []byte) bool {
	if len(s.config.Channels) == 0 || len(data) > MaxRelay {
		return false
	}
	s.mu.Lock()
	var target *session
	if ch := s.channels[s.config.Channels[0]]; ch != nil {
		target = ch.byPeer[to]
	}
	s.mu.Unlock()
	if target == nil || from == to {
		return false
	}
	target.foreign(&Relay{From: from, Data: data})
	return true
}

// find returns the session of a peer in c's channel, what c is called there, and its
// addresses for that peer; all of them where nobody knows where that is.
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
		return nil, c.entry.peer, c.entry.addrs, r
	}
	return target, c.entry.peer, usable(target.remote.Addr(), c.entry.addrs), nil
}
