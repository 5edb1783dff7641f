package udp

import (
	"net/netip"
	"sync"
)

// sendQueueSize is how many datagrams wait for Flush at most. A full queue is
// flushed by Send itself; only if the kernel takes none are datagrams dropped.
const sendQueueSize = 512

// outgoing is one sealed packet in the queue.
type outgoing struct {
	session *session
	to      netip.AddrPort
	size    int
	next    int32 // of the same session, or -1
	slot    [maxPacket]byte
}

// sendQueue gathers sealed packets, groups them by destination and hands them
// to the socket in runs.
type sendQueue struct {
	mu      sync.Mutex
	sock    socket
	packets []outgoing
	n       int // packets in use
	built   int // of them, packets already in runs
	nonce   [12]byte

	order []*session // sessions with packets not yet in runs
	parts [][]byte
	runs  []run
	sent  int  // runs done with
	wait  bool // the kernel has no room; the drainer goes on

	// drain has a token when the drainer should wait for room and go on.
	drain chan struct{}

	stats struct {
		packets, bytes, data, full, refused uint64
	}
}

func newSendQueue(sock socket) *sendQueue {
	return &sendQueue{
		sock:    sock,
		packets: make([]outgoing, sendQueueSize),
		parts:   make([][]byte, 0, sendQueueSize),
		runs:    make([]run, 0, sendQueueSize),
		drain:   make(chan struct{}, 1),
	}
}

// put seals head‖body under s with counter into the queue.
func (q *sendQueue) put(s *session, theirs uint32, to netip.AddrPort, counter uint64, head, body []byte) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.n == len(q.packets) {
		q.flush()
		if q.n == len(q.packets) {
			q.stats.full++
			return
		}
	}
	p := &q.packets[q.n]
	b := appendHeader(p.slot[:0], typeData, theirs, counter)
	b = append(append(b, head...), body...)
	q.nonce = nonce(counter)
	sealed := s.seal.Seal(b[:headerSize], q.nonce[:], b[headerSize:], b[:headerSize])
	p.session, p.to, p.size, p.next = s, to, len(sealed), -1
	if s.txFirst < 0 {
		s.txFirst = int32(q.n)
		q.order = append(q.order, s)
	} else {
		q.packets[s.txLast].next = int32(q.n)
	}
	s.txLast = int32(q.n)
	q.n++
	q.stats.data++
}

// build puts the packets that are in no run yet into runs.
func (q *sendQueue) build() {
	limit := q.sock.segments()
	for i, s := range q.order {
		q.order[i] = nil
		var r *run
		bytes := 0
		for at := s.txFirst; at >= 0; {
			p := &q.packets[at]
			at = p.next
			p.session = nil
			full := r == nil || r.to != p.to || len(r.parts) >= limit || bytes+p.size > maxSegmentBytes ||
				p.size > len(r.parts[0]) || len(r.parts[len(r.parts)-1]) < len(r.parts[0])
			q.parts = append(q.parts, p.slot[:p.size])
			if full {
				q.runs = append(q.runs, run{to: p.to})
				r, bytes = &q.runs[len(q.runs)-1], 0
				r.parts = q.parts[len(q.parts)-1:]
			} else {
				r.parts = r.parts[:len(r.parts)+1]
			}
			bytes += p.size
		}
		s.txFirst = -1
	}
	q.order = q.order[:0]
	q.built = q.n
}

// flush sends what it can without waiting.
func (q *sendQueue) flush() {
	for !q.wait && (q.n > q.built || q.sent < len(q.runs)) {
		if q.n > q.built {
			q.build()
		}
		done, err := q.sock.write(q.runs[q.sent:])
		q.sent += done.runs
		q.stats.packets += uint64(done.packets)
		q.stats.bytes += done.bytes
		q.stats.refused += uint64(done.refused)
		if err != nil && done.runs == 0 {
			q.wait = true
			select {
			case q.drain <- struct{}{}:
			default:
			}
			return
		}
	}
	if q.sent == len(q.runs) && q.n == q.built {
		q.n, q.built, q.sent = 0, 0, 0
		q.parts, q.runs = q.parts[:0], q.runs[:0]
	}
}

// Flush sends what is queued.
func (q *sendQueue) Flush() {
	q.mu.Lock()
	q.flush()
	q.mu.Unlock()
}

// drainer sends on when the kernel has room again, until done is closed.
func (q *sendQueue) drainer(done <-chan struct{}) {
	for {
		select {
		case <-done:
			return
		case <-q.drain:
		}
		if q.sock.writable() != nil {
			return
		}
		q.mu.Lock()
		q.wait = false
		q.flush()
		q.mu.Unlock()
	}
}
