package sim

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"time"

	"golang.org/x/time/rate"

	"throng/internal/block"
	"throng/internal/ident"
	"throng/internal/overlay"
	"throng/internal/wire"
)

const (
	// timerLag is how much later than asked a peer's timer goes off.
	timerLag = int64(200 * time.Microsecond)
	// maxSpin is how many timeouts in a row may ask for another at once.
	maxSpin = 2000
	// linkTick is the interval at which a peer looks after its links.
	linkTick = int64(time.Second)
)

// controlKind says what a peer is to do or is told, besides datagrams and timers.
type controlKind uint8

const (
	doStart  controlKind = iota // the process starts
	doKill                      // it is gone without a word
	doLeave                     // it takes its leave and is gone
	doGone                      // what it had to say is out
	doPeers                     // the tracker's answer
	doFrame                     // the source's encoder gives out a frame
	doFlush                     // a block is due, however small
	doRetry                     // a handshake's packet is to be repeated
	doDoubt                     // a link that may be dead is looked at again
	doFailed                    // a Connect came to nothing
	doLinks                     // all links are looked at
	doTCP                       // the household's other flow sends
)

// control is one such thing.
type control struct {
	at     int64
	kind   controlKind
	link   overlay.LinkID
	peer   *ident.Peer // doFailed only: to whom
	answer *answer     // doPeers only
}

// answer is the tracker's.
type answer struct {
	records, sources []overlay.Record
	audience         int // how many peers it knows
}

// peer is one engine with its clock, its access line and its links.
type peer struct {
	w    *world
	k    *worker
	slot int // in k
	idx  uint32

	// Fixed at birth; all workers may read it.
	id     ident.Peer
	addr   netip.AddrPort
	role   overlay.Role
	place  place
	access access
	clock  clock
	born   int64
	far    bool      // on the other side where the swarm is cut in two
	evil   hostility // what it does to the others

	eng      Engine
	rng      rng
	up, down pipe
	inbox    inbox
	controls []control // in the order of time
	timer    int64
	spin     int
	sent     uint32 // datagrams, to order them

	answers   *rate.Limiter // handshakes, after internal/link/udp
	links     []link
	freeLinks []uint16
	linkCount uint64 // links ever

	media  *media           // source only
	pause  *pauses          // busy only
	tcp    *flow            // household only
	spoils map[uint32]int64 // corrupted shards: by who got them, and of an honest peer by who sent them
	cap    capCheck
	acct   account
}

// run does what happens before end and returns when the next event is.
func (p *peer) run(end int64) int64 {
	at := int64(0)
	defer p.guard(&at)
	p.k.take(p.slot, &p.inbox)
	p.k.warm(p)
	for {
		if p.eng == nil && p.acct.done {
			p.discard()
			return never
		}
		arrival := p.nextArrival()
		ctl := int64(never)
		if len(p.controls) > 0 {
			ctl = p.controls[0].at
		}
		first := min(ctl, arrival, p.timer)
		at = p.pause.after(first)
		if at >= end {
			return at
		}
		p.k.sum.events++
		switch first {
		case ctl:
			c := p.controls[0]
			p.controls = append(p.controls[:0], p.controls[1:]...)
			p.control(at, c)
		case arrival:
			pk := p.inbox.pop()
			p.receive(at, pk)
			p.k.pool.put(pk)
		default:
			p.timeout(at)
		}
	}
}

// nextArrival is when the next datagram is through the downlink.
func (p *peer) nextArrival() int64 {
	for {
		a := p.inbox.head()
		if a == nil {
			return never
		}
		if a.ready {
			return a.at
		}
		done, ok := p.down.push(a.at, int(a.wire))
		if ok {
			a.at, a.ready = done, true
			return done
		}
		p.k.sum.downlinkDrops++
		p.k.pool.put(p.inbox.pop())
	}
}

func (p *peer) discard() {
	for p.inbox.head() != nil {
		p.k.pool.put(p.inbox.pop())
	}
	p.controls, p.timer = nil, never
}

// plan adds c to what the peer is to do.
func (p *peer) plan(c control) {
	i := len(p.controls)
	for i > 0 && p.controls[i-1].at > c.at {
		i--
	}
	p.controls = append(p.controls, control{})
	copy(p.controls[i+1:], p.controls[i:])
	p.controls[i] = c
}

// planFrom does so between windows: the worker must hear of it.
func (p *peer) planFrom(c control) {
	p.plan(c)
	p.k.next[p.slot] = min(p.k.next[p.slot], c.at)
}

