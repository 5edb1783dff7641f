package overlay

import (
	"math/bits"
	"net/netip"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"throng/internal/block"
	"throng/internal/ident"
	"throng/internal/wire"
)

// alone is an engine that knows nobody and nothing yet, and carries so many children. A key
// of one byte has the duties 0 and 1.
func alone(t testing.TB, role Role, key ident.Peer, slots int) *Engine {
	t.Helper()
	secret := ident.ChannelSecretFromSeed([32]byte{1})
	cfg := Config{Channel: secret.Channel(), Self: key, Role: role, Coder: block.NewCoder(secret.Channel()), Seed: 3, MaxUpload: uploadFor(slots)}
	e, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if got := int(e.slots()); got != slots {
		t.Fatalf("%d slots, want %d", got, slots)
	}
	e.step(testEpoch * time.Second)
	return e
}

// uploadFor is the upload limit with which there are so many slots before the stream is known.
func uploadFor(slots int) int64 {
	if slots == 0 {
		return -1
	}
	return int64(float64(slots)*assumedStripeRate/uplinkShare) + 1000
}

// message is what a neighbour says.
type message interface{ Append(b []byte) []byte }

// hear gives e what n says.
func hear(e *Engine, n *neighbour, m message) { e.HandleDatagram(e.now, n.link, m.Append(nil), nil) }

// join links e with a neighbour that says Hello and, if it has slots, that.
func join(e *Engine, key byte, v wire.Status) *neighbour {
	l := LinkID(key)
	e.HandleLinkUp(e.now, l, ident.Peer{key}, at(int(key), 7000), false)
	n := e.byLink.find(l)
	hear(e, n, &wire.Hello{Flags: wire.HelloReply})
	if v.Slots > 0 {
		says(e, n, v)
	}
	return n
}

// joinSource does the same with the broadcaster.
func joinSource(e *Engine, key byte, v wire.Status) *neighbour {
	n := join(e, key, wire.Status{})
	hear(e, n, &wire.Hello{Flags: wire.HelloReply | wire.HelloSource, Certificate: ident.ChannelSecretFromSeed([32]byte{1}).Certify(n.record.Peer)})
	says(e, n, v)
	return n
}

// says has n, which is 20 ms away, tell e how it fares.
func says(e *Engine, n *neighbour, v wire.Status) {
	v.Sent, v.Echo = max(n.status.Sent, e.now)+time.Microsecond, e.now-20*time.Millisecond
	hear(e, n, &v)
}

// wait lets time pass, in which those speak that are named.
func wait(e *Engine, d time.Duration, speak ...*neighbour) {
	for until := e.now + d; e.now < until; {
		e.HandleTimeout(min(e.now+tickEvery/2, until))
		for _, n := range speak {
			says(e, n, n.status)
		}
	}
}

// sent is all that e has to send.
func sent(e *Engine) (list []Transmit) {
	for {
		tr, ok := e.PollTransmit()
		if !ok {
			return list
		}
		list = append(list, tr)
	}
}

// newest reads into m the newest message of its kind to n, and reports whether there is one.
func newest(list []Transmit, n *neighbour, m interface{ Parse(b []byte) error }) bool {
	for _, tr := range slices.Backward(list) {
		if tr.Link == n.link && m.Parse(tr.Head) == nil {
			return true
		}
	}
	return false
}

// shards counts those of a stripe to n.
func shards(list []Transmit, n *neighbour, s int) (count int) {
	for _, tr := range list {
		var m wire.Shard
		if tr.Link != n.link || wire.TypeOf(tr.Head) != wire.TypeShard {
			continue
		}
		if _, err := m.Parse(tr.Head); err == nil && int(m.Index) == s {
			count++
		}
	}
	return count
}

// adopt makes n a child of e in stripe s, and forgets how that came.
func adopt(e *Engine, n *neighbour, s int) {
	n.serves |= 1 << s
	n.heard, n.heardWant = e.now, e.now
	e.used++
	st := &e.stripes[s]
	st.children, st.changed = append(st.children, n), e.now
}

// taken counts the slots anew.
func taken(e *Engine) (count int) {
	for _, n := range e.neighbours {
		count += bits.OnesCount32(n.serves &^ n.stopping)
	}
	return count
}

// giver is the Status of a peer with so many slots, all of them free, and these duties.
func giver(slots uint16, duty uint32) wire.Status {
	return wire.Status{Slots: slots, Free: slots, Duty: duty}
}

