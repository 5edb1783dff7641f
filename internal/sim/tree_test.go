package sim

import (
	"net/netip"
	"time"

	"throng/internal/block"
	"throng/internal/ident"
	"throng/internal/overlay"
	"throng/internal/wire"
)

// treeEngine is the simplest engine that carries a stream: every viewer has one
// parent, chosen at random, and passes on all that it gets to at most
// treeFanout children. It repairs nothing.
type treeEngine struct {
	cfg      overlay.Config
	rng      rng
	records  []overlay.Record
	parent   overlay.LinkID
	asked    bool
	children []overlay.LinkID
	blocks   map[block.Seq]*treeBlock
	next     block.Seq // to hand on; 0 before the first Entry
	retryAt  time.Duration

	out    []overlay.Transmit
	events []overlay.Event
	heads  []byte
	stats  overlay.Stats
}

const treeFanout = 4

type treeBlock struct {
	header block.Header
	root   block.Hash
	shards [][]byte // as they came
	whole  [][]byte // rebuilt
	tree   block.Tree
	here   int
	done   time.Duration
}

func newTreeEngine(cfg overlay.Config) (Engine, error) {
	return &treeEngine{cfg: cfg, rng: rng{cfg.Seed}, blocks: make(map[block.Seq]*treeBlock)}, nil
}

func (e *treeEngine) SetAudience(int) {}

func (e *treeEngine) HandlePeers(now time.Duration, records, sources []overlay.Record) {
	e.records = append(append(e.records, sources...), records...)
	e.dial()
}

func (e *treeEngine) dial() {
	if e.cfg.Role == overlay.Source || e.parent != 0 || e.asked || len(e.records) == 0 {
		return
	}
	e.asked = true
	rec := e.records[e.rng.intn(len(e.records))]
	e.events = append(e.events, overlay.Event{Kind: overlay.Connect, Record: rec})
}

func (e *treeEngine) HandleLinkUp(_ time.Duration, l overlay.LinkID, _ ident.Peer, _ netip.AddrPort, initiator bool) {
	switch {
	case initiator:
		e.parent, e.asked = l, false
	case len(e.children) == treeFanout:
		e.events = append(e.events, overlay.Event{Kind: overlay.Disconnect, Link: l})
	default:
		e.children = append(e.children, l)
	}
}

func (e *treeEngine) HandleLinkDown(now time.Duration, l overlay.LinkID) {
	if l == e.parent {
		e.parent = 0
		e.retryAt = now + 100*time.Millisecond
	}
	for i, c := range e.children {
		if c == l {
			e.children = append(e.children[:i], e.children[i+1:]...)
			return
		}
	}
}

func (e *treeEngine) HandleLinkFailed(now time.Duration, _ ident.Peer) {
	e.asked = false
	e.retryAt = now + 100*time.Millisecond
}

func (e *treeEngine) HandleTimeout(now time.Duration) {
	if e.retryAt != 0 && now >= e.retryAt {
		e.retryAt = 0
		e.dial()
	}
}

func (e *treeEngine) PollTimeout() (time.Duration, bool) { return e.retryAt, e.retryAt != 0 }

func (e *treeEngine) HandleDatagram(now time.Duration, _ overlay.LinkID, head, body []byte) {
	var m wire.Shard
	rest, err := m.Parse(head)
	if err != nil || !m.HasProof() {
		e.stats.Dropped[overlay.CauseMalformed]++
		return
	}
	if len(body) == 0 {
		body = append([]byte(nil), rest...)
	}
	h := &m.Header
	root, ok := e.cfg.Coder.Root(h, int(m.Index), body, m.Path[:m.PathLen])
	if !ok || !e.cfg.Coder.Verify(h, root, &m.Signature) {
		e.stats.Dropped[overlay.CauseBadShard]++
		return
	}
	b := e.blocks[h.Seq]
	if b == nil {
		b = &treeBlock{header: *h, root: root, shards: make([][]byte, h.Shape.Total)}
		e.blocks[h.Seq] = b
		delete(e.blocks, h.Seq-50)
	}
	if b.shards[m.Index] != nil {
		e.stats.Dropped[overlay.CauseDuplicate]++
		return
	}
	b.shards[m.Index] = body
	b.here++
	m.Hop++
	e.push(&m, body)
	if b.here == int(h.Shape.Data) {
		kept := append([][]byte(nil), b.shards...)
		if e.cfg.Coder.Rebuild(h, root, kept, &b.tree) == nil {
			b.done = now
			b.whole = kept
			e.handOn(b)
		}
	}
}

// push sends a shard to all children.
func (e *treeEngine) push(m *wire.Shard, body []byte) {
	start := len(e.heads)
	e.heads = m.AppendHead(e.heads)
	for _, c := range e.children {
		e.out = append(e.out, overlay.Transmit{Link: c, Head: e.heads[start:], Body: body, Class: overlay.Push})
	}
}

// handOn hands on b and what waited for it. What is missing when b comes is lost.
func (e *treeEngine) handOn(b *treeBlock) {
	if e.next == 0 {
		if b.header.Flags&block.Entry == 0 {
			return
		}
		e.next = b.header.Seq
		e.events = append(e.events, overlay.Event{Kind: overlay.Joined})
	}
	if b.header.Seq < e.next {
		return
	}
	for e.next+8 < b.header.Seq { // too far behind: give up
		if o := e.blocks[e.next]; o == nil || o.done == 0 {
			e.events = append(e.events, overlay.Event{Kind: overlay.BlocksLost, Count: 1})
			e.next++
			continue
		}
		break
	}
	for {
		o := e.blocks[e.next]
		if o == nil || o.done == 0 {
			return
		}
		e.events = append(e.events, overlay.Event{
			Kind: overlay.BlockReady, Header: &o.header, Shards: o.whole[:o.header.Shape.Data], Rebuilt: o.done,
		})
		e.next++
	}
}

func (e *treeEngine) Publish(_ time.Duration, s *block.Sealed) {
	for i, body := range s.Shards {
		m := wire.Shard{Flags: wire.ShardProof, Index: uint8(i), Hop: 1, Header: s.Header, Signature: s.Signature}
		m.PathLen = uint8(len(s.Tree.Path(m.Path[:0], i)))
		e.push(&m, body)
	}
}

func (e *treeEngine) Leave(time.Duration) {
	for _, l := range append(e.children, e.parent) {
		e.events = append(e.events, overlay.Event{Kind: overlay.Disconnect, Link: l})
	}
}

func (e *treeEngine) PollTransmit() (overlay.Transmit, bool) {
	if len(e.out) == 0 {
		e.heads = e.heads[:0]
		return overlay.Transmit{}, false
	}
	t := e.out[0]
	if e.out = e.out[1:]; len(e.out) == 0 {
		e.out = nil
	}
	return t, true
}

func (e *treeEngine) PollEvent() (overlay.Event, bool) {
	if len(e.events) == 0 {
		return overlay.Event{}, false
	}
	ev := e.events[0]
	if e.events = e.events[1:]; len(e.events) == 0 {
		e.events = nil
	}
	return ev, true
}

func (e *treeEngine) Stats() overlay.Stats { return e.stats }
