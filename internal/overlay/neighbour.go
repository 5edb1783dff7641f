package overlay

import (
	"math/bits"
	"net/netip"
	"time"

	"throng/internal/block"
	"throng/internal/ident"
	"throng/internal/wire"
)

// neighbour is a peer to which a link is up. What is looked at for every shard and in every
// tick comes first, in few lines of the cache.
type neighbour struct {
	link    LinkID
	heard   time.Duration
	askedAt time.Duration // the first Want or Pull since something was heard; 0: none

	wanted    uint32 // as parent: stripes in our newest Want
	granted   uint32 // of these, those it said it pushes
	ending    uint32 // of these, those it is about to stop
	serves    uint32 // as child: stripes we push
	awaits    uint32 // of serves, those that it waits for: they have not come here yet
	stopping  uint32 // of serves, those that end at stopAt
	withProof uint32

	gone       bool
	queued     bool // in Engine.dirty
	source     bool
	hello      bool // its Hello came
	replied    bool // it has had ours
	unheard    bool // at a broadcaster that has enough neighbours: by its first Status it stays or goes
	toldNeedy  bool // by our newest Status nothing comes here
	toldBusy   bool // by our newest Status so much waits here that it had better ask others
	wantDirty  bool
	grantDirty bool
	pathDirty  bool          // the way of a stripe that it has from here has changed
	repeats    bool          // the Grant that is due tells it nothing new
	statusAt   time.Duration // when its newest Status came; 0: none yet

	statusTo      time.Duration // when ours went
	since         time.Duration
	rtt           time.Duration // smoothed; 0: unknown
	wantAt        time.Duration // when our newest Want went
	refresh       time.Duration
	toldConnected uint32        // Connected in our newest Status
	excused       int32         // of pulls before, those that others are asked for, since it is busy; they may come still
	pulls         int           // shards asked for by Pull and not come
	owedSince     time.Duration // since when it owes a shard that was asked for; 0: it owes none

	useful     int16 // shards since the last of faults
	faults     int8  // stalls and Pulls without an answer, lately
	brought    bool  // it has pushed a shard since failedAt
	unwanted   int32
	absence    absence       // what of it is due to its being silent now
	pulledAt   time.Duration // when it was asked for shards last
	pullAgain  time.Duration // until when others are asked first, since it did not answer
	pullScore  time.Duration
	avoidUntil time.Duration // until when it is asked for a stripe only where no other has it, since it kept some back
	failedAt   time.Duration // when it failed to push last
	usual      time.Duration // mean of the known lags; 0: none is
	grantAt    time.Duration // when our newest Grant went

	status wire.Status // what it has said of itself

	// bias is by how much later than it says its stripes come, smoothed over those that it
	// pushes here.
	bias       time.Duration
	generation uint16
	theirs     uint16           // generation of its newest Want
	offer      uint16           // of that Want
	webrtc     bool             // the link is by WebRTC
	proven     bool             // a shard of its has been genuine by its own proof
	refusedAt  time.Duration    // when it last refused anything
	pullQueue  []wire.PullBlock // gathered for the next Pull

	noWaiting uint32 // stripes that it refused since its newest Status, having them from nobody

	// As child: what it wants from this peer.
	refused   uint32
	looping   uint32 // of refused, those whose way leads through it
	broken    uint32 // of refused, those that do not come to this peer itself
	heardWant time.Duration
	// answerEvery is how long after our newest Grant the broadcaster repeats it.
	answerEvery time.Duration
	whole       int           // stripes that come to it by an unbroken way
	thirsty     time.Duration // since when these have been too few to see anything; 0: they are not
	serving     uint32        // stripes in which it has children of its own
	toldWhole   uint32        // stripes whose way was whole in our newest Grant
	demoted     time.Duration // until when it is worth nothing, having passed nothing on
	relief      uint32        // of serves, those that the broadcaster gives it out of thirst
	hadPast     uint32        // stripes of which it has been sent the past
	reliefAt    time.Duration // since when it gives it any
	// noReliefBefore is when it may be helped again, after it was for long.
	noReliefBefore time.Duration

	bad       int32
	unsure    int32  // shards without proof that it has been asked for and sent
	missed    int32  // shards of it that were overdue, less those that have come since
	headOf    uint32 // of which block, by number + 1, it has been sent header and signature last
	pullRate  bucket
	waits     bucket // blocks that it may begin to wait for here
	talk      bucket
	replayed  bucket        // shards that it may have replayed
	opening   bucket        // shards of the block to begin with that it may have before others' repair
	lines     *[orders]line // what waits for it; made when something does
	signals   bucket        // that it may still send
	signalled bucket        // that it may still be passed

	favours *favours // at the broadcaster, once it has asked for repair

	record wire.PeerRecord
	remote netip.AddrPort // where it is seen

	asParents []asParent                       // by stripe, as far as there is something to note
	stopAt    *[block.MaxStripes]time.Duration // by stripe; made when the first is noted
}

