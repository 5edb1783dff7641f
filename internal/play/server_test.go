package play

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"throng/internal/feed"
	"throng/internal/media"
)

// pipes is a listener whose connections are in memory.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	close(p.closed)
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

func (p *pipes) dial(context.Context, string, string) (net.Conn, error) {
	here, there := net.Pipe()
	p.conns <- there
	return here, nil
}

// serve runs a Server, for clients that go through the client returned.
func serve(t *testing.T, h http.Handler) *http.Client {
	p := &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: h, ReadHeaderTimeout: time.Second}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(p)
	}()
	transport := &http.Transport{DialContext: p.dial}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		_ = server.Close()
		<-done
	})
	return &http.Client{Transport: transport}
}

// onAir is a Hub whose stream has begun, a client of its Server, and what feeds it.
func onAir(t *testing.T) (h *Hub, client *http.Client, f *feeder) {
	h = testHub()
	client = serve(t, NewServer(h, ServerConfig{}))
	h.Init(videoInit)
	return h, client, newFeeder(h)
}

// readStream asks for the endless MP4; the answer is closed when the test ends.
func readStream(t *testing.T, client *http.Client) *http.Response {
	t.Helper()
	resp, err := client.Get("http://localhost/stream.mp4")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	return resp
}

func TestStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, client, f := onAir(t)
		f.video(28)
		resp := readStream(t, client)
		if resp.Header.Get("Content-Type") != "video/mp4" || resp.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("headers %v", resp.Header)
		}
		want := "<video init>v25;v26;v27;"
		got := make([]byte, len(want))
		if _, err := io.ReadFull(resp.Body, got); err != nil || string(got) != want {
			t.Fatalf("begins with %q, %v", got, err)
		}
		f.video(2)
		h.End()
		rest, err := io.ReadAll(resp.Body)
		if err != nil || string(rest) != "v28;v29;" {
			t.Errorf("goes on with %q, %v", rest, err)
		}
		if resp = readStream(t, client); resp.StatusCode != http.StatusGone {
			t.Errorf("after the end: %v", resp.Status)
		}
	})
}

func TestStreamEndsWithItsInit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, client, f := onAir(t)
		f.video(2)
		resp := readStream(t, client)
		synctest.Wait()
		h.Init(&media.Init{Data: []byte("<other>"), Tracks: videoInit.Tracks})
		f.video(24)
		if b, err := io.ReadAll(resp.Body); err != nil || string(b) != "<video init>v0;v1;" {
			t.Errorf("got %q, %v", b, err)
		}
		h.Close()
	})
}

// Who reads on where the broadcaster begins anew sees no time go back, and every fragment.
func TestStreamGoesOnWithABroadcasterThatBeginsAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, all := clip(t)
		h := testHub()
		client := serve(t, NewServer(h, ServerConfig{}))
		h.Init(in)
		h.Fragment(all[0], 0)
		resp := readStream(t, client)
		for round := range 2 {
			if round > 0 {
				h.Gap()
				h.Init(in)
				h.Fragment(all[0], 0)
			}
			for _, f := range all[1:] {
				h.Fragment(f, 0)
				synctest.Wait()
			}
		}
		h.End()
		got, ends := 0, map[uint32]time.Duration{}
		for item, err := range media.NewReader(resp.Body).All() {
			if err != nil {
				t.Fatal(err)
			}
			if f := item.Fragment; f != nil {
				if f.Time < ends[f.Track]-time.Millisecond {
					t.Fatalf("fragment %d of track %d begins at %v, the one before ends at %v", got, f.Track, f.Time, ends[f.Track])
				}
				got++
				ends[f.Track] = f.End()
			}
		}
		if got != 2*len(all) {
			t.Errorf("%d fragments, want %d", got, 2*len(all))
		}
	})
}

func TestStreamHead(t *testing.T) {
	for _, path := range []string{"/stream.mp4", "/index.m3u8"} {
		r := httptest.NewRequest(http.MethodHead, path, nil)
		r.Host = "127.0.0.1:8000"
		w := httptest.NewRecorder()
		NewServer(testHub(), ServerConfig{}).ServeHTTP(w, r)
		if w.Code != http.StatusOK || w.Body.Len() > 0 || w.Header().Get("Content-Type") == "" {
			t.Errorf("%s: %d %v", path, w.Code, w.Header())
		}
	}
}

