package overlay

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"time"

	"throng/internal/block"
	"throng/internal/ident"
	"throng/internal/wire"
)

// Engine is one peer of one channel. Its methods are for one goroutine.
type Engine struct {
	cfg  Config
	self wire.Ancestor
	rng  *rand.Rand
	now  time.Duration
	// begunAt is when the engine began to run.
	begunAt time.Duration

	// The stream.
	store    store
	shape    block.Shape // of the newest known block
	shapeOf  block.Seq   // that block
	rate     rateMeter
	stripes  [block.MaxStripes]stripe
	spread   time.Duration // usual time from a block's first shard to its being rebuilt
	told     block.Seq     // the newest block of which the neighbour told that the store was begun from
	deliver  delivery
	thrift   thrift
	source   bool
	linkedAt time.Duration // when the first link came up
	heardAt  time.Duration // when it first heard of peers
	// servable is what others may pull.
	servable  servable
	headers   uint32 // stripes for whose proofs it asks only for the sake of the headers
	beginning beginning
	window    pullWindow

	// The neighbours.
	neighbours []*neighbour // in the order in which they came
	byLink     linkTable
	byPeer     peerTable[*neighbour]
	known      []*contact
	vouched    int // of known, those that certainly are or were somebody
	knownBy    peerTable[*contact]
	sources    int // neighbours that are the broadcaster
	pulling    int // neighbours with something in pullQueue
	dialing    int
	reliefAt   time.Duration // when to ask the broadcaster for help again
	thirstyAt  time.Duration // since when too few stripes come to see anything; 0: enough do
	audience   int           // how many peers the channel has, as far as is known
	visitAt    time.Duration // when to show itself to the broadcaster; 0: not planned
	visitEvery time.Duration // how long after that the next time, about; 0: visitInterval
	clock      clock
	banned     map[ident.Peer]int // peers that misbehaved, with their order
	bans       int
	distrust   time.Duration  // until when proofs are asked for everywhere
	networks   []netip.Prefix // with more than fairCrowd neighbours each, at networksAt
	networksAt time.Duration
	callers    []caller // of whom signals have come, the newest last

	// Passing on.
	used      int // slots taken by children
	lastEvict time.Duration
	rankedAt  time.Duration
	vacant    uint32        // at the broadcaster: stripes whose child has gone, or is about to
	plentyAt  time.Duration // at the broadcaster: until when their uplinks count as too short for the viewers
	crowdedAt time.Duration // at the broadcaster: when there was last no room to help
	uplink    uplink
	purse     purse
	watchers  struct { // how many of its neighbours get the stream, at
		count int
		at    time.Duration
	}
	rescue    bucket        // of what it sends beyond that where nobody has it
	lossy     bool          // at the broadcaster: most of its neighbours have lost much for a while
	lossyAt   time.Duration // since when they say otherwise; 0: they do not
	greetings bucket        // newcomers that it greets though it has better neighbours

	// Timers.
	tickAt     time.Duration
	improveAt  time.Duration
	needAt     time.Duration
	repairAt   time.Duration // earliest pullAt; 0: none
	repairFrom uint32        // no block before this number is incomplete
	lastShard  time.Duration
	suspectAt  time.Duration // when a parent was last found silent
	lastHeard  time.Duration // when anything last came from anybody
	// silentAskedAt is when those who are silent were last asked again, and silentNext up to which
	// neighbour.
	silentNext    int
	silentAskedAt time.Duration
	leaving       bool

	// Output, and what is needed only during a call.
	dirty []*neighbour
	*output

	stats   Stats
	scratch scratch
}

// Buffers are what an engine needs only while it is called and until it is polled dry, and
// what it keeps for reuse. They may be shared, see Config.Buffers. The zero value is ready for
// use.
type Buffers struct {
	output   output
	messages messages
	reuse    reuse
}

// output is what the driver polls.
type output struct {
	out     []Transmit
	outNext int
	heads   []byte
	events  []Event
	evNext  int
}

// messages are kept between uses, so that none is allocated.
type messages struct {
	shard  wire.Shard
	late   wire.Shard // whose path came before its header
	out    wire.Shard
	want   wire.Want
	status wire.Status
	pull   wire.Pull
	peers  wire.Peers
	path   []block.Hash
}

