package overlay

import (
	"testing"

	"pgregory.net/rapid"
)

// TestLinkTable compares the table with a map.
func TestLinkTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var table linkTable
		want := make(map[LinkID]*neighbour)
		link := rapid.Map(rapid.IntRange(0, 40), func(i int) LinkID { return LinkID(i) << (i % 3 * 16) })
		for range rapid.IntRange(0, 200).Draw(t, "steps") {
			l := link.Draw(t, "link")
			if rapid.Bool().Draw(t, "put") {
				n := &neighbour{link: l}
				table.put(l, n)
				want[l] = n
			} else {
				table.remove(l)
				delete(want, l)
			}
			for i := range 41 {
				if l := LinkID(i) << (i % 3 * 16); table.find(l) != want[l] {
					t.Fatalf("link %d: %p, want %p", l, table.find(l), want[l])
				}
			}
			if table.count != len(want) {
				t.Fatalf("%d links, want %d", table.count, len(want))
			}
		}
	})
}
