package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"throng/internal/ident"
	"throng/internal/link"
	"throng/internal/tracker"
)

// TrackerConfig says where a tracker listens.
type TrackerConfig struct {
	Common
	Listen  string         // TCP address of the tracker, UDP address of its STUN server
	Names   []string       // host:port under which clients reach it; none: any
	Proxies []netip.Prefix // where reverse proxies in front of it are; none: there are none
	ICE     []string       // STUN and TURN servers that peers are told of
}

// TrackerFigures are what a tracker reports each second: the first three as
// they are, the others since it began.
type TrackerFigures struct {
	Channels    int               `json:"channels"` // with at least one peer
	Members     int               `json:"members"`  // announced peers of all channels
	Connections int               `json:"connections"`
	Messages    uint64            `json:"messages"` // received from clients
	STUN        uint64            `json:"stun"`     // requests answered
	Refused     map[string]uint64 `json:"refused,omitempty"`
}

// Tracker introduces peers until ctx ends.
func Tracker(ctx context.Context, cfg TrackerConfig) error {
	if len(cfg.ICE) > ident.MaxLinkICE {
		return usage("name those alone that peers need", "--ice: %d servers, at most %d", len(cfg.ICE), ident.MaxLinkICE)
	}
	l, err := listenTCP("tracker", cfg.Listen, "--listen")
	if err != nil {
		return err
	}
	page, err := site{}.handler()
	if err != nil {
		_ = l.Close()
		return fmt.Errorf("page: %w", err)
	}
	// STUN is of use, but not needed: its port may belong to another program.
	udp, err := net.ListenPacket("udp", l.Addr().String())
	if err != nil {
		cfg.Out.Warn("stun", fmt.Sprintf("UDP port of the tracker: cannot listen on %s: %v; peers behind routers are found by their TCP address alone", l.Addr(), brief{err}))
	}
	server := tracker.New(tracker.Config{
		Names: cfg.Names, Proxies: cfg.Proxies, ICE: cfg.ICE, STUN: udp != nil, Page: page, Log: cfg.Log,
	})
	ready := Event{Event: "ready", Tracker: reachable(l.Addr().String())}
	ready.Page = "http://" + ready.Tracker + "/"
	m, err := serveMetrics(cfg.Metrics, &trackerCollector{server})
	if err != nil {
		_ = l.Close()
		if udp != nil {
			_ = udp.Close()
		}
		return err
	}
	if m != nil {
		defer m.close()
		ready.Metrics = m.url() + "metrics"
	}
	cfg.Out.Say(ready, where(cfg.Names, l.Addr().String()))
	runCtx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var work sync.WaitGroup
	work.Go(func() { cancel(server.Serve(runCtx, l)) })
	if udp != nil {
		work.Go(func() { _ = server.ServeSTUN(runCtx, udp) }) // ends with runCtx
	}
	report(runCtx, cfg.Common, server)
	work.Wait()
	f := trackerFigures(server.Stats())
	if err := context.Cause(runCtx); err != nil && !errors.Is(err, context.Canceled) {
		cfg.Out.Say(Event{Event: "end", Reason: err.Error(), TrackerFigures: &f}, "")
		return fmt.Errorf("tracker: %w", err)
	}
	cfg.Out.Say(Event{Event: "end", Reason: stopped, TrackerFigures: &f}, stopped)
	return nil
}

// where says how others reach a tracker that listens on addr: by the names that it has
// been given, or else by an address of this machine, which may not be the one that the
// world sees.
func where(names []string, addr string) string {
	more := ""
	if len(names) == 0 {
		names = []string{outward(addr)}
		if host, port, err := net.SplitHostPort(names[0]); err == nil && names[0] != addr && !local127(names[0]) {
			more = fmt.Sprintf("\nFrom elsewhere this machine's public name or address stands for %s; TCP and UDP port %s must be open.", host, port)
		}
	}
	var rows []row
	for _, n := range names {
		rows = append(rows, row{"For throng cast --tracker", n}, row{"The page for browsers", "http://" + n + "/"})
	}
	return table(rows) + more
}

// outward replaces an unspecified host by this machine's first address that others may
// reach, IPv4 if there is one; by the loopback address where there is none.
func outward(addr string) string {
	a, err := netip.ParseAddrPort(addr)
	if err != nil || !a.Addr().IsUnspecified() {
		return addr
	}
	var found netip.Addr
	for _, ip := range link.InterfaceAddrs() {
		if ip = ip.Unmap(); ip.IsGlobalUnicast() && (!found.IsValid() || ip.Is4() && !found.Is4()) {
			found = ip
		}
	}
	if !found.IsValid() || a.Addr().Is4() && !found.Is4() {
		return reachable(addr)
	}
	return netip.AddrPortFrom(found, a.Port()).String()
}

// report gives the figures each second until ctx ends.
func report(ctx context.Context, c Common, server *tracker.Server) {
	tick := time.NewTicker(statsEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			f := trackerFigures(server.Stats())
			c.Out.Second(Event{Event: "stats", TrackerFigures: &f},
				fmt.Sprintf("%d channels · %d peers", f.Channels, f.Members))
		}
	}
}

func trackerFigures(s tracker.Stats) TrackerFigures {
	f := TrackerFigures{
		Channels: s.Channels, Members: s.Peers, Connections: s.Connections, Messages: s.Messages, STUN: s.STUN,
		Refused: make(map[string]uint64),
	}
	for cause, n := range s.Refused {
		if n > 0 {
			f.Refused[cause] = n
		}
	}
	return f
}

var (
	descChannels    = desc("tracker_channels", "Channels with at least one peer.")
	descMembers     = desc("tracker_peers", "Announced peers of all channels.")
	descConnections = desc("tracker_connections", "Open connections.")
	descMessages    = desc("tracker_messages_total", "Messages received from clients.")
	descSTUN        = desc("tracker_stun_total", "STUN requests answered.")
	descRefused     = desc("tracker_refused_total", "Refusals, by cause.", "cause")
)

// trackerCollector offers a tracker's figures to Prometheus.
type trackerCollector struct{ server *tracker.Server }

// Describe implements prometheus.Collector.
func (c *trackerCollector) Describe(ch chan<- *prometheus.Desc) {
	prometheus.DescribeByCollect(c, ch)
}

// Collect implements prometheus.Collector.
func (c *trackerCollector) Collect(ch chan<- prometheus.Metric) {
	s := c.server.Stats()
	emitGauge(ch, descChannels, float64(s.Channels))
	emitGauge(ch, descMembers, float64(s.Peers))
	emitGauge(ch, descConnections, float64(s.Connections))
	emitCount(ch, descMessages, s.Messages)
	emitCount(ch, descSTUN, s.STUN)
	for cause, n := range s.Refused {
		emitCount(ch, descRefused, n, cause)
	}
}
