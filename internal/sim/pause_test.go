package sim

import (
	"testing"
	"time"
)

// What falls due in a pause is done at its end, all else at once; about one part in
// nineteen of the time is pauses.
func TestPauses(t *testing.T) {
	p, q := newPauses(0, 7, 1), newPauses(0, 7, 1)
	held, last := 0, int64(0)
	const looks = 200_000
	for i := range int64(looks) {
		at := i * int64(10*time.Millisecond)
		end := p.after(at)
		if end != q.after(at) || end < at || end-at > int64(pauseMax) || end < last {
			t.Fatalf("what is due at %v is done at %v", at, end)
		}
		last = end
		if end > at {
			held++
		}
	}
	if share := float64(held) / looks; share < 0.04 || share > 0.065 {
		t.Errorf("paused %.3f of the time", share)
	}
	if none := (*pauses)(nil); none.after(5) != 5 {
		t.Error("a peer without pauses waits")
	}
}
