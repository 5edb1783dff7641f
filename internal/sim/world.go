package sim

import (
	"container/heap"
	"fmt"
	"io"
	"net/netip"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"time"

	"throng/internal/block"
	"throng/internal/ident"
	"throng/internal/overlay"
)

// Intervals of the coordinator, in windows.
const (
	balanceEvery  = 64
	progressEvery = 32
)

// world is a run.
type world struct {
	cfg      Config
	net      Network
	scenario *scenario
	window   int64 // length of a window
	count    int64 // number of the current window
	from, to int64 // measured time
	// faultsFrom and faultsEnd are when the scenario's first fault begins and when the
	// last is over; 0: there are none.
	faultsFrom, faultsEnd int64
	cut                   func(a, b *peer) bool // in a partition: nothing passes between them
	shared                bool                  // a TCP flow shares each uplink
	busy                  bool                  // viewers' machines pause
	hostile               bool                  // every hostileEvery-th peer is
	identities            map[netip.AddrPort]uint32

	channel     ident.Channel
	secret      ident.ChannelSecret
	certificate block.Signature
	epoch       uint32
	sourceCoder block.Coder

	blocks         []atomic.Pointer[published] // by number
	publishedCount atomic.Int64

	peers   []*peer // all that ever were, by index; the source is the first
	workers []*worker
	rng     rng // of the scenario
	places  rng
	strata  strata
	tracker tracker
	events  timeline
	present []uint32 // viewers that the scenario has sent in and not taken out
}

// Run simulates what cfg says. The report is complete also where invariants
// broke; Report.Violations says how many did.
func Run(cfg Config) (*Report, error) {
	began := time.Now()
	w, err := newWorld(cfg)
	if err != nil {
		return nil, fmt.Errorf("simulate: %w", err)
	}
	w.scenario.plan(w)
	crew := newCrew(w.workers)
	defer crew.stop()
	end := int64(w.cfg.Duration)
	for at := int64(0); at < end; at += w.window {
		w.events.run(at + w.window)
		crew.run(w.count, min(at+w.window, end))
		if err := w.between(); err != nil {
			return nil, fmt.Errorf("simulate: %w", err)
		}
		w.count++
	}
	bound := w.boundAtEnd()
	w.finish(end)
	if w.cfg.AtEnd != nil {
		w.cfg.AtEnd()
	}
	r := w.report(time.Since(began))
	r.Bound = bound
	return r, nil
}

func newWorld(cfg Config) (*world, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	w := &world{
		cfg: cfg, net: cfg.Network, scenario: scenarios[cfg.Scenario],
		window: cfg.Network.minDelay(), epoch: uint32(clockBase / int64(time.Second)),
		rng: derive(cfg.Seed, forScenario, 0), places: derive(cfg.Seed, forPlaces, 0),
		from: int64(cfg.WarmUp + settle), to: int64(cfg.Duration),
	}
	w.strata.rng = derive(cfg.Seed, forLines, 0)
	seed := derive(cfg.Seed, forKeys, 0)
	w.secret = ident.ChannelSecretFromSeed(seed.key())
	w.channel = w.secret.Channel()
	perSecond := 100 + int(cfg.Bitrate/8/1000) // more blocks than any cutter makes
	w.blocks = make([]atomic.Pointer[published], int(cfg.Duration/time.Second+2)*perSecond)
	for i := range cfg.Workers {
		k := &worker{w: w, id: i}
		k.out = [2][][]arrival{make([][]arrival, cfg.Workers), make([][]arrival, cfg.Workers)}
		w.workers = append(w.workers, k)
	}
	w.sourceCoder = &standIn{w: w, seal: true}
	if cfg.Real {
		w.sourceCoder = block.NewSigner(w.secret)
	}
	w.tracker.init(w)
	source := w.newPeer(0, overlay.Source, cfg.sourceAccess())
	source.id = w.secret.PeerSecret().Peer()
	w.certificate = w.secret.Sign(ident.SourceMessage(source.id))
	if source.media, err = w.newMedia(0); err != nil {
		return nil, err
	}
	return w, nil
}

// key returns 32 random bytes.
func (r *rng) key() (k [32]byte) {
	for i := range k {
		k[i] = byte(r.next() >> 56)
	}
	return k
}

// coderFor is the coder of a peer's engine.
func (w *world) coderFor(p *peer) block.Coder {
	switch {
	case p.role == overlay.Source:
		return w.sourceCoder
	case w.cfg.Real:
		return block.NewCoder(w.channel)
	default:
		return &standIn{w: w}
	}
}

// newPeer makes a peer that starts at t.
func (w *world) newPeer(t int64, role overlay.Role, line access) *peer {
	idx := uint32(len(w.peers))
	keys := derive(w.cfg.Seed, forKeys, uint64(idx)+1)
	p := &peer{
		w: w, idx: idx, id: keys.key(), addr: addrOf(idx), role: role, place: w.net.newPlace(&w.places),
		access: line, clock: w.net.newClock(&w.places), born: t, timer: never,
		rng: derive(w.cfg.Seed, forPeer, uint64(idx)), far: role == overlay.Viewer && keys.next()&1 == 0,
		up:   pipe{rate: line.up, buffer: int64(w.net.UplinkBuffer)},
		down: pipe{rate: line.down, buffer: int64(w.net.DownlinkBuffer)},
	}
	if w.hostile && role == overlay.Viewer && idx%hostileEvery == 0 {
		p.evil = withholds + hostility(idx/hostileEvery%3)
	}
	w.peers = append(w.peers, p)
	w.workers[int(idx)%len(w.workers)].add(p)
	p.planFrom(control{at: t, kind: doStart})
	return p
}

