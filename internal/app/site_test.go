package app

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"throng/internal/block"
	"throng/internal/ident"
	"throng/internal/link"
	"throng/internal/link/memory"
	"throng/internal/node"
	"throng/internal/overlay"
	"throng/internal/tracker"
	"throng/internal/web"
)

func channelOf(t *testing.T, h http.Handler, r *http.Request) (c web.Channel) {
	t.Helper()
	w := httptest.NewRecorder()
	r.URL.Path = "/channel.json"
	h.ServeHTTP(w, r)
	if err := json.Unmarshal(w.Body.Bytes(), &c); err != nil {
		t.Fatalf("%s: %v", w.Body, err)
	}
	return c
}

// A page tells browsers of this machine to take the stream from here, others the link by
// a name that they can use.
func TestSite(t *testing.T) {
	l := ident.Link{Channel: ident.ChannelSecretFromSeed([32]byte{1}).Channel(), Trackers: []string{"192.0.2.1:7400", "t.example:1"}}
	full := l
	for range ident.MaxLinkTrackers - 2 {
		full.Trackers = append(full.Trackers[:len(full.Trackers):len(full.Trackers)], "t.example:2")
	}
	beside := http.NotFoundHandler()
	for name, c := range map[string]struct {
		site           site
		from, host     string
		forwarded, tls string
		local          bool
		trackers       string // nothing: no link
	}{
		"feed, here":              {site: site{link: l, feed: true, tracker: beside}, from: "127.0.0.1:1", host: "localhost:80", local: true, trackers: "192.0.2.1:7400 t.example:1"},
		"feed, from elsewhere":    {site: site{link: l, feed: true, tracker: beside}, from: "192.0.2.9:1", host: "192.0.2.2:8080", trackers: "192.0.2.2:8080 192.0.2.1:7400 t.example:1"},
		"feed, without tracker":   {site: site{link: l, feed: true}, from: "192.0.2.9:1", host: "192.0.2.2:8080", trackers: "192.0.2.1:7400 t.example:1"},
		"feed, through a proxy":   {site: site{link: l, feed: true, tracker: beside}, from: "127.0.0.1:1", host: "tv.example", forwarded: "192.0.2.9", tls: "https", trackers: "tv.example:443 192.0.2.1:7400 t.example:1"},
		"IPv6, usual port":        {site: site{link: l, tracker: beside}, from: "[2001:db8::9]:1", host: "[2001:db8::1]", trackers: "[2001:db8::1]:80 192.0.2.1:7400 t.example:1"},
		"relay, here":             {site: site{link: l, tracker: beside}, from: "127.0.0.1:1", host: "127.0.0.1:8080", trackers: "127.0.0.1:8080 192.0.2.1:7400 t.example:1"},
		"its own name":            {site: site{link: l, named: true}, from: "192.0.2.9:1", host: "192.0.2.1:7400", trackers: "192.0.2.1:7400 t.example:1"},
		"another of its names":    {site: site{link: l, named: true}, from: "192.0.2.9:1", host: "tv.example:7400", trackers: "tv.example:7400 t.example:1"},
		"another, on the machine": {site: site{link: l, named: true}, from: "[::1]:1", host: "localhost:7400", trackers: "192.0.2.1:7400 t.example:1"},
		"a strange host":          {site: site{link: l, named: true}, from: "192.0.2.9:1", host: "a/b", trackers: "192.0.2.1:7400 t.example:1"},
		"a full link":             {site: site{link: full, tracker: beside}, from: "192.0.2.9:1", host: "a:1", trackers: "a:1 192.0.2.1:7400 t.example:1" + strings.Repeat(" t.example:2", ident.MaxLinkTrackers-3)},
		"any channel":             {from: "192.0.2.9:1", host: "t.example:7400"},
	} {
		c.site.title = func() string { return "News" }
		h, err := c.site.handler()
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr, r.Host = c.from, c.host
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
			r.Header.Set("X-Forwarded-Proto", c.tls)
		}
		got := channelOf(t, h, r)
		trackers := ""
		if got.Link != "" {
			parsed, err := ident.ParseLink(got.Link)
			if err != nil || parsed.Channel != l.Channel {
				t.Errorf("%s: link %s: %v", name, got.Link, err)
			}
			trackers = strings.Join(parsed.Trackers, " ")
		}
		if got.Local != c.local || trackers != c.trackers || got.Title != "News" {
			t.Errorf("%s: %+v with %q, want local %v, %q", name, got, trackers, c.local, c.trackers)
		}
	}
}

// webNet is a network of WebRTC transports whose links are set up by signals, without
// WebRTC.
type webNet struct{ *memory.Network }

// webLink is a transport of it.
type webLink struct {
	*memory.Transport
	signals chan link.OutSignal
	closed  chan struct{}
	once    sync.Once
	mu      sync.Mutex
	linked  map[ident.Peer]bool
}

// nowhere is an address at which nobody is.
var nowhere = []netip.AddrPort{netip.MustParseAddrPort("10.9.9.9:9")}

