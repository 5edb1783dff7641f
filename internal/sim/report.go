package sim

import (
	"fmt"
	"io"
	"math"
	"slices"
	"text/tabwriter"
	"time"

	"throng/internal/overlay"
)

// Report is what a run found. docs/SIMULATION.md says how each figure is
// computed. Everything but WallSeconds depends on the Config alone.
type Report struct {
	Scenario    string  `json:"scenario"`
	Peers       int     `json:"peers"`
	Seed        uint64  `json:"seed"`
	SimSeconds  float64 `json:"sim_seconds"`
	WallSeconds float64 `json:"wall_seconds"`

	Delay             Delays    `json:"delay_ms"`
	SourceUploadRatio float64   `json:"source_upload_ratio"`
	CarriedByViewers  float64   `json:"carried_by_viewers"`
	Overhead          Overhead  `json:"overhead"`
	Continuity        float64   `json:"continuity"`
	Stalls            float64   `json:"stalls_per_viewer_hour"`
	Join              Quantiles `json:"join_ms"`
	// Bound is what a central builder that knows everything reaches with the same peers,
	// without loss and churn; 0: it was not asked for.
	Bound       Quantiles    `json:"bound_ms"`
	Fairness    []LineReport `json:"fairness"`       // by class of access lines
	Recovery    Quantiles    `json:"recovery_ms"`    // after the last fault; 0: there was none
	Again       Quantiles    `json:"plays_again_ms"` // likewise
	UplinkQueue Quantiles    `json:"uplink_queue_ms"`

	// What follows goes beyond the fields that are always there.
	Network     string           `json:"network"`
	Bitrate     int64            `json:"bitrate"`
	Viewers     int              `json:"viewers"`      // that ever came
	NeverJoined int64            `json:"never_joined"` // after joinGrace
	LowestShare float64          `json:"continuity_p1"`
	Peak        float64          `json:"source_upload_peak"` // over peakSeconds
	Stalled     int64            `json:"stalls_p99"`         // stalls of a viewer
	Near        float64          `json:"near_continuity"`    // partition: on the broadcaster's side
	Household   Household        `json:"household"`
	Spoiled     Counts           `json:"bad_shards_received"`   // by a peer from one that corrupts
	Taken       Counts           `json:"bad_shards_until_drop"` // that an honest one took of it
	Corrupters  Counts           `json:"corrupters_met"`        // by an honest one
	Source      Upload           `json:"source_upload"`
	Depth       Depth            `json:"depth"`
	ControlRate float64          `json:"control_rate"` // bytes a second that came to a viewer
	Repaired    float64          `json:"repaired"`     // share of shard bytes that were pulled
	BlocksLost  int64            `json:"blocks_lost"`
	Drops       Losses           `json:"network_drops"`
	Dropped     map[string]int64 `json:"dropped"`
	Kicked      map[string]int64 `json:"kicked"`
	Capped      int64            `json:"capped"` // shards not pushed because of an upload limit
	Events      int64            `json:"events"`
	Datagrams   int64            `json:"datagrams"`
	// Violations is how often an invariant broke, and Broken says which, at most
	// maxBroken of them, the earliest first.
	Violations int64    `json:"violations"`
	Broken     []string `json:"broken,omitempty"`
}

const maxBroken = 20

// Delays of blocks at viewers, in milliseconds.
type Delays struct {
	P50 float64 `json:"p50"`
	P95 float64 `json:"p95"`
	P99 float64 `json:"p99"`
	Max float64 `json:"max"`
}

// Quantiles in milliseconds.
type Quantiles struct {
	P50 float64 `json:"p50"`
	P95 float64 `json:"p95"`
	P99 float64 `json:"p99"`
}

// Overhead is what viewers received, by kind, over the media payload that they
// were handed; the parts add up to Total.
type Overhead struct {
	Parity    float64 `json:"parity"`
	Proof     float64 `json:"proof"`
	Control   float64 `json:"control"`
	Duplicate float64 `json:"duplicate"`
	Framing   float64 `json:"framing"`
	Total     float64 `json:"total"`
}

