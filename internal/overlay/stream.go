package overlay

import (
	"bytes"
	"errors"
	"math/bits"
	"time"

	"throng/internal/block"
	"throng/internal/wire"
)

// handleShard takes a shard: checks it, keeps it, passes it on, rebuilds.
func (e *Engine) handleShard(n *neighbour, head, body []byte) error {
	m := &e.scratch.shard
	rest, err := m.Parse(head)
	if err != nil {
		return err
	}
	if len(body) == 0 {
		body = rest
	} else if len(rest) != 0 {
		return wire.ErrValue
	}
	if len(body) == 0 || len(body) > block.MaxShard {
		return wire.ErrValue
	}
	if e.source {
		e.dropped(CauseUnwanted)
		return nil
	}
	if m.HasPath() {
		e.complete(m)
	}
	if !e.welcome(n, m) {
		return nil
	}
	b := e.place(n, m, body)
	if b == nil {
		return nil
	}
	bit := uint32(1) << m.Index
	seen := b.came&bit != 0
	b.came |= bit
	if m.Flags&wire.ShardRepair == 0 {
		e.pushed(n, b, m)
	} else if !b.rebuilt {
		e.answered(n, b)
	}
	if b.rebuilt && e.unneeded(n, b, m, body, seen) {
		return nil
	}
	if b.held()&bit != 0 && (b.verified&bit != 0 || !m.HasProof()) {
		e.dropped(CauseDuplicate)
		return nil
	}
	if m.HasProof() {
		if !e.verify(n, b, m, body) {
			return nil
		}
		if b.bare&bit != 0 {
			e.settle(b, int(m.Index), body)
		}
		b.verified |= bit
	} else {
		if b.known && (len(body) != b.Header.ShardLen() || m.Index >= b.Header.Shape.Total) {
			e.dropped(CauseBadShard)
			e.blameShard(n)
			return nil
		}
		b.bare |= bit
		if !b.known {
			if m.PathLen > 0 {
				b.late = append(b.late, latePath{m.Index, m.PathLen, m.Path})
			}
			e.unproven(b)
		}
	}
	e.accept(n, b, m, body)
	return nil
}

// complete makes a whole proof of a path that came alone, where the block's header is known. Where
// it is not the shard is one without proof until know proves it.
func (e *Engine) complete(m *wire.Shard) {
	m.Flags &^= wire.ShardPath
	b := e.store.get(m.Header.Seq)
	switch {
	case b == nil || !b.known:
	case m.Index >= b.Header.Shape.Total || int(m.PathLen) != block.PathLen(int(b.Header.Shape.Total), int(m.Index)):
		m.PathLen = 0
	default:
		m.Flags |= wire.ShardProof
		m.Header, m.Signature = b.Header, b.Signature
	}
}

// proveLate proves the shards of which the path came before the header, and passes them on.
func (e *Engine) proveLate(b *entry) {
	m := &e.scratch.late
	for k := range b.late {
		l := &b.late[k]
		i, bit := int(l.index), uint32(1)<<l.index
		if b.bare&bit == 0 {
			continue
		}
		if int(l.hashes) != block.PathLen(int(b.Header.Shape.Total), i) ||
			!e.cfg.Coder.Proves(&b.Header, b.Root, i, b.Shards[i], l.path[:l.hashes], e.treeOf(b)) {
			e.dropped(CauseBadShard)
			e.blameShard(b.from[i])
			b.bare &^= bit
			b.Shards[i] = nil
			continue
		}
		b.bare &^= bit
		b.verified |= bit
		*m = wire.Shard{Flags: wire.ShardProof, Index: l.index, Header: b.Header, Signature: b.Signature, PathLen: l.hashes, Path: l.path}
		e.forward(b, i, m)
		e.answerInterests(b, bit)
	}
	b.late = b.late[:0]
}

// unneeded judges a shard of a block that is whole, of which one has come already if seen. It
// reports whether it has counted it.
func (e *Engine) unneeded(n *neighbour, b *entry, m *wire.Shard, body []byte, seen bool) bool {
	switch {
	case !bytes.Equal(body, b.shard(m.Index)):
		e.dropped(CauseBadShard) // false all the same
		e.blameShard(n)
	case seen:
		return false
	default:
		if m.HasProof() {
			e.pass(n)
		}
		e.dropped(CauseSurplus)
	}
	return true
}