func (n webNet) open(cfg webConfig) (link.Transport, error) {
	inner, err := n.Open(cfg.secret, cfg.channel)
	if err != nil {
		return nil, err
	}
	return &webLink{Transport: inner, signals: make(chan link.OutSignal, 64), closed: make(chan struct{}), linked: map[ident.Peer]bool{}}, nil
}

func (w *webLink) post(to ident.Peer, text string) {
	select {
	case w.signals <- link.OutSignal{To: to, Data: []byte(text)}:
	default:
	}
}

// Connect offers a link again and again, as long as an attempt lasts.
func (w *webLink) Connect(p ident.Peer, _ []netip.AddrPort) link.ID {
	var offer func(left int)
	offer = func(left int) {
		w.mu.Lock()
		linked := w.linked[p]
		w.mu.Unlock()
		select {
		case <-w.closed:
			return
		default:
		}
		if left > 0 && !linked {
			w.post(p, "offer")
			time.AfterFunc(300*time.Millisecond, func() { offer(left - 1) })
		}
	}
	w.mu.Lock()
	w.linked[p] = false
	w.mu.Unlock()
	offer(10)
	return w.Transport.Connect(p, nowhere)
}

func (w *webLink) Addrs() []netip.AddrPort        { return nil }
func (w *webLink) Signals() <-chan link.OutSignal { return w.signals }
func (w *webLink) HandleSignal(from ident.Peer, data []byte) {
	if string(data) == "offer" {
		w.post(from, w.Transport.Addrs()[0].String())
		return
	}
	if at, err := netip.ParseAddrPort(string(data)); err == nil {
		w.mu.Lock()
		again := w.linked[from]
		w.linked[from] = true
		w.mu.Unlock()
		if !again {
			w.Transport.Connect(from, []netip.AddrPort{at})
		}
	}
}

func (w *webLink) Close() error {
	w.once.Do(func() { close(w.closed) })
	return w.Transport.Close()
}

// tab is a peer that has WebRTC alone, and knows one tracker.
type tab struct {
	node  *node.Node
	intro *introducer
	work  sync.WaitGroup
	stop  context.CancelFunc
}

func openTab(t *testing.T, n webNet, channel ident.Channel, at string) *tab {
	t.Helper()
	secret := ident.NewPeerSecret()
	transport, err := n.open(webConfig{secret: secret, channel: channel})
	if err != nil {
		t.Fatal(err)
	}
	engine, err := overlay.New(overlay.Config{Channel: channel, Self: secret.Peer(), Coder: block.NewCoder(channel), Seed: 1, Reach: overlay.ByWebRTC})
	if err != nil {
		t.Fatal(err)
	}
	v := &tab{intro: &introducer{self: secret.Peer(), log: slog.New(slog.DiscardHandler), out: make(chan node.Introduction, 64)}}
	if v.intro.client, err = tracker.NewClient(tracker.ClientConfig{Trackers: []string{at}, Channel: channel, Secret: secret, WebRTC: true}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	v.stop = cancel
	if v.node, err = node.Start(ctx, node.Config{Engine: engine, Self: secret.Peer(), Transport: transport, Introducer: v.intro}); err != nil {
		t.Fatal(err)
	}
	v.work.Go(func() { v.intro.pump(ctx) })
	v.work.Go(func() { _ = v.intro.client.Run(ctx) })
	return v
}

func (v *tab) close() {
	v.stop()
	<-v.node.Done()
	v.work.Wait()
}

// plays waits until blocks have come and there are so many neighbours.
func (v *tab) plays(t *testing.T, neighbours int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for blocks, linked := 0, 0; blocks < 20 || linked < neighbours; {
		item, err := v.node.Blocks().Next(ctx)
		if err != nil {
			t.Fatalf("%d blocks, %d neighbours: %v", blocks, linked, err)
		}
		if item.Kind == node.Block {
			blocks++
		}
		s, err := v.node.Stats(ctx)
		if err != nil {
			t.Fatal(err)
		}
		linked = s.Neighbours
	}
}

// Once the tracker is gone a tab that opens the page of a viewer finds, through it, all the
// others, and plays.
func TestPageIntroduces(t *testing.T) {
	n := webNet{memory.NewNetwork(1)}
	server := run(t, func(ctx context.Context, c Common) error {
		return Tracker(ctx, TrackerConfig{Common: c, Listen: "127.0.0.1:0"})
	})
	at := server.ready(t).Tracker
	b := run(t, func(ctx context.Context, c Common) error {
		c.webrtc = n.open
		return Cast(ctx, CastConfig{Common: c, Input: "testcard", Listen: "127.0.0.1:0", Trackers: []string{at}, WebRTC: true, Title: "News"})
	})
	text := b.ready(t).Link
	if got, want := b.ready(t).Watch, "http://"+at+"/#"+text; got != want {
		t.Errorf("browsers are sent to %q, want %q", got, want)
	}
	b.wait(t, "a warning", func(e *Event) bool { return e.Code == "tracker-local" })
	var viewers []*command
	for _, relay := range []bool{false, true} {
		v := run(t, func(ctx context.Context, c Common) error {
			c.webrtc = n.open
			return Watch(ctx, WatchConfig{Common: c, Link: text, Listen: "127.0.0.1:0", Page: "127.0.0.1:0", WebRTC: true, Relay: relay})
		})
		v.wait(t, "playing", playing)
		viewers = append(viewers, v)
	}
	parsed, err := ident.ParseLink(text)
	if err != nil {
		t.Fatal(err)
	}
	if err := server.stop(t); err != nil {
		t.Fatal(err)
	}
	for _, v := range viewers {
		page, err := url.Parse(v.ready(t).Page)
		if err != nil {
			t.Fatal(err)
		}
		// The broadcaster, two viewers, and the tabs that came before.
		tab := openTab(t, n, parsed.Channel, page.Host)
		defer tab.close()
		tab.plays(t, 3)
	}
	for _, c := range append(viewers, b) {
		if err := c.stop(t); err != nil {
			t.Error(err)
		}
	}
}

// A cast with its tracker inside serves the page at that port, in which browsers find
// everything, and says where it is; WebRTC can be left out.
func TestCastServesPage(t *testing.T) {
	n := webNet{memory.NewNetwork(1)}
	b := run(t, func(ctx context.Context, c Common) error {
		c.webrtc = n.open
		return Cast(ctx, CastConfig{Common: c, Input: "testcard", Listen: "127.0.0.1:0", WebRTC: true, Title: "News", ICE: []string{"stun:192.0.2.1:1"}})
	})
	ready := b.ready(t)
	if !strings.HasPrefix(ready.Watch, "http://127.0.0.1:") {
		t.Fatalf("ready %+v", ready)
	}
	get := func(path string) (string, http.Header) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, ready.Watch+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = resp.Body.Close() }()
		body, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d, %v", path, resp.StatusCode, err)
		}
		return string(body), resp.Header
	}
	if body, header := get(""); !strings.Contains(body, "<throng-player") || header.Get("Content-Security-Policy") == "" {
		t.Errorf("the page is %q", body)
	}
	var c web.Channel
	if body, _ := get("channel.json"); json.Unmarshal([]byte(body), &c) != nil || c != (web.Channel{Link: ready.Link, Title: "News"}) || !strings.HasSuffix(c.Link, "&i=stun:192.0.2.1:1") {
		t.Errorf("channel.json is %s", body)
	}
	parsed, err := ident.ParseLink(ready.Link)
	if err != nil {
		t.Fatal(err)
	}
	tab := openTab(t, n, parsed.Channel, parsed.Trackers[0])
	defer tab.close()
	tab.plays(t, 1)
	http.DefaultClient.CloseIdleConnections()
	if err := b.stop(t); err != nil {
		t.Error(err)
	}
}

