package udp

import (
	"errors"
	"net/netip"
)

const (
	// socketBuffer is what the kernel is asked to buffer each way, in bytes:
	// 300 ms of 100 Mb/s.
	socketBuffer = 4 << 20
	// maxSegments and maxSegmentBytes limit what one segmented send holds
	// (UDP_MAX_SEGMENTS of Linux before 6.9, and the longest UDP payload).
	maxSegments     = 64
	maxSegmentBytes = 65_000
)

// errAgain says that the kernel has no room for more packets now.
var errAgain = errors.New("the socket's send buffer is full")

// received is one datagram; data is valid until the next read.
type received struct {
	data []byte
	from netip.AddrPort
	// refused says that there is no datagram, but an ICMP error about from.
	refused bool
}

// run is one or more packets for one address, all of one length but for the
// last, which may be shorter.
type run struct {
	to    netip.AddrPort
	parts [][]byte
}

// socket is what carries packets: the kernel's, or a test's.
type socket interface {
	// read waits for datagrams.
	read() ([]received, error)
	// write sends runs without waiting. It returns how many packets of how many
	// runs it sent, how many packets the kernel refused for good, and errAgain
	// if the rest must wait.
	write(runs []run) (sent written, err error)
	// writeOne sends one packet without waiting, at the same time as write.
	writeOne(b []byte, to netip.AddrPort) error
	// writable waits until write can be tried again.
	writable() error
	// segments is how many packets a run may have.
	segments() int
	// local returns the bound address.
	local() netip.AddrPort
	// reaches reports whether packets can be addressed to addr.
	reaches(addr netip.Addr) bool
	close() error
}

// written counts what one call of write did.
type written struct {
	runs    int    // done with, sent or refused
	packets int    // sent
	bytes   uint64 // sent
	refused int    // packets that the kernel refused
}
