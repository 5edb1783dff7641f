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
