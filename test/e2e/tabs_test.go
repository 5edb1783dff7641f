package e2e

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// What a swarm with tabs in it must keep to, in the tests' full form.
const (
	maxTabDelayP50   = 600  // ms, from the encoder's clock to the picture shown
	maxTabDelayP95   = 900  // ms
	maxTabFirstFrame = 1000 // ms from the asking for the page to the first picture, p95
	minTabShare      = 0.4  // the tabs' upload, as a share of what tabs receive
)

// How many there are in the whole form, on a machine that carries fewer.
var (
	swarmTabs     = flag.Int("tabs", 8, "tabs in the whole form of TestSwarmOfTabs")
	swarmPrograms = flag.Int("programs", 8, "programs among them")
)

// A picture that stands still for so long is a stall, whatever the player says.
const frozen = 500 // ms

// picture is what an encoder publishes.
type picture struct{ width, height, bitrate int }

var (
	small = picture{640, 360, 1_000_000}
	large = picture{1280, 720, 1_500_000}
)

// tabRun is a swarm with tabs. After the first phase some of them are killed, after
// the second the tracker.
type tabRun struct {
	picture
	tabs, natives, kill int
	phases              []time.Duration
}

// watched is what watch.mjs has seen; times in milliseconds, At since 1970.
type watched struct {
	Tabs    []watchedTab
	Phases  []struct{ From, To float64 }
	Errors  []string
	Failure string
}

type watchedTab struct {
	Samples    []watchedSample
	FirstFrame float64
	Delays     [][2]float64 // when, and how late what was shown
	Gaps       [][2]float64 // when, and how long a new picture was waited for
	Misread    int
	Marks      map[string]int
	Killed     bool
}

type watchedSample struct {
	At                                             float64
	State                                          string
	DelayMs, BufferMs, TargetMs, JitterMs          float64
	StalledMs, Rate                                float64
	Stalls, Jumps, Frames, Peers                   int
	Dropped                                        int `json:"droppedFrames"`
	ReceivedBytes, FromViewersBytes, UploadedBytes float64
}

// TestSwarmOfTabs watches a real publisher's stream in tabs, with programs among
// them and without, kills some of the tabs, then the tracker. The delay is read
// from the picture.
func TestSwarmOfTabs(t *testing.T) {
	bin := needTab(t)
	short := []time.Duration{8 * time.Second, 4 * time.Second, 4 * time.Second}
	whole := []time.Duration{time.Minute, 15 * time.Second, 15 * time.Second}
	runs := map[string]tabRun{
		"mixed": {small, 3, 2, 1, short},
		"alone": {small, 3, 0, 1, short},
	}
	if *full {
		runs = map[string]tabRun{
			"mixed": {small, *swarmTabs, *swarmPrograms, max(1, *swarmTabs*3/8), whole},
			"alone": {small, *swarmTabs, 0, max(1, *swarmTabs*3/8), whole},
			"720p":  {large, 3, 0, 0, whole[:1]},
		}
	}
	for name, r := range runs {
		t.Run(name, func(t *testing.T) { r.watch(t, bin) })
	}
}

func (r tabRun) watch(t *testing.T, bin string) {
	b := newBroadcast(t, bin, r.picture)
	programs := b.lab.host("programs") // one machine, as the tabs have one
	hosts := []*host{programs, b.source}
	for i := range r.natives {
		programs.throng(fmt.Sprintf("viewer %d", i), bin, "watch", b.link, "--page", "").delivered()
	}
	s := b.browse("chrome", r.tabs, r.kill, r.phases...)
	sent, made := b.upload()
	hosts = append(hosts, s.host)
	var own []map[string]time.Duration
	for _, h := range hosts {
		own = append(own, h.cpu())
	}
	busy, began := machineCPU(t), time.Now()
	s.phase(0)
	took := time.Since(began).Seconds()
	all := (machineCPU(t) - busy).Seconds() / took
	var cores []float64
	for i, h := range hosts {
		cores = append(cores, spent(own[i], h.cpu()).Seconds()/took)
	}
	sentAfter, madeAfter := b.upload()
	ratio := (sentAfter - sent) / (madeAfter - made)
	t.Logf("cores: programs %.2f, broadcaster with its encoder %.2f, browser %.2f; all that ran on the machine %.2f", cores[0], cores[1], cores[2], all)
	t.Logf("the broadcaster sent %.2f times the stream of %.0f kb/s", ratio, 8*(madeAfter-made)/1000/took)
	if len(r.phases) > 2 {
		s.phase(1)
		b.tracker.kill()
	}
	seen := s.report()
	seen.log(t)
	if *full && ratio > maxSourceRatio {
		t.Errorf("the broadcaster sent %.2f times the stream, above %v", ratio, maxSourceRatio)
	}
	seen.check(t)
}

