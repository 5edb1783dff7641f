package play

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/grafov/m3u8"
	"pgregory.net/rapid"

	"throng/internal/golden"
	"throng/internal/media"
)

func testHub() *Hub { return NewHub(Config{Session: "s"}) }

// playlistNow is the playlist as it stands.
func playlistNow(h *Hub) string {
	h.hls.mu.Lock()
	defer h.hls.mu.Unlock()
	return h.hls.playlist()
}

func TestPlaylists(t *testing.T) {
	cases := map[string]func(h *Hub, f *feeder){
		"first-part.m3u8": func(h *Hub, f *feeder) { f.video(7) },
		"steady.m3u8":     func(h *Hub, f *feeder) { f.video(12*25 + 9) },
		"long-groups.m3u8": func(h *Hub, f *feeder) {
			f.group = 100
			f.video(1030)
		},
		"gap.m3u8": func(h *Hub, f *feeder) {
			f.video(40)
			h.Gap()
			f.video(40)
		},
		"init-change.m3u8": func(h *Hub, f *feeder) {
			f.video(30)
			h.Init(audioInit)
			for n := range 5 {
				at := time.Duration(n) * 100 * time.Millisecond
				h.Fragment(&media.Fragment{Data: []byte("o"), Track: 7, Kind: media.Audio, Time: at, Duration: 100 * time.Millisecond, Key: true}, captureStart)
			}
		},
		"ended.m3u8": func(h *Hub, f *feeder) {
			f.video(60)
			h.End()
		},
		"time-jump.m3u8": func(h *Hub, f *feeder) {
			f.video(50)
			f.shift = -time.Second
			f.video(10)
		},
	}
	for name, feed := range cases {
		t.Run(name, func(t *testing.T) {
			h := testHub()
			h.Init(videoInit)
			feed(h, newFeeder(h))
			got := playlistNow(h)
			golden.Check(t, filepath.Join("testdata", "hls", name), got)
			if _, _, err := m3u8.DecodeFrom(strings.NewReader(got), false); err != nil {
				t.Errorf("another reader of playlists refuses it: %v", err)
			}
		})
	}
}

// What a playlist and its segments must hold to, whatever comes in:
// RFC 8216bis on durations, numbers and what stays available; every fragment
// of the listed segments once and in order; and the limits of memory.
func TestPackagerProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := testHub()
		f := newFeeder(h)
		f.frame = time.Second / time.Duration(rapid.SampledFrom([]int{1, 5, 10, 24, 25, 30, 50, 60}).Draw(t, "fps"))
		f.group = rapid.IntRange(1, 400).Draw(t, "group")
		h.Init(videoInit)
		lastFirst, lastTarget := uint64(0), 0
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			switch rapid.IntRange(0, 9).Draw(t, "what") {
			case 0:
				h.Gap()
			case 1:
				h.Init(&media.Init{Data: fmt.Append(nil, rapid.IntRange(0, 2).Draw(t, "init")), Tracks: videoInit.Tracks})
			case 2:
				f.audio("a")
			default:
				f.video(rapid.IntRange(1, 300).Draw(t, "frames"))
			}
			if !h.hls.playable() {
				continue
			}
			first, target := checkPlaylist(t, h.hls)
			if first < lastFirst || target < lastTarget {
				t.Fatalf("sequence %d after %d, target %d after %d", first, lastFirst, target, lastTarget)
			}
			lastFirst, lastTarget = first, target
		}
	})
}

func checkPlaylist(t *rapid.T, p *packager) (first uint64, target int) {
	list, kind, err := m3u8.DecodeFrom(strings.NewReader(p.playlist()), false)
	if err != nil || kind != m3u8.MEDIA {
		t.Fatalf("%v\n%s", err, p.playlist())
	}
	media := list.(*m3u8.MediaPlaylist)
	for _, s := range media.GetAllSegments() {
		if int(s.Duration+0.5) > int(media.TargetDuration) {
			t.Fatalf("segment of %v s, target %v", s.Duration, media.TargetDuration)
		}
	}
	if len(p.segments) > hlsKept+1 || len(p.inits) > len(p.segments)+1 {
		t.Fatalf("%d segments, %d inits kept", len(p.segments), len(p.inits))
	}
	checkParts(t, p)
	return media.SeqNo, int(media.TargetDuration)
}

