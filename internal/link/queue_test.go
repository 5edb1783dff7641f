package link

import (
	"context"
	"errors"
	"net"
	"testing"

	"pgregory.net/rapid"
)

// TestQueue compares the queue with a plain slice.
func TestQueue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.IntRange(1, 20).Draw(t, "limit")
		q := NewQueue(limit)
		var want []Event
		var next ID
		count := func(data bool) (n int) {
			for _, e := range want {
				if (e.Kind == Data) == data {
					n++
				}
			}
			return n
		}
		for range rapid.IntRange(0, 100).Draw(t, "steps") {
			if rapid.Bool().Draw(t, "push") {
				next++
				e := Event{Kind: rapid.SampledFrom([]Kind{Up, Data, Data, Data, Down}).Draw(t, "kind"), Link: next}
				full := e.Kind == Data && count(true) == limit
				if dropped := q.Push(e); (dropped == 1) != full {
					t.Fatalf("dropped %d with %d of %d data waiting", dropped, count(true), limit)
				}
				if !full {
					want = append(want, e)
				}
			} else {
				batch := make([]Event, rapid.IntRange(0, 5).Draw(t, "batch"))
				n, _ := q.Take(batch)
				if n != min(len(batch), len(want)) {
					t.Fatalf("took %d of %d into %d", n, len(want), len(batch))
				}
				for i := range batch[:n] {
					if batch[i].Link != want[i].Link {
						t.Fatalf("took event %d, want %d", batch[i].Link, want[i].Link)
					}
				}
				want = want[n:]
			}
			if q.Waiting() != count(false) {
				t.Fatalf("%d Up and Down wait, want %d", q.Waiting(), count(false))
			}
		}
		q.Close()
		for len(want) > 0 {
			batch := make([]Event, 7)
			n, err := q.Receive(context.Background(), batch)
			if err != nil {
				t.Fatalf("receive what came before Close: %v", err)
			}
			want = want[n:]
		}
		if _, err := q.Receive(context.Background(), make([]Event, 1)); !errors.Is(err, net.ErrClosed) {
			t.Fatalf("got %v, want net.ErrClosed", err)
		}
	})
}
