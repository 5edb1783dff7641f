package sim

import (
	"cmp"
	"net/netip"
	"slices"
	"time"

	"throng/internal/overlay"
)

// The tracker, after internal/tracker: it runs at the broadcaster, knows who is
// connected to it, and answers with the source and a random sample.
const (
	// firstWant is what a client asks for with its first announce.
	firstWant = 20
	// maxAnswer is the most peers in an answer.
	maxAnswer = 30
	// announceTrips is how many round trips go by until the first answer: TCP,
	// WebSocket, hello and announce.
	announceTrips = 3
	// trackerWork is how long the tracker takes for an answer.
	trackerWork = int64(2 * time.Millisecond)
	// A tracker hears of a process's end at once where the process closes its
	// connection, and by a ping that is not answered where the machine vanished.
	vanishedMin, vanishedMax = int64(5 * time.Second), int64(15 * time.Second)
)

// request is what a peer wants of the tracker.
type request struct {
	at       int64
	peer     uint32
	count    int
	announce bool
	gone     bool
	killed   bool
}

type tracker struct {
	w        *world
	rng      rng
	here     []uint32       // viewers
	at       map[uint32]int // their places in here
	requests []request
}

func (r *tracker) init(w *world) {
	r.w, r.rng, r.at = w, derive(w.cfg.Seed, forTracker, 0), make(map[uint32]int)
}

// answer handles the requests of a window, in the order of time.
func (r *tracker) answer() {
	if len(r.requests) == 0 {
		return
	}
	slices.SortStableFunc(r.requests, func(a, b request) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.peer, b.peer))
	})
	for i := range r.requests {
		r.handle(&r.requests[i])
	}
	r.requests = r.requests[:0]
}

func (r *tracker) handle(q *request) {
	if q.gone {
		after := int64(0)
		if q.killed {
			after = vanishedMin + int64(r.rng.float()*float64(vanishedMax-vanishedMin))
		}
		peer := q.peer
		r.w.events.at(q.at+after, func() { r.remove(peer) })
		return
	}
	p := r.w.peers[q.peer]
	if r.w.parted(q.at, p, r.w.peers[0]) {
		return
	}
	trip := 2 * r.w.net.delay(p.place, r.w.peers[0].place)
	trips := int64(1)
	if q.announce {
		trips = announceTrips
	}
	records, sources := r.sample(q.peer, min(q.count, maxAnswer))
	if q.announce && p.role != overlay.Source {
		r.at[q.peer] = len(r.here)
		r.here = append(r.here, q.peer)
	}
	if len(records)+len(sources) > 0 {
		p.planFrom(control{at: max(q.at+trips*trip+trackerWork, (r.w.count+1)*r.w.window), kind: doPeers, answer: &answer{records, sources, len(r.here) + 1}})
	}
}

func (r *tracker) remove(peer uint32) {
	at, ok := r.at[peer]
	if !ok {
		return
	}
	last := r.here[len(r.here)-1]
	r.here[at], r.at[last] = last, at
	r.here = r.here[:len(r.here)-1]
	delete(r.at, peer)
}

// sample draws up to n peers in all for one that asks: the source, unless it is that, and others
// at random.
func (r *tracker) sample(asking uint32, n int) (records, sources []overlay.Record) {
	if asking != 0 && n > 0 {
		sources = append(sources, r.w.record(0))
	}
	for i := 0; i < len(r.here) && len(records)+len(sources) < n; i++ {
		j := i + r.rng.intn(len(r.here)-i)
		a, b := r.here[i], r.here[j]
		r.here[i], r.here[j] = b, a
		r.at[a], r.at[b] = j, i
		if b != asking {
			records = append(records, r.w.record(b))
		}
	}
	return records, sources
}

// record names a peer; it is the receiver's own.
func (w *world) record(idx uint32) overlay.Record {
	p := w.peers[idx]
	return overlay.Record{Peer: p.id, Addrs: []netip.AddrPort{p.addr}}
}
