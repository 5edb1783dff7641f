package overlay

import (
	"runtime"
	"testing"
	"time"
	"unsafe"

	"throng/internal/wire"
)

// TestSteadyStateAllocates counts what a viewer's engine allocates for shards and its timer
// once the swarm has settled: nothing. (Names of other peers, which come now and then, are
// kept, so they do take memory. The counter is the whole process's: the runtime allocates a
// few times on its own, so that a hundredth a call passes, as in testing.AllocsPerRun.)
func TestSteadyStateAllocates(t *testing.T) {
	const settled, end = 15 * time.Second, 22 * time.Second
	s := newSwarm(t, 1, 5*time.Millisecond)
	src := s.add(Source, 0)
	start := s.now
	s.cast(src, testEpoch, 600)
	s.viewers(8)
	s.run(start + settled)
	var before, after runtime.MemStats
	calls, allocated := 0, uint64(0)
	s.around = func(p *testPeer, data []byte, do func()) {
		if p.index != 3 || data != nil && wire.Type(data[0]) != wire.TypeShard {
			do()
			return
		}
		runtime.ReadMemStats(&before)
		do()
		runtime.ReadMemStats(&after)
		allocated += after.Mallocs - before.Mallocs
		calls++
	}
	st := s.peers[3].Stats()
	s.run(start + end)
	if now := s.peers[3].Stats(); now.Children == 0 || now.SentBody == st.SentBody {
		t.Fatalf("it passes nothing on: %+v", now)
	}
	t.Logf("%d allocations in %d calls", allocated, calls)
	if calls < 2000 || allocated > uint64(calls)/100 {
		t.Errorf("%d allocations in %d calls", allocated, calls)
	}
}

// TestSizes keeps what an engine has many of within a size class of the allocator: a simulation of
// a large swarm consists of these.
func TestSizes(t *testing.T) {
	for _, k := range []struct {
		of         any
		size, most uintptr // bytes
	}{
		{neighbour{}, unsafe.Sizeof(neighbour{}), 768 - 8}, // above 512 the allocator takes 8 where there are pointers
		{entry{}, unsafe.Sizeof(entry{}), 112},
		{contact{}, unsafe.Sizeof(contact{}), 112},
	} {
		if k.size > k.most {
			t.Errorf("a %T takes %d bytes, at most %d were meant", k.of, k.size, k.most)
		}
	}
}
