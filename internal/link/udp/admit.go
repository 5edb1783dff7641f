package udp

import (
	"hash/maphash"
	"net/netip"
	"time"
)

// admit decides whether an initiation with a right mac gets an answer, and
// counts it if not. The answer may be a cookie.
func (t *Transport) admit(b []byte, from netip.AddrPort, now time.Duration) (proven, ok bool) {
	proven = t.cookies.valid(b[initiationCookie:initiationMAC], from, now)
	at, source := t.start.Add(now), network(from.Addr())
	switch {
	case !proven && (t.halfOpen.unproved >= maxUnproved || !t.free.AllowN(at, 1)):
		t.stats.DropCookie++
		if t.asking.allow(source, now) && t.cookieRate.AllowN(at, 1) {
			t.post(cookiePacket(b, t.cookies.make(from, now), t.macOwn), from)
			t.stats.CookiesSent++
		}
		return false, false
	case t.halfOpen.all >= maxHalfOpen, t.halfOpen.networks[source] >= maxHalfOpenAddress,
		t.events.Waiting() >= 4*t.maxLinks, proven && !t.sources.allow(source, now), !t.all.AllowN(at, 1):
		t.stats.DropHandshakes++
		return false, false
	}
	return proven, true
}

// network is what one party surely holds whole: an IPv4 address or an IPv6 /64.
func network(a netip.Addr) netip.Prefix {
	bits := 64
	if a.Is4() {
		bits = 32
	}
	p, _ := a.WithZone("").Prefix(bits) // the number of bits fits the family
	return p
}

// halfOpen counts the half-open sessions.
type halfOpen struct {
	all      int
	unproved int
	networks map[netip.Prefix]int
}

func (h *halfOpen) add(s *session) {
	s.half = true
	h.all++
	h.networks[s.network]++
	if s.unproved {
		h.unproved++
	}
}

// remove counts s no longer, if it was half-open.
func (h *halfOpen) remove(s *session) {
	if !s.half {
		return
	}
	s.half = false
	h.all--
	if h.networks[s.network]--; h.networks[s.network] == 0 {
		delete(h.networks, s.network)
	}
	if s.unproved {
		h.unproved--
	}
}

// sourceBuckets is how many counters sources has; networks that fall on one
// share its allowance.
const sourceBuckets = 1 << 12

// sources counts the handshakes of each network in the current second. Its
// memory is fixed, whatever addresses there are.
type sources struct {
	seed   maphash.Seed
	most   uint16 // of each
	second time.Duration
	counts [sourceBuckets]uint16
}

func newSources(most int) sources { return sources{seed: maphash.MakeSeed(), most: uint16(most)} }

func (r *sources) allow(source netip.Prefix, now time.Duration) bool {
	if second := now.Truncate(time.Second); second != r.second {
		r.second = second
		clear(r.counts[:])
	}
	count := &r.counts[maphash.Comparable(r.seed, source)%sourceBuckets]
	if *count >= r.most {
		return false
	}
	*count++
	return true
}
