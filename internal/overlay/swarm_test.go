package overlay

import (
	"bytes"
	"container/heap"
	"encoding/binary"
	"math/bits"
	"math/rand/v2"
	"net/netip"
	"testing"
	"time"

	"throng/internal/block"
	"throng/internal/ident"
)

// swarm runs engines over a perfect or lossy network in virtual time.
type swarm struct {
	t         testing.TB
	now       time.Duration
	queue     events
	order     uint64
	rng       *rand.Rand
	delay     time.Duration
	loss      float64
	peers     []*testPeer
	byID      map[ident.Peer]*testPeer
	nextID    LinkID
	signer    block.Coder
	secret    ident.ChannelSecret
	published map[block.Seq][]byte
	// tamper, when set, may change or swallow a datagram on its way.
	tamper    func(from, to *testPeer, data []byte) []byte
	noTracker bool
	group     int // blocks from key frame to key frame, if not 46
	// around, when set, runs what is done to an engine: a datagram, or nil for its timer.
	around func(p *testPeer, data []byte, do func())
	// reach, when set, says how a peer is reached: its address, or signals, or both.
	reach func(index int) Reach
	// on, when set, acts on an event itself where it returns true.
	on func(p *testPeer, ev Event) bool
}

type testPeer struct {
	*Engine
	s      *swarm
	id     ident.Peer
	index  int
	ends   map[LinkID]*testPeer
	dead   bool
	timer  time.Duration
	seqs   []block.Seq
	lost   int
	joined time.Duration
	ended  bool
	delays []time.Duration
	addr   netip.AddrPort
}

type event struct {
	at    time.Duration
	order uint64
	do    func()
}

type events []event

func (q events) Len() int { return len(q) }
func (q events) Less(i, j int) bool {
	return q[i].at < q[j].at || q[i].at == q[j].at && q[i].order < q[j].order
}
func (q events) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *events) Push(x any)   { *q = append(*q, x.(event)) }
func (q *events) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}

const testEpoch = 1_700_000_000

func newSwarm(t testing.TB, seed uint64, delay time.Duration) *swarm {
	s := &swarm{t: t, now: testEpoch * time.Second, rng: rand.New(rand.NewPCG(seed, 1)), delay: delay,
		byID: map[ident.Peer]*testPeer{}, published: map[block.Seq][]byte{}, secret: ident.ChannelSecretFromSeed([32]byte{1})}
	s.signer = block.NewSigner(s.secret)
	return s
}

func (s *swarm) after(d time.Duration, do func()) {
	s.order++
	heap.Push(&s.queue, event{s.now + d, s.order, do})
}

func (s *swarm) run(until time.Duration) {
	for len(s.queue) > 0 && s.queue[0].at <= until {
		e := heap.Pop(&s.queue).(event)
		s.now = e.at
		e.do()
	}
	s.now = until
}

func (s *swarm) add(role Role, upload int64) *testPeer {
	i := len(s.peers)
	var id ident.Peer
	for k := 0; k < 32; k += 8 {
		binary.LittleEndian.PutUint64(id[k:], s.rng.Uint64())
	}
	cfg := Config{Channel: s.secret.Channel(), Self: id, Role: role, Coder: block.NewCoder(s.secret.Channel()), Seed: uint64(i) + 7, MaxUpload: upload}
	if s.reach != nil {
		cfg.Reach = s.reach(i)
	}
	if role == Source {
		cfg.Certificate = s.secret.Certify(id)
	}
	e, err := New(cfg)
	if err != nil {
		s.t.Fatal(err)
	}
	p := &testPeer{Engine: e, s: s, id: id, index: i, ends: map[LinkID]*testPeer{},
		addr: netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}), 7000)}
	s.peers = append(s.peers, p)
	s.byID[id] = p
	p.HandlePeers(s.now, s.sample(p), nil)
	p.drain()
	return p
}

func (s *swarm) sample(p *testPeer) []Record {
	if s.noTracker {
		return nil
	}
	var rs []Record
	for _, k := range s.rng.Perm(len(s.peers)) {
		if o := s.peers[k]; o != p && !o.dead && len(rs) < 25 {
			rs = append(rs, o.record())
		}
	}
	if len(s.peers) > 0 && p != s.peers[0] && !s.peers[0].dead {
		rs = append(rs, s.peers[0].record())
	}
	return rs
}

// record is what a tracker tells of the peer.
func (p *testPeer) record() Record {
	r := Record{Peer: p.id, WebRTC: p.cfg.Reach&ByWebRTC != 0}
	if p.cfg.Reach&ByUDP != 0 {
		r.Addrs = []netip.AddrPort{p.addr}
	}
	return r
}

