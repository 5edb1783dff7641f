package sim

import "math"

// rng is SplitMix64 (Steele, Lea, Flood 2014): one word of state, so that every
// peer has a source of its own that draws in the order of its own events.
type rng struct{ s uint64 }

// mix is SplitMix64's finaliser: a bijection that spreads every bit.
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// derive makes the source of one purpose (and one peer) out of the run's seed.
func derive(seed, purpose, index uint64) rng {
	return rng{mix(mix(mix(seed)+purpose*0x9e3779b97f4a7c15) + index)}
}

func (r *rng) next() uint64 {
	r.s += 0x9e3779b97f4a7c15
	return mix(r.s)
}

// intn returns 0..n-1; n must be positive.
func (r *rng) intn(n int) int { return int((r.next() >> 32) * uint64(n) >> 32) }

// float returns [0, 1).
func (r *rng) float() float64 { return float64(r.next()>>11) / (1 << 53) }

// exp returns an exponential variate of mean 1 out of a table: at most 7.6, so
// that it is bounded, and without a logarithm for each datagram.
func (r *rng) exp() float64 { return expTable[r.next()>>54] }

// norm returns a standard normal variate, nearly: the sum of twelve uniform ones.
func (r *rng) norm() float64 {
	sum := -6.0
	for range 12 {
		sum += r.float()
	}
	return sum
}

var expTable = func() (t [1024]float64) {
	for i := range t {
		t[i] = -math.Log((float64(i) + 0.5) / float64(len(t)))
	}
	return t
}()

// The purposes for which sources are derived.
const (
	forKeys uint64 = iota + 1
	forPlaces
	forPeer
	forEngine
	forMedia
	forTracker
	forScenario
	forCoder
	forLines
	forPauses
)
