package app

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"throng/internal/overlay"
)

// collector offers a gauge's figures to Prometheus.
type collector struct {
	g *gauge
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
	descRemade     = desc("regenerated_shards_total", "Shards made again from a rebuilt block in order to pass them on.")
	descDropped    = desc("dropped_datagrams_total", "Datagrams dropped, by cause.", "cause")
	descKicked     = desc("kicked_neighbours_total", "Neighbours dropped, by cause.", "cause")
	descDelay      = desc("delay_seconds", "From a block's capture to its being rebuilt here.")
)

// Describe implements prometheus.Collector.
func (c *collector) Describe(ch chan<- *prometheus.Desc) { prometheus.DescribeByCollect(c, ch) }

// Collect implements prometheus.Collector. Its figures are those of the last
// second.
func (c *collector) Collect(ch chan<- prometheus.Metric) {
	c.g.mu.Lock()
	defer c.g.mu.Unlock()
	s := c.g.stats
	emitGauge(ch, descRole, 1, s.Role.String())
	emitGauge(ch, descNeighbours, float64(s.Neighbours))
	emitGauge(ch, descParents, float64(s.Parents))
	emitGauge(ch, descChildren, float64(s.Children))
	emitGauge(ch, descStripes, float64(s.Stripes))
	emitGauge(ch, descSlots, float64(s.ChildSlots))
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
	emitCount(ch, descRemade, s.Regenerated)
	for cause := range s.Dropped {
		emitCount(ch, descDropped, s.Dropped[cause], overlay.Cause(cause).String())
		emitCount(ch, descKicked, s.Kicked[cause], overlay.Cause(cause).String())
	}
	ch <- c.delay()
}

func emitGauge(ch chan<- prometheus.Metric, d *prometheus.Desc, v float64, labels ...string) {
	ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
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
func serveMetrics(addr string, figures prometheus.Collector) (*server, error) {
	if addr == "" {
		return nil, nil
	}
	l, err := listenTCP("metrics", addr, "--metrics")
	if err != nil {
		return nil, err
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(figures, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	return serve(l, mux), nil
}
