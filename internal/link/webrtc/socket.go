package webrtc

import (
	"net"
	"net/netip"
)

// listenUDP binds a socket: dual-stack if addr leaves the choice and the system
// can.
func listenUDP(addr netip.AddrPort) (*net.UDPConn, error) {
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
	// What the system does not grant, the socket does without.
	_ = conn.SetReadBuffer(socketBuffer)
	_ = conn.SetWriteBuffer(socketBuffer)
	force(conn)
	return conn, nil
}
