package app

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"throng/internal/block"
	"throng/internal/ident"
	"throng/internal/link"
	"throng/internal/overlay"
	"throng/internal/tracker"
)

// TestServersOfTheTracker: the STUN and TURN servers that a tracker tells of are used, but for
// those of this machine, which say nothing.
func TestServersOfTheTracker(t *testing.T) {
	far := "turn:user:pass@192.0.2.1:3478"
	introducing := tracker.New(tracker.Config{ICE: []string{far, "stun:127.0.0.1:3478"}})
	defer introducing.Close()
	server := httptest.NewServer(introducing.Handler())
	defer server.Close()
	channel, secret := ident.NewChannelSecret(), ident.NewPeerSecret()
	transport, err := openTransport(secret, channel.Channel(), "127.0.0.1:0", 0)
	if err != nil {
		t.Fatal(err)
	}
	told := make(chan []string, 8)
	c := newScreen().common()
	c.webrtc = func(webConfig) (link.Transport, error) { return nil, nil }
	p, err := startPeer(t.Context(), c, peerConfig{
		secret: secret, channel: channel.Channel(), transport: transport, webrtc: true,
		engine:   overlay.Config{Channel: channel.Channel(), Self: secret.Peer(), Role: overlay.Viewer, Coder: block.NewCoder(channel.Channel())},
		trackers: []string{strings.TrimPrefix(server.URL, "http://")},
		use:      func(servers []string) int { told <- servers; return len(servers) },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	select {
	case got := <-told:
		if !slices.Equal(got, []string{far}) {
			t.Errorf("told of %q", got)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("nothing is told of")
	}
}