func checkParts(t *rapid.T, p *packager) {
	next := p.segments[0].number
	parts := uint64(0)
	for i, s := range p.segments {
		if s.number != next {
			t.Fatalf("segment %d follows %d", s.number, next-1)
		}
		next++
		if _, ok := p.inits[s.init]; !ok {
			t.Fatalf("segment %d has no init", s.number)
		}
		sum := time.Duration(0)
		for j, part := range s.parts {
			if i+j > 0 && part.number != parts+1 {
				t.Fatalf("part %d follows %d", part.number, parts)
			}
			parts = part.number
			sum += part.duration
			frame := part.duration / time.Duration(len(part.data))
			short := float64(part.duration) < 0.85*float64(hlsPartTarget)
			if part.duration > p.longest || short && j < len(s.parts)-1 && frame <= 42*time.Millisecond {
				t.Fatalf("part %d of %d is %v long, target %v", j, len(s.parts), part.duration, p.longest)
			}
		}
		if sum != s.duration || s.duration == 0 && s.whole {
			t.Fatalf("segment of %v, its parts %v", s.duration, sum)
		}
	}
}

// get asks a Server in this process.
func get(ctx context.Context, s *Server, target string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	r.Host = "localhost"
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// uris are the addresses in a playlist, in its order.
func uris(playlist string) (all []string) {
	for line := range strings.Lines(playlist) {
		line = strings.TrimSpace(line)
		if _, after, ok := strings.Cut(line, `URI="`); ok {
			uri, _, _ := strings.Cut(after, `"`)
			all = append(all, uri)
		} else if line != "" && line[0] != '#' {
			all = append(all, line)
		}
	}
	return all
}

func TestEverythingListedIsServed(t *testing.T) {
	h := testHub()
	s := NewServer(h, ServerConfig{})
	h.Init(videoInit)
	f := newFeeder(h)
	for range 30 * 25 {
		f.video(1)
		f.audio("a;")
	}
	w := get(t.Context(), s, "/index.m3u8")
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/vnd.apple.mpegurl" ||
		w.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Fatalf("playlist: %d %v", w.Code, w.Header())
	}
	all := uris(w.Body.String())
	hint := all[len(all)-1]
	joined := ""
	for _, uri := range all[:len(all)-1] {
		w := get(t.Context(), s, "/"+uri)
		if w.Code != http.StatusOK || w.Body.Len() == 0 {
			t.Errorf("%s: %d, %d bytes", uri, w.Code, w.Body.Len())
		}
		if strings.Contains(uri, hlsSegName) {
			if joined != "" && !strings.HasSuffix(w.Body.String(), joined) {
				t.Errorf("%s is not the sum of its parts", uri)
			}
			joined = ""
		} else if strings.Contains(uri, hlsPartName) {
			joined += w.Body.String()
		}
	}
	h.Close()
	if w := get(t.Context(), s, "/"+hint); w.Code != http.StatusServiceUnavailable {
		t.Errorf("%s after Close: %d", hint, w.Code)
	}
}

func TestPathsNotThere(t *testing.T) {
	h := testHub()
	s := NewServer(h, ServerConfig{})
	h.Init(videoInit)
	newFeeder(h).video(60 * 25)
	for _, path := range []string{
		"hls/s/seg-0.m4s", "hls/s/seg-999.m4s", "hls/s/part-0.m4s", "hls/s/part-99999.m4s", "hls/s/init-7.mp4",
		"hls/other/seg-55.m4s", "hls/s/seg--1.m4s", "hls/s/seg-01.m4s", "hls/s/seg-1.mp4", "hls/s/x", "hls/s/",
		"hls/s/seg-99999999999999999999999.m4s", "hls/s/part-+1.m4s",
	} {
		if w := get(t.Context(), s, "/"+path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", path, w.Code)
		}
	}
	for _, query := range []string{
		"_HLS_part=1", "_HLS_msn=-1", "_HLS_msn=x", "_HLS_msn=1&_HLS_part=x", "_HLS_msn=99999", "_HLS_msn=1;2",
	} {
		if w := get(t.Context(), s, "/index.m3u8?"+query); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d, want 400", query, w.Code)
		}
	}
}

