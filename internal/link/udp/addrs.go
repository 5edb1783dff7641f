package udp

import (
	"net/netip"

	"throng/internal/link"
)

// Addrs lists the addresses of the interfaces that are up, each with the bound
// port: those of networks first, loopback last and only if nothing else is bound.
// Link-local IPv6 addresses are left out, since they mean nothing elsewhere.
func (t *Transport) Addrs() []netip.AddrPort {
	local := t.sock.local()
	if !local.Addr().IsUnspecified() {
		return []netip.AddrPort{local}
	}
	var outer, loopback []netip.AddrPort
	for _, a := range link.InterfaceAddrs() {
		switch {
		case !t.sock.reaches(a), a.IsLinkLocalUnicast(), a.IsMulticast(), a.IsUnspecified():
		case a.IsLoopback():
			loopback = append(loopback, netip.AddrPortFrom(a, local.Port()))
		default:
			outer = append(outer, netip.AddrPortFrom(a, local.Port()))
		}
	}
	if len(outer) == 0 {
		return loopback
	}
	return outer
}
