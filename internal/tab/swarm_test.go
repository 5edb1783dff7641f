package tab

import (
	"bytes"
	"container/heap"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"net/netip"
	"os"
	"testing"
	"time"

	"throng/internal/block"
	"throng/internal/feed"
	"throng/internal/ident"
	"throng/internal/media"
	"throng/internal/overlay"
)

// swarm runs tabs and native engines over a perfect network in virtual time.
type swarm struct {
	t       *testing.T
	now     time.Duration
	queue   queue
	order   int
	channel ident.ChannelSecret
	peers   map[ident.Peer]member
	links   uint32
	wires   map[uint32][2]ident.Peer   // the ends of each link
	cut     func(a, b ident.Peer) bool // no link between these can be made
}

// member is a tab or a native peer.
type member interface {
	up(link uint32, peer ident.Peer)
	down(link uint32)
	failed(peer ident.Peer)
	datagram(link uint32, data []byte)
	// signal is one that a tracker carries.
	signal(from ident.Peer, data []byte)
	introduce(peers []ident.Peer)
}

const delay = 10 * time.Millisecond

type item struct {
	at    time.Duration
	order int
	do    func()
}

type queue []item

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	return q[i].at < q[j].at || q[i].at == q[j].at && q[i].order < q[j].order
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)   { *q = append(*q, x.(item)) }
func (q *queue) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}

func newSwarm(t *testing.T) *swarm {
	return &swarm{
		t: t, now: 1_800_000_000 * time.Second, channel: ident.ChannelSecretFromSeed([ident.KeySize]byte{7}),
		peers: make(map[ident.Peer]member), wires: make(map[uint32][2]ident.Peer), cut: func(a, b ident.Peer) bool { return false },
	}
}

func (s *swarm) after(d time.Duration, do func()) {
	s.order++
	heap.Push(&s.queue, item{s.now + d, s.order, do})
}

func (s *swarm) run(d time.Duration) {
	for end := s.now + d; ; {
		if len(s.queue) == 0 || s.queue[0].at > end {
			s.now = end
			return
		}
		x := heap.Pop(&s.queue).(item)
		s.now = x.at
		x.do()
	}
}

// connect makes a link, as WebRTC does at the page's behest, or fails.
func (s *swarm) connect(from, to ident.Peer) {
	s.after(2*delay, func() {
		if s.peers[to] == nil || s.peers[from] == nil || s.cut(from, to) {
			if m := s.peers[from]; m != nil {
				m.failed(to)
			}
			return
		}
		s.links++
		s.wires[s.links] = [2]ident.Peer{from, to}
		s.peers[from].up(s.links, to)
		s.peers[to].up(s.links, from)
	})
}

func (s *swarm) other(link uint32, self ident.Peer) member {
	ends := s.wires[link]
	if ends[0] == self {
		return s.peers[ends[1]]
	}
	return s.peers[ends[0]]
}

func (s *swarm) send(link uint32, from ident.Peer, data []byte) {
	data = bytes.Clone(data)
	s.after(delay, func() {
		if m := s.other(link, from); m != nil {
			m.datagram(link, data)
		}
	})
}

func (s *swarm) close(link uint32, from ident.Peer) {
	s.after(delay, func() {
		if m := s.other(link, from); m != nil {
			m.down(link)
		}
	})
}

// introduceTo is a tracker's answer.
func (s *swarm) introduceTo(self ident.Peer) {
	s.after(delay, func() {
		var peers []ident.Peer
		for p := range s.peers {
			if p != self {
				peers = append(peers, p)
			}
		}
		if m := s.peers[self]; m != nil {
			m.introduce(peers)
		}
	})
}

// testTab is a tab and a page that has nothing of a page.
type testTab struct {
	s    *swarm
	tab  *Tab
	id   ident.Peer
	in   []byte
	wake time.Duration

	seen    map[Output]int
	media   [][]byte
	faults  []string
	figures []float64
	around  map[ident.Peer]linkSeen
	relayed [][]byte
	heard   [][]byte // Described and the like
}

func (s *swarm) addTab(seed byte) *testTab {
	t, err := New(Config{Channel: s.channel.Channel(), Secret: ident.PeerSecret{1: seed}, Seed: uint64(seed)})
	if err != nil {
		s.t.Fatal(err)
	}
	p := &testTab{s: s, tab: t, id: t.Self(), seen: map[Output]int{}}
	s.peers[p.id] = p
	s.introduceTo(p.id)
	p.step()
	return p
}

// linkSeen is what figures say of a link.
type linkSeen struct {
	flags        byte
	gives, takes int
	trip         time.Duration
	in, out      uint64
}

