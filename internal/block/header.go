package block

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"

	"throng/internal/ident"
)

// ErrHeader is wrapped where a header is out of its bounds or cut short.
var ErrHeader = errors.New("not a block header")

// HeaderSize is the length of an encoded header in bytes.
const HeaderSize = 23

// maxCapture is the latest capture time a time.Duration holds: the year 2262.
const maxCapture = math.MaxInt64 / uint64(time.Microsecond)

// messagePrefix begins what the channel's key signs, so that the signature of
// a block means nothing elsewhere.
const messagePrefix = "throng block v1\x00"

// messageSize is the length of what the channel's key signs in bytes.
const messageSize = len(messagePrefix) + ident.KeySize + HeaderSize + HashSize

// Check reports whether the header is one that a block can have: a valid shape,
// 1..Data·MaxShard bytes, a capture time not before 1970, Start with Entry.
// Unknown flags pass. Its errors wrap ErrHeader.
func (h *Header) Check() error {
	if err := h.Shape.Check(); err != nil {
		return fmt.Errorf("%w: %w", ErrHeader, err)
	}
	if limit := int(h.Shape.Data) * MaxShard; h.Length < 1 || int(h.Length) > limit {
		return fmt.Errorf("%w: length %d, want 1..%d", ErrHeader, h.Length, limit)
	}
	if h.Capture < 0 {
		return fmt.Errorf("%w: capture time %d µs is negative", ErrHeader, h.Capture.Microseconds())
	}
	if h.Flags&(Entry|Start) == Entry {
		return fmt.Errorf("%w: entry without start", ErrHeader)
	}
	return nil
}

// AppendHeader appends the HeaderSize bytes of h to dst, integers big endian:
//
//	 0  8  Seq: epoch 4, number 4
//	 8  8  Capture: microseconds since 1970, what is finer is cut off
//	16  2  Length: bytes of payload
//	18  1  Shape.Data
//	19  1  Shape.Total
//	20  1  Flags: bit 0 Entry, bit 1 Start, bit 2 End; others are kept but mean nothing
//	21  2  SinceEntry: blocks since the last Entry block
//
// It does not check h.
func AppendHeader(dst []byte, h *Header) []byte {
	dst = binary.BigEndian.AppendUint64(dst, uint64(h.Seq))
	dst = binary.BigEndian.AppendUint64(dst, uint64(h.Capture.Microseconds()))
	dst = binary.BigEndian.AppendUint16(dst, h.Length)
	dst = append(dst, h.Shape.Data, h.Shape.Total, byte(h.Flags))
	return binary.BigEndian.AppendUint16(dst, h.SinceEntry)
}

// ParseHeader reads and checks the header at the beginning of b and returns
// what follows it. Its errors wrap ErrHeader.
func ParseHeader(b []byte) (h Header, rest []byte, err error) {
	if len(b) < HeaderSize {
		return Header{}, nil, fmt.Errorf("%w: %d bytes, want %d", ErrHeader, len(b), HeaderSize)
	}
	capture := binary.BigEndian.Uint64(b[8:])
	if capture > maxCapture {
		return Header{}, nil, fmt.Errorf("%w: capture time %d µs, at most %d", ErrHeader, capture, maxCapture)
	}
	h = Header{
		Seq:        Seq(binary.BigEndian.Uint64(b)),
		Capture:    time.Duration(capture) * time.Microsecond,
		Length:     binary.BigEndian.Uint16(b[16:]),
		Shape:      Shape{Data: b[18], Total: b[19]},
		Flags:      Flags(b[20]),
		SinceEntry: binary.BigEndian.Uint16(b[21:]),
	}
	if err := h.Check(); err != nil {
		return Header{}, nil, err
	}
	return h, b[HeaderSize:], nil
}

// appendMessage appends what the channel's key signs:
//
//	 0 16  "throng block v1" and a zero byte
//	16 32  the channel's public key
//	48 23  the header
//	71 16  the root
func appendMessage(dst []byte, channel *ident.Channel, h *Header, root *Hash) []byte {
	dst = append(dst, messagePrefix...)
	dst = append(dst, channel[:]...)
	dst = AppendHeader(dst, h)
	return append(dst, root[:]...)
}