// welcome reports whether a shard may come from n: it was asked for, and has its proof where n
// is on trial.
func (e *Engine) welcome(n *neighbour, m *wire.Shard) bool {
	if m.HasProof() {
		return e.asked(n, m)
	}
	if !n.mayOmitProof() {
		e.dropped(CauseUnwanted) // it owes what it owed
		e.tire(n)
		return false
	}
	if !e.asked(n, m) {
		return false
	}
	n.unsure++
	return true
}

// asked reports whether a shard of that stripe or block was wanted from n.
func (e *Engine) asked(n *neighbour, m *wire.Shard) bool {
	if m.Flags&wire.ShardRepair != 0 {
		if n.pulls > 0 {
			n.pulls--
			n.owedSince = e.now
			if n.pulls == 0 {
				n.owedSince = 0
			}
			return true
		}
		if n.excused > 0 {
			n.excused--
			return true // it was on its way before it was busy
		}
	} else if (n.wanted|n.granted)&(1<<m.Index) != 0 {
		n.unwanted = 0
		return true
	}
	if n.source {
		return true // past a parent that has gone
	}
	e.dropped(CauseUnwanted)
	e.tire(n) // a few are on their way whenever a subscription ends
	return false
}

// tire counts what n sends in vain, and blames it for a lot of it.
func (e *Engine) tire(n *neighbour) {
	if n.unwanted++; n.unwanted > maxUnwanted {
		e.blame(n)
		n.unwanted = 0
	}
}

// place finds or makes the entry of the shard's block; nil where the shard is
// of no use, which it has counted.
func (e *Engine) place(n *neighbour, m *wire.Shard, body []byte) *entry {
	seq := m.Header.Seq
	newest, any := e.store.newest()
	switch {
	case !any || seq.Epoch() > e.store.epoch:
		return e.placeNew(n, m, body)
	case seq.Epoch() < e.store.epoch || seq.Number() < e.store.low:
		e.dropped(CauseOld)
		return nil
	case seq > newest:
		// Counted from the newest block that is proven, or else each false word
		// would move the window a little more.
		switch ahead := seq.Number() - e.shapeOf.Number(); {
		case ahead <= maxAhead/4:
		case !m.HasProof():
			e.dropped(CauseFuture)
			return nil
		case ahead > maxAhead: // only the broadcaster can have skipped that many
			return e.placeNew(n, m, body)
		default:
			if _, ok := e.genuine(n, m, body); !ok {
				return nil
			}
		}
		e.fetchTold(seq - 1)
		from := e.store.next
		e.store.extend(seq.Number(), e.now)
		e.arm(from)
	}
	return e.store.get(seq)
}

// placeNew begins the store, or a new epoch, with a shard that proves itself:
// nothing is begun on an unproven word.
func (e *Engine) placeNew(n *neighbour, m *wire.Shard, body []byte) *entry {
	if !m.HasProof() {
		e.dropped(CauseUnknownBlock)
		return nil
	}
	root, ok := e.genuine(n, m, body)
	if !ok {
		return nil
	}
	seq := m.Header.Seq
	e.store.reset(seq)
	e.told = 0
	switch d := &e.deliver; {
	case seq.Epoch() != d.epoch || !d.begun && !d.resumes:
		d.reset(seq.Epoch()) // else it goes on, and not from an earlier key frame
	case d.resumes:
		d.joins = false // the one to begin with is out of reach
	}
	for i := range e.stripes {
		e.stripes[i].head, e.stripes[i].lag = seq.Number(), noLag
	}
	e.store.extend(seq.Number(), e.now)
	e.repairFrom, e.repairAt = seq.Number(), 0
	e.arm(seq.Number())
	b := e.store.get(seq)
	if m.Flags&wire.ShardRepair != 0 {
		e.fetchAfter(n, b)
	}
	e.know(b, &m.Header, root, &m.Signature)
	for _, o := range e.neighbours {
		o.hadPast = 0
		o.wantDirty = o.wantDirty || o.wanted != 0
		if o.wantDirty {
			e.touch(o)
		}
	}
	return b
}

// genuine checks a shard with proof by itself, and blames n where it is false.
func (e *Engine) genuine(n *neighbour, m *wire.Shard, body []byte) (root block.Hash, ok bool) {
	if len(body) == m.Header.ShardLen() {
		root, ok = e.cfg.Coder.Root(&m.Header, int(m.Index), body, m.Path[:m.PathLen])
	}
	if !ok || !e.cfg.Coder.Verify(&m.Header, root, &m.Signature) {
		e.dropped(CauseSignature)
		e.blameShard(n)
		return root, false
	}
	return root, true
}

