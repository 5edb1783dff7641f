package sim

import (
	"throng/internal/overlay"
)

// never is after every run.
const never = 1<<63 - 1

// packetKind says what a datagram is.
type packetKind uint8

const (
	data       packetKind = iota
	initiation            // of a handshake
	response
	ping      // the initiator's first sealed packet: gives the responder its link
	keepalive // nothing else was sent for a while
	closing   // the sender has ended the link
	unknown   // the sender has no such link
)

// wireSize is the length of packets that are not data, as internal/link/udp
// sends them, with IP and UDP headers.
var wireSize = [...]int{
	initiation: 133 + ipFraming,
	response:   58 + ipFraming,
	ping:       linkFraming + 1 + ipFraming,
	keepalive:  linkFraming + 1 + ipFraming,
	closing:    linkFraming + 1 + ipFraming,
	unknown:    5 + ipFraming,
}

const (
	// inlineHead holds the head of every shard (171 bytes) and most control, and makes a
	// packet four lines of the cache.
	inlineHead = 199
	// maxHead is the longest datagram: what link.MaxDatagram allows.
	maxHead = 1125
	// slab is how many packets are allocated at a time.
	slab = 256
)

// packet is what a datagram on its way carries. It is written by the sender and
// not looked at before its receiver's turn: at most times it is in no cache.
type packet struct {
	body   []byte
	big    *[maxHead]byte // instead of head
	link   overlay.LinkID // the receiver's
	from   overlay.LinkID // the sender's
	sender uint32
	wire   uint16 // bytes, all framing included
	n      uint16 // bytes of head
	kind   packetKind
	head   [inlineHead]byte
}

// arrival is a packet's entry in the queues.
type arrival struct {
	at   int64  // at the receiver's access line; once ready, past it
	key  uint64 // sender and its count: the order among those that arrive together
	p    *packet
	to   uint32
	next int32 // in a bucket: the next for the same peer, plus 1
	wire uint16
	// ready: at is when it is through the receiver's access line.
	ready bool
}

func (p *packet) bytes() []byte {
	if p.big != nil {
		return p.big[:p.n]
	}
	return p.head[:p.n]
}

// before is the order in which packets reach a receiver.
func (a *arrival) before(b *arrival) bool {
	return a.at < b.at || a.at == b.at && a.key < b.key
}

// pool holds a worker's free packets, of which the last used are in its cache. Packets move
// between workers with what they carry; balance evens that out.
type pool struct {
	free []*packet
	big  []*[maxHead]byte
}

func (l *pool) get() *packet {
	n := len(l.free)
	if n == 0 {
		s := make([]packet, slab)
		for i := range s {
			l.free = append(l.free, &s[i])
		}
		n = slab
	}
	p := l.free[n-1]
	l.free = l.free[:n-1]
	return p
}

func (l *pool) put(p *packet) {
	if p.big != nil {
		l.big = append(l.big, p.big)
		p.big = nil
	}
	p.body = nil
	l.free = append(l.free, p)
}

// fill copies b into p's head.
func (l *pool) fill(p *packet, b []byte) {
	p.n = uint16(len(b))
	if len(b) <= inlineHead {
		copy(p.head[:], b)
		return
	}
	if n := len(l.big); n > 0 {
		p.big, l.big = l.big[n-1], l.big[:n-1]
	} else {
		p.big = new([maxHead]byte)
	}
	copy(p.big[:], b)
}

// uneven is by how many packets pools may differ before they are evened out.
const uneven = 4096

// balance moves what is free from pools that have much to those that have little.
func balance(pools []*pool) {
	most, least := pools[0], pools[0]
	for _, l := range pools {
		if len(l.free) > len(most.free) {
			most = l
		}
		if len(l.free) < len(least.free) {
			least = l
		}
	}
	most.free, least.free = even(most.free, least.free)
	most.big, least.big = even(most.big, least.big)
}

// even moves a part of the longer list to the other one.
func even[T any](most, least []T) (m, l []T) {
	d := len(most) - len(least)
	if d <= uneven {
		return most, least
	}
	cut := len(most) - d/2
	least = append(least, most[cut:]...)
	return most[:cut], least
}
