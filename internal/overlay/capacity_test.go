package overlay

import (
	"math"
	"math/bits"
	"testing"
	"time"

	"pgregory.net/rapid"

	"throng/internal/block"
	"throng/internal/wire"
)

// parent is an engine with slots for so many children of one stripe, that passes on all
// stripes, and children of it with one stripe each, from stripe 0 on.
func parent(t *testing.T, slots int, children ...*neighbour) *Engine {
	t.Helper()
	s := newSwarm(t, 3, time.Millisecond)
	e := s.add(Viewer, 0).Engine
	e.now = time.Minute
	e.tickAt = e.now
	e.rate.rate = 100_000
	e.rate.shard = 1000
	e.cfg.MaxUpload = int64(float64(slots)*e.rate.rate/uplinkShare) + 1000
	up := &neighbour{source: true, hello: true}
	for i := range int(e.shape.Total) {
		st := &e.stripes[i]
		st.parent, st.path = up, wire.Path{Len: 1}
	}
	e.store.begun = true
	for i, c := range children {
		c.serves = 1 << i
		c.heard, c.statusAt, c.hello = e.now, e.now, true
		e.neighbours = append(e.neighbours, c)
		e.stripes[i].children = append(e.stripes[i].children, c)
		e.used++
	}
	if got := int(e.slots()); got != slots {
		t.Fatalf("%d slots, want %d", got, slots)
	}
	return e
}

func others(n, whole int, offer uint16) (list []*neighbour) {
	for range n {
		list = append(list, &neighbour{whole: whole, offer: offer})
	}
	return list
}

// The last slots are for those who see nothing, the ones before for those who lack a
// stripe, and only the first for who wants it sooner.
func TestSlotsByNeed(t *testing.T) {
	n := &neighbour{hello: true}
	for _, k := range []struct {
		used int
		need need
		want bool
	}{
		{15, better, true},  // 16 of 20 ≤ 0.82 · 20
		{16, better, false}, // 17 of 20
		{17, lack, true},
		{18, lack, false},
		{19, thirst, true},
		{20, thirst, false},
	} {
		e := parent(t, 20, others(k.used, 22, 0)...)
		if got := e.fits(n, 21, k.need); got != k.want {
			t.Errorf("%d of 20 slots taken, need %d: fits %v", k.used, k.need, got)
		}
	}
	// Proofs count, and so do those who are about to go.
	e := parent(t, 20, others(18, 22, 0)...)
	for _, c := range e.neighbours {
		c.withProof = c.serves
	}
	one := 1 + proofSize/1000.0
	if !near(e.load(), 18*one) {
		t.Errorf("load %v, want %v", e.load(), 18*one)
	}
	e.stop(e.neighbours[0], 0)
	if !near(e.load(), 18*one) || !near(e.staying(), 17*one) {
		t.Errorf("with one on its way out: load %v, staying %v", e.load(), e.staying())
	}
}

// A stripe is offered to one who is to pass it on only where there is room for its proofs.
func TestRoomForProofs(t *testing.T) {
	for used := range 11 {
		e := parent(t, 11, others(used, 22, 0)...)
		for _, c := range e.neighbours {
			c.serving = c.serves // it cannot take anybody's place
			c.offer, c.status.Duty = 100, c.serves
		}
		n := &neighbour{hello: true}
		n.status.Slots, n.status.Duty = 20, 1<<21
		offered := e.room(n)&(1<<21) != 0
		n.withProof = 1 << 21 // as it will ask
		if fits := e.fits(n, 21, better); offered != fits {
			t.Errorf("%d of 11 slots taken: offered %v, fits %v", used, offered, fits)
		}
	}
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

func TestNeedOf(t *testing.T) {
	e := parent(t, 20)
	data := int(e.shape.Data)
	for _, k := range []struct {
		whole  int
		behind uint8
		want   need
	}{{data, 0, better}, {0, 0, better}, {data, 1, lack}, {data - 1, 1, thirst}, {0, wire.NoHead, thirst}} {
		if got := e.needOf(&neighbour{whole: k.whole}, k.behind); got != k.want {
			t.Errorf("%+v: need %d", k, got)
		}
	}
}

// Who sees nothing displaces who has more than enough, or else who gives less, but nobody
// who gives as much, and nobody who has children.
func TestDisplacedForThirst(t *testing.T) {
	data := block.Shape{Data: assumedTotal - 2, Total: assumedTotal}.Data
	for _, k := range []struct {
		name  string
		child neighbour
		offer uint16 // of the newcomer
		want  bool
	}{
		{"has more than enough", neighbour{whole: int(data) + 1, offer: 100}, 0, true},
		{"has just enough and gives as much", neighbour{whole: int(data), offer: 100}, 100, false},
		{"has just enough and gives less", neighbour{whole: int(data), offer: 3}, 100, true},
		{"has just enough and gives more", neighbour{whole: int(data), offer: 100}, 3, false},
		{"has more than enough, and children", neighbour{whole: int(data) + 2, serving: 1}, 100, false},
	} {
		child := k.child
		e := parent(t, 1, &child)
		e.lastEvict = 0
		n := &neighbour{hello: true, offer: k.offer}
		if got := e.evictForThirst(n); got != k.want {
			t.Errorf("%s: displaced %v", k.name, got)
		}
		if got := child.stopping != 0; got != k.want {
			t.Errorf("%s: stopping %v", k.name, got)
		}
	}
}

// Two thirds of those who give must be full for uplinks to be short, and of all that they give
// little be free.
func TestTight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := &Engine{shape: block.Shape{Data: 20, Total: 22}}
		givers := rapid.IntRange(0, 12).Draw(t, "givers")
		full := rapid.IntRange(0, givers).Draw(t, "full")
		free := rapid.Uint16Range(9, 40).Draw(t, "free") // of each of the others: comfortable
		for i := range givers + 3 {
			n := &neighbour{statusAt: 1}
			if i < givers {
				n.status.Slots = 40
				n.status.Free = free
			}
			if i < full {
				n.status.Free = 2
			}
			e.neighbours = append(e.neighbours, n)
		}
		little := tightFree*(2*full+int(free)*(givers-full)) < 40*givers
		if got := e.tight(); got != (3*full > 2*givers && givers >= tightGivers && little) {
			t.Fatalf("%d of %d full, %d free in each other: tight %v", full, givers, free, got)
		}
	})
}

