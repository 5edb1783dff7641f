package tracker

import (
	"net/netip"
	"slices"
)

// reach is how far away an address can be used from.
type reach int

const (
	nowhere  reach = iota // not a unicast address
	machine               // loopback
	premises              // private or link-local
	world
)

func reachOf(a netip.Addr) reach {
	a = a.Unmap()
	switch {
	case !a.IsValid(), a.IsUnspecified(), a.IsMulticast(), a == netip.AddrFrom4([4]byte{255, 255, 255, 255}):
		return nowhere
	case a.IsLoopback():
		return machine
	case a.IsPrivate(), a.IsLinkLocalUnicast():
		return premises
	}
	return world
}

// normal returns the address without zone and IPv4-in-IPv6 wrapping; two equal
// addresses have one normal form.
func normal(a netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(a.Addr().WithZone("").Unmap(), a.Port())
}

// believed returns which of the claimed addresses a peer seen at observed may
// be known by; the package comment has the rules.
func believed(observed netip.Addr, claimed []netip.AddrPort, trusted bool) []netip.AddrPort {
	observed = observed.WithZone("").Unmap()
	from := reachOf(observed)
	kept := make([]netip.AddrPort, 0, MaxAddrs)
	seen := false
	for _, c := range claimed {
		c = normal(c)
		to := reachOf(c.Addr())
		if c.Port() == 0 || to == nowhere || slices.Contains(kept, c) {
			continue
		}
		if c.Addr() != observed && !trusted && (to == world || to < from) {
			continue
		}
		kept = append(kept, c)
		seen = seen || c.Addr() == observed
		if len(kept) == MaxAddrs {
			break
		}
	}
	if !seen && from != nowhere && len(claimed) > 0 && claimed[0].Port() != 0 {
		kept = kept[:min(len(kept), MaxAddrs-1)]
		kept = slices.Insert(kept, 0, netip.AddrPortFrom(observed, claimed[0].Port()))
	}
	return kept
}

// usable returns those of addrs that make sense to somebody at the address
// from: no loopback address leaves its machine, no private one its premises.
func usable(from netip.Addr, addrs []netip.AddrPort) []netip.AddrPort {
	near := reachOf(from)
	if near == nowhere {
		near = world // where from is not known, nothing near is believed
	}
	kept := make([]netip.AddrPort, 0, len(addrs))
	for _, a := range addrs {
		if r := reachOf(a.Addr()); a.Port() != 0 && r != nowhere && r >= near {
			kept = append(kept, normal(a))
		}
	}
	return kept
}
