package sim

import (
	"slices"
	"sort"
	"time"

	"throng/internal/block"
	"throng/internal/overlay"
	"throng/internal/wire"
)

const (
	// onTime is within which time of its capture a block must be rebuilt to count
	// for continuity.
	onTime = int64(time.Second)
	// haveBlocks is for how many blocks a peer's oracle remembers which shards
	// came, to tell duplicates: more than any engine keeps incomplete.
	haveBlocks = 128
	// joinGrace is how long after its arrival a viewer that has not joined is
	// counted as one that should be playing.
	joinGrace = int64(5 * time.Second)
	// pause is for how long a viewer that does not play is handed nothing to show, and
	// afterFaults how long after the last fault a pause may begin that is put down to it.
	pause       = int64(time.Second)
	afterFaults = int64(5 * time.Second)
)

// hurry is how much faster than it was made a player shows the stream that began with an
// older picture, until it is Config.Playout behind.
const hurry = 0.05

// traceDelays is how often the trace says a viewer's delay.
const traceDelays = int64(500 * time.Millisecond)

// Marks of a block at a viewer.
const (
	markOnTime uint8 = 1 << iota // rebuilt within onTime
	markPlayed                   // handed on before the player was to show it
)

type have struct {
	number uint32
	shards uint32
}

// account is what the oracles note of one peer.
type account struct {
	done            bool
	arrived, joined int64 // joined: never while it has not
	have            [haveBlocks]have
	first           uint32  // number of the block of marks[0]
	marks           []uint8 // of the blocks since
	begin           int64   // capture time of the first block that was handed on
	behind          int64   // how old that was then, if more than Config.Playout
	last            uint64  // newest delivered Seq, 0 for none
	skipped         int     // given up since
	tx, rx          int64   // wire bytes, measured time only
	parents         []uint32
	next            uint32 // number of the block that a player goes on with unless that is an Entry block
	handed, again   int64  // when it was handed such a block last, and when last after a pause
	told            int64  // trace only: when a delay was last written
}

func (a *account) start(p *peer, t int64) {
	a.arrived, a.joined = t, never
	if p.w.cfg.Trace != nil {
		a.parents = make([]uint32, 32)
	}
}

func (a *account) join(t int64) {
	if a.joined == never {
		a.joined = t
	}
}

// sent notes bytes that the uplink took.
func (a *account) sent(p *peer, t int64, n int) {
	if p.w.measured(t) {
		a.tx += int64(n)
	}
	if p.role == overlay.Source {
		s := &p.k.sum
		for int64(len(s.sourceSeconds)) <= t/1e9 {
			s.sourceSeconds = append(s.sourceSeconds, 0)
		}
		s.sourceSeconds[t/1e9] += int64(n)
	}
}

func (a *account) receivedControl(p *peer, t int64, n int) {
	if p.counted() && p.w.measured(t) {
		s := &p.k.sum
		a.rx += int64(n)
		s.rxWire += int64(n)
		s.rxFraming += ipFraming
		s.rxControl += int64(n) - ipFraming
	}
}

// received notes a datagram for the engine.
func (a *account) received(p *peer, t int64, pk *packet, msg []byte, body int) {
	if !p.counted() {
		return
	}
	seq, index, hop, flags, ok := shardOf(msg)
	shard := ok && wire.TypeOf(msg) == wire.TypeShard && index < 32
	duplicate := false
	if shard {
		h := &a.have[seq.Number()%haveBlocks]
		if h.number != seq.Number()+1 {
			*h = have{number: seq.Number() + 1}
		}
		duplicate = h.shards>>index&1 != 0
		h.shards |= 1 << index
		if a.parents != nil && flags&wire.ShardRepair == 0 && a.parents[index] != pk.sender+1 {
			a.parents[index] = pk.sender + 1
			p.trace(t, "parent", int(index), pk.sender)
		}
	}
	if !p.w.measured(t) {
		return
	}
	s := &p.k.sum
	a.rx += int64(pk.wire)
	s.rxWire += int64(pk.wire)
	s.rxFraming += framing
	if !shard {
		s.rxControl += int64(pk.wire) - framing
		return
	}
	if p.w.cfg.Real {
		body = min(p.w.shardLen(seq), len(msg))
	}
	s.rxProof += int64(pk.wire) - framing - int64(body)
	s.rxBody += int64(body)
	if pk.sender == 0 {
		s.rxFromSource += int64(body)
	}
	if duplicate {
		s.rxDuplicate += int64(body)
	}
	if flags&wire.ShardRepair != 0 {
		s.rxRepair += int64(body)
	} else {
		s.hops[min(int(hop), len(s.hops)-1)]++
	}
}