// A player that reads nothing loses frames, goes on at a key frame, and is cut
// off in the end; nobody else notices.
func TestStreamSlowReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, client, f := onAir(t)
		f.video(1)
		resp := readStream(t, client)
		quick := subscribe(t, h)
		for range 100 {
			f.video(25)
			drain(t, quick)
		}
		synctest.Wait()
		h.End()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		lost := h.Counts().Lost
		if quick.Lost() != 0 || lost == 0 {
			t.Errorf("the quick one lost %d, all %d", quick.Lost(), lost)
		}
		last, seen := -1, 0
		for _, m := range regexp.MustCompile(`v(\d+);`).FindAllSubmatch(body, -1) {
			n, _ := strconv.Atoi(string(m[1]))
			if n != last+1 && n%25 != 0 {
				t.Fatalf("%d after %d", n, last)
			}
			last, seen = n, seen+1
		}
		if seen+int(lost) != f.n {
			t.Errorf("%d came, %d lost, of %d", seen, lost, f.n)
		}
	})
}

func TestStreamDeadReaderIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, client, f := onAir(t)
		f.size = 300_000
		f.video(30)
		readStream(t, client)
		time.Sleep(streamWriteLimit + time.Second)
		synctest.Wait()
		if n := h.Counts().Readers; n != 0 {
			t.Errorf("%d readers still there", n)
		}
		h.Close()
	})
}

// feedMessages reads a feed to its end and writes what it says in short.
func feedMessages(t *testing.T, conn *websocket.Conn) (all []string, closed websocket.StatusCode) {
	t.Helper()
	for {
		kind, b, err := conn.Read(t.Context())
		if err != nil {
			return all, websocket.CloseStatus(err)
		}
		switch {
		case kind == websocket.MessageText:
			var m map[string]any
			if err := json.Unmarshal(b, &m); err != nil {
				t.Fatal(err)
			}
			all = append(all, m["type"].(string))
		case b[0] == feed.KindInit:
			n := binary.BigEndian.Uint16(b[2:])
			all = append(all, "init "+string(b[feed.InitHead:feed.InitHead+n])+" "+string(b[feed.InitHead+n:]))
		default:
			all = append(all, string(bytes.Repeat([]byte{'!'}, int(b[1]&feed.FlagGap)/feed.FlagGap))+string(b[feed.FragmentHead:]))
		}
	}
}

// openFeed opens the feed as a page does; it is closed when the test ends.
func openFeed(t *testing.T, client *http.Client) *websocket.Conn {
	t.Helper()
	conn, _, err := dialFeed(t, client, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.CloseNow() })
	return conn
}

func dialFeed(t *testing.T, client *http.Client, header http.Header) (*websocket.Conn, *http.Response, error) {
	t.Helper()
	return websocket.Dial(t.Context(), "ws://localhost/feed", &websocket.DialOptions{HTTPClient: client, HTTPHeader: header})
}

func TestFeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(Config{Title: "A title"})
		client := serve(t, NewServer(h, ServerConfig{Link: "throng:x", Figures: func() any { return Figures{Peers: 3} }}))
		h.Init(videoInit)
		f := newFeeder(h)
		f.video(2)
		conn := openFeed(t, client)
		go func() {
			synctest.Wait()
			f.video(1)
			h.Gap()
			f.audio("lost;")
			f.video(23)
			other := &media.Init{Data: []byte("<2>"), Tracks: audioInit.Tracks}
			h.Init(other)
			h.Fragment(&media.Fragment{Data: []byte("o;"), Track: 7, Kind: media.Audio, Key: true}, 0)
			time.Sleep(1500 * time.Millisecond)
			h.End()
		}()
		got, code := feedMessages(t, conn)
		want := []string{
			"hello", "stats", `init video/mp4; codecs="avc1.64001f,mp4a.40.2" <video init>`, "v0;", "v1;", "v2;", "!v25;",
			`init audio/mp4; codecs="opus" <2>`, "o;", "stats", "end",
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") || code != websocket.StatusNormalClosure {
			t.Errorf("got %q, code %v", got, code)
		}
		// A page that comes later learns of the end as well.
		if got, _ := feedMessages(t, openFeed(t, client)); strings.Join(got, " ") != "hello stats end" {
			t.Errorf("after the end: %q", got)
		}
	})
}

func TestFeedStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := testHub()
		client := serve(t, NewServer(h, ServerConfig{}))
		conn := openFeed(t, client)
		go func() {
			synctest.Wait()
			h.Close()
		}()
		if got, code := feedMessages(t, conn); strings.Join(got, " ") != "hello stats stop" || code != websocket.StatusGoingAway {
			t.Errorf("got %q, code %v", got, code)
		}
	})
}

// A page that goes, and one that takes nothing, give their places up.
func TestFeedPageGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, client, f := onAir(t)
		f.size = 1 << 20
		gone := openFeed(t, client)
		openFeed(t, client) // takes nothing
		gone.CloseNow()
		f.video(5)
		time.Sleep(feedWriteLimit + time.Second)
		synctest.Wait()
		if n := h.Counts().Readers; n != 0 {
			t.Errorf("%d readers still there", n)
		}
		h.Close()
	})
}

func TestFeedOrigins(t *testing.T) {
	cases := []struct {
		origin  string
		allowed []string
		code    int
	}{
		{"", nil, http.StatusSwitchingProtocols},
		{"http://localhost", nil, http.StatusSwitchingProtocols},
		{"http://localhost:81", nil, http.StatusForbidden},
		{"https://evil.example", nil, http.StatusForbidden},
		{"null", nil, http.StatusForbidden},
		{"null", []string{"*"}, http.StatusSwitchingProtocols},
		{"https://tv.example", []string{"tv.example"}, http.StatusSwitchingProtocols},
		{"https://tv.example:444", []string{"tv.example"}, http.StatusForbidden},
	}
	for _, c := range cases {
		synctest.Test(t, func(t *testing.T) {
			h := testHub()
			client := serve(t, NewServer(h, ServerConfig{Origins: c.allowed}))
			header := http.Header{}
			if c.origin != "" {
				header.Set("Origin", c.origin)
			}
			conn, resp, _ := dialFeed(t, client, header)
			if resp == nil || resp.StatusCode != c.code {
				t.Errorf("origin %q, allowed %q: %+v, want %d", c.origin, c.allowed, resp, c.code)
			}
			if conn != nil {
				conn.CloseNow()
			}
			h.Close()
		})
	}
}

// No web site that is open in a browser on this machine may see, or have
// fetched, what is watched here.
func TestStreamOrigins(t *testing.T) {
	cases := []struct {
		origin, site, dest string
		allowed            []string
		code               int
		readable           bool // by the page that asks
	}{
		{"", "", "", nil, 200, false},
		{"", "same-origin", "video", nil, 200, false},
		{"", "none", "document", nil, 200, false},
		{"", "cross-site", "document", nil, 200, false}, // a link was followed
		{"", "cross-site", "video", nil, 403, false},
		{"", "cross-site", "iframe", nil, 403, false},
		{"", "same-site", "empty", nil, 403, false}, // another port of localhost
		{"http://localhost", "same-origin", "empty", nil, 200, true},
		{"http://localhost:81", "same-site", "empty", nil, 403, false},
		{"https://evil.example", "cross-site", "empty", nil, 403, false},
		{"null", "cross-site", "empty", nil, 403, false},
		{"https://tv.example", "cross-site", "empty", []string{"tv.example"}, 200, true},
		{"https://evil.example", "cross-site", "empty", []string{"tv.example"}, 403, false},
		{"", "cross-site", "video", []string{"tv.example"}, 200, false},
		{"null", "cross-site", "empty", []string{"*"}, 200, true},
	}
	for _, c := range cases {
		for method, paths := range map[string][]string{
			http.MethodHead:    {"/stream.mp4", "/index.m3u8"},
			http.MethodOptions: {"/stream.mp4", "/index.m3u8", "/hls/s/part-1.m4s"},
		} {
			for _, path := range paths {
				r := httptest.NewRequest(method, path, nil)
				r.Host = "localhost"
				for name, value := range map[string]string{"Origin": c.origin, "Sec-Fetch-Site": c.site, "Sec-Fetch-Dest": c.dest} {
					if value != "" {
						r.Header.Set(name, value)
					}
				}
				w := httptest.NewRecorder()
				NewServer(testHub(), ServerConfig{Origins: c.allowed}).ServeHTTP(w, r)
				want := c.code
				if method == http.MethodOptions && want == 200 {
					want = http.StatusNoContent
				}
				readable := w.Header().Get("Access-Control-Allow-Origin")
				if w.Code != want || readable != "" && readable != c.origin || (readable != "") != c.readable {
					t.Errorf("%s %s, %+v: %d, readable by %q", method, path, c, w.Code, readable)
				}
				if embed := w.Header().Get("Cross-Origin-Resource-Policy"); (embed == "same-origin") != (c.allowed == nil) && w.Code < 300 {
					t.Errorf("%s %s, %+v: may be embedded by %q", method, path, c, embed)
				}
			}
		}
	}
}

