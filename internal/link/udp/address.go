package udp

import (
	"io"
	"net/netip"
	"time"
)

// A link sends to an address that the peer has shown to be its own: by echoing
// a challenge, which is a ping with eight random bytes, from there. Or else
// somebody who lies about where he sends from could have a stream sent to
// whomever he likes.
const (
	// unreachedBytes and unreachedTimes bound what a link sends before that: so
	// many bytes, and so many times what came (RFC 9000, section 8.1).
	unreachedBytes = 4096
	unreachedTimes = 3
	// challengePause is the least time between two challenges to one address.
	challengePause = 50 * time.Millisecond
)

// affords reports whether a link may send a datagram of so many bytes, and
// counts it.
func (s *session) affords(bytes int) bool {
	if s.reached {
		return true
	}
	if s.given+bytes > unreachedBytes+unreachedTimes*s.taken {
		return false
	}
	s.given += bytes
	return true
}

// reach begins to challenge the address of a link that has just come up.
func (t *Transport) reach(s *session, now time.Duration) {
	t.ask(s, s.addr, now)
	s.pause, s.confirm = confirmPause, now+confirmPause
	t.rouse()
}

// ask challenges an address.
func (t *Transport) ask(s *session, to netip.AddrPort, now time.Duration) {
	if to != s.tried {
		if _, err := io.ReadFull(t.identity.random, s.challenge[:]); err != nil {
			panic(err) // crypto/rand never fails
		}
		s.challenge[0] |= 0x80 // to tell it from the time that other pings have
		s.tried, s.triedAt = to, now
	}
	s.askedLast = now
	t.post(s.sealControl(now, controlPing, s.challenge[:]), to)
}

// follow goes after a peer from whom the newest packet came from another address.
func (t *Transport) follow(s *session, from netip.AddrPort, now time.Duration) {
	if !s.reached {
		s.addr = from
	}
	if s.half || from == s.tried && now < s.askedLast+challengePause {
		return
	}
	t.ask(s, from, now)
}

// answered reports whether an echo is that of the challenge, and if so takes the
// challenged address for the peer's.
func (s *session) answered(echo [maxEcho]byte, now time.Duration) bool {
	if echo != s.challenge || !s.tried.IsValid() {
		return false
	}
	s.addr, s.reached = s.tried, true
	s.rtt = max(now-s.triedAt, 1)
	if s.triedAt >= s.hinted {
		s.probing = false
	}
	s.tried = netip.AddrPort{}
	return true
}