// asParent is what is noted of a neighbour as parent in one stripe.
type asParent struct {
	retryAt time.Duration // until when it is not asked again
	// lag is how long after its capture a shard would come if the neighbour pushed it, on this
	// peer's clock; 0 and noLag: unknown.
	lag time.Duration
}

// inStripe is what is noted of stripe s, to be changed: room is made for it. Who only reads takes
// retryAt and lag.
func (n *neighbour) inStripe(s int) *asParent {
	if s >= len(n.asParents) {
		const step = 8 // most streams have few stripes
		n.asParents = append(n.asParents, make([]asParent, s/step*step+step-len(n.asParents))...)
	}
	return &n.asParents[s]
}

// retryAt is until when n is not asked for stripe s again.
func (n *neighbour) retryAt(s int) time.Duration {
	if s >= len(n.asParents) {
		return 0
	}
	return n.asParents[s].retryAt
}

// lag is how long after its capture a shard of stripe s would come from n; ok is false where that is
// not known.
func (n *neighbour) lag(s int) (lag time.Duration, ok bool) {
	if s >= len(n.asParents) {
		return 0, false
	}
	lag = n.asParents[s].lag
	return lag, lag != 0 && lag != noLag
}

const noLag = time.Duration(1<<63 - 1)

func (n *neighbour) setRemote(a netip.AddrPort) {
	// A list of its own: whoever introduced the peer may share theirs.
	addrs := []netip.AddrPort{a}
	for _, old := range n.record.Addrs {
		if old != a && len(addrs) < wire.MaxAddrs {
			addrs = append(addrs, old)
		}
	}
	n.record.Addrs = addrs
}

// ancestor is how ways name the neighbour.
func (n *neighbour) ancestor() wire.Ancestor { return wire.Ancestor(n.record.Peer[:4]) }

// trip is the round trip to the neighbour, or a guess.
func (n *neighbour) trip() time.Duration {
	if n.rtt == 0 {
		return 150 * time.Millisecond
	}
	return n.rtt
}

// absence is what a neighbour has failed to do because it has fallen silent.
type absence struct {
	stripes uint32 // it is left alone in these
	faults  int8
	pulls   bool // and others are asked first for shards
}

// silentSince reports whether n, which owes an answer, has not been heard since t.
func (n *neighbour) silentSince(t time.Duration) bool { return n.askedAt != 0 && n.heard <= t }

// fault notes that n has not done what it said it would, and returns how long it is to
// be left alone, at first for so long. away says that its silence explains it.
func (n *neighbour) fault(first time.Duration, away bool) time.Duration {
	n.useful = 0
	if n.faults < maxFaults {
		n.faults++
		if away {
			n.absence.faults++
		}
	}
	return first << (n.faults - 1)
}

// answered notes that n, which owed an answer, is heard again, and reports whether it has been
// away. If so it is forgiven what that explains, and no more: what kept it away was not its doing
// alone.
func (n *neighbour) answered(now time.Duration) (back bool) {
	if back = now-n.askedAt > awayFor; back {
		n.faults = max(n.faults-n.absence.faults, 0)
		for set := n.absence.stripes; set != 0; set &= set - 1 {
			n.inStripe(bits.TrailingZeros32(set)).retryAt = 0
		}
		if n.absence.pulls {
			n.pullAgain = 0
		}
	}
	n.askedAt, n.absence = 0, absence{}
	return back
}

// dumb reports whether the neighbour leaves questions unanswered.
func (n *neighbour) dumb(now time.Duration) bool { return n.overdue(now, 0) }

// lost reports whether the neighbour has left a question unanswered for so long that it has
// gone in all probability.
func (n *neighbour) lost(now time.Duration) bool { return n.overdue(now, lostAfter) }

