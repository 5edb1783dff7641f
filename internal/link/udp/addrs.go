package udp

import (
	"net"
	"net/netip"
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
	for _, a := range interfaceAddrs() {
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

// interfaceAddrs returns the addresses of the interfaces that are up.
func interfaceAddrs() []netip.Addr {
	interfaces, err := net.Interfaces()
	if err != nil {
		return nil
	}
	var found []netip.Addr
	for _, i := range interfaces {
		if i.Flags&net.FlagUp == 0 {
			continue
		}
		addrs, err := i.Addrs()
		if err != nil {
			continue
		}
		for _, a := range addrs {
			if n, ok := a.(*net.IPNet); ok {
				if ip, ok := netip.AddrFromSlice(n.IP); ok {
					found = append(found, ip.Unmap())
				}
			}
		}
	}
	return found
}
