package udp

import (
	"encoding/binary"

	"throng/internal/link"
)

// The types of packet: the first byte. 0 to 3 are left to STUN.
const (
	typeInitiation = 4
	typeResponse   = 5
	typeCookie     = 6
	typeData       = 7
	typeControl    = 8
	typeUnknown    = 9
	typePunch      = 10
)

// The kinds of control packet.
const (
	controlKeepalive = 0
	controlPing      = 1
	controlPong      = 2
	controlClose     = 3
)

// The status in a response.
const (
	statusLinked = 0
	statusFull   = 1
)

// Lengths in bytes.
const (
	ephemeralSize = 32
	macSize       = 16
	cookieSize    = 16
	tagSize       = 16
	message1Size  = 32 + 32 + tagSize + tagSize
	message2Size  = 32 + 1 + tagSize

	initiationNoise  = 1 + 4
	initiationCookie = initiationNoise + message1Size
	initiationMAC    = initiationCookie + cookieSize
	initiationSize   = initiationMAC + macSize

	responseNoise = 1 + 4 + 4
	responseSize  = responseNoise + message2Size

	cookieMAC        = 1 + 4 + cookieSize
	cookiePacketSize = cookieMAC + macSize

	headerSize  = 1 + 4 + 4 // of sealed packets
	overhead    = headerSize + tagSize
	maxPacket   = link.MaxDatagram + overhead
	unknownSize = 1 + 4
	maxEcho     = 8 // bytes that a ping may ask back
)

// appendHeader begins a sealed packet.
func appendHeader(b []byte, kind byte, index uint32, counter uint64) []byte {
	b = append(b, kind)
	b = binary.BigEndian.AppendUint32(b, index)
	return binary.BigEndian.AppendUint32(b, uint32(counter))
}

// expandCounter returns the 64-bit number nearest to highest that ends in low.
func expandCounter(highest uint64, low uint32) uint64 {
	const half, whole = 1 << 31, 1 << 32
	n := highest&^uint64(whole-1) | uint64(low)
	switch {
	case n+half < highest:
		return n + whole
	case n > highest+half && n >= whole:
		return n - whole
	}
	return n
}

// isSTUN reports whether b looks like a STUN message (RFC 8489, section 5).
func isSTUN(b []byte) bool {
	const magicCookie, header = 0x2112A442, 20
	return len(b) >= header && b[0] < typeInitiation && binary.BigEndian.Uint32(b[4:]) == magicCookie
}
