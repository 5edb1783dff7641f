package overlay

import "throng/internal/block"

// checkRoots finds the stripes whose child at the broadcaster has fallen silent or keeps
// them back. Until another one has come, those below it get their shards from the
// broadcaster: the whole tree hangs on that one peer.
func (e *Engine) checkRoots() {
	for s := range int(e.shape.Total) {
		st := &e.stripes[s]
		silent := st.admitted != 0 // it has been taken before
		for _, c := range st.children {
			st.alive = max(st.alive, c.heard)
			silent = silent && e.now-c.heard > bypassAfter
		}
		silent = silent || st.failing
		if silent && !st.bypass {
			e.catchUp(s)
		}
		st.bypass = silent
	}
}

// catchUp sends the shards of stripe s that have got no further than to its silent child.
func (e *Engine) catchUp(s int) {
	st := &e.stripes[s]
	since := max(st.alive-bypassBack, e.now-bypassMost)
	for number := e.store.low; number < e.store.next; number++ {
		b := e.store.get(block.MakeSeq(e.store.epoch, number))
		if b == nil || b.first < since || s >= int(b.header.Shape.Total) {
			continue
		}
		e.pushPast(b, s)
	}
	e.payOut()
}

// pushPast has a shard sent, beside what is pushed, to those of the broadcaster's
// neighbours that pass its stripe on to most.
func (e *Engine) pushPast(b *entry, s int) {
	var best [bypassPeers]*neighbour
	e.most(best[:], func(n *neighbour) bool { return n.status.Serving&^n.serves&(1<<s) != 0 })
	for _, n := range best {
		if n != nil {
			e.uplink.enqueue(urgent, later{who: n, seq: b.seq, index: uint8(s), proof: true, until: e.now + bypassFor})
		}
	}
}

// most fills best with the neighbours that have the most slots of those that fit and have
// been heard of late; where there are fewer the rest stays nil.
func (e *Engine) most(best []*neighbour, fits func(n *neighbour) bool) {
	for _, n := range e.neighbours {
		if !fits(n) || e.now-n.heard > silentOffer {
			continue
		}
		for i, o := range best {
			if o == nil || n.status.Slots > o.status.Slots {
				copy(best[i+1:], best[i:])
				best[i] = n
				break
			}
		}
	}
}
