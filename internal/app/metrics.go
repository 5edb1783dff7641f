package app

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"throng/internal/link/udp"
	"throng/internal/overlay"
	"throng/internal/play"
)

// collector offers a peer's figures to Prometheus: the engine's, those of its
// links, and of what it plays.
type collector struct {
	g    *gauge
	peer *peer
	hub  *play.Hub
}

func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("throng_"+name, help, labels, nil)
}

var (
	descNeighbours = desc("neighbours", "Links that are up.")
	descParents    = desc("parents", "Neighbours that push to this peer.")
	descChildren   = desc("children", "Neighbours that this peer pushes to.")
	descStripes    = desc("stripes", "Stripes being received.")
	descSlots      = desc("child_slots", "Stripes being pushed, counted by child.")
	descLossy      = desc("lossy", "1 while much of what this peer is sent is lost on its way (at the broadcaster: of what most viewers are sent, so that it adds parity); else 0.")
	descShort      = desc("short", "1 while the viewers' uplinks do not carry the stream: too little comes to a viewer for want of room, the broadcaster helps out; else 0.")
	descClock      = desc("clock_error_seconds", "How far the estimate of the broadcaster's clock may be off; -1: unknown.")
	descBlocks     = desc("blocks_total", "Blocks, by what became of them.", "result")
	descPayload    = desc("payload_bytes_total", "Media bytes delivered, or published at the broadcaster.")
	descReceived   = desc("received_bytes_total", "Bytes of all datagrams received.")
	descShards     = desc("received_shards_total", "Shards accepted.")
	descFrom       = desc("received_body_bytes_total", "Bytes of accepted shards, by who sent them.", "from")
	descSent       = desc("sent_bytes_total", "Bytes of all datagrams sent.")
	descSentKind   = desc("sent_kind_bytes_total", "Bytes sent, by what they are: control messages, proofs of shards, bodies of shards.", "kind")
	descSentRepair = desc("sent_repair_bytes_total", "Bytes sent in answer to requests for missing shards.")
	descRole       = desc("role", "1 for the role of this peer.", "role")
	descLastDelay  = desc("last_delay_seconds", "Delay of the newest block delivered.")
	descCarried    = desc("carried_by_viewers", "Share of the stream that viewers carry: at the broadcaster an estimate, 0 to 1.")
	descPulled     = desc("pulled_shards_total", "Shards asked for again.")
	descCapped     = desc("capped_shards_total", "Shards not pushed on because of the upload limit.")
	descRemade     = desc("regenerated_shards_total", "Shards made again from a rebuilt block in order to pass them on.")
	descDropped    = desc("dropped_datagrams_total", "Datagrams dropped, by cause.", "cause")
	descKicked     = desc("kicked_neighbours_total", "Neighbours dropped, by cause.", "cause")
	descDelay      = desc("delay_seconds", "From a block's capture to its being rebuilt here.")

	descLinks      = desc("links", "UDP links: up, answered and not yet confirmed (half_open), being opened (opening).", "state")
	descLinkBytes  = desc("link_bytes_total", "Bytes that crossed the UDP socket, handshakes and sealing included.", "direction")
	descLinkPacket = desc("link_packets_total", "Packets that crossed the UDP socket.", "direction")
	descLinkData   = desc("link_datagrams_total", "Datagrams carried by links.", "direction")
	descHandshakes = desc("link_handshakes_total", "Handshakes answered and begun, those that made a link (up), initiations sent again (repeated), cookies asked for (cookie).", "what")
	descHints      = desc("link_hints_total", "Unproven signs that a peer is gone.")
	descLinkDrops  = desc("link_dropped_packets_total", "Packets dropped below the engine, by cause.", "cause")

	descFragments = desc("play_fragments_total", "Fragments handed on to readers, those that waited for a key frame in vain, and those that slow readers lost.", "result")
	descPlayBytes = desc("play_bytes_total", "Bytes of fragments handed on to readers, each counted once.")
	descGaps      = desc("play_gaps_total", "Gaps in what is played.")
	descReaders   = desc("play_readers", "Pages and players that read now.")
	descUntaken   = desc("untaken_blocks_total", "Blocks dropped because the player's part of the program did not take them in time.")
	descUnheard   = desc("unheard_tracker_events_total", "Answers of trackers dropped because too many waited.")
)

// Describe implements prometheus.Collector.
func (c *collector) Describe(ch chan<- *prometheus.Desc) { prometheus.DescribeByCollect(c, ch) }

// Collect implements prometheus.Collector. The engine's figures are those of the
// last second.
func (c *collector) Collect(ch chan<- prometheus.Metric) {
	c.collectEngine(ch)
	if c.peer != nil {
		collectLinks(ch, c.peer.transport.Stats())
		emitCount(ch, descUntaken, c.peer.node.Blocks().Dropped())
		emitCount(ch, descUnheard, c.peer.client.Dropped())
	}
	if c.hub != nil {
		collectPlay(ch, c.hub.Counts())
	}
}

