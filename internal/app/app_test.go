package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"throng/internal/ident"
	"throng/internal/media"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is how long a test waits for what must come.
const patience = time.Minute

// screen takes a Reporter's objects.
type screen struct {
	mu     sync.Mutex
	events []Event
	news   chan struct{}
}

func newScreen() *screen { return &screen{news: make(chan struct{}, 1)} }

func (s *screen) Write(line []byte) (int, error) {
	var e Event
	if err := json.Unmarshal(line, &e); err != nil {
		panic(fmt.Sprintf("%s: %v", line, err))
	}
	s.mu.Lock()
	s.events = append(s.events, e)
	s.mu.Unlock()
	select {
	case s.news <- struct{}{}:
	default:
	}
	return len(line), nil
}

// wait returns the first event that is right.
func (s *screen) wait(t *testing.T, what string, right func(e *Event) bool) Event {
	t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		s.mu.Lock()
		for i := range s.events {
			if right(&s.events[i]) {
				e := s.events[i]
				s.mu.Unlock()
				return e
			}
		}
		s.mu.Unlock()
		select {
		case <-s.news:
		case <-deadline.C:
			s.mu.Lock()
			defer s.mu.Unlock()
			last := s.events[len(s.events)-1]
			t.Fatalf("%s: not after %v; the last of %d events is %+v, figures %+v", what, patience, len(s.events), last, last.Figures)
		}
	}
}

// count is how many events are right.
func (s *screen) count(right func(e *Event) bool) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.events {
		if right(&s.events[i]) {
			n++
		}
	}
	return n
}

func (s *screen) ready(t *testing.T) Event {
	t.Helper()
	return s.wait(t, "ready", func(e *Event) bool { return e.Event == "ready" })
}

func (s *screen) common() Common {
	return Common{Out: &Reporter{Out: s, JSON: true}, Log: slog.New(slog.DiscardHandler)}
}

// command is a command that runs.
type command struct {
	*screen
	cancel context.CancelFunc
	done   chan error
}

func run(t *testing.T, do func(ctx context.Context, c Common) error) *command {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	c := &command{screen: newScreen(), cancel: cancel, done: make(chan error, 1)}
	go func() { c.done <- do(ctx, c.common()) }()
	t.Cleanup(cancel)
	return c
}

// stop ends the command, which must take no long time over it.
func (c *command) stop(t *testing.T) error {
	t.Helper()
	c.cancel()
	return c.end(t)
}

// end waits until the command has ended by itself.
func (c *command) end(t *testing.T) error {
	t.Helper()
	select {
	case err := <-c.done:
		return err
	case <-time.After(patience):
		t.Fatal("it does not end")
		return nil
	}
}

func cast(t *testing.T, cfg CastConfig) *command {
	t.Helper()
	return run(t, func(ctx context.Context, c Common) error {
		cfg.Common = c
		if cfg.Input == "" {
			cfg.Input = "testcard"
		}
		if cfg.Listen == "" {
			cfg.Listen = "127.0.0.1:0"
		}
		return Cast(ctx, cfg)
	})
}

func watchLink(t *testing.T, cfg WatchConfig) *command {
	t.Helper()
	return run(t, func(ctx context.Context, c Common) error {
		cfg.Common, cfg.Listen = c, "127.0.0.1:0"
		return Watch(ctx, cfg)
	})
}

func playing(e *Event) bool { return e.Figures != nil && e.Delivered > 20 }

// Two viewers of a test card: their recordings are whole, they carry for each
// other, and all ends at once and leaves nothing running.
func TestCastAndWatch(t *testing.T) {
	b := cast(t, CastConfig{Title: "Test", Page: "127.0.0.1:0"})
	link := b.ready(t).Link
	dir := t.TempDir()
	var viewers []*command
	for i := range 2 {
		viewers = append(viewers, watchLink(t, WatchConfig{Link: link, Page: "127.0.0.1:0", Record: filepath.Join(dir, strconv.Itoa(i))}))
	}
	for _, v := range viewers {
		v.wait(t, "playing", func(e *Event) bool { return playing(e) && e.Delay.P50 > 0 })
	}
	b.wait(t, "two viewers", func(e *Event) bool { return e.Figures != nil && e.Viewers == 2 && e.CarriedByViewers > 0 })
	for i, v := range viewers {
		if err := v.stop(t); err != nil {
			t.Error(err)
		}
		end := v.wait(t, "end", func(e *Event) bool { return e.Event == "end" })
		if end.Figures == nil || end.Delivered == 0 || end.Lost != 0 || end.Reason != "stopped" {
			t.Errorf("end is %+v, figures %+v", end, end.Figures)
		}
		path := filepath.Join(dir, strconv.Itoa(i))
		checkRecording(t, path)
		if info, err := os.Stat(path); err != nil || end.Recorded == nil || end.Recorded.File != path || end.Recorded.Bytes != info.Size() || end.Recorded.Seconds < 0.5 {
			t.Errorf("of %v (%v) it says %+v", info, err, end.Recorded)
		}
		if n := v.count(func(e *Event) bool { return e.Code == "playing" }); n != 1 {
			t.Errorf("it says %d times that it plays", n)
		}
	}
	if err := b.stop(t); err != nil {
		t.Error(err)
	}
}

