package overlay

import (
	"time"

	"throng/internal/block"
)

// delivery hands rebuilt blocks on in order, from an Entry block on.
type delivery struct {
	begun  bool
	since  time.Duration // when it began
	told   bool          // Joined has been told
	ended  bool
	epoch  uint32
	next   uint32        // number of the block to hand on next
	waitAt time.Duration // when a missing block is given up; 0: none is
	joinAt uint32        // number of the Entry block being fetched
	joins  bool
	opens  bool // an Entry block has become whole since those were told who lack a picture
	grew   bool // blocks of the past have become whole since the neighbours were told
	caught bool // what is on air has been handed on, once
	again  bool // the stream was watched before this epoch: nothing is to be missed of it
	// whole is when a block became whole last, and brokeAt when the first one did after a long
	// break; resumes says that next is where that began, after which it begins anew.
	whole, brokeAt time.Duration
	resumed        time.Duration // when it last began to
	resumes        bool
}

// fresh reports whether the viewer has only just come and not caught up yet: then a
// later picture is better than to wait for long.
func (d *delivery) fresh() bool { return !d.caught && !d.again }

// leaps reports whether it began with a picture while a later one was on its way already:
// what comes between them is not fetched.
func (d *delivery) leaps() bool { return d.begun && d.fresh() && d.joins && d.joinAt > d.next }

// reset begins another epoch.
func (d *delivery) reset(epoch uint32) {
	*d = delivery{told: d.told, again: d.told, epoch: epoch}
}

// deadline is when giveUp must be called.
func (d *delivery) deadline() (time.Duration, bool) { return d.waitAt, d.waitAt != 0 }

