package block

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/klauspost/reedsolomon"
	"pgregory.net/rapid"

	"throng/internal/ident"
)

// testSecret is the secret of every channel in these tests.
func testSecret() ident.ChannelSecret {
	var seed [ident.KeySize]byte
	for i := range seed {
		seed[i] = byte(i)
	}
	return ident.ChannelSecretFromSeed(seed)
}

// noise is n bytes from a seed.
func noise(seed uint64, n int) []byte {
	r := rand.New(rand.NewPCG(seed, 0))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

func drawShape(t *rapid.T) Shape {
	total := rapid.IntRange(1, MaxStripes).Draw(t, "total")
	return Shape{Data: uint8(rapid.IntRange(1, total).Draw(t, "data")), Total: uint8(total)}
}

func drawHeader(t *rapid.T) Header {
	shape := drawShape(t)
	flags := Flags(rapid.Byte().Draw(t, "flags"))
	if flags&Entry != 0 {
		flags |= Start
	}
	return Header{
		Seq:        Seq(rapid.Uint64().Draw(t, "seq")),
		Capture:    time.Duration(rapid.Uint64Range(0, maxCapture).Draw(t, "capture")) * time.Microsecond,
		Length:     uint16(rapid.IntRange(1, int(shape.Data)*MaxShard).Draw(t, "length")),
		Shape:      shape,
		Flags:      flags,
		SinceEntry: rapid.Uint16().Draw(t, "sinceEntry"),
	}
}

// drawSealed is any block, sealed, and its payload.
func drawSealed(t *rapid.T) (*Sealed, []byte) {
	h := drawHeader(t)
	payload := noise(rapid.Uint64().Draw(t, "payload"), int(h.Length))
	s, err := NewSigner(testSecret()).Seal(h, payload)
	if err != nil {
		t.Fatal(err)
	}
	return s, payload
}

// drop empties n shards of s that rapid chooses; the copies keep no capacity.
func drop(t *rapid.T, s *Sealed, n int) [][]byte {
	shards := make([][]byte, len(s.Shards))
	order := rapid.Permutation(indices(len(shards))).Draw(t, "order")
	for _, i := range order[n:] {
		shards[i] = slices.Clone(s.Shards[i])
	}
	return shards
}

func indices(n int) []int {
	is := make([]int, n)
	for i := range is {
		is[i] = i
	}
	return is
}

func TestSealRebuild(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, payload := drawSealed(t)
		h := s.Header
		n := rapid.IntRange(0, int(h.Shape.Total-h.Shape.Data)).Draw(t, "missing")
		shards := drop(t, s, n)
		var tree Tree
		c := NewCoder(testSecret().Channel())
		if !c.Verify(&h, s.Root, &s.Signature) {
			t.Fatal("signature refused")
		}
		if err := c.Rebuild(&h, s.Root, shards, &tree); err != nil {
			t.Fatal(err)
		}
		for i := range shards {
			if !bytes.Equal(shards[i], s.Shards[i]) {
				t.Fatalf("shard %d differs", i)
			}
			root, ok := c.Root(&h, i, shards[i], tree.Path(nil, i))
			if !ok || root != s.Root {
				t.Fatalf("shard %d: root %x, %v", i, root, ok)
			}
		}
		if got := AppendPayload(nil, &h, shards); !bytes.Equal(got, payload) {
			t.Fatal("payload differs")
		}
		if tree != *s.Tree {
			t.Fatal("tree differs")
		}
	})
}

// TestSameAsReedSolomon holds the code against another implementation of it.
func TestSameAsReedSolomon(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, payload := drawSealed(t)
		data, total, size := int(s.Header.Shape.Data), int(s.Header.Shape.Total), s.Header.ShardLen()
		enc, err := reedsolomon.New(data, total-data, reedsolomon.WithCauchyMatrix())
		if err != nil {
			t.Fatal(err)
		}
		want := make([][]byte, total)
		for i := range want {
			want[i] = make([]byte, size)
			if i < data {
				copy(want[i], payload[min(i*size, len(payload)):])
			}
		}
		if err := enc.Encode(want); err != nil {
			t.Fatal(err)
		}
		for i := range want {
			if !bytes.Equal(s.Shards[i], want[i]) {
				t.Fatalf("shard %d differs", i)
			}
		}
	})
}