func (c *collector) collectEngine(ch chan<- prometheus.Metric) {
	c.g.mu.Lock()
	defer c.g.mu.Unlock()
	s := c.g.stats
	emitGauge(ch, descRole, 1, s.Role.String())
	emitGauge(ch, descNeighbours, float64(s.Neighbours))
	emitGauge(ch, descParents, float64(s.Parents))
	emitGauge(ch, descChildren, float64(s.Children))
	emitGauge(ch, descStripes, float64(s.Stripes))
	emitGauge(ch, descSlots, float64(s.ChildSlots))
	emitGauge(ch, descLossy, flag(s.Lossy))
	emitGauge(ch, descShort, flag(s.Short))
	emitGauge(ch, descLastDelay, s.Delay.Seconds())
	emitGauge(ch, descClock, max(s.ClockSure.Seconds(), -1))
	emitGauge(ch, descCarried, c.g.now.CarriedByViewers)
	emitCount(ch, descBlocks, s.Delivered, "delivered")
	emitCount(ch, descBlocks, s.Lost, "lost")
	emitCount(ch, descBlocks, s.Late, "late")
	emitCount(ch, descPayload, s.Payload)
	emitCount(ch, descReceived, s.ReceivedBytes)
	emitCount(ch, descShards, s.ReceivedShards)
	emitCount(ch, descFrom, s.FromSourceBytes, "source")
	emitCount(ch, descFrom, s.FromPeersBytes, "viewers")
	emitCount(ch, descSent, s.SentBytes)
	emitCount(ch, descSentKind, s.SentControl, "control")
	emitCount(ch, descSentKind, s.SentProof, "proof")
	emitCount(ch, descSentKind, s.SentBody, "body")
	emitCount(ch, descSentRepair, s.SentRepair)
	emitCount(ch, descPulled, s.Pulled)
	emitCount(ch, descCapped, s.Capped)
	emitCount(ch, descRemade, s.Regenerated)
	for cause := range s.Dropped {
		emitCount(ch, descDropped, s.Dropped[cause], overlay.Cause(cause).String())
		emitCount(ch, descKicked, s.Kicked[cause], overlay.Cause(cause).String())
	}
	ch <- c.delay()
}

func collectLinks(ch chan<- prometheus.Metric, s udp.Stats) {
	emitGauge(ch, descLinks, float64(s.Links), "up")
	emitGauge(ch, descLinks, float64(s.HalfOpen), "half_open")
	emitGauge(ch, descLinks, float64(s.Attempts), "opening")
	emitCount(ch, descLinkBytes, s.BytesSent, "sent")
	emitCount(ch, descLinkBytes, s.BytesReceived, "received")
	emitCount(ch, descLinkPacket, s.DatagramsSent, "sent")
	emitCount(ch, descLinkPacket, s.DatagramsReceived, "received")
	emitCount(ch, descLinkData, s.DataSent, "sent")
	emitCount(ch, descLinkData, s.DataReceived, "received")
	emitCount(ch, descHandshakes, s.HandshakesAnswered, "answered")
	emitCount(ch, descHandshakes, s.HandshakesBegun, "begun")
	emitCount(ch, descHandshakes, s.LinksUp, "up")
	emitCount(ch, descHandshakes, s.InitiationsRepeated, "repeated")
	emitCount(ch, descHandshakes, s.CookiesSent, "cookie")
	emitCount(ch, descHints, s.Hints)
	for cause, n := range s.Dropped() {
		emitCount(ch, descLinkDrops, n, cause)
	}
}

func collectPlay(ch chan<- prometheus.Metric, c play.Counts) {
	emitGauge(ch, descReaders, float64(c.Readers))
	emitCount(ch, descFragments, c.Fragments, "handed_on")
	emitCount(ch, descFragments, c.Waiting, "waiting")
	emitCount(ch, descFragments, c.Lost, "lost")
	emitCount(ch, descPlayBytes, c.Bytes)
	emitCount(ch, descGaps, c.Gaps)
}

func emitGauge(ch chan<- prometheus.Metric, d *prometheus.Desc, v float64, labels ...string) {
	ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
}

// flag is a condition as a gauge shows it.
func flag(on bool) float64 {
	if on {
		return 1
	}
	return 0
}

func emitCount(ch chan<- prometheus.Metric, d *prometheus.Desc, v uint64, labels ...string) {
	ch <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(v), labels...)
}

// delayBuckets are the bounds of the delay's histogram, in milliseconds.
var delayBuckets = []int{25, 50, 75, 100, 150, 200, 250, 300, 400, 500, 750, 1000, 2000, 5000}

func (c *collector) delay() prometheus.Metric {
	buckets := map[float64]uint64{}
	sum, seen, next := 0.0, uint64(0), 0
	for ms, n := range c.g.delays.counts {
		for next < len(delayBuckets) && ms > delayBuckets[next] {
			buckets[float64(delayBuckets[next])/1000] = seen
			next++
		}
		seen += n
		sum += float64(n) * float64(ms) / 1000
	}
	return prometheus.MustNewConstHistogram(descDelay, seen, sum, buckets)
}

// serveMetrics offers figures at http://addr/metrics; an empty address offers nothing.
func serveMetrics(addr string, figures ...prometheus.Collector) (*server, error) {
	if addr == "" {
		return nil, nil
	}
	l, err := listenTCP("metrics", addr, "--metrics")
	if err != nil {
		return nil, err
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	registry.MustRegister(figures...)
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	return serve(l, mux), nil
}
