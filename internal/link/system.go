package link

import (
	"net"
	"net/netip"
)

// InterfaceAddrs returns the addresses of this machine's interfaces that are up.
func InterfaceAddrs() []netip.Addr {
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

// ListenUDP binds a socket: dual-stack if addr leaves the choice and the system can. The
// kernel is asked to buffer so many bytes each way; what it does not grant, the socket does
// without.
func ListenUDP(addr netip.AddrPort, buffer int) (*net.UDPConn, error) {
	network := "udp"
	at := &net.UDPAddr{Port: int(addr.Port())}
	if addr.Addr().IsValid() {
		at = net.UDPAddrFromAddrPort(addr)
		if addr.Addr().Unmap().Is4() {
			network = "udp4"
		}
	}
	conn, err := net.ListenUDP(network, at)
	if err != nil {
		return nil, err
	}
	_ = conn.SetReadBuffer(buffer)
	_ = conn.SetWriteBuffer(buffer)
	return conn, nil
}