func TestRebuildRefuses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, _ := drawSealed(t)
		h := s.Header
		data, total := int(h.Shape.Data), int(h.Shape.Total)
		c := NewCoder(testSecret().Channel())
		var tree Tree

		missing := rapid.IntRange(total-data+1, total).Draw(t, "missing")
		if err := c.Rebuild(&h, s.Root, drop(t, s, missing), &tree); !errors.Is(err, ErrTooFew) {
			t.Fatalf("%d of %d missing: %v", missing, total, err)
		}

		shards := drop(t, s, rapid.IntRange(0, total-data).Draw(t, "lost"))
		present := slices.IndexFunc(shards, func(b []byte) bool { return len(b) > 0 })
		forged := rapid.IntRange(present, total-1).Filter(func(i int) bool { return len(shards[i]) > 0 }).Draw(t, "forged")
		before := slices.Clone(shards)
		shards[forged][rapid.IntRange(0, h.ShardLen()-1).Draw(t, "at")] ^= byte(rapid.IntRange(1, 255).Draw(t, "by"))
		if err := c.Rebuild(&h, s.Root, shards, &tree); !errors.Is(err, ErrRoot) {
			t.Fatalf("forged shard: %v", err)
		}
		for i := range shards {
			if len(shards[i]) != len(before[i]) {
				t.Fatalf("shard %d has length %d after a failure, had %d", i, len(shards[i]), len(before[i]))
			}
		}

		shards = drop(t, s, 0)
		shards[forged] = append(shards[forged], 0)
		if err := c.Rebuild(&h, s.Root, shards, &tree); !errors.Is(err, ErrShards) {
			t.Fatalf("long shard: %v", err)
		}
		if err := c.Rebuild(&h, s.Root, s.Shards[1:], &tree); !errors.Is(err, ErrShards) {
			t.Fatalf("a shard less: %v", err)
		}
		h.Length = 0
		if err := c.Rebuild(&h, s.Root, s.Shards, &tree); !errors.Is(err, ErrHeader) {
			t.Fatalf("bad header: %v", err)
		}
	})
}

// TestTampering changes one bit of body, path, header or signature: no such
// shard passes.
func TestTampering(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, _ := drawSealed(t)
		c := NewCoder(testSecret().Channel())
		i := rapid.IntRange(0, len(s.Shards)-1).Draw(t, "shard")
		header := AppendHeader(nil, &s.Header)
		body := slices.Clone(s.Shards[i])
		sig := s.Signature
		path := s.Tree.Path(nil, i)
		genuine := func() bool {
			h, _, err := ParseHeader(header)
			if err != nil {
				return false
			}
			root, ok := c.Root(&h, i, body, path)
			return ok && c.Verify(&h, root, &sig)
		}
		if !genuine() {
			t.Fatal("the untouched shard is refused")
		}
		parts := map[string][]byte{"header": header, "body": body, "signature": sig[:]}
		names := []string{"header", "body", "signature"}
		if len(path) > 0 {
			node := &path[rapid.IntRange(0, len(path)-1).Draw(t, "node")]
			parts["path"] = node[:]
			names = append(names, "path")
		}
		for _, name := range names {
			part := parts[name]
			at := rapid.IntRange(0, len(part)-1).Draw(t, "at "+name)
			by := byte(rapid.IntRange(1, 255).Draw(t, "by "+name))
			part[at] ^= by
			if genuine() {
				t.Fatalf("%s tampered with at %d, and it passes", name, at)
			}
			part[at] ^= by
		}
		if other := NewCoder(ident.NewChannelSecret().Channel()); other.Verify(&s.Header, s.Root, &sig) {
			t.Fatal("passes for another channel")
		}
		if root, ok := c.Root(&s.Header, (i+1)%MaxStripes, body, path); ok && root == s.Root {
			t.Fatal("passes at another place")
		}
	})
}

func TestSealRefuses(t *testing.T) {
	h := Header{Length: 3, Shape: Shape{2, 3}}
	if _, err := NewCoder(testSecret().Channel()).Seal(h, []byte("abc")); !errors.Is(err, ErrNoSecret) {
		t.Errorf("without secret: %v", err)
	}
	signer := NewSigner(testSecret())
	if _, err := signer.Seal(h, []byte("ab")); !errors.Is(err, ErrHeader) {
		t.Errorf("wrong length: %v", err)
	}
	h.Shape = Shape{3, 2}
	if _, err := signer.Seal(h, []byte("abc")); !errors.Is(err, ErrHeader) {
		t.Errorf("wrong shape: %v", err)
	}
}
