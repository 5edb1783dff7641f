package wire

import (
	"encoding/binary"
	"math/bits"

	"throng/internal/block"
)

// NoHead in Want.Behind: no shard of that stripe has come yet.
const NoHead = 255

// Want says which stripes a child wants pushed by this parent. It replaces the
// child's last Want; an empty set ends the subscription.
//
//	type 1 | generation 2 | stripes 4 | proofs 4 | serving 4 | offer 2 | whole 2 | newest 8 |
//	behind 1 for each wanted stripe, lowest first
type Want struct {
	Generation uint16 // counts changes, modulo 2¹⁶; an older one than the last is ignored
	Stripes    uint32 // bit s: stripe s is wanted
	Proofs     uint32 // bit s: with proof, since the child passes it on or does not trust
	Serving    uint32 // bit s: the child has children of its own in stripe s
	Offer      uint16 // how many children the child could serve, one stripe each
	// Whole is how many stripes come to the child by an unbroken way: with fewer than a
	// block has data shards it sees nothing.
	Whole uint16
	// Newest is the newest block of which the child holds any shard, 0 for none.
	Newest block.Seq
	// Behind[s] is of how many of the newest blocks, up to Newest, the parent should send the
	// shards of stripe s at once; 0: another one pushes it to the child; NoHead: the child has
	// nothing of the stream yet. Only wanted stripes are transmitted.
	Behind [block.MaxStripes]uint8
}

// Append writes the message.
func (m *Want) Append(b []byte) []byte {
	b = append(b, byte(TypeWant))
	b = binary.BigEndian.AppendUint16(b, m.Generation)
	b = binary.BigEndian.AppendUint32(b, m.Stripes)
	b = binary.BigEndian.AppendUint32(b, m.Proofs)
	b = binary.BigEndian.AppendUint32(b, m.Serving)
	b = binary.BigEndian.AppendUint16(b, m.Offer)
	b = binary.BigEndian.AppendUint16(b, m.Whole)
	b = binary.BigEndian.AppendUint64(b, uint64(m.Newest))
	for set := m.Stripes; set != 0; set &= set - 1 {
		b = append(b, m.Behind[bits.TrailingZeros32(set)])
	}
	return b
}

// Parse reads the message.
func (m *Want) Parse(b []byte) error {
	r := begin(b, TypeWant)
	m.Generation = r.u16()
	m.Stripes = r.u32()
	m.Proofs = r.u32()
	m.Serving = r.u32()
	m.Offer = r.u16()
	m.Whole = r.u16()
	m.Newest = block.Seq(r.u64())
	for set := m.Stripes; set != 0; set &= set - 1 {
		m.Behind[bits.TrailingZeros32(set)] = r.u8()
	}
	return r.done("want")
}
