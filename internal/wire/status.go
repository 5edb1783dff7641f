package wire

import (
	"encoding/binary"
	"math"
	"time"

	"throng/internal/block"
)

// Constants of Status.
const (
	// AgeUnit is the unit of Status.Ages.
	AgeUnit = 2 * time.Millisecond
	// NoAge in Status.Ages: that shard of the reference block has not come.
	NoAge = 255
	// UnknownDispersion in Status.Dispersion: the sender has no idea of the
	// broadcaster's clock.
	UnknownDispersion = 0xffffffff
)

// Status flags.
const (
	// StatusLeaving: the sender is about to leave; do not choose it.
	StatusLeaving uint8 = 1 << iota
	// StatusWantsPeers: please answer with Peers.
	StatusWantsPeers
	// StatusJoined: the sender holds the stream from some Entry block on.
	StatusJoined
	// StatusLossy: much of what is pushed to the sender is lost on its way.
	StatusLossy
	// StatusNeedy: the sender has nothing to begin with or nothing comes to it.
	StatusNeedy
	// StatusBusy: so much waits for the sender's uplink that it sends nobody a block to begin
	// with; a Pull for one is answered with this.
	StatusBusy
)

// Status tells a neighbour how the sender fares. Two of them make a round-trip
// measurement in both directions, and a clock measurement as in NTP (RFC 5905,
// section 8).
//
//	type 1 | flags 1 | sent 8 | echo 8 | held 4 | offset 8 | dispersion 4 |
//	slots 2 | free 2 | loose 2 | duty 4 | serving 4 | room 4 | connected 4 | spared 4 | oldest 8 | entry 8 | rebuilt 8 | whole 8 |
//	reference 8 | age 2 | stripes 1, ages 1 each
type Status struct {
	Sent time.Duration // sender's clock, whole microseconds
	Echo time.Duration // Sent of the newest Status had from the other side; 0 for none
	Held time.Duration // between that one's arrival and Sent; whole microseconds
	// Offset is what the sender adds to its clock to get the broadcaster's, and
	// Dispersion how far that may be off, both in microseconds.
	Offset     int64
	Dispersion uint32
	Slots      uint16 // children of one stripe each that the sender's uplink carries
	Free       uint16 // of those, not taken
	Loose      uint16 // of those, taken by children in stripes that are not the sender's duty
	Duty       uint32 // the stripes that the sender means to pass on
	Serving    uint32 // the stripes in which it has children now
	Room       uint32 // the stripes in which it would take a child that passes them on
	Connected  uint32 // the stripes whose way from the broadcaster to the sender is unbroken
	Spared     uint32 // the stripes that the sender does without of its own accord
	// Oldest to Rebuilt are the blocks that the sender can serve whole, without a
	// gap, and Entry the newest that it can serve of those from which a viewer can
	// begin; 0 for none.
	Oldest  block.Seq
	Entry   block.Seq
	Rebuilt block.Seq
	// Whole tells of which of the newest blocks the sender has everything, gaps or not:
	// bit i stands for Rebuilt − i.
	Whole uint64
	// Reference is a block whose shards have mostly come, Age how many
	// milliseconds ago the first one did, and Ages how much later, in AgeUnit,
	// each of the others.
	Reference block.Seq
	Age       uint16
	Flags     uint8
	Stripes   uint8
	Ages      [block.MaxStripes]uint8
}

// Append writes the message.
func (m *Status) Append(b []byte) []byte {
	b = append(b, byte(TypeStatus), m.Flags)
	b = binary.BigEndian.AppendUint64(b, uint64(m.Sent.Microseconds()))
	b = binary.BigEndian.AppendUint64(b, uint64(m.Echo.Microseconds()))
	b = binary.BigEndian.AppendUint32(b, uint32(min(m.Held.Microseconds(), 1<<32-1)))
	b = binary.BigEndian.AppendUint64(b, uint64(m.Offset))
	b = binary.BigEndian.AppendUint32(b, m.Dispersion)
	b = binary.BigEndian.AppendUint16(b, m.Slots)
	b = binary.BigEndian.AppendUint16(b, m.Free)
	b = binary.BigEndian.AppendUint16(b, m.Loose)
	b = binary.BigEndian.AppendUint32(b, m.Duty)
	b = binary.BigEndian.AppendUint32(b, m.Serving)
	b = binary.BigEndian.AppendUint32(b, m.Room)
	b = binary.BigEndian.AppendUint32(b, m.Connected)
	b = binary.BigEndian.AppendUint32(b, m.Spared)
	b = binary.BigEndian.AppendUint64(b, uint64(m.Oldest))
	b = binary.BigEndian.AppendUint64(b, uint64(m.Entry))
	b = binary.BigEndian.AppendUint64(b, uint64(m.Rebuilt))
	b = binary.BigEndian.AppendUint64(b, m.Whole)
	b = binary.BigEndian.AppendUint64(b, uint64(m.Reference))
	b = binary.BigEndian.AppendUint16(b, m.Age)
	b = append(b, m.Stripes)
	return append(b, m.Ages[:m.Stripes]...)
}

// Parse reads the message.
func (m *Status) Parse(b []byte) error {
	r := begin(b, TypeStatus)
	m.Flags = r.u8()
	m.Sent = micros(r.u64(), &r)
	m.Echo = micros(r.u64(), &r)
	m.Held = time.Duration(r.u32()) * time.Microsecond
	m.Offset = int64(r.u64())
	m.Dispersion = r.u32()
	m.Slots = r.u16()
	m.Free = r.u16()
	m.Loose = r.u16()
	m.Duty = r.u32()
	m.Serving = r.u32()
	m.Room = r.u32()
	m.Connected = r.u32()
	m.Spared = r.u32()
	m.Oldest = block.Seq(r.u64())
	m.Entry = block.Seq(r.u64())
	m.Rebuilt = block.Seq(r.u64())
	m.Whole = r.u64()
	m.Reference = block.Seq(r.u64())
	m.Age = r.u16()
	m.Stripes = r.u8()
	if m.Stripes > block.MaxStripes {
		r.fail(ErrValue)
		m.Stripes = 0
	}
	copy(m.Ages[:m.Stripes], r.take(int(m.Stripes)))
	return r.done("status")
}

// maxMicros is the most microseconds that a Duration holds.
const maxMicros = math.MaxInt64 / uint64(time.Microsecond)

// micros turns whole microseconds into a Duration, refusing what overflows.
func micros(v uint64, r *reader) time.Duration {
	if v > maxMicros {
		r.fail(ErrValue)
		return 0
	}
	return time.Duration(v) * time.Microsecond
}
