// Package tab is a peer in a browser's tab: it drives an overlay.Engine without
// goroutines, clock or I/O of its own, for a page that has the links. The page
// writes what happened as a batch of input records and calls Step with it; Step
// returns, as output records, what is to be done and what there is to play.
//
//	data channels, tracker ── input records ──► Step ──► engine ──► joiner
//	                        ◄── output records ──┘◄────────┴──────────┘
//
// All of it runs natively as well, where it is tested; cmd/throng-tab is what
// makes it callable from a page.
package tab

import (
	"fmt"
	"math"
	"net/netip"
	"time"

	"throng/internal/block"
	"throng/internal/ident"
	"throng/internal/overlay"
	"throng/internal/tracker/proof"
)

// Limits of a Tab.
const (
	// DefaultUpload is what a tab gives at most, in bits a second, until Sharing says
	// otherwise: nobody has told it what its line carries.
	DefaultUpload = 10_000_000
	// maxSources is how many certificates are looked at in one answer of a tracker, as many as it
	// may name broadcasters (tracker.MaxSourcesPerAnswer): a signature costs more than the rest.
	maxSources = 2
	// maxLinks is how many links the page may have up.
	maxLinks = 600
	// maxWake is the longest time between two calls of Step.
	maxWake = time.Second
	// figuresEvery is the time between two records of Figures.
	figuresEvery = time.Second
)

// Config sets up a Tab.
type Config struct {
	Channel ident.Channel
	Secret  ident.PeerSecret
	// Seed of the engine's random choices.
	Seed uint64
}

// Tab is one peer. Its methods are called by one goroutine at a time.
type Tab struct {
	cfg     Config
	self    ident.Peer
	engine  *overlay.Engine
	begun   bool
	now     time.Duration
	links   map[overlay.LinkID]*linkCount
	stream  stream
	signals signals
	share   share
	told    time.Duration       // when the figures were
	around  []overlay.Neighbour // scratch
	out     []byte
}

// New makes a Tab.
func New(cfg Config) (*Tab, error) {
	self := cfg.Secret.Peer()
	engine, err := overlay.New(overlay.Config{
		Channel: cfg.Channel, Self: self, Role: overlay.Viewer, Coder: block.NewCoder(cfg.Channel), Seed: cfg.Seed,
		Reach: overlay.ByWebRTC, MaxUpload: DefaultUpload,
	})
	if err != nil {
		return nil, fmt.Errorf("tab: %w", err)
	}
	return &Tab{
		cfg: cfg, self: self, engine: engine, links: make(map[overlay.LinkID]*linkCount), stream: newStream(),
		share:   share{rate: DefaultUpload, given: DefaultUpload},
		signals: signals{keys: make(map[ident.Peer]*way)},
	}, nil
}

// Self is the peer's key.
func (t *Tab) Self() ident.Peer { return t.self }

// Step takes what happened up to now and returns what is to be done, which is
// valid until the next call. now is the time since 1970 by a clock that does not
// jump; where it goes back nevertheless it is taken to stand still.
func (t *Tab) Step(now time.Duration, input []byte) []byte {
	t.now = max(t.now, now)
	t.out = t.out[:0]
	for len(input) > 0 {
		r := reader{b: input}
		length := int(r.u32())
		if r.short || length < 1 || length > len(r.b) || length > maxRecord {
			t.fault("an input record has no end")
			break
		}
		body := r.take(length)
		input = r.b
		t.take(Input(body[0]), reader{b: body[1:]})
		t.poll()
	}
	if at, ok := t.engine.PollTimeout(); !t.begun || ok && at <= t.now {
		t.begun = true
		t.engine.HandleTimeout(t.now)
		t.poll()
	}
	if t.now-t.told >= figuresEvery {
		t.told = t.now
		t.share.look(t)
		t.poll()
		t.appendFigures()
	}
	t.wake()
	return t.out
}

