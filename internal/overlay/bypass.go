package overlay

import (
	"throng/internal/block"
	"throng/internal/wire"
)

// checkRoots finds the stripes whose child at the broadcaster has fallen silent or keeps
// them back. Until another one has come, those below it get their shards from the
// broadcaster: the whole tree hangs on that one peer.
func (e *Engine) checkRoots() {
	for s := range int(e.shape.Total) {
		st := &e.stripes[s]
		silent := st.changed != 0 // it has been taken before
		for _, c := range st.children {
			st.alive = max(st.alive, c.heard)
			silent = silent && e.now-c.heard > bypassAfter
		}
		silent = silent || st.failing
		cut := !silent && e.cutOff(s)
		if silent && !st.bypass && !st.failing {
			e.suspectAt = e.now
			e.probe()
		}
		if silent && !st.bypass || cut && !st.cut {
			e.catchUp(s)
		}
		st.bypass, st.cut = silent, cut
	}
}

// cutOff reports whether many of those neighbours that pass stripe s on do not get it now:
// peers between them and the broadcaster have gone.
func (e *Engine) cutOff(s int) bool {
	passing, cut := 0, 0
	for _, n := range e.neighbours {
		if e.dutyOf(&n.record.Peer)&n.status.Serving&(1<<s) == 0 || e.now-n.heard > silentOffer ||
			n.status.Flags&wire.StatusJoined == 0 || e.now-n.since < judgeAfter {
			continue
		}
		passing++
		if (n.status.Connected|n.serves)&(1<<s) == 0 {
			cut++
		}
	}
	return cut >= cutLeast && cut*cutShare > passing
}

// pushAgain sends down the trees once more what may be lost of the blocks that many of the
// broadcaster's neighbours lack although they should be whole: hardly anybody else can have it.
// Whoever has a shard already stops it.
func (e *Engine) pushAgain() {
	for number := e.store.lately(64); number < e.store.next; number++ {
		b := e.store.get(block.MakeSeq(e.store.epoch, number))
		if b == nil || e.now-b.first < againAfter || e.now-b.first > againUntil || b.again >= againMost || e.now-b.againAt < againEvery {
			continue
		}
		if !e.stuck(b) || !e.pushLost(b) {
			continue
		}
		b.again, b.againAt = b.again+1, e.now
	}
	e.payOut()
}

// pushLost pushes to the children once more what of b may be lost, as far as that may be, and
// reports whether it has pushed anything. It begins with any stripe, so that none is left out
// always.
func (e *Engine) pushLost(b *entry) (pushed bool) {
	total, lost := int(b.Header.Shape.Total), e.lost(b)
	for k, start := 0, e.rng.IntN(total); k < total; k++ {
		s := (start + k) % total
		if lost&(1<<s) == 0 {
			continue
		}
		for _, c := range e.stripes[s].children {
			if e.now-c.heard >= bypassAfter {
				continue
			}
			if !e.mayRescue(len(b.Shards[s])) {
				return pushed
			}
			e.uplink.enqueue(urgent, later{who: c, seq: b.seq, index: uint8(s), proof: true, until: e.now + bypassFor})
			pushed = true
		}
	}
	return pushed
}

// lost is the set of the stripes in which b may have come to hardly anybody: those that many
// of the broadcaster's neighbours do not get, those whose child has been another since, and those
// that have been left out for want of room.
func (e *Engine) lost(b *entry) (set uint32) {
	var t tally
	total := int(b.Header.Shape.Total)
	set = stripeSet(total) &^ b.given
	for _, n := range e.neighbours {
		if e.judges(n) {
			t.add(n, total)
		}
	}
	for s := range total {
		if t.lacks[s] > 0 && t.lacks[s]*stuckShare >= t.wants[s] || e.stripes[s].changed > b.first-lostBefore {
			set |= 1 << s
		}
	}
	return set
}

// settled reports whether n has been watching for a while.
func (e *Engine) settled(n *neighbour) bool {
	return n.statusAt != 0 && n.status.Flags&wire.StatusJoined != 0 && e.now-n.since >= judgeAfter
}

// judges reports whether what n has not got speaks for the stream's state: it is settled,
// and gets enough stripes to see anything.
func (e *Engine) judges(n *neighbour) bool { return e.settled(n) && n.thirsty == 0 }

// stuck reports whether a good part of the broadcaster's neighbours lack b, by what they
// have said after they should have had it.
func (e *Engine) stuck(b *entry) bool {
	asked, lack := 0, 0
	for _, n := range e.neighbours {
		if !e.judges(n) {
			continue
		}
		asked++
		if n.statusAt >= b.first+lateBlock && !n.hasWhole(b.seq) {
			lack++
		}
	}
	return lack >= stuckLeast && lack*stuckShare >= asked
}

// catchUp sends the shards of stripe s that have got no further than to its silent child, or
// to where the stripe is cut off.
func (e *Engine) catchUp(s int) {
	st := &e.stripes[s]
	since := max(st.alive-bypassBack, e.now-bypassMost)
	for number := e.store.low; number < e.store.next; number++ {
		b := e.store.get(block.MakeSeq(e.store.epoch, number))
		if b == nil || b.first < since || s >= int(b.Header.Shape.Total) {
			continue
		}
		e.pushPast(b, s)
	}
	e.payOut()
}

// pushPast has a shard sent, beside what is pushed, to those of the broadcaster's
// neighbours that pass its stripe on to most: first those that do not get it.
func (e *Engine) pushPast(b *entry, s int) {
	var best [bypassPeers]*neighbour
	e.most(best[:], func(n *neighbour) int {
		if n.status.Serving&^n.serves&^n.status.Connected&(1<<s) != 0 {
			return int(n.status.Slots)
		}
		return 0
	})
	if best[bypassPeers-1] == nil && !e.stripes[s].cut {
		e.most(best[:], func(n *neighbour) int {
			if n.status.Serving&^n.serves&n.status.Connected&(1<<s) != 0 {
				return int(n.status.Slots)
			}
			return 0
		})
	}
	for _, n := range best {
		if n == nil {
			continue
		}
		if e.stripes[s].cut && !e.mayRescue(len(b.Shards[s])) {
			return
		}
		e.uplink.enqueue(urgent, later{who: n, seq: b.seq, index: uint8(s), proof: true, until: e.now + bypassFor})
	}
}

// most fills best with the neighbours that are worth most and have been heard of late; who
// is worth 0 is not among them, and where there are fewer the rest stays nil.
func (e *Engine) most(best []*neighbour, worth func(n *neighbour) int) {
	for _, n := range e.neighbours {
		if e.now-n.heard > silentOffer || n.dumb(e.now) || e.doubtful(n) {
			continue
		}
		w := worth(n)
		for i, o := range best {
			if w > 0 && (o == nil || w > worth(o)) {
				copy(best[i+1:], best[i:])
				best[i] = n
				break
			}
		}
	}
}
