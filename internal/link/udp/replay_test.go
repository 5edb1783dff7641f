package udp

import (
	"testing"

	"pgregory.net/rapid"
)

// TestWindow compares the window with a set of all that was ever accepted.
func TestWindow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var w window
		seen := make(map[uint64]bool)
		at := rapid.Uint64Range(0, 1<<40).Draw(t, "start")
		for range rapid.IntRange(1, 300).Draw(t, "packets") {
			var n uint64
			switch rapid.IntRange(0, 9).Draw(t, "kind") {
			case 0: // far ahead
				n = at + rapid.Uint64Range(0, 3*windowBits).Draw(t, "jump")
			case 1, 2, 3: // behind, also behind the window
				n = at - min(at, rapid.Uint64Range(0, windowBits+200).Draw(t, "back"))
			default:
				n = at + rapid.Uint64Range(0, 3).Draw(t, "step")
			}
			highest := uint64(0)
			for k := range seen {
				highest = max(highest, k)
			}
			behind := len(seen) > 0 && highest >= n && highest-n >= windowBits
			want := !seen[n] && !behind
			if got := w.fresh(n); got != want {
				t.Fatalf("fresh(%d) = %v with highest %d, want %v", n, got, highest, want)
			}
			if want {
				if newest := w.accept(n); newest != (len(seen) == 0 || n > highest) {
					t.Fatalf("accept(%d) = %v with highest %d", n, newest, highest)
				}
				seen[n] = true
			}
			at = max(at, n)
		}
	})
}

func TestExpandCounter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		highest := rapid.Uint64Range(0, 1<<62).Draw(t, "highest")
		back := rapid.Uint64Range(0, min(highest, 1<<31-1)).Draw(t, "back")
		ahead := rapid.Uint64Range(0, 1<<31-1).Draw(t, "ahead")
		for _, n := range []uint64{highest - back, highest + ahead} {
			if got := expandCounter(highest, uint32(n)); got != n {
				t.Fatalf("expandCounter(%d, %d) = %d, want %d", highest, uint32(n), got, n)
			}
		}
	})
}
