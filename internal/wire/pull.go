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
//
// The highest bit of a count says that the block is wanted in order to join.
type Pull struct {
	Blocks [MaxPulls]PullBlock
	Len    int
}

// PullBlock asks for up to Count shards of block Seq, out of the set Indices.
type PullBlock struct {
	Seq     block.Seq
	Indices uint32
	Count   uint8 // at most MaxPullCount
	Join    bool  // it is from before the asker's time: what is on air comes first
}

// MaxPullCount is the most shards of a block that a Pull asks for.
const MaxPullCount = pullJoin - 1

// pullJoin is PullBlock.Join on the wire.
const pullJoin = 0x80

// Append writes the message.
func (m *Pull) Append(b []byte) []byte {
	b = append(b, byte(TypePull), byte(m.Len))
	for i := range m.Blocks[:m.Len] {
		p := &m.Blocks[i]
		b = binary.BigEndian.AppendUint64(b, uint64(p.Seq))
		b = binary.BigEndian.AppendUint32(b, p.Indices)
		count := min(p.Count, MaxPullCount)
		if p.Join {
			count |= pullJoin
		}
		b = append(b, count)
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
		p := PullBlock{Seq: block.Seq(r.u64()), Indices: r.u32(), Count: r.u8()}
		p.Count, p.Join = p.Count&^pullJoin, p.Count&pullJoin != 0
		m.Blocks[i] = p
	}
	return r.done("pull")
}