// measured reports whether t lies in the time that the report is about.
func (w *world) measured(t int64) bool { return t >= w.from && t < w.to }

// between does what concerns all peers, after a window.
func (w *world) between() error {
	for _, k := range w.workers {
		w.tracker.requests = append(w.tracker.requests, k.requests...)
		k.requests = k.requests[:0]
	}
	w.tracker.answer()
	if w.count%balanceEvery == 0 {
		pools := make([]*pool, len(w.workers))
		for i, k := range w.workers {
			pools[i] = &k.pool
		}
		balance(pools)
	}
	if w.cfg.Progress != nil && w.count%progressEvery == 0 {
		p := Progress{Simulated: time.Duration(w.count * w.window), Total: w.cfg.Duration, Present: len(w.present)}
		for _, k := range w.workers {
			p.Events += uint64(k.sum.events)
		}
		w.cfg.Progress(p)
	}
	if w.cfg.Trace != nil {
		return w.writeTrace(w.cfg.Trace)
	}
	return nil
}

// finish ends the lives of all that are still there.
func (w *world) finish(end int64) {
	for _, p := range w.peers {
		if p.eng != nil {
			p.checkEnd(end)
			p.acct.finish(p, end)
		}
	}
	for n := range w.publishedCount.Load() {
		if b := w.blocks[n].Load(); checksum(b.sealed) != b.sum {
			w.peers[0].violate(end, fmt.Sprintf("the bytes of block %v were changed by an engine that borrowed them", b.header.Seq))
		}
	}
}

// guard turns a panic of an engine into one that says whose it was, and when.
func (p *peer) guard(at *int64) {
	if r := recover(); r != nil {
		panic(fmt.Sprintf("peer %d at %v (scenario %s, peers %d, seed %d): %v\n%s",
			p.idx, time.Duration(*at), p.w.cfg.Scenario, p.w.cfg.Peers, p.w.cfg.Seed, r, debug.Stack()))
	}
}

// timeline is what the scenario and the tracker have planned: a heap.
type timeline struct {
	list plans
	seq  int
}

type planned struct {
	at  int64
	seq int // those of one time go in the order in which they were planned
	do  func()
}

type plans []planned

func (l plans) Len() int { return len(l) }
func (l plans) Less(i, j int) bool {
	return l[i].at < l[j].at || l[i].at == l[j].at && l[i].seq < l[j].seq
}
func (l plans) Swap(i, j int) { l[i], l[j] = l[j], l[i] }
func (l *plans) Push(x any)   { *l = append(*l, x.(planned)) }
func (l *plans) Pop() any {
	last := (*l)[len(*l)-1]
	(*l)[len(*l)-1] = planned{}
	*l = (*l)[:len(*l)-1]
	return last
}

// at plans do for the beginning of the window in which t lies: what it does to
// peers it plans with them for exact times.
func (l *timeline) at(t int64, do func()) {
	l.seq++
	heap.Push(&l.list, planned{at: t, seq: l.seq, do: do})
}

func (l *timeline) run(end int64) {
	for len(l.list) > 0 && l.list[0].at < end {
		heap.Pop(&l.list).(planned).do()
	}
}

// traceEvent is a line of the trace.
type traceEvent struct {
	at     int64
	peer   uint32
	what   string
	stripe int
	other  uint32
}

func (p *peer) trace(t int64, what string, stripe int, other uint32) {
	if p.w.cfg.Trace != nil {
		p.k.traces = append(p.k.traces, traceEvent{t, p.idx, what, stripe, other})
	}
}

// writeTrace writes what happened in a window, in the order of time and peer.
func (w *world) writeTrace(to io.Writer) error {
	var all []traceEvent
	for _, k := range w.workers {
		all = append(all, k.traces...)
		k.traces = k.traces[:0]
	}
	slices.SortStableFunc(all, func(a, b traceEvent) int {
		if a.at != b.at {
			return int(min(max(a.at-b.at, -1), 1))
		}
		return int(a.peer) - int(b.peer)
	})
	for _, e := range all {
		var err error
		p := w.peers[e.peer]
		ms := float64(e.at) / 1e6
		switch e.what {
		case "parent":
			_, err = fmt.Fprintf(to, `{"t":%.3f,"event":"parent","peer":%d,"stripe":%d,"parent":%d}`+"\n", ms, e.peer, e.stripe, e.other)
		case "join":
			var c city
			if w.net.Geography {
				c = cities[p.place.city]
			}
			_, err = fmt.Fprintf(to, `{"t":%.3f,"event":"join","peer":%d,"city":%q,"lat":%.2f,"lon":%.2f,"uplink":%d}`+"\n",
				ms, e.peer, c.name, c.lat, c.lon, p.access.up)
		case "delay":
			_, err = fmt.Fprintf(to, `{"t":%.3f,"event":"delay","peer":%d,"ms":%d}`+"\n", ms, e.peer, e.stripe)
		case "lost":
			_, err = fmt.Fprintf(to, `{"t":%.3f,"event":"lost","peer":%d,"blocks":%d}`+"\n", ms, e.peer, e.stripe)
		default:
			_, err = fmt.Fprintf(to, `{"t":%.3f,"event":%q,"peer":%d}`+"\n", ms, e.what, e.peer)
		}
		if err != nil {
			return fmt.Errorf("write trace: %w", err)
		}
	}
	return nil
}
