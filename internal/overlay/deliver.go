package overlay

import (
	"math/bits"
	"time"

	"throng/internal/block"
)

// delivery hands rebuilt blocks on in order, from an Entry block on.
type delivery struct {
	begun  bool
	told   bool // Joined has been told
	ended  bool
	epoch  uint32
	next   uint32        // number of the block to hand on next
	waitAt time.Duration // when a missing block, or waiting to begin, is given up; 0: neither
	joinAt uint32        // number of the Entry block being fetched
	joins  bool
	since  time.Duration // when the first header of the epoch came
}

// reset begins another epoch.
func (d *delivery) reset(epoch uint32) {
	*d = delivery{told: d.told, epoch: epoch}
}

// deadline is when giveUp must be called.
func (d *delivery) deadline() (time.Duration, bool) { return d.waitAt, d.waitAt != 0 }

// header learns from a block's header where to join.
func (d *delivery) header(e *Engine, b *entry) {
	if d.begun || d.ended {
		return
	}
	if d.since == 0 {
		// Nothing may be rebuilt any more when patience ends: it must not wait for that.
		d.since, d.waitAt = e.now, e.now+joinPatience
	}
	entry, ok := b.header.EntrySeq()
	if !ok || (d.joins && entry.Number() <= d.joinAt) {
		return
	}
	d.joins, d.joinAt = true, entry.Number()
	if entry == b.seq || entry.Number() >= e.store.low {
		return
	}
	low := e.store.low
	e.store.extendDown(entry.Number(), e.now)
	if e.store.low > entry.Number() {
		return // the key frame is further back than the window reaches
	}
	for n := e.store.low; n < low; n++ {
		o := e.store.get(block.MakeSeq(d.epoch, n))
		o.needJoin = true
		o.pullAt = e.now
	}
	e.repairFrom = e.store.low
	e.repairAt = e.now
}

// rebuilt hands on what has become ready.
func (d *delivery) rebuilt(e *Engine, b *entry) {
	if d.ended {
		return
	}
	if d.begun || d.begin(e, b.rebuiltAt) {
		d.run(e)
	}
}

// begin begins to hand on if it is time, with the block that start finds.
func (d *delivery) begin(e *Engine, at time.Duration) bool {
	start, ok := d.start(e)
	if !ok {
		return false
	}
	d.begun, d.next = true, start
	if !d.told {
		d.told = true
		e.emit(Event{Kind: Joined, Rebuilt: at})
	}
	return true
}

// start is the newest Entry block from which on every block is whole, but for
// the last few, which are still coming. Until stripes enough to go on with are
// being pushed it is too early.
func (d *delivery) start(e *Engine) (uint32, bool) {
	if e.now-d.since < joinPatience && bits.OnesCount32(e.connected()) < int(e.shape.Data) {
		return 0, false
	}
	for n, behind := e.store.next, 0; n > e.store.low; n-- {
		b := e.store.get(block.MakeSeq(d.epoch, n-1))
		if b == nil || !b.rebuilt {
			if behind++; behind > joinBehind && e.now-d.since < joinPatience {
				return 0, false
			}
			continue
		}
		if b.header.Flags&block.Entry != 0 {
			return n - 1, true
		}
	}
	return 0, false
}

// run hands on blocks as long as the next one is there.
func (d *delivery) run(e *Engine) {
	if d.next < e.store.low {
		e.lose(int(e.store.low - d.next))
		d.next = e.store.low
	}
	progress := false
	for d.next < e.store.next && !d.ended {
		b := e.store.get(block.MakeSeq(d.epoch, d.next))
		if b == nil || !b.rebuilt {
			break
		}
		e.handOn(b)
		d.next++
		progress = true
		d.ended = b.header.Flags&block.End != 0
	}
	if d.ended {
		d.waitAt = 0
		e.emit(Event{Kind: Ended})
		return
	}
	if progress {
		d.waitAt = 0
	}
	if d.waitAt == 0 && d.laterRebuilt(e) {
		d.waitAt = e.now + 1
		if b := e.store.get(block.MakeSeq(d.epoch, d.next)); b != nil {
			d.waitAt = max(d.waitAt, b.first+e.cfg.MaxWait)
		}
	}
}

// laterRebuilt reports whether a block past the missing one is rebuilt.
func (d *delivery) laterRebuilt(e *Engine) bool {
	for n := d.next + 1; n < e.store.next; n++ {
		if b := e.store.get(block.MakeSeq(d.epoch, n)); b != nil && b.rebuilt {
			return true
		}
	}
	return false
}

// giveUp goes on after the blocks that have been waited for too long, or begins
// with less than was hoped for.
func (e *Engine) giveUp() {
	d := &e.deliver
	d.waitAt = 0
	if !d.begun {
		if d.begin(e, e.now) {
			d.run(e)
		}
		return
	}
	for n := d.next; n < e.store.next; n++ {
		if b := e.store.get(block.MakeSeq(d.epoch, n)); b != nil && b.rebuilt {
			e.lose(int(n - d.next))
			d.next = n
			break
		}
	}
	d.run(e)
}

// lose counts blocks that are not handed on.
func (e *Engine) lose(count int) {
	if count <= 0 {
		return
	}
	e.stats.Lost += uint64(count)
	e.emit(Event{Kind: BlocksLost, Count: count})
}

// handOn tells the driver of one block.
func (e *Engine) handOn(b *entry) {
	e.stats.Delivered++
	e.stats.Payload += uint64(b.header.Length)
	if !b.needJoin {
		e.stats.Delay = e.clock.age(b.rebuiltAt, b.header.Capture)
		if e.stats.Delay > LateAfter {
			e.stats.Late++
		}
	}
	e.emit(Event{
		Kind: BlockReady, Header: &b.header, Shards: b.shards[:b.header.Shape.Data],
		Rebuilt: b.rebuiltAt, Delay: e.clock.age(b.rebuiltAt, b.header.Capture), Joining: b.needJoin,
	})
}