// Upload is what the broadcaster sent, by kind, over what it published.
type Upload struct {
	Body    float64 `json:"body"`
	Proof   float64 `json:"proof"`
	Repair  float64 `json:"repair"`
	Control float64 `json:"control"`
	Framing float64 `json:"framing"`
}

// Household is what a TCP flow that shares each uplink gets.
type Household struct {
	TCPShare    float64   `json:"tcp_share"` // of the uplink, on average
	TCPShareP5  float64   `json:"tcp_share_p5"`
	EngineQueue Quantiles `json:"engine_queue_ms"` // that the engine's datagrams alone build
}

// Counts are quantiles of a number.
type Counts struct {
	P50 int64 `json:"p50"`
	P99 int64 `json:"p99"`
	Max int64 `json:"max"`
}

// peakSeconds is over how many seconds the broadcaster's upload is averaged for its peak.
const peakSeconds = 5

// peak is the most that the broadcaster sent in peakSeconds of the measured time, over
// the stream's bitrate.
func (w *world) peak(seconds []int64) float64 {
	most, sum := int64(0), int64(0)
	from := int(w.from / 1e9)
	for i := from; i < len(seconds) && int64(i+1)*1e9 <= w.to; i++ {
		sum += seconds[i]
		if i-from >= peakSeconds {
			sum -= seconds[i-peakSeconds]
		}
		if i-from >= peakSeconds-1 {
			most = max(most, sum)
		}
	}
	return over(most*8, w.cfg.Bitrate*peakSeconds)
}

// Depth is how many links pushed shards had crossed.
type Depth struct {
	Mean float64 `json:"mean"`
	P50  int     `json:"p50"`
	P99  int     `json:"p99"`
	Max  int     `json:"max"`
}

// LineReport is about the viewers of a class of access lines.
type LineReport struct {
	Uplink      float64 `json:"uplink"` // times the bitrate
	Viewers     int64   `json:"viewers"`
	UploadRatio float64 `json:"upload_over_download"`
}

// Losses are datagrams that did not arrive, over all that were sent.
type Losses struct {
	Uplink      float64 `json:"uplink"`
	Network     float64 `json:"network"`
	Downlink    float64 `json:"downlink"`
	Strays      int64   `json:"strays"`       // for links that the receiver no longer has
	DeadSends   int64   `json:"dead_sends"`   // engines' sends on links that are gone
	BadConnects int64   `json:"bad_connects"` // Connects to nobody, oneself, or a linked peer
	SilentLinks int64   `json:"silent_links"` // links ended by the link layer's silence
}

