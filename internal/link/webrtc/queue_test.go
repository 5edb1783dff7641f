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

// What may wait is bounded by how long the oldest has waited; a little always may, and a burst.
func TestQueueFull(t *testing.T) {
	const trip = 100 * time.Millisecond
	for _, k := range []struct {
		name    string
		waiting uint64
		trip    time.Duration
		waited  time.Duration
		old     bool
		want    bool
	}{
		{"nothing waits", 0, trip, time.Hour, true, false},
		{"little waits for long: by what follows its loss is told", minBuffered - 1000, trip, time.Hour, true, false},
		{"a burst", maxBuffered - 1000, trip, 0, true, false},
		{"more than a burst", maxBuffered - 999, trip, 0, true, true},
		{"not for long", 30_000, trip, trip + maxQueued, true, false},
		{"for longer", 30_000, trip, trip + maxQueued + queueMark, true, true},
		{"in a new link", 30_000, trip, trip + newQueued, false, false},
		{"for longer there", 30_000, trip, trip + newQueued + queueMark, false, true},
		{"the way has become longer", 30_000, 4 * trip, 4 * trip, true, false},
		{"the peer has become slow", 30_000, 20 * trip, 5 * trip, true, true},
	} {
		q, now := queue{}, time.Unix(1, 0)
		q.add(1, now)
		if k.old {
			now = now.Add(newFor)
		}
		q.full(0, 1, trip, now)
		q.add(int(k.waiting), now)
		if got := !q.take(k.waiting, 1000, k.trip, now.Add(k.waited)); got != k.want {
			t.Errorf("%s: %v", k.name, got)
		}
	}
}

// A link on which hardly anything waits holds hardly anything.
func TestQueueMarks(t *testing.T) {
	q, now := queue{}, time.Unix(1, 0)
	for range 1000 {
		now = now.Add(time.Second)
		q.take(0, 100, time.Millisecond, now)
	}
	if len(q.marks) > 1 {
		t.Errorf("%d marks", len(q.marks))
	}
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
