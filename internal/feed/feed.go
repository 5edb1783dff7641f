// Package feed writes the stream as a page takes it: binary messages that are a
// head and then bytes of fragmented MP4, ready for MSE. internal/play sends them
// over a WebSocket, a peer in a browser tab hands them to its page.
//
// Integers are big-endian:
//
//	init      kind=1 (1 byte), 0 (1 byte), length of MIME type (2 bytes), MIME type, ftyp and moov
//	fragment  kind=2 (1 byte), flags (1 byte), 0 (2 bytes), duration in µs (4 bytes),
//	          decode time in µs (8 bytes), capture time, Unix time in µs (8 bytes), moof and mdat
//
// Flags of a fragment: 1 key frame, 2 fragments before it are missing, 4 audio.
// An init comes before the first fragment, and again when it changes.
package feed

import (
	"encoding/binary"
	"time"

	"throng/internal/media"
)

// Kinds of message.
const (
	KindInit     = 1
	KindFragment = 2
)

// Flags of a fragment.
const (
	FlagKey   = 1
	FlagGap   = 2
	FlagAudio = 4
)

// Lengths of what stands before the stream's own bytes; an init has its MIME type
// after its head.
const (
	InitHead     = 4
	FragmentHead = 24
)

// AppendInit appends the message of an init segment.
func AppendInit(b []byte, in *media.Init) []byte {
	mime := in.MIME()
	b = append(b, KindInit, 0)
	b = binary.BigEndian.AppendUint16(b, uint16(len(mime)))
	b = append(b, mime...)
	return append(b, in.Data...)
}

// AppendFragment appends the message of a fragment that was captured at capture,
// Unix time by the broadcaster's clock. gap: fragments before it are missing.
func AppendFragment(b []byte, f *media.Fragment, capture time.Duration, gap bool) []byte {
	var flags byte
	if f.Key {
		flags |= FlagKey
	}
	if gap {
		flags |= FlagGap
	}
	if f.Kind == media.Audio {
		flags |= FlagAudio
	}
	b = append(b, KindFragment, flags, 0, 0)
	b = binary.BigEndian.AppendUint32(b, uint32(f.Duration.Microseconds()))
	b = binary.BigEndian.AppendUint64(b, uint64(f.Time.Microseconds()))
	b = binary.BigEndian.AppendUint64(b, uint64(capture.Microseconds()))
	return append(b, f.Data...)
}