// Where uplinks are short a viewer asks for as many stripes as a block needs, and no more.
func TestMakeDo(t *testing.T) {
	e := parent(t, 20)
	e.cfg.MaxUpload = -1 // no duty
	e.thrift.tight = true
	for s := range int(e.shape.Total) {
		e.stripes[s].lag = time.Duration(s) * time.Millisecond
	}
	for range 8 {
		e.economise()
	}
	if n := bits.OnesCount32(e.wantedStripes()); n != int(e.shape.Data) {
		t.Errorf("%d stripes are wanted, a block needs %d", n, e.shape.Data)
	}
	e.stripes[bits.TrailingZeros32(e.wantedStripes())].parent = nil
	e.economise()
	if n := bits.OnesCount32(e.wantedStripes()); n <= int(e.shape.Data) {
		t.Errorf("one is lost, and only %d are wanted", n)
	}
	e.thrift.spared = 1 << 3
	if e.thrift.byChoice() != 0 {
		t.Error("it says that it does without a stripe of its own accord, where uplinks are short")
	}
	if e.thrift.tight = false; e.thrift.byChoice() != 1<<3 {
		t.Error("it does not say which stripe it does without of its own accord")
	}
}

// A rate is taken from key frame to key frame: wherever the measurement begins it soon is
// what the stream takes, and before that not far below.
func TestRateFromKeyFrameToKeyFrame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const perBlock = 45 * time.Millisecond
		group := rapid.IntRange(45, 88).Draw(t, "group") // a key frame each 2 to 4 s
		begin := rapid.IntRange(0, group-1).Draw(t, "begin")
		const heavy = 6 // blocks of the key frame
		size := func(i int) uint16 {
			if i%group < heavy {
				return 18_880
			}
			return 5_000
		}
		var sum, seconds float64
		for i := range group {
			sum += float64(size(i))/20 + shardOverhead
			seconds += perBlock.Seconds()
		}
		mean := sum * 8 / seconds
		var r rateMeter
		for i := begin; i < begin+40*group; i++ {
			h := block.Header{Seq: block.MakeSeq(1, uint32(i)), Shape: block.Shape{Data: 20, Total: 22}, Length: size(i),
				Capture: time.Duration(i) * perBlock}
			if i%group == 0 {
				h.Flags = block.Entry
			}
			r.add(&h)
			if i > begin+36*group && (r.rate < 0.995*mean || r.rate > 1.005*mean) {
				t.Fatalf("block %d: rate %.0f, the stream takes %.0f", i-begin, r.rate, mean)
			}
			if r.rate != 0 && r.rate < 0.7*mean {
				t.Fatalf("block %d: rate %.0f already, the stream takes %.0f", i-begin, r.rate, mean)
			}
		}
	})
}