// overdue reports whether an answer of the neighbour is late by more than so long.
func (n *neighbour) overdue(now, by time.Duration) bool {
	return n.askedAt != 0 && now-n.askedAt > n.answersIn()+by
}

// answersIn is how long an answer may take.
func (n *neighbour) answersIn() time.Duration { return 3*n.trip()/2 + answerSlack }

// touch has finish send what is dirty of n.
func (e *Engine) touch(n *neighbour) {
	if !n.queued {
		n.queued = true
		e.dirty = append(e.dirty, n)
	}
}

func (e *Engine) sendHello(n *neighbour) {
	flags := uint8(0)
	if n.hello {
		flags = wire.HelloReply
	}
	e.hello(n, flags)
}

func (e *Engine) hello(n *neighbour, flags uint8) {
	m := wire.Hello{Flags: flags}
	if e.cfg.Reach&ByWebRTC != 0 {
		m.Flags |= wire.HelloWebRTC
	}
	if e.source {
		m.Flags |= wire.HelloSource
		m.Certificate = e.cfg.Certificate
	}
	e.control(n, m.Append(e.heads[len(e.heads):]))
}

func (e *Engine) handleHello(n *neighbour, b []byte) error {
	var m wire.Hello
	if err := m.Parse(b); err != nil {
		return err
	}
	n.record.WebRTC = m.Flags&wire.HelloWebRTC != 0
	if c := e.knownBy.find(n.record.Peer); c != nil {
		c.record.WebRTC = n.record.WebRTC
	}
	if m.Flags&wire.HelloSource != 0 && !n.source {
		if !e.cfg.Channel.Verify(ident.SourceMessage(n.record.Peer), m.Certificate[:]) {
			e.dropped(CauseCertificate)
			e.kick(n, CauseCertificate)
			return nil
		}
		n.source = true
		e.sources++
		e.learn(n.record, true, true)
	}
	// Who is greeted late, by the answer to its own Hello, says once that it has come.
	first := !n.hello
	n.hello = true
	n.replied = n.replied || m.Flags&wire.HelloReply != 0
	if (m.Flags&wire.HelloReply == 0 || first) && !n.unheard {
		e.sendHello(n)
	}
	return nil
}

func (e *Engine) handleBye(n *neighbour, b []byte) error {
	var m wire.Bye
	if err := m.Parse(b); err != nil {
		return err
	}
	if m.Reason == wire.Leaving {
		if c := e.knownBy.find(n.record.Peer); c != nil && !c.source {
			e.forgetContact(c)
		}
	} else if c := e.knownBy.find(n.record.Peer); c != nil {
		c.retryAt = e.now + refusedFor
		if c.source && !n.toldNeedy {
			c.retryAt = e.now + redialSource // it may come to need it
		}
	}
	e.hangUp(n, CauseLeft)
	return nil
}

// blame counts a message that no honest peer sends against n and drops n when it goes on.
func (e *Engine) blame(n *neighbour) { e.charge(n, 1) }

// blameShard drops n for a false shard: links are authenticated and peers pass on only
// what they have verified, so it can only come from a peer that forges.
func (e *Engine) blameShard(n *neighbour) { e.charge(n, maxBad) }

func (e *Engine) charge(n *neighbour, count int) {
	if n == nil || n.gone {
		return
	}
	if n.bad += int32(count); n.bad >= maxBad {
		e.ban(n.record.Peer)
		e.refuse(n, wire.Misbehaved, CauseMisbehaved)
	}
}

// ban has a peer left alone from now on; only the newest maxBanned are remembered.
func (e *Engine) ban(p ident.Peer) {
	if e.banned == nil {
		e.banned = make(map[ident.Peer]int)
	}
	if _, ok := e.banned[p]; ok {
		return
	}
	for old, order := range e.banned {
		if order == e.bans-maxBanned {
			delete(e.banned, old)
		}
	}
	e.banned[p] = e.bans
	e.bans++
	if c := e.knownBy.find(p); c != nil && !c.source {
		e.forgetContact(c)
	}
}

// isBanned reports whether p has been banned.
func (e *Engine) isBanned(p ident.Peer) bool {
	_, ok := e.banned[p]
	return ok
}

// kick drops n and counts why.
func (e *Engine) kick(n *neighbour, c Cause) {
	e.stats.Kicked[c]++
	e.hangUp(n, c)
}