// take does what one input record says. What the engine makes of it is polled by
// the caller before anything else happens.
func (t *Tab) take(kind Input, r reader) {
	var do func()
	switch kind {
	case LinkUp:
		link, peer := r.link(), r.peer()
		do = func() { t.linkUp(link, peer) }
	case LinkDown:
		link := r.link()
		do = func() { t.linkDown(link) }
	case LinkFailed:
		peer := r.peer()
		do = func() { t.engine.HandleLinkFailed(t.now, peer) }
	case Datagram:
		link, data := r.link(), r.rest()
		do = func() { t.datagram(link, data) }
	case Introduced:
		do = t.introduced(&r)
	case Sharing:
		rate, bound := int64(min(r.u64(), math.MaxInt64)), r.f64()
		do = func() { t.share.set(t, rate, bound) }
	case Challenge:
		number, key := r.u32(), r.peer()
		nonce := r.take(int(r.u8()))
		name := r.rest()
		do = func() { t.prove(number, key, nonce, string(name)) }
	case Leave:
		do = func() { t.engine.Leave(t.now) }
	default:
		do = t.takeSignal(kind, &r)
	}
	if r.short {
		t.fault("an input record is too short")
		return
	}
	do()
}

func (t *Tab) linkUp(link overlay.LinkID, peer ident.Peer) {
	if len(t.links) >= maxLinks || t.links[link] != nil {
		t.disconnect(link)
		return
	}
	t.links[link] = &linkCount{peer: peer}
	t.engine.HandleLinkUp(t.now, link, peer, netip.AddrPort{}, false)
}

func (t *Tab) linkDown(link overlay.LinkID) {
	if t.links[link] == nil {
		return
	}
	delete(t.links, link)
	t.engine.HandleLinkDown(t.now, link)
}

func (t *Tab) datagram(link overlay.LinkID, data []byte) {
	c := t.links[link]
	if c == nil {
		return
	}
	c.in += uint64(len(data))
	t.engine.HandleDatagram(t.now, link, data, nil)
}

func (t *Tab) introduced(r *reader) func() {
	audience := int(r.u32())
	var records, sources []overlay.Record
	for checks := 0; len(r.b) > 0; {
		record := overlay.Record{Peer: r.peer(), WebRTC: true}
		certificate := r.take(int(r.u8()))
		certified := false
		if len(certificate) > 0 && checks < maxSources {
			checks++
			certified = t.cfg.Channel.Certified(record.Peer, certificate)
		}
		if certified {
			sources = append(sources, record)
		} else {
			records = append(records, record)
		}
	}
	return func() {
		t.engine.SetAudience(audience)
		t.engine.HandlePeers(t.now, records, sources)
	}
}

// prove answers a tracker's challenge.
func (t *Tab) prove(number uint32, key ident.Peer, nonce []byte, name string) {
	p, err := proof.Make(t.cfg.Secret, key, nonce, t.cfg.Channel, name)
	if err != nil {
		p = nil // the tracker's key is no key
	}
	at := t.begin(Proof)
	t.u32(number)
	t.out = append(t.out, p...)
	t.end(at)
}

// poll takes from the engine all that it has.
func (t *Tab) poll() {
	for {
		tr, ok := t.engine.PollTransmit()
		if !ok {
			break
		}
		c := t.links[tr.Link]
		if c == nil {
			continue
		}
		c.out += uint64(len(tr.Head) + len(tr.Body))
		at := t.begin(Send)
		t.u32(uint32(tr.Link))
		t.out = append(append(t.out, tr.Head...), tr.Body...)
		t.end(at)
	}
	for {
		e, ok := t.engine.PollEvent()
		if !ok {
			return
		}
		t.event(&e)
	}
}

func (t *Tab) event(e *overlay.Event) {
	switch e.Kind {
	case overlay.BlockReady:
		t.block(e)
	case overlay.BlocksLost:
		t.stream.lost()
	case overlay.NeedPeers:
		at := t.begin(WantPeers)
		t.u32(uint32(e.Count))
		t.end(at)
	case overlay.Connect:
		t.record(Connect, e.Record.Peer[:], nil)
	case overlay.Disconnect:
		delete(t.links, e.Link)
		t.disconnect(e.Link)
	case overlay.Signalled:
		t.signalled(e.Peer, e.Data)
	case overlay.Joined:
		t.record(Joined, nil, nil)
	case overlay.Ended:
		t.record(Ended, nil, nil)
	}
}

func (t *Tab) disconnect(link overlay.LinkID) {
	at := t.begin(Disconnect)
	t.u32(uint32(link))
	t.end(at)
}

// wake says when Step is to be called again.
func (t *Tab) wake() {
	wait := min(maxWake, t.told+figuresEvery-t.now)
	if at, ok := t.engine.PollTimeout(); ok {
		wait = min(wait, at-t.now)
	}
	at := t.begin(Wake)
	t.u32(uint32(max(wait+time.Millisecond-1, time.Millisecond) / time.Millisecond))
	t.end(at)
}
