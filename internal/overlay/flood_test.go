package overlay

import (
	"testing"
	"time"

	"throng/internal/wire"
)

// crowded is a broadcaster of 8 Mb/s with so many neighbours, who have come just now.
func crowded(t *testing.T, count int) *Engine {
	t.Helper()
	e := newSwarm(t, 5, time.Millisecond).add(Source, 0).Engine
	e.now, e.tickAt, e.cfg.MaxUpload = time.Minute, time.Minute, 8_000_000
	for i := range count {
		dutiful(e, i%20, false, true).since = e.now
	}
	return e
}

// statuses is how many Status messages wait to be sent.
func statuses(e *Engine) (count int) {
	for {
		tr, ok := e.PollTransmit()
		if !ok {
			return count
		}
		if wire.TypeOf(tr.Head) == wire.TypeStatus {
			count++
		}
	}
}

// While many come the broadcaster leaves a part of its line to their handshakes, and it counts
// what the link adds to each datagram.
func TestReserveInAFlood(t *testing.T) {
	for _, k := range []struct {
		neighbours int
		want       float64 // bytes in 10 ms
	}{{2 * sourceNeighbours, 10_000}, {2*sourceNeighbours + 1, 10_000 * sourceReserve}} {
		e := crowded(t, k.neighbours)
		e.uplink.budget = bucket{at: e.now}
		e.now += 10 * time.Millisecond
		if e.uplinkLevel(); !near(e.uplink.budget.level, k.want) {
			t.Errorf("%d neighbours: %.0f bytes in 10 ms, want %.0f", k.neighbours, e.uplink.budget.level, k.want)
		}
		if e.spent(100); !near(e.uplink.budget.level, k.want-100-linkOverhead-sourceOverhead) {
			t.Errorf("a datagram of 100 bytes left %.0f of %.0f", e.uplink.budget.level, k.want)
		}
	}
	e := parent(t, 20)
	e.uplink.budget = bucket{level: 1000, at: e.now}
	if e.spent(100); !near(e.uplink.budget.level, 900-linkOverhead) {
		t.Errorf("a viewer's datagram left %.0f", e.uplink.budget.level)
	}
}

// The broadcaster keeps those who come for a while; beyond twice as many as it keeps for good
// they go sooner.
func TestDismissSoon(t *testing.T) {
	for _, k := range []struct {
		count int
		after time.Duration
		left  int
	}{
		{2 * sourceNeighbours, dismissSoon, 2 * sourceNeighbours},
		{2*sourceNeighbours + 1, dismissSoon - 1, 2*sourceNeighbours + 1},
		{2*sourceNeighbours + 9, dismissSoon, 2 * sourceNeighbours},
		{2 * sourceNeighbours, dismissAfter, sourceNeighbours},
	} {
		e := crowded(t, k.count)
		e.now += k.after
		if e.dismiss(); len(e.neighbours) != k.left {
			t.Errorf("of %d neighbours, %v after they came, %d are left, want %d", k.count, k.after, len(e.neighbours), k.left)
		}
	}
}

// Those who have no stripe from the broadcaster hear of it as often as anybody, though they
// have only just come.
func TestStatusOfTheBroadcaster(t *testing.T) {
	for _, k := range []struct {
		serves uint32
		after  time.Duration
		want   int
	}{{0, statusJoining, 0}, {1, statusJoining, 1}, {0, statusEvery, 1}} {
		e := crowded(t, 1)
		n := e.neighbours[0]
		n.rtt, n.replied, n.serves, n.toldConnected = time.Millisecond, true, k.serves, e.connected()
		n.statusTo = e.now
		statuses(e)
		e.now += k.after
		n.heard = e.now
		if e.checkNeighbours(); statuses(e) != k.want {
			t.Errorf("%v after the last, with stripes %b: want %d", k.after, k.serves, k.want)
		}
	}
}

// The broadcaster, who helps out where a stripe is cut off, hears soon that one has ended, and as
// soon that it comes again: other neighbours wait for the next Status.
func TestBroadcasterHearsOfStripes(t *testing.T) {
	for _, k := range []struct {
		source  bool
		changed uint32 // what it has been told, beside what is so
		want    int
	}{{true, 0, 0}, {true, 1 << 3, 1}, {false, 1 << 3, 0}} {
		for _, flows := range []bool{false, true} {
			e := parent(t, 20)
			n := linked(e, 1)[0]
			if flows {
				e.stripes[3].parent, e.stripes[3].path = &neighbour{heard: e.now}, wire.Path{Len: 1}
			} else {
				e.stripes[3].lose(e.stripes[3].parent)
			}
			if e.flowing()&(1<<3) != 0 != flows {
				t.Fatalf("stripe 3 comes: %v, want %v", !flows, flows)
			}
			n.source, n.replied, n.rtt = k.source, true, time.Millisecond
			n.status.Connected = stripeSet(20)
			n.statusTo, n.toldConnected = e.now, e.flowing()^k.changed
			e.begunAt, n.since = e.now-time.Minute, e.now-time.Minute
			statuses(e)
			e.now += statusKept
			n.heard = e.now
			if e.checkNeighbours(); statuses(e) != k.want {
				t.Errorf("broadcaster %v, stripe comes %v, told otherwise %v: want %d", k.source, flows, k.changed != 0, k.want)
			}
		}
	}
}

// A tree that grows anew is not told of where the uplink has more urgent things to send.
func TestAnnounceWithRoom(t *testing.T) {
	for _, k := range []struct {
		level float64
		want  int
	}{{1000, 1}, {-1000, 0}} {
		e := parent(t, 20)
		e.neighbours = append(e.neighbours, &neighbour{hello: true, statusAt: e.now, heard: e.now})
		e.uplink.budget = bucket{level: k.level, at: e.now}
		if e.announce(5); statuses(e) != k.want {
			t.Errorf("with %.0f bytes in the budget: want %d told", k.level, k.want)
		}
	}
}

// Who has nobody in a stripe asks those again soon who had no room, but the broadcaster only
// where it may help.
func TestAskTheBroadcasterAgain(t *testing.T) {
	for _, k := range []struct {
		name           string
		source, thirst bool
		soon           bool
	}{{"a viewer", false, false, true}, {"the broadcaster", true, false, false}, {"the broadcaster, for help", true, true, true}} {
		e := parent(t, 20)
		e.stripes[5].parent = nil
		if k.thirst {
			e.thirstyAt = e.now - thirstyFor - 1
		}
		n := &neighbour{source: k.source}
		e.refusedBy(n, 5, retryRefused)
		if wait := n.inStripe(5).retryAt - e.now; (wait < retryRefused) != k.soon {
			t.Errorf("%s is asked again after %v", k.name, wait)
		}
	}
}
