package sim

import (
	"fmt"
	"time"
)

// Bytes that each datagram takes on the wire besides what the engine sends.
const (
	// linkFraming is what the UDP link adds: type, index, counter and tag.
	linkFraming = 25
	// ipFraming is the IPv4 and UDP headers.
	ipFraming = 28
	framing   = linkFraming + ipFraming
)

// Network is a model of everything between two peers but the rates of their
// access lines. Times are in nanoseconds where they are int64.
type Network struct {
	Name string
	// Geography: peers live in real cities; otherwise all are in one place.
	Geography bool
	// LastMileMin and LastMileMean make a peer's share of each one-way delay: the
	// least, plus an exponential part of this mean, drawn once a peer.
	LastMileMin, LastMileMean time.Duration
	// JitterMean is the mean of what is added to each datagram's delay,
	// exponentially distributed. Datagrams of one link never overtake each other.
	JitterMean time.Duration
	// Loss is the share of datagrams lost at random between two peers.
	Loss float64
	// Bursts of loss (Gilbert–Elliott): on BurstLinks of all directed links, a
	// bad time comes after BurstEvery on average, lasts BurstMean on average,
	// and BurstLoss of what is sent then is lost. BurstEvery 0: none.
	BurstLinks            float64
	BurstEvery, BurstMean time.Duration
	BurstLoss             float64
	// UplinkBuffer and DownlinkBuffer are how much an access line's queue holds,
	// in time at its rate; what finds it full is dropped.
	UplinkBuffer, DownlinkBuffer time.Duration
	// ClockOffset and ClockDrift bound the peers' clocks: ±offset at the start,
	// ±drift in parts per million.
	ClockOffset time.Duration
	ClockDrift  float64
}

// roadFactor is by how much the fibre between two cities is longer than the
// great circle, detours of routing included.
const roadFactor = 1.5

// fibreKmPerMs is the speed of light in glass: c / 1.5.
const fibreKmPerMs = 199.86

// Networks by name.
var networks = map[string]Network{
	"internet": {
		Name: "internet", Geography: true,
		LastMileMin: 2500 * time.Microsecond, LastMileMean: 6 * time.Millisecond,
		JitterMean: 1500 * time.Microsecond, Loss: 0.005,
		BurstLinks: 1, BurstEvery: time.Minute, BurstMean: 50 * time.Millisecond, BurstLoss: 0.5,
		UplinkBuffer: 200 * time.Millisecond, DownlinkBuffer: 200 * time.Millisecond,
		ClockOffset: 500 * time.Millisecond, ClockDrift: 50,
	},
	"lan": {
		Name:        "lan",
		LastMileMin: 250 * time.Microsecond, LastMileMean: 50 * time.Microsecond,
		JitterMean:   30 * time.Microsecond,
		UplinkBuffer: 200 * time.Millisecond, DownlinkBuffer: 200 * time.Millisecond,
		ClockOffset: 500 * time.Millisecond, ClockDrift: 50,
	},
}

// NetworkByName returns the model "internet" or "lan".
func NetworkByName(name string) (Network, error) {
	n, ok := networks[name]
	if !ok {
		return Network{}, fmt.Errorf("network %q is unknown: want internet or lan", name)
	}
	return n, nil
}

// minDelay is the least one-way delay between two peers: how far the simulation
// may go on without looking at what other peers do.
func (n *Network) minDelay() int64 { return int64(2 * n.LastMileMin) }

// place is where a peer is.
type place struct {
	city     int
	lastMile int64
}

func (n *Network) newPlace(r *rng) place {
	p := place{lastMile: int64(n.LastMileMin) + int64(r.exp()*float64(n.LastMileMean))}
	if n.Geography {
		p.city = pickCity(r)
	}
	return p
}

// delay is the one-way delay between two places, without jitter and queues.
func (n *Network) delay(a, b place) int64 {
	d := a.lastMile + b.lastMile
	if n.Geography {
		d += int64(cityDistance[a.city][b.city] * roadFactor / fibreKmPerMs * 1e6)
	}
	return d
}

// lossy is the state of one directed link between its bursts of loss.
type lossy struct{ from, until int64 }

// lost draws whether a datagram sent at t is lost. bursty says that the link is
// one that has bursts.
func (n *Network) lost(s *lossy, bursty bool, t int64, r *rng) bool {
	if n.Loss > 0 && r.float() < n.Loss {
		return true
	}
	if !bursty || n.BurstEvery == 0 {
		return false
	}
	if t >= s.until {
		n.nextBurst(s, t, r)
	}
	return t >= s.from && r.float() < n.BurstLoss
}

// nextBurst draws bursts until one ends after t.
func (n *Network) nextBurst(s *lossy, t int64, r *rng) {
	if s.until == 0 { // a new link is somewhere between two bursts
		s.until = t
	}
	for t >= s.until {
		s.from = s.until + int64(r.exp()*float64(n.BurstEvery)) + 1
		s.until = s.from + int64(r.exp()*float64(n.BurstMean)) + 1
	}
}

// pipe is one direction of an access line: a rate, and a queue in front of it
// that is served in order and drops what finds it full.
type pipe struct {
	rate   int64 // bits a second
	buffer int64 // of backlog
	free   int64 // when the last byte accepted so far will have left
}

// push offers a datagram at t, in the order of time. It returns when its last
// byte is through; ok is false where the queue is full and it is dropped.
func (p *pipe) push(t int64, wire int) (done int64, ok bool) {
	start := max(t, p.free)
	if start-t > p.buffer {
		return 0, false
	}
	p.free = start + int64(wire)*8e9/p.rate
	return p.free, true
}

// backlog is how long a byte offered at t would wait.
func (p *pipe) backlog(t int64) int64 { return max(p.free-t, 0) }

// clock is a peer's own: local = offset + true · (1 + drift).
type clock struct {
	offset int64 // nanoseconds
	drift  int64 // parts per billion
}

// clockBase is what the clocks of all peers show, roughly, when a run starts:
// Unix time in nanoseconds. Runs longer than a day would overflow local.
const clockBase = 1_800_000_000 * int64(time.Second)

func (n *Network) newClock(r *rng) clock {
	return clock{
		offset: clockBase + int64((2*r.float()-1)*float64(n.ClockOffset)),
		drift:  int64((2*r.float() - 1) * n.ClockDrift * 1000),
	}
}

// local is what the clock shows at true time t.
func (c *clock) local(t int64) time.Duration {
	return time.Duration(c.offset + t + t*c.drift/1e9)
}

// real is the first true time, at or after 0, at which the clock shows at least
// l; never for what lies beyond the longest run.
func (c *clock) real(l time.Duration) int64 {
	d := int64(l) - c.offset
	if d <= 0 {
		return 0
	}
	if d > 2*int64(MaxDuration) {
		return never
	}
	t := max(d-d*c.drift/1e9-2, 0) // never late: the neglected term is negative
	for c.local(t) < l {
		t += max(int64(l-c.local(t)), 1)
	}
	for t > 0 && c.local(t-1) >= l { // where the last step was rounded up
		t--
	}
	return t
}
