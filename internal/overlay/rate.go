package overlay

import (
	"time"

	"throng/internal/block"
)

// bucket is a token bucket in bytes.
type bucket struct {
	level float64
	at    time.Duration
}

// fill adds rate bytes a second since the last call, up to limit.
func (b *bucket) fill(now time.Duration, rate, limit float64) {
	if b.at == 0 {
		b.level = limit
	} else {
		b.level = min(limit, b.level+rate*(now-b.at).Seconds())
	}
	b.at = now
}

func (b *bucket) spend(bytes int) { b.level -= float64(bytes) }

// rateMeter measures what one stripe takes: the mean length of its shards times
// the blocks a second. Blocks are counted by their numbers, so that those which
// did not come count as well.
type rateMeter struct {
	begun  bool
	number uint32        // of the first block of the span
	since  time.Duration // its capture
	bytes  float64       // of one stripe's shards, of the blocks that came
	blocks float64       // that came
	rate   float64       // bits a second of one stripe, everything counted; 0: unknown
}

// meterSpan is over how much of the stream a rate is taken; it should span the
// usual key-frame interval.
const meterSpan = 2 * time.Second

// add counts a rebuilt block, its shards costing perShard bytes beyond their bodies.
func (r *rateMeter) add(h *block.Header, perShard float64) {
	n := h.Seq.Number()
	if !r.begun || h.Capture < r.since || n < r.number || h.Capture-r.since > 10*meterSpan {
		*r = rateMeter{begun: true, number: n, since: h.Capture, rate: r.rate}
	}
	span := h.Capture - r.since
	if n > r.number && r.blocks > 0 && (span >= meterSpan || r.rate == 0 && span >= meterSpan/4) {
		perBlock := r.bytes/r.blocks + perShard
		stripe := perBlock * 8 * float64(n-r.number) / span.Seconds()
		if r.rate == 0 {
			r.rate = stripe
		} else {
			r.rate += (stripe - r.rate) / 4
		}
		r.number, r.since, r.bytes, r.blocks = n, h.Capture, 0, 0
	}
	r.bytes += float64(h.ShardLen())
	r.blocks++
}