// hangUp forgets n and has the driver close its link.
func (e *Engine) hangUp(n *neighbour, c Cause) {
	if n.gone {
		return
	}
	e.emit(Event{Kind: Disconnect, Link: n.link, Cause: c})
	e.forget(n)
}

// forget takes n out of everything.
func (e *Engine) forget(n *neighbour) {
	if n.gone {
		return
	}
	n.gone = true
	e.byLink.remove(n.link)
	if e.byPeer.find(n.record.Peer) == n {
		e.byPeer.remove(n.record.Peer)
	}
	for i, o := range e.neighbours {
		if o == n {
			e.neighbours = append(e.neighbours[:i], e.neighbours[i+1:]...)
			break
		}
	}
	e.dropChild(n, n.serves)
	for s := range e.stripes {
		e.stripes[s].lose(n)
	}
	if c := e.knownBy.find(n.record.Peer); c != nil && c.source && n.statusAt == 0 && c.retryAt <= e.now {
		e.turnedAway(c)
	}
	if n.source {
		e.sources--
		// It may come back, with the same key and in the same place.
		e.learn(n.record, true, true)
		if c := e.knownBy.find(n.record.Peer); c != nil && c.retryAt < e.now {
			c.retryAt = e.now + 200*time.Millisecond
		}
	}
	e.seekParents()
}

func (e *Engine) sendStatus(n *neighbour) {
	m := &e.scratch.status
	*m = wire.Status{Sent: e.now, Slots: e.slots(), Free: e.free(), Loose: e.loose(), Duty: e.duty(), Serving: e.serving(), Room: e.room(n), Connected: e.flowing(), Spared: e.thrift.byChoice()}
	if n.statusAt != 0 {
		m.Echo, m.Held = n.status.Sent, e.now-n.statusAt
	}
	if e.leaving {
		m.Flags |= wire.StatusLeaving
	}
	if e.wantsPeers() {
		m.Flags |= wire.StatusWantsPeers
	}
	if e.deliver.begun || e.source {
		m.Flags |= wire.StatusJoined
	}
	if e.thrift.lossy {
		m.Flags |= wire.StatusLossy
	}
	if n.toldNeedy = !e.source && e.needy(); n.toldNeedy {
		m.Flags |= wire.StatusNeedy
	}
	if n.toldBusy = e.busyFor(n); n.toldBusy {
		m.Flags |= wire.StatusBusy
	}
	m.Offset, m.Dispersion = e.clock.advertise(e.now)
	e.lookAtStore()
	m.Oldest, m.Entry, m.Rebuilt = e.servable.oldest, e.servable.entry, e.servable.newest
	m.Whole = e.servable.whole
	if b := e.reference(); b != nil {
		m.Reference = b.seq
		m.Age = uint16(min((e.now-b.first)/time.Millisecond, 65535))
		m.Stripes = b.Header.Shape.Total
		for s := range int(m.Stripes) {
			switch {
			case b.arrived&(1<<s) != 0:
				m.Ages[s] = b.noted(s).age
			case b.rebuilt:
				// What did not come can be made since the block was rebuilt.
				m.Ages[s] = uint8(min((b.rebuiltAt-b.first)/wire.AgeUnit, wire.NoAge-1))
			default:
				m.Ages[s] = wire.NoAge
			}
		}
	}
	n.statusTo, n.toldConnected = e.now, m.Connected
	e.control(n, m.Append(e.heads[len(e.heads):]))
}

// reference is the newest rebuilt block that is old enough for its late shards
// to have come.
func (e *Engine) reference() *entry {
	seq, ok := e.store.newest()
	if !ok {
		return nil
	}
	for back := range min(seq.Number()-e.store.low+1, windowBlocks) {
		b := e.store.get(seq - block.Seq(back))
		if b != nil && b.rebuilt && b.known && !b.needJoin && e.now-b.first > 200*time.Millisecond {
			return b
		}
		if back > 64 {
			break
		}
	}
	return nil
}

// tellWhole sends a Status to the neighbours that have less to serve than this peer,
// which has just caught up with the stream: they wait to hear where to get it.
func (e *Engine) tellWhole() {
	e.deliver.grew = false
	e.servable.newest = 0 // look again
	e.lookAtStore()
	e.tell(func(v *wire.Status) bool {
		return v.Oldest == 0 || v.Oldest > e.servable.oldest || v.Rebuilt+wholeBehind < e.servable.newest
	})
}

