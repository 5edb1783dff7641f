package sim

import (
	"math"
	"slices"
	"testing"
	"time"
	"unsafe"

	"pgregory.net/rapid"

	"throng/internal/overlay"
)

// The round-trip times between two viewers have the median and the tail that
// the targets assume.
func TestInternetRoundTrips(t *testing.T) {
	n := networks["internet"]
	r := derive(1, forPlaces, 0)
	var trips []float64
	for range 20_000 {
		d := n.delay(n.newPlace(&r), n.newPlace(&r))
		if d < n.minDelay() {
			t.Fatalf("one-way delay %v below the window %v", time.Duration(d), time.Duration(n.minDelay()))
		}
		trips = append(trips, 2*float64(d)/1e6)
	}
	slices.Sort(trips)
	p50, p90 := trips[len(trips)/2], trips[len(trips)*9/10]
	if math.Abs(p50-110) > 6 || math.Abs(p90-190) > 8 {
		t.Errorf("round trip p50 %.0f ms, p90 %.0f ms; want about 110 and 190", p50, p90)
	}
}

func TestCityDistances(t *testing.T) {
	index := func(name string) int {
		return slices.IndexFunc(cities[:], func(c city) bool { return c.name == name })
	}
	for _, c := range []struct {
		a, b string
		km   float64
	}{{"London", "Paris", 344}, {"New York", "London", 5570}, {"Sydney", "London", 16990}, {"Tokyo", "Tokyo", 0}} {
		if d := cityDistance[index(c.a)][index(c.b)]; math.Abs(d-c.km) > 15 {
			t.Errorf("%s to %s: %.0f km, want %.0f", c.a, c.b, d, c.km)
		}
	}
}

func TestLossRates(t *testing.T) {
	lossOf := func(n Network) (share float64, longest int) {
		r := derive(2, forPeer, 0)
		lost, inRow := 0, 0
		var s lossy
		const datagrams = 400_000
		for i := range datagrams { // one in 10 ms
			if n.lost(&s, true, int64(i)*1e7, &r) {
				lost++
				inRow++
				longest = max(longest, inRow)
			} else {
				inRow = 0
			}
		}
		return float64(lost) / datagrams, longest
	}
	if share, _ := lossOf(Network{Loss: 0.005}); math.Abs(share-0.005) > 0.001 {
		t.Errorf("random loss of %v, want 0.005", share)
	}
	bursts := Network{BurstLinks: 1, BurstEvery: 10 * time.Second, BurstMean: 200 * time.Millisecond, BurstLoss: 1}
	share, longest := lossOf(bursts)
	if want := 0.2 / 10.2; math.Abs(share-want) > 0.004 {
		t.Errorf("loss in bursts of %v, want %v", share, want)
	}
	if longest < 40 { // twice the mean
		t.Errorf("the longest burst lost %d datagrams in a row", longest)
	}
	if share, _ := lossOf(lan()); share != 0 {
		t.Errorf("loss of %v in a LAN", share)
	}
}

func TestPipe(t *testing.T) {
	ms := int64(time.Millisecond)
	p := pipe{rate: 8_000_000, buffer: 10 * ms} // a byte in a microsecond
	check := func(at int64, wire int, want int64, accepted bool) {
		t.Helper()
		got, ok := p.push(at, wire)
		if ok != accepted || ok && got != want {
			t.Errorf("push(%d, %d) = %d, %v; want %d, %v", at, wire, got, ok, want, accepted)
		}
	}
	check(0, 1000, 1*ms, true)
	check(0, 1000, 2*ms, true)     // behind the first
	check(5*ms, 1000, 6*ms, true)  // idle in between
	check(5*ms, 9000, 15*ms, true) // 1 ms waits
	if b := p.backlog(5 * ms); b != 10*ms {
		t.Errorf("backlog %d, want 10 ms", b)
	}
	check(5*ms, 1, 15*ms+1000, true) // just fits
	check(5*ms, 1, 0, false)         // 10.001 ms wait
	check(6*ms, 1, 15*ms+2000, true)
}

