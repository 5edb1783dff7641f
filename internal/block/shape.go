package block

import "time"

// The bounds of what ShapeFor chooses.
const (
	minData = 4
	maxData = 20
	// minParity is the least number of parity shards.
	minParity = 2
	// dataPerParity is the most data shards for each parity shard, and lossyDataPerParity the same
	// where viewers lose much of what they are sent.
	dataPerParity      = 10
	lossyDataPerParity = 7
	// maxBlockTime is how long a full block may last; at lower bitrates it
	// takes fewer data shards rather than longer.
	maxBlockTime = 80 * time.Millisecond
)

// ShapeFor chooses the shape for a stream of so many bits a second; 0 or less
// means that the bitrate is unknown. From 1.9 Mb/s up it is 20 of 22: a block
// of 18,880 bytes, which lasts 50 ms at 3 Mb/s. Below, there are as many data
// shards as fill in 80 ms, but at least 4.
func ShapeFor(bitrate int) Shape {
	const perShard = int(MaxShard * 8 * time.Second / maxBlockTime) // bits a second
	data := maxData
	if bitrate > 0 {
		data = max(minData, min(bitrate/perShard, maxData))
	}
	return Shape{Data: uint8(data), Total: uint8(data + parityFor(data, false))}
}

// parityFor is the number of parity shards for so many data shards: 2 up to 20, or 3 from 15 up
// where viewers lose much of what they are sent.
func parityFor(data int, lossy bool) int {
	per := dataPerParity
	if lossy {
		per = lossyDataPerParity
	}
	return max(minParity, (data+per-1)/per)
}

// Limits of the measurement of the bitrate.
const (
	// meterWindow is the least time over which bytes are counted.
	meterWindow = 2 * time.Second
	// meterGap is a pause after which the count starts anew: the source was away.
	meterGap = 2 * time.Second
	// shapeMargin is by what part of itself the bitrate must lie beyond the
	// threshold of another shape before that is taken.
	shapeMargin = 0.15
)

// meter measures the bitrate of a stream from Entry block to Entry block, so
// that it sees whole groups of pictures and no key frame too many.
type meter struct {
	rate  float64 // bits a second, 0 unknown
	on    bool    // counting
	began time.Duration
	last  time.Duration
	bytes int
}

// add counts n bytes captured at that time.
func (m *meter) add(n int, capture time.Duration) {
	if capture < m.last || capture-m.last > meterGap {
		m.on = false
	}
	m.bytes += n
	m.last = capture
}

// entry ends a measurement where it lasted long enough, and begins one.
func (m *meter) entry(capture time.Duration) {
	m.add(0, capture)
	if m.on && capture-m.began < meterWindow {
		return
	}
	if m.on {
		rate := float64(m.bytes) * 8 / (capture - m.began).Seconds()
		if m.rate > 0 {
			rate = (rate + m.rate) / 2
		}
		m.rate = rate
	}
	m.on, m.began, m.bytes = true, capture, 0
}

// shape is the shape to go on with after the current one.
func (m *meter) shape(current Shape) Shape {
	want := ShapeFor(int(m.rate))
	more := ShapeFor(int(m.rate * (1 - shapeMargin)))
	less := ShapeFor(int(m.rate * (1 + shapeMargin)))
	if more.Data > current.Data || less.Data < current.Data {
		return want
	}
	return current
}
