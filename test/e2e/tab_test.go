package e2e

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"throng/internal/web"
)

// tabSample is what tab.mjs sees of a tab at one moment.
type tabSample struct {
	browserSample
	Peers            int
	ReceivedBytes    float64
	FromViewersBytes float64
	UploadedBytes    float64
	FirstFrame       float64 // ms after the page was asked for
	Starting         float64 // ms: the longest task of the page's own thread until a second after that
	Longest          float64 // ms: the longest one since
	LongTasks        int     // how many of them took 50 ms
	Scripts          []longScript
	Marks            map[string]int
	StalledMs        float64
}

// longScript is one that ran on the page's thread for 50 ms at once.
type longScript struct {
	At, Took float64 // ms, At after the page was asked for
	What     string
}

// tabSharing is what a tab's player says of its giving, and the neighbours that the
// page draws.
type tabSharing struct {
	CanShare, Sharing, UploadOn bool
	SharingReason, ChannelTitle string
	Around                      []neighbour
	InWorker                    bool // the worker has the media source, and the page but its handle
}

// neighbour is one of a tab's as its page shows it.
type neighbour struct {
	Kind                             string
	RTTMs                            float64
	InBps, OutBps, InBytes, OutBytes float64
	ParentOf, ChildOf                int
}

// checkAround checks what a page shows of the swarm around it: the broadcaster is known,
// and how far everybody is; somebody gives, and who does has given.
func checkAround(t *testing.T, tab int, around []neighbour) {
	t.Helper()
	gives, source := 0, 0
	for _, n := range around {
		gives += n.ParentOf
		if n.Kind == "source" {
			source++
		}
		if n.ParentOf > 0 && (n.RTTMs <= 0 || n.InBytes == 0) || n.ChildOf > 0 && n.OutBytes == 0 {
			t.Errorf("tab %d: a neighbour %+v", tab, n)
		}
	}
	if gives == 0 || source != 1 {
		t.Errorf("tab %d: of %+v", tab, around)
	}
	t.Logf("tab %d: around it %+v", tab, around)
}

// driver is what drives browsers.
const (
	driver   = "../../web/node_modules/puppeteer-core"
	noDriver = "puppeteer-core is not installed; run: npm ci --prefix web"
)

// needTab skips the test where there is no browser, or no peer for its tabs.
func needTab(t *testing.T) string {
	t.Helper()
	bin := need(t, "chromium", "node")
	missing := ""
	if !web.HasTab() {
		missing = "the peer for tabs is not built; run: make tab"
	}
	if _, err := os.Stat(driver); err != nil {
		missing = noDriver
	}
	if missing != "" && os.Getenv(envRequire) != "" {
		t.Fatal(missing)
	}
	if missing != "" {
		t.Skip(missing)
	}
	return bin
}

// page serves, in the namespace, the page that plays a link by a peer of its own.
func (h *host) page(link string) string {
	t := h.lab.t
	t.Helper()
	page, err := web.PeerHandler()
	if err != nil {
		t.Fatal(err)
	}
	handler := web.ForChannel(page, func(*http.Request) web.Channel { return web.Channel{Link: link, Title: "Test card"} })
	var l net.Listener
	if err := h.enter(func() (err error) {
		l, err = net.Listen("tcp", h.addr+":0")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	s := &http.Server{Handler: handler, ReadHeaderTimeout: patience}
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close() })
	return "http://" + l.Addr().String() + "/"
}

// leastShare is how much of what two tabs receive comes from the other.
const leastShare = 0.1

