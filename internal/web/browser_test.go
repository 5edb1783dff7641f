package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"throng/internal/freeport"
	"throng/internal/media"
	"throng/internal/play"
	"throng/internal/web"
)

// inNamespace is set in the environment of the test's second run, which has a
// network of its own with nothing but loopback, so that nothing the browser
// does leaves the machine.
const inNamespace = "THRONG_BROWSER_TEST"

// require, set in the environment, makes a missing browser an error.
const require = "THRONG_REQUIRE_BROWSER"

// TestBrowserPlays plays a clip to a real Chromium through the page, disturbs
// the stream in every way the page must survive, and keeps screenshots in
// build/page.
func TestBrowserPlays(t *testing.T) {
	if testing.Short() {
		t.Skip("a minute of real time")
	}
	inBrowser(t, func(root string) {
		watchWith(t, filepath.Join(root, "web/test/watch.mjs"), folder(t, root, "build/page"))
	})
}

// inBrowser runs f in a network namespace where node can drive a Chromium, or
// skips the test where that cannot be. root is the module's root.
func inBrowser(t *testing.T, f func(root string)) {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	missing := func(what string) {
		if os.Getenv(require) != "" {
			t.Fatal(what)
		}
		t.Skip(what)
	}
	for _, program := range []string{"chromium", "node", "ip"} {
		if _, err := exec.LookPath(program); err != nil {
			missing(program + " is not installed")
		}
	}
	if _, err := os.Stat(filepath.Join(root, "web/node_modules/puppeteer-core")); err != nil {
		missing("puppeteer-core is not installed; run: npm ci --prefix web")
	}
	if os.Getenv(inNamespace) == "" {
		again(t, missing)
		return
	}
	if out, err := exec.Command("ip", "link", "set", "lo", "up").CombinedOutput(); err != nil {
		t.Fatalf("loopback: %v: %s", err, out)
	}
	f(root)
}

