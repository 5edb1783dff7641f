package app

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"throng/internal/play"
	"throng/internal/web"
)

// pipes is a listener whose connections are in memory.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

// dial connects, or returns nil where that takes longer than within.
func (p *pipes) dial(within time.Duration) net.Conn {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here
	case <-time.After(within):
		return nil
	}
}

func page(t *testing.T) http.Handler {
	t.Helper()
	files, err := web.Handler()
	if err != nil {
		t.Fatal(err)
	}
	hub := play.NewHub(play.Config{})
	t.Cleanup(hub.Close)
	return play.NewServer(hub, play.ServerConfig{Page: files})
}

// get asks for the page over a connection and returns the answer's code.
func get(t *testing.T, c net.Conn) int {
	t.Helper()
	go func() { _, _ = io.WriteString(c, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") }()
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode
}

// Clients that take their time over what they ask are cut off, and cannot keep
// others out for longer than that.
func TestDawdlers(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":       "",
		"half a header": "GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ",
		"a body":        "POST /stream.mp4 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n",
		"chunks":        "GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n",
		"a long header": "GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + strings.Repeat("x", 2*maxHeader) + "\r\n\r\n",
		"one request":   "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
	} {
		synctest.Test(t, func(t *testing.T) {
			p := newPipes()
			s := serve(p, page(t))
			defer s.close()
			began := time.Now()
			var all sync.WaitGroup
			for range maxConnections {
				c := p.dial(time.Second)
				if c == nil {
					t.Fatal("not as many connections as there may be")
				}
				over := make(chan struct{})
				all.Go(func() {
					defer close(over)
					_, _ = io.Copy(io.Discard, c)
				})
				all.Go(func() {
					defer func() { _ = c.Close() }()
					_, _ = io.WriteString(c, text)
					for { // a byte a second, as long as it goes
						select {
						case <-over:
							return
						case <-time.After(time.Second):
							if name == "one request" {
								continue
							}
							_ = c.SetWriteDeadline(time.Now().Add(time.Second))
							_, _ = io.WriteString(c, "1")
						}
					}
				})
			}
			// The next one is let in as soon as they have gone.
			c := p.dial(idleTimeout + headerTimeout)
			if c == nil {
				t.Fatalf("%s: nobody else was let in after %v", name, time.Since(began))
			}
			if code := get(t, c); code != http.StatusOK {
				t.Errorf("%s: %d", name, code)
			}
			_ = c.Close()
			all.Wait()
			if d := time.Since(began); d > idleTimeout+2*headerTimeout {
				t.Errorf("%s: the last was cut off after %v", name, d)
			}
		})
	}
}

// No path leads out of what the page has.
func TestPathsLeadNowhere(t *testing.T) {
	h := page(t)
	for _, path := range []string{
		"/../etc/passwd", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/dist/index.html",
		"/hls/../../../etc/passwd", "/hls/s/..%2f..%2fetc%2fpasswd", "/hls/s/seg-1.m4s%00.html", "/hls/s/seg--1.m4s",
		"/hls/s/part-99999999999999999999.m4s", "/web.go", "/.git/config", "/index.html/..%5c..%5cweb.go",
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host = "localhost"
		if err := r.URL.UnmarshalBinary([]byte(path)); err != nil {
			continue // net/http refuses it already
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code < 300 || strings.Contains(w.Body.String(), "root:") {
			t.Errorf("%s: %d %.40q", path, w.Code, w.Body)
		}
	}
}

// What nobody takes is refused, whatever the method.
func TestMethodsAndBodies(t *testing.T) {
	h := bodiless(page(t))
	for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "GET"} {
		for _, path := range []string{"/", "/stream.mp4", "/index.m3u8", "/feed", "/api/stats"} {
			r := httptest.NewRequest(method, path, strings.NewReader("something"))
			r.Host = "localhost"
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != http.StatusRequestEntityTooLarge {
				t.Errorf("%s %s with a body: %d", method, path, w.Code)
			}
			r = httptest.NewRequest(method, path, nil)
			r.Host = "localhost"
			if w = httptest.NewRecorder(); method != "GET" {
				if h.ServeHTTP(w, r); w.Code < 400 {
					t.Errorf("%s %s: %d", method, path, w.Code)
				}
			}
		}
	}
}
