package overlay

import (
	"math/bits"
	"testing"
	"time"

	"throng/internal/block"
	"throng/internal/wire"
)

// Whose stripe comes in part is left, unless others fare hardly better, it is too early to say, or it
// is the broadcaster.
func TestHollow(t *testing.T) {
	for name, k := range map[string]struct {
		missing, others int // of some 52 blocks
		since           time.Duration
		source, ending  bool
		young, past     int // how many of the newest lack it besides, and how many of the oldest, which are for joining
		want            bool
	}{
		"half is kept back":           {missing: 30, want: true},
		"enough is":                   {missing: hollowLeast, want: true},
		"less than that":              {missing: hollowLeast - 1},
		"the rest may come":           {missing: hollowLeast - 1, young: 10},
		"the rest was only to join":   {missing: hollowLeast - 1, past: 20},
		"many lose some":              {missing: 24, others: 6},
		"many lose some, it far more": {missing: 28, others: 6, want: true},
		"it has pushed for long":      {missing: 30, since: time.Minute, want: true},
		"it has begun only just now":  {missing: 30, since: 500 * time.Millisecond},
		"by the broadcaster":          {missing: 30, source: true},
		"it ends":                     {missing: 30, ending: true},
	} {
		e := parent(t, 20)
		list := linked(e, 2)
		e.store.reset(block.MakeSeq(testEpoch, 0))
		e.store.extend(63, 0)
		every := 43 * time.Millisecond
		total := int(e.shape.Total)
		for number := range uint32(64) {
			b := e.store.at(number)
			b.first = e.now - time.Duration(64-number)*every
			b.arrived = stripeSet(total)
			for s := range total {
				lack := k.others
				if s == 3 {
					lack = k.missing
				}
				// Spread over 30 that count.
				if at := int(number) - 20; at >= 0 && at < 30 && at*lack/30 != (at+1)*lack/30 {
					b.arrived &^= 1 << s
				}
			}
			if b.needJoin = int(number) < k.past; b.needJoin || int(number) >= 64-k.young {
				b.arrived &^= 1 << 3
			}
		}
		for s := range total {
			st := &e.stripes[s]
			st.parent, st.lag = list[0], 100*time.Millisecond
		}
		st := &e.stripes[3]
		st.parent, st.since = list[1], e.now-max(k.since, 4*time.Second)
		if k.since == 500*time.Millisecond {
			st.since = e.now - k.since - countAfter
		}
		st.asked = e.now // somebody else just now, instead
		list[1].source = k.source
		if k.ending {
			list[1].ending = 1 << 3
		}
		if got := e.hollow() == 1<<3; got != k.want {
			t.Errorf("%s: stripes %b are hollow", name, e.hollow())
		}
		list[1].wanted = 1 << 3
		e.dropHollow()
		if got := st.parent == nil; got != k.want || got != (list[1].wanted == 0) {
			t.Errorf("%s: the parent is left: %v, want %v", name, got, k.want)
		}
		if got := e.now < list[1].avoidUntil; got != k.want {
			t.Errorf("%s: others are asked first: %v", name, got)
		}
		if e.now += 2 * avoidHollow; e.now < list[1].avoidUntil {
			t.Errorf("%s: it is never asked again", name)
		}
	}
}

// A parent that keeps half of the shards back, though it says that it comes first, gives to all and
// goes on talking, does no harm for long.
func TestHalfKeptBack(t *testing.T) {
	for seed := range uint64(3) {
		s := newSwarm(t, 30+seed, 5*time.Millisecond)
		src := s.add(Source, 0)
		start := s.now
		s.cast(src, testEpoch, 600)
		bad := s.add(Viewer, 0)
		var late, all int
		s.on = func(p *testPeer, ev Event) bool {
			if ev.Kind == BlockReady && p != bad && p != src && s.now > start+12*time.Second {
				all++
				if s.now-ev.Header.Capture > time.Second/3 {
					late++
				}
			}
			return false
		}
		s.tamper = func(from, _ *testPeer, data []byte) []byte {
			switch {
			case from != bad:
			case wire.TypeOf(data) == wire.TypeStatus:
				var m wire.Status
				if err := m.Parse(data); err != nil {
					t.Fatal(err)
				}
				m.Slots, m.Free = 140, 140
				for i := range m.Ages {
					if m.Ages[i] != wire.NoAge {
						m.Ages[i] = 0
					}
				}
				return m.Append(nil)
			case wire.TypeOf(data) == wire.TypeShard && s.now > start+8*time.Second:
				var m wire.Shard
				if _, err := m.Parse(data); err != nil {
					t.Fatal(err)
				}
				if m.Flags&wire.ShardRepair != 0 || m.Header.Seq%10 < 5 {
					return nil
				}
			}
			return data
		}
		s.after(300*time.Millisecond, func() { s.viewers(8) })
		s.run(start + 7*time.Second)
		had := 0
		for _, n := range bad.neighbours {
			had += bits.OnesCount32(n.serves)
		}
		if had == 0 {
			t.Fatal("nobody has anything from it: this shows nothing")
		}
		s.run(start + 25*time.Second)
		if 50*late > all {
			t.Errorf("seed %d: of %d blocks %d come late", 30+seed, all, late)
		}
	}
}