// way is by which a stripe comes from the broadcaster to n.
func way(n *neighbour) (p wire.Path) {
	p.Len = 2
	p.Hops[0], p.Hops[1] = wire.Ancestor{200}, n.ancestor()
	return p
}

// grants has n answer e's newest Want: it pushes the stripes of a set, which come to it by p.
func grants(e *Engine, n *neighbour, set uint32, p wire.Path) {
	m := wire.Grant{Generation: n.generation, Granted: set & n.wanted, Refused: n.wanted &^ set, Refresh: 1000}
	for s := range m.Paths {
		m.Paths[s] = p
	}
	hear(e, n, &m)
}

// What has been refused stays so until the child asks anew: it has given it up.
func TestRefusedForItsGeneration(t *testing.T) {
	e := parent(t, 20, others(18, 22, 0)...)
	first, n := e.neighbours[0], join(e, 9, wire.Status{})
	want := wire.Want{Generation: 1, Stripes: 1 << 20, Whole: 22}
	want.Behind[20] = 1
	hear(e, n, &want)
	if n.refused != 1<<20 {
		t.Fatal("there is room already")
	}
	e.dropChild(first, first.serves)
	sent(e)
	hear(e, n, &want)
	var g wire.Grant
	if !newest(sent(e), n, &g) || g.Granted != 0 || g.Refused != 1<<20 || len(e.stripes[20].children) != 0 {
		t.Errorf("the same Want again: granted %b, refused %b", g.Granted, g.Refused)
	}
	want.Generation++
	hear(e, n, &want)
	if !newest(sent(e), n, &g) || g.Granted != 1<<20 || g.Refused != 0 {
		t.Errorf("the next Want: granted %b, refused %b", g.Granted, g.Refused)
	}
}

// Who has no way yet takes children into the stripes of its duty, and they come to life with
// it.
func TestWaitingChild(t *testing.T) {
	blocks, _ := fuzzStream(t)
	e := alone(t, Viewer, ident.Peer{50}, 40)
	patron := join(e, 60, giver(80, 1))
	wait(e, tickEvery)
	grants(e, patron, 1, wire.Path{})
	st := &e.stripes[0]
	if st.next != patron || !st.waits || st.parent != nil || e.connected() != 0 {
		t.Fatalf("it does not wait: %+v", st)
	}

	c, d := join(e, 9, giver(20, 1)), join(e, 10, giver(20, 1))
	sent(e)
	want := wire.Want{Generation: 1, Stripes: 1<<0 | 1<<2}
	want.Behind[0], want.Behind[2] = wire.NoHead, wire.NoHead
	hear(e, c, &want)
	var g wire.Grant
	if !newest(sent(e), c, &g) || g.Granted != 1 || g.Paths[0].Len != 0 || g.Refused != 1<<2 || g.Broken != 1<<2 {
		t.Errorf("granted %b with %v, refused %b, broken %b", g.Granted, g.Paths[0], g.Refused, g.Broken)
	}
	want.Behind[0], want.Behind[2] = 0, 0 // it has them from another
	hear(e, d, &want)
	if !newest(sent(e), d, &g) || g.Granted != 0 || g.Broken != 1<<0|1<<2 {
		t.Errorf("to who need not wait granted %b, broken %b", g.Granted, g.Broken)
	}
	if e.connected() != 0 || c.toldWhole != 0 {
		t.Error("the stripe counts as connected")
	}

	grants(e, patron, 1, way(patron))
	if !newest(sent(e), c, &g) || g.Granted != 1 || g.Paths[0].Len != 3 || g.Paths[0].Hops[2] != e.self {
		t.Errorf("the way has come, and the child is told: granted %b with %v", g.Granted, g.Paths[0])
	}
	if st.parent != patron || e.connected() != 1 {
		t.Error("the stripe is not connected")
	}
	m := wire.Shard{Flags: wire.ShardProof, Header: blocks[0].Header, Signature: blocks[0].Signature}
	m.PathLen = uint8(copy(m.Path[:], blocks[0].Tree.Path(nil, 0)))
	e.HandleDatagram(e.now, patron.link, m.AppendHead(nil), blocks[0].Shards[0])
	if n := shards(sent(e), c, 0); n != 1 {
		t.Errorf("%d shards to the child", n)
	}
}

