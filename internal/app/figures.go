package app

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"sync"
	"time"

	"throng/internal/bitrate"
	"throng/internal/node"
	"throng/internal/overlay"
	"throng/internal/play"
)

// Percentiles of a delay, in milliseconds.
type Percentiles struct {
	P50 float64 `json:"p50"`
	P95 float64 `json:"p95"`
	P99 float64 `json:"p99"`
	Max float64 `json:"max"`
}

// Figures are what a peer reports of itself each second and at the end. Rates
// are those of the last second, or of the whole run in the end.
type Figures struct {
	Role             string            `json:"role"`               // source, viewer or relay
	Peers            int               `json:"peers"`              // neighbours
	Parents          int               `json:"parents"`            // neighbours that push to this peer
	Children         int               `json:"children"`           // neighbours that this peer pushes to
	Stripes          int               `json:"stripes"`            // stripes being received
	Delay            Percentiles       `json:"delay_ms"`           // capture to rebuilt; of the last 10 s, or of the whole run
	ClockError       float64           `json:"clock_error_ms"`     // how far the delay may be off; negative: unknown
	Upload           int64             `json:"upload_bps"`         // bits a second, all that is sent
	Download         int64             `json:"download_bps"`       // bits a second, all that is received
	SentBytes        uint64            `json:"sent_bytes"`         //
	ReceivedBytes    uint64            `json:"received_bytes"`     //
	PayloadBytes     uint64            `json:"payload_bytes"`      // media delivered, or published
	CarriedByViewers float64           `json:"carried_by_viewers"` // share of what was received that viewers sent; at the source an estimate
	Delivered        uint64            `json:"delivered"`          // blocks
	Lost             uint64            `json:"lost"`               // blocks given up
	Late             uint64            `json:"late"`               // blocks over a second late
	Pulled           uint64            `json:"pulled"`             // shards asked for again
	Dropped          map[string]uint64 `json:"dropped,omitempty"`  // datagrams, by cause
	Kicked           map[string]uint64 `json:"kicked,omitempty"`   // neighbours, by cause
	Lossy            bool              `json:"lossy,omitempty"`    // much of what this peer is sent is lost; at the broadcaster: of what most viewers are sent, so that it adds parity
	Short            bool              `json:"short,omitempty"`    // the viewers' uplinks do not carry the stream
	Viewers          int               `json:"viewers"`            // in the channel, as the tracker inside knows; 0: not known
}

// recentSpan is over how much of the past a second's percentiles are taken, and
// maxRecent bounds the blocks of it.
const (
	recentSpan = 10 * time.Second
	maxRecent  = 4096
)

// delays counts delays in milliseconds.
type delays struct {
	counts [maxDelay + 1]uint64
	total  uint64
	max    time.Duration
	recent []sample
}

// maxDelay is the longest delay told apart from longer ones, in milliseconds.
const maxDelay = 10_000

type sample struct {
	at    time.Time
	delay time.Duration
}

func (d *delays) add(at time.Time, delay time.Duration) {
	delay = max(delay, 0)
	d.counts[min(delay.Milliseconds(), maxDelay)]++
	d.total++
	d.max = max(d.max, delay)
	if len(d.recent) >= maxRecent {
		d.recent = append(d.recent[:0], d.recent[maxRecent/2:]...)
	}
	d.recent = append(d.recent, sample{at, delay})
}

// all gives the percentiles of the whole run.
func (d *delays) all() Percentiles {
	return percentiles(&d.counts, d.total, d.max)
}

// last gives those of the last recentSpan.
func (d *delays) last(now time.Time) Percentiles {
	keep := 0
	for keep < len(d.recent) && now.Sub(d.recent[keep].at) > recentSpan {
		keep++
	}
	d.recent = append(d.recent[:0], d.recent[keep:]...)
	var counts [maxDelay + 1]uint64
	top := time.Duration(0)
	for _, s := range d.recent {
		counts[min(s.delay.Milliseconds(), maxDelay)]++
		top = max(top, s.delay)
	}
	return percentiles(&counts, uint64(len(d.recent)), top)
}

// percentiles are read off counts of delays by whole milliseconds, rounded up.
func percentiles(counts *[maxDelay + 1]uint64, total uint64, top time.Duration) Percentiles {
	if total == 0 {
		return Percentiles{}
	}
	longest := float64(top.Microseconds()) / 1000
	at := func(share float64) float64 {
		want, sum := uint64(math.Ceil(share*float64(total))), uint64(0)
		for ms, n := range counts[:maxDelay] {
			if sum += n; sum >= want {
				return min(float64(ms+1), longest)
			}
		}
		return longest
	}
	return Percentiles{P50: at(0.50), P95: at(0.95), P99: at(0.99), Max: longest}
}

// gauge gathers a node's figures and hands them to all who show them.
type gauge struct {
	node    *node.Node
	peers   func() int // audience known to a tracker inside; nil: unknown
	started time.Time

	mu     sync.Mutex
	delays delays
	stats  overlay.Stats
	last   overlay.Stats
	demand float64 // source: media bytes that the audience has needed so far
	lastAt time.Time
	now    Figures
	reason string
	room   string // as reason, and before it, while there is no room for this viewer
}

func newGauge(n *node.Node, peers func() int) *gauge {
	return &gauge{node: n, peers: peers, started: time.Now(), lastAt: time.Now()}
}

