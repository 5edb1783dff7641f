package node

import (
	"context"
	"sync"
	"time"

	"throng/internal/block"
)

// Kind says what an Item is.
type Kind uint8

// The kinds of Item.
const (
	// Block: the next block, in order.
	Block Kind = iota + 1
	// Lost: so many blocks before the next one are missing.
	Lost
	// Ended: the stream's last block was given out.
	Ended
	// Joined: the next Block is the first, an Entry.
	Joined
)

// Item is a piece of what a node received.
type Item struct {
	Kind    Kind
	Header  block.Header  // Block only
	Payload []byte        // Block only; the receiver's own; empty with Config.NoPayload
	Delay   time.Duration // Block only: from its capture to its being rebuilt here
	Joining bool          // Block only: fetched in order to join, so that Delay says nothing
	Lost    int           // Lost only: how many blocks
}

// Queue hands Items from the engine's goroutine to one consumer, in order. When
// more bytes wait than it may hold, the oldest blocks are dropped: the consumer
// then gets one Lost that counts them.
type Queue struct {
	notify chan struct{} // holds one token when there may be something

	mu      sync.Mutex
	limit   int
	items   []Item
	bytes   int
	gap     int // blocks missing before items[0]
	dropped uint64
	ended   bool
	err     error
}

func newQueue(limit int) *Queue {
	return &Queue{notify: make(chan struct{}, 1), limit: limit}
}

// Next waits for the next Item. Once the node has ended and all is taken, the
// error is ErrEnded or what ended it; else it is that of ctx.
func (q *Queue) Next(ctx context.Context) (Item, error) {
	for {
		item, ok, err := q.pop()
		if ok || err != nil {
			return item, err
		}
		select {
		case <-q.notify:
		case <-ctx.Done():
			return Item{}, ctx.Err()
		}
	}
}

// Dropped is how many blocks were dropped because nobody took them.
func (q *Queue) Dropped() uint64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.dropped
}

func (q *Queue) pop() (Item, bool, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.gap > 0 {
		n := q.gap
		q.gap = 0
		return Item{Kind: Lost, Lost: n}, true, nil
	}
	if len(q.items) == 0 {
		if q.ended {
			q.signal() // for whoever asks again
			return Item{}, false, q.err
		}
		return Item{}, false, nil
	}
	item := q.items[0]
	q.items[0] = Item{}
	q.items = q.items[1:]
	q.bytes -= len(item.Payload)
	return item, true, nil
}

func (q *Queue) put(item Item) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.items = append(q.items, item)
	q.bytes += len(item.Payload)
	// One block is let in, however small the limit.
	for len(q.items) > 1 && (q.bytes > q.limit || len(q.items) > maxQueueItems) {
		q.shed()
	}
	q.signal()
}

// shed drops the oldest Item.
func (q *Queue) shed() {
	old := q.items[0]
	q.items[0] = Item{}
	q.items = q.items[1:]
	q.bytes -= len(old.Payload)
	switch old.Kind {
	case Block:
		q.gap++
		q.dropped++
	case Lost:
		q.gap += old.Lost
	}
}

// end lets the consumer have what is there, and then err, or ErrEnded for nil.
func (q *Queue) end(err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if err == nil {
		err = ErrEnded
	}
	q.ended, q.err = true, err
	q.signal()
}

func (q *Queue) signal() {
	select {
	case q.notify <- struct{}{}:
	default:
	}
}