// TestTabs plays a cast in tabs, each of which is a peer: one alone, then two that
// give to each other. Screenshots are kept in build/tabs.
func TestTabs(t *testing.T) {
	bin := needTab(t)
	shots, err := filepath.Abs("../../build/tabs")
	if err == nil {
		err = os.MkdirAll(shots, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Parallel()
	length := 10 * time.Second
	if *full {
		length = 30 * time.Second
	}
	l := newLab(t)
	source, audience := l.host("source"), l.host("viewers")
	cast := source.throng("cast", bin, "cast", "testcard")
	page := source.page(cast.ready().Link)
	for _, tabs := range []int{1, 2} {
		t.Run(fmt.Sprint(tabs), func(t *testing.T) {
			before := source.counter("tx_bytes")
			r := audience.run(length+2*patience, "node", "tab.mjs", page, fmt.Sprint(length.Seconds()), fmt.Sprint(tabs), shots)
			var seen struct {
				Tabs    [][]tabSample
				Sharing []tabSharing
				Errors  []string
				Failure string
			}
			if err := json.Unmarshal([]byte(r.stdout), &seen); err != nil {
				t.Fatalf("%v: %s%s", err, r.stdout, r.stderr)
			}
			if seen.Failure != "" || len(seen.Errors) > 0 {
				t.Fatalf("%s %v", seen.Failure, seen.Errors)
			}
			t.Logf("the broadcaster's machine sent %d kB", (source.counter("tx_bytes")-before)/1000)
			for i, s := range seen.Sharing {
				if !s.CanShare || !s.Sharing || !s.UploadOn || s.SharingReason != "" || len(s.Around) < 1 {
					t.Errorf("tab %d: %+v", i, s)
				}
				if !s.InWorker {
					t.Errorf("tab %d: the stream passes through the page's thread", i)
				}
				checkAround(t, i, s.Around)
			}
			received, given, share := 0.0, 0.0, leastShare
			for i, samples := range seen.Tabs {
				if !checkTab(t, i, samples, length) {
					share = 0
				}
				last := samples[len(samples)-1]
				received += last.ReceivedBytes
				given += last.FromViewersBytes
			}
			if tabs > 1 && given <= share*received {
				t.Errorf("of %.0f bytes the tabs have %.0f from each other", received, given)
			}
		})
	}
}

// checkTab checks that a tab has played evenly. It returns false where the machine
// was too busy to tell.
func checkTab(t *testing.T, tab int, samples []tabSample, length time.Duration) bool {
	t.Helper()
	if len(samples) < 4 {
		t.Fatalf("tab %d: %d samples in %v", tab, len(samples), length)
	}
	first, last := samples[0], samples[len(samples)-1]
	t.Logf("tab %d: first frame after %.0f ms, delay %.0f ms, %d stalls of %.0f ms in all, %d frames, %d dropped, longest task %.0f ms, at the start %.0f ms; %d peers, %.0f kB received, %.0f %% from viewers, %.0f kB given",
		tab, last.FirstFrame, last.DelayMs, last.Stalls, last.StalledMs, last.Frames, last.Dropped, last.Longest, last.Starting,
		last.Peers, last.ReceivedBytes/1000, 100*last.FromViewersBytes/max(1, last.ReceivedBytes), last.UploadedBytes/1000)
	t.Logf("tab %d: begun %v; %d long tasks since; scripts of 50 ms: %v", tab, last.Marks, last.LongTasks, last.Scripts)
	took := (last.At - first.At) / 1000
	frames := last.Frames - first.Frames
	if frames == 0 || last.ReceivedBytes == first.ReceivedBytes {
		t.Errorf("tab %d: %d frames and %.0f bytes in %.1f s", tab, frames, last.ReceivedBytes-first.ReceivedBytes, took)
	}
	if dropped := last.Dropped - first.Dropped; !*full && float64(dropped) > starvedShare*float64(frames) {
		t.Logf("tab %d: %d frames dropped: the machine is too busy to judge how even it plays", tab, dropped)
		return false
	}
	if float64(frames) < took*clipRate/2 {
		t.Errorf("tab %d: %d frames in %.1f s", tab, frames, took)
	}
	if stalled := last.StalledMs - first.StalledMs; stalled > 100*took {
		t.Errorf("tab %d: stalled for %.0f ms of %.1f s", tab, stalled, took)
	}
	return true
}