func TestHosts(t *testing.T) {
	s := NewServer(testHub(), ServerConfig{Hosts: []string{"tv.local"}})
	for host, want := range map[string]int{
		"localhost": 200, "LOCALHOST:8000": 200, "a.localhost": 200, "127.0.0.1:80": 200, "[::1]:80": 200, "[::1]": 200,
		"192.0.2.1": 200, "tv.local:1": 200, "localhost.": 200,
		"evil.example": 421, "localhost.evil.example": 421, "127.0.0.1.evil.example:80": 421, "": 421, "tv.local.evil.example": 421,
	} {
		r := httptest.NewRequest(http.MethodGet, "/api/stats", nil)
		r.Host = host
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("Host %q: %d, want %d", host, w.Code, want)
		}
	}
}

func TestStats(t *testing.T) {
	s := NewServer(testHub(), ServerConfig{Figures: func() any { return map[string]int{"peers": 2} }})
	if w := get(t.Context(), s, "/api/stats"); w.Body.String() != "{\"peers\":2}\n" || w.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("%s %v", w.Body, w.Header())
	}
	if w := get(t.Context(), s, "/"); w.Code != http.StatusNotFound {
		t.Errorf("no page: %d", w.Code)
	}
}

func TestMethods(t *testing.T) {
	s := NewServer(testHub(), ServerConfig{})
	for _, c := range []struct {
		method, path string
		want         int
	}{
		{http.MethodPost, "/stream.mp4", http.StatusMethodNotAllowed},
		{http.MethodOptions, "/stream.mp4", http.StatusNoContent},
		{http.MethodOptions, "/hls/s/part-1.m4s", http.StatusNoContent},
		{http.MethodDelete, "/api/stats", http.StatusMethodNotAllowed},
		{http.MethodGet, "/feed", http.StatusUpgradeRequired},
	} {
		r := httptest.NewRequest(c.method, c.path, nil)
		r.Host = "localhost"
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, w.Code, c.want)
		}
	}
}

func TestBusyServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(Config{MaxReaders: 1})
		subscribe(t, h)
		client := serve(t, NewServer(h, ServerConfig{}))
		for _, path := range []string{"/stream.mp4", "/feed"} {
			resp, err := client.Get("http://localhost" + path)
			if err != nil {
				t.Fatal(err)
			}
			line, _ := bufio.NewReader(resp.Body).ReadString('\n')
			resp.Body.Close()
			if resp.StatusCode != http.StatusServiceUnavailable || !strings.Contains(line, ErrBusy.Error()) {
				t.Errorf("%s: %d %q", path, resp.StatusCode, line)
			}
		}
	})
}

var errDisk = errors.New("disk full")

// FuzzHost: neither a Host nor an Origin that belongs to somebody else gets in.
func FuzzHost(f *testing.F) {
	for _, seed := range []string{"localhost", "127.0.0.1:80", "[::1]:80", "a.localhost.", "evil.example", "null", "[::1%25eth0]:1", "LOCALHOST:x"} {
		f.Add(seed)
		f.Add("http://" + seed)
	}
	s := NewServer(testHub(), ServerConfig{})
	f.Fuzz(func(t *testing.T, text string) {
		if s.hostAllowed(text) {
			name := hostname(text)
			if _, err := netip.ParseAddr(name); err != nil && name != "localhost" && !strings.HasSuffix(name, ".localhost") {
				t.Fatalf("Host %q got in as %q", text, name)
			}
		}
		r := &http.Request{Host: "localhost:8000", Header: http.Header{"Origin": {text}}}
		if u, err := url.Parse(text); s.originAllowed(r) && text != "" && (err != nil || !strings.EqualFold(u.Host, r.Host)) {
			t.Fatalf("Origin %q got in", text)
		}
	})
}
