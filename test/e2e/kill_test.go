package e2e

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"throng/internal/await"
	"throng/internal/media"
)

// maxResume is how soon after the broadcaster's return every viewer must play, and
// shortResume the same in the short form, which shares the machine with other
// tests: it shows only that they come back without anybody's doing.
const (
	maxResume   = 3 * time.Second
	shortResume = 20 * time.Second
)

// port is where broadcaster and tracker listen in their own namespaces.
const (
	castPort    = "7400"
	trackerPort = "7500"
)

// TestKillSeven kills viewers, then the tracker, then the broadcaster, and
// starts that one again: the viewers that are left miss nothing while the
// broadcaster lives and come back by themselves when it does.
func TestKillSeven(t *testing.T) {
	bin := need(t)
	s := size()
	first, second := clip(t, 0, 60*time.Second), clip(t, 44*time.Second, 16*time.Second)
	l := newLab(t)
	source, audience, third := l.host("source"), l.host("viewers"), l.host("tracker")
	tracker := third.throng("tracker", bin, "tracker", "--listen", third.addr+":"+trackerPort)
	tracker.ready()
	key := filepath.Join(t.TempDir(), "channel.key")
	cast := func(name, file string) (*process, *download, event) {
		p := source.throng(name, bin, "cast", file, "--key", key, "--listen", ":"+castPort, "--tracker", third.addr+":"+trackerPort)
		ready := p.ready()
		return p, source.fetch(ready.Page + "stream.mp4"), ready
	}
	firstCast, firstOwn, ready := cast("cast 1", first)
	viewers := audience.viewers(bin, ready.Link, s.viewers, "--page", "")
	for _, v := range viewers {
		v.delivered()
	}
	// Viewers that forward to others are among them: all do by now.
	runOn(viewers, time.Now().Add(3*time.Second))
	for _, v := range viewers[:s.kill] {
		v.signal(syscall.SIGKILL)
	}
	killed := time.Now()
	left := viewers[s.kill:]
	runOn(left, killed.Add(4*time.Second))
	tracker.kill()
	runOn(left, time.Now().Add(4*time.Second))
	for _, v := range left {
		checkNothingLost(t, v, killed)
	}
	firstCast.kill()
	<-firstOwn.done // its connection breaks
	secondCast, secondOwn, back := cast("cast 2", second)
	if strings.SplitN(back.Link, "?", 2)[0] != strings.SplitN(ready.Link, "?", 2)[0] {
		t.Fatalf("the channel's key is another after the restart: %s, %s", ready.Link, back.Link)
	}
	resumed := resumptions(t, left, firstOwn.rec.fragments, secondOwn, back.at)
	slices.Sort(resumed)
	t.Logf("after the broadcaster's return viewers played within %v to %v", resumed[0], resumed[len(resumed)-1])
	limit := shortResume
	if *full {
		limit = maxResume
	}
	if last := resumed[len(resumed)-1]; last > limit {
		t.Errorf("a viewer took %v to resume, above %v", last, limit)
	}
	if code, _ := secondCast.exit(16 * time.Second); code != 0 {
		t.Errorf("the second cast ended with code %d", code)
	}
	after := secondOwn.recording(t)
	for _, v := range left {
		code, end := v.exit(0)
		if code != 0 || end.Stats == nil {
			t.Errorf("%s ended with code %d: %+v", v.name, code, end)
		} else {
			t.Logf("%s in all: delivered %d, lost %d, late %d, delay max %.0f ms", v.name, end.Stats.Delivered, end.Stats.Lost, end.Stats.Late, end.Stats.Delay.Max)
		}
		checkTwoEpochs(t, v, firstOwn.rec.fragments, after.fragments)
	}
}

// runOn waits until each viewer tells of a second that is after that time.
func runOn(viewers []viewer, after time.Time) {
	for _, v := range viewers {
		v.t.Helper()
		v.await("it runs on", func(e event) bool { return e.Event == "stats" && e.at.After(after) })
	}
}