func (w *world) report(wall time.Duration) *Report {
	var s totals
	var broken []string
	for _, k := range w.workers {
		s.merge(&k.sum)
		broken = append(broken, k.violated...)
	}
	s.sort()
	slices.Sort(broken)
	cfg := &w.cfg
	r := &Report{
		Scenario: cfg.Scenario, Peers: cfg.Peers, Seed: cfg.Seed,
		SimSeconds: cfg.Duration.Seconds(), WallSeconds: round(wall.Seconds(), 2),
		Delay:             s.delay.delays(),
		SourceUploadRatio: over(s.sourceWire, s.published),
		CarriedByViewers:  over(s.rxBody-s.rxFromSource, s.rxBody),
		Overhead: Overhead{
			Parity:    over(s.rxBody-s.rxDuplicate-s.payload, s.payload),
			Proof:     over(s.rxProof, s.payload),
			Control:   over(s.rxControl, s.payload),
			Duplicate: over(s.rxDuplicate, s.payload),
			Framing:   over(s.rxFraming, s.payload),
			Total:     over(s.rxWire-s.payload, s.payload),
		},
		Continuity: round(ratio(s.onTime, s.pairs), 6),
		Stalls:     round(ratio(s.stalls, s.watched)*float64(time.Hour), 4),
		Join:       quantiles(s.joins),
		Network:    w.net.Name, Bitrate: cfg.Bitrate, Viewers: len(w.peers) - 1,
		NeverJoined: s.neverJoined, Repaired: over(s.rxRepair, s.rxBody), BlocksLost: s.blocksLost,
		ControlRate: round(ratio(s.rxControl, s.there)*float64(time.Second), 1),
		Capped:      s.capped, Events: s.events, Datagrams: s.datagrams,
		Violations: s.violations, Broken: broken[:min(len(broken), maxBroken)],
		Dropped: byCause(&s.dropped), Kicked: byCause(&s.kicked),
		Drops: Losses{
			Uplink: over(s.uplinkDrops, s.datagrams+s.uplinkDrops), Network: over(s.networkLosses, s.datagrams),
			Downlink: over(s.downlinkDrops, s.datagrams), Strays: s.strays, DeadSends: s.deadSends,
			BadConnects: s.badConnects, SilentLinks: s.silentLinks,
		},
		Depth: depthOf(&s),
		Source: Upload{
			Body: over(s.sourceBody, s.published), Proof: over(s.sourceProof, s.published), Repair: over(s.sourceRepair, s.published),
			Control: over(s.sourceControl, s.published), Framing: over(s.sourceFraming, s.published),
		},
	}
	r.UplinkQueue, r.Household.EngineQueue = s.queue.quantiles(), s.ownQueue.quantiles()
	r.Recovery, r.Again = quantiles(s.recoveries), quantiles(s.playsAgain)
	r.Peak, r.Near = w.peak(s.sourceSeconds), round(ratio(s.nearOnTime, s.nearPairs), 6)
	r.Stalled = quantileOf(s.stallsEach, .99)
	r.Spoiled, r.Taken, r.Corrupters = counts(s.spoiled), counts(s.taken), counts(s.corrupters)
	if n := len(s.tcpShares); n > 0 {
		sum := 0.0
		for _, v := range s.tcpShares {
			sum += float64(v)
		}
		r.Household.TCPShare, r.Household.TCPShareP5 = round(sum/float64(n), 4), round(float64(s.tcpShares[n/20]), 4)
	}
	if n := len(s.shares); n > 0 {
		r.LowestShare = round(float64(s.shares[n/100]), 6)
	}
	for i, c := range s.classes {
		r.Fairness = append(r.Fairness, LineReport{Uplink: cfg.Mix[i].Uplink, Viewers: c.viewers, UploadRatio: over(c.tx, c.rx)})
	}
	return r
}

func byCause(counts *[overlay.CauseLast]int64) map[string]int64 {
	m := make(map[string]int64)
	for i, n := range counts {
		if n > 0 {
			m[overlay.Cause(i).String()] = n
		}
	}
	return m
}

func depthOf(s *totals) (d Depth) {
	n, sum, seen := int64(0), int64(0), int64(0)
	for hop, c := range s.hops {
		n += c
		sum += c * int64(hop)
		if c > 0 {
			d.Max = hop
		}
	}
	d.Mean = round(ratio(sum, n), 2)
	for hop, c := range s.hops {
		if seen*2 < n {
			d.P50 = hop
		}
		if seen*100 < n*99 {
			d.P99 = hop
		}
		seen += c
	}
	return d
}

func (h *hist) delays() Delays {
	return Delays{
		P50: round(h.quantile(.5), 1), P95: round(h.quantile(.95), 1),
		P99: round(h.quantile(.99), 1), Max: round(float64(h.max)/1e6, 1),
	}
}

func (h *hist) quantiles() Quantiles {
	d := h.delays()
	return Quantiles{d.P50, d.P95, d.P99}
}

func quantiles(sorted []int64) Quantiles {
	at := func(q float64) float64 { return round(float64(quantileOf(sorted, q))/1e6, 1) }
	return Quantiles{at(.5), at(.95), at(.99)}
}

func counts(sorted []int64) Counts {
	return Counts{quantileOf(sorted, .5), quantileOf(sorted, .99), quantileOf(sorted, 1)}
}