func (p *testPeer) drain() {
	s := p.s
	for {
		t, ok := p.PollTransmit()
		if !ok {
			break
		}
		to := p.ends[t.Link]
		if to == nil || to.dead || p.dead || s.rng.Float64() < s.loss {
			continue
		}
		data := append(append([]byte(nil), t.Head...), t.Body...)
		if s.tamper != nil {
			if data = s.tamper(p, to, data); data == nil {
				continue
			}
		}
		link := t.Link
		s.after(s.delay+time.Duration(s.rng.Int64N(int64(s.delay/10+1))), func() {
			if !to.dead {
				to.do(data, func() { to.HandleDatagram(s.now, link, data, nil) })
				to.drain()
			}
		})
	}
	for {
		ev, ok := p.PollEvent()
		if !ok {
			break
		}
		p.event(ev)
	}
	at, ok := p.PollTimeout()
	if ok && (p.timer == 0 || at < p.timer) {
		p.timer = at
		s.after(max(0, at-s.now), func() {
			if p.dead || p.timer != at {
				return
			}
			p.timer = 0
			p.do(nil, func() { p.HandleTimeout(s.now) })
			p.drain()
		})
	}
}

func (p *testPeer) do(data []byte, f func()) {
	if p.s.around != nil {
		p.s.around(p, data, f)
		return
	}
	f()
}

func (p *testPeer) event(ev Event) {
	s := p.s
	if s.on != nil && s.on(p, ev) {
		return
	}
	switch ev.Kind {
	case BlockReady:
		p.seqs = append(p.seqs, ev.Header.Seq)
		if got := block.AppendPayload(nil, ev.Header, ev.Shards); !bytes.Equal(got, s.published[ev.Header.Seq]) {
			s.t.Errorf("viewer %d: block %v is not what was published", p.index, ev.Header.Seq)
		}
		if !ev.Joining {
			p.delays = append(p.delays, ev.Rebuilt-ev.Header.Capture)
		}
	case BlocksLost:
		p.lost += ev.Count
	case Joined:
		p.joined = s.now
	case Ended:
		p.ended = true
	case NeedPeers:
		s.after(s.delay, func() {
			if !p.dead {
				p.HandlePeers(s.now, s.sample(p), nil)
				p.drain()
			}
		})
	case Connect:
		to := s.byID[ev.Record.Peer]
		s.after(3*s.delay, func() {
			if p.dead {
				return
			}
			if to == nil || to.dead {
				p.HandleLinkFailed(s.now, ev.Record.Peer)
				p.drain()
				return
			}
			s.link(p, to)
		})
	case Disconnect:
		to := p.ends[ev.Link]
		delete(p.ends, ev.Link)
		s.after(s.delay, func() {
			if to != nil && !to.dead {
				delete(to.ends, ev.Link)
				to.HandleLinkDown(s.now, ev.Link)
				to.drain()
			}
		})
	}
}

func (s *swarm) link(a, b *testPeer) {
	s.nextID++
	id := s.nextID
	if a.cfg.Reach&b.cfg.Reach&ByUDP == 0 {
		id |= WebRTCLink
	}
	a.ends[id], b.ends[id] = b, a
	a.HandleLinkUp(s.now, id, b.id, b.addr, true)
	b.HandleLinkUp(s.now, id, a.id, a.addr, false)
	a.drain()
	b.drain()
}

// cast publishes blocks of about 43 ms at 3 Mb/s, a key frame each two seconds.
func (s *swarm) cast(src *testPeer, epoch uint32, blocks int) {
	s.castAt(src, epoch, blocks, func(i int) time.Duration { return time.Duration(i) * 43 * time.Millisecond })
}

// castAt is cast with each block so long from now.
func (s *swarm) castAt(src *testPeer, epoch uint32, blocks int, at func(i int) time.Duration) {
	group := s.group
	if group == 0 {
		group = 46
	}
	const every = 43 * time.Millisecond
	for i := range blocks {
		s.after(at(i), func() {
			if src.dead {
				return
			}
			h := block.Header{Seq: block.MakeSeq(epoch, uint32(i)), Capture: (s.now - every).Truncate(time.Microsecond),
				Length: uint16(12000 + s.rng.IntN(3000)), Shape: block.Shape{Data: 16, Total: 18}, SinceEntry: uint16(i % group), Flags: block.Start}
			if i%group == 0 {
				h.Flags |= block.Entry
			}
			if i == blocks-1 {
				h.Flags |= block.End
			}
			payload := make([]byte, h.Length)
			for k := range payload {
				payload[k] = byte(k*7 + i)
			}
			sealed, err := s.signer.Seal(h, payload)
			if err != nil {
				s.t.Fatal(err)
			}
			s.published[h.Seq] = payload
			src.Publish(s.now, sealed)
			src.drain()
		})
	}
}

// viewers adds n viewers, one each 100 ms.
func (s *swarm) viewers(n int) {
	for i := range n {
		s.after(time.Duration(i)*100*time.Millisecond, func() { s.add(Viewer, 0) })
	}
}

