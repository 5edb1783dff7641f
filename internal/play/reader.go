package play

import (
	"context"
	"errors"
	"sync"
)

// Reader is one reader's place in a Hub: a bounded queue. Its methods are for
// one goroutine.
type Reader struct {
	hub    *Hub
	notify chan struct{} // holds one token when there may be something to read

	mu      sync.Mutex
	queue   []Packet
	bytes   int
	needKey bool // frames were lost; those up to the next key frame are as well
	lost    uint64
	err     error
}

// newReader makes a reader that begins with backlog, which begins with a key
// frame where it is not empty.
func newReader(h *Hub, backlog []Packet) *Reader {
	r := &Reader{hub: h, notify: make(chan struct{}, 1), needKey: len(backlog) == 0}
	for _, p := range backlog {
		r.queue = append(r.queue, p)
		r.bytes += len(p.Fragment.Data)
	}
	return r
}

// Next waits for packets and appends them to batch, some at a time. After End
// it gives what was there, then ErrEnded; after Close, ErrClosed at once; an
// error of ctx when that is done.
func (r *Reader) Next(ctx context.Context, batch []Packet) ([]Packet, error) {
	for {
		r.mu.Lock()
		if len(r.queue) > 0 && !errors.Is(r.err, ErrClosed) {
			batch = r.take(batch)
			r.mu.Unlock()
			return batch, nil
		}
		err := r.err
		r.mu.Unlock()
		if err != nil {
			return batch, err
		}
		select {
		case <-r.notify:
		case <-ctx.Done():
			return batch, context.Cause(ctx)
		}
	}
}

// Lost is how many fragments the reader has lost by being slow.
func (r *Reader) Lost() uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.lost
}

// Close gives the reader's place up.
func (r *Reader) Close() {
	r.hub.forget(r)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.queue, r.bytes, r.err = nil, 0, ErrClosed
}

// take moves packets from the head of the queue to batch.
func (r *Reader) take(batch []Packet) []Packet {
	n, size := 0, 0
	for n < len(r.queue) && n < maxBatchPackets && size < maxBatchBytes {
		size += len(r.queue[n].Fragment.Data)
		n++
	}
	batch = append(batch, r.queue[:n]...)
	r.discard(n)
	return batch
}

// discard removes the first n packets.
func (r *Reader) discard(n int) {
	for _, p := range r.queue[:n] {
		r.bytes -= len(p.Fragment.Data)
	}
	// Moved to the front, so that the queue stays in place; the moves are few
	// beside the bytes that the packets carry.
	kept := copy(r.queue, r.queue[n:])
	clear(r.queue[kept:])
	r.queue = r.queue[:kept]
}

// push queues a packet, and returns how many fragments were lost by that. On
// an overflow the reader goes on at the last key frame that is there, or at
// the next one to come.
func (r *Reader) push(p Packet) (lost int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		return 0
	}
	if r.needKey && !p.Fragment.Key {
		if r.lost > 0 { // at the beginning it is waiting, not losing
			r.lost++
			return 1
		}
		return 0
	}
	if r.needKey {
		p.Gap = p.Gap || r.lost > 0
		r.needKey = false
	}
	r.queue = append(r.queue, p)
	r.bytes += len(p.Fragment.Data)
	if full := len(r.queue) > maxQueuePackets || r.bytes > maxQueueBytes; full || r.late() {
		lost = r.shed(full)
		r.lost += uint64(lost)
	}
	select {
	case r.notify <- struct{}{}:
	default:
	}
	return lost
}

// late reports whether more than maxQueueSpan of media waits. A jump of the
// stream's times backwards never counts.
func (r *Reader) late() bool {
	first, last := &r.queue[0], &r.queue[len(r.queue)-1]
	return last.Fragment.Key && first.Init == last.Init && last.Fragment.Time-first.Fragment.Time > maxQueueSpan
}

// shed drops packets up to the last key frame in the queue, all when there is
// none behind the first place and the queue is full.
func (r *Reader) shed(full bool) int {
	for i := len(r.queue) - 1; i > 0; i-- {
		if r.queue[i].Fragment.Key {
			r.discard(i)
			r.queue[0].Gap = true
			return i
		}
	}
	if !full {
		return 0
	}
	n := len(r.queue)
	r.discard(n)
	r.needKey = true
	return n
}

func (r *Reader) finish(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err == nil || errors.Is(err, ErrClosed) {
		r.err = err
	}
	select {
	case r.notify <- struct{}{}:
	default:
	}
}
