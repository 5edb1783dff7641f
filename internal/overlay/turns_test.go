package overlay

import (
	"testing"
	"time"

	"throng/internal/block"
	"throng/internal/wire"

	"pgregory.net/rapid"
)

// idle is a viewer that has blocks to give and nothing in its budget, and so many strangers.
func idle(t *testing.T, strangers int) (v *testPeer, list []*neighbour, blocks []*entry) {
	t.Helper()
	s, _ := running(t)
	v = s.peers[1]
	v.step(s.now)
	v.lookAtStore()
	for seq := v.servable.newest; v.store.get(seq) != nil; seq-- {
		if b := v.store.get(seq); b.rebuilt && b.Header.Flags&block.Entry == 0 {
			blocks = append(blocks, b)
		}
	}
	for range strangers {
		list = append(list, v.byPeer.find(s.intrude(v, at(9, 7000)).id))
	}
	for _, ok := v.PollTransmit(); ok; _, ok = v.PollTransmit() {
	}
	v.uplink.budget = bucket{level: -1e6, at: v.now}
	return v, list, blocks
}

// paid has v send what the budget of so many shards is enough for, and returns to whom they went.
func paid(v *testPeer, shards int) (to []LinkID, of []block.Seq) {
	v.uplink.budget = bucket{level: float64(shards * 1150), at: v.now}
	v.payOut()
	v.uplink.budget = bucket{level: -1e6, at: v.now}
	for tr, ok := v.PollTransmit(); ok; tr, ok = v.PollTransmit() {
		var m wire.Shard
		if wire.TypeOf(tr.Head) == wire.TypeShard {
			if _, err := m.Parse(tr.Head); err == nil {
				to, of = append(to, tr.Link), append(of, m.Header.Seq)
			}
		}
	}
	return to, of
}

// Neighbours that pull all that is on air, over and over, do not push out what another asks for.
func TestFloodOfPulls(t *testing.T) {
	v, list, blocks := idle(t, 11)
	honest, flooders := list[10], list[:10]
	for range 20 {
		for _, n := range flooders {
			for _, b := range blocks[:30] {
				v.answerNow(n, b, allStripes, int(b.Header.Shape.Total), false)
			}
		}
	}
	if got := v.uplink.waiting(); got > maxWaiting {
		t.Fatalf("%d shards wait", got)
	}
	for k := range 3 {
		if got := v.answerNow(honest, blocks[k], allStripes, usualPull, false); got != usualPull {
			t.Fatalf("%d of %d are to be sent to the honest one", got, usualPull)
		}
	}
	count, last := 0, block.Seq(1<<63)
	to, of := paid(v, 3*11*usualPull)
	for i := range to {
		if to[i] == honest.link {
			count++
			if of[i] > last {
				t.Errorf("%v comes after %v", of[i], last)
			}
			last = of[i]
		}
	}
	if count != 3*usualPull {
		t.Errorf("%d of %d shards went to the honest one, it should have %d", count, len(to), 3*usualPull)
	}
}

// However many ask for the block to begin with, its answers take no more of the uplink before what
// others lack than is meant for them.
func TestFloodOfBeginners(t *testing.T) {
	v, list, _ := idle(t, 200)
	entry := v.store.get(v.servable.entry)
	v.cfg.MaxUpload = 2_000_000
	rate := float64(v.cfg.MaxUpload) / 8
	ask := func() (bytes float64) {
		before := v.uplink.turns[firsts].count
		for range 5 {
			for _, n := range list {
				v.answerNow(n, entry, allStripes, 20, true)
			}
		}
		return float64((v.uplink.turns[firsts].count - before) * (len(entry.Shards[0]) + shardOverhead))
	}
	if at := ask(); at > 1.05*rate*openingFor.Seconds() || at < 0.8*rate*openingFor.Seconds() {
		t.Errorf("%.0f bytes go first at once, the uplink sends %.0f a second", at, rate)
	}
	v.now += time.Second
	v.uplink.budget = bucket{level: -1e6, at: v.now}
	if at := ask(); at > 1.2*openingShare*rate {
		t.Errorf("%.0f bytes a second go first, the uplink sends %.0f", at, rate)
	}
}

// However the neighbours ask, each gets what is his as it came, nobody is left out, and no more
// waits than may.
func TestTurns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var q turns
		list := make([]neighbour, 6)
		want := make([][]block.Seq, len(list))
		waited := make([]int, len(list)) // shards sent to others while it had some waiting
		total, most := 0, 0
		for step := range rapid.IntRange(1, 400).Draw(t, "steps") {
			if rapid.Bool().Draw(t, "add") || total == 0 {
				i := rapid.IntRange(0, len(list)-1).Draw(t, "who")
				if !q.add(urgent, &later{who: &list[i], seq: block.Seq(step)}) {
					t.Fatal("no room")
				}
				want[i] = append(want[i], block.Seq(step))
				total++
			} else {
				l := q.next(urgent)
				for i := range list {
					if l.who != &list[i] {
						if waited[i]++; len(want[i]) == 0 {
							waited[i] = 0
						}
						continue
					}
					if l.seq != want[i][0] {
						t.Fatalf("%d gets %v before %v", i, l.seq, want[i][0])
					}
					want[i], waited[i] = want[i][1:], 0
				}
				q.done(urgent, true)
				total--
			}
			if total == 0 && most > keptWaiting && rapid.Bool().Draw(t, "give back") {
				q.giveBack()
				most = 0
			}
			most = max(most, total)
			for i := range list {
				if waited[i] > (len(list)-1)*usualPull {
					t.Fatalf("%d has waited for %d", i, waited[i])
				}
			}
			if q.count != total || len(q.slots) != most {
				t.Fatalf("%d wait in %d slots, want %d in %d", q.count, len(q.slots), total, most)
			}
		}
		q.clear(urgent)
		if q.count != 0 || q.first != nil || q.last != nil {
			t.Fatal("something is left")
		}
	})
	var q turns
	list := make([]neighbour, 4)
	for range maxWaiting {
		for i := range list[1:] {
			q.add(urgent, &later{who: &list[i+1]})
		}
	}
	room := 0
	for q.add(urgent, &later{who: &list[0]}) {
		room++
	}
	if room < maxWaiting/10 || q.count > maxWaiting {
		t.Errorf("room for %d where others ask without end, %d wait", room, q.count)
	}
}

// The room that a burst has made for waiting shards goes once none has waited for a while, not before,
// and not while any waits.
func TestRoomIsGivenBack(t *testing.T) {
	var u uplink
	n := &neighbour{}
	for order := range orders {
		for range keptWaiting + 1 {
			u.enqueue(order, later{who: n})
		}
	}
	now := keptWaitingFor
	kept := func() (count int) {
		u.giveBack(now)
		count = cap(u.pushes)
		for i := range u.turns {
			count += cap(u.turns[i].slots)
		}
		return count
	}
	full := kept()
	if full < orders*keptWaiting {
		t.Fatalf("room for %d is left where all wait", full)
	}
	u.pushes, u.usedAt = u.pushes[:0], now
	for i := range u.turns {
		u.turns[i].clear(i)
	}
	now += keptWaitingFor - 1
	if got := kept(); got != full {
		t.Errorf("room for %d of %d is kept for the next burst", got, full)
	}
	now++
	if got := kept(); got != 0 {
		t.Errorf("room for %d is kept for good", got)
	}
}
