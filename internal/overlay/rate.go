package overlay

import "time"

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

// rateMeter measures what one stripe takes, from the blocks that were rebuilt.
type rateMeter struct {
	begun   bool
	since   time.Duration // capture of the first block counted
	bytes   float64
	blocks  float64
	rate    float64 // bits a second of one stripe, everything counted; 0: unknown
	payload float64 // bits a second of the whole stream's payload
}

// meterSpan is over how much of the stream a rate is taken.
const meterSpan = 2 * time.Second

// add counts a block of length payload bytes, shards of shardLen bytes, captured at capture.
func (r *rateMeter) add(capture time.Duration, shardLen, payload int, perShard float64) {
	if !r.begun || capture < r.since {
		r.begun, r.since, r.bytes, r.blocks = true, capture, 0, 0
	}
	span := capture - r.since
	if span >= meterSpan || (r.rate == 0 && span >= meterSpan/4) {
		stripe := (r.bytes + r.blocks*perShard) * 8 / span.Seconds()
		if r.rate == 0 {
			r.rate = stripe
		} else {
			r.rate += (stripe - r.rate) / 4
		}
		r.since, r.bytes, r.blocks = capture, 0, 0
	}
	r.bytes += float64(shardLen)
	r.blocks++
}