// Who has a parent does not change it for one that waits.
func TestNoParentThatWaits(t *testing.T) {
	e := alone(t, Viewer, ident.Peer{50}, 40)
	v := giver(80, 1)
	v.Connected = 1
	old := join(e, 60, v)
	grants(e, old, 1, way(old))
	other := join(e, 61, v)
	e.ask(0, other)
	grants(e, other, 1, wire.Path{})
	if st := &e.stripes[0]; st.parent != old || st.next != nil || other.wanted != 0 {
		t.Errorf("%+v", st)
	}
}

// One waits with the nearest that stands above it.
func TestPatron(t *testing.T) {
	const self = 50
	full, loose, leaving := giver(80, 1), giver(80, 1), giver(80, 1)
	full.Free = 0
	loose.Free, loose.Loose = 0, 1
	leaving.Flags = wire.StatusLeaving
	for _, k := range []struct {
		name string
		key  byte
		v    wire.Status
		mine bool // fit for who has the duty too
		any  bool // fit for who has it not
	}{
		{"more slots", 40, giver(41, 1), true, true},
		{"as many and the greater key", 51, giver(40, 1), true, true},
		{"as many and the lesser key", 49, giver(40, 1), false, true},
		{"fewer slots", 51, giver(39, 1), false, true},
		{"another duty", 51, giver(80, 2), false, false},
		{"no slots free", 51, full, false, false},
		{"slots that would be freed", 51, loose, true, true},
		{"about to leave", 51, leaving, false, false},
	} {
		for _, mine := range []bool{true, false} {
			key := ident.Peer{self}
			if !mine {
				key[6] = 7
			}
			e := alone(t, Viewer, key, 40)
			n := join(e, k.key, k.v)
			want := k.any
			if mine {
				want = k.mine
			}
			if got := e.patron(0); (got == n) != want {
				t.Errorf("%s, own duty %v: patron %v", k.name, mine, got != nil)
			}
			near, far := join(e, 90, giver(60, 1)), join(e, 91, giver(70, 1))
			near.rtt, far.rtt, n.rtt = 10*time.Millisecond, 20*time.Millisecond, 30*time.Millisecond
			if e.patron(0) != near {
				t.Errorf("%s, own duty %v: not the nearest", k.name, mine)
			}
		}
	}
	e := alone(t, Viewer, ident.Peer{self}, 40)
	joinSource(e, 60, giver(80, 1))
	if e.patron(0) != nil {
		t.Error("one waits with the broadcaster")
	}
}

// Nobody waits for itself, and of those who pass a stripe on only one for nobody.
func TestNobodyWaitsForItself(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		count := rapid.IntRange(2, 7).Draw(rt, "peers")
		keys := rapid.SliceOfNDistinct(rapid.Byte(), count, count, func(b byte) byte { return b }).Draw(rt, "keys")
		engines := make([]*Engine, count)
		for i, k := range keys {
			slots := rapid.SampledFrom([]int{0, 3, 30, 30, 170, 180, 270, 300}).Draw(rt, "slots")
			key := ident.Peer{k}
			key[6] = rapid.ByteRange(0, 2).Draw(rt, "duty")
			engines[i] = alone(t, Viewer, key, slots)
		}
		for _, e := range engines {
			for j, o := range engines {
				if o == e {
					continue
				}
				l := LinkID(j + 1)
				e.HandleLinkUp(e.now, l, o.cfg.Self, at(j, 7000), false)
				n := e.byLink.find(l)
				hear(e, n, &wire.Hello{Flags: wire.HelloReply})
				says(e, n, giver(o.slots(), o.duty()))
				n.rtt = time.Duration(rapid.IntRange(1, 9).Draw(rt, "trip")) * time.Millisecond
			}
		}
		above := func(e *Engine, s int) *Engine {
			if n := e.patron(s); n != nil {
				return engines[n.link-1]
			}
			return nil
		}
		for s := range 4 {
			passOn, top := 0, 0
			for _, e := range engines {
				steps := 0
				for o := above(e, s); o != nil; o = above(o, s) {
					if steps++; steps > count {
						rt.Fatalf("stripe %d: %d waits for itself", s, e.cfg.Self[0])
					}
				}
				if e.duty()&(1<<s) == 0 {
					continue
				}
				if passOn++; steps == 0 {
					top++
				}
			}
			if top != min(passOn, 1) {
				rt.Fatalf("stripe %d: %d of %d wait for nobody", s, top, passOn)
			}
		}
	})
}

