package e2e

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/evanw/esbuild/pkg/api"

	"throng/internal/await"
)

// envCompare asks for the comparison; it only measures, so that no run of the tests
// needs it. THRONG_COMPARE is where the table goes.
const envCompare = "THRONG_COMPARE"

// compareTabs is how many viewers each system gets.
var compareTabs = flag.Int("compare-tabs", 8, "tabs in the comparison with another system")

// The stream and its viewers, the same for each system.
const (
	compareLength  = time.Minute
	compareSettle  = 10 * time.Second // from when all play to the beginning of the measurement
	segmentLength  = time.Second
	segmentsListed = 20
	mostUnread     = 0.1 // share of the samples without a legible time code beyond which nothing is said
)

// folders of the comparison's own sources, and of what they are made of.
const (
	compareFolder   = "../compare"
	comparePackages = compareFolder + "/node_modules"
)

// system is one of those that are compared.
type system struct {
	name string
	// start brings it up at the origin, has the encoder publish to it, and returns
	// the page that viewers open.
	start func(t *testing.T, c *comparison) (page string)
}

// comparison is the machines of one system's run.
type comparison struct {
	bin                       string
	origin, audience, tracker *host
	encoder                   *encoder
}

// compared is what was measured of a system.
type compared struct {
	tabs         []comparedTab
	took         time.Duration
	stream, sent float64 // bytes of the encoder's packets, and of the origin's interface
	// Processor time: of the browser, of the origin but for the encoder, of the
	// tracker beside it, and of all that ran on the machine.
	audience, origin, tracker, machine time.Duration
}

// comparedTab is what reader.js tells: bytes, and milliseconds.
type comparedTab struct {
	FirstFrame, PageBytes           float64
	Ages, Pauses                    []float64
	Unread                          int
	Skipped                         float64
	Received, FromViewers, Uploaded float64
}

