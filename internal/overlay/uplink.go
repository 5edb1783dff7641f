package overlay

import (
	"time"

	"throng/internal/block"
)

// uplink is what this peer sends by: a budget of Config.MaxUpload, and the shards
// that wait for it.
type uplink struct {
	budget bucket // of the whole uplink
	queues [orders][]later
	payAt  time.Duration // when to look at them again; 0: none waits
}

// The orders in which waiting shards are sent.
const (
	pushes = iota // to children
	firsts        // in answer to Pulls: the block that a viewer begins with
	urgent        // in answer to Pulls: what is on air
	bulk          // in answer to other Pulls, and the past that is pushed
	orders
)

// later is a shard that waits for the uplink.
type later struct {
	who   *neighbour
	seq   block.Seq
	index uint8
	push  bool // it is not asked for
	proof bool
	until time.Duration
	// path proves a shard whose block is not rebuilt yet; pathLen 0: it is not known.
	path    [block.MaxPath]block.Hash
	pathLen uint8
}

// enqueue has a shard wait; it reports whether there was room.
func (u *uplink) enqueue(order int, l later) bool {
	if len(u.queues[order]) >= maxWaiting {
		return false
	}
	u.queues[order] = append(u.queues[order], l)
	return true
}

// SetUpload changes the most that this peer sends, in bits a second: 0 is nothing at all,
// and ends its children at once; less than they take ends some, with notice.
func (e *Engine) SetUpload(now time.Duration, bitsPerSecond int64) {
	e.step(now)
	defer e.finish()
	if bitsPerSecond > 0 {
		e.cfg.MaxUpload = bitsPerSecond
		return
	}
	e.cfg.MaxUpload = -1
	for order := range e.uplink.queues {
		clear(e.uplink.queues[order])
		e.uplink.queues[order] = e.uplink.queues[order][:0]
	}
	e.uplink.payAt, e.uplink.budget = 0, bucket{}
	for _, n := range e.neighbours {
		if n.serves != 0 {
			e.dropChild(n, n.serves)
			n.grantDirty = true
			e.touch(n)
		}
	}
}

// waiting is how many shards wait.
func (u *uplink) waiting() int {
	n := 0
	for _, q := range u.queues {
		n += len(q)
	}
	return n
}

// uplinkLevel brings the budget up to date and returns what is in it, as the time in which
// the uplink sends that much: below zero where more was sent than it carries.
func (e *Engine) uplinkLevel() time.Duration {
	rate := float64(e.cfg.MaxUpload) / 8
	if e.source && len(e.neighbours) > 2*sourceNeighbours { // many come at once
		rate *= sourceReserve
	}
	e.uplink.budget.fill(e.now, rate, rate*uplinkBurst.Seconds())
	return time.Duration(e.uplink.budget.level / rate * float64(time.Second))
}

// spent takes a datagram from the budget.
func (e *Engine) spent(size int) {
	size += linkOverhead
	if e.source {
		size += sourceOverhead
	}
	e.uplink.budget.spend(size)
}

// mayPush reports whether a shard may be pushed now although what was sent lately
// was more than MaxUpload allows: a burst such as a key frame may borrow overdraft,
// the rest of it waits its turn. Nobody is asked to send more than its user allows.
func (e *Engine) mayPush() bool { return e.uplinkLevel() > -overdraft }

// pushPatience is how long a shard for a child waits: what the broadcaster leaves out
// nobody has.
func (e *Engine) pushPatience() time.Duration {
	if e.source {
		return pushSourceFor
	}
	return pushFor
}

// payOut sends the waiting shards as fast as the uplink has room: answers to Pulls
// only beside what is pushed.
func (e *Engine) payOut() {
	u := &e.uplink
	for order := range u.queues {
		floor := time.Duration(0)
		if order == pushes {
			floor = -overdraft
		}
		q := u.queues[order]
		sent := 0
		for sent < len(q) && e.cfg.MaxUpload > 0 && e.uplinkLevel() > floor {
			e.sendLater(&q[sent], order)
			sent++
		}
		n := copy(q, q[sent:])
		clear(q[n:])
		u.queues[order] = q[:n]
		if n > 0 && order == pushes {
			break
		}
	}
	u.payAt = 0
	if u.waiting() > 0 {
		u.payAt = e.now + payEvery
	}
}

// sendLater sends a shard that has waited, unless that is of no use any more.
func (e *Engine) sendLater(l *later, order int) {
	b := e.store.get(l.seq)
	if b == nil || l.who.gone || b.verified&(1<<l.index) == 0 {
		return
	}
	if l.until < e.now {
		if order == pushes {
			e.stats.Capped++
		}
		return
	}
	m := &e.scratch.out
	if !e.prove(b, int(l.index), m) {
		m.Path, m.PathLen = l.path, l.pathLen
		l.proof = l.proof && l.pathLen > 0
	}
	class := Repair
	if l.push {
		class = Push
	}
	hop := uint8(1)
	if !e.source {
		hop = b.hop[l.index] + 1
	}
	e.sendShard(l.who, b, int(l.index), m, hop, l.proof, class)
}