// scratch is room for what is made anew again and again.
type scratch struct {
	*messages
	grant wire.Grant   // of a way what is past its length is compared too
	picks []*neighbour // as rankForPulls has left them
}

// New makes an engine.
func New(cfg Config) (*Engine, error) {
	if cfg.Coder == nil {
		return nil, errors.New("overlay: Config.Coder is missing")
	}
	if cfg.Role > Source {
		return nil, fmt.Errorf("overlay: role %d is unknown", cfg.Role)
	}
	if err := cfg.Tuning.Check(); err != nil {
		return nil, fmt.Errorf("overlay: %w", err)
	}
	cfg.Tuning.set()
	if cfg.Reach == 0 {
		cfg.Reach = ByUDP
	}
	if cfg.MaxUpload == 0 {
		cfg.MaxUpload = DefaultMaxUpload
	}
	if cfg.MaxWait == 0 {
		cfg.MaxWait = DefaultMaxWait
	}
	if cfg.Buffers == nil {
		cfg.Buffers = new(Buffers)
	}
	e := &Engine{
		output:  &cfg.Buffers.output,
		scratch: scratch{messages: &cfg.Buffers.messages},
		cfg:     cfg,
		self:    wire.Ancestor(cfg.Self[:4]),
		rng:     rand.New(rand.NewPCG(cfg.Seed, 0x7468726f6e67)),
		byPeer:  peerTable[*neighbour]{salt: cfg.Seed},
		knownBy: peerTable[*contact]{salt: cfg.Seed},
		store:   store{borrow: cfg.Borrow, source: cfg.Role == Source, reuse: &cfg.Buffers.reuse},
		source:  cfg.Role == Source,
		spread:  startSpread,
		shape:   block.Shape{Data: assumedTotal - 2, Total: assumedTotal},
	}
	e.clock.init(e.source)
	e.stats.Role = cfg.Role
	return e, nil
}

// step notes the time; every Handle method and command begins with it.
func (e *Engine) step(now time.Duration) {
	if now > e.now {
		e.now = now
	}
	if e.tickAt == 0 {
		e.begunAt = e.now
		e.tickAt = e.now + time.Duration(e.rng.Int64N(int64(tickEvery)))
	}
}

// finish sends what the step made necessary; every Handle method and command
// ends with it.
func (e *Engine) finish() {
	for i := 0; i < len(e.dirty); i++ {
		n := e.dirty[i]
		n.queued = false
		if n.gone {
			continue
		}
		if n.wantDirty {
			e.sendWant(n)
		}
		if n.grantDirty {
			e.sendGrant(n)
		}
	}
	clear(e.dirty)
	e.dirty = e.dirty[:0]
}

// HandleTimeout does what is due.
func (e *Engine) HandleTimeout(now time.Duration) {
	e.step(now)
	if e.uplink.payAt != 0 && e.now >= e.uplink.payAt {
		e.payOut()
	}
	if e.repairAt != 0 && e.now >= e.repairAt {
		e.pullDue()
	}
	if e.now >= e.tickAt {
		e.tickAt = e.now + tickEvery
		e.tick()
	}
	// After the tick, which forgets old blocks: those handed on here are read afterwards.
	if at, ok := e.deliver.deadline(); ok && e.now >= at {
		e.giveUp()
	}
	e.finish()
}

// PollTimeout returns when HandleTimeout must be called at the latest.
func (e *Engine) PollTimeout() (at time.Duration, ok bool) {
	if e.tickAt == 0 {
		return 0, true
	}
	at = e.tickAt
	if e.repairAt != 0 && e.repairAt < at {
		at = e.repairAt
	}
	if e.uplink.payAt != 0 && e.uplink.payAt < at {
		at = e.uplink.payAt
	}
	if d, ok := e.deliver.deadline(); ok && d < at {
		at = d
	}
	return at, true
}

// PollTransmit returns the next datagram to send.
func (e *Engine) PollTransmit() (Transmit, bool) {
	if e.outNext == len(e.out) {
		clear(e.out)
		e.out, e.outNext, e.heads = e.out[:0], 0, e.heads[:0]
		return Transmit{}, false
	}
	t := e.out[e.outNext]
	e.outNext++
	return t, true
}

