package sim

import (
	"testing"
	"time"

	"throng/internal/block"
	"throng/internal/overlay"
)

// The player that counts stalls begins with the first picture, however old, and makes up for
// its age by playing faster until it is Playout behind.
func TestPlayerMakesUpForItsBeginning(t *testing.T) {
	const second, every = int64(time.Second), int64(50 * time.Millisecond)
	for _, k := range []struct {
		name        string
		first, then int64 // how old the first block is when it is handed on, and the others
		late        int   // of which no more than so many are in time
		all         bool
	}{
		{"at once", second / 4, second, 0, true},
		{"too late from the first", second / 4, second + 1, 1, false},
		{"an old beginning", 2 * second, second + second/2, 201, false}, // until 10 s of 5 % are made up
		{"an old beginning, made up for", 2 * second, second, 0, true},
	} {
		p := &peer{role: overlay.Viewer, w: &world{to: int64(time.Hour), cfg: Config{Playout: time.Second}}, k: &worker{}}
		played := 0
		for n := range int64(600) {
			b := &published{capture: n * every, header: block.Header{Seq: block.MakeSeq(1, uint32(n)), Length: 1}}
			age := k.then
			if n == 0 {
				age = k.first
			}
			p.acct.delivered(p, b.capture+age, b.capture+age, b)
			if p.acct.marks[n]&markPlayed != 0 {
				played++
			}
		}
		if k.all && played != 600 || !k.all && played != k.late {
			t.Errorf("%s: %d blocks are in time", k.name, played)
		}
	}
}
