package ingest

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"throng/internal/media"
)

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "throng-ingest")
	if err != nil {
		panic(err)
	}
	clipDir = dir
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		_ = os.RemoveAll(dir)
		os.Exit(code)
	}))
}

// checker verifies what a Stream promises of its items.
type checker struct {
	t       testing.TB
	init    *media.Init
	inits   int
	keyed   bool
	ends    map[uint32]time.Duration
	counts  map[uint32]int
	keys    int
	gaps    []gap
	capture time.Time
}

type gap struct {
	track  uint32
	at     time.Duration
	length time.Duration
}

func newChecker(t testing.TB) *checker {
	return &checker{t: t, ends: map[uint32]time.Duration{}, counts: map[uint32]int{}}
}

// slackOf is how far ffmpeg's own rounding of times may let frames overlap.
const slackOf = 100 * time.Microsecond

func (c *checker) item(item Item) {
	c.t.Helper()
	if item.Capture.Before(c.capture) {
		c.t.Fatalf("capture went back from %v to %v", c.capture, item.Capture)
	}
	c.capture = item.Capture
	if item.Init != nil {
		if c.init != nil && string(c.init.Data) == string(item.Init.Data) {
			c.t.Fatal("the same init segment again")
		}
		c.init, c.keyed = item.Init, false
		c.inits++
		return
	}
	f := item.Fragment
	switch {
	case c.init == nil:
		c.t.Fatal("a fragment before any init segment")
	case !c.keyed && !f.Key:
		c.t.Fatal("the first fragment after an init segment is no key")
	}
	c.keyed = true
	again, err := media.ParseFragment(c.init, f.Data)
	if err != nil {
		c.t.Fatal(err)
	}
	if again.Time != f.Time || again.Track != f.Track {
		c.t.Fatalf("fragment says %v, its bytes %v", f.Time, again.Time)
	}
	if end, ok := c.ends[f.Track]; ok {
		if d := f.Time - end; d < -slackOf {
			c.t.Fatalf("track %d: %v overlaps what ended at %v", f.Track, f.Time, end)
		} else if d > slackOf {
			c.gaps = append(c.gaps, gap{f.Track, end, d})
		}
	}
	c.ends[f.Track] = f.End()
	c.counts[f.Track]++
	if f.Key {
		c.keys++
	}
}

// events collects what Warn and Event were told.
type events struct {
	mu   sync.Mutex
	list []string
	text []string
	more chan struct{}
}

func newEvents() *events { return &events{more: make(chan struct{}, 100)} }

func (e *events) add(code, message string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.list = append(e.list, code)
	e.text = append(e.text, message)
	select {
	case e.more <- struct{}{}:
	default:
	}
}

func (e *events) count(code string) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	n := 0
	for _, c := range e.list {
		if c == code {
			n++
		}
	}
	return n
}

// wait waits for the n-th event of a code.
func (e *events) wait(ctx context.Context, t testing.TB, code string, n int) {
	t.Helper()
	for e.count(code) < n {
		select {
		case <-e.more:
		case <-ctx.Done():
			t.Fatalf("no event %q number %d: %v %q", code, n, e.list, e.text)
		}
	}
}

func TestTestCard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(t.Context(), Config{Input: TestCard})
		if err != nil {
			t.Fatal(err)
		}
		c := newChecker(t)
		start := time.Now()
		const length = 20 * time.Second
		for time.Since(start) < length {
			item, err := s.Next(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			c.item(item)
			if f := item.Fragment; f != nil {
				if lead := f.Time - firstTime - time.Since(start); lead > 0 || lead < -100*time.Millisecond {
					t.Fatalf("fragment of %v came at %v", f.Time, time.Since(start))
				}
				if !item.Capture.Equal(time.Now()) {
					t.Fatalf("captured at %v, came at %v", item.Capture, time.Now())
				}
			}
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if c.inits != 1 || len(c.gaps) != 0 {
			t.Errorf("%d init segments, gaps %v", c.inits, c.gaps)
		}
		if c.keys != 21 || c.counts[1] != 601 || c.counts[2] < 937 || c.counts[2] > 939 {
			t.Errorf("in %v: %d key frames, %v fragments", length, c.keys, c.counts)
		}
		if got := c.init.MIME(); got != `video/mp4; codecs="avc1.4d401f,mp4a.40.2"` {
			t.Errorf("test card is %s", got)
		}
		if len(testCard) > 500_000 {
			t.Errorf("test card of %d bytes", len(testCard))
		}
		for range maxQueueItems + 1 { // what waited is given out still
			if _, err = s.Next(t.Context()); err != nil {
				break
			}
		}
		if !errors.Is(err, context.Canceled) {
			t.Errorf("after Close: %v", err)
		}
	})
}

