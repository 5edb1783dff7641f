package overlay

import (
	"math/bits"
	"throng/internal/block"
	"time"
)

// tick is the housekeeping.
func (e *Engine) tick() {
	if e.deliver.grew {
		e.tellWhole()
	}
	if e.deliver.opens {
		e.tellPicture()
	}
	e.thrift.tight = !e.source && e.tight()
	switch enough := bits.OnesCount32(e.connected()) >= int(e.shape.Data); {
	case enough:
		e.thirstyAt = 0
	case e.thirstyAt == 0:
		e.thirstyAt = e.now
	}
	e.checkNeighbours()
	e.uplink.giveBack(e.now)
	if e.source {
		e.judgeStripes()
		e.judgeLoss()
		e.checkRoots()
		e.pushAgain()
		e.dismiss()
		e.endRelief()
		e.keepLast()
		e.fillVacancies()
	}
	if !e.leaving {
		e.fetchEntry()
		e.checkParents()
		e.checkChildren()
		e.seekParents()
	}
	if e.now >= e.improveAt && e.deliver.begun {
		every := improveEvery
		if e.now-e.deliver.since < settlingFor && len(e.known) > 2*fewContacts {
			every = improveFirst
		}
		e.improveAt = e.now + aboutOf(e.rng, every)
		e.dropHollow()
		e.improve()
		e.chooseHeads()
		e.countLoss()
		e.economise()
		e.prune()
	}
	if e.now >= e.needAt && !e.leaving {
		e.dialMore()
		e.needAt = e.now + 500*time.Millisecond
		if short := e.cfg.Tuning.Neighbours - len(e.neighbours) - e.dialing; short > 0 && !e.source {
			e.emit(Event{Kind: NeedPeers, Count: short})
			if len(e.neighbours) > 3 {
				e.needAt = e.now + 5*time.Second
			}
		}
	}
	if newest, ok := e.store.newest(); ok && !e.source {
		keep := e.deliver.next
		if b := e.store.get(newest); b != nil && b.known {
			keep = min(keep, e.entryBefore(b))
		} else {
			keep = e.store.low
		}
		e.store.trim(e.now-retention, keep)
	}
}

// hasGaps reports whether the viewer waits for a block that should have been whole by now.
func (e *Engine) hasGaps() bool {
	if !e.deliver.caught {
		return false
	}
	b := e.store.get(block.MakeSeq(e.deliver.epoch, e.deliver.next))
	return b != nil && !b.rebuilt && e.now-b.first > lateBlock
}

// checkNeighbours sends what is due to each and drops the silent.
func (e *Engine) checkNeighbours() {
	connected, slots, gaps := e.flowing(), e.slots(), e.hasGaps()
	for i := 0; i < len(e.neighbours); i++ {
		n := e.neighbours[i]
		limit := silentAfter
		if n.source && e.now-e.lastShard > silentSourceAfter/2 {
			limit = silentSourceAfter
		}
		if e.now-n.heard > limit || n.askedAt != 0 && e.now-n.askedAt > dumbFor {
			e.kick(n, CauseSilent)
			i--
			continue
		}
		every := statusEvery
		switch {
		case n.statusAt == 0 || n.rtt == 0:
			every = statusFirst
		case connected&^n.toldConnected&^n.status.Connected&^n.status.Spared != 0 && slots > 0:
			every = statusSoonest // it lacks a stripe that can be had from here now
		case bits.OnesCount32(n.toldConnected&^connected) >= manyLost:
			every = statusLost
		case n.source && gaps:
			every = gapsEvery
		case n.source && n.toldConnected != connected:
			every = statusKept
		case e.source && n.serves == 0:
		case e.now-e.begunAt < joiningFor || e.now-n.since < joiningFor:
			every = statusJoining
		}
		if n.pathDirty && e.now-n.grantAt >= pathEvery {
			n.grantDirty = true
			e.touch(n)
		}
		if e.now-n.statusTo >= every {
			if !n.replied {
				e.sendHello(n)
			}
			e.sendStatus(n)
		}
		if e.now-n.pulledAt > 2*replyFor {
			n.excused = 0
			if n.pulls > 0 {
				n.pulls, n.owedSince = 0, 0
			}
		}
		if n.wanted == 0 {
			continue
		}
		refresh := refreshChild
		if n.refresh > 0 {
			refresh = max(n.refresh, tickEvery)
		}
		if n.wanted&^n.granted != 0 {
			refresh = askTimeout
		}
		if e.now-n.wantAt >= refresh-tickEvery/2 {
			n.wantDirty = true
			e.touch(n)
		}
	}
}