// TestFirstPicture opens the page of a channel that two programs watch, in one tab after
// the other: what a viewer waits for where a browser is open and the machine is not busy
// with other viewers.
func TestFirstPicture(t *testing.T) {
	bin := needTab(t)
	times := 3
	if *full {
		times = 20
	}
	b := newBroadcast(t, bin, small)
	programs := b.lab.host("programs")
	for i := range 2 {
		programs.throng(fmt.Sprintf("viewer %d", i), bin, "watch", b.link, "--page", "").delivered()
	}
	r := b.lab.host("chrome").run(time.Duration(times)*patience, "node", "first.mjs", b.page, fmt.Sprint(times))
	var seen []struct {
		FirstFrame float64
		Marks      map[string]float64
	}
	if err := json.Unmarshal([]byte(r.stdout), &seen); err != nil || len(seen) != times {
		t.Fatalf("%v: %s%s", err, r.stdout, r.stderr)
	}
	var firsts []float64
	steps := make(map[string][]float64)
	for _, tab := range seen {
		firsts = append(firsts, tab.FirstFrame)
		for name, at := range tab.Marks {
			steps[name] = append(steps[name], at)
		}
	}
	names := slices.SortedFunc(maps.Keys(steps), func(a, b string) int { return cmp.Compare(rank(steps[a], 0.5), rank(steps[b], 0.5)) })
	for _, name := range names {
		t.Logf("%s after %.0f ms, 95th percentile %.0f ms", name, rank(steps[name], 0.5), rank(steps[name], 0.95))
	}
	start := rank(firsts, 0.95)
	t.Logf("first frame after %.0f ms, 95th percentile %.0f ms", rank(firsts, 0.5), start)
	if *full && start > maxTabFirstFrame {
		t.Errorf("the first frame takes %.0f ms, 95th percentile", start)
	}
}

// TestFirefox watches in a tab of Firefox that alone has the stream from the
// broadcaster at first, and gives to tabs of Chromium that come later.
func TestFirefox(t *testing.T) {
	bin := needTab(t)
	need(t, "firefox-esr")
	b := newBroadcast(t, bin, small)
	const length = 6 * time.Second
	firefox := b.browse("firefox", 1, 0, length, length)
	chromium := b.browse("chrome", 2, 0, length)
	chromium.report().log(t)
	seen := firefox.report()
	seen.log(t)
	for n := range seen.Phases {
		seen.checkPhase(t, 0, n)
	}
	if last := seen.Tabs[0].Samples[len(seen.Tabs[0].Samples)-1]; last.UploadedBytes < minGiven {
		t.Errorf("Firefox gave %.0f bytes", last.UploadedBytes)
	}
}

// minGiven is what a tab must give so that it is more than words.
const minGiven = 100_000

// broadcast is a channel that an encoder publishes to, with a tracker of its own
// whose page viewers open.
type broadcast struct {
	lab           *lab
	source        *host // the broadcaster's machine, its encoder's too: its interface carries nothing but the swarm
	tracker, cast *process
	link, page    string
}

