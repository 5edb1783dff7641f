package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"
)

// browserSample is what browser.mjs sees of the player at one moment.
type browserSample struct {
	State        string
	DelayMs      float64
	FirstFrameMs float64
	Stalls       int
	Frames       int
	Dropped      int     `json:"droppedFrames"`
	At           float64 // ms of the page's clock
	Position     float64 // seconds
	Counter      int     // number of the frame, read from the picture
}

// TestBrowser plays the page of a watch in a real Chromium: without a stall,
// and with the number that is drawn into the picture going on in real time.
func TestBrowser(t *testing.T) {
	bin := need(t, "chromium", "node")
	if _, err := os.Stat(driver); err != nil {
		if os.Getenv(envRequire) != "" {
			t.Fatal(err)
		}
		t.Skip(noDriver)
	}
	t.Parallel()
	length := 10 * time.Second
	if *full {
		length = 20 * time.Second
	}
	l := newLab(t)
	source, audience := l.host("source"), l.host("viewers")
	cast := source.throng("cast", bin, "cast", "--loop", clip(t, 0, clipLength))
	watch := audience.throng("viewer", bin, "watch", cast.ready().Link)
	page := watch.ready().Page
	watch.delivered()
	r := audience.run(length+patience, "node", "browser.mjs", page, fmt.Sprint(length.Seconds()))
	var seen struct {
		Samples []browserSample
		Errors  []string
		Failure string
	}
	if err := json.Unmarshal([]byte(r.stdout), &seen); err != nil {
		t.Fatalf("%v: %s%s", err, r.stdout, r.stderr)
	}
	if seen.Failure != "" || len(seen.Errors) > 0 {
		t.Errorf("%s %v", seen.Failure, seen.Errors)
	}
	if len(seen.Samples) < 4 {
		t.Fatalf("%d samples in %v", len(seen.Samples), length)
	}
	checkPlayed(t, seen.Samples, length)
}

// counterSlack is how far the counter may be off the clock between two samples,
// in frames: the rate control's few per cent, the frame shown while sampling,
// and a browser that shares two cores. starvedShare is the share of its frames
// beyond which a browser that drops them has so little processor time that only
// the whole is judged: it must go on for half of the time at least.
const (
	counterSlack = 12
	starvedShare = 0.01
)

func checkPlayed(t *testing.T, samples []browserSample, length time.Duration) {
	t.Helper()
	first, last := samples[0], samples[len(samples)-1]
	shown := 0
	for i := 1; i < len(samples); i++ {
		shown += samples[i].since(samples[i-1])
	}
	took := (last.At - first.At) / 1000
	t.Logf("first frame after %.0f ms; %d frames of the counter in %.1f s; delay %.0f ms; %d stalls, %d frames decoded, %d dropped",
		first.FirstFrameMs, shown, took, last.DelayMs, last.Stalls, last.Frames, last.Dropped)
	if took < length.Seconds()-1 {
		t.Errorf("watched for %.1f s instead of %v", took, length)
	}
	if dropped := last.Dropped - first.Dropped; !*full && float64(dropped) > starvedShare*float64(last.Frames-first.Frames) {
		t.Logf("the browser dropped %d frames: the machine is too busy to judge how even it plays", dropped)
		if half := took / 2; float64(shown) < half*clipRate || last.Position-first.Position < half {
			t.Errorf("%d frames were shown and %.1f s played in %.1f s", shown, last.Position-first.Position, took)
		}
		return
	}
	for i := 1; i < len(samples); i++ {
		checkStep(t, samples[i-1], samples[i])
	}
	if last.Stalls != 0 {
		t.Errorf("%d stalls in %v", last.Stalls, length)
	}
}

// since is how many frames the counter went on by after a.
func (s browserSample) since(a browserSample) int {
	frames := int(clipLength.Seconds() * clipRate)
	return (s.Counter - a.Counter + frames) % frames
}

// checkStep checks that what is shown went on in real time from a to b.
func checkStep(t *testing.T, a, b browserSample) {
	t.Helper()
	step, want := b.since(a), (b.At-a.At)/1000*clipRate
	if step == 0 || float64(step) < want-counterSlack || float64(step) > want+counterSlack {
		t.Errorf("at %.1f s the counter went from %d to %d in %.0f ms", b.At/1000, a.Counter, b.Counter, b.At-a.At)
	}
	if b.Position <= a.Position || b.State != "playing" {
		t.Errorf("at %.1f s: %s, position %.2f after %.2f", b.At/1000, b.State, b.Position, a.Position)
	}
}