// accept keeps a shard that was not refused and does what follows from it.
func (e *Engine) accept(n *neighbour, b *entry, m *wire.Shard, body []byte) {
	e.store.put(b, int(m.Index), body)
	b.from[m.Index] = n
	if n.useful++; n.useful >= usefulShards {
		n.useful, n.faults = 0, 0
	}
	b.note(int(m.Index)).hop = m.Hop
	e.stats.ReceivedShards++
	if n.source {
		e.stats.FromSourceBytes += uint64(len(body))
	} else {
		e.stats.FromPeersBytes += uint64(len(body))
	}
	e.lastShard = e.now
	if m.HasProof() {
		e.pass(n)
		e.forward(b, int(m.Index), m)
		e.answerInterests(b, 1<<m.Index)
	}
	if b.known && !b.rebuilt && bits.OnesCount32(b.held()) >= int(b.Header.Shape.Data) {
		e.rebuild(b)
	}
}

// pushed notes the arrival of a pushed shard, for lateness and stalls, whether
// or not it is still needed.
func (e *Engine) pushed(n *neighbour, b *entry, m *wire.Shard) {
	n.brought = true
	bit := uint32(1) << m.Index
	if m.Flags&wire.ShardPast != 0 {
		if b.arrived == 0 && !b.rebuilt && !b.past {
			b.needJoin, b.past = true, true
			if b.pullTry == 0 {
				b.pullAt = e.now + pastWait
				e.planPull(b)
			}
		}
		e.arrived(n, b, int(m.Index))
		return
	}
	if b.needJoin && b.arrived == 0 && !b.rebuilt {
		b.needJoin, b.past, b.first = false, false, e.now // it comes by itself
	}
	if b.arrived&bit == 0 {
		b.arrived |= bit
		b.note(int(m.Index)).age = uint8(min((e.now-b.first)/wire.AgeUnit, wire.NoAge-1))
	}
	e.arrived(n, b, int(m.Index))
}

// verify checks a shard that carries its proof, learning the block's header
// from it if it is not known yet.
func (e *Engine) verify(n *neighbour, b *entry, m *wire.Shard, body []byte) bool {
	if len(body) != m.Header.ShardLen() {
		e.dropped(CauseBadShard)
		e.blameShard(n)
		return false
	}
	if b.known && m.Header == b.Header && e.cfg.Coder.Proves(&m.Header, b.Root, int(m.Index), body, m.Path[:m.PathLen], e.treeOf(b)) {
		return true
	}
	root, ok := e.cfg.Coder.Root(&m.Header, int(m.Index), body, m.Path[:m.PathLen])
	// Either the first of its block, or not what the block's others say.
	if !ok || b.known || !e.cfg.Coder.Verify(&m.Header, root, &m.Signature) {
		if b.known && m.Signature == b.Signature && m.Header == b.Header {
			e.dropped(CauseBadShard)
		} else {
			e.dropped(CauseSignature)
		}
		e.blameShard(n)
		return false
	}
	e.know(b, &m.Header, root, &m.Signature)
	if tree := e.treeOf(b); tree != nil { // others may want the proof, too
		e.cfg.Coder.Proves(&m.Header, root, int(m.Index), body, m.Path[:m.PathLen], tree)
	}
	return true
}

// know takes a verified header.
func (e *Engine) know(b *entry, h *block.Header, root block.Hash, sig *block.Signature) {
	b.known, b.Header, b.Root, b.Signature = true, *h, root, *sig
	if b.seq >= e.shapeOf {
		// Of older blocks, fetched in order to join, the shape may be another.
		e.shape, e.shapeOf = h.Shape, b.seq
		e.fetchTold(b.seq + tailBlocks)
	}
	for i := range block.MaxStripes {
		bit := uint32(1) << i
		if b.bare&bit != 0 && (i >= int(h.Shape.Total) || len(b.Shards[i]) != h.ShardLen()) {
			e.dropped(CauseBadShard)
			e.blameShard(b.from[i])
			b.bare &^= bit
			b.Shards[i] = nil
		}
	}
	e.proveLate(b)
	e.deliver.header(e, b)
}