// delay notes the delay of a block.
func (g *gauge) delay(d time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.delays.add(time.Now(), d)
}

// blame says in plain words why the stream does not come; empty: it does.
func (g *gauge) blame(reason string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.reason = reason
}

// noRoom says in plain words that there is no room for this viewer; empty: there is.
func (g *gauge) noRoom(reason string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.room = reason
}

// crowded reports whether there is no room for this viewer.
func (g *gauge) crowded() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.room != ""
}

// tick takes the figures of the second that has passed.
func (g *gauge) tick(ctx context.Context) (Figures, error) {
	s, err := g.node.Stats(ctx)
	if err != nil {
		return Figures{}, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	viewers := 0
	if g.peers != nil {
		viewers = g.peers()
		g.demand += float64(viewers) * float64(s.Payload-g.last.Payload)
	}
	f := g.figures(s)
	f.Viewers = viewers
	f.Delay = g.delays.last(now)
	if span := now.Sub(g.lastAt).Seconds(); span > 0 {
		f.Upload = int64(float64(s.SentBytes-g.last.SentBytes) * 8 / span)
		f.Download = int64(float64(s.ReceivedBytes-g.last.ReceivedBytes) * 8 / span)
	}
	g.last, g.lastAt, g.stats, g.now = s, now, s, f
	return f, nil
}

// total gives the figures of the whole run.
func (g *gauge) total(s overlay.Stats) Figures {
	g.mu.Lock()
	defer g.mu.Unlock()
	f := g.figures(s)
	f.Delay = g.delays.all()
	if span := time.Since(g.started).Seconds(); span > 0 {
		f.Upload = int64(float64(s.SentBytes) * 8 / span)
		f.Download = int64(float64(s.ReceivedBytes) * 8 / span)
	}
	return f
}

// page gives what the page shows.
func (g *gauge) page() any {
	g.mu.Lock()
	defer g.mu.Unlock()
	return play.Figures{
		Peers: g.now.Peers, Viewers: g.now.Viewers, DelayMs: g.now.Delay.P50,
		ReceivedBytes: g.stats.FromPeersBytes + g.stats.FromSourceBytes, FromViewersBytes: g.stats.FromPeersBytes,
		UploadedBytes: g.stats.SentBody, Reason: cmp.Or(g.room, g.reason),
	}
}

func (g *gauge) figures(s overlay.Stats) Figures {
	f := Figures{
		Role: s.Role.String(), Peers: s.Neighbours, Parents: s.Parents, Children: s.Children, Stripes: s.Stripes, Short: s.Short, Lossy: s.Lossy,
		ClockError: float64(s.ClockSure.Microseconds()) / 1000,
		SentBytes:  s.SentBytes, ReceivedBytes: s.ReceivedBytes, PayloadBytes: s.Payload,
		Delivered: s.Delivered, Lost: s.Lost, Late: s.Late, Pulled: s.Pulled,
		Dropped: byCause(s.Dropped[:]), Kicked: byCause(s.Kicked[:]),
	}
	if s.ClockSure < 0 {
		f.ClockError = -1
	}
	switch got := s.FromPeersBytes + s.FromSourceBytes; {
	case s.Role == overlay.Source:
		// What the audience needs is known from the tracker's count of it second
		// by second, what this peer gave it exactly.
		if g.demand > 0 {
			f.CarriedByViewers = max(0, 1-float64(s.SentBody)/g.demand)
		}
	case got > 0:
		f.CarriedByViewers = float64(s.FromPeersBytes) / float64(got)
	}
	return f
}

func byCause(counts []uint64) map[string]uint64 {
	out := map[string]uint64{}
	for c, n := range counts {
		if n > 0 {
			out[overlay.Cause(c).String()] = n
		}
	}
	return out
}

// line is the live line of a terminal, at most 79 characters long as a rule.
func (f Figures) line() string {
	if f.Role == overlay.Source.String() {
		audience := max(f.Viewers, f.Peers)
		line := fmt.Sprintf("on air · %s · upload %s", count(audience, "viewer"), bitrate.Rate(f.Upload))
		switch {
		case f.Delivered == 0:
			return fmt.Sprintf("waiting for the input · %s", count(audience, "viewer"))
		case f.Viewers > 0: // else nobody knows what share is whose
			line += fmt.Sprintf(" · carried by viewers %.0f %%", 100*f.CarriedByViewers)
		}
		return line
	}
	if f.Delivered == 0 {
		return fmt.Sprintf("waiting for the channel · %s", count(f.Peers, "peer"))
	}
	line := count(f.Peers, "peer")
	relays := f.Role == overlay.Relay.String()
	if relays {
		line = fmt.Sprintf("passing on to %d of %s", f.Children, line)
	}
	if f.Delay.P50 > 0 {
		line += fmt.Sprintf(" · delay %.0f ms", f.Delay.P50)
	}
	if !relays { // there is no room for all
		line += fmt.Sprintf(" · from viewers %.0f %%", 100*f.CarriedByViewers)
	}
	line += fmt.Sprintf(" · down %s · up %s", bitrate.Rate(f.Download), bitrate.Rate(f.Upload))
	if f.Lost > 0 {
		line += fmt.Sprintf(" · lost %d", f.Lost)
	}
	return line
}

// count is a number of things with its noun.
func count(n int, noun string) string {
	switch n {
	case 0:
		return "no " + noun + "s"
	case 1:
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