// Whatever is offered: order is kept, the rate is never passed, and nothing
// waits longer than the buffer.
func TestPipeProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := pipe{rate: rapid.Int64Range(64_000, 1e9).Draw(t, "rate"), buffer: rapid.Int64Range(0, 1e9).Draw(t, "buffer")}
		at, last := int64(0), int64(0)
		for range rapid.IntRange(1, 50).Draw(t, "n") {
			at += rapid.Int64Range(0, 1e8).Draw(t, "gap")
			wire := rapid.IntRange(1, 1500).Draw(t, "wire")
			took := int64(wire) * 8e9 / p.rate
			done, ok := p.push(at, wire)
			if !ok {
				if p.backlog(at) <= p.buffer {
					t.Fatalf("dropped at a backlog of %d of %d", p.backlog(at), p.buffer)
				}
				continue
			}
			if done-last < took || done-at-took > p.buffer {
				t.Fatalf("done at %d after %d, offered at %d, %d long", done, last, at, took)
			}
			last = done
		}
	})
}

// A peer's clock turned back gives the first moment at which it shows a time.
func TestClock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := clock{
			offset: clockBase + rapid.Int64Range(-5e8, 5e8).Draw(t, "offset"),
			drift:  rapid.Int64Range(-50_000, 50_000).Draw(t, "drift"),
		}
		at := rapid.Int64Range(0, int64(MaxDuration)).Draw(t, "t")
		shown := c.local(at)
		back := c.real(shown)
		if c.local(back) < shown || back > at+1 || at-back > 2 {
			t.Fatalf("local(%d) = %d, real of that %d", at, shown, back)
		}
		if c.real(time.Duration(math.MaxInt64)) != never {
			t.Fatal("a time beyond every run comes")
		}
	})
}

// Datagrams come out in the order of time, sender and count, however they went in.
func TestInboxOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var q inbox
		var want []arrival
		base := int64(0)
		pop := func() {
			if got := *q.head(); q.pop() == nil || got.at != want[0].at || got.key != want[0].key {
				t.Fatalf("%d/%x, want %d/%x", got.at, got.key, want[0].at, want[0].key)
			}
			want = want[1:]
		}
		for range rapid.IntRange(1, 6).Draw(t, "windows") {
			from, old := len(q.list), len(want)
			for i := range rapid.IntRange(0, 80).Draw(t, "n") {
				a := arrival{at: base + rapid.Int64Range(0, 9).Draw(t, "at"), key: uint64(i*7919%31)<<32 | uint64(i), p: new(packet)}
				q.list, want = append(q.list, a), append(want, a)
			}
			q.order(from)
			slices.SortFunc(want[old:], func(a, b arrival) int {
				if a.before(&b) {
					return -1
				}
				return 1
			})
			for range rapid.IntRange(0, len(want)).Draw(t, "taken") {
				pop()
			}
			base += 10
		}
		for len(want) > 0 {
			pop()
		}
		if q.head() != nil || len(q.list) != 0 {
			t.Fatal("something is left")
		}
	})
}

func TestFillsCacheLines(t *testing.T) {
	if size := unsafe.Sizeof(link{}); size != 64 {
		t.Errorf("a link takes %d bytes", size)
	}
	if size := unsafe.Sizeof(packet{}); size != 256 {
		t.Errorf("a packet takes %d bytes", size)
	}
}

func TestBalance(t *testing.T) {
	var a, b pool
	for range 20_000 / slab * slab {
		b.put(new(packet))
		b.big = append(b.big, new([maxHead]byte))
	}
	total := len(b.free)
	balance([]*pool{&a, &b})
	if len(a.free)+len(b.free) != total || len(b.free)-len(a.free) > 1 {
		t.Errorf("pools of %d and %d packets", len(a.free), len(b.free))
	}
	if len(a.big)+len(b.big) != total || len(b.big)-len(a.big) > 1 {
		t.Errorf("pools of %d and %d buffers", len(a.big), len(b.big))
	}
}

func TestHistogram(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Int64Range(0, 15e9), 1, 300).Draw(t, "values")
		var h hist
		for _, v := range values {
			h.add(v)
		}
		slices.Sort(values)
		for _, q := range []float64{0, .5, .95, .99} {
			want := float64(values[min(int(q*float64(len(values))), len(values)-1)]) / 1e6
			if got := h.quantile(q); got < want || got > want+0.1001 {
				t.Fatalf("quantile %g: %g, want %g", q, got, want)
			}
		}
		if h.max != values[len(values)-1] {
			t.Fatalf("max %d", h.max)
		}
	})
}

