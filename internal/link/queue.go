package link

import (
	"context"
	"net"
	"sync"
)

// Queue holds the events of a transport that Receive has not taken yet. Data
// beyond its limit are dropped; Up and Down never: whoever pushes limits those,
// by Waiting. All its methods may be called at the same time.
type Queue struct {
	mu      sync.Mutex
	events  []Event
	head    int
	data    int // Data events waiting
	control int // Up and Down events waiting
	limit   int
	closed  bool
	notify  chan struct{} // holds one token while there may be something to take
}

// NewQueue makes a queue for up to limit Data events.
func NewQueue(limit int) *Queue {
	return &Queue{limit: limit, notify: make(chan struct{}, 1)}
}

// Push adds events and returns how many were dropped.
func (q *Queue) Push(events ...Event) (dropped int) {
	if len(events) == 0 {
		return 0
	}
	q.mu.Lock()
	if q.head > len(q.events)/2 && len(q.events)+len(events) > cap(q.events) {
		n := copy(q.events, q.events[q.head:])
		clear(q.events[n:])
		q.events, q.head = q.events[:n], 0
	}
	for i := range events {
		if events[i].Kind == Data {
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

func (q *Queue) wake() {
	select {
	case q.notify <- struct{}{}:
	default:
	}
}

// Waiting returns how many Up and Down events wait.
func (q *Queue) Waiting() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.control
}

// Len returns how many events wait.
func (q *Queue) Len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.events) - q.head
}

// Close makes Receive return net.ErrClosed once the queue is empty.
func (q *Queue) Close() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.wake()
}

// Take fills batch with what is there, without waiting.
func (q *Queue) Take(batch []Event) (n int, closed bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	n = copy(batch, q.events[q.head:])
	for i := range batch[:n] {
		if batch[i].Kind == Data {
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

// Receive waits for at least one event and fills batch; see Transport.
func (q *Queue) Receive(ctx context.Context, batch []Event) (int, error) {
	if len(batch) == 0 {
		return 0, nil
	}
	for {
		n, closed := q.Take(batch)
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
