package ingest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"throng/internal/await"
	"throng/internal/freeport"
)

// rtmpDial opens a connection to a listener of this machine.
func rtmpDial(t *testing.T, address string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// Connections that do not publish take no more than their address's share, and
// whatever a publisher sends after a right key, the next one is taken.
func TestRTMPAttacks(t *testing.T) {
	t.Parallel()
	clip(t, "av.ts") // skips where there is no ffmpeg
	address := "127.0.0.1:" + freeport.Take(t)
	s, e, ctx := open(t, Config{Input: "rtmp://" + address + "/live/KEY"})
	e.wait(ctx, t, EventWaiting, 1)

	// Far more idle ones than there is room for: those beyond are closed at once.
	var idle []net.Conn
	for range 3 * maxRTMPWaiting {
		idle = append(idle, rtmpDial(t, address))
	}
	closed := 0
	for _, c := range idle {
		_ = c.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
		if _, err := c.Read(make([]byte, 1)); errors.Is(err, io.EOF) || err != nil && strings.Contains(err.Error(), "reset") {
			closed++
		}
	}
	if closed != 2*maxRTMPWaiting {
		t.Errorf("%d of %d idle connections were closed", closed, len(idle))
	}
	for _, c := range idle {
		_ = c.Close()
	}

	random := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 60_000)
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	tag := func(typ byte, at uint32, body []byte) []byte {
		return chunked(6, len(body)+1, message{typ: typ, time: at, body: body})
	}
	setChunk := chunked(2, 128, message{typ: rtmpSetChunk, body: []byte{0, 1, 0, 0}})
	for name, garbage := range map[string][]byte{
		"noise":            noise,
		"nothing":          nil,
		"video of noise":   bytes.Join([][]byte{setChunk, tag(rtmpVideo, 0, noise), tag(rtmpVideo, 40, noise), tag(rtmpAudio, 40, noise)}, nil),
		"times that jump":  bytes.Join([][]byte{setChunk, tag(rtmpAudio, 1<<31, noise[:90]), tag(rtmpAudio, 0, noise[:90]), tag(rtmpVideo, 1<<32-1, noise[:90])}, nil),
		"empty messages":   bytes.Repeat(tag(rtmpVideo, 0, nil), 2000),
		"a cut message":    append(bytes.Clone(setChunk), tag(rtmpVideo, 0, noise)[:30_000]...),
		"a later playlist": append(bytes.Clone(setChunk), tag(rtmpVideo, 0, []byte("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"))...),
	} {
		publishers := e.count(EventPublisher)
		var c net.Conn
		await.True(t, "a publisher of "+name+" is taken", patience, func() bool {
			c = rtmpDial(t, address) // one after the other: the idle ones may still count
			_, _ = c.Write(publishing("live", "KEY"))
			_ = c.SetReadDeadline(time.Now().Add(patience))
			_, err := io.ReadFull(c, make([]byte, 1+2*handshakePart+200))
			return err == nil
		})
		_, _ = c.Write(garbage)
		// To close with answers unread would reset the connection, perhaps before the
		// listener has taken it.
		_ = c.(*net.TCPConn).CloseWrite()
		go func() { _, _ = io.Copy(io.Discard, c) }()
		e.wait(ctx, t, EventPublisher, publishers+1)
		e.wait(ctx, t, EventGone, publishers+1)
	}
	c := newChecker(t)
	publish(ctx, t, "av.ts", "flv", "rtmp://"+address+"/live/KEY")
	c.readUntil(ctx, s, func() bool { return c.keys >= 2 })
	if got := c.codecs(); got != "avc1+mp4a" {
		t.Errorf("after all that a publisher gives %s", got)
	}
}

// Wrong keys by the dozen are one warning and a number.
func TestWrongKeysAreCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var said []string
		s := &Stream{cfg: Config{Warn: func(_, message string) { said = append(said, message) }}, log: slog.New(slog.DiscardHandler)}
		l := &rtmpListener{waiting: map[netip.Addr]int{}}
		for range 50 {
			l.wrongKey(s, "192.0.2.1:5")
			time.Sleep(refusedQuiet / 40)
		}
		if len(said) != 2 || !strings.Contains(said[0], "a publisher") || !strings.HasPrefix(said[1], "40 publishers") {
			t.Errorf("%q", said)
		}
	})
}

// endless is an input that never ends.
type endless struct {
	piece []byte
	at    int
	mu    sync.Mutex
	ended bool
}

func (r *endless) Read(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended {
		return 0, io.EOF
	}
	n := 0
	for n < len(p) {
		k := copy(p[n:], r.piece[r.at:])
		n, r.at = n+k, (r.at+k)%len(r.piece)
	}
	return n, nil
}

func (r *endless) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended = true
	return nil
}

// Standard input that is no video, without end, ends with an error that says so
// and not with the memory.
func TestEndlessGarbage(t *testing.T) {
	t.Parallel()
	needFFmpeg(t)
	random := rand.New(rand.NewPCG(3, 4))
	noise := make([]byte, 1<<20)
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	empty := bytes.Repeat(append([]byte{'G', 0x1f, 0xff, 0x10}, make([]byte, tsPacket-4)...), 100)
	for name, piece := range map[string][]byte{
		"zeros": make([]byte, 1000), "text": []byte("yes\n"), "noise": noise, "empty MPEG-TS": empty,
		"a box that never ends": append([]byte("\x00\x00\x00\x10ftypisom\x00\x00\x00\x00"), make([]byte, 1<<16)...),
		"a playlist":            []byte("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n"),
		"a list of files":       []byte("ffconcat version 1.0\nfile /etc/passwd\n"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			s, err := Open(ctx, Config{Input: Stdin, Stdin: &endless{piece: piece}})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			item, err := s.Next(ctx)
			if err == nil {
				t.Fatalf("it gave %+v", item)
			}
			var e *Error
			if !errors.As(err, &e) || e.Advice == "" || strings.Contains(err.Error(), "root:") {
				t.Errorf("%v", err)
			}
		})
	}
}
