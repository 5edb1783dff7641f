package node

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"sync"
	"time"

	"throng/internal/block"
	"throng/internal/ident"
	"throng/internal/link"
	"throng/internal/overlay"
)

// ErrEnded is returned by the methods of a node that has ended.
var ErrEnded = errors.New("the node has ended")

// Engine is what a node needs of an overlay.Engine.
type Engine interface {
	HandleLinkUp(now time.Duration, l overlay.LinkID, peer ident.Peer, remote netip.AddrPort, initiator bool)
	HandleLinkDown(now time.Duration, l overlay.LinkID)
	HandleLinkFailed(now time.Duration, peer ident.Peer)
	HandleDatagram(now time.Duration, l overlay.LinkID, head, body []byte)
	HandlePeers(now time.Duration, records, sources []overlay.Record)
	SetAudience(count int)
	HandleTimeout(now time.Duration)
	Publish(now time.Duration, b *block.Sealed)
	Signal(now time.Duration, to ident.Peer, data []byte) bool
	Forward(now time.Duration, from, to ident.Peer, data []byte) bool
	Sample(count int) []overlay.Record
	Leave(now time.Duration)
	PollTransmit() (overlay.Transmit, bool)
	PollEvent() (overlay.Event, bool)
	PollTimeout() (at time.Duration, ok bool)
	Stats() overlay.Stats
}

// Introducer finds peers: a tracker's client, or several of them.
type Introducer interface {
	// Introductions is where what was found comes out. Closing it says that
	// nothing more will come.
	Introductions() <-chan Introduction
	// Want asks for up to n more peers. It must not block.
	Want(n int)
	// Connecting says that this node is about to connect to peer, so that the
	// peer can let its packets in. It must not block.
	Connecting(peer ident.Peer)
	// Relay passes a signal on to a peer: of this node, or of a neighbour for which
	// nobody else is known to carry it. It keeps data, must not block, and reports
	// whether there was a way.
	Relay(from, to ident.Peer, data []byte) bool
}

// Introduction is what an Introducer found.
type Introduction struct {
	// Peers are peers of the channel to which one may connect.
	Peers []overlay.Record
	// Sources are those that the channel's key has certified as broadcasters; they are not
	// repeated in Peers.
	Sources []overlay.Record
	// Expect are peers that are about to connect to this one.
	Expect []overlay.Record
	// Signals are what peers say in order to set up a link.
	Signals []Signal
	// Audience is how many peers the channel has, as far as the introducer knows; 0: it does not.
	// It counts where Peers or Sources come with it.
	Audience int
}

// Signal is what From says to To.
type Signal struct {
	From, To ident.Peer
	Data     []byte
}

// Config sets up a Node.
type Config struct {
	// Engine is driven by the node alone from Start on. Required.
	Engine Engine
	// Self is the key of this peer. Required where Transport is a link.Signaller.
	Self ident.Peer
	// Transport carries the links. The node closes it when it ends. Signals of one that
	// is a link.Signaller are carried by neighbours and the Introducer. Required.
	Transport link.Transport
	// Introducer finds peers; nil where the node is only found by others.
	Introducer Introducer
	// NoPayload leaves the Payload of Items empty, for a node that only passes on.
	NoPayload bool
	// QueueBytes bounds the payload that waits in Blocks; 0 is DefaultQueueBytes.
	QueueBytes int
	// Clock is the peer's own time, which never goes back; nil is Unix time as
	// it was at Start, advanced by the monotonic clock.
	Clock func() time.Duration
	// Log gets the coming and going of links at level debug; nil means nowhere.
	Log *slog.Logger
}

// Node drives one engine. Its methods may be called from any goroutine.
type Node struct {
	cfg      Config
	log      *slog.Logger
	queue    *Queue
	batches  chan []link.Event // from the receiving goroutine
	free     chan []link.Event // back to it
	commands chan func()
	cancel   context.CancelFunc
	work     sync.WaitGroup
	done     chan struct{}
	err      error // set before done is closed

	// Of the loop alone.
	up      map[link.ID]ident.Peer // links that the engine knows of
	dialled map[link.ID]ident.Peer // Connects without an answer yet
	refused []ident.Peer           // Connects to be answered by HandleLinkFailed
	sent    bool                   // something waits for Flush
	// signaller is the transport, if it is one; byNeighbour says of the peers that were
	// signalled to whether the last signal went by a neighbour.
	signaller   link.Signaller
	byNeighbour map[ident.Peer]bool
}