// unproven asks for proofs everywhere for a while where shards come but no header:
// the proofs may be asked for in stripes that there are no more, since the shape
// has changed.
func (e *Engine) unproven(b *entry) {
	patience := block.Seq(unprovenAtFirst)
	if e.deliver.caught {
		patience = unprovenBlocks
	}
	if b.seq <= e.shapeOf+patience || e.now < e.distrust {
		return
	}
	e.distrust = e.now + unprovenFor
	for _, n := range e.neighbours {
		if n.wanted != 0 {
			n.wantDirty = true
			e.touch(n)
		}
	}
}

// heardOf begins to fetch the blocks up to top, which a neighbour says it has,
// where nothing comes although it should: of a stream's last blocks nothing else
// tells those who have missed all of them. The word of a neighbour reaches
// tailBlocks past what is proven.
func (e *Engine) heardOf(top block.Seq) {
	newest, any := e.store.newest()
	if e.source || !any || top.Epoch() != e.store.epoch || e.now-e.lastShard < tailAfter || e.deliver.ended {
		return
	}
	top = min(top, e.shapeOf+tailBlocks)
	if top <= newest {
		return
	}
	e.store.extend(top.Number(), e.now)
	e.arm(newest.Number() + 1)
}

// settle compares a shard kept without proof with the genuine one.
func (e *Engine) settle(b *entry, i int, genuine []byte) {
	bit := uint32(1) << i
	if !bytes.Equal(b.Shards[i], genuine) {
		e.dropped(CauseBadShard)
		e.blameShard(b.from[i])
	}
	b.bare &^= bit
}

// rebuild fills in the block's missing shards and checks them all.
func (e *Engine) rebuild(b *entry) {
	e.store.prepare(b)
	total := int(b.Header.Shape.Total)
	held := b.held()
	for i := range total {
		if held&(1<<i) == 0 && e.cfg.Borrow {
			b.Shards[i] = nil
		}
	}
	err := e.cfg.Coder.Rebuild(&b.Header, b.Root, b.Shards[:total], e.treeOf(b))
	if err != nil && (!errors.Is(err, block.ErrRoot) || !e.sift(b, held)) {
		if bits.OnesCount32(held) < total && b.bare != 0 && b.pullTry < siftTries {
			e.unmake(b, held)
			b.pullAt = e.now // one more may show which is false
			e.planPull(b)
			return
		}
		e.mistrust(b, held, err)
		return
	}
	before := b.verified
	b.rebuilt, b.rebuiltAt = true, e.now
	b.verified, b.bare = stripeSet(total), 0
	for i := range b.suspects {
		s := &b.suspects[i]
		if !bytes.Equal(s.body, b.Shards[s.index]) {
			e.dropped(CauseBadShard)
			e.blameShard(s.from)
		}
	}
	clear(b.suspects)
	b.suspects = b.suspects[:0]
	e.store.made(b)
	if e.cfg.Sealed != nil {
		b.Sealed = e.cfg.Sealed(b.seq)
	}
	if !b.needJoin {
		e.spread += (min(e.now-b.first, maxSpread) - e.spread) / 8
		e.rate.add(&b.Header)
	}
	e.passOn(b, held)
	e.answerInterests(b, allStripes&^before)
	if e.cfg.Sealed != nil {
		e.store.share(b, b.Sealed)
	}
	e.deliver.rebuilt(e, b)
}

// treeOf is where the tree of b is kept and written; nil where it is shared.
func (e *Engine) treeOf(b *entry) *block.Tree {
	if e.cfg.Sealed != nil {
		return nil
	}
	if b.Tree == nil {
		b.Tree = new(block.Tree)
	}
	return b.Tree
}

// sift finds out which one or two of the shards without proof are false, by leaving
// them out, where there are more than a block needs; then the block is whole and they are
// among its suspects.
func (e *Engine) sift(b *entry, held uint32) bool {
	spare := bits.OnesCount32(held) - int(b.Header.Shape.Data)
	if spare < 1 {
		return false
	}
	for set := b.bare; set != 0; set &= set - 1 {
		if e.without(b, held, set&-set) {
			return true
		}
	}
	if spare < 2 {
		return false
	}
	for set := b.bare; set != 0; set &= set - 1 {
		first := set & -set
		for rest := set &^ first; rest != 0; rest &= rest - 1 {
			if e.without(b, held, first|rest&-rest) {
				return true
			}
		}
	}
	return false
}

