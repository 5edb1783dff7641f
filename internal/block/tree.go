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
}

// Build makes the tree of 1..MaxStripes shards of at most MaxShard bytes each.
// Where the shards are others its error wraps ErrShards and the tree is empty.
func (t *Tree) Build(shards [][]byte) error {
	t.total = 0
	if len(shards) < 1 || len(shards) > MaxStripes {
		return fmt.Errorf("build tree: %w: %d shards, want 1..%d", ErrShards, len(shards), MaxStripes)
	}
	for i, s := range shards {
		if len(s) > MaxShard {
			return fmt.Errorf("build tree: %w: shard %d has %d bytes, at most %d", ErrShards, i, len(s), MaxShard)
		}
		t.nodes[i] = leafHash(i, s)
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
