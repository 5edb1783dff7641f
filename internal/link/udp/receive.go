package udp

import (
	"crypto/hmac"
	"encoding/binary"
	"net/netip"
	"time"

	"throng/internal/ident"
	"throng/internal/link"
)

const (
	// chunk is how many datagrams are handled under one lock, so that Send need not
	// wait long: 0.1 ms at most.
	chunk = 64
	// slabSize is how many bytes of opened datagrams lie in one piece of memory.
	slabSize = 64 << 10
)

// reader handles what comes in until the socket is closed.
func (t *Transport) reader() {
	for {
		batch, err := t.sock.read()
		if err != nil {
			return
		}
		for len(batch) > 0 {
			n := min(chunk, len(batch))
			t.mu.Lock()
			if t.closed {
				t.unlock()
				return
			}
			now := t.now()
			for i := range batch[:n] {
				t.handle(&batch[i], now)
			}
			t.unlock()
			batch = batch[n:]
		}
	}
}

// handle deals with one datagram or ICMP error.
func (t *Transport) handle(r *received, now time.Duration) {
	if r.refused {
		t.refused(r.from, now)
		return
	}
	b := r.data
	t.stats.DatagramsReceived++
	t.stats.BytesReceived += uint64(len(b))
	switch {
	case len(b) == 0:
		t.stats.DropShort++
	case isSTUN(b):
		t.handleSTUN(b, r.from)
	case len(b) > maxPacket:
		t.stats.DropLong++
	default:
		t.dispatch(b, r.from, now)
	}
}

func (t *Transport) dispatch(b []byte, from netip.AddrPort, now time.Duration) {
	var shortest int
	var handler func(b []byte, from netip.AddrPort, now time.Duration)
	switch b[0] {
	case typeData, typeControl:
		if len(b) < overhead {
			t.stats.DropShort++
			return
		}
		t.handleSealed(b, from, now)
		return
	case typeInitiation:
		shortest, handler = initiationSize, t.handleInitiation
	case typeResponse:
		shortest, handler = responseSize, t.handleResponse
	case typeCookie:
		shortest, handler = cookiePacketSize, t.handleCookie
	case typeUnknown:
		shortest, handler = unknownSize, t.handleUnknown
	case typePunch:
		return
	default:
		t.stats.DropType++
		return
	}
	if len(b) < shortest {
		t.stats.DropShort++
		return
	}
	handler(b, from, now)
}

// handleInitiation answers a handshake that a peer begins.
func (t *Transport) handleInitiation(b []byte, from netip.AddrPort, now time.Duration) {
	mac := sum(t.macOwn, b[:initiationMAC])
	if !hmac.Equal(mac[:], b[initiationMAC:initiationSize]) {
		t.stats.DropMAC++
		return
	}
	ephemeral := [ephemeralSize]byte(b[initiationNoise:])
	if s := t.ephemerals[ephemeral]; s != nil {
		if s.half {
			t.post(s.response, from)
		}
		return
	}
	proven, ok := t.admit(b, from, now)
	if !ok {
		return
	}
	hs, peer, err := t.identity.read(b)
	if err != nil || peer == t.identity.peer {
		t.stats.DropAuth++
		return
	}
	up := t.peers[peer]
	own := up != nil && up.initiator && !up.proven
	if own && now < up.up+yieldTime {
		t.stats.DropStale++
		return
	}
	status := byte(statusLinked)
	if up == nil && t.attemptPeer[peer] == nil && len(t.links)+len(t.attempts) >= t.maxLinks {
		status = statusFull
	}
	s := &session{
		peer: peer, ours: t.newIndex(), theirs: binary.BigEndian.Uint32(b[1:]), addr: from,
		created: now, heard: now, sent: now, ephemeral: ephemeral,
		crossing: own, unproved: !proven, network: network(from.Addr()), txFirst: -1,
	}
	s.response, s.open, s.seal, err = response(hs, s.theirs, s.ours, status)
	if err != nil {
		t.stats.DropAuth++
		return
	}
	t.post(s.response, from)
	t.stats.HandshakesAnswered++
	if status == statusFull {
		t.stats.DropHandshakes++
		return
	}
	t.sessions[s.ours], t.ephemerals[ephemeral] = s, s
	t.halfOpen.add(s)
	if a := t.attemptPeer[peer]; a != nil {
		// It comes through from there, so our packets may as well.
		t.addCandidates(a, []netip.AddrPort{from})
		if !a.yielded {
			a.yielded, a.next = true, max(a.next, now+yieldTime)
		}
	}
	t.rouse()
}