// PollEvent returns the next event.
func (e *Engine) PollEvent() (Event, bool) {
	if e.evNext == len(e.events) {
		clear(e.events)
		e.events, e.evNext = e.events[:0], 0
		return Event{}, false
	}
	ev := e.events[e.evNext]
	e.evNext++
	return ev, true
}

// Stats returns the engine's figures as they are now.
func (e *Engine) Stats() Stats {
	s := e.stats
	s.Neighbours = len(e.neighbours)
	for _, n := range e.neighbours {
		if n.granted != 0 {
			s.Parents++
		}
		if n.serves != 0 {
			s.Children++
		}
	}
	for i := range int(e.shape.Total) {
		if e.stripes[i].parent != nil {
			s.Stripes++
		}
	}
	s.ChildSlots = e.used
	s.ClockSure = e.clock.sure(e.now)
	if e.source {
		s.Short, s.Lossy = e.scarce(), e.lossy
	} else {
		s.Lossy = e.thrift.lossy
		s.Short = e.thrift.tight && e.thirstyAt != 0 && e.now-e.thirstyAt > thirstyFor
	}
	return s
}

// Leave says Bye to every neighbour. The engine is of no use afterwards.
func (e *Engine) Leave(now time.Duration) {
	e.step(now)
	e.leaving = true
	bye := wire.Bye{Reason: wire.Leaving}
	for _, n := range e.neighbours {
		// Twice, since nothing repeats it.
		e.control(n, bye.Append(e.heads[len(e.heads):]))
		e.control(n, bye.Append(e.heads[len(e.heads):]))
	}
}

// control queues a message that was appended to the end of e.heads.
func (e *Engine) control(n *neighbour, msg []byte) {
	if !e.mayTell(n, msg) {
		return // it asks again, as if that were lost
	}
	head := e.keep(msg)
	e.out = append(e.out, Transmit{Link: n.link, Head: head, Class: Control})
	e.stats.SentBytes += uint64(len(head))
	e.stats.SentControl += uint64(len(head))
	e.spent(len(head))
}

// keep makes msg, which was appended to e.heads[len(e.heads):], part of e.heads.
// Where append moved it the old array stays valid for what was queued before.
func (e *Engine) keep(msg []byte) []byte {
	start := len(e.heads)
	if cap(e.heads)-start >= len(msg) {
		e.heads = append(e.heads, msg...)
		return e.heads[start:len(e.heads):len(e.heads)]
	}
	e.heads = append(make([]byte, 0, max(2*cap(e.heads), 4096, len(msg))), msg...)
	return e.heads[:len(e.heads):len(e.heads)]
}

func (e *Engine) emit(ev Event) { e.events = append(e.events, ev) }

func (e *Engine) dropped(c Cause) { e.stats.Dropped[c]++ }

// HandleLinkUp tells of a link that is ready for datagrams.
func (e *Engine) HandleLinkUp(now time.Duration, l LinkID, peer ident.Peer, remote netip.AddrPort, _ bool) {
	e.step(now)
	defer e.finish()
	e.dialed(peer)
	if e.linkedAt == 0 {
		e.linkedAt = e.now
	}
	old := e.byPeer.find(peer)
	if old != nil {
		e.forget(old)
	}
	n := &neighbour{link: l, since: e.now, heard: e.now}
	n.record = wire.PeerRecord{Peer: peer}
	if c := e.knownBy.find(peer); c != nil {
		n.record = c.record
		e.vouch(c)
	}
	n.webrtc = l&WebRTCLink != 0 || e.cfg.Reach&ByUDP == 0
	if n.remote = remote; !remote.IsValid() && len(n.record.Addrs) > 0 {
		n.remote = n.record.Addrs[0]
	}
	if remote.IsValid() && !n.webrtc { // of WebRTC it is of no use to others
		n.setRemote(remote)
	}
	e.neighbours = append(e.neighbours, n)
	e.byLink.put(l, n)
	e.byPeer.put(n)
	if e.isBanned(peer) {
		e.refuse(n, wire.Misbehaved, CauseMisbehaved)
		return
	}
	switch {
	case old == nil && e.full() && e.talkedOut(n):
		e.kick(n, CauseFull) // without a word: it comes again, later and later
		return
	case e.leaving,
		old == nil && !e.source && len(e.neighbours) > e.cfg.Tuning.Neighbours && e.talkedOut(n),
		len(e.neighbours) > maxNeighbours && !e.makeWay(n):
		e.refuse(n, wire.Full, CauseFull)
		return
	}
	n.unheard = e.full() && old == nil
	if n.unheard {
		n.statusTo = e.now // it is greeted once it has said what it gives, or after a while
		return
	}
	e.sendHello(n)
	e.sendStatus(n)
}

