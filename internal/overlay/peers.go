package overlay

import (
	"encoding/binary"
	"math/bits"

	"throng/internal/ident"
)

// peerTable finds what is known of a peer by its key: a hash table with open addressing, which
// holds pointers only, a fifth of what a map takes. The zero table is empty.
type peerTable[T keyed] struct {
	// salt is secret: anybody may name peers, whose keys could be chosen to collide.
	salt  uint64
	slots []T // a power of two of them, a quarter of them empty at least
	count int
}

// keyed is a pointer to what is known of a peer, whose key does not change while it is in a table;
// nil is an empty slot.
type keyed interface {
	comparable
	key() *ident.Peer
}

func (n *neighbour) key() *ident.Peer { return &n.record.Peer }
func (c *contact) key() *ident.Peer   { return &c.record.Peer }

// home is where to begin to look for p: a multiplicative hash of the salted key.
func (t *peerTable[T]) home(p *ident.Peer) int {
	const golden = 0x9e3779b97f4a7c15 // 2^64 over the golden ratio, odd
	h := t.salt
	for i := 0; i < len(p); i += 8 {
		h = (h ^ binary.LittleEndian.Uint64(p[i:])) * golden
		h ^= h >> 32
	}
	return int(h * golden >> (64 - bits.Len(uint(len(t.slots)-1))))
}

// place is where p is, or the empty slot where it would be put. There must be slots.
func (t *peerTable[T]) place(p *ident.Peer) int {
	var empty T
	i, last := t.home(p), len(t.slots)-1
	for t.slots[i] != empty && *t.slots[i].key() != *p {
		i = (i + 1) & last
	}
	return i
}

// find returns what is known of p; nil where there is nothing.
func (t *peerTable[T]) find(p ident.Peer) (v T) {
	if t.count > 0 {
		v = t.slots[t.place(&p)]
	}
	return v
}

// put adds v, in place of what is known of the same peer.
func (t *peerTable[T]) put(v T) {
	var empty T
	if 4*(t.count+1) > 3*len(t.slots) {
		old := t.slots
		t.slots = make([]T, max(2*len(old), 16))
		for _, o := range old {
			if o != empty {
				t.slots[t.place(o.key())] = o
			}
		}
	}
	i := t.place(v.key())
	if t.slots[i] == empty {
		t.count++
	}
	t.slots[i] = v
}

// remove takes p out, where it is there.
func (t *peerTable[T]) remove(p ident.Peer) {
	var empty T
	if t.find(p) == empty {
		return
	}
	last := len(t.slots) - 1
	i := t.place(&p)
	t.slots[i] = empty
	t.count--
	// Those behind it that are not in their places may have been kept out by it.
	for i = (i + 1) & last; t.slots[i] != empty; i = (i + 1) & last {
		o := t.slots[i]
		t.slots[i] = empty
		t.slots[t.place(o.key())] = o
	}
}
