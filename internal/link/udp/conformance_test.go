package udp

import (
	"crypto/rand"
	"net/netip"
	"testing"
	"testing/synctest"

	"throng/internal/ident"
	"throng/internal/link"
	"throng/internal/link/linktest"
)

var loopback = netip.MustParseAddrPort("127.0.0.1:0")

func open(t testing.TB, c Config) *Transport {
	t.Helper()
	if c.Secret == (ident.PeerSecret{}) {
		c.Secret = ident.NewPeerSecret()
	}
	if !c.Listen.IsValid() {
		c.Listen = loopback
	}
	tr, err := New(c)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := tr.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return tr
}

// crash ends a transport without telling its peers.
func crash(tr *Transport) error {
	tr.mu.Lock()
	clear(tr.links)
	clear(tr.sessions)
	tr.scheduled = nil
	tr.mu.Unlock()
	return tr.Close()
}

func TestConformance(t *testing.T) {
	for _, c := range []struct {
		name   string
		config Config
	}{
		{"IPv4", Config{Listen: loopback}},
		{"IPv6", Config{Listen: netip.MustParseAddrPort("[::1]:0")}},
		{"DualStack", Config{Listen: netip.MustParseAddrPort("[::]:0")}},
		{"NoOffload", Config{Listen: loopback, NoOffload: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			linktest.Run(t, linktest.Factory{
				Quick: true, // see TestNobodyThere
				Open: func(t *testing.T, secret ident.PeerSecret, channel ident.Channel) link.Transport {
					config := c.config
					config.Secret, config.Channel = secret, channel
					tr, err := New(config)
					if err != nil {
						t.Fatalf("open: %v", err)
					}
					return tr
				},
				Crash: func(t *testing.T, tr link.Transport) {
					if err := crash(tr.(*Transport)); err != nil {
						t.Fatalf("crash: %v", err)
					}
				},
			})
		})
	}
}

func TestNobodyThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newFakeNet(1)
		linktest.NobodyThere(t, linktest.Factory{
			Open: func(_ *testing.T, secret ident.PeerSecret, channel ident.Channel) link.Transport {
				tr := assemble(Config{Secret: secret, Channel: channel}, n.socket(), rand.Reader)
				tr.run()
				return tr
			},
		})
	})
}