// linkFiguresSize is how long that is.
const linkFiguresSize = 59

func record(kind Input, parts ...any) []byte {
	b := []byte{0, 0, 0, 0, byte(kind)}
	for _, p := range parts {
		switch p := p.(type) {
		case uint32:
			b = binary.BigEndian.AppendUint32(b, p)
		case uint64:
			b = binary.BigEndian.AppendUint64(b, p)
		case float64:
			b = binary.BigEndian.AppendUint64(b, math.Float64bits(p))
		case byte:
			b = append(b, p)
		case ident.Peer:
			b = append(b, p[:]...)
		case []byte:
			b = append(b, p...)
		case string:
			b = append(b, p...)
		}
	}
	binary.BigEndian.PutUint32(b, uint32(len(b)-4))
	return b
}

func (p *testTab) give(b []byte) {
	p.in = append(p.in, b...)
	p.step()
}

func (p *testTab) up(link uint32, peer ident.Peer)     { p.give(record(LinkUp, link, peer)) }
func (p *testTab) down(link uint32)                    { p.give(record(LinkDown, link)) }
func (p *testTab) failed(peer ident.Peer)              { p.give(record(LinkFailed, peer)) }
func (p *testTab) datagram(link uint32, data []byte)   { p.give(record(Datagram, link, data)) }
func (p *testTab) signal(from ident.Peer, data []byte) { p.give(record(Signal, from, data)) }
func (p *testTab) introduce(peers []ident.Peer) {
	var all []byte
	for _, q := range peers {
		all = append(append(all, q[:]...), 0)
	}
	p.give(record(Introduced, uint32(len(peers)), all))
}

func (p *testTab) step() {
	out := p.tab.Step(p.s.now, p.in)
	p.in = p.in[:0]
	last := Output(0)
	for len(out) > 0 {
		n := binary.BigEndian.Uint32(out)
		last = Output(out[4])
		p.take(last, out[recordHead:4+n])
		out = out[4+n:]
	}
	if last != Wake {
		p.s.t.Fatalf("the last record is of kind %d", last)
	}
}

func (p *testTab) take(kind Output, body []byte) {
	p.seen[kind]++
	switch kind {
	case Send:
		p.s.send(binary.BigEndian.Uint32(body), p.id, body[4:])
	case Connect:
		p.s.connect(p.id, ident.Peer(body))
	case Disconnect:
		p.s.close(binary.BigEndian.Uint32(body), p.id)
	case WantPeers:
		p.s.introduceTo(p.id)
	case Media:
		p.media = append(p.media, bytes.Clone(body))
	case Fault:
		p.faults = append(p.faults, string(body))
	case Figures:
		p.figures = p.figures[:0]
		for i := range int(body[0]) {
			p.figures = append(p.figures, math.Float64frombits(binary.BigEndian.Uint64(body[1+8*i:])))
		}
		p.around = map[ident.Peer]linkSeen{}
		for b := body[1+8*int(body[0]):]; len(b) > 0; b = b[linkFiguresSize:] {
			l := linkSeen{flags: b[36], gives: int(b[37]), takes: int(b[38]), trip: time.Duration(binary.BigEndian.Uint32(b[39:])) * time.Microsecond}
			l.in, l.out = binary.BigEndian.Uint64(b[43:]), binary.BigEndian.Uint64(b[51:])
			p.around[ident.Peer(b[4:36])] = l
		}
	case Relay:
		p.relayed = append(p.relayed, bytes.Clone(body))
		if m := p.s.peers[ident.Peer(body[:ident.KeySize])]; m != nil {
			data := bytes.Clone(body[ident.KeySize:])
			p.s.after(delay, func() { m.signal(p.id, data) })
		}
	case Described, CandidatesOf, Refused:
		p.heard = append(p.heard, append([]byte{byte(kind)}, body...))
	case Wake:
		at := p.s.now + time.Duration(binary.BigEndian.Uint32(body))*time.Millisecond
		p.wake = at
		p.s.after(at-p.s.now, func() {
			if p.wake == at && p.s.peers[p.id] != nil {
				p.step()
			}
		})
	}
}

// native is a peer that is no tab.
type native struct {
	s    *swarm
	e    *overlay.Engine
	id   ident.Peer
	wake time.Duration
}

func (s *swarm) addSource() *native {
	secret := s.channel.PeerSecret()
	return s.addNative(overlay.Config{
		Channel: s.channel.Channel(), Self: secret.Peer(), Role: overlay.Source, Coder: block.NewSigner(s.channel),
		Certificate: s.channel.Certify(secret.Peer()),
	})
}

