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
	weight float64       // of what rate rests on, in spans
	rate   float64       // bits a second of one stripe, everything counted but proofs; 0: unknown
	shard  float64       // bytes of one shard, likewise
}

// A rate is taken over meterSpan of the stream at least, from one key frame to another
// where they are no farther apart than meterLongest: most of the unevenness is theirs. It is
// the mean of the last meterMemory of these, roughly. Until there is one the first meterFirst
// must do.
const (
	meterSpan    = 2 * time.Second
	meterLongest = 6 * time.Second
	meterFirst   = meterSpan / 4
	meterMemory  = 6
)

// add counts a rebuilt block.
func (r *rateMeter) add(h *block.Header) {
	n := h.Seq.Number()
	if !r.begun || h.Capture < r.since || n < r.number || h.Capture-r.since > 10*meterSpan {
		*r = rateMeter{begun: true, number: n, since: h.Capture, rate: r.rate, shard: r.shard, weight: r.weight}
	}
	span := h.Capture - r.since
	entry := h.Flags&block.Entry != 0
	if n > r.number && r.blocks > 0 && (span >= meterSpan && entry || span >= meterLongest || r.rate == 0 && span >= meterFirst) {
		r.shard = r.bytes/r.blocks + shardOverhead
		r.take(r.shard*8*float64(n-r.number)/span.Seconds(), span)
		r.number, r.since, r.bytes, r.blocks = n, h.Capture, 0, 0
	}
	r.bytes += float64(h.ShardLen())
	r.blocks++
}

// take smooths the rate of a span into the mean.
func (r *rateMeter) take(rate float64, span time.Duration) {
	if span < meterSpan {
		r.rate, r.weight = max(rate, assumedStripeRate), 0 // it may lack the key frame
		return
	}
	r.weight = min(r.weight+1, meterMemory)
	r.rate += (rate - r.rate) / r.weight
}
