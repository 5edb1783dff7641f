package link

import (
	"context"
	"errors"
	"math"
	"net"
	"net/netip"
	"sync"

	"throng/internal/ident"
)

// Second is the bit of an ID that says that the link is of a joined transport's second.
const Second ID = 1 << 63

// joinQueue is how many events a joined transport holds for Receive; while there are as
// many, those of its parts stay there.
const joinQueue = 4096

// Join makes one Transport of two, the second for peers of which no address is known:
// Connect with addresses goes to the first, without to the second. Where both come to have
// a link to the same peer that of the first stays, at both ends. Its addresses are the
// first's. It is a Signaller if the second is one, and owns both.
func Join(first, second Transport) Transport {
	j := &joined{
		queue: NewQueue(math.MaxInt),
		up:    make(map[ident.Peer]ID), opening: make(map[ident.Peer]ID), dead: make(map[ID]struct{}),
		closing: make(chan struct{}),
	}
	for i, t := range []Transport{first, second} {
		p := &j.parts[i]
		*p = part{Transport: t, bit: Second * ID(i), room: make(chan struct{}, 1)}
		j.pumps.Go(func() { j.pump(p) })
	}
	go func() {
		j.pumps.Wait()
		j.queue.Close()
	}()
	if s, ok := second.(Signaller); ok {
		return &signalling{joined: j, by: s}
	}
	return j
}

// signalling is a joined transport whose second signals.
type signalling struct {
	*joined
	by Signaller
}

func (s *signalling) Signals() <-chan OutSignal { return s.by.Signals() }

func (s *signalling) HandleSignal(from ident.Peer, data []byte) { s.by.HandleSignal(from, data) }

type joined struct {
	parts   [2]part
	queue   *Queue
	pumps   sync.WaitGroup
	once    sync.Once     // of closing
	closing chan struct{} // closed by Close, or when a part has failed
	closed  error         // of the parts' Close

	mu      sync.Mutex
	err     error // what ended the first of the parts to end
	up      map[ident.Peer]ID
	opening map[ident.Peer]ID
	dead    map[ID]struct{} // links given up for another, until their Down comes
}

// part is one of the transports.
type part struct {
	Transport
	bit  ID            // of its links
	room chan struct{} // holds a token when there may be room in the queue
	out  []Event       // kept between uses by pump
}

// of returns the part that has a link, and the link's ID there.
func (j *joined) of(id ID) (*part, ID) {
	if id&Second != 0 {
		return &j.parts[1], id &^ Second
	}
	return &j.parts[0], id
}

// pump takes the events of a part until it ends, and then ends the other.
func (j *joined) pump(p *part) {
	batch := make([]Event, 64)
	for {
		n, err := p.Receive(context.Background(), batch)
		j.take(p, batch[:n])
		clear(batch[:n])
		if err != nil {
			j.mu.Lock()
			if j.err == nil {
				j.err = err
			}
			j.mu.Unlock()
			go j.shut() // it may wait for this goroutine's end
			return
		}
		j.wait(p)
	}
}

// wait waits until the queue has room, or the transport closes.
func (j *joined) wait(p *part) {
	for j.queue.Len() >= joinQueue {
		select {
		case <-p.room:
		case <-j.closing:
			return
		}
	}
}

// take passes events of a part on, and ends links to peers that have another.
func (j *joined) take(p *part, events []Event) {
	j.mu.Lock()
	out := p.out[:0]
	var ended []ID
	end := func(id ID) {
		ended = append(ended, id)
		j.dead[id] = struct{}{}
	}
	for _, e := range events {
		e.Link |= p.bit
		if _, dead := j.dead[e.Link]; dead {
			if e.Kind == Down {
				delete(j.dead, e.Link)
			}
			continue
		}
		switch e.Kind {
		case Up:
			old, linked := j.up[e.Peer]
			if rival := linked && (old^e.Link)&Second != 0; rival && old&Second == 0 {
				end(e.Link)
				if j.opening[e.Peer] == e.Link {
					out = append(out, Event{Kind: Down, Link: e.Link, Peer: e.Peer, Err: ErrReplaced})
				}
				j.forget(e.Peer, e.Link)
				continue
			} else if rival {
				end(old)
				out = append(out, Event{Kind: Down, Link: old, Peer: e.Peer, Err: ErrReplaced})
			}
			j.forget(e.Peer, e.Link)
			j.up[e.Peer] = e.Link
		case Down:
			j.forget(e.Peer, e.Link)
		}
		out = append(out, e)
	}
	j.queue.Push(out...)
	clear(out)
	p.out = out
	j.mu.Unlock()
	for _, id := range ended {
		t, there := j.of(id)
		t.Disconnect(there)
	}
}

// forget takes a link out of those that are up or being opened.
func (j *joined) forget(peer ident.Peer, id ID) {
	for _, m := range []map[ident.Peer]ID{j.up, j.opening} {
		if m[peer] == id {
			delete(m, peer)
		}
	}
}

func (j *joined) Connect(peer ident.Peer, addrs []netip.AddrPort) ID {
	// Held while the part is called, so that what comes of it finds the attempt.
	j.mu.Lock()
	defer j.mu.Unlock()
	if id, ok := j.up[peer]; ok {
		return id
	}
	p := &j.parts[0]
	if len(addrs) == 0 {
		p = &j.parts[1]
	}
	if id, ok := j.opening[peer]; ok && id&Second != p.bit {
		return id
	}
	id := p.Connect(peer, addrs) | p.bit
	j.opening[peer] = id
	return id
}

func (j *joined) Expect(peer ident.Peer, addrs []netip.AddrPort) { j.parts[0].Expect(peer, addrs) }

func (j *joined) Send(id ID, head, body []byte) {
	p, there := j.of(id)
	p.Send(there, head, body)
}

func (j *joined) Flush() {
	j.parts[0].Flush()
	j.parts[1].Flush()
}

func (j *joined) Disconnect(id ID) {
	p, there := j.of(id)
	p.Disconnect(there)
}

func (j *joined) Receive(ctx context.Context, batch []Event) (int, error) {
	n, err := j.queue.Receive(ctx, batch)
	for i := range j.parts {
		select {
		case j.parts[i].room <- struct{}{}:
		default:
		}
	}
	if errors.Is(err, net.ErrClosed) {
		j.mu.Lock()
		err = j.err
		j.mu.Unlock()
	}
	return n, err
}

func (j *joined) Addrs() []netip.AddrPort { return j.parts[0].Addrs() }

func (j *joined) shut() {
	j.once.Do(func() {
		close(j.closing)
		j.closed = errors.Join(j.parts[0].Close(), j.parts[1].Close())
	})
}

func (j *joined) Close() error {
	j.shut()
	j.pumps.Wait()
	return j.closed
}
