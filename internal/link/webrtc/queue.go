package webrtc

import (
	"sync"
	"time"
)

// queue knows for how long the oldest of what has been given to SCTP waits for the peer's
// acknowledgement. It goes by the order in which it was given, though SCTP may be told of
// later bytes sooner.
type queue struct {
	mu    sync.Mutex
	made  time.Time // when the first was given
	given uint64
	marks []mark // of what may be waiting, the oldest first, queueMark apart
	// trip is the shortest round trip since since, before that in the tripFor before it.
	trip, before time.Duration
	since        time.Time
}

// mark says when the first of the bytes up to upTo, after those of the mark before, was given.
type mark struct {
	upTo uint64
	at   time.Time
}

// take notes that n bytes more than those that wait are given to SCTP now, unless they would wait
// for too long; it reports whether it has. A round trip takes as long as trip now; 0 while that
// is not known.
func (q *queue) take(waiting uint64, n int, trip time.Duration, now time.Time) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.full(waiting, n, trip, now) {
		return false
	}
	q.add(n, now)
	return true
}

func (q *queue) full(waiting uint64, n int, trip time.Duration, now time.Time) bool {
	age, base := q.age(waiting, now), q.base(trip, now)
	if waiting == 0 || waiting+uint64(n) <= minBuffered {
		return false
	}
	longest := maxQueued
	if now.Sub(q.made) < newFor {
		longest = newQueued
	}
	return waiting+uint64(n) > maxBuffered || age > max(base, min(trip, usualTrip))+longest
}

func (q *queue) add(n int, now time.Time) {
	if q.made.IsZero() {
		q.made = now
	}
	q.given += uint64(n)
	if last := len(q.marks) - 1; last >= 0 && now.Sub(q.marks[last].at) < queueMark {
		q.marks[last].upTo = q.given
		return
	}
	q.marks = append(q.marks, mark{q.given, now})
}

// age is for how long the oldest of the last waiting bytes has waited.
func (q *queue) age(waiting uint64, now time.Time) time.Duration {
	gone := q.given - min(waiting, q.given)
	n := 0
	for n < len(q.marks) && q.marks[n].upTo <= gone {
		n++
	}
	q.marks = append(q.marks[:0], q.marks[n:]...)
	if len(q.marks) == 0 {
		return 0
	}
	return now.Sub(q.marks[0].at)
}

// base takes a round trip and returns the shortest of the last tripFor at least.
func (q *queue) base(trip time.Duration, now time.Time) time.Duration {
	if trip == 0 {
		return 0
	}
	if now.Sub(q.since) >= tripFor {
		q.before, q.trip, q.since = q.trip, trip, now
	}
	q.trip = min(q.trip, trip)
	if q.before == 0 { // the first tripFor
		return q.trip
	}
	return min(q.before, q.trip)
}