// header learns from a block's header where to join.
func (d *delivery) header(e *Engine, b *entry) {
	entry, ok := b.Header.EntrySeq()
	if ok && d.begun && d.caught && entry.Number() > d.next && d.brokenOff(e) {
		d.resume(e)
	}
	// It may have begun anew with an old picture, of which it heard first.
	later := d.begun && d.fresh() && d.resumed != 0 && e.now-d.resumed < resumeWithin && entry.Number() > d.next
	if d.begun && !later || d.ended || !ok || (d.joins && entry.Number() <= d.joinAt) {
		return
	}
	d.joins, d.joinAt = true, entry.Number()
	if d.resumes || later {
		d.fetchSince(e, b)
	}
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

// brokenOff reports whether this viewer has been cut off: no block has become whole for long, or
// none had until just now, and it knows of the next one for as long, or has heard of many since at
// once. Where the stream itself paused it does not.
func (d *delivery) brokenOff(e *Engine) bool {
	long := e.cfg.MaxWait / resumeShare
	if e.now-d.whole <= long && (d.brokeAt == 0 || e.now-d.brokeAt >= resumeWithin) {
		return false
	}
	next, later := e.store.get(block.MakeSeq(d.epoch, d.next)), e.store.get(block.MakeSeq(d.epoch, d.next+resumeBlocks))
	return next == nil || e.now-next.first > long || later != nil && later.first == next.first
}

// resume has a viewer that has got nothing for long begin anew, with the newest picture, as one
// who comes: what it has missed would keep it late, and others from what is on air.
func (d *delivery) resume(e *Engine) {
	d.begun, d.caught, d.again, d.joins = false, false, false, false
	d.waitAt = e.now + e.cfg.MaxWait // for that picture: then it goes on with what there is
	d.brokeAt, d.resumes, d.resumed = 0, true, e.now
	e.beginning = beginning{}
}

// fetchSince plans to fetch what is not here from the block to begin with on, before b.
func (d *delivery) fetchSince(e *Engine, b *entry) {
	for n := max(d.joinAt, e.store.low); n < b.seq.Number(); n++ {
		if o := e.store.get(block.MakeSeq(d.epoch, n)); !o.rebuilt {
			o.needJoin = o.needJoin || o.arrived == 0
			o.pullAt, o.pullTry = e.now, 0
			e.planPull(o)
		}
	}
}

// rebuilt hands on what has become ready.
func (d *delivery) rebuilt(e *Engine, b *entry) {
	if d.ended {
		return
	}
	if d.caught && e.now-d.whole > e.cfg.MaxWait/resumeShare {
		d.brokeAt = e.now
	}
	d.whole = e.now
	if d.begun || d.begin(e, b.rebuiltAt) {
		d.run(e)
		d.leap(e)
	}
	d.grew = d.grew || b.needJoin
	d.opens = d.opens || b.Header.Flags&block.Entry != 0
}

// begin begins to hand on if it is time, with the block that start finds.
func (d *delivery) begin(e *Engine, at time.Duration) bool {
	start, ok := d.start(e)
	if !ok {
		return false
	}
	if d.resumes {
		d.pass(e, start)
		d.resumes = false
	}
	d.begun, d.next, d.waitAt = true, start, 0
	d.since = e.now
	if !d.told {
		d.told = true
		e.beginning = beginning{}
		e.tellPicture()
		e.emit(Event{Kind: Joined, Rebuilt: at})
	}
	return true
}

// start is the newest whole Entry block: the first picture. What follows it is
// fetched in its order.
func (d *delivery) start(e *Engine) (uint32, bool) {
	for n := e.store.next; n > max(e.store.low, d.next); n-- {
		b := e.store.at(n - 1)
		if b.rebuilt && b.Header.Flags&block.Entry != 0 {
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
		if !d.caught && !b.needJoin && e.now-b.first < LateAfter {
			d.caught = true
			e.tellWhole()
		}
		d.ended = b.Header.Flags&block.End != 0
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
		if d.fresh() {
			d.waitAt = e.now + e.catchUpWait()
		} else if b := e.store.get(block.MakeSeq(d.epoch, d.next)); b != nil {
			d.waitAt = max(d.waitAt, b.first+e.cfg.MaxWait)
		}
	}
}

// catchUpWait is how long a viewer that has not caught up yet waits for a block.
func (e *Engine) catchUpWait() time.Duration { return min(e.cfg.MaxWait, catchUpWait) }

// laterRebuilt reports whether a block past the missing one is rebuilt.
func (d *delivery) laterRebuilt(e *Engine) bool {
	for n := d.next + 1; n < e.store.next; n++ {
		if b := e.store.get(block.MakeSeq(d.epoch, n)); b != nil && b.rebuilt {
			return true
		}
	}
	return false
}

// leap has a viewer that has waited for the next block for long go on with a later picture from
// which everything is here; who has not caught up yet sooner, and at once where uplinks are short
// and the past is not fetched.
func (d *delivery) leap(e *Engine) {
	if d.leaps() && !d.ended {
		if b := e.store.get(block.MakeSeq(d.epoch, d.joinAt)); b != nil && b.rebuilt {
			d.pass(e, d.joinAt)
			d.run(e)
		}
		return
	}
	if d.ended || d.waitAt == 0 {
		return
	}
	missing := e.store.get(block.MakeSeq(d.epoch, d.next))
	switch {
	case d.fresh() && !e.thrift.tight && d.waitAt-e.now > e.catchUpWait()-leapAfter:
		return
	case !d.fresh() && (missing == nil || e.now-missing.first < e.cfg.MaxWait/leapShare):
		return
	}
	whole := false
	for n := e.store.next; n > d.next+1; n-- {
		b := e.store.at(n - 1)
		switch {
		case b.rebuilt && b.Header.Flags&block.Entry != 0:
			if d.fresh() || !d.comes(e, n-1) {
				d.pass(e, n-1)
				d.run(e)
			}
			return
		case b.rebuilt:
			whole = true
		case whole || e.now-b.first > leapSlack:
			return
		}
	}
}

// comes reports whether something before block number to is just coming, and lost to a leap.
func (d *delivery) comes(e *Engine, to uint32) bool {
	for n := d.next; n < to; n++ {
		if b := e.store.get(block.MakeSeq(d.epoch, n)); b != nil && !b.rebuilt && e.now-b.first <= leapSlack {
			return true
		}
	}
	return false
}

// pass gives up what is not there before block number to, the next one from now on; what is there
// is handed on, but not to one who has just joined, and to one who begins anew only what follows
// without a gap: the rest would be no picture before that of block to.
func (d *delivery) pass(e *Engine, to uint32) {
	lost, drop := 0, d.fresh() && d.resumed == 0
	for d.waitAt = 0; d.next < to; d.next++ {
		b := e.store.get(block.MakeSeq(d.epoch, d.next))
		if drop || b == nil || !b.rebuilt {
			lost++
			drop = drop || d.resumes
			continue
		}
		e.lose(lost)
		lost = 0
		e.handOn(b)
	}
	e.lose(lost)
}

// giveUp goes on after the blocks that have been waited for too long: with the next
// one that is there, or for who has only just begun with a later picture.
func (e *Engine) giveUp() {
	d := &e.deliver
	d.waitAt = 0
	if d.resumes {
		d.begun, d.caught, d.resumes = true, true, false
	}
	next, ok := uint32(0), false
	if d.fresh() {
		next, ok = d.start(e)
	}
	for n := d.next; n < e.store.next && (!ok || next <= d.next); n++ {
		if b := e.store.get(block.MakeSeq(d.epoch, n)); b != nil && b.rebuilt {
			next, ok = n, true
		}
	}
	if ok {
		d.pass(e, next)
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
	e.stats.Payload += uint64(b.Header.Length)
	if !b.needJoin {
		e.stats.Delay = e.clock.age(b.rebuiltAt, b.Header.Capture)
		if e.stats.Delay > LateAfter {
			e.stats.Late++
		}
	}
	e.emit(Event{
		Kind: BlockReady, Header: &b.Header, Shards: b.Shards[:b.Header.Shape.Data],
		Rebuilt: b.rebuiltAt, Delay: e.clock.age(b.rebuiltAt, b.Header.Capture), Joining: b.needJoin,
	})
}