// delivered notes a block that was handed on at t after having been rebuilt.
func (a *account) delivered(p *peer, t, rebuilt int64, b *published) {
	w, s := p.w, &p.k.sum
	number := b.header.Seq.Number()
	if len(a.marks) == 0 {
		a.first = number
		a.begin, a.behind = b.capture, t-b.capture
	}
	for uint32(len(a.marks)) < number-a.first {
		a.marks = append(a.marks, 0)
	}
	var m uint8
	delay := rebuilt - b.capture
	if delay <= onTime {
		m |= markOnTime
	}
	if due := a.behind - int64(hurry*float64(b.capture-a.begin)); t-b.capture <= max(due, int64(w.cfg.Playout)) {
		m |= markPlayed
	}
	a.marks = append(a.marks, m)
	a.shown(w, t, b)
	if !p.counted() {
		return
	}
	if w.measured(t) {
		s.payload += int64(b.header.Length)
	}
	if b.capture >= a.joined && w.measured(b.capture) {
		s.delay.add(delay)
	}
	if w.cfg.Trace != nil && b.capture >= a.joined && t-a.told >= traceDelays {
		a.told = t
		p.trace(t, "delay", int(delay/1e6), 0)
	}
}

// shown notes pauses in what a player shows: where blocks are missing that is nothing up to the
// next Entry block.
func (a *account) shown(w *world, t int64, b *published) {
	if a.next != b.header.Seq.Number() && b.header.Flags&block.Entry == 0 {
		return
	}
	a.next = b.header.Seq.Number() + 1
	if w.faultsFrom != 0 && t > w.faultsEnd && a.handed < w.faultsEnd+afterFaults && t-a.handed > pause {
		a.again = t
	}
	a.handed = t
}

// finish adds up a life that ends at t.
func (a *account) finish(p *peer, t int64) {
	if a.done {
		return
	}
	a.done = true
	s := &p.k.sum
	if p.role == overlay.Source {
		s.sourceWire += a.tx
		a.marks = nil
		return
	}
	s.addSpoils(p)
	if p.evil != honest {
		a.marks, a.parents = nil, nil
		return
	}
	if p.tcp != nil && t > w0(p) {
		s.tcpShares = append(s.tcpShares, float32(float64(p.tcp.sent)*8/(float64(p.access.up)*float64(t-w0(p))/1e9)))
	}
	s.class(p.access.class).add(a)
	s.there += max(min(t, p.w.to)-max(a.arrived, p.w.from), 0)
	st := p.eng.Stats()
	s.addStats(&st)
	switch {
	case a.joined != never:
		s.joins = append(s.joins, a.joined-a.arrived)
	case t-a.arrived > joinGrace:
		s.joins = append(s.joins, t-a.arrived)
		s.neverJoined++
	}
	a.judge(p, t)
	a.marks, a.parents = nil, nil
}

// w0 is when the measured part of a peer's life begins.
func w0(p *peer) int64 { return max(p.w.from, p.born) }

// judge counts blocks on time, and stalls.
func (a *account) judge(p *peer, t int64) {
	w, s := p.w, &p.k.sum
	from := max(min(a.joined, a.arrived+joinGrace), w.from)
	lo, hi := w.blocksBetween(from, min(t, w.to)-max(onTime, int64(w.cfg.Playout)))
	if hi <= lo {
		return
	}
	s.watched += w.captureOf(hi-1) - w.captureOf(lo)
	stalled, stalls := false, int64(0)
	good := uint32(0)
	for n := lo; n < hi; n++ {
		m := a.mark(n)
		if m&markOnTime != 0 {
			good++
		}
		if m&markPlayed != 0 {
			stalled = false
		} else if !stalled {
			stalled = true
			stalls++
		}
	}
	s.stalls += stalls
	s.stallsEach = append(s.stallsEach, stalls)
	s.pairs += int64(hi - lo)
	s.onTime += int64(good)
	if w.cut != nil && !p.far {
		s.nearPairs += int64(hi - lo)
		s.nearOnTime += int64(good)
	}
	a.recover(p, hi)
	s.shares = append(s.shares, float32(good)/float32(hi-lo))
}

