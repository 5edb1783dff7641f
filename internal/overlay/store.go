package overlay

import (
	"math/bits"
	"time"

	"throng/internal/block"
)

// entry is what a peer holds of one block.
//
// What is looked at for every shard comes first, in one line of the cache.
type entry struct {
	seq   block.Seq
	first time.Duration // when anything of it first came, on this peer's clock

	verified  uint32 // shards that are certainly the broadcaster's
	bare      uint32 // shards without proof, not yet verified
	came      uint32 // shards that came from the network
	forwarded uint32 // stripes already passed on to children
	arrived   uint32 // shards of which a note says when they came
	given     uint32 // shards that have been sent to anybody
	pullTry   uint8
	known     bool // header, root and signature are verified
	rebuilt   bool
	broken    bool // signed, but the shards do not fit together
	needJoin  bool // wanted only in order to join
	past      bool // pushed all the same: nobody has it to give
	rebuiltAt time.Duration

	// What is known of the block and here of its shards: own of parts, until it is whole and
	// what the broadcaster has sealed is shared. Before that Shards are MaxStripes.
	*block.Sealed
	*parts    // nil where the block is whole and shared
	*atSource // nil at a viewer
	notes
}

// note is how a shard came.
type note struct {
	hop uint8
	age uint8 // how long after the block's first, in wire.AgeUnit, at most wire.NoAge-1
}

// notes are those of a block's shards.
type notes struct {
	few  [fewShards]note
	more *[block.MaxStripes - fewShards]note // made when there is one of these
}

// fewShards is how many shards a block of a stream of a low bitrate has at most.
const fewShards = 8

// note is that of shard i, to be changed.
func (t *notes) note(i int) *note {
	if i < fewShards {
		return &t.few[i]
	}
	if t.more == nil {
		t.more = new([block.MaxStripes - fewShards]note)
	}
	return &t.more[i-fewShards]
}

// noted is how shard i came, if it did.
func (t *notes) noted(i int) (n note) {
	switch {
	case i < fewShards:
		n = t.few[i]
	case t.more != nil:
		n = t.more[i-fewShards]
	}
	return n
}

// atSource is what the broadcaster notes of a block besides.
type atSource struct {
	favoured   uint32 // the shards sent as repair, and when last
	favouredAt time.Duration
	pleas      []plea // who has asked for what in vain
	again      int    // how often all of it has been pushed again, and when last
	againAt    time.Duration
}

// plea is what a neighbour has asked the broadcaster for of a block, and not been sent.
type plea struct {
	who     *neighbour
	indices uint32
}

// parts is what is needed of a block until it is whole, and where it is kept afterwards
// unless it is shared.
type parts struct {
	*assembly
	pullAt    time.Duration // when to pull next; 0: not planned
	suspects  []suspect
	interests []interest
	asks      []ask
	late      []latePath
}

// latePath is the path of a shard that came with it alone, before the block's header.
type latePath struct {
	index, hashes uint8
	path          [block.MaxPath]block.Hash
}

// assembly is where a block is put together.
type assembly struct {
	own    block.Sealed
	bodies [block.MaxStripes][]byte // own.Shards
	from   [block.MaxStripes]*neighbour
	slab   []byte // storage of the shards, unless they are borrowed
}

// suspect is a shard without proof that was in a block that did not fit.
type suspect struct {
	index int
	from  *neighbour
	body  []byte
}

// interest is a Pull that could not be answered at once.
type interest struct {
	who     *neighbour
	indices uint32
	count   int
	join    bool
	until   time.Duration
}

// over reports whether nobody waits any more.
func (in *interest) over(now time.Duration) bool { return in.until < now || in.who.gone }

// held returns the set of shards that are there, verified or not.
func (b *entry) held() uint32 { return b.verified | b.bare }

// missing is how many shards are needed still, by the shape that is known or assumed.
func (b *entry) missing(assumed block.Shape) int {
	if b.rebuilt {
		return 0
	}
	data := assumed.Data
	if b.known {
		data = b.Header.Shape.Data
	}
	return max(0, int(data)-bits.OnesCount32(b.held()))
}

// shard is shard i of b; nil where it is not here, or there is none of that number.
func (b *entry) shard(i uint8) []byte {
	if int(i) >= len(b.Shards) {
		return nil
	}
	return b.Shards[i]
}