// tellPicture sends a Status to the neighbours that lack a picture to begin with: here is one.
func (e *Engine) tellPicture() {
	e.deliver.opens = false
	e.servable.newest = 0 // look again
	e.tell(func(v *wire.Status) bool { return v.Flags&wire.StatusJoined == 0 })
}

// tell sends a Status to the viewers of whose own that holds.
func (e *Engine) tell(holds func(*wire.Status) bool) {
	for _, n := range e.neighbours {
		if !n.source && n.statusAt != 0 && n.statusTo != e.now && holds(&n.status) {
			e.sendStatus(n)
		}
	}
}

// servable is a range of blocks that are rebuilt without a gap, and the newest
// block that a viewer can begin with; 0 where there is none.
type servable struct {
	at                    time.Duration // when it was looked up
	oldest, entry, newest block.Seq
	whole                 uint64 // bit i: block newest − i is rebuilt
}

// lookAtStore brings servable up to date, unless that was done just now.
func (e *Engine) lookAtStore() {
	v := &e.servable
	if e.now-v.at < servableEvery && v.newest != 0 && v.newest.Epoch() == e.store.epoch {
		return
	}
	*v = servable{at: e.now}
	st := &e.store
	if !st.begun {
		return
	}
	newest, ok := st.latest(&st.whole, st.next, 0)
	if !ok {
		return
	}
	v.newest = block.MakeSeq(st.epoch, newest)
	v.whole = st.wholeUpTo(newest)
	v.oldest = block.MakeSeq(st.epoch, st.low)
	if gap, ok := st.latest(&st.whole, newest, ^uint64(0)); ok {
		v.oldest = block.MakeSeq(st.epoch, gap+1)
	}
	if entry, ok := st.latest(&st.entries, newest+1, 0); ok {
		v.entry = block.MakeSeq(st.epoch, entry)
	}
}

func (e *Engine) handleStatus(n *neighbour, b []byte) error {
	m := &e.scratch.status
	if err := m.Parse(b); err != nil {
		return err
	}
	first := n.statusAt == 0
	if !first && m.Sent <= n.status.Sent {
		return nil // older than what is known
	}
	m.Slots = e.believed(m.Slots)
	before := n.status
	n.status, n.statusAt, n.noWaiting = *m, e.now, 0
	if m.Flags&wire.StatusBusy != 0 && n.pulls > 0 {
		n.excused, n.pulls, n.owedSince = min(n.excused+int32(n.pulls), maxPulls), 0, 0
	}
	if m.Echo != 0 && m.Echo <= e.now {
		e.measure(n, m)
	}
	if bits.OnesCount32(m.Connected) >= int(e.shape.Data) {
		n.thirsty = 0
	}
	if n.unheard {
		n.unheard = false
		if e.full() && e.hasBetter(n) && !e.mayGreet() {
			e.refuse(n, wire.Idle, CauseUseless)
			return nil
		}
		e.sendHello(n)
	}
	e.compare(n, m)
	e.heardOf(m.Rebuilt)
	if m.Flags&wire.StatusWantsPeers != 0 || first && e.source {
		e.sendPeers(n)
	}
	e.fetchEntry()
	e.pullAgain(n, &before)
	if first && m.Echo == 0 {
		e.sendStatus(n)
	}
	v := &n.status // m may be another by now
	if v.Connected&^before.Connected != 0 && v.Slots > 0 {
		e.seekParents()
	}
	if v.Room != 0 {
		for set := v.Room; set != 0; set &= set - 1 {
			n.inStripe(bits.TrailingZeros32(set)).retryAt = 0 // it would not be refused now
		}
		e.follow(n)
	}
	return nil
}

// believed is how many of the slots that a peer says it has count: by its word alone
// nobody gets ahead of all the others.
func (e *Engine) believed(slots uint16) uint16 {
	return min(slots, believedStreams*uint16(e.shape.Total))
}

