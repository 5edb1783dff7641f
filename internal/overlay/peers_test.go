package overlay

import (
	"testing"

	"pgregory.net/rapid"
	"throng/internal/ident"
	"throng/internal/wire"
)

// TestPeerTable compares the table with a map.
func TestPeerTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var table peerTable[*contact]
		want := make(map[ident.Peer]*contact)
		key := func(i int) ident.Peer { return ident.Peer{0: byte(i % 5), 9: byte(i)} } // many collide
		for range rapid.IntRange(0, 200).Draw(t, "steps") {
			p := key(rapid.IntRange(0, 40).Draw(t, "peer"))
			if rapid.Bool().Draw(t, "put") {
				c := &contact{record: wire.PeerRecord{Peer: p}}
				table.put(c)
				want[p] = c
			} else {
				table.remove(p)
				delete(want, p)
			}
			for i := range 41 {
				if p := key(i); table.find(p) != want[p] {
					t.Fatalf("peer %d: %p, want %p", i, table.find(p), want[p])
				}
			}
			if table.count != len(want) {
				t.Fatalf("%d peers, want %d", table.count, len(want))
			}
		}
	})
}
