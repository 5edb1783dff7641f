package overlay

import (
	"testing"
	"time"

	"throng/internal/block"
	"throng/internal/ident"
	"throng/internal/wire"
)

// evil runs 12 viewers of whom the first sends what change makes of its shards.
func evil(t *testing.T, change func(m *wire.Shard, body []byte) (wire.Shard, []byte)) (s *swarm, bad *testPeer) {
	t.Helper()
	s = newSwarm(t, 5, 5*time.Millisecond)
	src := s.add(Source, 0)
	start := s.now
	s.cast(src, testEpoch, 500)
	s.viewers(12)
	s.after(5*time.Second, func() {
		bad = s.peers[1]
		s.tamper = func(from, _ *testPeer, data []byte) []byte {
			if from != bad || wire.TypeOf(data) != wire.TypeShard {
				return data
			}
			var m wire.Shard
			body, err := m.Parse(data)
			if err != nil {
				t.Fatal(err)
			}
			m, body = change(&m, append([]byte(nil), body...))
			return append(m.AppendHead(nil), body...)
		}
	})
	s.run(start + 30*time.Second)
	for _, p := range s.peers[2:] {
		p.whole()
		if p.byPeer.find(bad.id) != nil && p.byPeer.find(bad.id).serves|p.byPeer.find(bad.id).granted != 0 {
			t.Errorf("viewer %d still deals with the peer that cheats", p.index)
		}
	}
	return s, bad
}

// counted checks that the honest dropped something for one of the causes, and
// threw somebody out for it.
func (s *swarm) counted(causes ...Cause) {
	s.t.Helper()
	var drops, kicks uint64
	for _, p := range s.peers[2:] {
		st := p.Stats()
		for _, c := range causes {
			drops += st.Dropped[c]
		}
		kicks += st.Kicked[CauseMisbehaved]
	}
	if drops == 0 || kicks == 0 {
		s.t.Errorf("%d dropped as %v, %d neighbours thrown out; want some of both", drops, causes, kicks)
	}
}

func TestFlippedBit(t *testing.T) {
	s, _ := evil(t, func(m *wire.Shard, body []byte) (wire.Shard, []byte) {
		body[len(body)/2] ^= 4
		return *m, body
	})
	s.counted(CauseBadShard, CauseSignature)
}

func TestForgedSignature(t *testing.T) {
	forger := block.NewSigner(ident.ChannelSecretFromSeed([32]byte{66}))
	s, _ := evil(t, func(m *wire.Shard, body []byte) (wire.Shard, []byte) {
		if !m.HasProof() {
			return *m, body
		}
		h := m.Header
		sealed, err := forger.Seal(h, make([]byte, h.Length))
		if err != nil {
			t.Fatal(err)
		}
		m.Signature = sealed.Signature
		m.PathLen = uint8(copy(m.Path[:], sealed.Tree.Path(nil, int(m.Index))))
		return *m, sealed.Shards[m.Index]
	})
	s.counted(CauseSignature)
}

// A shard of another channel is well signed, by another key.
func TestOtherChannel(t *testing.T) {
	other := block.NewSigner(ident.ChannelSecretFromSeed([32]byte{67}))
	s, _ := evil(t, func(m *wire.Shard, body []byte) (wire.Shard, []byte) {
		h := block.Header{Seq: m.Header.Seq, Length: 9000, Shape: block.Shape{Data: 16, Total: 18}, Flags: block.Start}
		sealed, err := other.Seal(h, make([]byte, h.Length))
		if err != nil {
			t.Fatal(err)
		}
		m.Flags |= wire.ShardProof
		m.Header, m.Signature = h, sealed.Signature
		m.PathLen = uint8(copy(m.Path[:], sealed.Tree.Path(nil, int(m.Index))))
		return *m, sealed.Shards[m.Index]
	})
	s.counted(CauseSignature)
}

// Blocks of an earlier epoch, or from before the window, are genuine but stale.
func TestReplay(t *testing.T) {
	s := newSwarm(t, 6, 5*time.Millisecond)
	src := s.add(Source, 0)
	start := s.now
	signed, err := s.signer.Seal(block.Header{Seq: block.MakeSeq(testEpoch-1000, 5), Length: 9000,
		Shape: block.Shape{Data: 16, Total: 18}, Flags: block.Start | block.Entry}, make([]byte, 9000))
	if err != nil {
		t.Fatal(err)
	}
	s.cast(src, testEpoch, 400)
	s.viewers(6)
	s.after(5*time.Second, func() {
		s.tamper = func(from, to *testPeer, data []byte) []byte {
			if from == s.peers[1] && to != src && wire.TypeOf(data) == wire.TypeShard {
				m := wire.Shard{Flags: wire.ShardProof, Index: data[2], Header: signed.Header, Signature: signed.Signature}
				m.PathLen = uint8(copy(m.Path[:], signed.Tree.Path(nil, int(m.Index))))
				return append(m.AppendHead(nil), signed.Shards[m.Index]...)
			}
			return data
		}
	})
	s.run(start + 25*time.Second)
	var old uint64
	for _, p := range s.peers[2:] {
		p.whole()
		old += p.Stats().Dropped[CauseOld]
	}
	if old == 0 {
		t.Error("no replayed shard was counted as old")
	}
}

func TestNobodyElseIsTheSource(t *testing.T) {
	s := newSwarm(t, 7, 5*time.Millisecond)
	src := s.add(Source, 0)
	s.cast(src, testEpoch, 50)
	liar := s.add(Viewer, 0)
	liar.cfg.Role, liar.source = Source, true // claims to be, with an empty certificate
	v := s.add(Viewer, 0)
	s.run(s.now + 4*time.Second)
	if v.Stats().Dropped[CauseCertificate] == 0 {
		t.Error("the false broadcaster was believed")
	}
	v.whole()
}