// Without WebRTC a peer says nothing of it to anybody.
func TestWithoutWebRTC(t *testing.T) {
	n := webNet{memory.NewNetwork(1)}
	b := run(t, func(ctx context.Context, c Common) error {
		c.webrtc = n.open
		return Cast(ctx, CastConfig{Common: c, Input: "testcard", Listen: "127.0.0.1:0"})
	})
	parsed, err := ident.ParseLink(b.ready(t).Link)
	if err != nil {
		t.Fatal(err)
	}
	for _, webrtc := range []bool{true, false} {
		client, err := tracker.NewClient(tracker.ClientConfig{Trackers: parsed.Trackers, Channel: parsed.Channel, Secret: ident.NewPeerSecret(), WebRTC: webrtc,
			Addrs: func() []netip.AddrPort { return []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:1")} }})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		done := make(chan error, 1)
		go func() { done <- client.Run(ctx) }()
		for e := range client.Events() {
			switch {
			case e.Kind == tracker.EventPeers && len(e.Peers) == 0: // the broadcaster is not there yet
				time.AfterFunc(100*time.Millisecond, func() { _ = client.Want(5) })
			case e.Kind == tracker.EventPeers:
				if e.Peers[0].WebRTC {
					t.Errorf("told of %+v", e.Peers)
				}
				cancel()
			}
		}
		<-done
	}
	if err := b.stop(t); err != nil {
		t.Error(err)
	}
}

// No page of another origin learns through the tracker beside a page what is watched here.
func TestDoorIsForItsPage(t *testing.T) {
	s := site{tracker: tracker.New(tracker.Config{}).Handler()}
	h, err := s.handler()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	defer server.Close()
	at := "ws" + strings.TrimPrefix(server.URL, "http") + tracker.Path
	for origin, want := range map[string]int{"": 101, server.URL: 101, "http://evil.example": 403, "null": 403} {
		header := http.Header{}
		if origin != "" {
			header.Set("Origin", origin)
		}
		ws, resp, err := websocket.Dial(t.Context(), at, &websocket.DialOptions{HTTPHeader: header})
		if resp == nil || resp.StatusCode != want {
			t.Errorf("origin %q: %v, want %d", origin, err, want)
		}
		if err == nil {
			_ = ws.CloseNow()
		}
	}
}
