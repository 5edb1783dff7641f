package block

import (
	"crypto/sha256"
	"errors"
	"fmt"
)

// ErrShards is wrapped where the number or the lengths of shards do not fit.
var ErrShards = errors.New("shards do not fit the header")

// The first byte of what is hashed, so that no leaf passes for a node.
const (
	leafPrefix = 0x00
	nodePrefix = 0x01
)

// maxNodes is the most nodes a Tree holds: 32 + 16 + 8 + 4 + 2 + 1.
const maxNodes = 2*MaxStripes - 1

// Tree is the Merkle tree over a block's shards. It is a plain value: copying
// it copies the tree, and using it allocates nothing. The zero Tree is empty.
//
// A leaf is SHA-256(0x00 ‖ index ‖ body), a node SHA-256(0x01 ‖ left ‖ right),
// each cut to its first HashSize bytes; index is one byte. The tree is formed as
// in RFC 9162, section 2.1.1: the left half of n > 1 leaves is the largest power
// of two below n. Built from the leaves up, this is to pair the nodes of a level
// from the left and to lift an odd last one to the next level unchanged; so the
// paths of the last leaves may be shorter than the others.
type Tree struct {
	nodes [maxNodes]Hash // level after level, the leaves first
	total int
	// While it is only learnt: the nodes that are known, and the leaves among them whose
	// bodies have been seen.
	known uint64
	seen  uint32
}

// Build makes the tree of 1..MaxStripes shards of at most MaxShard bytes each. The hashes
// of those that Learn has had are not computed again: they must be the same still.
// Where the shards are others its error wraps ErrShards and the tree is empty.
func (t *Tree) Build(shards [][]byte) error {
	seen := t.seen
	if t.total != len(shards) {
		seen = 0
	}
	t.total, t.known, t.seen = 0, 0, 0
	if len(shards) < 1 || len(shards) > MaxStripes {
		return fmt.Errorf("build tree: %w: %d shards, want 1..%d", ErrShards, len(shards), MaxStripes)
	}
	for i, s := range shards {
		if len(s) > MaxShard {
			return fmt.Errorf("build tree: %w: shard %d has %d bytes, at most %d", ErrShards, i, len(s), MaxShard)
		}
		if seen&(1<<i) == 0 {
			t.nodes[i] = leafHash(i, s)
		}
	}
	t.total = len(shards)
	level := t.nodes[:]
	for width := t.total; width > 1; {
		above := level[width:]
		for i := 0; i < width/2; i++ {
			above[i] = nodeHash(&level[2*i], &level[2*i+1])
		}
		if width%2 == 1 {
			above[width/2] = level[width-1]
		}
		level, width = above, (width+1)/2
	}
	return nil
}

// Learn reports what RootOf(total, index, body, path) == root, true does, and keeps the
// hashes of a shard for which that is so: of the next ones, and by Build, they are not
// computed again. A Tree learns the shards of one root; before another Reset is needed.
func (t *Tree) Learn(total, index int, body []byte, path []Hash, root *Hash) bool {
	if len(path) != PathLen(total, index) || len(body) > MaxShard {
		return false
	}
	if t.total != total {
		t.Reset()
		t.total = total
	}
	var up [MaxPath + 1]Hash // from the leaf to the first node that is known
	up[0] = leafHash(index, body)
	at, i, width, level, rest := 0, index, total, 0, path
	for ; t.known>>(at+i)&1 == 0; level++ {
		switch {
		case width == 1:
			if up[level] != *root {
				return false
			}
			t.learn(total, index, up[:level+1], path)
			return true
		case i^1 >= width:
			up[level+1] = up[level]
		case i%2 == 0:
			up[level+1], rest = nodeHash(&up[level], &rest[0]), rest[1:]
		default:
			up[level+1], rest = nodeHash(&rest[0], &up[level]), rest[1:]
		}
		at, i, width = at+width, i/2, (width+1)/2
	}
	if up[level] != t.nodes[at+i] {
		return false
	}
	// What is above a known node is known, and what is beside it.
	for ; width > 1; at, i, width = at+width, i/2, (width+1)/2 {
		if i^1 < width {
			if rest[0] != t.nodes[at+(i^1)] {
				return false
			}
			rest = rest[1:]
		}
	}
	t.learn(total, index, up[:level], path)
	return true
}