// folder makes a folder below the module's root for what a test leaves.
func folder(t *testing.T, root, name string) string {
	t.Helper()
	path := filepath.Join(root, name)
	if err := os.MkdirAll(path, 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// again runs this test in a network namespace of its own.
func again(t *testing.T, missing func(string)) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v", "-test.timeout=8m")
	cmd.Env = append(os.Environ(), inNamespace+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
	if os.Getuid() != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	out, err := cmd.CombinedOutput()
	if errors.Is(err, syscall.EPERM) {
		missing("no network namespace can be made here: " + err.Error())
	}
	t.Logf("%s", out)
	if err != nil {
		t.Fatal(err)
	}
}

// runScript runs one of web/test's programs and reads what it reports into r.
func runScript(t *testing.T, limit time.Duration, r any, script string, args ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", append([]string{script}, args...)...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	if err := json.Unmarshal(stdout.Bytes(), r); err != nil {
		t.Fatalf("%v: %s", err, stdout.String())
	}
}

// sample is what the test reads of the player's stats.
type sample struct {
	State        string
	DelayMs      float64
	FirstFrameMs float64
	TargetMs     float64
	JitterMs     float64
	BufferMs     float64
	StalledMs    float64
	Rate         float64
	Stalls       int
	Jumps        int
	Frames       int
	Dropped      int `json:"droppedFrames"`
	CurrentTime  float64
}

// hlsPage plays /index.m3u8 by hls.js.
const hlsPage = `<!doctype html><link rel="icon" href="data:,"><video muted></video><script src="hls.js"></script><script>
const video = document.querySelector('video');
window.hls = new Hls({lowLatencyMode: true});
window.fatal = '';
hls.on(Hls.Events.ERROR, (_, e) => { if (e.fatal) window.fatal += e.details + ' '; });
hls.loadSource('/index.m3u8');
hls.attachMedia(video);
video.play();
</script>`

// workerPage plays by a worker that has the media source, see worker-feed.ts.
const workerPage = `<!doctype html><link rel="icon" href="data:,"><script src="/throng-player.js" type="module"></script>
<script src="/test/worker-feed.js" type="module"></script><throng-player></throng-player>`

type hlsSample struct {
	At, Latency float64
	Low         int // parts listed
	Fatal       string
}

type report struct {
	HLS       struct{ Before, After hlsSample }
	Errors    []string
	Failure   string
	Samples   []sample
	Disturbed struct{ Before, After sample }
	Worker    struct {
		Held          bool // the worker has the media source
		Blocked       int  // frames in the three seconds in which the page's thread stood still
		Before, After sample
	}
}

func watchWith(t *testing.T, script, shots string) {
	s := newStation(t)
	var r report
	runScript(t, 5*time.Minute, &r, script, "http://"+s.address, shots)
	if r.Failure != "" {
		t.Errorf("failed: %s", r.Failure)
	}
	for _, e := range r.Errors {
		t.Errorf("error on the page: %s", e)
	}
	t.Logf("hls.js %+v", r.HLS)
	if a, b := r.HLS.Before, r.HLS.After; b.At-a.At < 2 || b.Low == 0 || b.Fatal != "" || b.Latency > 15 {
		t.Errorf("hls.js in five seconds: %+v, then %+v", a, b)
	}
	if len(r.Samples) < 2 {
		t.Fatal("nothing was seen")
	}
	first, last := r.Samples[0], r.Samples[len(r.Samples)-1]
	t.Logf("first frame %.0f ms; at the end %+v", first.FirstFrameMs, last)
	t.Logf("after all disturbances %+v", r.Disturbed.After)
	t.Logf("from a worker %+v", r.Worker)
	if w := r.Worker; !w.Held || w.Blocked < leastBlocked {
		t.Errorf("the worker holds the media source: %v; %d frames while the page's thread stood still for 3 s", w.Held, w.Blocked)
	}
	checkEven(t, r.Samples)
	if t.Failed() {
		for i, s := range r.Samples {
			t.Logf("second %d: %+v", i, s)
		}
	}
}

// leastBlocked is how many frames must be decoded in three seconds in which the page's
// thread stands still: half of those that come. What was in the buffer before is fewer.
const leastBlocked = 37

// starvedShare is the share of its frames beyond which a browser that drops them
// has too little processor time for its stalls to say anything of the page, and
// starvedStall the share of the time that it may then stall.
const (
	starvedShare = 0.01
	starvedStall = 0.2
)

// checkEven checks the playing of 20 s of an even stream, sampled each second.
func checkEven(t *testing.T, samples []sample) {
	t.Helper()
	first, last := samples[0], samples[len(samples)-1]
	played, frames := last.CurrentTime-first.CurrentTime, last.Frames-first.Frames
	if dropped := last.Dropped - first.Dropped; float64(dropped) > starvedShare*float64(frames) {
		t.Logf("the browser dropped %d of %d frames: the machine is too busy to judge how even it plays", dropped, frames)
		if stalled := (last.StalledMs - first.StalledMs) / 1000; stalled > starvedStall*20 || played < 10 {
			t.Errorf("stalled for %.1f s, and currentTime went on by %.1f s in 20 s", stalled, played)
		}
		return
	}
	if last.Stalls != 0 {
		t.Errorf("%d stalls in 20 s of an even stream", last.Stalls)
	}
	if played < 18 || played > 23 {
		t.Errorf("currentTime went on by %.1f s in 20 s", played)
	}
	for i := 1; i < len(samples); i++ {
		if samples[i].Frames <= samples[i-1].Frames {
			t.Errorf("no frame decoded between second %d and %d: %+v", i-1, i, samples[i])
		}
	}
}

// stationLink is the link of the channel that a station pretends to be.
const stationLink = "throng:AbMJWQ1W4srFIARowgagmZLKez8lqw1-JgOvufnBbnvV8F-Q?t=127.0.0.1:7400"

// clipFile is what a station casts.
const clipFile = "../play/testdata/clip.mp4"

// station casts the clip, over and over, to a Hub and its Server at an address.
type station struct {
	t       *testing.T
	address string
	page    http.Handler

	mu     sync.Mutex
	hub    *play.Hub
	server *http.Server
	shift  time.Duration // of the stream's time, by jumps
	padded int           // bytes of a free box at the end of the init segment
	codec  bool          // the init segment names a codec that does not play
	broken bool          // the next fragment is no MP4
	clip   *media.Init   // the clip's own
	init   *media.Init   // what the Hub is given in its place
}

func newStation(t *testing.T) *station {
	page, err := web.Handler()
	if err != nil {
		t.Fatal(err)
	}
	page = web.ForChannel(page, func(*http.Request) web.Channel {
		return web.Channel{Link: stationLink, Title: "Test card", Local: true}
	})
	s := &station{t: t, page: page, address: "127.0.0.1:" + freeport.Take(t)}
	s.open()
	// What disturbs it may come before the first frame is due.
	clip, err := os.ReadFile(clipFile)
	if err != nil {
		t.Fatal(err)
	}
	first, err := media.NewReader(bytes.NewReader(clip)).Next()
	if err != nil || first.Init == nil {
		t.Fatalf("the clip does not begin with its init segment: %v", err)
	}
	s.hand(first, 0)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.cast(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		<-done
		s.shut()
	})
	return s
}

