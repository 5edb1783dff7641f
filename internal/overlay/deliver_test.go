package overlay

import (
	"testing"
	"time"

	"throng/internal/block"
)

// Where uplinks are short one who has not caught up goes on with a later picture as soon as
// all that came since is whole, what is only just coming left aside.
func TestLeap(t *testing.T) {
	for _, k := range []struct {
		name          string
		whole         string // of the blocks from 0 on: E an Entry block, w whole, g a gap, n new and not whole
		tight, caught bool
		want          uint32
	}{
		{"a later picture", "EgwEw", true, false, 5},
		{"uplinks are not short", "EgwEw", false, false, 1},
		{"it has caught up", "EgwEw", true, true, 1},
		{"no later picture", "Egwww", true, false, 1},
		{"a gap after it", "EgEgw", true, false, 1},
		{"an old gap at the end", "EgEwg", true, false, 1},
		{"what is coming", "EgEwn", true, false, 4},
		{"the newest of two", "EgEwEw", true, false, 6},
	} {
		e := newSwarm(t, 9, time.Millisecond).add(Viewer, 0).Engine
		e.now = testEpoch*time.Second + time.Minute
		e.thrift.tight = k.tight
		e.store.reset(block.MakeSeq(testEpoch, 0))
		e.store.extend(uint32(len(k.whole)-1), e.now-2*leapSlack)
		for i, c := range k.whole {
			b := e.store.get(block.MakeSeq(testEpoch, uint32(i)))
			b.known, b.rebuilt = c == 'E' || c == 'w', c == 'E' || c == 'w'
			b.needJoin = true
			b.header = block.Header{Seq: b.seq, Shape: block.Shape{Data: 1, Total: 2}}
			if c == 'E' {
				b.header.Flags = block.Entry
			}
			if c == 'n' {
				b.first = e.now
			}
		}
		e.deliver = delivery{begun: true, epoch: testEpoch, next: 0, caught: k.caught}
		e.deliver.run(e)
		if e.deliver.next != 1 || e.deliver.waitAt == 0 {
			t.Fatalf("%s: next %d, waits %v", k.name, e.deliver.next, e.deliver.waitAt)
		}
		e.deliver.leap(e)
		lost := uint64(0)
		if k.want > 1 {
			lost = uint64(len(k.whole))
			for i := range k.whole {
				if k.whole[i] == 'E' {
					lost = uint64(i) - 1
				}
			}
		}
		if e.deliver.next != k.want || e.stats.Lost != lost {
			t.Errorf("%s: goes on with %d, want %d; %d lost, want %d", k.name, e.deliver.next, k.want, e.stats.Lost, lost)
		}
	}
}
