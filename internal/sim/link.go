package sim

import (
	"net/netip"
	"time"

	"throng/internal/ident"
	"throng/internal/overlay"
)

// The life of a link, after internal/link/udp:
//
//	initiator: dialing ─ response ─▶ up ─▶ gone
//	responder: answering ─ first sealed packet ─▶ up ─▶ gone
//
// A link is gone when the engine disconnects it, when the other side says so,
// when nothing was heard for silentFor, or when a newer one replaces it.
type linkState uint8

const (
	linkGone linkState = iota
	linkDialing
	linkAnswering
	linkUp
)

// Times of links.
const (
	dialFor        = moment(5000)                  // then a Connect has failed
	firstRetry     = int64(250 * time.Millisecond) // doubles with each
	silentFor      = moment(6000)
	keepaliveAfter = moment(2000)
	doubtFor       = moment(500)
)

// maxHandshakes is how many a second are answered at most, as in internal/link/udp.
const maxHandshakes = 1000

// slotBits is the part of a LinkID that is the index in peer.links; the rest
// counts the peer's links, so that none is ever used twice.
const slotBits = 16

// link fills a line of the cache: one of them is looked up for each datagram
// sent and received.
type link struct {
	id, far overlay.LinkID // this side's and the other side's
	last    int64          // when the newest datagram arrives there
	loss    lossy
	remote  uint32 // index of the other peer
	delay   int32  // nanoseconds one way, without jitter
	state   linkState
	bursty  bool
	wanted  bool // the engine waits for an answer to its Connect
	tries   uint8
	since   moment
	heard   moment
	sent    moment
}

// moment is a time in milliseconds.
type moment int32

func coarse(t int64) moment { return moment(t / 1e6) }

// link returns the link of that ID; nil where it is gone. The pointer is valid
// until the next newLink.
func (p *peer) link(id overlay.LinkID) *link {
	slot := int(id & (1<<slotBits - 1))
	if slot >= len(p.links) || p.links[slot].id != id || id == 0 {
		return nil
	}
	return &p.links[slot]
}

// linkTo finds a link to a peer in a state; nil where there is none.
func (p *peer) linkTo(remote uint32, state linkState) *link {
	for i := range p.links {
		if l := &p.links[i]; l.state == state && l.remote == remote {
			return l
		}
	}
	return nil
}

func (p *peer) newLink(t int64, remote uint32, state linkState) *link {
	slot := len(p.links)
	if n := len(p.freeLinks); n > 0 {
		slot = int(p.freeLinks[n-1])
		p.freeLinks = p.freeLinks[:n-1]
	} else {
		p.links = append(p.links, link{})
	}
	p.linkCount++
	n := &p.w.net
	p.links[slot] = link{
		id: overlay.LinkID(p.linkCount<<slotBits | uint64(slot)), remote: remote, state: state,
		bursty: n.BurstEvery > 0 && p.rng.float() < n.BurstLinks,
		delay:  int32(n.delay(p.place, p.w.peers[remote].place)),
		since:  coarse(t), heard: coarse(t), sent: coarse(t),
	}
	return &p.links[slot]
}

func (p *peer) freeLink(l *link) {
	slot := uint16(l.id & (1<<slotBits - 1))
	*l = link{}
	p.freeLinks = append(p.freeLinks, slot)
}

// sendLink sends a packet that is not the engine's.
func (p *peer) sendLink(t int64, l *link, kind packetKind) {
	l.sent = coarse(t)
	if a, ok := p.push(t, l, kind, wireSize[kind]); ok {
		p.k.send(a)
	}
}

// connect does what the engine's Connect asks.
func (p *peer) connect(t int64, rec *overlay.Record) {
	remote, ok := p.w.find(rec)
	if !ok || remote == p.idx {
		p.badConnect(t, rec.Peer)
		return
	}
	if p.linkTo(remote, linkUp) != nil {
		p.badConnect(t, rec.Peer)
		return
	}
	if l := p.linkTo(remote, linkAnswering); l != nil {
		l.wanted = true
		return
	}
	if p.linkTo(remote, linkDialing) != nil {
		return
	}
	l := p.newLink(t, remote, linkDialing)
	l.wanted = true
	p.sendLink(t, l, initiation)
	p.plan(control{at: t + firstRetry, kind: doRetry, link: l.id})
}

// badConnect has a Connect fail for which no link is made.
func (p *peer) badConnect(t int64, to ident.Peer) {
	p.k.sum.badConnects++
	p.plan(control{at: t + timerLag, kind: doFailed, peer: &to})
}

// retry repeats an initiation, or gives up.
func (p *peer) retry(t int64, id overlay.LinkID) {
	l := p.link(id)
	if l == nil || l.state != linkDialing {
		return
	}
	if coarse(t)-l.since >= dialFor {
		p.fail(t, l)
		return
	}
	l.tries++
	p.sendLink(t, l, initiation)
	p.plan(control{at: min(t+firstRetry<<l.tries, int64(l.since+dialFor)*1e6), kind: doRetry, link: id})
}

// fail ends a link that never was up.
func (p *peer) fail(t int64, l *link) {
	remote, wanted := l.remote, l.wanted
	p.freeLink(l)
	if wanted {
		p.eng.HandleLinkFailed(p.clock.local(t), p.w.peers[remote].id)
		p.after(t)
	}
}