// without rebuilds b without the shards of out, and reports whether it then is what the
// broadcaster has signed. Otherwise everything is as before.
func (e *Engine) without(b *entry, held, out uint32) bool {
	e.unmake(b, held)
	at := len(b.suspects)
	for set := out; set != 0; set &= set - 1 {
		i := bits.TrailingZeros32(set)
		b.suspects = append(b.suspects, suspect{index: i, from: b.from[i], body: bytes.Clone(b.Shards[i])})
		b.Shards[i] = nil
	}
	b.bare &^= out
	e.store.prepare(b)
	err := e.cfg.Coder.Rebuild(&b.Header, b.Root, b.Shards[:b.Header.Shape.Total], e.treeOf(b))
	if err == nil {
		return true
	}
	e.unmake(b, held&^out)
	for i := range b.suspects[at:] {
		s := &b.suspects[at+i]
		e.store.put(b, s.index, s.body)
	}
	clear(b.suspects[at:])
	b.suspects = b.suspects[:at]
	b.bare |= out
	return false
}

// unmake takes out of b what a failed Rebuild has made of the shards that are not held.
func (e *Engine) unmake(b *entry, held uint32) {
	for i := range block.MaxStripes {
		if held&(1<<i) == 0 {
			b.Shards[i] = nil
		}
	}
}

// mistrust handles a block that does not fit together: the shards without
// proof are put aside, and asked for again with proof.
func (e *Engine) mistrust(b *entry, held uint32, err error) {
	e.unmake(b, held)
	if !errors.Is(err, block.ErrRoot) || b.bare == 0 {
		b.broken = true
		return
	}
	for set := b.bare; set != 0; set &= set - 1 {
		i := bits.TrailingZeros32(set)
		if len(b.suspects) < maxSuspects {
			b.suspects = append(b.suspects, suspect{index: i, from: b.from[i], body: bytes.Clone(b.Shards[i])})
		}
		b.Shards[i] = nil
	}
	b.bare = 0
	e.distrust = e.now + distrustFor
	for _, n := range e.neighbours {
		if n.wanted != 0 {
			n.wantDirty = true
			e.touch(n)
		}
	}
	b.pullAt = e.now
	e.planPull(b)
}

// Publish sends a block out. Source only; the engine keeps s, which stays as it is from now on.
func (e *Engine) Publish(now time.Duration, s *block.Sealed) {
	e.step(now)
	defer e.finish()
	if !e.source {
		return
	}
	seq := s.Header.Seq
	if newest, ok := e.store.newest(); !ok || seq.Epoch() != newest.Epoch() || seq.Number() != newest.Number()+1 {
		e.store.reset(seq)
	}
	e.store.extend(seq.Number(), e.now)
	b := e.store.get(seq)
	b.known = true
	e.store.share(b, s)
	e.shape = s.Header.Shape
	total := int(s.Header.Shape.Total)
	b.rebuilt, b.rebuiltAt, b.verified, b.arrived = true, e.now, stripeSet(total), stripeSet(total)
	e.store.made(b)
	e.repairFrom = e.store.next
	e.stats.Delivered++
	e.stats.Payload += uint64(s.Header.Length)
	e.rate.add(&s.Header)
	e.passOn(b, 0)
	e.store.trim(e.now-retention, e.entryBefore(b))
}

// entryBefore is the number below which blocks are not needed by one who joins:
// the Entry block that b refers to.
func (e *Engine) entryBefore(b *entry) uint32 {
	if s, ok := b.Header.EntrySeq(); ok {
		return s.Number()
	}
	return b.seq.Number()
}

// passOn sends the children each shard of a whole block that they have not had.
// Those that did not come from the network were made here.
func (e *Engine) passOn(b *entry, held uint32) {
	if b.needJoin && !b.past {
		return
	}
	m := &e.scratch.out
	for i := range int(b.Header.Shape.Total) {
		bit := uint32(1) << i
		if b.forwarded&bit != 0 || len(e.stripes[i].children) == 0 && !e.stripes[i].bypass && !e.stripes[i].cut {
			continue
		}
		if held&bit == 0 && !e.source {
			e.stats.Regenerated++
		}
		e.prove(b, i, m)
		e.push(b, i, m)
	}
}

