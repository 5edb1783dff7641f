package app

import (
	"cmp"
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"throng/internal/ident"
	"throng/internal/node"
	"throng/internal/overlay"
	"throng/internal/tracker"
	"throng/internal/web"
)

// site is the page of a channel: in browsers of this machine it plays what a peer here has,
// in all others it is a peer of its own.
type site struct {
	link  ident.Link // the zero link: the page asks for one
	title func() string
	// feed: the server has the stream for browsers of this machine.
	feed bool
	// tracker is mounted beside the page; nil: none. named: the first of the link's trackers
	// is this one.
	tracker http.Handler
	named   bool
	// noTab: the program was built without the peer for browsers' tabs, so that browsers
	// elsewhere too take the stream from here.
	noTab bool
}

// handler makes the page.
func (s site) handler() (http.Handler, error) {
	player, err := web.Handler()
	if err != nil {
		return nil, err
	}
	peer, err := web.PeerHandler()
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	if s.tracker != nil {
		mux.Handle(tracker.Path, sameOrigin(s.tracker))
	}
	page := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.local(r) {
			player.ServeHTTP(w, r)
		} else {
			peer.ServeHTTP(w, r)
		}
	})
	mux.Handle("/", web.ForChannel(page, s.channel))
	return mux, nil
}

// local reports whether the asker is to play from this program.
func (s *site) local(r *http.Request) bool { return s.feed && (onThisMachine(r) || s.noTab) }

// channel is what the page is told.
func (s *site) channel(r *http.Request) web.Channel {
	c := web.Channel{Local: s.local(r)}
	if s.title != nil {
		c.Title = s.title()
	}
	if s.link.Channel != (ident.Channel{}) {
		c.Link = s.linkFor(r, c.Local).String()
	}
	return c
}

// linkFor is the link as the asker may use it: by the name under which it has reached the
// tracker beside the page, since it may not reach the others.
func (s *site) linkFor(r *http.Request, local bool) ident.Link {
	l := s.link
	here := calledBy(r)
	if local || s.tracker == nil && !s.named || ident.CheckTracker(here) != nil || slices.Contains(l.Trackers, here) {
		return l
	}
	others := l.Trackers
	if s.named {
		if onThisMachine(r) {
			return l // others could not use the name of the link that is passed on
		}
		others = others[1:]
	}
	l.Trackers = append([]string{here}, others...)
	l.Trackers = l.Trackers[:min(len(l.Trackers), ident.MaxLinkTrackers)]
	return l
}

// calledBy is the host:port by which a request came; a reverse proxy says by which scheme.
func calledBy(r *http.Request) string {
	u := url.URL{Host: r.Host}
	port := "80"
	if r.TLS != nil || strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https") {
		port = "443"
	}
	host := u.Hostname()
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return host + ":" + cmp.Or(u.Port(), port)
}

// onThisMachine reports whether a request comes from this machine, and not through a
// reverse proxy on it.
func onThisMachine(r *http.Request) bool {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && from.Addr().Unmap().IsLoopback() && r.Header.Get("X-Forwarded-For") == ""
}

// sameOrigin keeps pages of other origins out: no site that is visited learns by asking
// which channel is watched here.
func sameOrigin(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if origin := r.Header.Get("Origin"); origin != "" {
			if u, err := url.Parse(origin); err != nil || !strings.EqualFold(u.Host, r.Host) {
				http.Error(w, "pages of that origin may not ask here", http.StatusForbidden)
				return
			}
		}
		h.ServeHTTP(w, r)
	})
}

// Limits of the tracker beside a peer's page.
const (
	// doorGuests is how many clients it has at once.
	doorGuests = 256
	// doorNeighbours is how many neighbours it names, and doorRefresh how often they are
	// chosen anew.
	doorNeighbours = 16
	doorRefresh    = 2 * time.Second
)

// door is the tracker beside a peer's page. It leads to the peer itself and, through it, to
// its neighbours, so that newcomers find the swarm where no other tracker is left.
type door struct {
	server *tracker.Server
	intro  *introducer
	self   func() tracker.PeerEntry

	mu      sync.Mutex
	entries []tracker.PeerEntry // the peer itself, then neighbours
}

// openDoor makes the tracker beside the page of a peer; self is how it names that.
func openDoor(c Common, channel ident.Channel, intro *introducer, self func() tracker.PeerEntry) *door {
	d := &door{intro: intro, self: self, entries: []tracker.PeerEntry{self()}}
	d.server = tracker.New(tracker.Config{
		Channels: []ident.Channel{channel}, Local: d, Log: c.Log,
		Limits: tracker.Limits{Channels: 1, PeersPerChannel: doorGuests, Connections: doorGuests, ConnectionsPerIP: doorGuests / 4},
	})
	return d
}

// Entries implements tracker.Local.
func (d *door) Entries() []tracker.PeerEntry {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.entries
}

// Connect implements tracker.Local.
func (d *door) Connect(from, to ident.Peer, addrs []netip.AddrPort) bool {
	return to == d.intro.self && d.intro.tell(node.Introduction{Expect: []overlay.Record{{Peer: from, Addrs: addrs}}})
}

// Relay implements tracker.Local.
func (d *door) Relay(from, to ident.Peer, data []byte) bool {
	if !slices.ContainsFunc(d.Entries(), func(e tracker.PeerEntry) bool { return e.Peer == to }) {
		return false
	}
	return d.intro.tell(node.Introduction{Signals: []node.Signal{{From: from, To: to, Data: data}}})
}

// keep chooses anew what is named, again and again until ctx ends.
func (d *door) keep(ctx context.Context, n *node.Node) {
	tick := time.NewTicker(doorRefresh)
	defer tick.Stop()
	for {
		records, err := n.Sample(ctx, doorNeighbours)
		if err != nil {
			return
		}
		entries := make([]tracker.PeerEntry, 1, 1+len(records)) // never changed once others have it
		entries[0] = d.self()
		for _, r := range records {
			entries = append(entries, tracker.PeerEntry{Peer: r.Peer, Addrs: slices.Clone(r.Addrs), WebRTC: r.WebRTC})
		}
		d.mu.Lock()
		d.entries = entries
		d.mu.Unlock()
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}