// A reader that stops must stop the input, and find no gap when it goes on.
func TestBackpressure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(t.Context(), Config{Input: TestCard})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		time.Sleep(time.Hour)
		synctest.Wait()
		if n := len(s.out.items); n > maxQueueItems {
			t.Fatalf("%d items wait", n)
		}
		if len(s.raw.items) > maxQueueItems || s.raw.bytes > maxQueueBytes {
			t.Fatalf("%d items of %d bytes wait", len(s.raw.items), s.raw.bytes)
		}
		c := newChecker(t)
		for range 5000 {
			item, err := s.Next(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			c.item(item)
		}
		if len(c.gaps) != 0 {
			t.Errorf("gaps %v", c.gaps)
		}
	})
}

func TestNextContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		defer w.Close()
		s, err := Open(t.Context(), Config{Input: Stdin, Stdin: r, FFmpeg: "/bin/true"})
		if err != nil {
			t.Skip("no /bin/true: ", err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := s.Next(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Next: %v", err)
		}
		s.Close()
		if _, err := w.Write([]byte("x")); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("standard input is open after Close: %v", err)
		}
	})
}

func TestQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(2, 100)
		item := func(n int) Item { return Item{Fragment: &media.Fragment{Data: make([]byte, n)}} }
		ctx := t.Context()
		put := func(n int) (done chan error) {
			done = make(chan error, 1)
			go func() { done <- q.put(ctx, item(n)) }()
			synctest.Wait()
			return done
		}
		if err := <-put(1000); err != nil { // alone, a long one is let in
			t.Fatal(err)
		}
		second := put(10)
		if len(second) != 0 {
			t.Fatal("put beyond the limit of bytes")
		}
		if got, err := q.get(ctx); err != nil || got.size() != 1000 {
			t.Fatal(got, err)
		}
		if err := <-second; err != nil {
			t.Fatal(err)
		}
		if err := <-put(10); err != nil {
			t.Fatal(err)
		}
		fourth := put(10)
		if len(fourth) != 0 {
			t.Fatal("put beyond the limit of items")
		}
		q.end(io.EOF)
		if err := <-fourth; err != io.EOF {
			t.Fatalf("put after the end: %v", err)
		}
		for range 2 {
			if _, err := q.get(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := q.get(ctx); err != io.EOF {
			t.Fatalf("get after the end: %v", err)
		}
	})
}

func TestPacer(t *testing.T) {
	for name, sp := range map[string]speed{"recorded": recorded, "piped": piped, "published": published} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				p := pacer{speed: sp}
				start := time.Unix(1000, 0)
				now, at := start, time.Duration(0)
				for range rapid.IntRange(1, 300).Draw(t, "fragments") {
					if wait := p.wait(at, now); wait > 0 {
						now = now.Add(wait)
					}
					elapsed := now.Sub(start)
					if lead := at - elapsed; lead > sp.slack+elapsed*time.Duration(sp.gain)/1000+time.Millisecond {
						t.Fatalf("media is %v ahead after %v", lead, elapsed)
					}
					at += time.Duration(rapid.Int64Range(0, int64(100*time.Millisecond)).Draw(t, "step"))
					now = now.Add(time.Duration(rapid.Int64Range(0, int64(60*time.Millisecond)).Draw(t, "late")))
				}
			})
		})
	}
}

// A live input in real time is never held, whatever its clock's error and the
// network's jitter.
func TestPacerLetsLiveThrough(t *testing.T) {
	for name, sp := range map[string]speed{"piped": piped, "published": published} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				p := pacer{speed: sp}
				start := time.Unix(1000, 0)
				drift := rapid.Int64Range(-300, 300).Draw(t, "ppm")
				late := time.Duration(0)
				for i := range int64(4_000) {
					at := time.Duration(i) * 33 * time.Millisecond
					if i%100 == 0 {
						late = time.Duration(rapid.Int64Range(0, int64(sp.slack)/2).Draw(t, "late"))
					}
					now := start.Add(at - at/1_000_000*time.Duration(drift) + late)
					if wait := p.wait(at, now); wait > 0 {
						t.Fatalf("fragment of %v held for %v", at, wait)
					}
				}
			})
		})
	}
}

func TestKeyWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var w keyWatch
		warned := 0
		flow := func(d time.Duration, key bool) {
			for range d / time.Second {
				w.activity()
				if key {
					w.key()
				}
				time.Sleep(time.Second)
				synctest.Wait()
			}
		}
		w.arm(func(time.Duration, time.Duration) { warned++ })
		flow(30*time.Second, true)
		if warned != 0 {
			t.Fatalf("%d warnings with key frames", warned)
		}
		flow(8*time.Second, false)
		if warned != 0 {
			t.Fatal("a warning after 9 s")
		}
		flow(4*time.Second, false)
		if warned != 1 {
			t.Fatalf("%d warnings after 13 s", warned)
		}
		flow(65*time.Second, false)
		if warned != 2 {
			t.Fatalf("%d warnings a minute later", warned)
		}
		flow(time.Second, true)
		time.Sleep(time.Hour) // nothing comes: that is no matter of key frames
		if warned != 2 {
			t.Fatalf("%d warnings of an input that is silent", warned)
		}
		w.disarm()
		flow(time.Minute, false)
		if warned != 2 {
			t.Fatal("a warning after disarm")
		}
	})
}

// An encoder that sends slower than in real time sends its key frames late, too,
// but a shorter key-frame interval is no help: the user is told which it is.
func TestSlowInput(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var code, text string
		s := &Stream{log: slog.New(slog.DiscardHandler), cfg: Config{Warn: func(c, m string) { code, text = c, m }}}
		expect := func(what, want, part string) {
			t.Helper()
			synctest.Wait()
			if code != want || !strings.Contains(text, part) {
				t.Errorf("%s: %q, %q, want %q and %q", what, code, text, want, part)
			}
			code, text = "", ""
		}
		at := time.Hour // the times of an input begin anywhere
		// flow lets frames come for a while, each so much later than the one before.
		flow := func(d, step time.Duration) {
			for range d / (200 * time.Millisecond) {
				time.Sleep(100 * time.Millisecond) // never when the watch looks
				if err := s.item(t.Context(), media.Item{Fragment: &media.Fragment{Time: at}}, time.Now()); err != nil {
					t.Fatal(err)
				}
				at += step
				time.Sleep(100 * time.Millisecond)
			}
		}
		const span = KeyFrameLimit + time.Second
		s.armWatch()
		flow(span, 200*time.Millisecond)
		expect("real time", WarnNoKeyFrame, "no key frame for 10 s: who comes to watch waits for the next one; set the encoder's key-frame interval")
		s.watch.key()
		flow(span, 60*time.Millisecond)
		expect("three tenths of it", WarnSlow, "only 3.1 s of the stream have come in 10 s")
		s.watch.key()
		for range span / time.Second { // bytes, of which no frame gets whole
			s.watch.activity()
			time.Sleep(time.Second)
		}
		expect("no frame any more", WarnSlow, "only 0.0 s")
		s.watch.key()
		flow(span/2, 400*time.Millisecond)
		flow(span/2, 0)
		expect("in bursts, but as much as in real time", WarnNoKeyFrame, "")

		at = 0
		s.armWatch() // another publisher, whose times begin elsewhere
		flow(span, 60*time.Millisecond)
		expect("another one that is slow", WarnSlow, "only 2.9 s")
		s.armWatch()
		for range span / time.Second {
			s.watch.activity()
			time.Sleep(time.Second)
		}
		expect("nothing that can be shown so far", WarnNoKeyFrame, "")
		s.watch.disarm()
	})
}

// What is to be entered in an encoder is where the listener listens.
func TestListenerOf(t *testing.T) {
	for input, want := range map[string][3]string{ // host, server by the name tv.example.org, key
		"rtmp://:1935/live/secret":              {"", "rtmp://tv.example.org:1935/live", "secret"},
		"rtmp://0.0.0.0/live/a/b?c=d":           {"", "rtmp://tv.example.org:1935/live", "a/b?c=d"},
		"rtmp://[::1]:19/app/key":               {"::1", "rtmp://tv.example.org:19/app", "key"},
		"srt://:9000":                           {"", "srt://tv.example.org:9000", ""},
		"srt://127.0.0.1:9?passphrase=long%26x": {"127.0.0.1", "srt://tv.example.org:9?passphrase=long%26x", ""},
		"srt://tv.example.org:9?mode=listener":  {"tv.example.org", "srt://tv.example.org:9", ""},
	} {
		l, ok := ListenerOf(input)
		if got := [3]string{l.Host, l.Server("tv.example.org"), l.Key}; !ok || got != want {
			t.Errorf("%s: %q, %v, want %q", input, got, ok, want)
		}
	}
	if l, _ := ListenerOf("srt://:9000"); l.Server("2001:db8::1") != "srt://[2001:db8::1]:9000" {
		t.Errorf("an IPv6 address: %s", l.Server("2001:db8::1"))
	}
	for _, input := range []string{"testcard", "-", "film.mp4", "rtmp://:1935/live", "rtmp://tv.example.org/live/key", "srt://:9?mode=caller", "srt://", "http://localhost/x", "rtmp://:x/live/key"} {
		if l, ok := ListenerOf(input); ok {
			t.Errorf("%s listens: %+v", input, l)
		}
	}
}
