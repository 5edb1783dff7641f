package overlay

import (
	"time"

	"throng/internal/block"
	"throng/internal/wire"
)

// uplink is what this peer sends by: a budget of Config.MaxUpload, and the shards
// that wait for it.
type uplink struct {
	budget bucket // of the whole uplink
	pushes []later
	turns  [orders]turns // of all orders but pushes
	// opening is what firsts may take beside the other orders: bytes.
	opening bucket
	payAt   time.Duration // when to look at them again; 0: none waits
	// talk is what may be said to neighbours that get and give nothing: bytes.
	talk   bucket
	usedAt time.Duration // when anything waited last
}

// The orders in which waiting shards are sent.
const (
	pushes = iota // to children
	firsts        // in answer to Pulls: the block that a viewer begins with
	urgent        // in answer to Pulls: what is on air; and what the broadcaster sends past others
	bulk          // in answer to other Pulls, the past that is pushed, and what new children have missed for long
	orders
)

// atATime is how many shards a neighbour is sent in its turn: what it asks for at a time, mostly,
// or a whole block.
var atATime = [orders]uint16{firsts: openingMost, urgent: usualPull, bulk: beginPulls}

// keptWaiting is for how many shards of an order room is kept where none has waited for
// keptWaitingFor. Most viewers have one burst, as they come; a station or a simulation has many of
// them in one process.
const (
	keptWaiting    = 16
	keptWaitingFor = 2 * time.Second
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
	if order != pushes {
		return u.turns[order].add(order, &l)
	}
	if len(u.pushes) >= maxWaiting {
		return false
	}
	u.pushes = append(u.pushes, l)
	return true
}

// giveBack lets the room go that is not needed any more.
func (u *uplink) giveBack(now time.Duration) {
	if now-u.usedAt < keptWaitingFor || u.waiting() > 0 {
		return
	}
	if cap(u.pushes) > keptWaiting {
		u.pushes = nil
	}
	for i := range u.turns {
		u.turns[i].giveBack()
	}
}

// room reports whether another shard for n may wait that is not pushed.
func (u *uplink) room(order int, n *neighbour) bool { return u.turns[order].room(order, n) }

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
	clear(e.uplink.pushes)
	e.uplink.pushes = e.uplink.pushes[:0]
	for order := range e.uplink.turns {
		e.uplink.turns[order].clear(order)
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
	n := len(u.pushes)
	for i := range u.turns {
		n += u.turns[i].count
	}
	return n
}

// busy reports whether so much waits that who asks for the block to begin with had better ask
// another. The broadcaster has its own ways to send less.
func (e *Engine) busy() bool {
	waiting := len(e.uplink.pushes) + e.uplink.turns[firsts].count
	if waiting == 0 || e.source || e.cfg.MaxUpload <= 0 {
		return false
	}
	return float64(waiting)*8*block.MaxShard > busyFrom.Seconds()*e.spareRate()
}

// busyFor reports whether n is sent no block to begin with: who has some of it on its way gets it.
func (e *Engine) busyFor(n *neighbour) bool { return n.waiting(firsts) == 0 && e.busy() }

// spareRate is what the uplink has beside what children take, in bits a second.
func (e *Engine) spareRate() float64 {
	rate := float64(e.cfg.MaxUpload)
	return max(rate-e.load()*e.stripeRate(), rate*spareShare)
}

// uplinkLevel brings the budget up to date and returns what is in it, as the time in which
// the uplink sends that much: below zero where more was sent than it carries.
func (e *Engine) uplinkLevel() time.Duration {
	rate := float64(e.cfg.MaxUpload) / 8
	if e.crowded() {
		rate *= sourceReserve
	}
	e.uplink.budget.fill(e.now, rate, rate*uplinkBurst.Seconds())
	return time.Duration(e.uplink.budget.level / rate * float64(time.Second))
}

// spent takes a datagram from the budget.
func (e *Engine) spent(size int) {
	e.uplink.budget.spend(e.onWire(size))
}

