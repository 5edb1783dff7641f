package block

import (
	"crypto/sha256"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// rfcRoot is the tree's root straight from the recursive definition of RFC 9162.
func rfcRoot(first int, shards [][]byte) Hash {
	if len(shards) == 1 {
		sum := sha256.Sum256(append([]byte{0, byte(first)}, shards[0]...))
		return Hash(sum[:HashSize])
	}
	k := 1
	for 2*k < len(shards) {
		k *= 2
	}
	left, right := rfcRoot(first, shards[:k]), rfcRoot(first+k, shards[k:])
	sum := sha256.Sum256(append(append([]byte{1}, left[:]...), right[:]...))
	return Hash(sum[:HashSize])
}

func TestTreeOfEverySize(t *testing.T) {
	for total := 1; total <= MaxStripes; total++ {
		shards := make([][]byte, total)
		for i := range shards {
			shards[i] = noise(uint64(i), 40)
		}
		var tree Tree
		if err := tree.Build(shards); err != nil {
			t.Fatal(err)
		}
		want := rfcRoot(0, shards)
		if tree.Root() != want || tree.Len() != total {
			t.Fatalf("%d leaves: root %x of %d, want %x", total, tree.Root(), tree.Len(), want)
		}
		for i := range shards {
			path := tree.Path(nil, i)
			if len(path) != PathLen(total, i) || len(path) > MaxPath {
				t.Fatalf("leaf %d of %d: path of %d, PathLen %d", i, total, len(path), PathLen(total, i))
			}
			if root, ok := RootOf(total, i, shards[i], path); !ok || root != want {
				t.Fatalf("leaf %d of %d: %x %v", i, total, root, ok)
			}
			if _, ok := RootOf(total, i, shards[i], append(path, Hash{})); ok {
				t.Fatalf("leaf %d of %d: a path too long passes", i, total)
			}
			if len(path) > 0 {
				if _, ok := RootOf(total, i, shards[i], path[1:]); ok {
					t.Fatalf("leaf %d of %d: a path too short passes", i, total)
				}
			}
		}
		for _, i := range []int{-1, total} {
			if _, ok := RootOf(total, i, nil, nil); ok || len(tree.Path(nil, i)) > 0 {
				t.Fatalf("leaf %d of %d exists", i, total)
			}
		}
	}
}

func TestTreeRefuses(t *testing.T) {
	var tree Tree
	for name, shards := range map[string][][]byte{
		"none": {}, "too many": make([][]byte, MaxStripes+1), "too long": {make([]byte, MaxShard+1)},
	} {
		if err := tree.Build(shards); !errors.Is(err, ErrShards) || tree.Len() != 0 {
			t.Errorf("%s: %v, %d leaves", name, err, tree.Len())
		}
	}
	if _, ok := RootOf(1, 0, make([]byte, MaxShard+1), nil); ok {
		t.Error("a body too long passes")
	}
	if _, ok := RootOf(MaxStripes+1, 0, nil, make([]Hash, MaxPath+1)); ok {
		t.Error("a tree too large passes")
	}
}

// TestTreeRebuilt reuses a Tree: nothing of the larger one before is left.
func TestTreeRebuilt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var tree Tree
		for _, total := range rapid.SliceOfN(rapid.IntRange(1, MaxStripes), 2, 4).Draw(t, "totals") {
			shards := make([][]byte, total)
			for i := range shards {
				shards[i] = []byte{byte(total)}
			}
			if err := tree.Build(shards); err != nil {
				t.Fatal(err)
			}
			if tree.Root() != rfcRoot(0, shards) {
				t.Fatalf("%d leaves: wrong root", total)
			}
		}
	})
}

// TestLearn compares what a tree learns shard by shard with RootOf and with the tree that
// is built of all.
func TestLearn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.IntRange(1, MaxStripes).Draw(t, "total")
		shards := make([][]byte, total)
		for i := range shards {
			shards[i] = noise(uint64(i), 40)
		}
		var want, got Tree
		if err := want.Build(shards); err != nil {
			t.Fatal(err)
		}
		root := want.Root()
		for range rapid.IntRange(0, 2*total).Draw(t, "shards") {
			i := rapid.IntRange(0, total-1).Draw(t, "index")
			body, path := shards[i], want.Path(nil, i)
			switch rapid.IntRange(0, 4).Draw(t, "change") {
			case 0:
				body = noise(uint64(total+i), 40)
			case 1:
				if len(path) > 0 {
					path[rapid.IntRange(0, len(path)-1).Draw(t, "node")][3] ^= 1
				}
			case 2:
				path = path[:len(path)/2]
			}
			found, ok := RootOf(total, i, body, path)
			if ok = ok && found == root; got.Learn(total, i, body, path, &root) != ok {
				t.Fatalf("shard %d of %d is learnt: %v", i, total, !ok)
			}
			if ok && !got.Knows(i) || got.Knows(i) && !slices.Equal(got.Path(nil, i), want.Path(nil, i)) {
				t.Fatalf("the path of shard %d of %d, learnt %v, is another", i, total, ok)
			}
		}
		if err := got.Build(shards); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Fatal("the tree of what was learnt is another")
		}
		got.Reset()
		if got.Len() != 0 {
			t.Fatal("a tree that was reset is not empty")
		}
	})
}