// recover notes how long after the last fault a viewer that was there had every block
// of a second on time again, and how long until it played on without a pause.
func (a *account) recover(p *peer, hi uint32) {
	w := p.w
	at, end := w.blocksBetween(w.faultsEnd, w.to)
	if w.faultsFrom == 0 || a.joined > w.faultsFrom || hi <= at {
		return
	}
	first := at
	for n := at; n < min(hi, end); n++ {
		if a.mark(n)&markOnTime == 0 {
			first = n + 1
		} else if w.captureOf(n)-w.captureOf(first) >= onTime {
			break
		}
	}
	took := w.to - w.faultsEnd // it has not
	if first < min(hi, end) {
		took = max(w.captureOf(first)-w.faultsEnd, 0)
	}
	p.k.sum.recoveries = append(p.k.sum.recoveries, took)
	again := max(a.again-w.faultsEnd, 0)
	if a.handed < min(w.faultsEnd+afterFaults, w.to-pause) {
		again = w.to - w.faultsEnd // it does not
	}
	p.k.sum.playsAgain = append(p.k.sum.playsAgain, again)
}

func (a *account) mark(n uint32) uint8 {
	if n < a.first || n-a.first >= uint32(len(a.marks)) {
		return 0
	}
	return a.marks[n-a.first]
}

// hist counts durations in buckets of 0.1 ms up to 20 s; the last holds the rest.
type hist struct {
	buckets []uint32
	n       uint64
	max     int64
}

const (
	histUnit    = int64(100 * time.Microsecond)
	histBuckets = 200_000
)

func (h *hist) add(d int64) {
	if h.buckets == nil {
		h.buckets = make([]uint32, histBuckets)
	}
	h.buckets[max(0, min(d/histUnit, histBuckets-1))]++
	h.n++
	h.max = max(h.max, d)
}

func (h *hist) merge(o *hist) {
	if o.buckets == nil {
		return
	}
	if h.buckets == nil {
		h.buckets = make([]uint32, histBuckets)
	}
	for i, v := range o.buckets {
		h.buckets[i] += v
	}
	h.n += o.n
	h.max = max(h.max, o.max)
}

// quantile is the upper end of the bucket in which the q-th value lies, in
// milliseconds; 0 where there are none.
func (h *hist) quantile(q float64) float64 {
	rank := uint64(q * float64(h.n))
	seen := uint64(0)
	for i, v := range h.buckets {
		if seen += uint64(v); v > 0 && seen > rank || seen == h.n && h.n > 0 && v > 0 {
			return float64(i+1) * float64(histUnit) / 1e6
		}
	}
	return 0
}

// classTotals are the sums of one class of access lines.
type classTotals struct{ viewers, tx, rx int64 }

func (c *classTotals) add(a *account) {
	c.viewers++
	c.tx += a.tx
	c.rx += a.rx
}

// totals are the sums that a worker keeps; those of all workers are added up.
type totals struct {
	events, datagrams                            int64
	rxWire, rxFraming, rxControl, rxProof        int64
	rxBody, rxDuplicate, rxRepair                int64
	rxFromSource, payload, sourceWire, published int64
	uplinkDrops, downlinkDrops, networkLosses    int64
	strays, deadSends, badConnects               int64
	silentLinks, blocksLost, neverJoined         int64
	pairs, onTime, stalls, watched               int64
	regenerated, pulled, capped, there           int64
	sourceBody, sourceProof, sourceControl       int64
	sourceRepair, sourceFraming                  int64
	violations                                   int64
	hops                                         [16]int64
	dropped, kicked                              [overlay.CauseLast]int64
	nearPairs, nearOnTime                        int64
	delay, queue, ownQueue                       hist
	joins, recoveries, playsAgain, stallsEach    []int64
	spoiled, taken, corrupters                   []int64
	shares, tcpShares                            []float32
	sourceSeconds                                []int64
	classes                                      []classTotals
}

