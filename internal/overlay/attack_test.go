package overlay

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"testing"
	"time"

	"throng/internal/block"
	"throng/internal/ident"
	"throng/internal/wire"
)

// A parent that names blocks far ahead must not move its children's windows past
// those that really come.
func TestShardsFromTheFuture(t *testing.T) {
	for _, proof := range []bool{false, true} {
		s := newSwarm(t, 5, 5*time.Millisecond)
		src := s.add(Source, 0)
		start := s.now
		s.cast(src, testEpoch, 250)
		s.viewers(8)
		ahead := block.Seq(0)
		s.after(3*time.Second, func() {
			bad := s.peers[1]
			s.tamper = func(from, _ *testPeer, data []byte) []byte {
				if from != bad || wire.TypeOf(data) != wire.TypeShard {
					return data
				}
				var m wire.Shard
				body, err := m.Parse(data)
				if err != nil {
					t.Fatal(err)
				}
				if m.HasProof() == proof {
					ahead += maxAhead / 5
					m.Header.Seq += ahead
				}
				return append(m.AppendHead(nil), body...)
			}
		})
		s.run(start + 20*time.Second)
		var dropped uint64
		for _, p := range s.peers[2:] {
			p.whole()
			st := p.Stats()
			dropped += st.Dropped[CauseFuture] + st.Dropped[CauseSignature]
		}
		if dropped == 0 {
			t.Errorf("with proof %v: nothing was dropped as too far ahead", proof)
		}
	}
}

// intruder is a link to a peer that says what a test makes it say. What the
// peer sends back is counted, but for shards.
type intruder struct {
	s        *swarm
	victim   *testPeer
	end      *testPeer // stands for the intruder in the swarm
	link     LinkID
	id       ident.Peer
	messages int
	bytes    int
}

// intrude links a new identity to p from an address.
func (s *swarm) intrude(p *testPeer, from netip.AddrPort) *intruder {
	in := &intruder{s: s, victim: p}
	for k := 0; k < len(in.id); k += 8 {
		binary.LittleEndian.PutUint64(in.id[k:], s.rng.Uint64())
	}
	e, err := New(Config{Channel: s.secret.Channel(), Self: in.id, Coder: block.NewCoder(s.secret.Channel())})
	if err != nil {
		s.t.Fatal(err)
	}
	in.end = &testPeer{Engine: e, s: s, id: in.id, ends: map[LinkID]*testPeer{}}
	before := s.tamper
	s.tamper = func(from, to *testPeer, data []byte) []byte {
		switch {
		case to == in.end:
			if wire.TypeOf(data) != wire.TypeShard {
				in.messages++
				in.bytes += len(data)
			}
			return nil
		case before != nil:
			return before(from, to, data)
		}
		return data
	}
	s.nextID++
	in.link = s.nextID
	p.ends[in.link] = in.end
	p.HandleLinkUp(s.now, in.link, in.id, from, false)
	p.drain()
	return in
}

// say gives the victim a datagram.
func (in *intruder) say(b []byte) {
	in.victim.HandleDatagram(in.s.now, in.link, b, nil)
	in.victim.drain()
}

func (in *intruder) linked() bool { return in.victim.byPeer.find(in.id) != nil }

// at is an address of the intruders' network.
func at(host, port int) netip.AddrPort {
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, 2, byte(host)}), uint16(port))
}

// A thousand identities from one address must not keep others out.
func TestThousandIdentities(t *testing.T) {
	for _, role := range []Role{Source, Viewer} {
		s := newSwarm(t, 11, 5*time.Millisecond)
		src := s.add(Source, 0)
		s.cast(src, testEpoch, 200)
		s.viewers(3)
		s.run(s.now + 2*time.Second)
		victim := src
		if role == Viewer {
			victim = s.peers[1]
		}
		s.tamper = nil
		honest := slices.Clone(victim.neighbours)
		var last *intruder
		for i := range 1000 {
			last = s.intrude(victim, at(9, 1000+i))
		}
		if n := len(victim.neighbours); n > maxNeighbours {
			t.Errorf("role %v: %d neighbours", role, n)
		}
		if last.linked() {
			t.Errorf("role %v: the last of the thousand got in", role)
		}
		for _, n := range honest {
			if n.gone {
				t.Errorf("role %v: a neighbour from elsewhere had to go", role)
			}
		}
		for host := range 3 {
			if !s.intrude(victim, at(100+host, 7000)).linked() {
				t.Errorf("role %v: newcomer %d from another address was turned away", role, host)
			}
		}
	}
}