func newBroadcast(t *testing.T, bin string, p picture) *broadcast {
	t.Helper()
	b := &broadcast{lab: newLab(t)}
	b.source = b.lab.host("source")
	third := b.lab.host("tracker")
	at := third.addr + ":" + trackerPort
	b.tracker = third.throng("tracker", bin, "tracker", "--listen", at)
	b.tracker.ready()
	b.cast = b.source.throng("cast", bin, "cast", "rtmp://:1935/live/secret", "--tracker", at)
	b.link = b.cast.ready().Link
	b.page = "http://" + at + "/#" + b.link
	b.source.publishClock(p, "rtmp://127.0.0.1:1935/live/secret")
	b.cast.await("it has a publisher", coded("publisher"))
	return b
}

// upload waits for the broadcaster's next figures and returns how many bytes its
// interface has sent, and how many the stream has had.
func (b *broadcast) upload() (sent, payload float64) {
	b.lab.t.Helper()
	now := time.Now()
	e := b.cast.await("its figures", func(e event) bool { return e.Event == "stats" && e.at.After(now) })
	return float64(b.source.counter("tx_bytes")), float64(e.Stats.PayloadBytes)
}

// browsing is a browser with tabs, on a machine of its own.
type browsing struct {
	*process
	host   *host
	file   string // the report
	phases []time.Duration
}

// browse opens tabs, and waits until all play.
func (b *broadcast) browse(browser string, tabs, kill int, phases ...time.Duration) *browsing {
	t := b.lab.t
	t.Helper()
	s := &browsing{host: b.lab.host(browser), file: filepath.Join(logs(t), strings.ReplaceAll(t.Name()+" "+browser, "/", " ")+".json"), phases: phases}
	args := []string{"watch.mjs", browser, b.page, fmt.Sprint(tabs), fmt.Sprint(kill), s.file}
	for _, phase := range phases {
		args = append(args, fmt.Sprint(phase.Seconds()))
	}
	s.process = s.host.start(browser, "node", args...)
	s.awaitLong(time.Duration(tabs)*patience/4, "all tabs play", named("playing"))
	return s
}

// phase waits for the end of the n-th phase.
func (s *browsing) phase(n int) {
	s.t.Helper()
	s.awaitLong(s.phases[n], "a phase has ended", nth("phase", n+1))
}

// report waits for the end of all phases, and returns what was seen.
func (s *browsing) report() *watched {
	s.t.Helper()
	for n := range s.phases {
		s.phase(n)
	}
	s.await("all is written", named("done"))
	seen := new(watched)
	if err := json.Unmarshal(readFile(s.t, s.file), seen); err != nil {
		s.t.Fatal(err)
	}
	if seen.Failure != "" {
		s.t.Fatalf("%s %v", seen.Failure, seen.Errors)
	}
	return seen
}

// logs is the folder for what is kept of a run; it goes with the test where none is
// asked for.
func logs(t testing.TB) string {
	t.Helper()
	if folder := os.Getenv(envLogs); folder != "" {
		return folder
	}
	return t.TempDir()
}

// nth is the n-th event of a name.
func nth(name string, n int) func(event) bool {
	return func(e event) bool {
		if e.Event == name {
			n--
		}
		return n == 0
	}
}

// in returns the values noted in a phase.
func in(all [][2]float64, from, to float64) (values []float64) {
	for _, v := range all {
		if v[0] >= from && v[0] <= to {
			values = append(values, v[1])
		}
	}
	return values
}

// rank is the q-quantile of values by nearest rank.
func rank(values []float64, q float64) float64 {
	if len(values) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(values))
	return s[max(0, int(math.Ceil(q*float64(len(s))))-1)]
}

// span returns a tab's first and last sample of a phase.
func (w watchedTab) span(from, to float64) (first, last watchedSample) {
	for _, s := range w.Samples {
		if s.At >= from && first.At == 0 {
			first = s
		}
		if s.At <= to {
			last = s
		}
	}
	return first, last
}