func (p *peer) disconnect(t int64, id overlay.LinkID) {
	if l := p.link(id); l != nil {
		p.sendLink(t, l, closing)
		p.freeLink(l)
	}
}

// heard notes a sealed packet for a link and returns the link, up; nil where
// there is none.
func (p *peer) heard(t int64, pk *packet) *link {
	l := p.link(pk.link)
	if l == nil {
		p.k.sum.strays++
		p.sendUnknown(t, pk)
		return nil
	}
	l.heard = coarse(t)
	switch l.state {
	case linkUp:
		return l
	case linkAnswering:
		return p.rise(t, l, false)
	default:
		return nil
	}
}

func (p *peer) sendUnknown(t int64, pk *packet) {
	remote := pk.sender
	l := link{remote: remote, far: pk.from, delay: int32(p.w.net.delay(p.place, p.w.peers[remote].place))}
	p.sendLink(t, &l, unknown)
}

// rise makes a link up, in place of an older one to the same peer.
func (p *peer) rise(t int64, l *link, initiator bool) *link {
	id, remote := l.id, l.remote
	if old := p.linkTo(remote, linkUp); old != nil {
		p.drop(t, old)
	}
	if old := p.linkTo(remote, linkDialing); old != nil && old.id != id {
		p.freeLink(old)
	}
	l = p.link(id)
	l.state, l.heard = linkUp, coarse(t)
	other := p.w.peers[remote]
	p.eng.HandleLinkUp(p.clock.local(t), id, other.id, other.addr, initiator)
	p.after(t)
	if l = p.link(id); l == nil || l.state != linkUp {
		return nil
	}
	return l
}

// drop ends a link that is up without the engine having asked for it.
func (p *peer) drop(t int64, l *link) {
	id := l.id
	p.freeLink(l)
	p.eng.HandleLinkDown(p.clock.local(t), id)
	p.after(t)
}

// receiveLink handles a packet that is not for the engine.
func (p *peer) receiveLink(t int64, pk *packet) {
	switch pk.kind {
	case initiation:
		p.answer(t, pk)
	case response:
		l := p.link(pk.link)
		if l == nil {
			return
		}
		id := l.id
		if l.state == linkDialing {
			l.far = pk.from
			l = p.rise(t, l, true)
		}
		if l != nil && l.id == id {
			p.sendLink(t, l, ping)
		}
	case ping, keepalive:
		p.heard(t, pk)
	case closing:
		if l := p.link(pk.link); l != nil {
			if l.state == linkUp {
				p.drop(t, l)
			} else {
				p.fail(t, l)
			}
		}
	case unknown:
		if l := p.link(pk.link); l != nil && l.state == linkUp {
			p.plan(control{at: t + int64(doubtFor)*1e6, kind: doDoubt, link: l.id})
		}
	}
}

// answer handles an initiation.
func (p *peer) answer(t int64, pk *packet) {
	remote := pk.sender
	if l := p.linkTo(remote, linkDialing); l != nil {
		// Both at once: the one with the lower key goes on.
		if lower(p, p.w.peers[remote]) {
			return
		}
		wanted := l.wanted
		p.freeLink(l)
		l = p.newLink(t, remote, linkAnswering)
		l.far, l.wanted = pk.from, wanted
		p.sendLink(t, l, response)
		return
	}
	for _, state := range [...]linkState{linkAnswering, linkUp} {
		if l := p.linkTo(remote, state); l != nil && l.far == pk.from {
			p.sendLink(t, l, response)
			return
		}
	}
	if !p.answers.AllowN(time.Unix(0, t), 1) {
		return // it asks again
	}
	l := p.newLink(t, remote, linkAnswering)
	l.far = pk.from
	p.sendLink(t, l, response)
}

func lower(a, b *peer) bool { return string(a.id[:]) < string(b.id[:]) }

// doubt ends a link of which the other side knows nothing any more.
func (p *peer) doubt(t int64, id overlay.LinkID) {
	if l := p.link(id); l != nil && l.state == linkUp && coarse(t)-l.heard >= doubtFor {
		p.drop(t, l)
	}
}

// tendLinks ends silent links, and keeps quiet ones alive.
func (p *peer) tendLinks(t int64) {
	now := coarse(t)
	for i := 0; i < len(p.links); i++ {
		l := &p.links[i]
		switch {
		case l.state == linkAnswering && now-l.since > dialFor:
			p.fail(t, l)
		case l.state != linkUp:
		case now-l.heard > silentFor:
			p.k.sum.silentLinks++
			p.drop(t, l)
		case now-l.sent > keepaliveAfter:
			p.sendLink(t, l, keepalive)
		}
		if p.eng == nil {
			return
		}
	}
}

// addrOf is the address of a peer: its index in 10.0.0.0/8.
func addrOf(idx uint32) netip.AddrPort {
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, byte(idx >> 16), byte(idx >> 8), byte(idx)}), 4000)
}

// find returns the peer that a record names, by its address.
func (w *world) find(rec *overlay.Record) (uint32, bool) {
	for _, a := range rec.Addrs {
		if idx, ok := w.identities[a]; ok && w.peers[idx].id == rec.Peer {
			return idx, true
		}
		if !a.Addr().Is4() {
			continue
		}
		b := a.Addr().As4()
		idx := uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
		if b[0] == 10 && int(idx) < len(w.peers) && w.peers[idx].id == rec.Peer {
			return idx, true
		}
	}
	return 0, false
}
