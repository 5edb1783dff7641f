package overlay

import (
	"bytes"
	"time"

	"throng/internal/ident"
	"throng/internal/wire"
)

// Reach is a set of ways to open a link.
type Reach uint8

// The ways.
const (
	ByUDP Reach = 1 << iota
	ByWebRTC
)

// WebRTCLink is the bit of a LinkID that says that the link is by WebRTC. Where
// Config.Reach has nothing else every link is.
const WebRTCLink LinkID = 1 << 63

// canDial reports whether this peer can open a link to another.
func (e *Engine) canDial(r *Record) bool {
	return len(r.Addrs) > 0 && e.cfg.Reach&ByUDP != 0 || r.WebRTC && e.cfg.Reach&ByWebRTC != 0
}

// couldDial reports whether n could open a link to the peer of a record, as far as is known.
func (n *neighbour) couldDial(r *Record) bool {
	return len(r.Addrs) > 0 && (!n.webrtc || len(n.record.Addrs) > 0) || r.WebRTC && n.record.WebRTC
}

// caller is a peer of which a signal has come, and the link by which it did.
type caller struct {
	peer ident.Peer
	link LinkID
}

// Signal sends data of an attempt to open a WebRTC link to a peer, by way of a neighbour
// that is linked to it as far as is known. It returns false where there is none.
func (e *Engine) Signal(now time.Duration, to ident.Peer, data []byte) bool {
	e.step(now)
	defer e.finish()
	n := e.wayTo(to)
	if n == nil || len(data) > wire.MaxSignal {
		return false
	}
	e.sendSignal(n, &wire.Signal{From: e.cfg.Self, To: to, Data: data})
	return true
}

// Forward sends a neighbour a signal of a peer that is not linked here but known to the
// driver. It returns false where there is no such neighbour or it gets too many.
func (e *Engine) Forward(now time.Duration, from, to ident.Peer, data []byte) bool {
	e.step(now)
	defer e.finish()
	n := e.byPeer.find(to)
	if n == nil || from == to || len(data) > wire.MaxSignal || !n.mayHear(e.now) {
		return false
	}
	e.sendSignal(n, &wire.Signal{From: from, To: to, Data: data})
	return true
}

// Sample names up to count neighbours, chosen at random, that others may dial.
func (e *Engine) Sample(count int) []Record {
	var records []Record
	for _, i := range e.rng.Perm(len(e.neighbours)) {
		if n := e.neighbours[i]; len(records) < count && n.hello && n.record.Reachable() {
			records = append(records, n.record)
		}
	}
	return records
}

func (e *Engine) sendSignal(n *neighbour, m *wire.Signal) {
	e.control(n, m.Append(e.heads[len(e.heads):]))
}

// wayTo is a neighbour that is linked to a peer, as far as is known: any of them, since who
// gets no answer asks again.
func (e *Engine) wayTo(to ident.Peer) *neighbour {
	var ways []*neighbour
	add := func(l LinkID) {
		if n := e.byLink.find(l); n != nil && n.record.Peer != to {
			ways = append(ways, n)
		}
	}
	for i := range e.callers {
		if e.callers[i].peer == to {
			add(e.callers[i].link)
		}
	}
	if c := e.knownBy.find(to); c != nil {
		for _, l := range c.via {
			add(l)
		}
	}
	if len(ways) == 0 {
		return nil
	}
	return ways[e.rng.IntN(len(ways))]
}

// named notes that a neighbour has named c, so that it is linked to it.
func (c *contact) named(l LinkID) {
	at := len(c.via) - 1
	for i := range c.via {
		if c.via[i] == l {
			at = i
			break
		}
	}
	copy(c.via[1:at+1], c.via[:at])
	c.via[0] = l
}

// called notes by which link a signal of a peer has come.
func (e *Engine) called(peer ident.Peer, l LinkID) {
	for i, c := range e.callers {
		if c == (caller{peer, l}) {
			e.callers = append(append(e.callers[:i], e.callers[i+1:]...), c)
			return
		}
	}
	if len(e.callers) >= maxCallers {
		e.callers = append(e.callers[:0], e.callers[1:]...)
	}
	e.callers = append(e.callers, caller{peer, l})
}

// mayHear reports whether n may be passed one more signal, and counts it.
func (n *neighbour) mayHear(now time.Duration) bool { return n.signalled.take(now, maxSignalled) }

// take takes one from a bucket that holds rate a second, twice as many at once. It reports
// whether there was one.
func (b *bucket) take(now time.Duration, rate float64) bool {
	b.fill(now, rate, 2*rate)
	if b.level < 1 {
		return false
	}
	b.spend(1)
	return true
}

// handleSignal takes a signal for this peer, or passes on one that n has sent.
func (e *Engine) handleSignal(n *neighbour, b []byte) error {
	var m wire.Signal
	if err := m.Parse(b); err != nil {
		return err
	}
	switch {
	case m.From == e.cfg.Self || m.To != e.cfg.Self && m.From != n.record.Peer:
		e.dropped(CauseForged)
		e.blame(n) // signals make one hop
	case m.From == n.record.Peer && !n.signals.take(e.now, maxSignals):
		e.dropped(CauseRate)
	case m.To == e.cfg.Self:
		e.hearSignal(n, &m)
	default:
		e.carry(n, &m)
	}
	return nil
}

// hearSignal gives the driver a signal for this peer.
func (e *Engine) hearSignal(n *neighbour, m *wire.Signal) {
	if e.isBanned(m.From) {
		e.dropped(CauseMisbehaved)
		return
	}
	if m.From != n.record.Peer {
		e.called(m.From, n.link)
	}
	e.emit(Event{Kind: Signalled, Peer: m.From, Data: bytes.Clone(m.Data)})
}

// carry hands a signal of n on to the neighbour that it is for.
func (e *Engine) carry(n *neighbour, m *wire.Signal) {
	to := e.byPeer.find(m.To)
	switch {
	case to == nil && e.cfg.Astray:
		e.emit(Event{Kind: Astray, Peer: m.From, To: m.To, Data: bytes.Clone(m.Data)})
	case to == nil || to == n:
		e.dropped(CauseNoWay)
	case !to.mayHear(e.now):
		e.dropped(CauseRate)
	default:
		e.sendSignal(to, m)
	}
}