// handleCookie repeats an initiation with the cookie that the peer wants.
func (t *Transport) handleCookie(b []byte, from netip.AddrPort, _ time.Duration) {
	a := t.attemptIndex[binary.BigEndian.Uint32(b[1:])]
	if a == nil {
		t.stats.DropIndex++
		return
	}
	for i := range a.candidates {
		c := &a.candidates[i]
		if c.addr != from {
			continue
		}
		mac := sum(a.keyed, b[:cookieMAC], c.mac[:])
		if !hmac.Equal(mac[:], b[cookieMAC:cookiePacketSize]) {
			break
		}
		// The mac covers the initiation that the cookie answers: each is
		// repeated once at most.
		c.cookie = [cookieSize]byte(b[5:])
		t.initiate(a, c)
		t.stats.InitiationsRepeated++
		return
	}
	t.stats.DropMAC++
}

// handleResponse ends an attempt of ours.
func (t *Transport) handleResponse(b []byte, from netip.AddrPort, now time.Duration) {
	a := t.attemptIndex[binary.BigEndian.Uint32(b[1:])]
	if a == nil {
		t.stats.DropIndex++
		return
	}
	if len(b) > initiationSize {
		t.stats.DropLong++
		return
	}
	status, seal, open, err := finish(a.noise, b)
	if err != nil {
		t.stats.DropAuth++
		return
	}
	t.forget(a)
	if status != statusLinked {
		t.emit(link.Event{Kind: link.Down, Link: a.id, Peer: a.peer, Err: link.ErrTooMany})
		return
	}
	s := &session{
		peer: a.peer, ours: a.index, theirs: binary.BigEndian.Uint32(b[5:]), addr: from,
		initiator: true, seal: seal, open: open, created: now, heard: now, sent: now, txFirst: -1,
	}
	if len(a.candidates) > 0 && now-a.began < firstPause {
		s.rtt = now - a.began // the answer is to the first initiation
	}
	t.sessions[s.ours] = s
	t.raise(s, a.id, true, now)
	t.reach(s, now)
}

// raise makes a session a link.
func (t *Transport) raise(s *session, id link.ID, initiator bool, now time.Duration) {
	s.id, s.up = id, now
	t.links[id], t.peers[s.peer] = s, s
	t.stats.LinksUp++
	t.emit(link.Event{Kind: link.Up, Link: id, Peer: s.peer, Remote: s.addr, Initiator: initiator})
}

// confirmed makes a half-open session a link, now that the initiator has proven
// that it has the keys. It returns false if another session wins.
func (t *Transport) confirmed(s *session, now time.Duration) bool {
	old := t.peers[s.peer]
	if old == nil {
		a := t.attemptPeer[s.peer]
		if a == nil && len(t.links)+len(t.attempts) >= t.maxLinks {
			t.post(s.sealControl(now, controlClose, nil), s.addr)
			t.drop(s)
			t.stats.DropHandshakes++
			return false
		}
		t.halfOpen.remove(s)
		if a != nil {
			t.forget(a)
			t.raise(s, a.id, true, now)
		} else {
			t.lastID++
			t.raise(s, t.lastID, false, now)
		}
		t.reach(s, now)
		return true
	}
	crossing := old.initiator && (s.crossing || old.up >= s.created)
	if crossing && lower(t.identity.peer, s.peer) || !old.initiator && s.created < old.created {
		t.drop(s)
		t.stats.DropStale++
		return false
	}
	t.halfOpen.remove(s)
	if crossing {
		// The same link by other keys; the peer does the same.
		t.drop(old)
		s.id, s.up = old.id, now
		t.links[s.id], t.peers[s.peer] = s, s
	} else {
		t.end(old, link.ErrReplaced, false)
		t.lastID++
		t.raise(s, t.lastID, false, now)
	}
	t.reach(s, now)
	return true
}

