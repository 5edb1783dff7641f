package overlay

import (
	"testing"
	"time"

	"throng/internal/block"
	"throng/internal/wire"
)

// shardsOut is how many shards e sends, those counted that wait for the uplink.
func shardsOut(e *Engine) (count int) {
	for {
		tr, ok := e.PollTransmit()
		switch {
		case ok && wire.TypeOf(tr.Head) == wire.TypeShard:
			count++
		case !ok && e.uplink.waiting() == 0:
			return count
		case !ok:
			e.uplink.budget.level = 1e9
			e.payOut()
		}
	}
}

// A child that asks again and again for what it has missed gets it once, and then a little.
func TestReplayIsBounded(t *testing.T) {
	for _, past := range []bool{false, true} {
		s, _ := running(t)
		v := s.peers[1]
		v.step(s.now)
		for number := v.store.low; number < v.store.next; number++ {
			v.store.get(block.MakeSeq(v.store.epoch, number)).past = past
		}
		for _, n := range v.neighbours {
			v.dropChild(n, n.serves)
		}
		in := s.intrude(v, at(9, 7000))
		newest, _ := v.store.newest()
		m := wire.Want{Newest: newest - maxReplay, Whole: uint16(v.shape.Data), Offer: 100}
		for i := range m.Behind {
			m.Behind[i] = maxReplay
		}
		ask := func(stripes uint32) int {
			m.Generation++
			m.Stripes = stripes
			v.HandleDatagram(v.now, in.link, m.Append(nil), nil)
			return shardsOut(v.Engine)
		}
		all, total := v.connected(), int(v.shape.Total)
		got := ask(1)
		if got > maxReplay && !past {
			t.Errorf("%d shards of one stripe, want %d at most", got, maxReplay)
		}
		got += ask(all)
		once := maxReplay * total
		switch {
		case got < once*3/4:
			t.Errorf("past %v: %d shards at first, %d are missing", past, got, once)
		case got > once && !past:
			t.Errorf("%d shards at first, want %d at most", got, once)
		}
		start, again := v.now, 0
		for range 40 {
			v.step(v.now + 50*time.Millisecond)
			again += ask(0) + ask(all)
		}
		if most := 2*maxReplay + int(replayRate*(v.now-start).Seconds()); again > most {
			t.Errorf("past %v: %d shards in %v of asking, want %d at most", past, again, v.now-start, most)
		}
	}
}