func (s *totals) class(i int) *classTotals {
	for len(s.classes) <= i {
		s.classes = append(s.classes, classTotals{})
	}
	return &s.classes[i]
}

func (s *totals) addStats(st *overlay.Stats) {
	s.regenerated += int64(st.Regenerated)
	s.pulled += int64(st.Pulled)
	s.capped += int64(st.Capped)
	for i := range st.Dropped {
		s.dropped[i] += int64(st.Dropped[i])
		s.kicked[i] += int64(st.Kicked[i])
	}
}

// fromSource notes what kind of a datagram the broadcaster sends.
func (s *totals) fromSource(t *overlay.Transmit) {
	s.sourceFraming += framing
	switch t.Class {
	case overlay.Push:
		s.sourceBody += int64(len(t.Body))
		s.sourceProof += int64(len(t.Head))
	case overlay.Repair:
		s.sourceRepair += int64(len(t.Head) + len(t.Body))
	default:
		s.sourceControl += int64(len(t.Head) + len(t.Body))
	}
}

// scalars lists the counters that simply add up.
func (s *totals) scalars() []*int64 {
	list := []*int64{
		&s.events, &s.datagrams, &s.rxWire, &s.rxFraming, &s.rxControl, &s.rxProof,
		&s.rxBody, &s.rxDuplicate, &s.rxRepair, &s.rxFromSource, &s.payload, &s.sourceWire, &s.published,
		&s.uplinkDrops, &s.downlinkDrops, &s.networkLosses, &s.strays, &s.deadSends,
		&s.badConnects, &s.silentLinks, &s.blocksLost, &s.neverJoined, &s.pairs, &s.onTime,
		&s.stalls, &s.watched, &s.regenerated, &s.pulled, &s.capped, &s.there, &s.violations,
		&s.nearPairs, &s.nearOnTime, &s.sourceBody, &s.sourceProof, &s.sourceControl, &s.sourceRepair, &s.sourceFraming,
	}
	for i := range s.hops {
		list = append(list, &s.hops[i])
	}
	for i := range s.dropped {
		list = append(list, &s.dropped[i], &s.kicked[i])
	}
	return list
}

func (s *totals) merge(o *totals) {
	from := o.scalars()
	for i, v := range s.scalars() {
		*v += *from[i]
	}
	s.delay.merge(&o.delay)
	s.queue.merge(&o.queue)
	s.ownQueue.merge(&o.ownQueue)
	s.joins = append(s.joins, o.joins...)
	s.recoveries = append(s.recoveries, o.recoveries...)
	s.playsAgain = append(s.playsAgain, o.playsAgain...)
	s.stallsEach = append(s.stallsEach, o.stallsEach...)
	s.spoiled = append(s.spoiled, o.spoiled...)
	s.taken = append(s.taken, o.taken...)
	s.corrupters = append(s.corrupters, o.corrupters...)
	s.shares = append(s.shares, o.shares...)
	s.tcpShares = append(s.tcpShares, o.tcpShares...)
	if len(o.sourceSeconds) > 0 {
		s.sourceSeconds = o.sourceSeconds
	}
	for i, c := range o.classes {
		t := s.class(i)
		t.viewers += c.viewers
		t.tx += c.tx
		t.rx += c.rx
	}
}

// sort brings the lists into an order that does not depend on the workers.
func (s *totals) sort() {
	for _, list := range [][]int64{s.joins, s.recoveries, s.playsAgain, s.stallsEach, s.spoiled, s.taken, s.corrupters} {
		slices.Sort(list)
	}
	slices.Sort(s.shares)
	slices.Sort(s.tcpShares)
}

// quantileOf returns the q-th of sorted values; 0 where there are none.
func quantileOf(sorted []int64, q float64) int64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

// blocksBetween is the range of the numbers of the blocks captured from `from`
// on and before `to`, in true time. What is published while it looks is later.
func (w *world) blocksBetween(from, to int64) (lo, hi uint32) {
	n := int(w.publishedCount.Load())
	at := func(t int64) uint32 {
		return uint32(sort.Search(n, func(i int) bool { return w.captureOf(uint32(i)) >= t }))
	}
	return at(from), at(to)
}
