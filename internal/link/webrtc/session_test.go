package webrtc

import (
	"testing"
	"time"
)

// What waits in a link is bounded by how long it would wait; a new link may hold more, since SCTP
// begins slowly.
func TestTooMuch(t *testing.T) {
	for _, k := range []struct {
		name    string
		waiting uint64
		window  uint32
		trip    float64
		age     time.Duration
		want    bool
	}{
		{"little", minBuffered, 4380, 2000, time.Hour, false},
		{"on a slow way", minBuffered + 1, 4380, 2000, time.Hour, true},
		{"on a slow way that is new", newBuffered, 4380, 2000, newFor - 1, false},
		{"more there", newBuffered + 1, 4380, 2000, newFor - 1, true},
		{"on a fast way", newBuffered, 100_000, 100, time.Hour, false},
		{"all within the window", 500_000, 500_000, 3000, time.Hour, false},
		{"a fifth of a second beyond it", 300_000, 100_000, 100, time.Hour, false},
		{"more than that", 300_001, 100_000, 100, time.Hour, true},
		{"round trip not known yet", maxBuffered, 4380, 0, 0, false},
		{"more than ever", maxBuffered + 1, 1 << 30, 0, 0, true},
	} {
		if got := tooMuch(k.waiting, k.window, k.trip, k.age); got != k.want {
			t.Errorf("%s: %v", k.name, got)
		}
	}
}
