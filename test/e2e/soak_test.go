package e2e

import (
	"encoding/json"
	"flag"
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"
)

// soakFor is how long TestSoak plays where it is asked for a time.
var soakFor = flag.Duration("soak", 0, "how long TestSoak plays; 0: as the form says")

// soak is one form of TestSoak.
type soak struct {
	length, every time.Duration
	// warm is from the first picture until what is kept for a while is there: the buffer,
	// the window of blocks, the times of capture.
	warm time.Duration
}

var (
	shortSoak = soak{length: 30 * time.Second, every: 2 * time.Second, warm: 8 * time.Second}
	longSoak  = soak{length: 10 * time.Minute, every: 10 * time.Second, warm: 3 * time.Minute}
)

// What a tab may grow by, in bytes a minute. In a short run a thing that grows once
// counts for much; a tab that kept what it receives would grow by more.
const (
	maxSoakShare = 0.5     // of what it receives meanwhile, in any form
	maxSoakSlope = 1 << 20 // in the long form
	maxSoakNodes = 50      // nodes or listeners of the page a minute, in the long form
)

// playedShare is how much of the frames a tab must have shown for its figures to say anything.
const playedShare = 0.9

// startTime is how long after the first picture the beginning counts as over, in seconds.
const startTime = 10

// bufferSlack is by how much more than its limit the buffer may be while what is to go waits, in seconds.
const bufferSlack = 2

// soakSample is what soak.mjs sees: seconds, bytes, and counts since the beginning.
type soakSample struct {
	At, Held, Behind, DelayMs, ReceivedBytes               float64
	State                                                  string
	Frames, Dropped, Stalls, Peers, LongTasks              int
	Longest                                                float64 // ms
	PageHeap, PageBuffers, WorkerHeap, WorkerBuffers, Wasm float64
	Nodes, Listeners                                       float64
	Scripts                                                []longScript
}

// TestSoak leaves a tab playing: it must hold no more after a while than it did before,
// in the page, in the worker and in WebAssembly, trim its buffer, and get no busier.
func TestSoak(t *testing.T) {
	bin := needTab(t)
	form := shortSoak
	if *full || *soakFor >= 2*longSoak.warm {
		form = longSoak
	}
	if *soakFor > 0 {
		form.length = *soakFor
	}
	l := newLab(t)
	source, audience := l.host("source"), l.host("viewer")
	page := source.page(source.throng("cast", bin, "cast", "testcard").ready().Link)
	file := filepath.Join(logs(t), "soak.json")
	tab := audience.start("tab", "node", "soak.mjs", page, fmt.Sprint(form.length.Seconds()), fmt.Sprint(form.every.Seconds()), file)
	tab.awaitLong(patience, "it plays", named("playing"))
	tab.awaitLong(form.length+patience, "all is written", named("done"))
	var seen struct {
		Samples []soakSample
		Errors  []string
		Failure string
	}
	if err := json.Unmarshal(readFile(t, file), &seen); err != nil {
		t.Fatal(err)
	}
	if seen.Failure != "" || len(seen.Errors) > 0 || len(seen.Samples) < 4 {
		t.Fatalf("%d samples: %s %v", len(seen.Samples), seen.Failure, seen.Errors)
	}
	judged := hasPlayed(t, seen.Samples)
	form.checkHeld(t, seen.Samples, judged)
	checkBuffer(t, seen.Samples)
	checkBusy(t, seen.Samples, judged)
}

// hasPlayed reports whether the tab has shown its frames. A machine too busy for that
// has tabs take what comes late and at once, and so hold more and take longer.
func hasPlayed(t *testing.T, samples []soakSample) bool {
	t.Helper()
	first, last := samples[0], samples[len(samples)-1]
	shown, took := last.Frames-first.Frames-(last.Dropped-first.Dropped), last.At-first.At
	if shown == 0 {
		t.Errorf("no frame was shown in %.0f s", took)
	}
	if float64(shown) >= playedShare*took*clipRate {
		return true
	}
	t.Logf("%d frames were shown in %.0f s: the machine is too busy to judge what a tab holds", shown, took)
	return false
}

