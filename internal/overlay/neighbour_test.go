package overlay

import (
	"testing"
	"time"

	"throng/internal/block"
	"throng/internal/ident"
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
	if n.faults != 2 || n.inStripe(3).retryAt <= e.now || n.pullAgain <= e.now || e.stripes[3].parent == n {
		t.Fatalf("%d faults, stripe 3 again in %v, Pulls in %v", n.faults, n.inStripe(3).retryAt-e.now, n.pullAgain-e.now)
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
	n.inStripe(3).retryAt, n.pullAgain = e.now+time.Minute, e.now+time.Minute
	e.question(n)
	e.now += awayFor + time.Millisecond
	hear()
	if n.faults != 2 || n.inStripe(3).retryAt <= e.now || n.pullAgain <= e.now {
		t.Errorf("after a silence: %d faults, stripe 3 again in %v, Pulls in %v", n.faults, n.inStripe(3).retryAt-e.now, n.pullAgain-e.now)
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
	if n.faults != 4 || n.inStripe(4).retryAt <= e.now || n.inStripe(2).retryAt <= e.now || n.pullAgain <= e.now {
		t.Fatalf("%d faults, again in %v and %v, Pulls in %v", n.faults, n.inStripe(4).retryAt-e.now, n.inStripe(2).retryAt-e.now, n.pullAgain-e.now)
	}
	e.now = asked + awayFor + time.Millisecond
	hear()
	if n.faults != 2 || n.inStripe(3).retryAt <= e.now {
		t.Errorf("with what it was away for it is forgiven more: %d faults, stripe 3 again in %v", n.faults, n.inStripe(3).retryAt-e.now)
	}
	if n.inStripe(4).retryAt > e.now || n.inStripe(2).retryAt > e.now || n.pullAgain > e.now {
		t.Errorf("it is not forgiven: again in %v and %v, Pulls in %v", n.inStripe(4).retryAt-e.now, n.inStripe(2).retryAt-e.now, n.pullAgain-e.now)
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
	if n.inStripe(4).retryAt <= e.now {
		t.Error("an absence forgives what another one did")
	}
}

// Who is greeted late, by the answer to its own Hello, says once that it has come; so the
// broadcaster says no more often that it is there.
func TestLateGreetingIsAnsweredOnce(t *testing.T) {
	hellos := func(e *Engine) (flags []uint8) {
		for _, tr := range sent(e) {
			var m wire.Hello
			if wire.TypeOf(tr.Head) == wire.TypeHello && m.Parse(tr.Head) == nil {
				flags = append(flags, m.Flags)
			}
		}
		return flags
	}
	for _, k := range []struct {
		says []uint8
		want int
	}{
		{[]uint8{wire.HelloReply}, 1},
		{[]uint8{wire.HelloReply, wire.HelloReply, wire.HelloReply}, 1},
		{[]uint8{0}, 1},
		{[]uint8{0, wire.HelloReply}, 1},
		{[]uint8{0, 0}, 2},
	} {
		e := alone(t, Viewer, ident.Peer{1}, 40)
		e.HandleLinkUp(e.now, 7, ident.Peer{9}, at(9, 7000), false)
		hellos(e)
		n := e.byLink.find(7)
		for _, flags := range k.says {
			hear(e, n, &wire.Hello{Flags: flags})
		}
		got := hellos(e)
		if len(got) != k.want {
			t.Errorf("hears Hello with the flags %v: answers %d times, want %d", k.says, len(got), k.want)
		}
		for _, flags := range got {
			if flags&wire.HelloReply == 0 {
				t.Errorf("hears Hello with the flags %v: does not say that it has come", k.says)
			}
		}
	}

	e := crowdedSource(t, sourceNeighbours+1, func(int, *neighbour) {})
	e.greetings = bucket{level: 1, at: e.now}
	e.HandleLinkUp(e.now, 7, ident.Peer{9}, at(9, 7000), false)
	n := e.byLink.find(7)
	hear(e, n, &wire.Hello{})
	says(e, n, giver(40, 1))
	if got := sentOn(e, 7)[wire.TypeHello]; got != 1 {
		t.Fatalf("a newcomer is greeted %d times", got)
	}
	for range 3 {
		hear(e, n, &wire.Hello{Flags: wire.HelloReply})
		e.now = n.statusTo + statusEvery
		n.heard = e.now
		e.checkNeighbours()
		if got := sentOn(e, 7); got[wire.TypeHello] != 0 || got[wire.TypeStatus] == 0 {
			t.Errorf("a neighbour that has answered is sent %v", got)
		}
	}
}
