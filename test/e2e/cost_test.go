package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// maxViewerBytes is the most memory that a viewer of 3 Mb/s may hold.
const maxViewerBytes = 60 << 20

// busyTime is the processor time that a running process has spent.
func (p *process) busyTime() time.Duration {
	p.t.Helper()
	stat := string(readFile(p.t, fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid)))
	fields := strings.Fields(stat[strings.LastIndexByte(stat, ')')+1:])
	const tick = 10 * time.Millisecond // USER_HZ is 100 wherever Linux runs
	busy := time.Duration(0)
	for _, i := range []int{11, 12} { // utime and stime, proc(5)
		n, err := strconv.ParseInt(fields[i], 10, 64)
		if err != nil {
			p.t.Fatal(err)
		}
		busy += time.Duration(n) * tick
	}
	return busy
}

// noise makes a file of that bitrate and length, key frames each 2 s.
func noise(t testing.TB, megabits int, length time.Duration) string {
	t.Helper()
	path := filepath.Join(scratch, fmt.Sprintf("noise-%d.mp4", megabits))
	if _, err := os.Stat(path); err == nil {
		return path
	}
	rate := fmt.Sprintf("%dM", megabits)
	err := ffmpeg("-f", "lavfi", "-i", fmt.Sprintf("testsrc2=size=1280x720:rate=25:duration=%d,noise=alls=60:allf=t,format=yuv420p", int(length.Seconds())),
		"-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "50", "-sc_threshold", "0",
		"-b:v", rate, "-minrate", rate, "-maxrate", rate, "-bufsize", fmt.Sprintf("%dM", max(megabits/2, 1)), path)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// relayed runs a broadcaster, a relay and a viewer that gives nothing, so that the relay
// carries the whole stream once, and returns what the relay used and sent.
func relayed(b testing.TB, bin string, megabits int, length time.Duration) (busy time.Duration, sent uint64) {
	b.Helper()
	const warm = 8 * time.Second
	file := noise(b, megabits, length+warm+4*time.Second)
	l := newLab(b)
	source, middle, end := l.host("source"), l.host("relay"), l.host("viewer")
	cast := source.throng("cast", bin, "cast", file, "--page", "", "--max-upload", fmt.Sprintf("%dM", 8*megabits))
	link := cast.ready().Link
	relay := middle.throng("relay", bin, "relay", link, "--max-upload", fmt.Sprintf("%dM", 8*megabits))
	relay.await("the stream", func(e event) bool { return e.Event == "stats" && e.Stats.PayloadBytes > 0 })
	viewer := end.throng("viewer", bin, "watch", link, "--page", "", "--max-upload", "0")
	viewer.delivered()
	time.Sleep(warm)
	before, from := relay.busyTime(), middle.counter("tx_bytes")
	time.Sleep(length)
	return relay.busyTime() - before, middle.counter("tx_bytes") - from
}

// BenchmarkRelay is what a whole relay costs, from the packet that comes to those that
// go: processor time for each gigabit that its interface sends.
func BenchmarkRelay(b *testing.B) {
	bin := need(b)
	for _, megabits := range []int{3, 80} {
		b.Run(fmt.Sprintf("%dMbps", megabits), func(b *testing.B) {
			var busy time.Duration
			var sent uint64
			for range b.N {
				t, n := relayed(b, bin, megabits, 10*time.Second)
				busy, sent = busy+t, sent+n
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(busy.Seconds()/(float64(sent)*8/1e9), "cpu-s/Gbit")
			b.ReportMetric(float64(sent)*8/1e6/(10*float64(b.N)), "Mbit/s")
			b.ReportMetric(100*busy.Seconds()/(10*float64(b.N)), "%-of-a-core")
		})
	}
}

// TestCostOfAViewer says what watching takes of a machine: memory, which it holds to its
// limit, and processor time, which it only tells.
func TestCostOfAViewer(t *testing.T) {
	bin := need(t)
	s := size()
	file := clip(t, 0, min(s.length, 40*time.Second))
	l := newLab(t)
	source, audience := l.host("source"), l.host("viewers")
	cast := source.throng("cast", bin, "cast", file, "--page", "")
	link := cast.ready().Link
	viewers := audience.viewers(bin, link, 4)
	for _, v := range viewers {
		v.delivered()
	}
	time.Sleep(2 * time.Second)
	var busy []time.Duration
	for _, v := range viewers {
		busy = append(busy, v.busyTime())
	}
	took := time.Now()
	time.Sleep(s.length / 2)
	for i, v := range viewers {
		share := (v.busyTime() - busy[i]).Seconds() / time.Since(took).Seconds()
		held := v.residentBytes()
		t.Logf("%s: %.1f %% of a core, %d MiB", v.name, 100*share, held>>20)
		if held > maxViewerBytes {
			t.Errorf("%s holds %d MiB, above %d", v.name, held>>20, maxViewerBytes>>20)
		}
	}
}