// learn keeps the nodes from leaf index up, and those of path beside them.
func (t *Tree) learn(total, index int, up, path []Hash) {
	t.seen |= 1 << index
	at, width := 0, total
	for i := range up {
		t.nodes[at+index] = up[i]
		t.known |= 1 << (at + index)
		if index^1 < width {
			t.nodes[at+(index^1)] = path[0]
			t.known |= 1 << (at + (index ^ 1))
			path = path[1:]
		}
		at, index, width = at+width, index/2, (width+1)/2
	}
}

// Knows reports whether the path of leaf i is known of what Learn has had.
func (t *Tree) Knows(i int) bool { return t.seen>>i&1 != 0 }

// Reset empties the tree.
func (t *Tree) Reset() { t.total, t.known, t.seen = 0, 0, 0 }

// Len is the number of leaves; 0 in an empty tree.
func (t *Tree) Len() int { return t.total }

// Root is the tree's root; the zero Hash for an empty tree.
func (t *Tree) Root() Hash {
	at := 0
	for width := t.total; width > 1; width = (width + 1) / 2 {
		at += width
	}
	return t.nodes[at]
}

// Path appends to dst the path of leaf i: the siblings on the way from the leaf
// to the root, PathLen(Len(), i) of them. It appends nothing where i is not a leaf.
func (t *Tree) Path(dst []Hash, i int) []Hash {
	if i < 0 || i >= t.total {
		return dst
	}
	at := 0
	for width := t.total; width > 1; width = (width + 1) / 2 {
		if sibling := i ^ 1; sibling < width {
			dst = append(dst, t.nodes[at+sibling])
		}
		at, i = at+width, i/2
	}
	return dst
}

// PathLen is the length of the path of leaf index in a tree of total leaves,
// 0..MaxPath; -1 where there is no such leaf or total is above MaxStripes.
func PathLen(total, index int) int {
	if index < 0 || index >= total || total > MaxStripes {
		return -1
	}
	n := 0
	for width := total; width > 1; width, index = (width+1)/2, index/2 {
		if index^1 < width {
			n++
		}
	}
	return n
}

// RootOf is the root of the tree of total leaves in which body is leaf index
// and path leads up from it. ok is false where there is no such leaf, where
// path has not exactly the length it should, or body is longer than MaxShard.
func RootOf(total, index int, body []byte, path []Hash) (root Hash, ok bool) {
	if len(path) != PathLen(total, index) || len(body) > MaxShard {
		return Hash{}, false
	}
	root = leafHash(index, body)
	for width := total; width > 1; width, index = (width+1)/2, index/2 {
		switch {
		case index^1 >= width: // an odd last node has no sibling
			continue
		case index%2 == 0:
			root = nodeHash(&root, &path[0])
		default:
			root = nodeHash(&path[0], &root)
		}
		path = path[1:]
	}
	return root, true
}

func leafHash(index int, body []byte) Hash {
	var buf [2 + MaxShard]byte
	buf[0], buf[1] = leafPrefix, byte(index)
	n := copy(buf[2:], body)
	sum := sha256.Sum256(buf[:2+n])
	return Hash(sum[:HashSize])
}

func nodeHash(left, right *Hash) Hash {
	var buf [1 + 2*HashSize]byte
	buf[0] = nodePrefix
	copy(buf[1:], left[:])
	copy(buf[1+HashSize:], right[:])
	sum := sha256.Sum256(buf[:])
	return Hash(sum[:HashSize])
}
