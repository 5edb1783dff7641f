package sim

import "sync"

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
	pool  pool
	// calendar[k%calendarSlots] lists the datagrams that arrive in window k.
	calendar [calendarSlots]*packet
	// out[k%2][j] lists what peers here sent to peers of worker j in window k.
	out [2][]*packet
	end int64 // of this window

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
}

// run does window number n, which ends at end.
func (k *worker) run(n int64, end int64) {
	k.end = end
	k.collect(n)
	k.distribute(n)
	for i, at := range k.next {
		if at < end {
			k.next[i] = k.peers[i].run(end)
		}
	}
}

// collect puts what was sent here in the window before into the calendar.
func (k *worker) collect(n int64) {
	window := k.w.window
	for _, from := range k.w.workers {
		list := &from.out[(n+1)%2][k.id]
		for p := *list; p != nil; {
			next := p.next
			slot := min(p.at/window, n+calendarSlots-1) % calendarSlots
			p.next = k.calendar[slot]
			k.calendar[slot] = p
			p = next
		}
		*list = nil
	}
}

// distribute hands the datagrams of window n to their receivers.
func (k *worker) distribute(n int64) {
	slot := n % calendarSlots
	list := k.calendar[slot]
	k.calendar[slot] = nil
	window := k.w.window
	for p := list; p != nil; {
		next := p.next
		if at := p.at / window; at > n {
			s := min(at, n+calendarSlots-1) % calendarSlots
			p.next = k.calendar[s]
			k.calendar[s] = p
			p = next
			continue
		}
		to := k.w.peers[p.to]
		if to.eng == nil {
			k.pool.put(p)
		} else {
			to.fresh.insert(p)
			k.next[to.slot] = min(k.next[to.slot], p.at)
		}
		p = next
	}
}

// send puts a datagram on its way to its receiver's worker.
func (k *worker) send(p *packet) {
	list := &k.out[k.w.count%2][k.w.peers[p.to].k.id]
	p.next = *list
	*list = p
}

// inbox is a list of datagrams in the order of arrival.
type inbox struct{ head, tail *packet }

func (q *inbox) insert(p *packet) {
	switch {
	case q.head == nil:
		p.next = nil
		q.head, q.tail = p, p
	case p.before(q.head):
		p.next = q.head
		q.head = p
	case q.tail.before(p):
		p.next = nil
		q.tail.next = p
		q.tail = p
	default:
		at := q.head
		for at.next.before(p) {
			at = at.next
		}
		p.next = at.next
		at.next = p
	}
}

// join appends what is in r, all of it later, and empties r.
func (q *inbox) join(r *inbox) {
	if r.head == nil {
		return
	}
	if q.head == nil {
		*q = *r
	} else {
		q.tail.next = r.head
		q.tail = r.tail
	}
	*r = inbox{}
}

func (q *inbox) pop() *packet {
	p := q.head
	q.head = p.next
	if q.head == nil {
		q.tail = nil
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