// whole checks that a living viewer has every block from its first on.
func (p *testPeer) whole() {
	p.s.t.Helper()
	if p.lost > 0 || !p.ended {
		p.s.t.Errorf("viewer %d: lost %d, ended %v", p.index, p.lost, p.ended)
	}
	for i := 1; i < len(p.seqs); i++ {
		if p.seqs[i] != p.seqs[i-1]+1 {
			p.s.t.Errorf("viewer %d: block %v follows %v", p.index, p.seqs[i], p.seqs[i-1])
			return
		}
	}
	if len(p.seqs) == 0 {
		p.s.t.Errorf("viewer %d has nothing", p.index)
	}
}

func (p *testPeer) worst(from int) (w time.Duration) {
	for _, d := range p.delays[min(from, len(p.delays)):] {
		w = max(w, d)
	}
	return w
}

func TestTwentyViewers(t *testing.T) {
	s := newSwarm(t, 1, 5*time.Millisecond)
	src := s.add(Source, 0)
	start := s.now
	s.cast(src, testEpoch, 700)
	s.viewers(20)
	s.run(start + 33*time.Second)
	st := src.Stats()
	ratio := float64(st.SentBytes) / float64(st.Payload)
	if ratio > 1.5 {
		t.Errorf("the source sent %.2f of the stream", ratio)
	}
	for _, p := range s.peers[1:] {
		p.whole()
		if w := p.worst(60); w > 250*time.Millisecond {
			t.Errorf("viewer %d: delay up to %v", p.index, w)
		}
		if testing.Verbose() {
			t.Logf("%d worst %v %v %+v", p.index, p.worst(0), p.worst(60), p.Stats())
		}
	}
}

func TestSevenOfTwentyKilled(t *testing.T) {
	for seed := range uint64(4) {
		s := newSwarm(t, seed, 5*time.Millisecond)
		src := s.add(Source, 0)
		start := s.now
		s.cast(src, testEpoch, 700)
		s.viewers(20)
		s.after(15*time.Second, func() {
			for _, i := range s.rng.Perm(20)[:7] {
				s.peers[1+i].dead = true
			}
		})
		s.run(start + 38*time.Second)
		for _, p := range s.peers[1:] {
			if !p.dead {
				p.whole()
				t.Logf("seed %d viewer %d worst %v pulled %d", seed, p.index, p.worst(60), p.Stats().Pulled)
			}
		}
	}
}

// Those on whom most hangs go without a word: the broadcaster's own children.
func TestTopKilled(t *testing.T) {
	for seed := range uint64(4) {
		s := newSwarm(t, seed, 200*time.Microsecond)
		src := s.add(Source, 0)
		start := s.now
		s.cast(src, testEpoch, 500)
		s.after(time.Second, func() {
			for range 20 {
				s.add(Viewer, 0)
			}
		})
		s.after(15*time.Second, func() {
			for range 7 {
				var top *testPeer
				most := 0
				for _, n := range src.neighbours {
					if p := s.byID[n.record.Peer]; !p.dead && bits.OnesCount32(n.serves) >= most {
						top, most = p, bits.OnesCount32(n.serves)
					}
				}
				top.dead = true
			}
		})
		s.run(start + 30*time.Second)
		for _, p := range s.peers[1:] {
			if !p.dead {
				p.whole()
				t.Logf("seed %d viewer %d worst %v pulled %d", seed, p.index, p.worst(60), p.Stats().Pulled)
			}
		}
	}
}

func TestSourceRestarts(t *testing.T) {
	s := newSwarm(t, 3, 5*time.Millisecond)
	src := s.add(Source, 0)
	start := s.now
	s.cast(src, testEpoch, 2000)
	s.viewers(12)
	var again *testPeer
	s.after(10*time.Second, func() { src.dead = true })
	s.after(11*time.Second, func() {
		s.rng = rand.New(rand.NewPCG(99, 99))
		again = s.add(Source, 0)
		// The same peer key, at the same place.
		delete(s.byID, again.id)
		again.id, again.cfg.Self, again.addr = src.id, src.id, src.addr
		again.cfg.Certificate = s.secret.Certify(src.id)
		s.byID[src.id] = again
		s.cast(again, testEpoch+11, 300)
	})
	s.run(start + 11*time.Second + 3*time.Second)
	for _, p := range s.peers[1:13] {
		if n := len(p.seqs); n == 0 || p.seqs[n-1].Epoch() != testEpoch+11 {
			t.Errorf("viewer %d has not resumed", p.index)
		}
	}
	s.run(start + 40*time.Second)
	for _, p := range s.peers[1:13] {
		if !p.ended {
			t.Errorf("viewer %d did not see the end", p.index)
		}
	}
}
