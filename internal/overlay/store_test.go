package overlay

import (
	"testing"

	"pgregory.net/rapid"
	"throng/internal/block"
)

// TestLatest compares the search for whole blocks with a walk from block to block.
func TestLatest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := store{reuse: new(reuse)}
		s.reset(block.MakeSeq(1, rapid.Uint32Range(0, 3000).Draw(t, "low")))
		s.extend(s.low+rapid.Uint32Range(0, 2*windowBlocks).Draw(t, "length"), 1)
		for range rapid.IntRange(0, 200).Draw(t, "runs") {
			from := rapid.Uint32Range(s.low, s.next-1).Draw(t, "from")
			flags := block.Flags(rapid.IntRange(0, 1).Draw(t, "flags"))
			for n := from; n < min(from+rapid.Uint32Range(1, 100).Draw(t, "count"), s.next); n++ {
				b := s.get(block.MakeSeq(1, n))
				b.rebuilt, b.Header.Flags = true, flags
				s.made(b)
				flags = 0
			}
		}
		s.trim(2, s.low+rapid.Uint32Range(0, 300).Draw(t, "trim"))
		before := rapid.Uint32Range(s.low, s.next).Draw(t, "before")
		for _, want := range []uint64{0, ^uint64(0)} {
			got, ok := s.latest(&s.whole, before, want)
			n := before
			for n > s.low && s.get(block.MakeSeq(1, n-1)).rebuilt == (want != 0) {
				n--
			}
			if ok != (n > s.low) || ok && got != n-1 {
				t.Fatalf("before %d of %d to %d: %d, %t, want %d", before, s.low, s.next, got, ok, int64(n)-1)
			}
		}
	})
}

// However the store grows, at both ends, and is trimmed, each block is found by its number.
func TestStoreFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := store{reuse: new(reuse)}
		start := rapid.Uint32Range(windowBlocks, 1<<31).Draw(t, "start")
		s.reset(block.MakeSeq(1, start))
		s.extend(start, 1)
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			by := rapid.Uint32Range(1, 300).Draw(t, "by")
			switch rapid.IntRange(0, 3).Draw(t, "step") {
			case 0, 1:
				s.extend(s.next-1+by, 1)
			case 2:
				s.extendDown(s.low-min(by, s.low), 1)
			case 3:
				s.trim(2, min(s.low+by, s.next-1))
			}
			if count := s.next - s.low; count == 0 || count > windowBlocks {
				t.Fatalf("%d blocks are kept", count)
			}
			for n := s.low; n != s.next; n++ {
				if b := s.get(block.MakeSeq(1, n)); b == nil || b.seq.Number() != n {
					t.Fatalf("of %d to %d, block %d is %v", s.low, s.next-1, n, b)
				}
			}
			if s.get(block.MakeSeq(1, s.low-1)) != nil || s.get(block.MakeSeq(1, s.next)) != nil {
				t.Fatal("a block is found that is not kept")
			}
		}
	})
}

func TestLately(t *testing.T) {
	for _, k := range []struct{ low, next, count, want uint32 }{{0, 10, 64, 0}, {0, 100, 64, 36}, {90, 100, 64, 90}, {0, 0, 64, 0}} {
		if got := (&store{low: k.low, next: k.next}).lately(k.count); got != k.want {
			t.Errorf("of %d to %d the newest %d begin with %d, want %d", k.low, k.next, k.count, got, k.want)
		}
	}
}
