package sim

import (
	"errors"
	"slices"
	"testing"

	"throng/internal/block"
)

// sealed makes a world with two published blocks.
func sealed(t *testing.T) (w *world, a, b *block.Sealed) {
	t.Helper()
	w, err := newWorld(Config{Peers: 1, Seed: 1, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	make := func(n uint32) *block.Sealed {
		payload := make([]byte, 15_000)
		for i := range payload {
			payload[i] = byte(i) * byte(n+1)
		}
		h := block.Header{
			Seq: block.MakeSeq(w.epoch, n), Length: 15_000, Shape: block.Shape{Data: 16, Total: 18},
			Flags: block.Entry | block.Start, SinceEntry: 0,
		}
		s, err := w.sourceCoder.Seal(h, payload)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.publish(newPublished(s, 0, 0)); err != nil {
			t.Fatal(err)
		}
		return s
	}
	return w, make(0), make(1)
}

// accepts is what an engine does with a shard.
func accepts(c block.Coder, h *block.Header, i int, body []byte, path []block.Hash, sig *block.Signature) bool {
	root, ok := c.Root(h, i, body, path)
	return ok && c.Verify(h, root, sig)
}

func TestStandInFindsForgeries(t *testing.T) {
	w, a, b := sealed(t)
	c := &standIn{w: w}
	for i, body := range a.Shards {
		path := a.Tree.Path(nil, i)
		other := (i + 1) % len(a.Shards)
		flipped := slices.Clone(body)
		flipped[i] ^= 4
		bent := slices.Clone(path)
		bent[0][3] ^= 1
		h, sig := a.Header, a.Signature
		newer, longer := h, h
		newer.Capture++
		longer.Length++
		forged := sig
		forged[9] ^= 1
		for name, got := range map[string]bool{
			"genuine":         !accepts(c, &h, i, body, path, &sig),
			"a copy":          !accepts(c, &h, i, slices.Clone(body), slices.Clone(path), &sig),
			"flipped bit":     accepts(c, &h, i, flipped, path, &sig),
			"other index":     accepts(c, &h, other, body, a.Tree.Path(nil, other), &sig),
			"bent path":       accepts(c, &h, i, body, bent, &sig),
			"short path":      accepts(c, &h, i, body, path[1:], &sig),
			"short body":      accepts(c, &h, i, body[1:], path, &sig),
			"changed capture": accepts(c, &newer, i, body, path, &sig),
			"changed length":  accepts(c, &longer, i, body, path, &sig),
			"forged":          accepts(c, &h, i, body, path, &forged),
			"other block":     accepts(c, &b.Header, i, body, path, &b.Signature),
			"mixed":           accepts(c, &h, i, b.Shards[i], b.Tree.Path(nil, i), &sig),
		} {
			if got {
				t.Errorf("shard %d, %s: wrong answer", i, name)
			}
		}
	}
}

func TestStandInRebuilds(t *testing.T) {
	w, a, b := sealed(t)
	c := &standIn{w: w}
	some := func(from *block.Sealed, n int) [][]byte {
		shards := make([][]byte, 18)
		copy(shards[18-n:], from.Shards[18-n:])
		return shards
	}
	var tree block.Tree
	shards := some(a, 16)
	if err := c.Rebuild(&a.Header, a.Root, shards, &tree); err != nil {
		t.Fatal(err)
	}
	for i := range shards {
		if !same(shards[i], a.Shards[i]) {
			t.Errorf("shard %d is another", i)
		}
	}
	if tree.Root() != a.Root {
		t.Error("the tree is another")
	}
	if err := c.Rebuild(&a.Header, a.Root, some(a, 15), &tree); !errors.Is(err, block.ErrTooFew) {
		t.Errorf("15 of 18: %v", err)
	}
	bad := some(a, 16)
	bad[7] = slices.Clone(b.Shards[7])
	if err := c.Rebuild(&a.Header, a.Root, bad, &tree); !errors.Is(err, block.ErrRoot) {
		t.Errorf("with a shard of another block: %v", err)
	}
	if len(bad[0]) != 0 {
		t.Error("a failed rebuild left something behind")
	}
	if err := c.Rebuild(&a.Header, b.Root, some(a, 16), &tree); !errors.Is(err, block.ErrRoot) {
		t.Errorf("with another root: %v", err)
	}
	if _, err := c.Seal(a.Header, make([]byte, 15_000)); !errors.Is(err, block.ErrNoSecret) {
		t.Errorf("a viewer seals: %v", err)
	}
}
