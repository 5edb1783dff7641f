package tab

import (
	"encoding/binary"
	"math"

	"throng/internal/ident"
)

// linkCount counts what goes over a link.
type linkCount struct {
	peer    ident.Peer
	in, out uint64 // bytes
}

// What a link's figures say of the peer, as bits.
const (
	linkSource  = 1 << iota // it is the broadcaster
	linkProgram             // it is a program, not a browser
)

// appendFigures writes a record of Figures: how many numbers follow (1 byte) and
// these, floats, in the order below; then each link:
//
//	link | peer | flags 1 | stripes it gives 1 | stripes it takes 1 | round trip in µs 4 |
//	bytes received 8 | bytes sent 8
//
// The flags are linkSource and linkProgram; where neither is set it is not known here
// whether the peer is a browser. A round trip of 0 is not known yet.
func (t *Tab) appendFigures() {
	s := t.engine.Stats()
	at := t.begin(Figures)
	count := len(t.out)
	t.out = append(t.out, 0)
	ahead, delay := math.NaN(), math.NaN()
	if t.stream.known {
		ahead, delay = t.stream.ahead.Seconds(), t.stream.delay.Seconds()
	}
	for _, v := range []float64{
		float64(s.Neighbours), float64(s.Parents), float64(s.Children), float64(s.Stripes),
		delay, ahead, float64(s.Payload), float64(s.ReceivedBytes), float64(s.SentBytes),
		float64(s.FromSourceBytes), float64(s.FromPeersBytes), float64(s.Delivered), float64(s.Lost), float64(s.Pulled),
		flag(s.Short), flag(t.share.given > 0 && !t.share.held), flag(t.share.held),
	} {
		t.f64(v)
		t.out[count]++
	}
	t.appendLinks()
	t.end(at)
}

func (t *Tab) appendLinks() {
	t.around = t.engine.AppendNeighbours(t.around[:0])
	for i := range t.around {
		n := &t.around[i]
		c := t.links[n.Link]
		if c == nil {
			continue
		}
		flags := byte(0)
		if n.Source {
			flags |= linkSource
		}
		if n.UDP {
			flags |= linkProgram
		}
		t.u32(uint32(n.Link))
		t.out = append(append(t.out, c.peer[:]...), flags, byte(n.Gives), byte(n.Takes))
		t.u32(uint32(min(n.Trip.Microseconds(), math.MaxUint32)))
		t.out = binary.BigEndian.AppendUint64(t.out, c.in)
		t.out = binary.BigEndian.AppendUint64(t.out, c.out)
	}
}

func flag(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
