package udp

import (
	"context"
	"net"
	"sync"

	"throng/internal/link"
)

// eventQueue holds what Receive has not taken yet. Data beyond its limit are
// dropped; Up and Down never, but their number is limited by those who push.
type eventQueue struct {
	mu      sync.Mutex
	events  []link.Event
	head    int
	data    int // Data events waiting
	control int // Up and Down events waiting
	limit   int
	closed  bool
	notify  chan struct{} // holds one token while there may be something to take
}

func newEventQueue(limit int) *eventQueue {
	return &eventQueue{limit: limit, notify: make(chan struct{}, 1)}
}

// push adds events and returns how many were dropped.
func (q *eventQueue) push(events ...link.Event) (dropped int) {
	if len(events) == 0 {
		return 0
	}
	q.mu.Lock()
	if q.head > 0 && len(q.events)+len(events) > cap(q.events) {
		n := copy(q.events, q.events[q.head:])
		clear(q.events[n:])
		q.events, q.head = q.events[:n], 0
	}
	for i := range events {
		if events[i].Kind == link.Data {
			if q.data >= q.limit {
				dropped++
				continue
			}
			q.data++
		} else {
			q.control++
		}
		q.events = append(q.events, events[i])
	}
	q.mu.Unlock()
	q.wake()
	return dropped
}

func (q *eventQueue) wake() {
	select {
	case q.notify <- struct{}{}:
	default:
	}
}

// waiting returns how many Up and Down events wait.
func (q *eventQueue) waiting() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.control
}

func (q *eventQueue) close() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.wake()
}

// take fills batch with what is there.
func (q *eventQueue) take(batch []link.Event) (n int, closed bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	n = copy(batch, q.events[q.head:])
	for i := range batch[:n] {
		if batch[i].Kind == link.Data {
			q.data--
		} else {
			q.control--
		}
	}
	clear(q.events[q.head : q.head+n]) // lets go of the data
	q.head += n
	if q.head == len(q.events) {
		q.events, q.head = q.events[:0], 0
	}
	return n, q.closed
}

// receive waits for at least one event.
func (q *eventQueue) receive(ctx context.Context, batch []link.Event) (int, error) {
	if len(batch) == 0 {
		return 0, nil
	}
	for {
		n, closed := q.take(batch)
		if n > 0 {
			return n, nil
		}
		if closed {
			q.wake() // for another that waits
			return 0, net.ErrClosed
		}
		select {
		case <-q.notify:
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
}
