package sim

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"

	"throng/internal/block"
)

// standIn is the cost-free block.Coder. Its Seal is the only place where blocks
// come from, and it notes them in the world's list; Root, Verify and Rebuild
// recognise what Seal made: a shard by the address of its bytes (or, where that
// differs, by the bytes themselves), a path, a header and a signature by
// comparing. Whatever was not sealed here, or was changed since, leads to
// another root, or fails: what costs nothing is honesty, and forgeries are found
// out as the real coder would.
type standIn struct {
	w    *world
	seal bool // only the source's can
}

// Root implements block.Coder.
func (c *standIn) Root(h *block.Header, index int, body []byte, path []block.Hash) (block.Hash, bool) {
	if h.Shape.Data == 0 || len(body) != h.ShardLen() ||
		len(path) != block.PathLen(int(h.Shape.Total), index) {
		return block.Hash{}, false
	}
	b := c.w.block(h.Seq)
	if b == nil || b.header.Shape != h.Shape || !same(body, b.sealed.Shards[index]) ||
		!samePath(path, b.path(index)) {
		return wrongRoot(index, body), true
	}
	return b.sealed.Root, true
}

// Proves implements block.Coder.
func (c *standIn) Proves(h *block.Header, root block.Hash, index int, body []byte, path []block.Hash, _ *block.Tree) bool {
	found, ok := c.Root(h, index, body, path)
	return ok && found == root
}

func samePath(a, b []block.Hash) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return len(a) == len(b)
}

// wrongRoot is some root that no sealed block has, but with a probability that
// does not matter.
func wrongRoot(index int, body []byte) (h block.Hash) {
	sum := uint64(crc32.ChecksumIEEE(body))<<32 | uint64(len(body))<<8 | uint64(index)
	binary.BigEndian.PutUint64(h[:], mix(sum))
	binary.BigEndian.PutUint64(h[8:], mix(sum+1))
	return h
}

// Verify implements block.Coder.
func (c *standIn) Verify(h *block.Header, root block.Hash, sig *block.Signature) bool {
	b := c.w.block(h.Seq)
	return b != nil && b.header == *h && b.sealed.Root == root && b.sealed.Signature == *sig
}

// Rebuild implements block.Coder. The shards it fills in are the sealed ones.
func (c *standIn) Rebuild(h *block.Header, root block.Hash, shards [][]byte, tree *block.Tree) error {
	if err := h.Check(); err != nil {
		return fmt.Errorf("rebuild block %v: %w", h.Seq, err)
	}
	if len(shards) != int(h.Shape.Total) {
		return fmt.Errorf("rebuild block %v: %w: %d shards", h.Seq, block.ErrShards, len(shards))
	}
	here, size := 0, h.ShardLen()
	for i, s := range shards {
		if len(s) != 0 && len(s) != size {
			return fmt.Errorf("rebuild block %v: %w: shard %d has %d bytes", h.Seq, block.ErrShards, i, len(s))
		}
		if len(s) > 0 {
			here++
		}
	}
	if here < int(h.Shape.Data) {
		return fmt.Errorf("rebuild block %v: %w: %d", h.Seq, block.ErrTooFew, here)
	}
	b := c.w.block(h.Seq)
	good := b != nil && b.header == *h && b.sealed.Root == root
	for i, s := range shards {
		good = good && (len(s) == 0 || same(s, b.sealed.Shards[i]))
	}
	if !good {
		return fmt.Errorf("rebuild block %v: %w", h.Seq, block.ErrRoot)
	}
	for i := range shards {
		if len(shards[i]) == 0 {
			shards[i] = b.sealed.Shards[i]
		}
	}
	if tree != nil { // else the engine takes the sealed one
		*tree = *b.sealed.Tree
	}
	return nil
}

// Seal implements block.Coder.
func (c *standIn) Seal(h block.Header, payload []byte) (*block.Sealed, error) {
	if !c.seal {
		return nil, fmt.Errorf("seal block %v: %w", h.Seq, block.ErrNoSecret)
	}
	if err := h.Check(); err != nil {
		return nil, fmt.Errorf("seal block %v: %w", h.Seq, err)
	}
	if len(payload) != int(h.Length) {
		return nil, fmt.Errorf("seal block %v: %w: payload of %d bytes", h.Seq, block.ErrHeader, len(payload))
	}
	total, size := int(h.Shape.Total), h.ShardLen()
	s := &block.Sealed{Header: h, Tree: new(block.Tree), Shards: make([][]byte, total)}
	all := make([]byte, total*size)
	noise := derive(c.w.cfg.Seed, forCoder, uint64(h.Seq))
	for i := copy(all, payload); i < len(all); i++ { // what would be parity
		all[i] = byte(noise.next())
	}
	for i := range s.Shards {
		s.Shards[i] = all[i*size : (i+1)*size : (i+1)*size]
	}
	if err := s.Tree.Build(s.Shards); err != nil {
		return nil, fmt.Errorf("seal block %v: %w", h.Seq, err)
	}
	s.Root = s.Tree.Root()
	for i := 0; i < len(s.Signature); i += 8 {
		binary.BigEndian.PutUint64(s.Signature[i:], noise.next())
	}
	return s, nil
}

// published is a block that the source has published. It never changes.
type published struct {
	header      block.Header
	sealed      *block.Sealed
	paths       []block.Hash
	pathAt      [block.MaxStripes + 1]int
	capture, at int64 // true time of its capture and of its publication
	sum         uint32
}

func newPublished(s *block.Sealed, capture, at int64) *published {
	b := &published{header: s.Header, sealed: s, capture: capture, at: at, sum: checksum(s)}
	for i := range s.Shards {
		b.paths = s.Tree.Path(b.paths, i)
		b.pathAt[i+1] = len(b.paths)
	}
	return b
}

func (b *published) path(i int) []block.Hash { return b.paths[b.pathAt[i]:b.pathAt[i+1]] }

// checksum guards against an engine that writes into what it borrowed.
func checksum(s *block.Sealed) uint32 {
	sum := uint32(0)
	for _, shard := range s.Shards {
		sum = crc32.Update(sum, crc32.IEEETable, shard)
	}
	return sum
}

// publish notes a block in the list of the world.
func (w *world) publish(b *published) error {
	n := b.header.Seq.Number()
	if b.header.Seq.Epoch() != w.epoch || int(n) >= len(w.blocks) || int64(n) != w.publishedCount.Load() {
		return fmt.Errorf("publish block %v: out of order or beyond the %d expected", b.header.Seq, len(w.blocks))
	}
	w.blocks[n].Store(b)
	w.publishedCount.Store(int64(n) + 1)
	return nil
}

// block returns a published block; nil where there is none of that number.
func (w *world) block(s block.Seq) *published {
	if s.Epoch() != w.epoch || int(s.Number()) >= len(w.blocks) {
		return nil
	}
	return w.blocks[s.Number()].Load()
}

// sealed is a block that an engine has rebuilt.
func (w *world) sealed(s block.Seq) *block.Sealed { return w.block(s).sealed }

func (w *world) captureOf(n uint32) int64 { return w.blocks[n].Load().capture }

// shardLen is the length of the shards of a block; 0 for one never published.
func (w *world) shardLen(s block.Seq) int {
	if b := w.block(s); b != nil {
		return b.header.ShardLen()
	}
	return 0
}
