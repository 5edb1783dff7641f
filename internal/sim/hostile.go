package sim

import (
	"bytes"
	"net/netip"

	"throng/internal/overlay"
	"throng/internal/wire"
)

// hostility is what a peer does to the others.
type hostility uint8

const (
	honest    hostility = iota
	withholds           // it takes places in the trees and passes nothing on
	corrupts            // it changes a bit of whatever it passes on
	lies                // it claims to have everything at once, and slots without end
)

// Of the peers of the scenario hostile one in hostileEvery is hostile, and for every
// sybilEvery peers one identity comes from the one address that joins with many.
const (
	hostileEvery = 5
	sybilEvery   = 10
	maxSybils    = 1000
)

// hostileSwarm: the peers arrive as in steady, hostile ones among them; then a thousand
// identities of one address (fewer in a small swarm), which withhold as well.
func hostileSwarm(w *world) {
	w.arriveInWarmUp()
	w.hostile = true
	w.identities = make(map[netip.AddrPort]uint32)
	host := addrOf(1 << 23).Addr()
	sybils := min(w.cfg.Peers/sybilEvery, maxSybils)
	for i := range sybils {
		t := int64((float64(i) + w.rng.float()) / float64(sybils) * float64(w.cfg.WarmUp))
		w.events.at(t, func() {
			p := w.newPeer(t, overlay.Viewer, w.cfg.accessOf(len(w.cfg.Mix)-1))
			p.evil = withholds
			p.addr = netip.AddrPortFrom(host, uint16(5000+i))
			w.identities[p.addr] = p.idx
		})
	}
}

// counted reports whether the figures of the report are about p.
func (p *peer) counted() bool { return p.role == overlay.Viewer && p.evil == honest }

// corrupted is the engine as this peer runs it.
func (p *peer) corrupted(e Engine) Engine {
	if p.evil == honest {
		return e
	}
	return &hostileEngine{Engine: e, how: p.evil}
}

// hostileEngine is a peer that has changed its program.
type hostileEngine struct {
	Engine
	how    hostility
	n      int
	status wire.Status
}

// PollTransmit returns the next datagram as the hostile peer sends it.
func (h *hostileEngine) PollTransmit() (overlay.Transmit, bool) {
	for {
		t, ok := h.Engine.PollTransmit()
		if !ok {
			return t, false
		}
		switch {
		case h.how == withholds && t.Class != overlay.Control:
			continue
		case h.how == corrupts && len(t.Body) > 0:
			h.n++
			t.Body = bytes.Clone(t.Body)
			t.Body[h.n%len(t.Body)] ^= 1 << (h.n % 8)
		case wire.TypeOf(t.Head) == wire.TypeStatus && h.how != corrupts:
			t.Head = h.boast(t.Head)
		}
		return t, true
	}
}

// boast changes a Status: everything is here, early, and there is room for everybody.
func (h *hostileEngine) boast(head []byte) []byte {
	s := &h.status
	if s.Parse(head) != nil {
		return head
	}
	s.Slots, s.Free = 1000, 1000
	s.Room = s.Duty
	s.Connected = 1<<s.Stripes - 1
	if h.how == lies {
		s.Age += 150
		for i := range int(s.Stripes) {
			s.Ages[i] = 0
		}
	}
	return s.Append(nil)
}

// taken is how many shards the peer's engine has kept, or found to be false.
func (p *peer) taken() uint64 {
	st := p.eng.Stats()
	return st.ReceivedShards + st.Dropped[overlay.CauseBadShard] + st.Dropped[overlay.CauseSignature]
}

// takes counts a shard of a corrupting peer at an honest one if its engine has taken it: before
// it had taken so many.
func (p *peer) takes(from uint32, before uint64) {
	if p.eng != nil && p.taken() != before {
		p.spoiled(from)
	}
}

// spoiled counts a shard that a corrupting peer sent to a link that was up, or at an honest
// peer one that it took of a corrupting one.
func (p *peer) spoiled(other uint32) {
	if p.spoils == nil {
		p.spoils = make(map[uint32]int64)
	}
	p.spoils[other]++
}

// addSpoils adds up what spoiled has counted.
func (s *totals) addSpoils(p *peer) {
	if p.counted() && p.w.hostile {
		s.corrupters = append(s.corrupters, int64(len(p.spoils)))
	}
	for _, n := range p.spoils {
		switch {
		case p.evil == corrupts:
			s.spoiled = append(s.spoiled, n)
		case p.counted():
			s.taken = append(s.taken, n)
		}
	}
}