// store keeps the blocks of the current epoch in a ring.
type store struct {
	borrow bool
	source bool     // it is the broadcaster's
	ring   []*entry // as long as it had to be, a power of two; at most windowBlocks
	epoch  uint32
	begun  bool
	low    uint32 // number of the oldest block kept
	next   uint32 // one past the newest block known of
	// whole are the blocks that are rebuilt, and entries those of them that are Entry
	// blocks: by their place in the ring, where place k is bit k%64 of word k/64.
	whole   [windowBlocks / 64]uint64
	entries [windowBlocks / 64]uint64
	spare   []*parts // without assembly
	*reuse
}

// reuse is what stores keep for each other; the engine sets it.
type reuse struct {
	free       []*entry
	assemblies []*assembly
}

// Bounds of what is kept for reuse.
const (
	maxFree       = 64 // entries
	maxSpare      = 16 // parts
	maxAssemblies = 16
)

func (s *store) get(seq block.Seq) *entry {
	if !s.begun || seq.Epoch() != s.epoch {
		return nil
	}
	n := seq.Number()
	if n < s.low || n >= s.next {
		return nil
	}
	return s.at(n)
}

// at is the entry of block number n, if that is one of those kept, or else any or nil. There must
// have been one.
func (s *store) at(n uint32) *entry { return s.ring[n&uint32(len(s.ring)-1)] }

// keep puts b into its place, before s.low and s.next count it in.
func (s *store) keep(b *entry) {
	if s.next-s.low >= uint32(len(s.ring)) {
		old := s.ring
		s.ring = make([]*entry, max(2*len(old), windowBlocks/16))
		for n := s.low; n != s.next; n++ {
			s.ring[n&uint32(len(s.ring)-1)] = old[n&uint32(len(old)-1)]
		}
	}
	s.ring[b.seq.Number()&uint32(len(s.ring)-1)] = b
}

// newest returns the newest block known of; ok is false where there is none.
func (s *store) newest() (block.Seq, bool) {
	if !s.begun || s.next == s.low {
		return 0, false
	}
	return block.MakeSeq(s.epoch, s.next-1), true
}

// lately is the number of the first of the newest count blocks that there are.
func (s *store) lately(count uint32) uint32 { return max(s.low, s.next-min(s.next, count)) }

// reset begins another epoch at block seq.
func (s *store) reset(seq block.Seq) {
	for n := s.low; s.begun && n != s.next; n++ {
		s.drop(n)
	}
	s.epoch, s.begun = seq.Epoch(), true
	s.low, s.next = seq.Number(), seq.Number()
}

// extend makes entries up to and including number n, each first seen now.
func (s *store) extend(n uint32, now time.Duration) {
	for s.next <= n {
		if s.next-s.low >= windowBlocks {
			s.drop(s.low)
			s.low++
		}
		s.keep(s.fresh(block.MakeSeq(s.epoch, s.next), now))
		s.next++
	}
}

// extendDown makes entries from number n up to the oldest, as far as the window allows.
func (s *store) extendDown(n uint32, now time.Duration) {
	for s.low > n && s.next-s.low < windowBlocks {
		s.keep(s.fresh(block.MakeSeq(s.epoch, s.low-1), now))
		s.low--
	}
}

func (s *store) fresh(seq block.Seq, now time.Duration) *entry {
	var b *entry
	if n := len(s.free); n > 0 {
		b, s.free = s.free[n-1], s.free[:n-1]
		more, at := b.more, b.atSource
		if *b = (entry{}); more != nil {
			*more = [len(more)]note{}
			b.more = more
		}
		if at != nil && s.source {
			*at = atSource{}
			b.atSource = at
		}
	} else {
		b = new(entry)
	}
	if n := len(s.spare); n > 0 {
		b.parts, s.spare = s.spare[n-1], s.spare[:n-1]
	} else {
		b.parts = new(parts)
	}
	if n := len(s.assemblies); n > 0 {
		b.assembly, s.assemblies = s.assemblies[n-1], s.assemblies[:n-1]
	} else {
		b.assembly = new(assembly)
	}
	if s.source && b.atSource == nil {
		b.atSource = new(atSource)
	}
	b.seq, b.first = seq, now
	b.own = block.Sealed{Shards: b.bodies[:], Tree: b.own.Tree}
	if b.Sealed = &b.own; b.Tree != nil {
		b.Tree.Reset()
	}
	return b
}

