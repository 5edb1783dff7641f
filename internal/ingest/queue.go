package ingest

import (
	"context"
	"errors"
	"sync"
)

// errQueueEmpty: ctx ended while get waited.
var errQueueEmpty = errors.New("no item")

// queue is a first-in-first-out queue of items, bounded by number and bytes: put
// waits while it is full, unless it is empty.
type queue struct {
	maxItems, maxBytes int

	mu     sync.Mutex
	items  []Item
	bytes  int
	err    error         // set by end
	change chan struct{} // closed and replaced at each change
}

func newQueue(items, bytes int) *queue {
	return &queue{maxItems: items, maxBytes: bytes, change: make(chan struct{})}
}

// changed wakes everyone who waits. q.mu is held.
func (q *queue) changed() {
	close(q.change)
	q.change = make(chan struct{})
}

func (q *queue) put(ctx context.Context, item Item) error {
	for {
		q.mu.Lock()
		if q.err != nil {
			q.mu.Unlock()
			return q.err
		}
		if len(q.items) == 0 || len(q.items) < q.maxItems && q.bytes+item.size() <= q.maxBytes {
			q.items = append(q.items, item)
			q.bytes += item.size()
			q.changed()
			q.mu.Unlock()
			return nil
		}
		change := q.change
		q.mu.Unlock()
		select {
		case <-change:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// get returns the first item; after the last, the error that end was given.
func (q *queue) get(ctx context.Context) (Item, error) {
	for {
		q.mu.Lock()
		if len(q.items) > 0 {
			item := q.items[0]
			q.items[0] = Item{}
			q.items = q.items[1:]
			q.bytes -= item.size()
			q.changed()
			q.mu.Unlock()
			return item, nil
		}
		err, change := q.err, q.change
		q.mu.Unlock()
		if err != nil {
			return Item{}, err
		}
		select {
		case <-change:
		case <-ctx.Done():
			return Item{}, errQueueEmpty
		}
	}
}

// end lets get return err once the queue is empty. The first call counts.
func (q *queue) end(err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.err == nil {
		q.err = err
		q.changed()
	}
}
