// Package block turns a stream of records (init segments, fragments) into
// blocks of signed, Reed–Solomon-coded shards, and back. It is pure: no clock,
// no goroutine, no I/O.
//
// A block is up to MaxPayload bytes of the record stream. It is cut into
// Shape.Data data shards and coded to Shape.Total (systematic Reed–Solomon over
// GF(2⁸) with polynomial 0x11d): the data shards are the payload, filled up with
// zeros, and parity shard r, Data ≤ r < Total, is the sum of data shard c times
// 1/(r ⊕ c), byte by byte. Shard i travels in stripe i. The shards are the leaves of a Merkle
// tree whose root the channel's key signs together with the header, so that a
// shard with its path is verified alone, and a block rebuilt from shards
// without paths is verified as a whole.
package block

import (
	"fmt"
	"time"
)

// Limits of a block.
const (
	// MaxStripes is the most shards a block may have, data and parity.
	MaxStripes = 32
	// MaxPath is the length of the longest Merkle path: log2 of MaxStripes.
	MaxPath = 5
	// MaxShard is the longest shard in bytes. With header, signature and the
	// longest path it fills a datagram of 1,125 bytes.
	MaxShard = 944
	// MaxPayload is the longest payload in bytes that any shape holds.
	MaxPayload = MaxStripes * MaxShard
)

// Seq numbers the blocks of a channel: the upper 32 bits are the epoch (the
// second since 1970 in which the broadcaster started), the lower 32 count
// blocks from 0. A later epoch replaces an earlier one.
type Seq uint64

// MakeSeq puts a Seq together.
func MakeSeq(epoch, number uint32) Seq { return Seq(epoch)<<32 | Seq(number) }

// Epoch is the broadcaster's start in seconds since 1970.
func (s Seq) Epoch() uint32 { return uint32(s >> 32) }

// Number is the block's place in its epoch, from 0.
func (s Seq) Number() uint32 { return uint32(s) }

func (s Seq) String() string { return fmt.Sprintf("%d/%d", s.Epoch(), s.Number()) }

// Flags of a block.
type Flags uint8

const (
	// Entry: the payload begins with an init record and then a fragment that
	// starts with a key frame. A viewer may join here. Implies Start.
	Entry Flags = 1 << iota
	// Start: the payload begins at the beginning of a record.
	Start
	// End: the stream ends with this block.
	End
)

// Shape says how a block is coded: any Data of its Total shards rebuild it.
type Shape struct {
	Data, Total uint8
}

// Check reports whether 1 ≤ Data ≤ Total ≤ MaxStripes.
func (s Shape) Check() error {
	if s.Data < 1 || s.Data > s.Total || s.Total > MaxStripes {
		return fmt.Errorf("shape %d of %d: want 1 ≤ data ≤ total ≤ %d", s.Data, s.Total, MaxStripes)
	}
	return nil
}

// Header is what the signature covers, together with channel and root.
type Header struct {
	Seq        Seq
	Capture    time.Duration // broadcaster's clock (Unix time) when the first byte of the block's media was captured; whole microseconds
	Length     uint16        // bytes of payload, 1..Data·MaxShard
	Shape      Shape
	Flags      Flags
	SinceEntry uint16 // blocks since the last Entry block; 0 in that block itself, 65535 for that many or more
}

// ShardLen is the length of each shard: Length divided by Data, rounded up.
func (h *Header) ShardLen() int {
	return (int(h.Length) + int(h.Shape.Data) - 1) / int(h.Shape.Data)
}

// noEntry is the SinceEntry of a block so far from the last Entry block, or
// before the first one, that it does not say how far.
const noEntry = 65535

// EntrySeq is the last block at or before this one in which a viewer may join;
// ok is false where the header does not reach back that far.
func (h *Header) EntrySeq() (s Seq, ok bool) {
	if h.SinceEntry == noEntry || uint32(h.SinceEntry) > h.Seq.Number() {
		return 0, false
	}
	return h.Seq - Seq(h.SinceEntry), true
}

// HashSize is the length of a node of the Merkle tree in bytes: SHA-256 cut to
// 128 bits. A second preimage costs 2¹²⁸; a collision, which only the signer
// could use, and against itself, 2⁶⁴.
const HashSize = 16

// Hash is a node of the Merkle tree.
type Hash [HashSize]byte

// Signature is an Ed25519 signature.
type Signature [64]byte

// Coder is the arithmetic of blocks. The real one is made by NewCoder; the
// simulator has a cost-free one. A Coder is used by one goroutine at a time.
type Coder interface {
	// Root returns the root to which the shard body at place index leads by path.
	// ok is false where path has not the length that the shape and index ask for.
	Root(h *Header, index int, body []byte, path []Hash) (root Hash, ok bool)
	// Proves reports whether that root is root. tree keeps what is computed for the next
	// shards of the same block and for Rebuild; it is empty for the block's first, and nil
	// where it is not kept.
	Proves(h *Header, root Hash, index int, body []byte, path []Hash, tree *Tree) bool
	// Verify reports whether sig is the channel's signature of header and root.
	Verify(h *Header, root Hash, sig *Signature) bool
	// Rebuild fills in the missing shards (those of length 0; one that has the
	// capacity is filled in place) from at least Shape.Data present ones,
	// and writes the tree of all of them, for which it uses what Proves has kept in it of
	// shards that are among those present. It returns ErrRoot where the tree's
	// root is not root: then one of the shards given is not the broadcaster's
	// and the filled ones are worthless; they have length 0 again.
	Rebuild(h *Header, root Hash, shards [][]byte, tree *Tree) error
	// Seal cuts payload, of h.Length bytes, into shards, computes their tree and
	// signs header and root.
	// It is an error where the coder has no secret.
	Seal(h Header, payload []byte) (*Sealed, error)
}

// Sealed is a block as its broadcaster makes it.
type Sealed struct {
	Header    Header
	Root      Hash
	Signature Signature
	Tree      *Tree
	Shards    [][]byte // Shape.Total of them, each ShardLen long
}