// Others are asked first, in all stripes, where a parent fails again and has pushed nothing in between,
// though others do and it is heard. What fails with it is no second time.
func TestFailsAgain(t *testing.T) {
	for name, k := range map[string]struct {
		after  time.Duration // the first failure
		pushes bool          // in between
		quiet  bool          // nothing comes from anybody
		away   bool
		source bool
		want   bool
	}{
		"again, and nothing came": {after: time.Second, want: true},
		"at once, in two stripes": {},
		"it has pushed some":      {after: time.Second, pushes: true},
		"nothing comes at all":    {after: time.Second, quiet: true},
		"it is away":              {after: time.Second, away: true},
		"the broadcaster":         {after: time.Second, source: true},
	} {
		e := parent(t, 20)
		n := linked(e, 2)[0]
		other := e.neighbours[1]
		e.deliver.caught = true
		for _, p := range e.neighbours {
			p.status.Slots, p.status.Free, p.status.Connected, p.proven = 9, 9, allStripes, true
		}
		n.wanted, n.source = 1<<3|1<<4, k.source
		e.stripes[3].parent, e.stripes[4].parent, e.lastShard = n, n, e.now
		e.failedBy(n, 3, k.away)
		if e.stripes[3].parent != nil || n.wanted != 1<<4 || e.answers(n, 3) {
			t.Errorf("%s: it is not left", name)
		}
		e.now += k.after
		n.heard, other.heard = e.now, e.now
		n.brought = k.pushes
		if !k.quiet {
			e.lastShard = e.now
		}
		e.failedBy(n, 4, k.away)
		n.faults = 0
		n.rtt, other.rtt = 20*time.Millisecond, time.Second
		if best, _ := e.candidate(7); (best == other) != k.want {
			t.Errorf("%s: another is asked first %v", name, best == other)
		}
		other.inStripe(7).retryAt = e.now + time.Second
		if best, _ := e.candidate(7); (best == nil) != k.want {
			t.Errorf("%s: another is waited for %v", name, best == nil)
		}
		other.status.Connected = 0
		if best, _ := e.candidate(7); best != n {
			t.Errorf("%s: it is not asked though there is nobody else", name)
		}
	}
}

// Where the broadcaster offers a stripe that does not come, though a parent says that it has it, it is
// asked for it, whoever's duty that is.
func TestFollowTheBroadcasterWhereNothingComes(t *testing.T) {
	for _, k := range []struct {
		silent time.Duration // since the stripe's last shard
		caught bool
		want   bool
	}{{flowFor + 1, true, true}, {flowFor - 1, true, false}, {flowFor + 1, false, false}} {
		e := parent(t, 20)
		list := linked(e, 2)
		for i := range int(e.shape.Total) {
			st := &e.stripes[i]
			st.parent, st.came, st.lag = list[0], e.now, 100*time.Millisecond
		}
		e.lastShard, e.deliver.caught = e.now, k.caught
		s := bits.TrailingZeros32(^e.duty()) // which are others' now that another than the broadcaster is the parent
		e.stripes[s].came = e.now - k.silent
		src := list[1]
		src.source, src.status.Slots, src.status.Connected, src.status.Room = true, 50, allStripes, 1<<s
		e.follow(src)
		if got := src.wanted == 1<<s; got != k.want {
			t.Errorf("silent for %v, playing %v: asked for %b", k.silent, k.caught, src.wanted)
		}
	}
}
