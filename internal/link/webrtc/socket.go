package webrtc

import (
	"net"
	"net/netip"

	"throng/internal/link"
)

// listenUDP binds a socket with large buffers.
func listenUDP(addr netip.AddrPort) (*net.UDPConn, error) {
	conn, err := link.ListenUDP(addr, socketBuffer)
	if err != nil {
		return nil, err
	}
	force(conn)
	return conn, nil
}