// checkRecording reads a recording: one init segment, then fragments from a key
// frame on, without a hole in time.
func checkRecording(t *testing.T, path string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	next := map[uint32]time.Duration{}
	inits, fragments := 0, 0
	for item, err := range media.NewReader(f).All() {
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if item.Init != nil {
			inits++
			continue
		}
		fr := item.Fragment
		if fragments == 0 && !fr.Key {
			t.Error("the first fragment is no key frame")
		}
		fragments++
		if at, ok := next[fr.Track]; ok && (fr.Time-at).Abs() > time.Millisecond {
			t.Errorf("track %d goes on at %v instead of %v", fr.Track, fr.Time, at)
		}
		next[fr.Track] = fr.Time + fr.Duration
	}
	if inits != 1 || fragments < 20 {
		t.Errorf("%d init segments, %d fragments", inits, fragments)
	}
}

// A broadcaster that is stopped and starts again with the same key, at the same
// address, has the same link, and its viewers go on by themselves.
func TestRestart(t *testing.T) {
	key := filepath.Join(t.TempDir(), "key")
	b := cast(t, CastConfig{KeyFile: key})
	first := b.ready(t)
	v := watchLink(t, WatchConfig{Link: first.Link})
	v.wait(t, "playing", playing)
	if err := b.stop(t); err != nil {
		t.Fatal(err)
	}
	again := cast(t, CastConfig{KeyFile: key, Listen: first.Listen})
	if second := again.ready(t); second.Link != first.Link {
		t.Errorf("link %s after the restart, %s before", second.Link, first.Link)
	}
	v.mu.Lock()
	before := uint64(0)
	for _, e := range v.events {
		if e.Figures != nil {
			before = max(before, e.Delivered)
		}
	}
	v.mu.Unlock()
	v.wait(t, "resumed", func(e *Event) bool { return e.Figures != nil && e.Delivered > before+40 })
	for _, c := range []*command{v, again} {
		if err := c.stop(t); err != nil {
			t.Error(err)
		}
	}
}

// Without --listen the usual port is taken, and where that is taken any other.
func TestFallBackPort(t *testing.T) {
	secret := ident.ChannelSecretFromSeed([ident.KeySize]byte{1})
	taken, err := net.Listen("tcp", ":"+strconv.Itoa(DefaultPort))
	if err != nil && !errors.Is(err, syscall.EADDRINUSE) {
		t.Fatal(err)
	}
	if err == nil {
		defer taken.Close()
	}
	transport, listener, err := bind(secret.PeerSecret(), secret.Channel(), "", true, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer transport.Close()
	defer listener.Close()
	port := transport.Addrs()[0].Port()
	if tcp := listener.Addr().(*net.TCPAddr).Port; port == DefaultPort || tcp != int(port) {
		t.Errorf("UDP port %d, TCP port %d; want two alike that are not %d", port, tcp, DefaultPort)
	}
	if _, _, err := bind(secret.PeerSecret(), secret.Channel(), ":"+strconv.Itoa(int(port)), true, 0); !errors.Is(err, syscall.EADDRINUSE) || HintOf(err) == "" {
		t.Errorf("a port that was asked for and is taken: %v, hint %q", err, HintOf(err))
	}
}

func TestWatchGivesUp(t *testing.T) {
	// A tracker that is there, of a channel that is not.
	tr := run(t, func(ctx context.Context, c Common) error {
		return Tracker(ctx, TrackerConfig{Common: c, Listen: "127.0.0.1:0"})
	})
	link := ident.Link{Channel: ident.NewChannelSecret().Channel(), Trackers: []string{tr.ready(t).Tracker}}
	v := watchLink(t, WatchConfig{Link: link.String(), Timeout: 300 * time.Millisecond})
	if err := v.end(t); err == nil || !strings.Contains(err.Error(), "nothing came") || HintOf(err) == "" {
		t.Errorf("error %v, hint %q", err, HintOf(err))
	}
	if err := tr.stop(t); err != nil {
		t.Error(err)
	}
}

// A player that its user closes ends the run well, one that fails is an error.
func TestPlayerEnds(t *testing.T) {
	b := cast(t, CastConfig{})
	link := b.ready(t).Link
	for text, want := range map[string]string{"exit 0": "", "echo no display >&2; exit 3": "exit status 3: no display"} {
		player := filepath.Join(t.TempDir(), "player")
		if err := os.WriteFile(player, []byte("#!/bin/sh\n"+text+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		v := watchLink(t, WatchConfig{Link: link, Page: "127.0.0.1:0", Player: player})
		err := v.end(t)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want) || HintOf(err) == "") {
			t.Errorf("%s: error %v, hint %q", text, err, HintOf(err))
		}
	}
	if err := b.stop(t); err != nil {
		t.Error(err)
	}
}

// The page answers under the machine's name and the one that it was asked to
// listen on, and not under a name that a web site may have.
func TestPageHosts(t *testing.T) {
	b := cast(t, CastConfig{Page: "127.0.0.1:0"})
	page := b.ready(t).Page
	own, err := os.Hostname()
	if err != nil {
		t.Skip(err)
	}
	for host, want := range map[string]int{own: 200, own + ":80": 200, "localhost": 200, "evil.example": 421} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, page+"api/stats", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host, r.Close = host, true
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("Host %s: %d, want %d", host, answer.StatusCode, want)
		}
	}
	if got := pageHosts("tv.local:80"); len(got) != 2 || got[0] != "tv.local" || got[1] != own {
		t.Errorf("names %q", got)
	}
	if err := b.stop(t); err != nil {
		t.Error(err)
	}
}