func (p *peer) timeout(t int64) {
	p.timer = never
	p.eng.HandleTimeout(p.clock.local(t))
	p.after(t)
	if p.timer > t+2*timerLag {
		p.spin = 0
		return
	}
	if p.spin++; p.spin > maxSpin {
		p.violate(t, "the engine asks for timeouts without end")
		p.timer, p.spin = t+int64(time.Second), 0
	}
}

func (p *peer) control(t int64, c control) {
	if c.kind == doStart {
		p.start(t)
		return
	}
	if p.eng == nil {
		return
	}
	now := p.clock.local(t)
	switch c.kind {
	case doKill, doGone:
		p.stop(t, c.kind == doKill)
		return
	case doLeave:
		p.eng.Leave(now)
		p.plan(control{at: t + int64(50*time.Millisecond), kind: doGone})
	case doPeers:
		p.eng.SetAudience(c.answer.audience)
		p.eng.HandlePeers(now, c.answer.records, c.answer.sources)
	case doFrame, doFlush:
		p.produce(t, c.kind == doFlush)
		return
	case doRetry:
		p.retry(t, c.link)
	case doDoubt:
		p.doubt(t, c.link)
	case doTCP:
		p.sendTCP(t)
		return
	case doFailed:
		p.eng.HandleLinkFailed(now, *c.peer)
	case doLinks:
		p.tendLinks(t)
		p.plan(control{at: t + linkTick, kind: doLinks})
	}
	p.after(t)
}

func (p *peer) start(t int64) {
	cfg := overlay.Config{
		Channel: p.w.channel, Self: p.id, Role: p.role, Coder: p.w.coderFor(p),
		Seed: p.engineSeed(), MaxUpload: p.access.max, MaxWait: p.w.cfg.MaxWait,
		Borrow: !p.w.cfg.Real, Buffers: &p.k.buffers, Tuning: p.w.cfg.Tuning,
	}
	if cfg.Borrow {
		cfg.Sealed = p.w.sealed
	}
	if p.role == overlay.Source {
		cfg.Certificate = p.w.certificate
	}
	greets := min(overlay.HandshakesFor(p.access.max), maxHandshakes)
	p.answers = rate.NewLimiter(rate.Limit(greets), greets)
	eng, err := p.w.cfg.New(cfg)
	if err != nil {
		p.violate(t, fmt.Sprintf("new engine: %v", err))
		p.acct.done = true
		return
	}
	p.eng = p.corrupted(eng)
	p.acct.start(p, t)
	if p.w.shared && p.role == overlay.Viewer && p.access.max > 0 {
		p.tcp = newFlow(p.rng.float())
		p.plan(control{at: t + tcpTick, kind: doTCP})
	}
	if p.w.busy && p.role == overlay.Viewer {
		p.pause = newPauses(t, p.w.cfg.Seed, p.idx)
	}
	p.trace(t, "join", 0, 0)
	p.plan(control{at: t + int64(p.rng.float()*float64(linkTick)), kind: doLinks})
	p.k.requests = append(p.k.requests, request{at: t, peer: p.idx, announce: true, count: firstWant})
	if p.role == overlay.Source {
		p.plan(control{at: t, kind: doFrame})
	}
	p.after(t)
}

func (p *peer) engineSeed() uint64 {
	r := derive(p.w.cfg.Seed, forEngine, uint64(p.idx))
	return r.next()
}

// stop ends the peer's life.
func (p *peer) stop(t int64, killed bool) {
	p.acct.finish(p, t)
	p.trace(t, "leave", 0, 0)
	p.k.requests = append(p.k.requests, request{at: t, peer: p.idx, gone: true, killed: killed})
	p.eng = nil
	p.links, p.freeLinks = nil, nil
	p.discard()
}

// after does what is to be done after every call of the engine.
func (p *peer) after(t int64) {
	n := 0
	for {
		tr, ok := p.eng.PollTransmit()
		if !ok {
			break
		}
		p.transmit(t, &tr)
		if n++; n == maxBurst {
			p.violate(t, "one call of the engine made too many datagrams")
		}
	}
	for {
		ev, ok := p.eng.PollEvent()
		if !ok {
			break
		}
		p.event(t, &ev)
	}
	p.timer = never
	if at, ok := p.eng.PollTimeout(); ok {
		if real := p.clock.real(at); real < never {
			p.timer = max(real, t) + timerLag
		}
	}
}