func lower(a, b ident.Peer) bool { return string(a[:]) < string(b[:]) }

// handleSealed opens a data or control packet.
func (t *Transport) handleSealed(b []byte, from netip.AddrPort, now time.Duration) {
	index := binary.BigEndian.Uint32(b[1:])
	s := t.sessions[index]
	if s == nil {
		t.stats.DropIndex++
		if t.unknown.AllowN(t.start.Add(now), 1) {
			t.post(binary.BigEndian.AppendUint32([]byte{typeUnknown}, index), from)
		}
		return
	}
	counter := expandCounter(s.window.highest, binary.BigEndian.Uint32(b[5:]))
	if counter >= maxCounter || !s.window.fresh(counter) {
		t.stats.DropReplay++
		return
	}
	t.nonce = nonce(counter)
	if cap(t.slab)-len(t.slab) < len(b) {
		t.slab = make([]byte, 0, slabSize)
	}
	plain, err := s.open.Open(t.slab[len(t.slab):], t.nonce[:], b[headerSize:], b[:headerSize])
	if err != nil {
		t.stats.DropAuth++
		return
	}
	newest := s.window.accept(counter)
	s.heard, s.proven = now, true
	if s.probing && now > s.hinted+probePause {
		s.probing = false // it was not on its way before the hint
	}
	s.taken += len(b)
	if newest && s.addr != from {
		t.follow(s, from, now)
	}
	if s.half && !t.confirmed(s, now) {
		return
	}
	if b[0] == typeControl {
		t.handleControl(s, plain, now)
		return
	}
	t.stats.DataReceived++
	t.slab = t.slab[:len(t.slab)+len(plain)]
	t.emit(link.Event{Kind: link.Data, Link: s.id, Peer: s.peer, Data: plain[:len(plain):len(plain)]})
}

func (t *Transport) handleControl(s *session, plain []byte, now time.Duration) {
	if len(plain) == 0 {
		return
	}
	switch rest := plain[1:]; plain[0] {
	case controlPing:
		t.post(s.sealControl(now, controlPong, rest[:min(len(rest), maxEcho)]), s.addr)
	case controlPong:
		if len(rest) >= maxEcho && !s.answered([maxEcho]byte(rest), now) {
			asked := time.Duration(binary.BigEndian.Uint64(rest))
			if rtt := now - asked; rtt > 0 && rtt < silenceLimit {
				s.rtt = rtt
			}
			if asked >= s.hinted {
				s.probing = false
			}
		}
	case controlClose:
		t.end(s, link.ErrRemote, false)
	}
}

// ping asks the peer for something sealed.
func (t *Transport) ping(s *session, now time.Duration) {
	t.post(s.sealControl(now, controlPing, binary.BigEndian.AppendUint64(nil, uint64(now))), s.addr)
}

// handleUnknown takes a packet that says a link is gone as a hint.
func (t *Transport) handleUnknown(b []byte, from netip.AddrPort, now time.Duration) {
	index := binary.BigEndian.Uint32(b[1:])
	if t.hints.AllowN(t.start.Add(now), 1) {
		for _, s := range t.links {
			if s.theirs == index && s.addr == from {
				t.suspect(s, now)
				return
			}
		}
	}
	t.stats.DropIndex++
}

// refused takes an ICMP error as a hint about the links to addr.
func (t *Transport) refused(addr netip.AddrPort, now time.Duration) {
	if !t.hints.AllowN(t.start.Add(now), 1) {
		return
	}
	for _, s := range t.links {
		if s.addr == addr {
			t.suspect(s, now)
		}
	}
}

// suspect pings at once and ends the link soon unless something sealed comes.
func (t *Transport) suspect(s *session, now time.Duration) {
	if s.probing || s.hinted > 0 && now < s.hinted+probePause {
		return
	}
	t.stats.Hints++
	s.probing, s.hinted = true, now
	s.probe, s.dead = now+probePause, now+max(probeTime, probeRoundTrips*s.rtt)
	t.ping(s, now)
	t.rouse()
}
