package sim

import (
	"sync"

	"throng/internal/overlay"
)

// calendarSlots is how many windows ahead the calendar reaches; what arrives
// later waits in the last slot and is put in again from there.
const calendarSlots = 512

// worker runs a share of the peers. In a window it touches only what is its own,
// the outboxes that the others filled in the window before, and what is
// published once and never changes.
type worker struct {
	w     *world
	id    int
	peers []*peer
	next  []int64 // for each peer: when its next event is
	first []int32 // for each peer: its first arrival in the bucket, plus 1
	pool  pool
	// warmth is what warm has read: of no meaning.
	warmth uint64
	// buffers are those of all engines here, since one is called at a time.
	buffers overlay.Buffers
	// calendar[k%calendarSlots] lists what arrives in window k; bucket is that of
	// this window, spare are empty ones.
	calendar [calendarSlots][]arrival
	bucket   []arrival
	spare    [][]arrival
	// out[k%2][j] lists what peers here sent to peers of worker j in window k.
	out [2][][]arrival

	requests []request // to the tracker, in this window
	traces   []traceEvent
	sum      totals
	violated []string
}

// add makes p one of the worker's peers.
func (k *worker) add(p *peer) {
	p.k, p.slot = k, len(k.peers)
	k.peers = append(k.peers, p)
	k.next = append(k.next, never)
	k.first = append(k.first, 0)
}

// run does window number n, which ends at end.
func (k *worker) run(n int64, end int64) {
	k.collect(n)
	k.distribute(n)
	for i, at := range k.next {
		if at < end {
			k.next[i] = k.peers[i].run(end)
		}
	}
	clear(k.bucket)
	k.spare = append(k.spare, k.bucket[:0])
	k.bucket = nil
}

// collect puts what was sent here in the window before into the calendar.
func (k *worker) collect(n int64) {
	for _, from := range k.w.workers {
		list := &from.out[(n+1)%2][k.id]
		for i := range *list {
			k.enter(&(*list)[i], n)
		}
		*list = (*list)[:0]
	}
}

// enter puts an arrival into its slot of the calendar.
func (k *worker) enter(a *arrival, n int64) {
	slot := &k.calendar[min(a.at/k.w.window, n+calendarSlots-1)%calendarSlots]
	if last := len(k.spare) - 1; *slot == nil && last >= 0 {
		*slot, k.spare = k.spare[last], k.spare[:last]
	}
	*slot = append(*slot, *a)
}

// distribute links the arrivals of window n by their receivers.
func (k *worker) distribute(n int64) {
	slot := n % calendarSlots
	k.bucket, k.calendar[slot] = k.calendar[slot], nil
	workers := uint32(len(k.w.workers))
	for i := range k.bucket {
		a := &k.bucket[i]
		if a.at/k.w.window > n { // from beyond the calendar's reach
			k.enter(a, n)
			continue
		}
		peer := a.to / workers
		a.next, k.first[peer] = k.first[peer], int32(i+1)
		k.next[peer] = min(k.next[peer], a.at)
	}
}

// take moves a peer's arrivals of this window to its inbox.
func (k *worker) take(peer int, q *inbox) {
	from := len(q.list)
	for i := k.first[peer]; i != 0; {
		a := &k.bucket[i-1]
		q.list = append(q.list, *a)
		i = a.next
	}
	k.first[peer] = 0
	q.order(from)
}

// warm looks at the packets of a peer's arrivals and at their links, which are in no cache at
// this time: they come all at once, instead of one after the other when they are needed.
func (k *worker) warm(p *peer) {
	list := p.inbox.list[p.inbox.at:]
	for i := range list {
		k.warmth += uint64(list[i].p.kind)
	}
	for i := range list {
		if slot := int(list[i].p.link & (1<<slotBits - 1)); slot < len(p.links) {
			k.warmth += uint64(p.links[slot].state)
		}
	}
}

// send puts a packet on its way to its receiver's worker.
func (k *worker) send(a arrival) {
	list := &k.out[k.w.count%2][int(a.to)%len(k.w.workers)]
	*list = append(*list, a)
}

// inbox is a queue of arrivals in their order.
type inbox struct {
	list []arrival
	at   int // the first that is still to come
}

// order sorts what was appended to list[from:]; it is all later than the rest.
func (q *inbox) order(from int) {
	for i := from + 1; i < len(q.list); i++ {
		for j := i; j > from && q.list[j].before(&q.list[j-1]); j-- {
			q.list[j], q.list[j-1] = q.list[j-1], q.list[j]
		}
	}
}

// head is the next arrival; nil for none. It is valid until the next call.
func (q *inbox) head() *arrival {
	if q.at == len(q.list) {
		return nil
	}
	return &q.list[q.at]
}

// pop takes the next arrival out.
func (q *inbox) pop() *packet {
	p := q.list[q.at].p
	q.list[q.at].p = nil
	q.at++
	switch {
	case q.at == len(q.list):
		q.list, q.at = q.list[:0], 0
	case q.at >= 64 && 2*q.at >= len(q.list):
		n := copy(q.list, q.list[q.at:])
		clear(q.list[n:])
		q.list, q.at = q.list[:n], 0
	}
	return p
}

// crew runs all workers through windows, the first on the caller's goroutine.
type crew struct {
	workers []*worker
	start   []chan [2]int64
	done    sync.WaitGroup
	exited  sync.WaitGroup
}

func newCrew(workers []*worker) *crew {
	c := &crew{workers: workers}
	for _, k := range workers[1:] {
		start := make(chan [2]int64)
		c.start = append(c.start, start)
		c.exited.Add(1)
		go func() {
			defer c.exited.Done()
			for win := range start {
				k.run(win[0], win[1])
				c.done.Done()
			}
		}()
	}
	return c
}

// run does one window with all workers.
func (c *crew) run(n, end int64) {
	c.done.Add(len(c.start))
	for _, s := range c.start {
		s <- [2]int64{n, end}
	}
	c.workers[0].run(n, end)
	c.done.Wait()
}

func (c *crew) stop() {
	for _, s := range c.start {
		close(s)
	}
	c.exited.Wait()
}