func (p *peer) event(t int64, ev *overlay.Event) {
	switch ev.Kind {
	case overlay.BlockReady:
		p.deliver(t, ev)
	case overlay.BlocksLost:
		p.acct.skipped += ev.Count
		p.k.sum.blocksLost += int64(ev.Count)
		p.trace(t, "lost", ev.Count, 0)
	case overlay.NeedPeers:
		p.k.requests = append(p.k.requests, request{at: t, peer: p.idx, count: ev.Count})
	case overlay.Connect:
		p.connect(t, &ev.Record)
	case overlay.Disconnect:
		p.disconnect(t, ev.Link)
	case overlay.Joined:
		p.acct.join(t)
		p.trace(t, "playing", 0, 0)
	}
}

// transmit sends a datagram of the engine.
func (p *peer) transmit(t int64, tr *overlay.Transmit) {
	size := len(tr.Head) + len(tr.Body)
	if size > maxHead {
		p.violate(t, fmt.Sprintf("a datagram of %d bytes", size))
		return
	}
	l := p.link(tr.Link)
	if l == nil || l.state != linkUp {
		p.k.sum.deadSends++
		return
	}
	p.cap.add(p, t, size+linkFraming)
	l.sent = coarse(t)
	a, ok := p.push(t, l, data, size+framing)
	if !ok {
		return
	}
	if p.role == overlay.Source && p.w.measured(t) {
		p.k.sum.fromSource(tr)
	}
	if p.evil == corrupts && len(tr.Body) > 0 {
		p.spoiled(l.remote)
	}
	pk := a.p
	body := tr.Body
	if p.w.cfg.tamper != nil {
		body = p.w.cfg.tamper(p.idx, l.remote, tr.Head, body)
	}
	if p.w.cfg.Real { // the engine's buffers are its own
		pk.body, pk.n = append(append(make([]byte, 0, size), tr.Head...), body...), 0
	} else {
		p.k.pool.fill(pk, tr.Head)
		pk.body = body
	}
	p.k.send(a)
}

// push takes a packet of so many bytes through the uplink and the network; ok is
// false where it is lost. Otherwise the caller fills the packet and sends it.
func (p *peer) push(t int64, l *link, kind packetKind, wire int) (a arrival, ok bool) {
	if p.counted() {
		p.k.sum.queue.add(p.up.backlog(t))
		if p.tcp != nil && p.w.measured(t) {
			own, _ := p.tcp.own.push(t, wire)
			p.k.sum.ownQueue.add(own - t)
		}
	}
	done, ok := p.up.push(t, wire)
	if !ok {
		p.k.sum.uplinkDrops++
		return arrival{}, false
	}
	p.acct.sent(p, t, wire)
	p.k.sum.datagrams++
	if p.w.parted(done, p, p.w.peers[l.remote]) {
		return arrival{}, false
	}
	if p.w.net.lost(&l.loss, l.bursty, done, &p.rng) {
		p.k.sum.networkLosses++
		return arrival{}, false
	}
	at := max(done+int64(l.delay)+int64(p.rng.exp()*float64(p.w.net.JitterMean)), l.last)
	l.last = at
	pk := p.k.pool.get()
	p.sent++
	pk.link, pk.from, pk.sender = l.far, l.id, p.idx
	pk.wire, pk.n, pk.kind = uint16(wire), 0, kind
	return arrival{
		at: at, key: uint64(p.idx)<<32 | uint64(p.sent), p: pk, to: l.remote, wire: uint16(wire),
	}, true
}

// receive handles a packet that is through the downlink.
func (p *peer) receive(t int64, pk *packet) {
	if pk.kind != data {
		p.acct.receivedControl(p, t, int(pk.wire))
		p.receiveLink(t, pk)
		return
	}
	head, body := pk.bytes(), pk.body
	if p.w.cfg.Real {
		head, body = pk.body, nil
	}
	l := p.heard(t, pk)
	p.acct.received(p, t, pk, head, len(body))
	if l == nil {
		return
	}
	if p.counted() && p.w.peers[pk.sender].evil == corrupts && wire.TypeOf(head) == wire.TypeShard {
		defer p.takes(pk.sender, p.taken())
	}
	p.eng.HandleDatagram(p.clock.local(t), pk.link, head, body)
	p.after(t)
}

// shardOf reads from a datagram's head which shard it carries.
func shardOf(head []byte) (seq block.Seq, index, hop, flags uint8, ok bool) {
	if len(head) < 12 {
		return 0, 0, 0, 0, false
	}
	return block.Seq(binary.BigEndian.Uint64(head[4:])), head[2], head[3], head[1], true
}
