package wire

import (
	"encoding/binary"

	"throng/internal/block"
)

// Shard flags.
const (
	// ShardProof: header, signature and path are there.
	ShardProof uint8 = 1 << iota
	// ShardRepair: it was asked for by Pull, not pushed.
	ShardRepair
	// ShardPast: it is pushed to those who come before anybody has the past to give,
	// and says nothing of how late the stripe is.
	ShardPast
	// ShardPath: the path is there, header and signature are not: the receiver has been sent those
	// with another shard of the block. With ShardProof it says nothing.
	ShardPath
)

// Shard carries one shard of a block. Without proof:
//
//	type 1 | flags 1 | index 1 | hop 1 | sequence 8 | body
//
// and with it:
//
//	type 1 | flags 1 | index 1 | hop 1 | header 23 | signature 64 |
//	path 16 each, as many as index and shape ask for | body
//
// and with the path alone:
//
//	type 1 | flags 1 | index 1 | hop 1 | sequence 8 | hashes 1 | path 16 each | body
type Shard struct {
	Flags     uint8
	Index     uint8        // which shard of the block, and which stripe
	Hop       uint8        // links between the broadcaster and the receiver
	Header    block.Header // whole with proof, otherwise only Seq
	Signature block.Signature
	PathLen   uint8
	Path      [block.MaxPath]block.Hash
}

// HasProof reports whether header, signature and path are there.
func (m *Shard) HasProof() bool { return m.Flags&ShardProof != 0 }

// HasPath reports whether the path is there, but neither header nor signature.
func (m *Shard) HasPath() bool { return m.Flags&(ShardProof|ShardPath) == ShardPath }

// AppendHead writes the message without its body.
func (m *Shard) AppendHead(b []byte) []byte {
	b = append(b, byte(TypeShard), m.Flags, m.Index, m.Hop)
	switch {
	case m.HasProof():
		b = block.AppendHeader(b, &m.Header)
		b = append(b, m.Signature[:]...)
	case m.HasPath():
		b = binary.BigEndian.AppendUint64(b, uint64(m.Header.Seq))
		b = append(b, m.PathLen)
	default:
		return binary.BigEndian.AppendUint64(b, uint64(m.Header.Seq))
	}
	for i := range m.Path[:m.PathLen] {
		b = append(b, m.Path[i][:]...)
	}
	return b
}

// Parse reads the message and returns its body, a part of b.
func (m *Shard) Parse(b []byte) (body []byte, err error) {
	r := begin(b, TypeShard)
	m.Flags = r.u8()
	m.Index = r.u8()
	m.Hop = r.u8()
	if m.Index >= block.MaxStripes {
		r.fail(ErrValue)
	}
	m.PathLen = 0
	switch {
	case m.HasProof():
		if r.err == nil {
			m.Header, r.b, r.err = block.ParseHeader(r.b)
		}
		copy(m.Signature[:], r.take(len(m.Signature)))
		if r.err == nil && m.Index >= m.Header.Shape.Total {
			r.fail(ErrValue)
		}
		if r.err == nil {
			m.PathLen = uint8(block.PathLen(int(m.Header.Shape.Total), int(m.Index)))
		}
	case m.HasPath():
		m.Header.Seq = block.Seq(r.u64())
		if m.PathLen = r.u8(); m.PathLen > block.MaxPath {
			r.fail(ErrValue)
			m.PathLen = 0
		}
	default:
		m.Header.Seq = block.Seq(r.u64())
		return r.b, r.done("shard")
	}
	for i := range m.Path[:m.PathLen] {
		copy(m.Path[i][:], r.take(block.HashSize))
	}
	return r.b, r.done("shard")
}
