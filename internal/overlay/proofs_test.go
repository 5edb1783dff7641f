package overlay

import (
	"math/bits"
	"testing"
	"time"

	"throng/internal/block"
	"throng/internal/wire"
)

// A viewer that passes nothing on asks for proofs in two stripes that come early, stays with
// them as long as they do, and does without where its duty does.
func TestChooseHeads(t *testing.T) {
	e := parent(t, 20)
	e.cfg.MaxUpload = -1
	lags := func(early ...int) {
		for s := range int(e.shape.Total) {
			e.stripes[s].lag = 200*time.Millisecond + time.Duration(s)*time.Millisecond
		}
		for i, s := range early {
			e.stripes[s].lag = time.Duration(100+i) * time.Millisecond
		}
		e.chooseHeads()
	}
	lags(9, 4, 6)
	if e.headers != 1<<9|1<<4 {
		t.Errorf("heads %b", e.headers)
	}
	up := e.stripes[0].parent
	if !up.wantDirty {
		t.Error("the parent is not asked for the proofs")
	}
	lags(6, 9, 4)
	if e.headers != 1<<9|1<<4 {
		t.Errorf("another stripe is a little earlier: heads %b", e.headers)
	}
	e.stripes[4].lag = time.Second
	e.chooseHeads()
	if e.headers&(1<<4) != 0 || bits.OnesCount32(e.headers) != headStripes {
		t.Errorf("one comes last: heads %b", e.headers)
	}
	// A stripe that comes less than headAhead before the last one that a block needs is late.
	for s := range int(e.shape.Total) {
		e.stripes[s].lag = 200 * time.Millisecond
	}
	e.headers = 1<<7 | 1<<8
	e.chooseHeads()
	if e.headers == 1<<7|1<<8 {
		t.Errorf("all come at once: heads %b", e.headers)
	}
	e.headers, e.stripes[9].path.Len = 0, 0 // it does not come at all
	lags(9, 4, 6)
	if e.headers != 1<<4|1<<6 {
		t.Errorf("one is broken: heads %b", e.headers)
	}
	e.stripes[9].path.Len = 1
	e.cfg.MaxUpload = 1e8
	duty := e.dutyStripes()
	var first []int
	for set := duty; set != 0; set &= set - 1 {
		first = append(first, bits.TrailingZeros32(set))
	}
	lags(first...)
	if e.headers != 0 {
		t.Errorf("the duty comes early: heads %b", e.headers)
	}
	if got := e.proofStripes(); got != duty {
		t.Errorf("proofs are asked for in %b, the duty is %b", got, duty)
	}
}

// A child of the broadcaster that has several stripes from it is sent header and signature of a
// block once and the paths of its other shards alone; where most lose much, always. Everybody has
// every block all the same, whichever of the shards comes first, or is lost.
func TestHeaderOnceForEachChild(t *testing.T) {
	for _, k := range []struct {
		name         string
		lossy, loses bool
	}{{name: "usual"}, {name: "the first is lost", loses: true}, {name: "lossy", lossy: true}} {
		s, src := watched(newSwarm(t, 5, 20*time.Millisecond), 5, 600)
		type key struct {
			to  *testPeer
			seq block.Seq
		}
		whole, alone := map[key]int{}, 0
		src.lossy = k.lossy
		s.tamper = func(from, to *testPeer, data []byte) []byte {
			var m wire.Shard
			if from != src || wire.TypeOf(data) != wire.TypeShard {
				return data
			}
			if _, err := m.Parse(data); err != nil || m.Flags&wire.ShardRepair != 0 {
				return data
			}
			switch {
			case m.HasPath():
				alone++
			case m.HasProof():
				whole[key{to, m.Header.Seq}]++
				if k.loses && m.Header.Seq.Number()%8 == 0 {
					return nil
				}
			}
			return data
		}
		s.run(s.now + 4*time.Second)
		twice := 0
		for _, count := range whole {
			if count > 1 {
				twice++
			}
		}
		if k.lossy != (alone == 0) || k.lossy != (twice > 0) {
			t.Errorf("%s: %d paths alone, %d of %d headers more than once", k.name, alone, twice, len(whole))
		}
		for _, v := range s.peers[1:] {
			if v.missing(false) > 0 || v.lost > 0 || v.stats.Dropped[CauseBadShard] > 0 {
				t.Errorf("%s: viewer %d misses %d, lost %d, dropped %v", k.name, v.index, v.missing(false), v.lost, v.stats.Dropped)
			}
		}
	}
}

// A path that comes before the header proves its shard when that has come; a false one is its
// sender's fault.
func TestPathBeforeTheHeader(t *testing.T) {
	for _, k := range []struct {
		name    string
		spoil   func(m *wire.Shard)
		genuine bool
	}{
		{"genuine", func(*wire.Shard) {}, true},
		{"false", func(m *wire.Shard) { m.Path[0][0]++ }, false},
		{"too short", func(m *wire.Shard) { m.PathLen-- }, false},
	} {
		e := parent(t, 20)
		e.store.reset(block.MakeSeq(testEpoch, 0))
		e.store.extend(3, e.now)
		n := linked(e, 1)[0]
		n.proven, n.pulls = true, 100
		s := entryBlock(t, 3)
		m := wire.Shard{Flags: wire.ShardPath | wire.ShardRepair, Index: 5, Header: block.Header{Seq: s.Header.Seq}}
		m.PathLen = uint8(copy(m.Path[:], s.Tree.Path(nil, 5)))
		k.spoil(&m)
		e.HandleDatagram(e.now, n.link, m.AppendHead(nil), s.Shards[5])
		b := e.store.get(s.Header.Seq)
		if b.verified != 0 || b.bare != 1<<5 {
			t.Fatalf("%s: without a header verified %b, kept %b", k.name, b.verified, b.bare)
		}
		repairShard(e, n, s, 9)
		if want := uint32(1 << 9); b.verified&^(1<<5) != want || b.verified&(1<<5) != 0 != k.genuine || b.bare != 0 {
			t.Errorf("%s: verified %b, kept %b", k.name, b.verified, b.bare)
		}
		if blamed := n.bad > 0; blamed == k.genuine {
			t.Errorf("%s: blamed %d times", k.name, n.bad)
		}
		if !k.genuine {
			continue
		}
		m.Index = 7 // the header is known now
		m.PathLen = uint8(copy(m.Path[:], s.Tree.Path(nil, 7)))
		e.HandleDatagram(e.now, n.link, m.AppendHead(nil), s.Shards[7])
		if b.verified&(1<<7) == 0 {
			t.Errorf("%s: a path after the header proves nothing: %b", k.name, b.verified)
		}
	}
}
