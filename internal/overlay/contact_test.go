package overlay

import (
	"testing"
	"time"

	"throng/internal/wire"
)

// A strong viewer shows itself to the broadcaster ever more rarely, and as often as at first
// again once it has been its child.
func TestVisitsGrowRare(t *testing.T) {
	e := parent(t, 60)
	for s := range e.stripes {
		e.stripes[s].parent = &neighbour{}
	}
	for range fewContacts + 1 {
		e.known = append(e.known, &contact{})
	}
	e.deliver.begun, e.lastShard, e.store.begun = true, e.now, true
	visits := func(d time.Duration) (count int) {
		for end := e.now + d; e.now < end; e.now += time.Second {
			e.lastShard = e.now
			if e.seeksSource() {
				count++
			}
		}
		return count
	}
	if got := visits(10 * time.Minute); got < 3 || got > 5 {
		t.Errorf("%d visits in the first ten minutes", got)
	}
	if got := visits(time.Hour); got > 5 {
		t.Errorf("%d visits in the hour after", got)
	}
	n := linked(e, 1)[0]
	n.source = true
	e.stripes[3].next = n
	e.grantedBy(n, 3, &wire.Path{Len: 1})
	e.visitAt = e.now
	if got := visits(10 * time.Minute); got < 3 {
		t.Errorf("%d visits in ten minutes after it was the broadcaster's child", got)
	}
}

// The broadcaster that has refused a stripe is left alone for longer where there is another
// parent.
func TestLeaveTheBroadcasterAlone(t *testing.T) {
	for _, k := range []struct {
		source, parent bool
		least, most    time.Duration
	}{
		{true, true, retrySource, 2 * retrySource},
		{false, true, retryRefused, 2 * retryRefused},
		{true, false, retryRefused, 2 * retryRefused},
	} {
		e := parent(t, 20)
		n := linked(e, 1)[0]
		n.source, n.wanted, n.generation = k.source, 1<<5, 1
		if !k.parent {
			e.stripes[5].parent = nil
		}
		e.stripes[5].next = n
		m := wire.Grant{Generation: n.generation, Refused: 1 << 5}
		if err := e.handleGrant(n, m.Append(nil)); err != nil {
			t.Fatal(err)
		}
		if wait := n.retryAt[5] - e.now; wait < k.least || wait > k.most {
			t.Errorf("broadcaster %v, other parent %v: asked again after %v", k.source, k.parent, wait)
		}
	}
}
