package play

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"throng/internal/media"
)

// sink is what a recorder writes to: it fails after some bytes, or hangs.
type sink struct {
	mu     sync.Mutex
	b      bytes.Buffer
	room   int // bytes until it fails; -1: for ever
	hang   chan struct{}
	closed int
}

func (s *sink) Write(b []byte) (int, error) {
	if s.hang != nil {
		<-s.hang
		return 0, os.ErrClosed
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.room >= 0 && s.b.Len()+len(b) > s.room {
		return 0, errDisk
	}
	return s.b.Write(b)
}

func (s *sink) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed++
	if s.hang != nil && s.closed == 1 {
		close(s.hang)
	}
	return nil
}

func TestRecorder(t *testing.T) {
	out := &sink{room: -1}
	r := NewRecorder("test", out, 0)
	f := newFeeder(nil)
	f.n = 24
	other := &media.Init{Data: []byte("<other>")}
	r.Fragment(f.fragment()) // before any init
	f.n = 23
	r.Init(videoInit)
	r.Fragment(f.fragment())
	r.Fragment(f.fragment())
	r.Fragment(f.fragment())
	r.Fragment(&media.Fragment{Data: []byte("a;"), Track: 2, Duration: f.frame}) // no longer by that
	again := *videoInit
	r.Init(&again)
	r.Fragment(f.fragment())
	r.Init(other)
	r.Fragment(f.fragment())
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if got, want := out.b.String(), "<video init>v25;a;v26;<other>v27;"; got != want {
		t.Errorf("recorded %q, want %q", got, want)
	}
	if length, size := r.Recorded(); length != 3*f.frame || size != int64(out.b.Len()) {
		t.Errorf("%v, %d bytes recorded, want %v, %d", length, size, 3*f.frame, out.b.Len())
	}
	if err := r.Close(); err != nil || out.closed != 1 {
		t.Errorf("closed again: %v, %d times", err, out.closed)
	}
}

func TestRecorderOfTheClip(t *testing.T) {
	in, all := clip(t)
	path := filepath.Join(t.TempDir(), "out.mp4")
	r, err := OpenRecorder(path)
	if err != nil {
		t.Fatal(err)
	}
	r.Init(in)
	want := bytes.Clone(in.Data)
	key := false
	for _, f := range all {
		r.Fragment(f)
		if key = key || f.Key; key {
			want = append(want, f.Data...)
		}
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d bytes recorded, want %d: %v", len(got), len(want), err)
	}
}

// A stream that begins anew goes on where the recording ends: no track's time goes back, nothing is
// left out, and what comes is not changed. Sound that lags behind the picture is no new beginning.
func TestRecorderOfAStreamThatBeginsAnew(t *testing.T) {
	in, all := clip(t)
	other := *in
	other.Data = append(bytes.Clone(in.Data), []byte("\x00\x00\x00\x08free")...)
	out := &sink{room: -1}
	r := NewRecorder("test", out, 0)
	before := make([][]byte, len(all))
	for i, f := range all {
		before[i] = bytes.Clone(f.Data)
	}
	const rounds = 3
	for round := range rounds {
		if round < 2 {
			r.Init(in)
		} else if !r.Init(&other) {
			t.Error("another format is not told of")
		}
		for _, f := range all {
			r.Fragment(f)
		}
	}
	length, _ := r.Recorded()
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	for i, f := range all {
		if !bytes.Equal(f.Data, before[i]) {
			t.Fatal("a fragment has been changed")
		}
	}
	got, ends, sequence, inits := 0, map[uint32]time.Duration{}, uint32(0), 0
	var first, last time.Duration
	for item, err := range media.NewReader(bytes.NewReader(out.b.Bytes())).All() {
		if err != nil {
			t.Fatal(err)
		}
		f := item.Fragment
		if f == nil {
			inits++
			continue
		}
		if end, ok := ends[f.Track]; ok && f.Time < end-time.Millisecond {
			t.Fatalf("fragment %d of track %d begins at %v, the one before ends at %v", got, f.Track, f.Time, end)
		}
		if got == 0 {
			first = f.Time
		} else if f.Sequence != sequence+1 && got >= len(all) {
			t.Fatalf("number %d follows %d", f.Sequence, sequence)
		}
		got++
		ends[f.Track], sequence = f.End(), f.Sequence
		last = max(last, f.End())
	}
	if got != rounds*len(all) || inits != 2 {
		t.Errorf("%d fragments, %d init segments; want %d, 2", got, inits, rounds*len(all))
	}
	if want := length + 2*newBeginning; (last - first - want).Abs() > newBeginning/2 {
		t.Errorf("from %v to %v, want %v in all", first, last, want)
	}

	r = NewRecorder("test", &sink{room: -1}, 0)
	r.Init(videoInit)
	f := newFeeder(nil)
	for range 100 {
		r.Fragment(f.fragment())
	}
	r.Fragment(&media.Fragment{Data: []byte("sound"), Track: 2, Time: 0})
	if r.times.moved {
		t.Error("sound that lags behind is taken for a new beginning")
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestRecorderFailures(t *testing.T) {
	cases := map[string]struct {
		out   io.WriteCloser
		limit int
		want  error
	}{
		"disk full": {&sink{room: 100_000}, 0, errDisk},
		"too slow":  {&sink{hang: make(chan struct{})}, 1 << 20, ErrBehind},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			r := NewRecorder("the place", c.out, c.limit)
			r.Init(videoInit)
			f := newFeeder(nil)
			f.size = 10_000
			for range 200 {
				r.Fragment(f.fragment())
			}
			<-r.Done()
			if err := r.Err(); !errors.Is(err, c.want) || !strings.Contains(err.Error(), "the place") {
				t.Errorf("failed with %v, want %v", err, c.want)
			}
			r.Fragment(f.fragment())
			if err := r.Close(); !errors.Is(err, c.want) {
				t.Errorf("Close: %v", err)
			}
		})
	}
}

func TestRecorderBadPath(t *testing.T) {
	if _, err := OpenRecorder(filepath.Join(t.TempDir(), "no", "such")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

// A pipe whose reader has gone is an error, not a signal or a wait.
func TestRecorderBrokenPipe(t *testing.T) {
	in, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	in.Close()
	r := NewRecorder("pipe", out, 0)
	r.Init(videoInit)
	r.Fragment(newFeeder(nil).fragment())
	<-r.Done()
	if r.Err() == nil {
		t.Error("no error")
	}
}

func TestPlayer(t *testing.T) {
	dir := t.TempDir()
	script := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		return path
	}
	said := filepath.Join(dir, "said")
	p, err := StartPlayer(t.Context(), script("mpv", `echo "$@" > `+said), "http://localhost/stream.mp4")
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Wait(); err != nil {
		t.Error(err)
	}
	if b, _ := os.ReadFile(said); !strings.HasSuffix(string(b), " -- http://localhost/stream.mp4\n") {
		t.Errorf("started with %q", b)
	}
	if p, err = StartPlayer(t.Context(), script("bad", "echo first >&2; echo no display >&2; exit 3"), "u"); err != nil {
		t.Fatal(err)
	}
	if err := p.Wait(); err == nil || !strings.HasSuffix(err.Error(), "exit status 3: no display") {
		t.Errorf("a player that fails: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if p, err = StartPlayer(ctx, script("long", "exec sleep 60"), "u"); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := p.Wait(); err != nil {
		t.Errorf("a player that is stopped: %v", err)
	}
	if _, err := StartPlayer(t.Context(), "no-such-player", "u"); !errors.Is(err, ErrNoPlayer) {
		t.Errorf("no player: %v", err)
	}
}
