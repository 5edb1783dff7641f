package overlay

import (
	"testing"
	"time"

	"throng/internal/block"
	"throng/internal/wire"
)

// faulty is a parent of stripe 3 that has kept that stripe back while it talked, and one whom
// others should be asked before, since it has left a Pull unanswered.
func faulty(t *testing.T) (e *Engine, n *neighbour) {
	t.Helper()
	e = parent(t, 20)
	e.store.reset(block.MakeSeq(testEpoch, 0))
	e.store.extend(4, e.now-5*time.Second)
	n = &neighbour{link: 1, hello: true, heard: e.now, statusAt: e.now, rtt: 20 * time.Millisecond, proven: true}
	n.wanted, n.granted = 1<<3, 1<<3
	n.status.Rebuilt = block.MakeSeq(testEpoch, 4)
	e.neighbours = append(e.neighbours, n)
	e.byLink.put(n.link, n)
	for s := range int(e.shape.Total) {
		e.stripes[s].head = 4
	}
	e.stripes[3].parent, e.stripes[3].head = n, 0
	e.checkParents()
	n.pulls, n.owedSince = 1, e.now-time.Second
	e.rankForPulls()
	if n.faults != 2 || n.retryAt[3] <= e.now || n.pullAgain <= e.now || e.stripes[3].parent == n {
		t.Fatalf("%d faults, stripe 3 again in %v, Pulls in %v", n.faults, n.retryAt[3]-e.now, n.pullAgain-e.now)
	}
	n.pulls, n.owedSince = 0, 0
	return e, n
}

// Who has been away is forgiven what it failed to do for it, and nothing from before.
func TestForgiven(t *testing.T) {
	e, n := faulty(t)
	bye := wire.Peers{}
	hear := func() { e.HandleDatagram(e.now, n.link, bye.Append(nil), nil) }
	hear()

	// Silence in itself is no excuse.
	n.retryAt[3], n.pullAgain = e.now+time.Minute, e.now+time.Minute
	e.question(n)
	e.now += awayFor + time.Millisecond
	hear()
	if n.faults != 2 || n.retryAt[3] <= e.now || n.pullAgain <= e.now {
		t.Errorf("after a silence: %d faults, stripe 3 again in %v, Pulls in %v", n.faults, n.retryAt[3]-e.now, n.pullAgain-e.now)
	}

	// It falls silent as a parent, as one that has been asked to be, and with a Pull.
	n.pullAgain = 0
	asked := e.now
	e.stripes[4].parent, n.wanted = n, 1<<4|1<<2
	e.stripes[2].parent, e.stripes[2].next, e.stripes[2].asked = nil, n, asked
	n.pulls, n.owedSince = 1, asked
	e.question(n)
	n.rtt = time.Second // not dumb yet when the answer to the Pull is late
	e.now += n.trip() + owedFor + time.Millisecond
	e.rankForPulls()
	n.rtt = 20 * time.Millisecond
	e.checkParents()
	if n.faults != 4 || n.retryAt[4] <= e.now || n.retryAt[2] <= e.now || n.pullAgain <= e.now {
		t.Fatalf("%d faults, again in %v and %v, Pulls in %v", n.faults, n.retryAt[4]-e.now, n.retryAt[2]-e.now, n.pullAgain-e.now)
	}
	e.now = asked + awayFor + time.Millisecond
	hear()
	if n.faults != 2 || n.retryAt[3] <= e.now {
		t.Errorf("with what it was away for it is forgiven more: %d faults, stripe 3 again in %v", n.faults, n.retryAt[3]-e.now)
	}
	if n.retryAt[4] > e.now || n.retryAt[2] > e.now || n.pullAgain > e.now {
		t.Errorf("it is not forgiven: again in %v and %v, Pulls in %v", n.retryAt[4]-e.now, n.retryAt[2]-e.now, n.pullAgain-e.now)
	}

	// An answer before that forgives nothing, nor does a silence later on.
	n.faults = 0
	e.stripes[4].parent, n.wanted = n, 1<<4
	e.question(n)
	e.now += n.answersIn() + time.Millisecond
	e.checkParents()
	hear()
	e.question(n)
	e.now += awayFor + time.Millisecond
	hear()
	if n.retryAt[4] <= e.now {
		t.Error("an absence forgives what another one did")
	}
}