// waiting is a viewer that waits in stripe 0 with a neighbour, while another one is there.
func waiting(t *testing.T) (e *Engine, patron, other *neighbour) {
	t.Helper()
	e = alone(t, Viewer, ident.Peer{50}, 40)
	patron = join(e, 60, giver(80, 1))
	wait(e, tickEvery)
	grants(e, patron, 1, wire.Path{})
	other = join(e, 61, giver(80, 1))
	if st := &e.stripes[0]; st.next != patron || !st.waits {
		t.Fatal("it does not wait")
	}
	sent(e)
	return e, patron, other
}

// Who waits leaves as soon as it hears of somebody who has the stripe.
func TestWaitsNoLonger(t *testing.T) {
	e, patron, other := waiting(t)
	wait(e, 3*time.Second, patron, other)
	if e.stripes[0].next != patron {
		t.Fatal("it waits no longer, although its patron is there and nobody has the stripe")
	}
	sent(e)
	v := giver(80, 1)
	v.Connected = 1
	says(e, other, v)
	var w wire.Want
	list := sent(e)
	if !newest(list, other, &w) || w.Stripes != 1 {
		t.Error("who has the stripe is not asked")
	}
	if !newest(list, patron, &w) || w.Stripes != 0 {
		t.Error("the patron is not told")
	}

	e, patron, other = waiting(t)
	other.status.Connected = 1
	other.inStripe(0).retryAt = e.now + time.Minute // it has refused
	e.seekParents()
	if e.stripes[0].next != patron {
		t.Error("it leaves for one that has refused")
	}
}

// What the broadcaster has room for is followed although it refused just now, by who waits
// too.
func TestFollowTheBroadcaster(t *testing.T) {
	for _, k := range []struct {
		name    string
		stripe  int
		caught  bool
		parent  bool // it has one that is connected
		waits   bool
		follows bool
	}{
		{"it waits", 0, true, false, true, true},
		{"it has nobody", 0, true, false, false, true},
		{"it has nobody, in a stripe that is not its duty", 5, true, false, false, true},
		{"it has a parent", 0, true, true, true, true},
		{"it has a parent, in a stripe that is not its duty", 5, true, true, true, false},
		{"it has seen nothing yet", 0, false, false, true, false},
	} {
		e, patron, other := waiting(t)
		st := &e.stripes[k.stripe]
		if !k.waits {
			other.status.Slots = 0
			e.forget(patron)
		}
		if k.parent {
			*st = stripe{parent: patron, path: way(patron), lag: time.Second}
			e.change(patron, patron.wanted|1<<k.stripe)
		}
		v := giver(80, 1)
		v.Connected = 1 << k.stripe
		src := join(e, 200, wire.Status{})
		src.inStripe(k.stripe).retryAt = e.now + time.Minute
		src.source = true
		says(e, src, v)
		if src.wanted != 0 {
			t.Fatalf("%s: it asks one that has refused", k.name)
		}
		e.deliver.caught = k.caught
		v.Room = 1 << k.stripe
		says(e, src, v)
		if src.inStripe(k.stripe).retryAt != 0 {
			t.Errorf("%s: it is left alone still", k.name)
		}
		if got := st.next == src && src.wanted == 1<<k.stripe; got != k.follows {
			t.Errorf("%s: followed %v", k.name, got)
		}
	}
}

// A patron that falls silent is left, and another one chosen.
func TestPatronFallsSilent(t *testing.T) {
	e, patron, other := waiting(t)
	wait(e, silentParent+patron.answersIn()+2*tickEvery, other)
	if st := &e.stripes[0]; st.next != other || patron.wanted != 0 {
		t.Errorf("it waits still, %v after the last word", e.now-patron.heard)
	}
}

// Whose way is broken says so, and is asked again as soon as it has another.
func TestBrokenThere(t *testing.T) {
	e := alone(t, Viewer, ident.Peer{50}, 40)
	v := giver(80, 0)
	v.Connected = 1
	a := join(e, 60, v)
	b := join(e, 61, v)
	if a.wanted != 1 || b.wanted != 0 {
		t.Fatalf("wanted %b and %b", a.wanted, b.wanted)
	}
	sent(e)
	broken := func(n *neighbour) {
		hear(e, n, &wire.Grant{Generation: n.generation, Refused: 1, Broken: 1})
	}
	broken(a)
	if a.status.Connected != 0 || a.inStripe(0).retryAt != 0 || a.refusedAt != 0 || a.wanted != 0 {
		t.Errorf("connected %b, left alone until %v, refused at %v, wanted %b", a.status.Connected, a.inStripe(0).retryAt, a.refusedAt, a.wanted)
	}
	var w wire.Want
	if !newest(sent(e), b, &w) || w.Stripes != 1 {
		t.Error("the other one is not asked at once")
	}
	broken(b)
	wait(e, time.Second, b)
	if e.stripes[0].next != nil {
		t.Error("one that is not connected is asked")
	}
	says(e, a, v)
	if e.stripes[0].next != a || a.wanted != 1 {
		t.Error("it is connected again, and not asked")
	}
}

