package webrtc

import (
	"net"

	"golang.org/x/sys/unix"
)

// force sets the buffers beyond the system's limit, where this process may.
func force(conn *net.UDPConn) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return
	}
	_ = raw.Control(func(fd uintptr) {
		for _, option := range []int{unix.SO_RCVBUFFORCE, unix.SO_SNDBUFFORCE} {
			_ = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, option, socketBuffer)
		}
	})
}
