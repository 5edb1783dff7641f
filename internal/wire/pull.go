package wire

import (
	"encoding/binary"

	"throng/internal/block"
)

// MaxPulls is the most blocks that one Pull asks for.
const MaxPulls = 32

// Pull asks a neighbour for shards of some blocks. One that it does not hold
// yet but gets soon it sends then; for the others no answer comes.
//
//	type 1 | blocks 1 | for each: sequence 8, indices 4, count 1
type Pull struct {
	Blocks [MaxPulls]PullBlock
	Len    int
}

// PullBlock asks for up to Count shards of block Seq, out of the set Indices.
type PullBlock struct {
	Seq     block.Seq
	Indices uint32
	Count   uint8
}

// Append writes the message.
func (m *Pull) Append(b []byte) []byte {
	b = append(b, byte(TypePull), byte(m.Len))
	for i := range m.Blocks[:m.Len] {
		p := &m.Blocks[i]
		b = binary.BigEndian.AppendUint64(b, uint64(p.Seq))
		b = binary.BigEndian.AppendUint32(b, p.Indices)
		b = append(b, p.Count)
	}
	return b
}

// Parse reads the message.
func (m *Pull) Parse(b []byte) error {
	r := begin(b, TypePull)
	m.Len = int(r.u8())
	if m.Len > MaxPulls {
		r.fail(ErrValue)
		m.Len = 0
	}
	for i := range m.Blocks[:m.Len] {
		m.Blocks[i] = PullBlock{Seq: block.Seq(r.u64()), Indices: r.u32(), Count: r.u8()}
	}
	return r.done("pull")
}
