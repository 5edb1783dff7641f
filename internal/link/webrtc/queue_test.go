package webrtc

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The queue's word for how long the oldest byte has waited is right but for queueMark, whatever is
// given and acknowledged when.
func TestQueueAge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var q queue
		var at []time.Time // when each byte was given that waits
		now := time.Unix(1, 0)
		for range rapid.IntRange(1, 200).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 30).Draw(t, "ms")) * time.Millisecond)
			n := rapid.IntRange(1, 20).Draw(t, "bytes")
			q.add(n, now)
			for range n {
				at = append(at, now)
			}
			at = at[rapid.IntRange(0, len(at)).Draw(t, "acknowledged"):]
			want := time.Duration(0)
			if len(at) > 0 {
				want = now.Sub(at[0])
			}
			if got := q.age(uint64(len(at)), now); got < want || got >= want+queueMark || want == 0 && len(at) == 0 && got != 0 {
				t.Fatalf("the oldest of %d bytes has waited %v, not %v", len(at), want, got)
			}
			if most := 200*30/int(queueMark/time.Millisecond) + 1; len(q.marks) > most {
				t.Fatalf("%d marks", len(q.marks))
			}
		}
	})
}

// A peer that grows slow is not taken for one that is further away, until that has lasted for long.
func TestQueueBase(t *testing.T) {
	var q queue
	now := time.Unix(1, 0)
	after := func(d, trip, want time.Duration) {
		t.Helper()
		now = now.Add(d)
		if got := q.base(trip, now); got != want {
			t.Errorf("the shortest round trip is %v, want %v", got, want)
		}
	}
	after(0, 0, 0)
	after(0, 50*time.Millisecond, 50*time.Millisecond)
	after(time.Second, 20*time.Millisecond, 20*time.Millisecond)
	after(tripFor, 2*time.Second, 20*time.Millisecond)
	after(tripFor-1, time.Second, 20*time.Millisecond)
	after(1, time.Second, time.Second)
	after(time.Second, 30*time.Millisecond, 30*time.Millisecond)
}