// open makes a Hub and its Server.
func (s *station) open() {
	listener, err := net.Listen("tcp", s.address)
	if err != nil {
		s.t.Error(err)
		return
	}
	s.hub = play.NewHub(play.Config{Title: "Test card"})
	received := uint64(0)
	var mu sync.Mutex
	server := play.NewServer(s.hub, play.ServerConfig{
		Page: s.page,
		Link: stationLink,
		Figures: func() any {
			mu.Lock()
			defer mu.Unlock()
			received += 900_000
			return play.Figures{Peers: 14, Viewers: 213, ReceivedBytes: received, FromViewersBytes: received * 97 / 100, UploadedBytes: received * 7 / 4}
		},
	})
	mux := http.NewServeMux()
	mux.Handle("/", server)
	mux.HandleFunc("GET /test/hls", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, hlsPage)
	})
	mux.HandleFunc("GET /test/hls.js", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, "../../web/node_modules/hls.js/dist/hls.min.js")
	})
	mux.HandleFunc("GET /test/worker", func(w http.ResponseWriter, _ *http.Request) {
		asPage(w, s.page, "text/html", workerPage)
	})
	for _, name := range []string{"worker-feed", "feed-worker"} {
		body := bundled(s.t, name+".ts")
		mux.HandleFunc("GET /test/"+name+".js", func(w http.ResponseWriter, _ *http.Request) {
			asPage(w, s.page, "text/javascript", body)
		})
	}
	mux.HandleFunc("POST /test/{what}", func(w http.ResponseWriter, r *http.Request) {
		go s.disturb(r.PathValue("what"))
	})
	s.server = &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func(server *http.Server) { _ = server.Serve(listener) }(s.server)
}

func (s *station) shut() {
	s.hub.Close()
	_ = s.server.Close()
}

func (s *station) disturb(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch what {
	case "gap":
		s.hub.Gap()
	case "init":
		s.padded += 16
		s.makeInit()
	case "back":
		s.shift -= 20 * time.Second
	case "forward":
		s.shift += 40 * time.Second
	case "restart":
		s.shut()
		s.open()
	case "garbage":
		s.broken = true
	case "codec":
		s.codec = !s.codec
		s.makeInit()
	case "end":
		s.hub.End()
	}
}

// start is the stream's time at the beginning: far enough in for jumps back.
const start = time.Hour

// length is that of the clip.
const length = 4 * time.Second

func (s *station) cast(ctx context.Context) {
	began := time.Now()
	for loop := 0; ; loop++ {
		clip, err := os.ReadFile(clipFile)
		if err != nil {
			s.t.Error(err)
			return
		}
		reader := media.NewReader(bytes.NewReader(clip))
		for {
			item, err := reader.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				s.t.Error(err)
				return
			}
			at := time.Duration(loop) * length
			if f := item.Fragment; f != nil && f.Time < length {
				due := began.Add(at + f.Time)
				select {
				case <-time.After(time.Until(due)):
				case <-ctx.Done():
					return
				}
			}
			s.hand(item, at)
		}
	}
}

func (s *station) hand(item media.Item, at time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if item.Init != nil {
		s.clip = item.Init
		s.makeInit()
		return
	}
	f := item.Fragment
	if f.Time >= length {
		return
	}
	if err := media.Shift(s.clip, f, start+at+s.shift, 1); err != nil {
		s.t.Error(err)
		return
	}
	if s.broken {
		s.broken = false
		f.Data = bytes.Repeat([]byte{0xff}, len(f.Data))
	}
	s.hub.Init(s.init)
	s.hub.Fragment(f, time.Duration(time.Now().UnixNano()))
}

// makeInit makes the init segment of the clip's and of what disturbs it.
func (s *station) makeInit() {
	in := &media.Init{Data: s.clip.Data, Tracks: append([]media.Track(nil), s.clip.Tracks...)}
	padding := s.padded
	if s.codec {
		in.Tracks[0].Codec = "hvc1.1.6.L93.B0"
		padding += 8
	}
	if padding > 0 {
		free := make([]byte, padding)
		free[3] = byte(padding)
		copy(free[4:], "free")
		in.Data = append(append([]byte(nil), in.Data...), free...)
	}
	s.init = in
}
