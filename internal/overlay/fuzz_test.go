package overlay

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"testing"
	"time"

	"throng/internal/block"
	"throng/internal/ident"
	"throng/internal/wire"
)

// Steps of FuzzEngine: each has a byte that says which, one that says who, two
// of an argument, two of a length and as many bytes.
const (
	stepRaw    = iota // a datagram as it is
	stepWait          // argument: milliseconds
	stepShard         // a genuine shard: argument: its block and index; the bytes change it
	stepGrant         // a Grant in answer to the newest Want; argument: what is granted, twice
	stepStatus        // a Status that is newer than the one before; the bytes are its rest
	stepLink          // a link goes down, or comes up
	stepKinds
)

const (
	fuzzPeers  = 4
	fuzzBlocks = 48
)

func fuzzStep(what, who byte, argument uint16, b []byte) []byte {
	s := binary.BigEndian.AppendUint16([]byte{what, who}, argument)
	s = binary.BigEndian.AppendUint16(s, uint16(len(b)))
	return append(s, b...)
}

// fuzzed is an engine with neighbours that say what a fuzzer makes them say.
type fuzzed struct {
	*Engine
	t      *testing.T
	now    time.Duration
	blocks []*block.Sealed
	sent   map[block.Seq][]byte
	peers  [fuzzPeers]ident.Peer
	links  [fuzzPeers]LinkID
	nextID LinkID
}

func fuzzStream(tb testing.TB) (blocks []*block.Sealed, payloads map[block.Seq][]byte) {
	signer := block.NewSigner(ident.ChannelSecretFromSeed([32]byte{1}))
	payloads = map[block.Seq][]byte{}
	for i := range fuzzBlocks {
		h := block.Header{Seq: block.MakeSeq(testEpoch, uint32(i)), Capture: testEpoch*time.Second + time.Duration(i)*43*time.Millisecond,
			Length: uint16(300 + i), Shape: block.Shape{Data: 4, Total: 6}, Flags: block.Start, SinceEntry: uint16(i % 20)}
		if i%20 == 0 {
			h.Flags |= block.Entry
		}
		payload := bytes.Repeat([]byte{byte(i)}, int(h.Length))
		sealed, err := signer.Seal(h, payload)
		if err != nil {
			tb.Fatal(err)
		}
		blocks, payloads[h.Seq] = append(blocks, sealed), payload
	}
	return blocks, payloads
}

func (f *fuzzed) link(who int) {
	f.nextID++
	f.links[who] = f.nextID
	f.HandleLinkUp(f.now, f.nextID, f.peers[who], at(who, 7000), who%2 == 0)
}

// step takes one step of the input, and returns what is left of it.
func (f *fuzzed) step(b []byte) []byte {
	what, who := b[0]%stepKinds, int(b[1]%fuzzPeers)
	argument, rest := binary.BigEndian.Uint16(b[2:]), b[6:]
	data := bytes.Clone(rest[:min(len(rest), int(binary.BigEndian.Uint16(b[4:])), wire.MaxMessage)])
	rest = rest[len(data):]
	n := f.byLink.find(f.links[who])
	switch what {
	case stepRaw:
		f.HandleDatagram(f.now, f.links[who], data, nil)
	case stepWait:
		f.now += time.Duration(argument%2000) * time.Millisecond
		f.HandleTimeout(f.now)
	case stepShard:
		f.HandleDatagram(f.now, f.links[who], f.shard(argument, data), nil)
	case stepGrant:
		if n == nil {
			break
		}
		m := wire.Grant{Generation: n.generation, Granted: uint32(argument), Refused: n.wanted &^ uint32(argument), Refresh: 100}
		for set := m.Granted; set != 0; set &= set - 1 {
			p := &m.Paths[bits.TrailingZeros32(set)]
			p.Len = uint8(len(data) % (wire.MaxDepth + 1))
			for i := range p.Hops[:p.Len] {
				p.Hops[i] = wire.Ancestor{data[i], 1, 2, 3}
			}
		}
		f.HandleDatagram(f.now, f.links[who], m.Append(nil), nil)
	case stepStatus:
		if n == nil {
			break
		}
		head := binary.BigEndian.AppendUint64([]byte{byte(wire.TypeStatus), byte(argument)}, uint64(n.status.Sent.Microseconds()+1))
		f.HandleDatagram(f.now, f.links[who], append(head, data...), nil)
	case stepLink:
		if n == nil {
			f.link(who)
		} else {
			f.HandleLinkDown(f.now, f.links[who])
		}
	}
	f.poll()
	f.check()
	return rest
}