// checkHeld checks that nothing grows once the tab is warm.
func (f soak) checkHeld(t *testing.T, all []soakSample, judged bool) {
	t.Helper()
	samples := all
	for len(samples) > 4 && samples[0].At-all[0].At < f.warm.Seconds() {
		samples = samples[1:]
	}
	first, last := samples[0], samples[len(samples)-1]
	received := slope(samples, func(s soakSample) float64 { return s.ReceivedBytes })
	t.Logf("%d samples over %.0f s, %.0f kB received a minute; at the end %s, delay %.0f ms, %d stalls, %d of %d frames dropped",
		len(samples), last.At-first.At, received/1000, last.State, last.DelayMs, last.Stalls, last.Dropped, last.Frames)
	for _, part := range []struct {
		name  string
		value func(soakSample) float64
		steps bool // it grows in steps, of which a short run tells nothing
	}{
		{"the page's heap", func(s soakSample) float64 { return s.PageHeap }, false},
		{"the page's buffers", func(s soakSample) float64 { return s.PageBuffers }, false},
		{"the worker's heap", func(s soakSample) float64 { return s.WorkerHeap }, false},
		{"the worker's buffers", func(s soakSample) float64 { return s.WorkerBuffers }, false},
		{"WebAssembly", func(s soakSample) float64 { return s.Wasm }, true},
	} {
		grows := slope(samples, part.value)
		t.Logf("%s: %.0f kB, then %.0f kB, %+.1f kB a minute", part.name, part.value(first)/1000, part.value(last)/1000, grows/1000)
		if part.value(last) <= 0 {
			t.Errorf("of %s nothing is told", part.name)
		}
		if !judged {
			continue
		}
		if !part.steps && grows > maxSoakShare*received || f.isLong() && grows > maxSoakSlope {
			t.Errorf("%s grows by %.0f kB a minute", part.name, grows/1000)
		}
	}
	nodes, listeners := slope(samples, func(s soakSample) float64 { return s.Nodes }), slope(samples, func(s soakSample) float64 { return s.Listeners })
	t.Logf("nodes %.0f, %+.1f a minute; listeners %.0f, %+.1f a minute", last.Nodes, nodes, last.Listeners, listeners)
	if judged && f.isLong() && max(nodes, listeners) > maxSoakNodes {
		t.Error("the page's nodes or listeners become more and more")
	}
}

func (f soak) isLong() bool { return f.warm == longSoak.warm && f.length >= 2*f.warm }

// checkBuffer checks that what has been played is let go.
func checkBuffer(t *testing.T, samples []soakSample) {
	t.Helper()
	limit := playerLimit(t, "trimAt")
	most, held := 0.0, 0.0
	for _, s := range samples {
		most, held = max(most, s.Behind), max(held, s.Held)
	}
	t.Logf("the buffer holds %.1f s at most, of which %.1f s have been played; at %.0f s it is trimmed", held, most, limit)
	if most > limit+bufferSlack || held > playerLimit(t, "keepAll")+bufferSlack {
		t.Errorf("the buffer holds %.1f s, of which %.1f s have been played", held, most)
	}
}

// playerLimit is one of the numbers that the player names.
func playerLimit(t *testing.T, name string) float64 {
	t.Helper()
	found := regexp.MustCompile(`\b` + name + `: ([\d.]+),`).FindSubmatch(readFile(t, "../../web/src/sink.ts"))
	if found == nil {
		t.Fatalf("sink.ts has no %s", name)
	}
	limit, err := strconv.ParseFloat(string(found[1]), 64)
	if err != nil {
		t.Fatal(err)
	}
	return limit
}

// checkBusy tells which tasks of the page took 50 ms, and checks that after its beginning
// they do not become more and more. How long one takes hangs on what else the machine does.
func checkBusy(t *testing.T, samples []soakSample, judged bool) {
	t.Helper()
	steady := samples
	for len(steady) > 3 && steady[0].At-samples[0].At < startTime {
		steady = steady[1:]
	}
	first, half, last := steady[0], steady[len(steady)/2], steady[len(steady)-1]
	before, after := half.LongTasks-first.LongTasks, last.LongTasks-half.LongTasks
	t.Logf("tasks of 50 ms: %d until %.0f s after the page was asked for, %d and %d in the halves of the %.0f s since; the longest took %.0f ms",
		first.LongTasks, first.At, before, after, last.At-first.At, last.Longest)
	for _, s := range last.Scripts {
		t.Logf("after %.1f s a script ran for %.0f ms: %s", s.At/1000, s.Took, s.What)
	}
	if spare := len(steady); judged && after > 3*before+spare {
		t.Errorf("tasks of 50 ms become more: %d, then %d", before, after)
	}
}

// slope is by how much a value grows in a minute, by least squares.
func slope(samples []soakSample, value func(soakSample) float64) float64 {
	var n, sx, sy, sxx, sxy float64
	for _, s := range samples {
		x, y := s.At/60, value(s)
		n, sx, sy, sxx, sxy = n+1, sx+x, sy+y, sxx+x*x, sxy+x*y
	}
	if d := n*sxx - sx*sx; d > 0 {
		return (n*sxy - sx*sy) / d
	}
	return 0
}

// A tab that keeps what it receives is found out, and one that does not is left alone.
func TestSoakFindsLeak(t *testing.T) {
	for _, grows := range []float64{0, 1000, 3e6} {
		var samples []soakSample
		for i := range 20 {
			samples = append(samples, soakSample{At: float64(10 * i), PageHeap: 1e6 + grows*float64(i)/6 + float64(i%3)*1e5})
		}
		if got := slope(samples, func(s soakSample) float64 { return s.PageHeap }); got < grows-1e5 || got > grows+1e5 {
			t.Errorf("a heap that grows by %.0f a minute is said to grow by %.0f", grows, got)
		}
	}
}
