package e2e

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"
)

// decoded is what a real ffmpeg made of a stream.
type decoded struct {
	frames map[string]int           // by kind
	span   map[string]time.Duration // from the first frame to the end of the last
	gap    map[string]time.Duration // the longest time between the end of a frame and the next
}

// decode decodes so much of a URL or file (0: all), and fails the test for
// anything that ffmpeg finds wrong with it.
func decode(t *testing.T, h *host, url string, length time.Duration, input ...string) decoded {
	t.Helper()
	args := append([]string{"-v", "error", "-nostdin", "-xerror"}, input...)
	args = append(args, "-i", url, "-fps_mode", "passthrough")
	if length > 0 {
		args = append(args, "-t", fmt.Sprint(length.Seconds()))
	}
	r := h.run(length, "ffmpeg", append(args, "-f", "framecrc", "-")...)
	if r.code != 0 || strings.TrimSpace(r.stderr) != "" {
		t.Errorf("ffmpeg -i %s ended with code %d: %s", url, r.code, r.stderr)
	}
	return parseFrames(t, r.stdout)
}

// parseFrames reads ffmpeg's framecrc: "#tb 0: 1/30", "#media_type 0: video",
// "stream, dts, pts, duration, size, crc".
func parseFrames(t *testing.T, text string) decoded {
	t.Helper()
	d := decoded{frames: map[string]int{}, span: map[string]time.Duration{}, gap: map[string]time.Duration{}}
	type stream struct {
		kind       string
		unit       float64 // seconds
		first, end float64
	}
	streams := map[string]*stream{}
	of := func(id string) *stream {
		if streams[id] == nil {
			streams[id] = &stream{}
		}
		return streams[id]
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if rest, ok := strings.CutPrefix(line, "#tb "); ok {
			id, unit, _ := strings.Cut(rest, ": ")
			a, b, _ := strings.Cut(unit, "/")
			of(id).unit = number(t, a) / number(t, b)
		} else if rest, ok := strings.CutPrefix(line, "#media_type "); ok {
			id, kind, _ := strings.Cut(rest, ": ")
			of(id).kind = kind
		}
		fields := strings.Split(line, ",")
		if strings.HasPrefix(line, "#") || len(fields) < 6 {
			continue
		}
		s := of(strings.TrimSpace(fields[0]))
		at, long := number(t, fields[2])*s.unit, number(t, fields[3])*s.unit
		if d.frames[s.kind] == 0 {
			s.first, s.end = at, at
		}
		d.frames[s.kind]++
		d.gap[s.kind] = max(d.gap[s.kind], time.Duration((at-s.end)*1e9))
		s.end = at + long
		d.span[s.kind] = time.Duration((s.end - s.first) * 1e9)
	}
	return d
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// maxHole is the longest hole between two frames of an unbroken stream: a frame
// and the rounding of its times.
const maxHole = 60 * time.Millisecond

// check wants picture and sound of that length, without holes.
func (d decoded) check(t *testing.T, what string, length time.Duration) {
	t.Helper()
	t.Logf("%s: %d frames of picture, %d of sound; longest holes %v, %v", what, d.frames["video"], d.frames["audio"], d.gap["video"], d.gap["audio"])
	least := length - 300*time.Millisecond
	if d.span["video"] < least || d.span["audio"] < least {
		t.Errorf("%s: %v of picture and %v of sound instead of %v", what, d.span["video"], d.span["audio"], length)
	}
	if d.frames["video"] < int(least.Seconds()*clipRate) {
		t.Errorf("%s: %d frames in %v", what, d.frames["video"], d.span["video"])
	}
	if d.gap["video"] > maxHole || d.gap["audio"] > maxHole {
		t.Errorf("%s: holes of %v in the picture, %v in the sound", what, d.gap["video"], d.gap["audio"])
	}
}
