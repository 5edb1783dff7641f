package play

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"throng/internal/media"
)

func subscribe(t testing.TB, h *Hub) *Reader {
	t.Helper()
	r, err := h.Subscribe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

func TestReaderBeginsAtTheLastKeyFrame(t *testing.T) {
	h := NewHub(Config{})
	h.Init(videoInit)
	f := newFeeder(h)
	early := subscribe(t, h)
	f.video(25 + 3)
	late := subscribe(t, h)
	f.audio("a28")
	f.video(1)
	if got, want := names(drain(t, late)), "v25 v26 v27 a28 v28"; got != want {
		t.Errorf("late reader got %q, want %q", got, want)
	}
	got := drain(t, early)
	if len(got) != 30 || !got[0].Fragment.Key || got[0].Init != videoInit || got[0].Capture != captureStart {
		t.Errorf("early reader got %d packets, first %+v", len(got), got[0])
	}
}

func TestNothingBeforeAKeyFrame(t *testing.T) {
	h := NewHub(Config{})
	f := newFeeder(h)
	r := subscribe(t, h)
	f.video(10) // no init yet
	h.Init(videoInit)
	f.video(14) // in mid-group
	f.audio("a")
	f.video(3)
	if got, want := names(drain(t, r)), "v25 v26"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if c := h.Counts(); c.Waiting != 26 || c.Fragments != 2 || r.Lost() != 0 {
		t.Errorf("counts %+v, lost %d", c, r.Lost())
	}
}

func TestGap(t *testing.T) {
	h := NewHub(Config{})
	h.Gap() // before the stream: nothing is missing
	h.Init(videoInit)
	f := newFeeder(h)
	r := subscribe(t, h)
	f.video(2)
	h.Gap()
	h.Gap()
	f.video(24)
	late := subscribe(t, h)
	if got, want := names(drain(t, r)), "v0 v1 !v25"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := names(drain(t, late)), "v25"; got != want {
		t.Errorf("a reader that begins there got %q, want %q", got, want)
	}
	if c := h.Counts(); c.Gaps != 1 {
		t.Errorf("%d gaps counted", c.Gaps)
	}
}

func TestInitChange(t *testing.T) {
	h := NewHub(Config{})
	h.Init(videoInit)
	f := newFeeder(h)
	r := subscribe(t, h)
	f.video(2)
	again := *videoInit
	h.Init(&again)
	f.video(1)
	other := &media.Init{Data: []byte("other"), Tracks: videoInit.Tracks}
	h.Init(other)
	f.video(23)
	got := drain(t, r)
	if names(got) != "v0 v1 v2 v25" || got[2].Init != videoInit || got[3].Init != other {
		t.Errorf("got %q", names(got))
	}
}

// A slow reader must not make others lose anything, must come back at a key
// frame, and everything must be counted.
func TestSlowReader(t *testing.T) {
	h := NewHub(Config{})
	h.Init(videoInit)
	f := newFeeder(h)
	slow, quick := subscribe(t, h), subscribe(t, h)
	var seen []Packet
	for range 20 * 25 {
		f.video(1)
		seen = append(seen, drain(t, quick)...)
	}
	if len(seen) != 500 || quick.Lost() != 0 {
		t.Errorf("the quick reader got %d of 500, lost %d", len(seen), quick.Lost())
	}
	got := drain(t, slow)
	if len(got)+int(slow.Lost()) != 500 || h.Counts().Lost != slow.Lost() {
		t.Errorf("got %d, lost %d, Hub's count %d, of 500", len(got), slow.Lost(), h.Counts().Lost)
	}
	if !got[0].Gap || !got[0].Fragment.Key {
		t.Errorf("it goes on at %q", names(got[:1]))
	}
	if span := got[len(got)-1].Fragment.Time - got[0].Fragment.Time; span > maxQueueSpan+time.Second {
		t.Errorf("%v waited", span)
	}
}

// With no key frame to go on at, the queue is still bounded in bytes.
func TestSlowReaderInALongGroup(t *testing.T) {
	h := NewHub(Config{})
	h.Init(videoInit)
	f := newFeeder(h)
	f.group, f.size = 200, 1<<20
	r := subscribe(t, h)
	f.video(100)
	if r.bytes > maxQueueBytes {
		t.Errorf("%d bytes wait", r.bytes)
	}
	if h.bytes > maxBacklogBytes {
		t.Errorf("%d bytes of backlog", h.bytes)
	}
	late := subscribe(t, h)
	f.video(102)
	for _, reader := range []*Reader{r, late} {
		got := drain(t, reader)
		if names(got[len(got)-2:]) != "!v200 v201" && names(got[len(got)-2:]) != "v200 v201" {
			t.Errorf("it goes on with %q", names(got[max(0, len(got)-3):]))
		}
	}
	if late.Lost() != 0 || r.Lost() == 0 {
		t.Errorf("lost: slow %d, late %d", r.Lost(), late.Lost())
	}
}

func TestEndAndClose(t *testing.T) {
	h := NewHub(Config{})
	h.Init(videoInit)
	f := newFeeder(h)
	r, cutOff := subscribe(t, h), subscribe(t, h)
	f.video(2)
	h.End()
	f.video(1)
	if got := drainTo(t, r, ErrEnded); names(got) != "v0 v1" {
		t.Errorf("got %q before the end", names(got))
	}
	if _, err := h.Subscribe(); !errors.Is(err, ErrEnded) {
		t.Errorf("Subscribe after End: %v", err)
	}
	if _, err := h.WaitInit(context.Background()); !errors.Is(err, ErrEnded) {
		t.Errorf("WaitInit after End: %v", err)
	}
	h.Close()
	if got := drainTo(t, cutOff, ErrClosed); len(got) != 0 {
		t.Errorf("got %q after Close", names(got))
	}
}

func drainTo(t *testing.T, r *Reader, want error) (all []Packet) {
	t.Helper()
	for {
		var err error
		if all, err = r.Next(context.Background(), all); err != nil {
			if !errors.Is(err, want) {
				t.Errorf("the reader ended with %v, want %v", err, want)
			}
			return all
		}
	}
}

func TestReadersAreLimited(t *testing.T) {
	h := NewHub(Config{MaxReaders: 2})
	a := subscribe(t, h)
	subscribe(t, h)
	if _, err := h.Subscribe(); !errors.Is(err, ErrBusy) {
		t.Errorf("third reader: %v", err)
	}
	a.Close()
	if _, err := h.Subscribe(); err != nil {
		t.Errorf("after one has gone: %v", err)
	}
}

// Many readers of different speed, at once: each gets what is left of the
// stream after its losses, whole groups from key frames on, in order.
func TestManyReaders(t *testing.T) {
	h := NewHub(Config{})
	h.Init(videoInit)
	f := newFeeder(h)
	var wg sync.WaitGroup
	for i := range 50 {
		r := subscribe(t, h)
		wg.Go(func() {
			var batch []Packet
			next, got := 0, 0
			for {
				var err error
				if batch, err = r.Next(context.Background(), batch[:0]); err != nil {
					break
				}
				for _, p := range batch {
					n := int(p.Fragment.Time / f.frame)
					if n != next && !p.Fragment.Key {
						t.Errorf("reader %d: %d after %d", i, n, next-1)
						return
					}
					next, got = n+1, got+1
				}
			}
			if got+int(r.Lost()) != 2000 {
				t.Errorf("reader %d: got %d, lost %d", i, got, r.Lost())
			}
		})
	}
	f.video(2000)
	h.End()
	wg.Wait()
}

// Whatever is done to a Hub, its bounds hold, and a reader sees key frames
// after each hole and an unbroken row otherwise.
func TestHubProperties(t *testing.T) {
	big := make([]byte, 3<<20)
	rapid.Check(t, func(t *rapid.T) {
		h := NewHub(Config{})
		f := newFeeder(h)
		f.group = rapid.IntRange(1, 60).Draw(t, "group")
		f.same = big[:rapid.SampledFrom([]int{1, 1000, len(big)}).Draw(t, "size")]
		inits := []*media.Init{videoInit, {Data: []byte("b"), Tracks: videoInit.Tracks}}
		r, err := h.Subscribe()
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		last := -1
		var in *media.Init
		handed := 0
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0:
				h.Init(rapid.SampledFrom(inits).Draw(t, "init"))
			case 1:
				h.Gap()
			case 2:
				ctx, cancel := context.WithCancel(context.Background())
				cancel()
				batch, _ := r.Next(ctx, nil)
				for _, p := range batch {
					n := int(p.Fragment.Time / f.frame)
					if n <= last || (n != last+1 || p.Init != in) && !p.Fragment.Key {
						t.Fatalf("%d after %d", n, last)
					}
					last, in = n, p.Init
				}
				handed += len(batch)
			default:
				f.video(rapid.IntRange(1, 40).Draw(t, "frames"))
			}
			if r.bytes > maxQueueBytes || len(r.queue) > maxQueuePackets || h.bytes > maxBacklogBytes {
				t.Fatalf("queue %d bytes, backlog %d", r.bytes, h.bytes)
			}
			if c := h.Counts(); uint64(handed+len(r.queue))+r.Lost() != c.Fragments {
				t.Fatalf("%d handed, %d wait, %d lost of %d", handed, len(r.queue), r.Lost(), c.Fragments)
			}
		}
	})
}

func TestTitleIsCut(t *testing.T) {
	h := NewHub(Config{Title: strings.Repeat("é", 300)})
	if got := h.Title(); got != strings.Repeat("é", maxTitle/2) {
		t.Errorf("title of %d bytes", len(got))
	}
	h.SetTitle(fmt.Sprint("a", strings.Repeat("é", 300)))
	if got := h.Title(); got != "a"+strings.Repeat("é", maxTitle/2-1) {
		t.Errorf("title of %d bytes", len(got))
	}
}
