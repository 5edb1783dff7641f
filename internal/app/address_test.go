package app

import (
	"errors"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"

	"throng/internal/ident"
	"throng/internal/ingest"
)

// A link can name no host with a port, a scheme or a blank in it.
func TestAnnouncedHost(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "tv.example.org": "tv.example.org", "192.0.2.1": "192.0.2.1",
		"2001:db8::1": "2001:db8::1", "[2001:db8::1]": "2001:db8::1",
	} {
		if got, err := announcedHost(in); got != want || err != nil {
			t.Errorf("%q: %q, %v, want %q", in, got, err, want)
		}
	}
	for _, in := range []string{"tv.example.org:7400", "192.0.2.1:7400", "[2001:db8::1]:7400", "http://tv.example.org", "two words", "[]", "a/b"} {
		if got, err := announcedHost(in); !errors.Is(err, ErrUsage) || HintOf(err) == "" {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}

// A port in use is a failure, an address that is none a wrong command line; both
// are told without what the system says of it three times over.
func TestListenError(t *testing.T) {
	_, err := listenTCP("page", "127.0.0.1:99999", "--page")
	if !errors.Is(err, ErrUsage) || !strings.Contains(HintOf(err), "--page takes HOST:PORT") {
		t.Errorf("no port: %v, hint %q", err, HintOf(err))
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	_, err = listenTCP("page", l.Addr().String(), "--page")
	want := "page: cannot listen on " + l.Addr().String() + ": " + syscall.EADDRINUSE.Error()
	if !errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, ErrUsage) || err.Error() != want {
		t.Errorf("taken: %v, want %q", err, want)
	}
}

// Each address comes with what it is for, and an encoder's word for word.
func TestAddressesAreExplained(t *testing.T) {
	got := addresses(Event{Link: "throng:x", Watch: "http://192.0.2.1:7400/", Page: "http://127.0.0.1:80/"})
	if want := `
For viewers' browsers                 http://192.0.2.1:7400/
The link, for throng watch and relay  throng:x
For you, to see what viewers see      http://127.0.0.1:80/`; "\n"+got != want {
		t.Errorf("a broadcast:\n%s", got)
	}
	for _, c := range []struct{ input, host, want string }{
		{"rtmp://:1935/live/secret", "192.0.2.1", `
  Server, on this machine     rtmp://127.0.0.1:1935/live
  Server, on another machine  rtmp://192.0.2.1:1935/live
  Stream Key                  secret`},
		{"rtmp://:1935/live/secret", "127.0.0.1", `
  Server, on this machine  rtmp://127.0.0.1:1935/live
  Stream Key               secret`},
		{"srt://:9000", "tv.example.org", `
  Server, on this machine     srt://127.0.0.1:9000
  Server, on another machine  srt://tv.example.org:9000
  Stream Key                  (none)`},
		{"srt://localhost:9000", "192.0.2.1", `
  Server      srt://localhost:9000
  Stream Key  (none)`},
	} {
		l, ok := ingest.ListenerOf(c.input)
		if got := publishing(l, c.host); !ok || got != "In OBS, under Settings → Stream, Service Custom:"+c.want {
			t.Errorf("%s:\n%s", c.input, got)
		}
	}
}

// A tracker says how others reach it, not how it reaches itself.
func TestWhereATrackerIs(t *testing.T) {
	if got, want := where([]string{"tv.example.org:7400"}, "[::]:7400"), `
For throng cast --tracker  tv.example.org:7400
The page for browsers      http://tv.example.org:7400/`; "\n"+got != want {
		t.Errorf("with a name:\n%s", got)
	}
	if got := where(nil, "127.0.0.1:7400"); !strings.Contains(got, " http://127.0.0.1:7400/") || strings.Contains(got, "elsewhere") {
		t.Errorf("on this machine alone:\n%s", got)
	}
	if outward("192.0.2.1:7400") != "192.0.2.1:7400" {
		t.Error("an address that was asked for is replaced")
	}
	for _, addr := range []string{"[::]:7400", "0.0.0.0:7400"} {
		a, err := netip.ParseAddrPort(outward(addr))
		if err != nil || a.Port() != 7400 || a.Addr().IsUnspecified() {
			t.Errorf("%s is reached at %v (%v)", addr, a, err)
		}
		if got := where(nil, addr); strings.Contains(got, "elsewhere") == a.Addr().IsLoopback() {
			t.Errorf("%s:\n%s", addr, got)
		}
	}
}

func TestLocal127(t *testing.T) {
	for at, want := range map[string]bool{
		"127.0.0.1:7400": true, "127.1.2.3:1": true, "[::1]:7400": true, "localhost:7400": true,
		"192.0.2.1:7400": false, "tv.example.org:7400": false, "localhost": false, "": false,
	} {
		if local127(at) != want {
			t.Errorf("%q is of this machine: %v", at, !want)
		}
	}
}

// Where browsers watch by a tracker's page, and where other machines find a page.
func TestPageAddresses(t *testing.T) {
	link := ident.Link{Channel: ident.NewChannelSecret().Channel(), Trackers: []string{"tv.example.org:7400"}}
	for tracker, want := range map[string]string{
		"tv.example.org:7400": "http://tv.example.org:7400/#" + link.String(),
		"tv.example.org:443":  "https://tv.example.org:443/#" + link.String(),
	} {
		if got := pageAt(tracker, link); got != want {
			t.Errorf("by %s: %s, want %s", tracker, got, want)
		}
	}
	for _, k := range []struct{ listen, page, want string }{
		{"127.0.0.1:0", "http://127.0.0.1:5000/", ""},
		{"192.0.2.7:80", "http://192.0.2.7:80/", ""},
		{":0", "http://127.0.0.1:5000/", "http://" + outward("[::]:5000") + "/"},
		{"0.0.0.0:0", "http://127.0.0.1:5000/", "http://" + outward("0.0.0.0:5000") + "/"},
	} {
		if local127(strings.TrimSuffix(strings.TrimPrefix(k.want, "http://"), "/")) {
			k.want = "" // a machine without a network
		}
		if got := pageElsewhere(k.listen, k.page); got != k.want {
			t.Errorf("%s: %q, want %q", k.listen, got, k.want)
		}
	}
}