// refuse says Bye to a neighbour and drops it.
func (e *Engine) refuse(n *neighbour, reason wire.Reason, c Cause) {
	bye := wire.Bye{Reason: reason}
	e.control(n, bye.Append(e.heads[len(e.heads):]))
	e.kick(n, c)
}

// HandleLinkDown tells that a link is gone.
func (e *Engine) HandleLinkDown(now time.Duration, l LinkID) {
	e.step(now)
	defer e.finish()
	if n := e.byLink.find(l); n != nil {
		e.forget(n)
	}
}

// HandleLinkFailed tells that a Connect came to nothing.
func (e *Engine) HandleLinkFailed(now time.Duration, peer ident.Peer) {
	e.step(now)
	defer e.finish()
	e.dialed(peer)
	if c := e.knownBy.find(peer); c != nil {
		c.failures++
		c.retryAt = e.now + time.Second<<min(c.failures, 5)
		if c.source {
			c.retryAt = e.now + redialSource
		}
		if c.failures > 3 && !c.source {
			e.forgetContact(c)
		}
	}
}

// HandleDatagram takes the datagram head‖body that came on link l.
func (e *Engine) HandleDatagram(now time.Duration, l LinkID, head, body []byte) {
	e.step(now)
	n := e.byLink.find(l)
	if n == nil {
		return
	}
	e.stats.ReceivedBytes += uint64(len(head) + len(body))
	back := e.now-e.lastHeard > awayFor // this peer itself was cut off
	if n.askedAt != 0 {
		back = n.answered(e.now) || back
	}
	n.heard, e.lastHeard = e.now, e.now
	if back {
		e.askSilent()
	}
	var err error
	switch t := wire.TypeOf(head); {
	case n.unheard && t != wire.TypeHello && t != wire.TypeStatus && t != wire.TypeBye:
		e.dropped(CauseUnwanted)
		e.tire(n)
	case t == wire.TypeShard:
		err = e.handleShard(n, head, body)
	case t == wire.TypePull:
		err = e.handlePull(n, head)
	default:
		if e.bear(n) {
			err = e.handleTalk(n, t, head)
		}
	}
	if err != nil {
		e.malformed(n, err)
	}
	e.finish()
}

// handleTalk takes a message other than Shard and Pull.
func (e *Engine) handleTalk(n *neighbour, t wire.Type, head []byte) (err error) {
	switch t {
	case wire.TypeHello:
		err = e.handleHello(n, head)
	case wire.TypeWant:
		err = e.handleWant(n, head)
	case wire.TypeGrant:
		err = e.handleGrant(n, head)
	case wire.TypeStatus:
		err = e.handleStatus(n, head)
	case wire.TypePeers:
		err = e.handlePeers(n, head)
	case wire.TypeBye:
		err = e.handleBye(n, head)
	case wire.TypeSignal:
		err = e.handleSignal(n, head)
	default:
		e.dropped(CauseUnknownType)
	}
	return err
}

// bear reports whether n has not talked too much, and counts the message. Who
// goes on is blamed.
func (e *Engine) bear(n *neighbour) bool {
	n.talk.fill(e.now, maxTalk, 2*maxTalk)
	if n.talk.level >= 1 {
		n.talk.spend(1)
		return true
	}
	e.dropped(CauseRate)
	e.tire(n)
	return false
}

// malformed counts a message that did not parse; who goes on sending such is dropped.
func (e *Engine) malformed(n *neighbour, err error) {
	if n.gone {
		return
	}
	if errors.Is(err, wire.ErrVersion) {
		e.dropped(CauseVersion)
		e.kick(n, CauseVersion)
		return
	}
	e.dropped(CauseMalformed)
	e.blame(n)
}