func TestTrackerAnswers(t *testing.T) {
	w, err := newWorld(Config{Peers: 60, Seed: 1, Workers: 1, New: newTreeEngine})
	if err != nil {
		t.Fatal(err)
	}
	line := w.cfg.accessOf(0)
	for range 60 {
		p := w.newPeer(0, overlay.Viewer, line)
		w.tracker.handle(&request{peer: p.idx, announce: true, count: firstWant})
	}
	w.tracker.remove(9)
	w.tracker.remove(9)
	for asking := range uint32(61) {
		others, sources := w.tracker.sample(asking, maxAnswer)
		if want := min(asking, 1); len(sources) != int(want) {
			t.Errorf("peer %d was told of %d sources", asking, len(sources))
		}
		records := slices.Concat(sources, others)
		if len(records) != maxAnswer {
			t.Fatalf("peer %d got %d records", asking, len(records))
		}
		seen := map[uint32]bool{}
		for i := range records {
			idx, ok := w.find(&records[i])
			if !ok || seen[idx] || idx == asking || idx == 9 {
				t.Errorf("peer %d was told of peer %d (%v)", asking, idx, ok)
			}
			seen[idx] = true
		}
		if first, _ := w.find(&records[0]); asking != 0 && first != 0 {
			t.Errorf("peer %d was not told of the source first", asking)
		}
	}
}

// The stream has its bitrate, and key frames at their places.
func TestMedia(t *testing.T) {
	w, err := newWorld(Config{Peers: 1, Seed: 4, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	m, err := w.newMedia(0)
	if err != nil {
		t.Fatal(err)
	}
	bytes, last, keys := 0, int64(-1), 0
	for m.next() < 60e9 {
		if m.next() < last {
			t.Fatal("frames go back in time")
		}
		last = m.next()
		data, key := m.frame()
		bytes += len(data)
		if key {
			keys++
			if last%2e9 != 0 {
				t.Errorf("key frame at %v", time.Duration(last))
			}
		}
	}
	if rate := float64(bytes) * 8 / 60; math.Abs(rate-3e6) > 0.03*3e6 {
		t.Errorf("%.0f b/s instead of 3 Mb/s", rate)
	}
	if keys != 30 {
		t.Errorf("%d key frames in a minute", keys)
	}
}

func TestAccessLines(t *testing.T) {
	cfg, err := Config{Peers: 1, Mix: []Class{{0.5, 0}, {0.5, 3}}}.withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	none, triple := cfg.accessOf(0), cfg.accessOf(1)
	if none.max >= 0 || none.up != 300_000 || none.down != 9_000_000 {
		t.Errorf("line that gives nothing: %+v", none)
	}
	if triple.up != 9_000_000 || triple.max != 8_100_000 || triple.down != 45_000_000 {
		t.Errorf("line of three times the stream: %+v", triple)
	}
	cfg.Mix = DefaultMix
	s := strata{rng: derive(1, forLines, 0)}
	count := [4]int{}
	for range 5 * stratum {
		count[s.pick(&cfg)]++
	}
	if count != [4]int{20, 30, 35, 15} {
		t.Errorf("classes drawn: %v", count)
	}
}

// A peer answers as many handshakes as its uplink is for, as the real link does; those who get no
// answer ask again.
func TestHandshakesOfAnUplink(t *testing.T) {
	w, err := newWorld(Config{Peers: 100, Seed: 1, Workers: 1, Bitrate: 300_000, SourceUplink: 600_000, New: newTreeEngine})
	if err != nil {
		t.Fatal(err)
	}
	source := w.peers[0]
	source.start(0)
	for range 100 {
		w.newPeer(0, overlay.Viewer, w.cfg.accessOf(0))
	}
	knock := func(at int64) (answered int) {
		before := len(source.links) - len(source.freeLinks)
		for _, p := range w.peers[1:] {
			if source.linkTo(p.idx, linkAnswering) == nil {
				source.answer(at, &packet{sender: p.idx, kind: initiation})
			}
		}
		return len(source.links) - len(source.freeLinks) - before
	}
	most := overlay.HandshakesFor(source.access.max)
	if most >= 100 {
		t.Fatalf("%d handshakes a second are more than come", most)
	}
	if got := knock(1); got != most {
		t.Errorf("%d handshakes answered at once, want %d", got, most)
	}
	if got := knock(1 + int64(time.Second/2)); got < most/2-1 || got > most/2+1 {
		t.Errorf("%d answered half a second later, want %d", got, most/2)
	}
}
