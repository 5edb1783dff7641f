package block

import (
	"testing"
	"time"
)

// typical is a full block of 3 Mb/s.
func typical(tb testing.TB) (signer Coder, s *Sealed, payload []byte) {
	h := Header{
		Seq: MakeSeq(1, 1), Capture: time.Hour, Length: full, Shape: Shape{20, 22},
		Flags: Start, SinceEntry: 1,
	}
	payload = noise(1, full)
	signer = NewSigner(testSecret())
	s, err := signer.Seal(h, payload)
	if err != nil {
		tb.Fatal(err)
	}
	return signer, s, payload
}

// TestAllocations: what every peer does with every shard and block leaves no garbage.
func TestAllocations(t *testing.T) {
	c, s, payload := typical(t)
	var tree Tree
	path := s.Tree.Path(nil, 3)
	for name, work := range map[string]func(){
		"Root": func() { c.Root(&s.Header, 3, s.Shards[3], path) },
		"Proves": func() {
			tree.Reset()
			c.Proves(&s.Header, s.Root, 3, s.Shards[3], path, &tree)
		},
		"Verify": func() { c.Verify(&s.Header, s.Root, &s.Signature) },
		"Path":   func() { path = s.Tree.Path(path[:0], 3) },
		"Rebuild": func() {
			s.Shards[2], s.Shards[17] = s.Shards[2][:0], s.Shards[17][:0]
			if err := c.Rebuild(&s.Header, s.Root, s.Shards, &tree); err != nil {
				t.Error(err)
			}
		},
		"AppendPayload": func() { payload = AppendPayload(payload[:0], &s.Header, s.Shards) },
	} {
		if n := testing.AllocsPerRun(20, work); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

func BenchmarkSeal(b *testing.B) {
	c, s, payload := typical(b)
	b.SetBytes(full)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Seal(s.Header, payload); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRoot(b *testing.B) {
	c, s, _ := typical(b)
	path := s.Tree.Path(nil, 3)
	b.SetBytes(MaxShard)
	b.ReportAllocs()
	for b.Loop() {
		if root, ok := c.Root(&s.Header, 3, s.Shards[3], path); !ok || root != s.Root {
			b.Fatal("wrong root")
		}
	}
}

// BenchmarkProves is what the proofs of a block's shards cost, one after another.
func BenchmarkProves(b *testing.B) {
	c, s, _ := typical(b)
	var tree Tree
	var paths [MaxStripes][]Hash
	for i := range s.Shards {
		paths[i] = s.Tree.Path(nil, i)
	}
	b.SetBytes(full)
	b.ReportAllocs()
	for b.Loop() {
		tree.Reset()
		for i, body := range s.Shards {
			if !c.Proves(&s.Header, s.Root, i, body, paths[i], &tree) {
				b.Fatal("refused")
			}
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	c, s, _ := typical(b)
	b.ReportAllocs()
	for b.Loop() {
		if !c.Verify(&s.Header, s.Root, &s.Signature) {
			b.Fatal("refused")
		}
	}
}

func BenchmarkRebuild(b *testing.B) {
	c, s, _ := typical(b)
	var tree Tree
	b.SetBytes(full)
	b.ReportAllocs()
	for b.Loop() {
		s.Shards[2], s.Shards[9] = s.Shards[2][:0], s.Shards[9][:0]
		if err := c.Rebuild(&s.Header, s.Root, s.Shards, &tree); err != nil {
			b.Fatal(err)
		}
	}
}