// prove fills m with the header and proof of shard i of b, which is verified. It reports
// whether there is a proof: while b is not whole only if the shard came with it.
func (e *Engine) prove(b *entry, i int, m *wire.Shard) bool {
	m.Header, m.Signature, m.Index, m.PathLen = b.Header, b.Signature, uint8(i), 0
	tree := b.Tree
	if !b.rebuilt {
		switch {
		case e.cfg.Sealed != nil:
			tree = e.cfg.Sealed(b.seq).Tree
		case tree == nil || !tree.Knows(i):
			return false
		}
	}
	path := tree.Path(e.scratch.path[:0], i)
	e.scratch.path = path[:0]
	m.PathLen = uint8(copy(m.Path[:], path))
	return true
}

// forward passes a shard on that came with its proof.
func (e *Engine) forward(b *entry, i int, m *wire.Shard) {
	if b.needJoin && !b.past || len(e.stripes[i].children) == 0 || b.forwarded&(1<<i) != 0 {
		return
	}
	e.push(b, i, m)
}

// push sends shard i, whose proof is in m, to every child in its stripe.
func (e *Engine) push(b *entry, i int, m *wire.Shard) {
	b.forwarded |= 1 << i
	reshaped := e.reshaped(b)
	// Those who pass it on go first.
	for _, proof := range [2]bool{true, false} {
		for _, c := range e.stripes[i].children {
			if c.withProof&(1<<i) != 0 == proof {
				e.pushTo(c, b, i, m, proof || reshaped)
			}
		}
	}
	if e.stripes[i].bypass || e.stripes[i].cut {
		e.pushPast(b, i)
		e.payOut()
	}
}

// pushTo sends shard i, whose proof is in m, to a child, now or as soon as the uplink
// has room.
func (e *Engine) pushTo(c *neighbour, b *entry, i int, m *wire.Shard, proof bool) {
	gone := c.lost(e.now) // it comes last
	if !b.past && !gone && e.mayPush() {
		hop := uint8(1)
		if !e.source {
			hop = b.noted(i).hop + 1
		}
		b.given |= 1 << i
		e.sendShard(c, b, i, m, hop, proof, Push)
		return
	}
	order, until := pushes, e.now+e.pushPatience()
	switch {
	case b.past:
		order, until = bulk, e.now+pastFor
	case gone:
		order = bulk
	}
	e.pushLater(order, until, c, b, i, m, proof)
}

// pushLater has shard i of b wait in the order for the uplink to send it to a child.
func (e *Engine) pushLater(order int, until time.Duration, c *neighbour, b *entry, i int, m *wire.Shard, proof bool) {
	if e.uplink.enqueue(order, later{
		who: c, seq: b.seq, index: uint8(i), push: true, proof: proof, until: until, path: m.Path, pathLen: m.PathLen,
	}) {
		b.given |= 1 << i
	} else {
		e.stats.Capped++
	}
	if e.uplink.payAt == 0 {
		e.uplink.payAt = e.now + payEvery
	}
}

// reshaped reports whether b is the first block of another shape. Everyone gets it
// with proof: a child may have asked for proofs only in stripes that b lacks.
func (e *Engine) reshaped(b *entry) bool {
	before := e.store.get(b.seq - 1)
	return before != nil && before.known && before.Header.Shape != b.Header.Shape
}

// sendShard queues one shard for one neighbour.
func (e *Engine) sendShard(n *neighbour, b *entry, i int, m *wire.Shard, hop uint8, proof bool, class Class) {
	flags, keepFlags, keepHop := uint8(0), m.Flags, m.Hop
	switch {
	case proof && e.source && !e.lossy && class == Push && n.headOf == b.seq.Number()+1:
		flags |= wire.ShardPath // it has header and signature, or gets them from others
	case proof:
		flags |= wire.ShardProof
		n.headOf = b.seq.Number() + 1
	}
	if class == Repair {
		flags |= wire.ShardRepair
	} else if b.past {
		flags |= wire.ShardPast
	}
	m.Flags, m.Hop, m.Index = flags, hop, uint8(i)
	head := e.keep(m.AppendHead(e.heads[len(e.heads):]))
	m.Flags, m.Hop = keepFlags, keepHop
	body := b.Shards[i]
	e.out = append(e.out, Transmit{Link: n.link, Head: head, Body: body, Class: class})
	size := len(head) + len(body)
	e.stats.SentBytes += uint64(size)
	e.stats.SentProof += uint64(len(head))
	e.stats.SentBody += uint64(len(body))
	if class == Repair {
		e.stats.SentRepair += uint64(size)
	}
	e.spent(size)
}
