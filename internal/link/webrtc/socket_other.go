//go:build !linux

package webrtc

import "net"

func force(*net.UDPConn) {}