// TestCompare plays the same stream to the same tabs by Throng and by another
// system, one after the other, and writes a table of what was measured. See
// docs/BENCHMARKS.md.
func TestCompare(t *testing.T) {
	table := os.Getenv(envCompare)
	if table == "" {
		t.Skip("it measures and judges nothing; run: make compare")
	}
	bin := needTab(t)
	if _, err := os.Stat(comparePackages); err != nil {
		t.Fatal("the other system is not installed; run: npm ci --prefix test/compare")
	}
	systems := []system{
		{"Throng", startThrong},
		{"p2p-media-loader, low delay", startP2P(`{"liveSyncDuration":4,"maxLiveSyncPlaybackRate":1.05}`, `{"highDemandTimeWindow":2}`)},
		{"p2p-media-loader, defaults", startP2P(`{}`, `{}`)},
	}
	var names []string
	var results []compared
	for _, s := range systems {
		t.Run(s.name, func(t *testing.T) {
			names, results = append(names, s.name), append(results, s.measure(t, bin))
		})
		if t.Failed() {
			return
		}
	}
	if err := os.WriteFile(table, []byte(compareTable(names, results)+"\n"+conditions()+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}

// measure runs one system alone.
func (s system) measure(t *testing.T, bin string) (r compared) {
	l := newLab(t)
	c := &comparison{bin: bin, origin: l.host("origin"), audience: l.host("viewers"), tracker: l.host("tracker")}
	c.endOnInterrupt(t)
	page := s.start(t, c)
	file := filepath.Join(t.TempDir(), "seen.json")
	tabs := c.audience.start("tabs", "node", compareFolder+"/watch.mjs", page, fmt.Sprint(*compareTabs),
		fmt.Sprint(compareSettle.Seconds()), fmt.Sprint(compareLength.Seconds()), file)
	tabs.awaitLong(compareSettle+time.Duration(*compareTabs)*patience/4, "all tabs play", named("begun"))
	from := c.read(t)
	tabs.awaitLong(compareLength, "it is over", named("over"))
	r = c.since(t, from)
	if code, _ := tabs.exit(0); code != 0 {
		t.Fatalf("the tabs ended with code %d: %s", code, tabs.stderr.String())
	}
	if err := json.Unmarshal(readFile(t, file), &r.tabs); err != nil {
		t.Fatal(err)
	}
	r.check(t)
	return r
}

// endOnInterrupt ends what runs in the lab, and with it the test that waits for it,
// when the test program is told to end, so that what the test has made goes with it.
func (c *comparison) endOnInterrupt(t *testing.T) {
	told, over := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(told, syscall.SIGINT, syscall.SIGTERM)
	t.Cleanup(func() {
		signal.Stop(told)
		close(over)
		c.endAll()
	})
	go func() {
		select {
		case <-told:
			signal.Stop(told) // a second one ends the program
			c.endAll()
		case <-over:
		}
	}()
}

// endAll kills what runs in the namespaces.
func (c *comparison) endAll() {
	for _, h := range []*host{c.origin, c.audience, c.tracker} {
		killAll(h.ns)
	}
}

// reading is all counters at one moment.
type reading struct {
	at                        time.Time
	stream, sent              float64                  // bytes of the encoder's packets, and of the origin's interface
	audience, origin, tracker map[string]time.Duration // processor time by process
	encoder, machine          time.Duration
}

func (c *comparison) read(t *testing.T) reading {
	t.Helper()
	return reading{
		at: time.Now(), stream: float64(c.encoder.made.Load()), sent: float64(c.origin.counter("tx_bytes")),
		audience: c.audience.cpu(), origin: c.origin.cpu(), tracker: c.tracker.cpu(),
		encoder: c.encoder.busyTime(), machine: machineCPU(t),
	}
}

// since is what has been counted after an earlier reading.
func (c *comparison) since(t *testing.T, from reading) compared {
	t.Helper()
	now := c.read(t)
	return compared{
		took: now.at.Sub(from.at), stream: now.stream - from.stream, sent: now.sent - from.sent,
		audience: spent(from.audience, now.audience), tracker: spent(from.tracker, now.tracker),
		origin: max(0, spent(from.origin, now.origin)-(now.encoder-from.encoder)), machine: now.machine - from.machine,
	}
}

// encoder is a running ffmpeg that makes the stream.
type encoder struct {
	*process
	made byteCount // of the packets, whatever they are packed in afterwards
}

// byteCount counts what is written to it.
type byteCount struct{ atomic.Int64 }

func (n *byteCount) Write(b []byte) (int, error) {
	n.Add(int64(len(b)))
	return len(b), nil
}

// startEncoder starts the encoder, which publishes to an output in the terms of ffmpeg's
// tee muxer. Both systems get the same: a key frame every second, because HLS can
// be cut only there.
func (h *host) startEncoder(output string) *encoder {
	h.lab.t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		h.lab.t.Fatal(err)
	}
	defer func() { _ = write.Close() }() // it is the encoder's
	e := new(encoder)
	tee := "-flags +global_header -f tee [f=data:select=v]pipe:3|[f=data:select=a]pipe:3|" + output
	cmd := h.encode(small, int(segmentLength.Seconds())*clipRate, tee)
	cmd.ExtraFiles = []*os.File{write}
	go func() {
		_, _ = io.Copy(&e.made, read)
		_ = read.Close()
	}()
	e.process = h.launch("encoder", cmd)
	return e
}

// startThrong broadcasts with the settings that are the program's own.
func startThrong(_ *testing.T, c *comparison) string {
	cast := c.origin.throng("cast", c.bin, "cast", "rtmp://:1935/live/secret", "--listen", c.origin.addr+":7400")
	cast.ready()
	c.encoder = c.origin.startEncoder("[f=flv]rtmp://127.0.0.1:1935/live/secret")
	cast.await("it has a publisher", coded("publisher"))
	return "http://" + c.origin.addr + ":7400/"
}

// startP2P serves HLS and a page that plays it by hls.js with p2p-media-loader, with
// settings for each, and runs the tracker that it needs.
func startP2P(hls, core string) func(t *testing.T, c *comparison) string {
	return func(t *testing.T, c *comparison) string {
		folder := t.TempDir()
		live := filepath.Join(folder, "live")
		if err := os.Mkdir(live, 0o755); err != nil {
			t.Fatal(err)
		}
		writeP2PPage(t, folder)
		server := filepath.Join(folder, "origin")
		if out, err := exec.Command("go", "build", "-o", server, compareFolder+"/origin").CombinedOutput(); err != nil {
			t.Fatalf("go build: %v: %s", err, out)
		}
		c.tracker.start("tracker", "node", compareFolder+"/tracker.mjs", "8000").ready()
		c.origin.start("origin", server, c.origin.addr+":80", folder).ready()
		c.encoder = c.origin.startEncoder(fmt.Sprintf(`[f=hls:hls_time=%d:hls_list_size=%d:hls_segment_type=fmp4:hls_delete_threshold=10:hls_flags=delete_segments+independent_segments+temp_file:hls_fmp4_init_filename=init.mp4]%s/index.m3u8`,
			int(segmentLength.Seconds()), segmentsListed, live))
		await.True(t, "the playlist is full", patience, func() bool {
			b, err := os.ReadFile(filepath.Join(live, "index.m3u8"))
			return err == nil && strings.Count(string(b), "#EXTINF") == segmentsListed || c.encoder.ended()
		})
		settings := fmt.Sprintf(`{"tracker":"ws://%s:8000","hls":%s,"core":%s}`, c.tracker.addr, hls, core)
		return "http://" + c.origin.addr + "/p2p.html#" + url.PathEscape(settings)
	}
}

// writeP2PPage builds the other system's page into a folder.
func writeP2PPage(t *testing.T, folder string) {
	t.Helper()
	built := api.Build(api.BuildOptions{
		EntryPoints: []string{compareFolder + "/p2p.mjs"}, Outfile: filepath.Join(folder, "p2p.js"),
		Conditions: []string{"p2pml:core-as-bundle"}, // its makers' own build for browsers
		Bundle:     true, Write: true, Format: api.FormatESModule, Target: api.ES2022, LogLevel: api.LogLevelError,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
	})
	if len(built.Errors) > 0 {
		t.Fatal("the other system's page does not build")
	}
	if err := os.WriteFile(filepath.Join(folder, "p2p.html"), readFile(t, compareFolder+"/p2p.html"), 0o644); err != nil {
		t.Fatal(err)
	}
}

// check refuses what was not measured properly.
func (r *compared) check(t *testing.T) {
	t.Helper()
	for i, tab := range r.tabs {
		t.Logf("tab %d: first frame after %.0f ms, age p50 %.0f, p95 %.0f ms of %d samples, %d unread; pauses %.0f ms, skipped %.0f ms; %.0f kB received, %.0f from viewers, %.0f given",
			i, tab.FirstFrame, rank(tab.Ages, 0.5), rank(tab.Ages, 0.95), len(tab.Ages), tab.Unread, tab.Pauses, tab.Skipped,
			tab.Received/1000, tab.FromViewers/1000, tab.Uploaded/1000)
		if samples := len(tab.Ages) + tab.Unread; samples == 0 || float64(tab.Unread) > mostUnread*float64(samples) {
			t.Errorf("tab %d: %d of %d time codes could not be read", i, tab.Unread, samples)
		}
	}
	if len(r.tabs) != *compareTabs || r.stream == 0 {
		t.Errorf("%d tabs, a stream of %.0f bytes", len(r.tabs), r.stream)
	}
}

// all joins something of all tabs.
func (r *compared) all(of func(tab comparedTab) []float64) (values []float64) {
	for _, tab := range r.tabs {
		values = append(values, of(tab)...)
	}
	return values
}

// sum adds up something of all tabs.
func (r *compared) sum(of func(tab comparedTab) float64) (sum float64) {
	for _, tab := range r.tabs {
		sum += of(tab)
	}
	return sum
}

// compareRows are the lines of the table.
var compareRows = []struct {
	what string
	of   func(r *compared) string
}{
	{"delay from the encoder's clock to the screen, p50 / p95", func(r *compared) string {
		ages := r.all(func(tab comparedTab) []float64 { return tab.Ages })
		return fmt.Sprintf("%.2f / %.2f s", rank(ages, 0.5)/1000, rank(ages, 0.95)/1000)
	}},
	{"from other viewers, by the players' count", func(r *compared) string {
		return fmt.Sprintf("%.0f %%", 100*r.sum(func(tab comparedTab) float64 { return tab.FromViewers })/
			max(1, r.sum(func(tab comparedTab) float64 { return tab.Received })))
	}},
	{"copies of the stream that leave the origin", func(r *compared) string { return fmt.Sprintf("%.2f", r.sent/r.stream) }},
	{"first frame after the page is asked for, median / slowest", func(r *compared) string {
		first := r.all(func(tab comparedTab) []float64 { return []float64{tab.FirstFrame} })
		return fmt.Sprintf("%.2f / %.2f s", rank(first, 0.5)/1000, slices.Max(first)/1000)
	}},
	{"pauses above 0.25 s, of all tabs: number, total", func(r *compared) string {
		pauses := r.all(func(tab comparedTab) []float64 { return tab.Pauses })
		total := 0.0
		for _, p := range pauses {
			total += p
		}
		return fmt.Sprintf("%d, %.1f s", len(pauses), total/1000)
	}},
	{"stream jumped over, of all tabs", func(r *compared) string {
		return fmt.Sprintf("%.1f s", r.sum(func(tab comparedTab) float64 { return tab.Skipped })/1000)
	}},
	{"processor time of the browser, for a tab and second", func(r *compared) string {
		return fmt.Sprintf("%.0f ms", 1000*r.audience.Seconds()/r.took.Seconds()/float64(len(r.tabs)))
	}},
	{"processor time of the browser in all", func(r *compared) string { return fmt.Sprintf("%.1f s", r.audience.Seconds()) }},
	{"processor time of the origin, and of a tracker beside it", func(r *compared) string {
		return fmt.Sprintf("%.1f s, %.1f s", r.origin.Seconds(), r.tracker.Seconds())
	}},
	{"fetched to show the page, for a tab", func(r *compared) string {
		return fmt.Sprintf("%.0f kB", r.sum(func(tab comparedTab) float64 { return tab.PageBytes })/1000/float64(len(r.tabs)))
	}},
	{"the machine's cores busy meanwhile, all that ran", func(r *compared) string {
		return fmt.Sprintf("%.2f", r.machine.Seconds()/r.took.Seconds())
	}},
}

// compareTable writes the table in Markdown, aligned.
func compareTable(names []string, results []compared) string {
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 1, ' ', 0)
	line := func(cells ...string) { fmt.Fprintf(w, "| %s\t|\n", strings.Join(cells, "\t| ")) }
	line(append([]string{fmt.Sprintf("%d tabs, %.0f s", *compareTabs, compareLength.Seconds())}, names...)...)
	line(slices.Repeat([]string{"---"}, 1+len(names))...)
	for _, row := range compareRows {
		cells := []string{row.what}
		for i := range results {
			cells = append(cells, row.of(&results[i]))
		}
		line(cells...)
	}
	_ = w.Flush()
	return text.String()
}

// conditions says of what and with what the table is.
func conditions() string {
	said := func(program string, args ...string) string {
		out, _ := exec.Command(program, args...).Output()
		first, _, _ := strings.Cut(string(out), "\n")
		return strings.TrimSpace(first)
	}
	browser, _, _ := strings.Cut(said("chromium", "--version"), " built")
	coder, _, _ := strings.Cut(said("ffmpeg", "-version"), " Copyright")
	return fmt.Sprintf("Commit %s, %d cores, %s, %s, node %s.",
		said("git", "describe", "--always", "--dirty"), runtime.NumCPU(), browser, coder, said("node", "--version"))
}