// Start begins to drive the engine, until ctx ends or Close.
func Start(ctx context.Context, cfg Config) (*Node, error) {
	if cfg.Engine == nil || cfg.Transport == nil {
		return nil, errors.New("node: Engine and Transport are required")
	}
	if cfg.Clock == nil {
		cfg.Clock = unixClock()
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.QueueBytes <= 0 {
		cfg.QueueBytes = DefaultQueueBytes
	}
	ctx, cancel := context.WithCancel(ctx)
	n := &Node{
		cfg:         cfg,
		log:         cfg.Log,
		queue:       newQueue(cfg.QueueBytes),
		batches:     make(chan []link.Event, maxBatches),
		free:        make(chan []link.Event, maxBatches),
		commands:    make(chan func(), maxCommands),
		cancel:      cancel,
		done:        make(chan struct{}),
		up:          make(map[link.ID]ident.Peer),
		dialled:     make(map[link.ID]ident.Peer),
		byNeighbour: make(map[ident.Peer]bool),
	}
	n.signaller, _ = cfg.Transport.(link.Signaller)
	received := make(chan error, 1)
	n.work.Go(func() { received <- n.receive() })
	go func() {
		err := n.loop(ctx, received)
		cancel()
		n.work.Wait()
		n.err = err
		n.queue.end(err)
		close(n.done)
	}()
	return n, nil
}

// unixClock is the time since 1970 as it is now, advanced by the monotonic
// clock, so that it never jumps.
func unixClock() func() time.Duration {
	start := time.Now()
	origin := time.Duration(start.UnixNano())
	return func() time.Duration { return origin + time.Since(start) }
}

// Now is the time on the engine's clock.
func (n *Node) Now() time.Duration { return n.cfg.Clock() }

// Blocks is where the stream comes out.
func (n *Node) Blocks() *Queue { return n.queue }

// Publish gives the engine a block to spread; the engine keeps it. It waits
// while many commands wait. The error is ErrEnded or that of ctx.
func (n *Node) Publish(ctx context.Context, b *block.Sealed) error {
	return n.command(ctx, func() {
		n.cfg.Engine.Publish(n.Now(), b)
		n.poll()
	})
}

// Stats returns the engine's figures. The error is ErrEnded or that of ctx.
func (n *Node) Stats(ctx context.Context) (overlay.Stats, error) {
	return ask(ctx, n, n.cfg.Engine.Stats)
}

// ask has the loop answer a question.
func ask[T any](ctx context.Context, n *Node, question func() T) (none T, err error) {
	answer := make(chan T, 1)
	if err := n.command(ctx, func() { answer <- question() }); err != nil {
		return none, err
	}
	select {
	case s := <-answer:
		return s, nil
	case <-n.done:
	case <-ctx.Done():
		return none, ctx.Err()
	}
	select {
	case s := <-answer: // it was among the last
		return s, nil
	default:
		return none, ErrEnded
	}
}

// Sample names up to count neighbours that others may dial. The error is ErrEnded or
// that of ctx.
func (n *Node) Sample(ctx context.Context, count int) ([]overlay.Record, error) {
	return ask(ctx, n, func() []overlay.Record { return n.cfg.Engine.Sample(count) })
}

func (n *Node) command(ctx context.Context, do func()) error {
	select {
	case <-n.done: // the select below might choose to queue in vain
		return ErrEnded
	default:
	}
	select {
	case n.commands <- do:
		return nil
	case <-n.done:
		return ErrEnded
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close takes leave of the neighbours, closes the transport and waits until all
// is done. It returns what Err does. A second call does the same.
func (n *Node) Close() error {
	n.cancel()
	<-n.done
	return n.err
}

// Done is closed when the node has ended.
func (n *Node) Done() <-chan struct{} { return n.done }

// Err is, once the node has ended, why: nil where its context or Close ended it.
func (n *Node) Err() error {
	select {
	case <-n.done:
		return n.err
	default:
		return nil
	}
}

// receive takes events from the transport until it is closed.
func (n *Node) receive() error {
	for {
		var batch []link.Event
		select {
		case batch = <-n.free:
			batch = batch[:batchSize]
		default:
			batch = make([]link.Event, batchSize)
		}
		// The transport's end is the only one: whoever closes it ends the wait.
		count, err := n.cfg.Transport.Receive(context.Background(), batch)
		if count > 0 {
			n.batches <- batch[:count]
		}
		if err != nil {
			return err
		}
	}
}

// loop is the engine's goroutine.
func (n *Node) loop(ctx context.Context, received <-chan error) error {
	var introductions <-chan Introduction
	if n.cfg.Introducer != nil {
		introductions = n.cfg.Introducer.Introductions()
	}
	var signals <-chan link.OutSignal
	if n.signaller != nil {
		signals = n.signaller.Signals()
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	n.cfg.Engine.HandleTimeout(n.Now())
	n.poll()
	for {
		if n.sent {
			n.cfg.Transport.Flush()
			n.sent = false
		}
		n.schedule(timer)
		select {
		case batch := <-n.batches:
			n.takeAll(batch)
		case in, ok := <-introductions:
			if !ok {
				introductions = nil
				continue
			}
			n.introduce(in)
		case s := <-signals:
			n.signal(s)
		case do := <-n.commands:
			do()
		case <-timer.C:
			n.cfg.Engine.HandleTimeout(n.Now())
			n.poll()
		case err := <-received:
			n.drain(nil)
			_ = n.cfg.Transport.Close()
			return fmt.Errorf("node: receive: %w", err)
		case <-ctx.Done():
			n.leave(received)
			return nil
		}
	}
}

// schedule sets the timer to when the engine wants to be woken.
func (n *Node) schedule(timer *time.Timer) {
	wait := maxIdle
	if at, ok := n.cfg.Engine.PollTimeout(); ok {
		wait = min(max(at-n.Now(), 0), maxIdle)
	}
	timer.Reset(wait)
}

// leave says goodbye and closes the transport. Commands that wait already are
// carried out first, so that a stream's last blocks are not lost.
func (n *Node) leave(received <-chan error) {
	for waiting := true; waiting; {
		select {
		case do := <-n.commands:
			do()
		default:
			waiting = false
		}
	}
	n.cfg.Engine.Leave(n.Now())
	n.poll()
	n.cfg.Transport.Flush()
	// Close may wait for the receiving goroutine to make room.
	closed := make(chan error, 1)
	go func() { closed <- n.cfg.Transport.Close() }()
	n.drain(received)
	if err := <-closed; err != nil {
		n.log.Debug("close transport", "err", err)
	}
}

// drain throws events away until the receiving goroutine has ended; with nil it
// has.
func (n *Node) drain(received <-chan error) {
	for received != nil {
		select {
		case <-n.batches:
		case err := <-received:
			n.log.Debug("receive", "err", err)
			received = nil
		}
	}
	for {
		select {
		case <-n.batches:
		default:
			return
		}
	}
}

// takeAll takes a batch and those that wait behind it, up to flushBatches, before what
// the engine sends is flushed: the more at once, the less it costs.
func (n *Node) takeAll(batch []link.Event) {
	n.take(batch)
	for range flushBatches - 1 {
		select {
		case batch = <-n.batches:
			n.take(batch)
		default:
			return
		}
	}
}

// take gives a batch of the transport's events to the engine.
func (n *Node) take(batch []link.Event) {
	for i := range batch {
		n.handle(&batch[i])
	}
	clear(batch)
	select {
	case n.free <- batch:
	default:
	}
}

func (n *Node) handle(e *link.Event) {
	now, id := n.Now(), overlay.LinkID(e.Link)
	switch e.Kind {
	case link.Data:
		if _, ok := n.up[e.Link]; !ok {
			return // the engine has given it up
		}
		n.cfg.Engine.HandleDatagram(now, id, e.Data, nil)
	case link.Up:
		delete(n.dialled, e.Link)
		n.up[e.Link] = e.Peer
		n.log.Debug("link up", "peer", e.Peer.Short(), "remote", e.Remote, "initiator", e.Initiator)
		n.cfg.Engine.HandleLinkUp(now, id, e.Peer, e.Remote, e.Initiator)
	case link.Down:
		n.down(now, e)
	default:
		return
	}
	n.poll()
}

// down tells the engine of a link that has ended, or of an attempt that failed.
func (n *Node) down(now time.Duration, e *link.Event) {
	if peer, ok := n.up[e.Link]; ok {
		delete(n.up, e.Link)
		n.log.Debug("link down", "peer", peer.Short(), "why", e.Err)
		n.cfg.Engine.HandleLinkDown(now, overlay.LinkID(e.Link))
		return
	}
	peer, ok := n.dialled[e.Link]
	if !ok {
		return
	}
	delete(n.dialled, e.Link)
	n.log.Debug("connect failed", "peer", peer.Short(), "why", e.Err)
	if !n.linked(peer) { // else the peer's own attempt won
		n.cfg.Engine.HandleLinkFailed(now, peer)
	}
}

func (n *Node) linked(peer ident.Peer) bool {
	for _, p := range n.up {
		if p == peer {
			return true
		}
	}
	return false
}

// introduce passes on what the introducer found.
func (n *Node) introduce(in Introduction) {
	for _, r := range in.Expect {
		n.cfg.Transport.Expect(r.Peer, r.Addrs)
		n.sent = true
	}
	if len(in.Peers)+len(in.Sources) > 0 {
		n.cfg.Engine.SetAudience(in.Audience)
		n.cfg.Engine.HandlePeers(n.Now(), in.Peers, in.Sources)
		n.poll()
	}
	for _, s := range in.Signals {
		if s.To != n.cfg.Self {
			n.cfg.Engine.Forward(n.Now(), s.From, s.To, s.Data)
			n.poll()
		} else if n.signaller != nil {
			n.signaller.HandleSignal(s.From, s.Data)
		}
	}
}

// signal has a signal of the transport carried: by a neighbour if there is one that can,
// else by the introducer. The next one to the same peer may be a repeat, and goes the other
// way first.
func (n *Node) signal(s link.OutSignal) {
	neighbour := func() bool {
		sent := n.cfg.Engine.Signal(n.Now(), s.To, s.Data)
		n.poll()
		return sent
	}
	introducer := func() bool {
		return n.cfg.Introducer != nil && n.cfg.Introducer.Relay(n.cfg.Self, s.To, s.Data)
	}
	last := n.byNeighbour[s.To]
	first, second := neighbour, introducer
	if last {
		first, second = introducer, neighbour
	}
	if len(n.byNeighbour) >= maxSignalled {
		clear(n.byNeighbour)
	}
	switch {
	case first():
		n.byNeighbour[s.To] = !last
	case second():
		n.byNeighbour[s.To] = last
	default:
		n.log.Debug("nobody carries a signal", "peer", s.To.Short())
	}
}

// poll does what the engine asks for. Attempts that cannot even begin are
// answered after the last event, for an answer may undo the events before it.
func (n *Node) poll() {
	for {
		n.transmit()
		for {
			e, ok := n.cfg.Engine.PollEvent()
			if !ok {
				break
			}
			n.act(&e)
		}
		if len(n.refused) == 0 {
			return
		}
		for _, peer := range n.refused {
			n.cfg.Engine.HandleLinkFailed(n.Now(), peer)
		}
		n.refused = n.refused[:0]
	}
}

func (n *Node) transmit() {
	for {
		t, ok := n.cfg.Engine.PollTransmit()
		if !ok {
			return
		}
		n.cfg.Transport.Send(link.ID(t.Link), t.Head, t.Body)
		n.sent = true
	}
}

// act does what one event asks for.
func (n *Node) act(e *overlay.Event) {
	switch e.Kind {
	case overlay.BlockReady:
		item := Item{Kind: Block, Header: *e.Header, Delay: e.Delay, Joining: e.Joining}
		if !n.cfg.NoPayload {
			item.Payload = block.AppendPayload(make([]byte, 0, e.Header.Length), e.Header, e.Shards)
		}
		n.queue.put(item)
	case overlay.BlocksLost:
		n.queue.put(Item{Kind: Lost, Lost: e.Count})
	case overlay.Ended:
		n.queue.put(Item{Kind: Ended})
	case overlay.Joined:
		n.queue.put(Item{Kind: Joined})
	case overlay.NeedPeers:
		if n.cfg.Introducer != nil {
			n.cfg.Introducer.Want(e.Count)
		}
	case overlay.Connect:
		n.connect(e.Record)
	case overlay.Signalled:
		if n.signaller != nil {
			n.signaller.HandleSignal(e.Peer, e.Data)
		}
	case overlay.Astray:
		if n.cfg.Introducer != nil {
			n.cfg.Introducer.Relay(e.Peer, e.To, e.Data)
		}
	case overlay.Disconnect:
		id := link.ID(e.Link)
		n.log.Debug("disconnect", "peer", n.up[id].Short(), "cause", e.Cause.String())
		delete(n.up, id)
		// The engine's last words to the peer go first.
		n.cfg.Transport.Flush()
		n.cfg.Transport.Disconnect(id)
	}
}

// connect opens a link. Where the transport says that it is up already, no
// event will follow.
func (n *Node) connect(r overlay.Record) {
	id := n.cfg.Transport.Connect(r.Peer, r.Addrs)
	n.sent = true
	if _, ok := n.up[id]; ok {
		n.refused = append(n.refused, r.Peer)
		return
	}
	n.dialled[id] = r.Peer
	if n.cfg.Introducer != nil && len(r.Addrs) > 0 { // else signals say so
		n.cfg.Introducer.Connecting(r.Peer)
	}
}
