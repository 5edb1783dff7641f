package app

import (
	"fmt"
	"net"
	"net/url"
	"os"

	"github.com/prometheus/client_golang/prometheus"

	"throng/internal/play"
	"throng/internal/tracker"
)

// local is what a peer serves on its own machine: the stream for pages and
// players, and figures for Prometheus.
type local struct {
	page    string // address; empty: none
	metrics string // address; empty: none
	title   string
	site    site // what the page is, but for the tracker beside it and its title
	peer    *peer
	gauge   *gauge
	tracker *tracker.Server // the one inside; nil: none
}

// open makes the hub and the servers, notes in ready where they are, and leaves
// to c what ends them: their readers first.
func (l local) open(c *closers, ready *Event) (*play.Hub, error) {
	hub := play.NewHub(play.Config{Title: l.title})
	c.add(hub.Close)
	if l.page != "" {
		l.site.title = hub.Title
		if l.peer.door != nil {
			l.site.tracker = l.peer.door.server.Handler()
		}
		s, err := servePage(l.page, hub, l.site, l.gauge.page)
		if err != nil {
			return nil, err
		}
		c.add(s.close)
		ready.Page = s.url()
	}
	figures := []prometheus.Collector{&collector{g: l.gauge, peer: l.peer, hub: hub}}
	if l.tracker != nil {
		figures = append(figures, &trackerCollector{l.tracker})
	}
	m, err := serveMetrics(l.metrics, figures...)
	if err != nil {
		return nil, err
	}
	if m != nil {
		c.add(m.close)
		ready.Metrics = m.url() + "metrics"
	}
	c.add(func() { drain(hub) })
	return hub, nil
}

// servePage serves the hub with the page that plays it.
func servePage(addr string, hub *play.Hub, site site, figures func() any) (*server, error) {
	page, err := site.handler()
	if err != nil {
		return nil, fmt.Errorf("page: %w", err)
	}
	l, err := listenTCP("page", addr, "--page")
	if err != nil {
		return nil, err
	}
	handler := play.NewServer(hub, play.ServerConfig{Page: page, Link: site.link.String(), Figures: figures, Hosts: pageHosts(addr)})
	return serve(l, handler), nil
}

// pageHosts are the names, beside IP addresses and localhost, under which a page
// at addr may be called: the one that was asked for and the machine's own. A web
// site cannot bear these.
func pageHosts(addr string) []string {
	var names []string
	if host, _, err := net.SplitHostPort(addr); err == nil && host != "" {
		names = append(names, host)
	}
	if name, err := os.Hostname(); err == nil {
		names = append(names, name)
	}
	return names
}

// pageElsewhere is how other machines call a page that was to listen at addr and is at page here;
// empty where they cannot.
func pageElsewhere(addr, page string) string {
	at, err := parseListen(addr)
	u, urlErr := url.Parse(page)
	if err != nil || urlErr != nil || !at.Addr().IsUnspecified() {
		return ""
	}
	out := outward(net.JoinHostPort(at.Addr().String(), u.Port()))
	if local127(out) {
		return ""
	}
	return "http://" + out + "/"
}