// The bits of Status.Whole are those of the blocks that are rebuilt.
func TestWholeUpTo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := store{reuse: new(reuse)}
		low := rapid.Uint32Range(0, 3000).Draw(t, "low")
		count := rapid.Uint32Range(1, 200).Draw(t, "count")
		s.reset(block.MakeSeq(7, low))
		s.extend(low+count-1, 1)
		newest := low
		for n := low; n < low+count; n++ {
			if rapid.Bool().Draw(t, "whole") {
				s.made(s.at(n))
				newest = n
			}
		}
		got := s.wholeUpTo(newest)
		for back := range uint32(64) {
			want := back <= newest-low && s.isWhole(newest-back)
			if got>>back&1 != 0 != want {
				t.Fatalf("bit %d of %064b: want %v", back, got, want)
			}
		}
	})
}

// One neighbour that claims slots without end, all of them free, does not outweigh those whose
// uplinks are full; nor does one that claims them taken outweigh those that have room.
func TestNobodyOutweighsTheOthers(t *testing.T) {
	for _, k := range []struct {
		name        string
		free, liars uint16 // of each honest one's slots
		want        bool
	}{{"all free", 4, 1000, true}, {"all taken", 15, 0, false}} {
		e := &Engine{shape: block.Shape{Data: 20, Total: 22}}
		for range 8 {
			n := &neighbour{statusAt: 1}
			n.status.Slots, n.status.Free = 44, k.free
			e.neighbours = append(e.neighbours, n)
		}
		for _, n := range e.neighbours[:6] {
			n.status.Free = min(k.free, 8) // no room to spare
		}
		if k.free > 8 {
			e.neighbours[6].status.Free, e.neighbours[7].status.Free = 30, 30
		}
		if e.tight() != k.want {
			t.Fatalf("%s: tight %v without the liar", k.name, !k.want)
		}
		n := &neighbour{statusAt: 1}
		n.status.Slots, n.status.Free = e.believed(60000), k.liars
		e.neighbours = append(e.neighbours, n)
		if e.tight() != k.want {
			t.Errorf("%s: tight %v because of one", k.name, !k.want)
		}
	}
}

// A peer says that it loses much from lossyFrom on, and until it loses less than lossyUntil.
func TestLossIsTold(t *testing.T) {
	s, _ := running(t)
	v := s.peers[1]
	v.step(s.now)
	said := func() bool {
		for {
			if _, ok := v.PollTransmit(); !ok {
				break
			}
		}
		v.sendStatus(v.neighbours[0])
		tr, _ := v.PollTransmit()
		var m wire.Status
		if err := m.Parse(tr.Head); err != nil {
			t.Fatal(err)
		}
		if lossy := m.Flags&wire.StatusLossy != 0; lossy != v.Stats().Lossy {
			t.Errorf("it says %v, and its figures %v", lossy, v.Stats().Lossy)
		}
		return m.Flags&wire.StatusLossy != 0
	}
	v.thrift.next, v.thrift.loss, v.begunAt = max(v.store.low, v.store.next-12), lossyFrom*1.1, v.now
	if v.countLoss(); said() {
		t.Error("who has only just come says that its line loses much")
	}
	v.begunAt = v.now - joiningFor - 1
	for _, k := range []struct {
		loss float64
		want bool
	}{{0, false}, {lossyFrom * 0.9, false}, {lossyFrom * 1.1, true}, {lossyUntil * 1.1, true}, {lossyUntil * 0.9, false}, {lossyFrom * 0.9, false}} {
		v.thrift.next = max(v.store.low, v.store.next-12) // some blocks more are counted
		v.thrift.loss = k.loss
		v.countLoss()
		if got := said(); got != k.want {
			t.Errorf("loss %v: says %v, want %v", v.thrift.loss, got, k.want)
		}
	}
}

// The broadcaster takes the word of most of those that see enough to judge.
func TestMostLose(t *testing.T) {
	s := newSwarm(t, 4, time.Millisecond)
	e := s.add(Source, 0).Engine
	e.now, e.tickAt = time.Minute, time.Minute
	if e.mostLose() {
		t.Error("without neighbours")
	}
	for i := range 8 {
		n := &neighbour{heard: e.now, statusAt: e.now, since: e.now - judgeAfter}
		n.status.Flags = wire.StatusJoined
		if i >= 3 {
			n.status.Flags |= wire.StatusLossy
		}
		e.neighbours = append(e.neighbours, n)
	}
	judged := func(d time.Duration) bool {
		for end := e.now + d; e.now < end; e.now += tickEvery {
			e.judgeLoss()
		}
		return e.Stats().Lossy
	}
	if judged(lossyFor) || !judged(2*tickEvery) {
		t.Error("five of eight lose much: more parity at once, or never")
	}
	e.neighbours[3].status.Flags &^= wire.StatusLossy
	if !judged(lessLossyFor) || judged(2*tickEvery) {
		t.Error("half of them are believed, or forgotten at once")
	}
	if e.mostLose() {
		t.Error("half of them are believed")
	}
	e.neighbours[0].thirsty = e.now // it has no say
	if !e.mostLose() {
		t.Error("one that thirsts has a say")
	}
}