func TestParseListen(t *testing.T) {
	for text, want := range map[string]string{
		":7400": "[::]:7400", "127.0.0.1:0": "127.0.0.1:0", "localhost:1": "127.0.0.1:1", "[::1]:65535": "[::1]:65535",
	} {
		if got, err := parseListen(text); err != nil || got.String() != want {
			t.Errorf("%s is %v (%v), want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", "7400", "host:1", ":65536", ":-1", ":http", "::1:5:6]"} {
		if got, err := parseListen(text); err == nil {
			t.Errorf("%q is %v", text, got)
		}
	}
}

func TestAnnounceHost(t *testing.T) {
	for want, addrs := range map[string]string{
		"192.0.2.7": "[2001:db8::1]:7 192.0.2.7:7", "2001:db8::1": "[2001:db8::1]:7", "127.0.0.1": "127.0.0.1:7",
	} {
		b := &broadcast{}
		if got := b.announceHost(parseAddrs(t, strings.Fields(addrs))); got != want {
			t.Errorf("of %s the link names %s, want %s", addrs, got, want)
		}
	}
	b := &broadcast{cfg: CastConfig{Announce: "tv.example.org"}}
	if got := b.announceHost(parseAddrs(t, []string{"127.0.0.1:7"})); got != "tv.example.org" {
		t.Errorf("the link names %s", got)
	}
}

func TestReporter(t *testing.T) {
	var out, live bytes.Buffer
	r := &Reporter{Out: &out, Err: &out, Live: &live, Width: func() int { return 9 }}
	r.Figures(Figures{}, "a line that is too long")
	r.Say(Event{Event: "ready"}, "text")
	r.Warn("code", "message")
	r.Say(Event{Event: "end"}, "")
	if got, want := out.String(), "text\nthrong: warning: message\n"; got != want {
		t.Errorf("said %q, want %q", got, want)
	}
	if got, want := live.String(), "\r\x1b[Ka line t\r\x1b[K"; got != want {
		t.Errorf("live line %q, want %q", got, want)
	}
	out.Reset()
	r = &Reporter{Out: &out, JSON: true}
	r.Figures(Figures{Role: "viewer", Lost: 3, Dropped: map[string]uint64{"old": 2}}, "unused")
	var flat map[string]any
	if err := json.Unmarshal(out.Bytes(), &flat); err != nil {
		t.Fatal(err)
	}
	if flat["event"] != "stats" || flat["lost"] != 3.0 || flat["dropped"].(map[string]any)["old"] != 2.0 || flat["channels"] != nil {
		t.Errorf("stats are %s", out.String())
	}
}

func TestRecordedString(t *testing.T) {
	for want, r := range map[string]Recorded{
		"recorded 12.3 s (640 kB) to a.mp4":            {"a.mp4", 12.34, 640_100},
		"recorded 1h2m3s (1.5 GB) to a.mp4":            {"a.mp4", 3723.4, 1_540_000_000},
		"recorded 1m0s (2.0 MB) to standard output":    {"-", 60, 2_000_000},
		"nothing has been recorded to standard output": {"-", 0, 0},
	} {
		if got := r.String(); got != want {
			t.Errorf("%+v: %q, want %q", r, got, want)
		}
	}
}