// A neighbour that does not let one wait is not asked again before its next word.
func TestMayNotWaitThere(t *testing.T) {
	e, patron, other := waiting(t)
	e.forget(other)
	says(e, patron, patron.status)
	hear(e, patron, &wire.Grant{Generation: patron.generation, Refused: 1, Broken: 1})
	wait(e, tickEvery)
	if e.stripes[0].next != nil || patron.wanted != 0 {
		t.Error("it is asked again at once")
	}
	says(e, patron, giver(80, 1))
	wait(e, tickEvery)
	if e.stripes[0].next != patron {
		t.Error("it is not asked again after its next word")
	}
}

// One that has been ended does not come back by a Want on its way when its time was over.
func TestEndedForItsGeneration(t *testing.T) {
	e := parent(t, 20)
	n := join(e, 9, wire.Status{})
	want := wire.Want{Generation: 1, Stripes: 1 << 20}
	want.Behind[20] = 1
	hear(e, n, &want)
	e.stop(n, 20)
	e.now = n.stopAt[20]
	n.heardWant = e.now
	e.checkChildren()
	e.finish()
	var g wire.Grant
	if !newest(sent(e), n, &g) || g.Granted != 0 {
		t.Fatalf("it is not told: granted %b", g.Granted)
	}
	hear(e, n, &want)
	if !newest(sent(e), n, &g) || g.Granted != 0 || n.serves != 0 {
		t.Errorf("the same Want again: granted %b", g.Granted)
	}
	want.Generation++
	hear(e, n, &want)
	if n.serves != 1<<20 || e.used != taken(e) {
		t.Errorf("the next Want: serves %b; %d slots", n.serves, e.used)
	}
}

// The first word of a neighbour that has heard nothing yet counts at once.
func TestFirstStatus(t *testing.T) {
	e := alone(t, Viewer, ident.Peer{50}, 40)
	n := join(e, 60, wire.Status{})
	v := giver(80, 1)
	v.Sent, v.Connected = e.now, 1
	hear(e, n, &v)
	if n.wanted != 1 {
		t.Error("it is connected, and not asked")
	}
}

// Children that leave a question unanswered take no slot, come last and are dropped.
func TestLostChild(t *testing.T) {
	blocks, _ := fuzzStream(t)
	for _, answers := range []bool{false, true} {
		e := alone(t, Source, ident.Peer{200}, 40)
		c, d := join(e, 9, giver(20, 1)), join(e, 10, giver(20, 1))
		adopt(e, c, 0)
		adopt(e, d, 0)
		e.step(e.now + lostAfter)
		e.probe()
		if c.askedAt != e.now {
			t.Fatal("it has not been asked")
		}
		asked, usual := e.now, c.answersIn()
		publish := func(i int) []Transmit {
			sent(e)
			e.Publish(e.now, blocks[i])
			return sent(e)
		}
		alive := func() {
			hear(e, d, &wire.Hello{Flags: wire.HelloReply})
			c.heardWant, d.heardWant = e.now, e.now
		}

		e.step(asked + usual + lostAfter)
		alive()
		if list := publish(0); e.load() != 2 || shards(list, c, 0) != 1 || shards(list, d, 0) != 1 {
			t.Errorf("it may answer still: load %v", e.load())
		}
		e.step(asked + usual + lostAfter + 1)
		alive()
		if list := publish(1); e.load() != 1 || e.staying() != 1 || shards(list, c, 0) != 0 || shards(list, d, 0) != 1 {
			t.Errorf("it counts still: load %v", e.load())
		}
		if q := &e.uplink.turns[bulk]; q.count != 1 || q.first != c || e.uplink.waiting() != 1 {
			t.Errorf("%d shards wait for the uplink", e.uplink.waiting())
		}
		e.HandleTimeout(e.now + payEvery)
		if n := shards(sent(e), c, 0); n != 1 {
			t.Errorf("%d shards to it where there is room", n)
		}

		e.step(asked + usual + lostAfter + dumbChild)
		alive()
		e.checkChildren()
		if c.serves != 1 {
			t.Error("it is dropped too early")
		}
		if answers {
			hear(e, c, &wire.Hello{Flags: wire.HelloReply})
		}
		e.step(e.now + 1)
		e.checkChildren()
		if got := c.serves == 1; got != answers || d.serves != 1 || e.used != taken(e) {
			t.Errorf("answered %v: keeps its place %v; %d slots", answers, got, e.used)
		}
		if answers && (e.load() != 2 || shards(publish(2), c, 0) != 1) {
			t.Error("it has answered, and does not count again")
		}
	}
}

