package e2e

import (
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"
)

// What the swarm must keep to, in the tests' full form.
const (
	maxSourceRatio = 1.6 // bytes of the broadcaster's interface for each of the stream
	maxDelayMs     = 300 // p99, capture to rebuilt, on links that add no delay
	// shortSourceRatio is for the short form, in which what viewers fetch to join
	// is a large part.
	shortSourceRatio = 2
	// shortDelayMs is for the short form, which shares the machine with other
	// tests: it shows only that the figure is sane. What is later is given up.
	shortDelayMs = 4000
)

// scale is the size of a test in its short and its full form.
type scale struct {
	viewers, kill int
	length        time.Duration
}

func size() scale {
	if *full {
		return scale{viewers: 20, kill: 7, length: time.Minute}
	}
	return scale{viewers: 8, kill: 3, length: 16 * time.Second}
}

// viewer is a running watch that records.
type viewer struct {
	*process
	file string
}

// viewers starts n of them.
func (h *host) viewers(bin, link string, n int, args ...string) []viewer {
	h.lab.t.Helper()
	folder := h.lab.t.TempDir()
	var all []viewer
	for i := range n {
		file := filepath.Join(folder, fmt.Sprintf("viewer-%02d.mp4", i))
		all = append(all, viewer{h.throng(fmt.Sprintf("viewer %d", i), bin, append([]string{"watch", link, "--out", file}, args...)...), file})
	}
	return all
}

// TestTwentyViewers casts a file to viewers on another host and compares what
// each recorded with what the broadcaster sent, bit for bit; the broadcaster's
// upload is read from its network interface.
func TestTwentyViewers(t *testing.T) {
	bin := need(t)
	s := size()
	file := clip(t, 0, s.length)
	l := newLab(t)
	source, audience := l.host("source"), l.host("viewers")
	before, busy, began := source.counter("tx_bytes"), machineCPU(t), time.Now()
	cast := source.throng("cast", bin, "cast", file)
	ready := cast.ready()
	page := source.fetch(ready.Page + "stream.mp4")
	viewers := audience.viewers(bin, ready.Link, s.viewers, "--page", "")
	for _, v := range viewers {
		v.delivered()
	}
	code, end := cast.exit(s.length)
	if code != 0 {
		t.Errorf("cast ended with code %d", code)
	}
	sent := source.counter("tx_bytes") - before
	reference := page.recording(t)
	checkLength(t, reference, s.length)
	ratio := float64(sent) / float64(reference.bytes)
	t.Logf("%d viewers, %v: the stream has %d bytes in %d fragments; the interface sent %d: %.3f times", s.viewers, s.length, reference.bytes, len(reference.fragments), sent, ratio)
	if end.Stats != nil {
		t.Logf("cast says: sent %d, payload %d, %.1f %% carried by viewers", end.Stats.SentBytes, end.Stats.PayloadBytes, 100*end.Stats.CarriedByViewers)
	}
	most, limit := float64(shortSourceRatio), float64(shortDelayMs)
	if *full {
		most, limit = maxSourceRatio, maxDelayMs
	}
	if ratio > most {
		t.Errorf("the broadcaster sent %.3f times the stream, above %v", ratio, most)
	}
	t.Logf("datagrams dropped by the kernel: source %s; viewers %s", source.udpErrors(), audience.udpErrors())
	for _, v := range viewers {
		v.checkEnd(t, limit)
		v.checkWhole(t, reference)
	}
	took, own := time.Since(began).Seconds(), cast.cpu()
	t.Logf("cast took %.2f of a core", own.Seconds()/took)
	for _, v := range viewers {
		own += v.cpu()
	}
	t.Logf("cast and viewers took %.2f cores of %d, all that ran on the machine %.2f: where that is all of them, the delays are the machine's",
		own.Seconds()/took, runtime.NumCPU(), (machineCPU(t)-busy).Seconds()/took)
}

// checkLength says whether a recording covers what was cast.
func checkLength(t *testing.T, r *recording, length time.Duration) {
	t.Helper()
	if len(r.fragments) == 0 {
		t.Fatal("the broadcaster's own stream is empty")
	}
	first, last := r.fragments[0].time, r.fragments[len(r.fragments)-1].time
	if got := last - first; got < length-time.Second || got > length+time.Second {
		t.Errorf("the broadcaster's own stream lasts %v, the file %v", got, length)
	}
}

// checkEnd checks the exit of a viewer whose channel has ended, and what it
// says of itself.
func (v viewer) checkEnd(t *testing.T, delayLimit float64) {
	t.Helper()
	code, end := v.exit(0)
	if code != 0 {
		t.Errorf("%s ended with code %d", v.name, code)
	}
	if end.Stats == nil {
		t.Errorf("%s said nothing at the end", v.name)
		return
	}
	d := end.Stats.Delay
	t.Logf("%s: delay p50 %.0f p95 %.0f p99 %.0f max %.0f ms; %d blocks, lost %d, late %d, pulled %d; %.0f %% from viewers",
		v.name, d.P50, d.P95, d.P99, d.Max, end.Stats.Delivered, end.Stats.Lost, end.Stats.Late, end.Stats.Pulled, 100*end.Stats.CarriedByViewers)
	if end.Stats.Lost > 0 {
		t.Errorf("%s lost %d blocks", v.name, end.Stats.Lost)
	}
	if d.P99 > delayLimit || d.P99 == 0 {
		t.Errorf("%s: p99 of the delay %.0f ms, above %.0f", v.name, d.P99, delayLimit)
	}
}

// checkWhole compares a recording with the broadcaster's: all from a key frame
// to the end.
func (v viewer) checkWhole(t *testing.T, reference *recording) {
	t.Helper()
	r := readRecording(t, v.file)
	at, err := place(overlap(r.fragments, reference.fragments), reference.fragments)
	switch {
	case err != nil:
		t.Errorf("%s: %v", v.name, err)
	case at.to != len(reference.fragments):
		t.Errorf("%s: its recording lacks the last %d fragments", v.name, len(reference.fragments)-at.to)
	case len(r.inits) != 1 || !slices.Equal(r.inits[0], reference.inits[0]):
		t.Errorf("%s: %d init segments, or not the broadcaster's", v.name, len(r.inits))
	}
}
