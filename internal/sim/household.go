package sim

import (
	"math"
	"time"
)

// Times and sizes of the TCP flow that shares an uplink.
const (
	tcpTick    = int64(5 * time.Millisecond)
	tcpSegment = 1500 // bytes on the wire
	// tcpTrip is the flow's round trip without queues.
	tcpTrip = int64(40 * time.Millisecond)
	// The constants of CUBIC, RFC 9438: cubicC in segments a second cubed, and what is
	// left of the window after a loss.
	cubicC    = 0.4
	cubicLeft = 0.7
	tcpFirst  = 10.0 // segments, RFC 6928
)

// flow is a bulk TCP transfer over an uplink, as a fluid: its window grows as CUBIC's
// does (RFC 9438), every round trip it sends one window, and a segment that finds the
// queue full shrinks it. It never ends.
type flow struct {
	window, before float64 // segments; before the last loss
	slowStart      bool
	lostAt         int64
	credit         float64 // segments that may be sent
	sent           int64   // bytes that the uplink took, in measured time
	// own is the queue that the engine's datagrams alone would build.
	own pipe
}

func newFlow(u float64) *flow {
	return &flow{window: tcpFirst, slowStart: true, credit: u}
}

// sendTCP sends what the flow may.
func (p *peer) sendTCP(t int64) {
	f := p.tcp
	f.own.rate, f.own.buffer = p.up.rate, math.MaxInt64/2
	trip := tcpTrip + p.up.backlog(t)
	f.credit += f.window * float64(tcpTick) / float64(trip)
	for ; f.credit >= 1; f.credit-- {
		if _, ok := p.up.push(t, tcpSegment); !ok {
			f.lose(t, trip)
			f.credit = 0
			break
		}
		if p.w.measured(t) {
			f.sent += tcpSegment
		}
	}
	f.grow(t, trip)
	p.plan(control{at: t + tcpTick, kind: doTCP})
}

// lose shrinks the window, once a round trip.
func (f *flow) lose(t, trip int64) {
	if t-f.lostAt < trip && f.lostAt != 0 {
		return
	}
	f.before, f.window = f.window, max(f.window*cubicLeft, 2)
	f.slowStart, f.lostAt = false, t
}

func (f *flow) grow(t, trip int64) {
	step := float64(tcpTick) / float64(trip)
	if f.slowStart {
		f.window += f.window * step
		return
	}
	// W(t) = C (t − K)³ + Wmax, K = ∛(Wmax (1 − β) / C)
	k := math.Cbrt(f.before * (1 - cubicLeft) / cubicC)
	since := float64(t-f.lostAt)/1e9 - k
	f.window = max(cubicC*since*since*since+f.before, 2)
}