// measure takes round trip and clock from a Status that echoes one of ours.
func (e *Engine) measure(n *neighbour, m *wire.Status) {
	trip := e.now - m.Echo - m.Held
	if trip < 0 || trip > 10*time.Second {
		return
	}
	trip = max(trip, 10*time.Microsecond)
	if n.rtt == 0 {
		n.rtt = trip
	} else {
		n.rtt += (trip - n.rtt) / 4
	}
	if e.source || m.Dispersion == wire.UnknownDispersion {
		return
	}
	// NTP's offset: ((t2−t1)+(t3−t4))/2 with t1 our sending, t2 its arrival
	// there, t3 the sending of the answer, t4 now.
	t2 := m.Sent - m.Held
	offset := ((t2 - m.Echo) + (m.Sent - e.now)) / 2
	e.clock.sample(e.now, offset+time.Duration(m.Offset)*time.Microsecond,
		time.Duration(m.Dispersion)*time.Microsecond+trip/2+time.Millisecond)
}

// compare learns from a Status how early each stripe would come from n: had it
// pushed the reference block's shard when it got it, with this same delay on
// the way, it would have been here at now minus the shard's age.
func (e *Engine) compare(n *neighbour, m *wire.Status) {
	b := e.store.get(m.Reference)
	if b == nil || !b.known {
		return
	}
	age := time.Duration(m.Age) * time.Millisecond
	var sum, known time.Duration
	for s := range int(m.Stripes) {
		w := n.inStripe(s)
		if m.Ages[s] == wire.NoAge {
			w.lag = noLag
			continue
		}
		lag := e.now - age + time.Duration(m.Ages[s])*wire.AgeUnit - b.Header.Capture
		if w.lag == 0 || w.lag == noLag {
			w.lag = lag
		} else {
			w.lag += (lag - w.lag) / 2
		}
		sum, known = sum+w.lag, known+1
		if st := &e.stripes[s]; st.parent == n && st.lag != noLag {
			off := min(max(st.lag-lag-biasSlack, 0), maxBias)
			n.bias += (off - n.bias) / 4
		}
	}
	n.usual = 0
	if known > 0 {
		n.usual = sum / known
	}
}

func (e *Engine) sendPeers(n *neighbour) {
	m := &e.scratch.peers
	m.Len = 0
	if len(e.neighbours) < 2 {
		return
	}
	// First those below whom it belongs, then those that would serve it where it
	// lacks a parent, then any.
	for set := n.status.Duty; set != 0 && n.status.Slots > 0; set &= set - 1 {
		s := bits.TrailingZeros32(set)
		o := e.upward(s)
		if o != nil && o != n && n.couldDial(&o.record) && m.Len < wire.MaxRecords && !containsRecord(m.Records[:m.Len], o.record.Peer) {
			m.Records[m.Len] = o.record
			m.Len++
		}
	}
	lacks := stripeSet(int(e.shape.Total)) &^ n.status.Connected &^ n.status.Spared
	start := e.rng.IntN(len(e.neighbours))
	for pass := range 2 {
		for i := range e.neighbours {
			if m.Len == wire.MaxRecords {
				break
			}
			o := e.neighbours[(start+i)%len(e.neighbours)]
			if o == n || !n.couldDial(&o.record) || o.source || containsRecord(m.Records[:m.Len], o.record.Peer) {
				continue
			}
			serves := o.status.Duty & o.status.Connected & lacks
			if pass == 0 && (serves == 0 || o.status.Free == 0) {
				continue
			}
			lacks &^= serves
			m.Records[m.Len] = o.record
			m.Len++
		}
	}
	if m.Len > 0 {
		e.control(n, m.Append(e.heads[len(e.heads):]))
	}
}

// upward is a peer near the root in stripe s, as far as this one knows: its parent,
// or at the broadcaster its child.
func (e *Engine) upward(s int) *neighbour {
	st := &e.stripes[s]
	if !e.source {
		if st.parent != nil && !st.parent.source {
			return st.parent
		}
		return nil
	}
	for _, c := range st.children {
		if c.stopping&(1<<s) == 0 {
			return c
		}
	}
	return nil
}

func containsRecord(records []wire.PeerRecord, p ident.Peer) bool {
	for i := range records {
		if records[i].Peer == p {
			return true
		}
	}
	return false
}

func (e *Engine) handlePeers(n *neighbour, b []byte) error {
	m := &e.scratch.peers
	if err := m.Parse(b); err != nil {
		return err
	}
	for i := range m.Records[:m.Len] {
		e.hear(n, m.Records[i])
	}
	e.dialMore()
	return nil
}
