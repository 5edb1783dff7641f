package tab

import (
	"encoding/binary"
	"math"
	"slices"

	"throng/internal/ident"
	"throng/internal/overlay"
)

// linkCount counts what goes over a link.
type linkCount struct {
	peer            ident.Peer
	in, out         uint64 // bytes
	wereIn, wereOut uint64 // when the figures were told last
}

// appendFigures writes a record of Figures: how many numbers follow (1 byte) and
// these, floats, in the order below; then each link:
//
//	link | peer | bytes received since the last record 4 | bytes sent since 4
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
		flag(s.Short), flag(t.share.given > 0), flag(t.share.held),
	} {
		t.f64(v)
		t.out[count]++
	}
	t.appendLinks()
	t.end(at)
}

func (t *Tab) appendLinks() {
	ids := make([]overlay.LinkID, 0, len(t.links))
	for id := range t.links {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		c := t.links[id]
		t.u32(uint32(id))
		t.out = append(t.out, c.peer[:]...)
		t.out = binary.BigEndian.AppendUint32(t.out, uint32(c.in-c.wereIn))
		t.out = binary.BigEndian.AppendUint32(t.out, uint32(c.out-c.wereOut))
		c.wereIn, c.wereOut = c.in, c.out
	}
}

func flag(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