func ratio(a, b int64) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// over is a ratio to four places.
func over(a, b int64) float64 { return round(ratio(a, b), 4) }

func round(v float64, places int) float64 {
	scale := math.Pow10(places)
	return math.Round(v*scale) / scale
}

// WriteTable writes the report for people to read; verbose adds what goes beyond
// the fields that are always there.
func (r *Report) WriteTable(to io.Writer, verbose bool) error {
	t := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	row := func(name, format string, args ...any) { fmt.Fprintf(t, "%s\t%s\n", name, fmt.Sprintf(format, args...)) }
	row("scenario", "%s, %d viewers, %s, %.1f Mb/s, seed %d", r.Scenario, r.Peers, r.Network, float64(r.Bitrate)/1e6, r.Seed)
	row("time", "%.0f s simulated in %.1f s", r.SimSeconds, r.WallSeconds)
	row("delay", "p50 %.0f, p95 %.0f, p99 %.0f, max %.0f ms", r.Delay.P50, r.Delay.P95, r.Delay.P99, r.Delay.Max)
	row("broadcaster's upload", "%.2f × the stream", r.SourceUploadRatio)
	row("carried by viewers", "%.2f %%", 100*r.CarriedByViewers)
	o := r.Overhead
	row("overhead", "%.1f %% = parity %.1f + proof %.1f + control %.1f + duplicates %.1f + framing %.1f",
		100*o.Total, 100*o.Parity, 100*o.Proof, 100*o.Control, 100*o.Duplicate, 100*o.Framing)
	row("continuity", "%.4f %%", 100*r.Continuity)
	row("stalls", "%.3f a viewer-hour", r.Stalls)
	row("join", "p50 %.0f, p95 %.0f, p99 %.0f ms", r.Join.P50, r.Join.P95, r.Join.P99)
	if verbose {
		r.verbose(row)
	}
	for _, b := range r.Broken {
		row("BROKEN", "%s", b)
	}
	if r.Violations > int64(len(r.Broken)) {
		row("BROKEN", "%d in all", r.Violations)
	}
	return t.Flush()
}

func (r *Report) verbose(row func(name, format string, args ...any)) {
	row("viewers", "%d came, %d never joined", r.Viewers, r.NeverJoined)
	row("continuity of the worst 1 %", "%.4f %%", 100*r.LowestShare)
	row("uplink queue", "p50 %.1f, p95 %.1f, p99 %.1f ms", r.UplinkQueue.P50, r.UplinkQueue.P95, r.UplinkQueue.P99)
	u := r.Source
	row("broadcaster's upload", "shards %.2f, proofs %.2f, repair %.2f, control %.2f, framing %.2f", u.Body, u.Proof, u.Repair, u.Control, u.Framing)
	row("depth", "mean %.2f, p50 %d, p99 %d, max %d", r.Depth.Mean, r.Depth.P50, r.Depth.P99, r.Depth.Max)
	row("control", "%.0f bytes a second to a viewer", r.ControlRate)
	row("pulled shards", "%.2f %%", 100*r.Repaired)
	row("blocks lost", "%d", r.BlocksLost)
	for _, l := range r.Fairness {
		row(fmt.Sprintf("uplink %g×", l.Uplink), "%d viewers, upload %.2f × download", l.Viewers, l.UploadRatio)
	}
	n := r.Drops
	row("lost datagrams", "uplinks %.2f %%, network %.2f %%, downlinks %.2f %%", 100*n.Uplink, 100*n.Network, 100*n.Downlink)
	row("links", "%d strays, %d dead sends, %d bad connects, %d silent", n.Strays, n.DeadSends, n.BadConnects, n.SilentLinks)
	row("dropped", "%v", r.Dropped)
	row("neighbours dropped", "%v", r.Kicked)
	row("capped", "%d shards not pushed because of an upload limit", r.Capped)
	row("events", "%d, datagrams %d", r.Events, r.Datagrams)
}