// shard makes a genuine shard, repaired or pushed, with proof or without, and
// changes it by change: places and what they are changed by.
func (f *fuzzed) shard(argument uint16, change []byte) []byte {
	s := f.blocks[int(argument>>8)%len(f.blocks)]
	i := int(argument>>2&63) % len(s.Shards)
	m := wire.Shard{Flags: uint8(argument & 3), Index: uint8(i), Header: s.Header, Signature: s.Signature}
	m.PathLen = uint8(copy(m.Path[:], s.Tree.Path(nil, i)))
	b := append(m.AppendHead(nil), s.Shards[i]...)
	for ; len(change) >= 2; change = change[2:] {
		b[int(change[0])%len(b)] ^= change[1]
	}
	return b
}

func (f *fuzzed) poll() {
	sent := 0
	for {
		t, ok := f.PollTransmit()
		if !ok {
			break
		}
		sent += len(t.Head) + len(t.Body)
		if len(t.Head)+len(t.Body) > wire.MaxMessage {
			f.t.Fatalf("a datagram of %d bytes", len(t.Head)+len(t.Body))
		}
	}
	// What a Pull may ask for at once, and a Status, Want and Pull to each.
	if limit := (orders*maxWaiting + 64) * wire.MaxMessage; sent > limit {
		f.t.Fatalf("one step sent %d bytes", sent)
	}
	for {
		e, ok := f.PollEvent()
		if !ok {
			return
		}
		switch e.Kind {
		case BlockReady:
			if !bytes.Equal(block.AppendPayload(nil, e.Header, e.Shards), f.sent[e.Header.Seq]) {
				f.t.Fatalf("block %v is not what was published", e.Header.Seq)
			}
		case Connect:
			f.HandleLinkFailed(f.now, e.Record.Peer)
		}
	}
}

// check holds the engine against its limits.
func (f *fuzzed) check() {
	used := 0
	for _, n := range f.neighbours {
		used += bits.OnesCount32(n.serves &^ n.stopping)
		if n.gone || f.byLink.find(n.link) != n || f.byPeer.find(n.record.Peer) != n {
			f.t.Fatal("a neighbour that is not known by link and key")
		}
	}
	children := 0
	for s := range f.stripes {
		children += len(f.stripes[s].children)
		if p := f.stripes[s].parent; p != nil && p.gone {
			f.t.Fatal("a parent that is gone")
		}
	}
	switch {
	case used != f.used, children < used:
		f.t.Fatalf("%d slots are taken, not %d; %d children", used, f.used, children)
	case len(f.known) > maxKnown, len(f.known) != f.knownBy.count:
		f.t.Fatalf("%d contacts, %d by key", len(f.known), f.knownBy.count)
	case f.store.next-f.store.low > windowBlocks, f.store.next-f.shapeOf.Number() > maxAhead+1 && f.store.begun && !f.source:
		f.t.Fatalf("blocks %d to %d, of which %v is proven", f.store.low, f.store.next, f.shapeOf)
	case len(f.callers) > maxCallers:
		f.t.Fatalf("%d callers", len(f.callers))
	case f.uplink.waiting() > orders*maxWaiting, len(f.banned) > maxBanned, len(f.neighbours) > fuzzPeers, f.dialing < 0:
		f.t.Fatalf("%d answers, %d banned, %d neighbours, %d dialled", f.uplink.waiting(), len(f.banned), len(f.neighbours), f.dialing)
	}
	if at, ok := f.PollTimeout(); ok && at < f.now-time.Hour {
		f.t.Fatalf("to be woken at %v, now %v", at, f.now)
	}
}

