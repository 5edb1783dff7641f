package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
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
	web, err := filepath.Abs("../../web/node_modules/playwright-core")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(web); err != nil {
		if os.Getenv(envRequire) != "" {
			t.Fatal(err)
		}
		t.Skip("playwright-core is not installed; run: npm ci --prefix web")
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
	watch.delivered(20 * time.Second)
	r := audience.run(length+90*time.Second, "node", "browser.mjs", page, fmt.Sprint(length.Seconds()))
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
// and a browser that shares two cores.
const counterSlack = 12

func checkPlayed(t *testing.T, samples []browserSample, length time.Duration) {
	t.Helper()
	frames := int(clipLength.Seconds() * clipRate)
	first, last := samples[0], samples[len(samples)-1]
	shown := 0
	for i := 1; i < len(samples); i++ {
		a, b := samples[i-1], samples[i]
		step := (b.Counter - a.Counter + frames) % frames
		shown += step
		want := (b.At - a.At) / 1000 * clipRate
		if step == 0 || float64(step) < want-counterSlack || float64(step) > want+counterSlack {
			t.Errorf("at %.1f s the counter went from %d to %d in %.0f ms", (b.At-first.At)/1000, a.Counter, b.Counter, b.At-a.At)
		}
		if b.Position <= a.Position || b.State != "playing" {
			t.Errorf("at %.1f s: %s, position %.2f after %.2f", (b.At-first.At)/1000, b.State, b.Position, a.Position)
		}
	}
	took := (last.At - first.At) / 1000
	t.Logf("first frame after %.0f ms; %d frames of the counter in %.1f s; delay %.0f ms; %d stalls, %d frames decoded, %d dropped",
		first.FirstFrameMs, shown, took, last.DelayMs, last.Stalls, last.Frames, last.Dropped)
	if last.Stalls != 0 {
		t.Errorf("%d stalls in %v", last.Stalls, length)
	}
	if took < length.Seconds()-1 {
		t.Errorf("watched for %.1f s instead of %v", took, length)
	}
}