// What a neighbour asks in a flood is not all answered, nobody else suffers, and
// it is thrown out when it goes on.
func TestFloodOfQuestions(t *testing.T) {
	generation := uint16(0)
	questions := map[string]func(s *swarm) []byte{
		"status": func(s *swarm) []byte {
			generation++
			m := wire.Status{Flags: wire.StatusWantsPeers, Sent: s.now + time.Duration(generation)*time.Microsecond}
			return m.Append(nil)
		},
		"hello": func(*swarm) []byte { m := wire.Hello{}; return m.Append(nil) },
		"want": func(*swarm) []byte {
			generation++
			m := wire.Want{Generation: generation, Stripes: stripeSet(18), Offer: 60000}
			return m.Append(nil)
		},
	}
	for name, ask := range questions {
		s := newSwarm(t, 12, 5*time.Millisecond)
		src := s.add(Source, 0)
		start := s.now
		s.cast(src, testEpoch, 150)
		s.viewers(6)
		s.run(start + 3*time.Second)
		in := s.intrude(s.peers[2], at(9, 7000))
		asked, given := 0, 0
		for range 400 { // for 2 s
			for range 20 {
				b := ask(s)
				asked, given = asked+1, given+len(b)
				in.say(b)
			}
			s.run(s.now + 5*time.Millisecond)
		}
		if in.messages > asked/10 {
			t.Errorf("%s: %d questions of %d bytes got %d answers of %d bytes", name, asked, given, in.messages, in.bytes)
		}
		if s.peers[2].Stats().Dropped[CauseRate] == 0 {
			t.Errorf("%s: nothing was counted", name)
		}
		if in.linked() {
			t.Errorf("%s: who goes on asking is still linked", name)
		}
		s.run(start + 15*time.Second)
		for _, p := range s.peers[1:] {
			p.whole()
		}
	}
}

// A neighbour's word must not replace addresses that are known at first hand.
func TestFalseAddresses(t *testing.T) {
	s := newSwarm(t, 13, 5*time.Millisecond)
	src := s.add(Source, 0)
	s.cast(src, testEpoch, 200)
	s.viewers(8)
	s.run(s.now + 3*time.Second)
	victim := s.peers[3]
	in := s.intrude(victim, at(9, 7000))
	for _, p := range s.peers {
		m := wire.Peers{Len: 1}
		m.Records[0] = wire.PeerRecord{Peer: p.id, Addrs: []netip.AddrPort{at(9, 1)}}
		in.say(m.Append(nil))
		g := wire.Grant{Refer: 1, Refused: 1}
		g.Referrals[0] = wire.Referral{Stripes: 1, Peer: m.Records[0]}
		in.say(g.Append(nil))
	}
	for _, p := range s.peers {
		if c := victim.knownBy.find(p.id); c != nil && !slices.Contains(c.record.Addrs, p.addr) {
			t.Errorf("peer %d is now sought at %v", p.index, c.record.Addrs)
		}
	}
	if victim.knownBy.find(src.id) == nil {
		t.Error("the broadcaster's address is not known")
	}
}

// However many ask for a block that is not there yet, nobody else is kept from waiting for it;
// and who asks for all blocks waits for some.
func TestManyWaitForABlock(t *testing.T) {
	e, b, list := lacking(t, 3, 60)
	e.cfg.MaxUpload = 50_000_000
	pull := func(n *neighbour, number uint32) {
		m := wire.Pull{Len: 1}
		m.Blocks[0] = wire.PullBlock{Seq: block.MakeSeq(testEpoch, number), Indices: 1 << 21, Count: 1}
		if err := e.handlePull(n, m.Append(nil)); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		for _, n := range list {
			pull(n, 10)
		}
	}
	if len(b.interests) != len(list) {
		t.Errorf("%d of %d wait for a block", len(b.interests), len(list))
	}
	e.store.extend(900, e.now)
	for number := range uint32(900) {
		pull(list[0], number)
	}
	waits := func() (count int) {
		for number := range uint32(900) {
			for _, in := range e.store.at(number).interests {
				if in.who == list[0] {
					count++
				}
			}
		}
		return count
	}
	if got := waits(); got != maxInterests {
		t.Errorf("one waits for %d blocks", got)
	}
	e.now += interestFor / 2
	for number := range uint32(900) {
		pull(list[0], number)
	}
	if got := waits(); got > 2*maxInterests || got <= maxInterests {
		t.Errorf("then for %d", got)
	}
	// Those who have gone, or do not wait any more, leave no trace.
	for range 4000 {
		n := &neighbour{link: 99999}
		pull(n, 10)
		n.gone = true
	}
	if cap(b.interests) > 4*len(list) {
		t.Errorf("room for %d", cap(b.interests))
	}
}
