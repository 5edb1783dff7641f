package wire

import (
	"encoding/binary"
	"math/bits"

	"throng/internal/block"
)

// Limits of a Grant.
const (
	// MaxDepth is the deepest a stripe's tree may grow, counted in links from
	// the broadcaster; a parent at that depth takes no children.
	MaxDepth = 12
	// MaxReferrals is the most peers a Grant names.
	MaxReferrals = 3
)

// Ancestor is the first four bytes of a peer's key: enough to see a loop.
type Ancestor [4]byte

// Path is a stripe's way from the broadcaster to the sender of the Grant, both
// included, nearest to the broadcaster first. It is empty where the way is
// broken: then the sender looks for another parent and passes on what it rebuilds.
type Path struct {
	Len  uint8
	Hops [MaxDepth]Ancestor
}

// Contains reports whether a is on the path.
func (p *Path) Contains(a Ancestor) bool {
	for _, h := range p.Hops[:p.Len] {
		if h == a {
			return true
		}
	}
	return false
}

// Grant answers a Want: which stripes the parent will push, which it will not,
// and by which way they come to it. It is sent again when anything changes.
//
//	type 1 | generation 2 | granted 4 | refused 4 | looping 4 | broken 4 | ending 4 |
//	refresh 2 |
//	for each granted stripe, lowest first: length 1, hops 4 each |
//	referrals 1, for each: stripes 4, peer record
type Grant struct {
	Generation uint16 // of the Want that it answers
	Granted    uint32
	Refused    uint32 // no room, no such stripe here, or it would make a loop
	Looping    uint32 // part of Refused: the child is on the way by which they come here
	Broken     uint32 // part of Refused: they do not come to the parent itself now
	Ending     uint32 // part of Granted: served for a short time still; look for another parent
	Refresh    uint16 // milliseconds after which the child is to repeat its Want
	Paths      [block.MaxStripes]Path
	// Referrals are peers that may serve refused or ending stripes.
	Referrals [MaxReferrals]Referral
	Refer     int // how many of Referrals count
}

// Referral names a peer and the stripes that it is recommended for.
type Referral struct {
	Stripes uint32
	Peer    PeerRecord
}

// Append writes the message, at most MaxMessage bytes of it: a way that does not
// fit is written as a broken one, and referrals that do not fit are left out.
func (m *Grant) Append(b []byte) []byte {
	start := len(b)
	b = append(b, byte(TypeGrant))
	b = binary.BigEndian.AppendUint16(b, m.Generation)
	b = binary.BigEndian.AppendUint32(b, m.Granted)
	b = binary.BigEndian.AppendUint32(b, m.Refused)
	b = binary.BigEndian.AppendUint32(b, m.Looping)
	b = binary.BigEndian.AppendUint32(b, m.Broken)
	b = binary.BigEndian.AppendUint32(b, m.Ending)
	b = binary.BigEndian.AppendUint16(b, m.Refresh)
	for set := m.Granted; set != 0; set &= set - 1 {
		p := &m.Paths[bits.TrailingZeros32(set)]
		// After this one come a byte for each other stripe and the referrals' count.
		after := bits.OnesCount32(set&(set-1)) + 1
		if len(b)-start+1+len(p.Hops[0])*int(p.Len)+after > MaxMessage {
			b = append(b, 0)
			continue
		}
		b = append(b, p.Len)
		for i := range p.Hops[:p.Len] {
			b = append(b, p.Hops[i][:]...)
		}
	}
	count := len(b)
	b = append(b, 0)
	for i := range m.Referrals[:m.Refer] {
		n := len(b)
		b = binary.BigEndian.AppendUint32(b, m.Referrals[i].Stripes)
		b = m.Referrals[i].Peer.Append(b)
		if len(b)-start > MaxMessage {
			return b[:n]
		}
		b[count]++
	}
	return b
}

// Parse reads the message.
func (m *Grant) Parse(b []byte) error {
	r := begin(b, TypeGrant)
	m.Generation = r.u16()
	m.Granted = r.u32()
	m.Refused = r.u32()
	m.Looping = r.u32()
	m.Broken = r.u32()
	m.Ending = r.u32()
	m.Refresh = r.u16()
	for set := m.Granted; set != 0 && r.err == nil; set &= set - 1 {
		p := &m.Paths[bits.TrailingZeros32(set)]
		*p = Path{Len: r.u8()} // nothing is left of another one: ways are compared whole
		if p.Len > MaxDepth {
			r.fail(ErrValue)
			p.Len = 0
		}
		for i := range p.Hops[:p.Len] {
			copy(p.Hops[i][:], r.take(len(p.Hops[i])))
		}
	}
	m.Refer = int(r.u8())
	if m.Refer > MaxReferrals {
		r.fail(ErrValue)
		m.Refer = 0
	}
	for i := range m.Referrals[:m.Refer] {
		m.Referrals[i].Stripes = r.u32()
		m.Referrals[i].Peer.parse(&r)
	}
	return r.done("grant")
}