// Referrals are followed where there is nobody else, however many links are idle.
func TestReferrals(t *testing.T) {
	for _, k := range []struct {
		name   string
		idle   int
		orphan bool
		ending bool
		dialed bool
	}{
		{"few links are idle", maxReferred - 1, false, false, true},
		{"many are", maxReferred, false, false, false},
		{"many are, and the stripe comes from nobody", maxReferred, true, false, true},
		{"many are, and the stripe is about to end", maxReferred, false, true, true},
	} {
		e := parent(t, 20)
		up := &neighbour{wanted: allStripes, granted: allStripes}
		e.neighbours = append(e.neighbours, up)
		for range k.idle {
			e.neighbours = append(e.neighbours, &neighbour{})
		}
		if k.orphan {
			e.stripes[5].parent = nil
		}
		if k.ending {
			up.ending = 1 << 5
		}
		for e.evNext < len(e.events) {
			e.PollEvent()
		}
		m := wire.Grant{Refer: 1}
		m.Referrals[0] = wire.Referral{Stripes: 1 << 5, Peer: wire.PeerRecord{Peer: ident.Peer{77}, Addrs: []netip.AddrPort{at(77, 7000)}}}
		e.recommended(up, &m)
		ev, _ := e.PollEvent()
		if got := ev.Kind == Connect && ev.Record.Peer == (ident.Peer{77}); got != k.dialed {
			t.Errorf("%s: dialled %v", k.name, got)
		}
	}
}

// Who has not caught up goes on with a later picture after a while, or at once where uplinks
// are short.
func TestLeapAfter(t *testing.T) {
	const next, picture = 5, 9
	for _, k := range []struct {
		name    string
		after   time.Duration
		maxWait time.Duration
		change  func(e *Engine)
		leaps   bool
	}{
		{"too early", leapAfter - 1, DefaultMaxWait, nil, false},
		{"after a while", leapAfter, DefaultMaxWait, nil, true},
		{"too early for one that waits for less", leapAfter - 1, leapAfter + 1, nil, false},
		{"after a while for one that waits for less", leapAfter, leapAfter + 1, nil, true},
		{"at once where uplinks are short", 0, DefaultMaxWait, func(e *Engine) { e.thrift.tight = true }, true},
		{"not once it has caught up", leapAfter, DefaultMaxWait, func(e *Engine) { e.deliver.caught, e.thrift.tight = true, true }, false},
	} {
		e := alone(t, Viewer, ident.Peer{50}, 40)
		e.cfg.MaxWait = k.maxWait
		e.store.reset(block.MakeSeq(testEpoch, next-1))
		e.deliver = delivery{begun: true, told: true, epoch: testEpoch, next: next}
		if k.change != nil {
			k.change(e)
		}
		rebuilt := func(number uint32, flags block.Flags) {
			e.store.extend(number, e.now)
			b := e.store.get(block.MakeSeq(testEpoch, number))
			b.known, b.rebuilt, b.needJoin = true, true, true
			b.Header = block.Header{Seq: b.seq, Shape: block.Shape{Data: 1, Total: 2}, Flags: flags}
			b.Shards[0] = []byte{1}
			e.deliver.rebuilt(e, b)
		}
		rebuilt(picture, block.Entry)
		if e.deliver.next != next && !k.leaps {
			t.Errorf("%s: it goes on with block %d at once", k.name, e.deliver.next)
		}
		e.now += k.after
		rebuilt(picture+1, 0)
		if got := e.deliver.next == picture+2; got != k.leaps {
			t.Errorf("%s: it goes on with block %d", k.name, e.deliver.next)
		}
	}
}