func (s *store) drop(n uint32) {
	slot := &s.ring[n&uint32(len(s.ring)-1)]
	b := *slot
	*slot = nil
	s.whole[n%windowBlocks/64] &^= 1 << (n % 64)
	s.entries[n%windowBlocks/64] &^= 1 << (n % 64)
	if b == nil {
		return
	}
	s.share(b, nil)
	if b.atSource != nil {
		b.pleas = nil
	}
	if len(s.free) < maxFree {
		s.free = append(s.free, b)
	}
}

// share has b keep what is somebody else's too instead of its own.
func (s *store) share(b *entry, sealed *block.Sealed) {
	b.Sealed = sealed
	p := b.parts
	if b.parts = nil; p == nil {
		return
	}
	if r := p.assembly; len(s.assemblies) < maxAssemblies {
		clear(r.bodies[:])
		clear(r.from[:])
		s.assemblies = append(s.assemblies, r)
	}
	if len(s.spare) >= maxSpare {
		return
	}
	clear(p.suspects)
	clear(p.interests)
	clear(p.asks)
	*p = parts{suspects: p.suspects[:0], interests: p.interests[:0], asks: p.asks[:0], late: p.late[:0]}
	s.spare = append(s.spare, p)
}

// isWhole reports whether block number n is rebuilt, without looking at it.
func (s *store) isWhole(n uint32) bool { return s.whole[n%windowBlocks/64]>>(n%64)&1 != 0 }

// wholeUpTo tells of block n and the 63 before it which are rebuilt: bit i is block n − i.
func (s *store) wholeUpTo(n uint32) uint64 {
	at := n % 64
	set := s.whole[n%windowBlocks/64] << (63 - at)
	if at < 63 {
		set |= s.whole[(n-64)%windowBlocks/64] >> (at + 1)
	}
	return bits.Reverse64(set)
}

// made notes that b is rebuilt.
func (s *store) made(b *entry) {
	n := b.seq.Number()
	s.whole[n%windowBlocks/64] |= 1 << (n % 64)
	if b.Header.Flags&block.Entry != 0 {
		s.entries[n%windowBlocks/64] |= 1 << (n % 64)
	}
}

// latest is the number of the newest block in set before number n, where want is 0, or of
// the newest one not in it, where want is 1 in all bits; ok is false where there is none.
func (s *store) latest(set *[windowBlocks / 64]uint64, n uint32, want uint64) (number uint32, ok bool) {
	for n > s.low {
		// The bits of the word that n-1 is in, up to that one, n-1 being the highest.
		word := (set[(n-1)%windowBlocks/64] ^ want) << (63 - (n-1)%64)
		if word != 0 {
			n -= uint32(bits.LeadingZeros64(word)) + 1
			return n, n >= s.low
		}
		n -= min((n-1)%64+1, n)
	}
	return 0, false
}

// trim drops blocks captured before the limit, and those older than keep.
func (s *store) trim(oldest time.Duration, keep uint32) {
	for s.low < s.next && s.low < keep {
		b := s.at(s.low)
		if b != nil && b.first >= oldest {
			return
		}
		s.drop(s.low)
		s.low++
	}
}

// put keeps body as shard i of b, a copy unless bodies are borrowed.
func (s *store) put(b *entry, i int, body []byte) {
	if s.borrow {
		b.Shards[i] = body
		return
	}
	if b.slab == nil {
		b.slab = make([]byte, block.MaxStripes*block.MaxShard)
	}
	at := i * block.MaxShard
	b.Shards[i] = append(b.slab[at:at:at+block.MaxShard], body...)
}

// prepare gives the missing shards of b storage to be rebuilt into.
func (s *store) prepare(b *entry) {
	if s.borrow {
		return
	}
	if b.slab == nil {
		b.slab = make([]byte, block.MaxStripes*block.MaxShard)
	}
	held := b.held()
	for i := range int(b.Header.Shape.Total) {
		if held&(1<<i) == 0 {
			at := i * block.MaxShard
			b.Shards[i] = b.slab[at : at : at+block.MaxShard]
		}
	}
}