// FuzzEngine lets four neighbours of a viewer, a relay or a broadcaster say what
// the input says.
func FuzzEngine(f *testing.F) {
	blocks, payloads := fuzzStream(f)
	secret := ident.ChannelSecretFromSeed([32]byte{1})
	hello := wire.Hello{Flags: wire.HelloReply}
	status := wire.Status{Slots: 40, Free: 30, Duty: 3, Connected: 63, Oldest: blocks[0].Header.Seq, Rebuilt: blocks[40].Header.Seq,
		Reference: blocks[3].Header.Seq, Age: 300, Stripes: 6}
	rest := status.Append(nil)[10:]
	join := fuzzStep(stepRaw, 0, 0, hello.Append(nil))
	for who := range byte(fuzzPeers) {
		join = append(join, fuzzStep(stepStatus, who, 4, rest)...)
	}
	join = append(join, fuzzStep(stepGrant, 0, 63, []byte{9, 8})...)
	for i := range uint16(4) {
		for s := range uint16(6) {
			join = append(join, fuzzStep(stepShard, 0, i<<8|s<<2|1, nil)...)
		}
	}
	forged := fuzzStep(stepShard, 0, 4<<8|0<<2|1, nil)
	for s := range uint16(4) {
		forged = append(forged, fuzzStep(stepShard, 0, 4<<8|(s+1)<<2, []byte{40, 1})...)
	}
	want := wire.Want{Generation: 1, Stripes: 63, Proofs: 3, Offer: 20}
	pull := wire.Pull{Len: 2}
	pull.Blocks[0] = wire.PullBlock{Seq: blocks[2].Header.Seq, Indices: 63, Count: 6}
	pull.Blocks[1] = wire.PullBlock{Seq: blocks[9].Header.Seq, Indices: 63, Count: 100}
	bye := wire.Bye{Reason: wire.Leaving}
	serve := fuzzStep(stepRaw, 1, 0, want.Append(nil))
	serve = append(serve, fuzzStep(stepRaw, 2, 0, pull.Append(nil))...)
	serve = append(serve, fuzzStep(stepWait, 0, 700, nil)...)
	var signals []byte
	for _, m := range []wire.Signal{
		{From: ident.Peer{11, 1}, To: ident.Peer{12, 2}}, {From: ident.Peer{11, 1}, To: ident.Peer{1}},
		{From: ident.Peer{77}, To: ident.Peer{12, 2}}, {From: ident.Peer{11, 1}, To: ident.Peer{78}},
	} {
		m.Data = []byte("unread")
		signals = append(signals, fuzzStep(stepRaw, 1, 0, m.Append(nil))...)
	}
	for role := range byte(3) {
		f.Add(role, append(bytes.Clone(join), signals...))
		f.Add(role, append(bytes.Clone(join), serve...))
		f.Add(role, append(append(bytes.Clone(join), forged...), fuzzStep(stepWait, 0, 400, nil)...))
		f.Add(role, append(bytes.Clone(serve), append(fuzzStep(stepLink, 1, 0, nil), fuzzStep(stepRaw, 3, 0, bye.Append(nil))...)...))
	}
	f.Fuzz(func(t *testing.T, role byte, b []byte) {
		e, err := New(Config{Channel: secret.Channel(), Self: ident.Peer{1}, Role: Role(role % 3), Coder: block.NewCoder(secret.Channel()), Seed: 3})
		if err != nil {
			t.Fatal(err)
		}
		e.cfg.Reach, e.cfg.Astray = ByUDP|ByWebRTC, len(b)%2 == 0
		x := &fuzzed{Engine: e, t: t, now: testEpoch * time.Second, blocks: blocks, sent: payloads}
		for who := range x.peers {
			x.peers[who] = ident.Peer{byte(who + 10), byte(who)}
			x.link(who)
		}
		if e.source {
			for _, s := range blocks[:24] {
				x.Publish(x.now, s)
			}
		}
		x.poll()
		for n := 0; len(b) >= 6 && n < 256; n++ {
			b = x.step(b)
		}
	})
}