// A reload is held until the part that it asks for is there, not longer.
func TestBlockingReload(t *testing.T) {
	cases := []struct {
		query string
		after int // video frames, at 25 a second, after which the answer comes
	}{
		{"_HLS_msn=0&_HLS_part=0", 7},
		{"_HLS_msn=0&_HLS_part=1", 14},
		{"_HLS_msn=0&_HLS_part=3", 26}, // the last 4 frames, whole when the next segment begins
		{"_HLS_msn=0", 26},
		{"_HLS_msn=0&_HLS_part=4", 32}, // the first of the next segment
		{"_HLS_msn=1&_HLS_part=0", 32},
		{"_HLS_msn=1&_HLS_part=0&other=1", 32},
	}
	for _, c := range cases {
		t.Run(c.query, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := testHub()
				s := NewServer(h, ServerConfig{})
				h.Init(videoInit)
				f := newFeeder(h)
				var answer *httptest.ResponseRecorder
				go func() { answer = get(t.Context(), s, "/index.m3u8?"+c.query) }()
				for range c.after {
					synctest.Wait()
					if answer != nil {
						t.Fatalf("answered after %d frames, want %d", f.n, c.after)
					}
					f.video(1)
				}
				synctest.Wait()
				if answer == nil || answer.Code != http.StatusOK {
					t.Fatalf("no answer after %d frames: %+v", c.after, answer)
				}
			})
		})
	}
}

func TestBlockingEnds(t *testing.T) {
	cases := map[string]struct {
		path string
		do   func(h *Hub, cancel func())
		code int
	}{
		"late":         {"index.m3u8?_HLS_msn=1", func(*Hub, func()) { time.Sleep(time.Minute) }, http.StatusServiceUnavailable},
		"part late":    {"hls/s/part-1.m4s", func(*Hub, func()) { time.Sleep(time.Minute) }, http.StatusServiceUnavailable},
		"end":          {"index.m3u8?_HLS_msn=1", func(h *Hub, _ func()) { h.End() }, http.StatusOK},
		"part at end":  {"hls/s/part-1.m4s", func(h *Hub, _ func()) { h.End() }, http.StatusOK},
		"no such part": {"hls/s/part-2.m4s", func(h *Hub, _ func()) { h.End() }, http.StatusNotFound},
		"close":        {"index.m3u8?_HLS_msn=1", func(h *Hub, _ func()) { h.Close() }, http.StatusServiceUnavailable},
		"gone":         {"index.m3u8?_HLS_msn=1", func(_ *Hub, cancel func()) { cancel() }, http.StatusServiceUnavailable},
		"part":         {"hls/s/part-1.m4s", func(h *Hub, _ func()) { f := newFeeder(h); f.n = 10; f.video(10) }, http.StatusOK},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := testHub()
				s := NewServer(h, ServerConfig{})
				h.Init(videoInit)
				newFeeder(h).video(10)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				answer := make(chan *httptest.ResponseRecorder, 1)
				go func() { answer <- get(ctx, s, "/"+c.path) }()
				synctest.Wait()
				c.do(h, cancel)
				w := <-answer
				if w.Code != c.code {
					t.Errorf("%d, want %d", w.Code, c.code)
				}
				if name == "end" && !strings.Contains(w.Body.String(), "#EXT-X-ENDLIST\n") {
					t.Errorf("no end in\n%s", w.Body)
				}
			})
		})
	}
}

// Before the stream begins a player waits for a while, and is told to come again.
func TestWaitingForTheStream(t *testing.T) {
	for _, path := range []string{"/index.m3u8", "/stream.mp4"} {
		synctest.Test(t, func(t *testing.T) {
			s := NewServer(testHub(), ServerConfig{})
			began := time.Now()
			w := get(t.Context(), s, path)
			if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || time.Since(began) != startWait {
				t.Errorf("%s: %d after %v", path, w.Code, time.Since(began))
			}
		})
	}
}

func TestTooManyWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewServer(testHub(), ServerConfig{})
		ctx, cancel := context.WithCancel(t.Context())
		for range maxWait {
			go get(ctx, s, "/index.m3u8")
		}
		synctest.Wait()
		if w := get(ctx, s, "/index.m3u8"); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), ErrBusy.Error()) {
			t.Errorf("one more: %d %s", w.Code, w.Body)
		}
		cancel()
		synctest.Wait()
		if n := s.waiting.Load(); n != 0 {
			t.Errorf("%d still count as waiting", n)
		}
	})
}

func FuzzReload(f *testing.F) {
	for _, seed := range []string{"", "_HLS_msn=3", "_HLS_msn=3&_HLS_part=0", "_HLS_part=1", "_HLS_msn=%33", "_HLS_msn=1099511627776", "a=b;c"} {
		f.Add(seed)
	}
	h := testHub()
	h.Init(videoInit)
	newFeeder(h).video(500)
	f.Fuzz(func(t *testing.T, query string) {
		r, err := parseReload(query)
		if err != nil {
			if !errors.Is(err, errAsked) {
				t.Errorf("%v", err)
			}
			return
		}
		if r.msn > hlsMaxNumber || r.part > hlsMaxNumber || r.part < -1 || !r.held && (r.msn != 0 || r.part != -1) {
			t.Errorf("%q: %+v", query, r)
		}
		h.hls.has(r.msn, r.part)
		h.hls.beyond(r.msn)
	})
}

func FuzzName(f *testing.F) {
	for _, seed := range []string{"seg-1.m4s", "part-22.m4s", "init-0.mp4", "init-.mp4", "seg-1.m4s.m4s"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		kind, n, ok := parseName(name)
		if ok && fmt.Sprintf("%s%d", kind, n) != strings.TrimSuffix(strings.TrimSuffix(name, hlsMediaExt), hlsInitExt) {
			t.Errorf("%q: %q %d", name, kind, n)
		}
	})
}

// FuzzPackager gives fragments with times as the input says: of each, a byte
// with what it is, and two times. What is kept stays within its limits, and the
// playlist names only what is there.
func FuzzPackager(f *testing.F) {
	step := func(what byte, at, length int64) []byte {
		return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64([]byte{what}, uint64(at)), uint64(length))
	}
	var steady []byte
	for i := range int64(60) {
		steady = append(steady, step(byte(i%25/24), i*4e7, 4e7)...)
	}
	f.Add(steady)
	f.Add(append(step(1, int64(media.MaxTime), int64(media.MaxTime)), step(1, 0, int64(media.MaxTime))...))
	f.Add(append(step(2, 5, 0), append(step(1|4, 0, 0), step(1|8, 1e9, 0)...)...))
	f.Fuzz(func(t *testing.T, b []byte) {
		h := testHub()
		h.Init(videoInit)
		limit := uint64(media.MaxTime)
		for n := 0; len(b) >= 17 && n < 256; n++ {
			what, at, length := b[0], binary.BigEndian.Uint64(b[1:])%limit, binary.BigEndian.Uint64(b[9:])%limit
			b = b[17:]
			switch {
			case what&4 != 0:
				h.Gap()
			case what&8 != 0:
				h.Init(&media.Init{Data: []byte{what}, Tracks: videoInit.Tracks})
			}
			fragment := &media.Fragment{Data: []byte("x"), Track: 1, Kind: media.Video, Key: what&1 != 0, Time: time.Duration(at), Duration: time.Duration(length)}
			if what&2 != 0 {
				fragment.Track, fragment.Kind, fragment.Key = 2, media.Audio, false
			}
			h.Fragment(fragment, captureStart+fragment.Time)
		}
		p := h.hls
		if len(p.segments) > hlsKept+1 || len(p.inits) > hlsKept+2 || p.target <= 0 || p.longest <= 0 {
			t.Fatalf("%d segments, %d inits, target %v, part %v", len(p.segments), len(p.inits), p.target, p.longest)
		}
		if !p.playable() {
			return
		}
		s := NewServer(h, ServerConfig{})
		h.End()
		for _, uri := range uris(p.playlist()) {
			if w := get(t.Context(), s, "/"+uri); w.Code != http.StatusOK {
				t.Fatalf("%s: %d", uri, w.Code)
			}
		}
	})
}