// checkNothingLost reads the figures of a viewer's newest second.
func checkNothingLost(t *testing.T, v viewer, since time.Time) {
	t.Helper()
	var last event
	for n := 0; ; {
		e, at, _, ok := v.find(n, func(e event) bool { return e.Event == "stats" && e.at.After(since) })
		if !ok {
			break
		}
		last, n = e, at+1
	}
	if last.Stats == nil {
		t.Errorf("%s said nothing after the kill", v.name)
		return
	}
	t.Logf("%s after the kills: delay p99 of 10 s %.0f ms, late %d, pulled %d, lost %d", v.name, last.Stats.Delay.P99, last.Stats.Late, last.Stats.Pulled, last.Stats.Lost)
	if last.Stats.Lost > 0 {
		t.Errorf("%s lost %d blocks", v.name, last.Stats.Lost)
	}
}

// follower reads a growing recording.
type follower struct {
	viewer
	from *os.File
	recording
}

// resumptions returns how long after since each viewer wrote the first fragment
// of the new cast to its recording: one of the same content, behind all of the old cast. The
// content alone does not tell, for the clip repeats itself.
func resumptions(t *testing.T, viewers []viewer, old []fragment, own *download, since time.Time) []time.Duration {
	t.Helper()
	var waiting []*follower
	for _, v := range viewers {
		f, err := os.Open(v.file)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		waiting = append(waiting, &follower{viewer: v, from: f})
	}
	var took []time.Duration
	await.True(t, "all viewers play the new cast", patience, func() bool {
		fresh := own.hashes()
		waiting = slices.DeleteFunc(waiting, func(f *follower) bool {
			at, ok := f.look(t, fresh, old[len(old)-1].end)
			if ok {
				took = append(took, at.Sub(since))
			}
			return ok
		})
		return len(waiting) == 0
	})
	return took
}

// look reads on and reports the first fragment that is one of fresh and begins that long
// after the end of the old cast that a viewer leaves a break before it.
func (f *follower) look(t *testing.T, fresh map[[32]byte]bool, end time.Duration) (time.Time, bool) {
	if _, err := io.Copy(&f.recording, f.from); err != nil {
		t.Fatalf("%s: %v", f.name, err)
	}
	// The newest may be here before the broadcaster's own page has them: look
	// at all again.
	for _, fr := range f.fragments {
		if fresh[fr.same] && fr.time > end+leastBreak {
			return fr.at, true
		}
	}
	return time.Time{}, false
}

// hashes are those of the pictures that have come, whatever their times; sound repeats itself.
func (d *download) hashes() map[[32]byte]bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := make(map[[32]byte]bool, len(d.rec.fragments))
	for _, f := range d.rec.fragments {
		if f.kind == media.Video {
			all[f.same] = true
		}
	}
	return all
}

// maxCutOff is how many of the last fragments may be missing of a stream whose
// broadcaster was killed: those of the blocks that it had not sent whole.
const maxCutOff = 24

// leastBreak lies between what a viewer may have of the old cast beyond what its own page gave,
// and the break that its recording has before the new.
const leastBreak = 500 * time.Millisecond

// maxBack is by how much a track's times may go back within a recording: rounding.
const maxBack = time.Millisecond

// checkTwoEpochs wants a gapless run of the first cast, but for its cut end, bit for bit,
// and then a gapless run of the second to its end, whose times go on where those of the
// first end.
func checkTwoEpochs(t *testing.T, v viewer, before, after []fragment) {
	t.Helper()
	r := readRecording(t, v.file)
	same := func(a, b fragment) bool { return a.same == b.same }
	change := len(r.fragments)
	ends := make(map[uint32]time.Duration)
	for i, f := range r.fragments {
		if change == len(r.fragments) && !slices.ContainsFunc(before, func(b fragment) bool { return b.hash == f.hash }) {
			change = i
		}
		if f.time < ends[f.track]-maxBack {
			t.Errorf("%s: fragment %d begins at %v, where %v has been", v.name, i, f.time, ends[f.track])
		}
		ends[f.track] = f.end
	}
	first, err := place(r.fragments[:change], before)
	if err != nil {
		t.Errorf("%s, before the restart: %v", v.name, err)
	} else if missing := len(before) - first.to; missing > maxCutOff {
		t.Errorf("%s lacks the last %d fragments before the restart", v.name, missing)
	}
	second, err := placeBy(r.fragments[change:], after, same)
	if err != nil {
		t.Errorf("%s, after the restart: %v", v.name, err)
	} else if second.to != len(after) {
		t.Errorf("%s lacks the last %d fragments", v.name, len(after)-second.to)
	}
}