// onWire is what the uplink carries for a datagram of so many bytes.
func (e *Engine) onWire(size int) int {
	size += linkOverhead
	if e.source {
		size += sourceOverhead
	}
	return size
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
	if u.waiting() > 0 {
		u.usedAt = e.now
	}
	q := u.pushes
	sent := 0
	for sent < len(q) && e.cfg.MaxUpload > 0 && e.uplinkLevel() > -overdraft {
		e.sendLater(&q[sent], pushes)
		sent++
	}
	n := copy(q, q[sent:])
	clear(q[n:])
	u.pushes = q[:n]
	for order := firsts; order < orders && n == 0; order++ {
		t := &u.turns[order]
		for t.count > 0 && e.cfg.MaxUpload > 0 && e.uplinkLevel() > 0 {
			t.done(order, e.sendLater(t.next(order), order))
		}
	}
	u.payAt = 0
	if u.waiting() > 0 {
		u.payAt = e.now + payEvery
	}
}

// sendLater sends a shard that has waited, unless that is of no use any more.
func (e *Engine) sendLater(l *later, order int) (sent bool) {
	b := e.store.get(l.seq)
	if b == nil || l.who.gone || b.verified&(1<<l.index) == 0 {
		return false
	}
	if l.until < e.now || l.push && order != pushes && l.who.serves&(1<<l.index) == 0 {
		if order == pushes {
			e.stats.Capped++
			b.given &^= 1 << l.index // to push it twice costs less than that nobody has it
		}
		return false
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
		hop = b.noted(int(l.index)).hop + 1
	}
	e.sendShard(l.who, b, int(l.index), m, hop, l.proof, class)
	return true
}

// mayOpen reports whether a shard of so many bytes of the block to begin with may go before what
// others lack, as far as that has not been too much over all.
func (e *Engine) mayOpen(size int) bool {
	rate := float64(e.cfg.MaxUpload) / 8
	e.uplink.opening.fill(e.now, openingShare*rate, rate*openingFor.Seconds())
	return e.uplink.opening.level >= float64(size)
}

// mayTell reports whether n may be sent a message, and counts it: what is said to those who neither
// get nor give anything here takes no more than a share of the uplink, however many come. What is
// asked of them is always sent, and as good as always the answer to what they want.
func (e *Engine) mayTell(n *neighbour, msg []byte) bool {
	if n.serves|n.wanted != 0 || e.cfg.MaxUpload <= 0 {
		return true
	}
	out := e.talkedOut(n)
	switch wire.TypeOf(msg) {
	case wire.TypeWant, wire.TypePull, wire.TypeBye:
		return true
	case wire.TypeGrant:
		out = e.uplink.talk.level < -e.talkMost()
	}
	if out {
		return false
	}
	e.uplink.talk.spend(e.onWire(len(msg)))
	return true
}

// talkedOut reports whether that share is used up for n: where many come from one network they leave
// half of it to others.
func (e *Engine) talkedOut(n *neighbour) bool {
	if e.cfg.MaxUpload <= 0 {
		return false
	}
	most := e.talkMost()
	e.uplink.talk.fill(e.now, most/talkBurst.Seconds(), most)
	level := e.uplink.talk.level
	return level < 0 || level < most/2 && e.fromCrowd(n)
}

// talkMost is how many bytes of it may be said at once.
func (e *Engine) talkMost() float64 {
	return talkShare * float64(e.cfg.MaxUpload) / 8 * talkBurst.Seconds()
}

// HandshakesFor is how many handshakes of those who come a peer should answer in a second, with
// such a Config.MaxUpload: they take a small part of it however many come.
func HandshakesFor(maxUpload int64) int {
	if maxUpload == 0 {
		maxUpload = DefaultMaxUpload
	}
	return max(int(handshakeShare*float64(maxUpload)/8/handshakeBytes), leastHandshakes)
}