func (s *swarm) addNative(cfg overlay.Config) *native {
	cfg.Reach = overlay.ByUDP | overlay.ByWebRTC
	e, err := overlay.New(cfg)
	if err != nil {
		s.t.Fatal(err)
	}
	n := &native{s: s, e: e, id: cfg.Self}
	s.peers[n.id] = n
	s.introduceTo(n.id)
	n.do(func() { e.HandleTimeout(s.now) })
	return n
}

func (n *native) do(f func()) {
	f()
	for tr, ok := n.e.PollTransmit(); ok; tr, ok = n.e.PollTransmit() {
		n.s.send(uint32(tr.Link), n.id, append(bytes.Clone(tr.Head), tr.Body...))
	}
	for e, ok := n.e.PollEvent(); ok; e, ok = n.e.PollEvent() {
		switch e.Kind {
		case overlay.Connect:
			n.s.connect(n.id, e.Record.Peer)
		case overlay.Disconnect:
			n.s.close(uint32(e.Link), n.id)
		case overlay.NeedPeers:
			n.s.introduceTo(n.id)
		}
	}
	at, ok := n.e.PollTimeout()
	if !ok || at == n.wake && at > n.s.now {
		return
	}
	n.wake = at
	n.s.after(max(at-n.s.now, 0), func() {
		if n.wake == at && n.s.peers[n.id] != nil {
			n.do(func() { n.e.HandleTimeout(n.s.now) })
		}
	})
}

func (n *native) up(link uint32, peer ident.Peer) {
	n.do(func() { n.e.HandleLinkUp(n.s.now, overlay.LinkID(link), peer, netip.AddrPort{}, false) })
}
func (n *native) down(link uint32) {
	n.do(func() { n.e.HandleLinkDown(n.s.now, overlay.LinkID(link)) })
}
func (n *native) failed(peer ident.Peer) { n.do(func() { n.e.HandleLinkFailed(n.s.now, peer) }) }
func (n *native) datagram(link uint32, data []byte) {
	n.do(func() { n.e.HandleDatagram(n.s.now, overlay.LinkID(link), data, nil) })
}
func (n *native) signal(ident.Peer, []byte) {}
func (n *native) introduce(peers []ident.Peer) {
	records := make([]overlay.Record, len(peers))
	for i, p := range peers {
		records[i] = overlay.Record{Peer: p, WebRTC: true}
	}
	n.do(func() { n.e.HandlePeers(n.s.now, records, nil) })
}

// cast publishes a clip again and again and returns the messages that a page should get.
type cast struct {
	s        *swarm
	source   *native
	cutter   *block.Cutter
	signer   block.Coder
	init     *media.Init
	messages [][]byte
}

func (s *swarm) cast(source *native, length time.Duration) *cast {
	cutter, err := block.NewCutter(block.CutterConfig{Epoch: uint32(s.now / time.Second)})
	if err != nil {
		s.t.Fatal(err)
	}
	c := &cast{s: s, source: source, cutter: cutter, signer: block.NewSigner(s.channel)}
	clip, err := os.ReadFile("../play/testdata/clip.mp4")
	if err != nil {
		s.t.Fatal(err)
	}
	const loop = 4 * time.Second
	for at := time.Duration(0); at < length; at += loop {
		for reader := media.NewReader(bytes.NewReader(clip)); ; {
			item, err := reader.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				s.t.Fatal(err)
			}
			if f := item.Fragment; f != nil && f.Time < loop && at+f.Time < length {
				s.after(at+f.Time, func() { c.fragment(f, at) })
			} else if f == nil && at == 0 {
				c.start(item.Init)
			}
		}
	}
	s.after(length, func() { c.publish(c.cutter.End(s.now)) })
	return c
}

func (c *cast) start(in *media.Init) {
	c.init = in
	c.messages = append(c.messages, feed.AppendInit(nil, in))
	if err := c.cutter.SetInit(in.Data); err != nil {
		c.s.t.Fatal(err)
	}
}

func (c *cast) fragment(f *media.Fragment, shift time.Duration) {
	if err := media.Shift(c.init, f, shift, 1); err != nil {
		c.s.t.Fatal(err)
	}
	cuts, err := c.cutter.Add(f.Data, f.Key, c.s.now)
	if err != nil {
		c.s.t.Fatal(err)
	}
	c.messages = append(c.messages, f.Data)
	c.publish(append(cuts, c.cutter.Flush(c.s.now)...))
}

func (c *cast) publish(cuts []block.Cut) {
	for _, cut := range cuts {
		sealed, err := c.signer.Seal(cut.Header, cut.Payload)
		if err != nil {
			c.s.t.Fatal(err)
		}
		c.source.do(func() { c.source.e.Publish(c.s.now, sealed) })
	}
}
