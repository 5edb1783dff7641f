package node

import (
	"testing"

	"pgregory.net/rapid"

	"throng/internal/block"
)

// Whatever is put and taken in whatever order: what comes out is what went in,
// in order, with every missing block counted, and no more bytes than allowed.
func TestQueueProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.IntRange(1, 2000).Draw(t, "limit")
		q := newQueue(limit)
		var in, out int // blocks: put or lost; got or reported lost
		take := func() bool {
			item, ok, err := q.pop()
			if err != nil {
				t.Fatal(err)
			}
			switch item.Kind {
			case Block:
				if int(item.Header.Seq) != out {
					t.Fatalf("block %d, want %d", item.Header.Seq, out)
				}
				out++
			case Lost:
				if item.Lost <= 0 {
					t.Fatalf("%d lost", item.Lost)
				}
				out += item.Lost
			}
			return ok
		}
		t.Repeat(map[string]func(*rapid.T){
			"block": func(t *rapid.T) {
				size := rapid.IntRange(0, 700).Draw(t, "size")
				item := Item{Kind: Block, Payload: make([]byte, size)}
				item.Header.Seq = block.Seq(in)
				in++
				q.put(item)
				if q.bytes > limit && len(q.items) > 1 {
					t.Fatalf("%d bytes wait, %d allowed", q.bytes, limit)
				}
			},
			"lost": func(t *rapid.T) {
				n := rapid.IntRange(1, 5).Draw(t, "lost")
				in += n
				q.put(Item{Kind: Lost, Lost: n})
			},
			"take": func(*rapid.T) { take() },
		})
		for take() {
		}
		if in != out {
			t.Fatalf("%d blocks went in, %d are accounted for", in, out)
		}
	})
}