// log tells what was seen of each tab in each phase.
func (w *watched) log(t *testing.T) {
	t.Helper()
	if len(w.Errors) > 0 {
		t.Logf("the pages said: %v", w.Errors)
	}
	for i, tab := range w.Tabs {
		t.Logf("tab %d: first frame after %.0f ms, begun %v, %d codes misread", i, tab.FirstFrame, tab.Marks, tab.Misread)
		for n, p := range w.Phases {
			if tab.Killed && n > 0 {
				break
			}
			first, last := tab.span(p.From, p.To)
			delays, gaps := in(tab.Delays, p.From, p.To), in(tab.Gaps, p.From, p.To)
			t.Logf("  phase %d: delay p50 %.0f p95 %.0f max %.0f ms (its own %.0f); %d stalls of %.0f ms, longest picture %.0f ms; target %.0f jitter %.0f buffer %.0f ms, rate %.2f, %d jumps; %d frames, %d dropped; %d peers, %.0f kB received, %.0f %% from viewers, %.0f kB given",
				n, rank(delays, 0.5), rank(delays, 0.95), rank(delays, 1), last.DelayMs, last.Stalls-first.Stalls, last.StalledMs-first.StalledMs, rank(gaps, 1),
				last.TargetMs, last.JitterMs, last.BufferMs, last.Rate, last.Jumps-first.Jumps, last.Frames-first.Frames, last.Dropped-first.Dropped,
				last.Peers, (last.ReceivedBytes-first.ReceivedBytes)/1000, 100*(last.FromViewersBytes-first.FromViewersBytes)/max(1, last.ReceivedBytes-first.ReceivedBytes),
				(last.UploadedBytes-first.UploadedBytes)/1000)
		}
	}
}

// check judges what was seen.
func (w *watched) check(t *testing.T) {
	t.Helper()
	var delays, firsts []float64
	var received, given float64
	for i, tab := range w.Tabs {
		firsts = append(firsts, tab.FirstFrame)
		for n, p := range w.Phases {
			if tab.Killed && n > 0 {
				break
			}
			first, last := tab.span(p.From, p.To)
			if n == 0 {
				delays = append(delays, in(tab.Delays, p.From, p.To)...)
				received += last.ReceivedBytes - first.ReceivedBytes
				given += last.UploadedBytes - first.UploadedBytes
			}
			w.checkPhase(t, i, n)
		}
	}
	p50, p95, start := rank(delays, 0.5), rank(delays, 0.95), rank(firsts, 0.95)
	t.Logf("in all: delay p50 %.0f p95 %.0f ms of %d readings; first frame p50 %.0f p95 %.0f ms; tabs gave %.2f of what they received",
		p50, p95, len(delays), rank(firsts, 0.5), start, given/received)
	if len(delays) == 0 {
		t.Error("no time code was read")
	}
	if given < leastShare*received {
		t.Errorf("tabs gave %.2f of what they received", given/received)
	}
	if !*full {
		return
	}
	if p50 > maxTabDelayP50 || p95 > maxTabDelayP95 {
		t.Errorf("the delay is %.0f ms, 95th percentile %.0f ms", p50, p95)
	}
	if start > maxTabFirstFrame {
		t.Errorf("the first frame takes %.0f ms, 95th percentile", start)
	}
	if given < minTabShare*received {
		t.Errorf("tabs gave %.2f of what they received", given/received)
	}
}

// checkPhase checks that a tab has played, and in the full form that it never stopped.
func (w *watched) checkPhase(t *testing.T, tab, phase int) {
	t.Helper()
	p := w.Phases[phase]
	first, last := w.Tabs[tab].span(p.From, p.To)
	took := (last.At - first.At) / 1000
	if last.Frames == first.Frames || last.ReceivedBytes == first.ReceivedBytes {
		t.Errorf("tab %d, phase %d: nothing came in %.1f s", tab, phase, took)
	}
	if !*full {
		return
	}
	if n := last.Stalls - first.Stalls; n > 0 {
		t.Errorf("tab %d, phase %d: %d stalls", tab, phase, n)
	}
	if longest := rank(in(w.Tabs[tab].Gaps, p.From, p.To), 1); longest >= frozen {
		t.Errorf("tab %d, phase %d: the picture stood still for %.0f ms", tab, phase, longest)
	}
}
