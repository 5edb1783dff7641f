package wire

import (
	"encoding/binary"
	"net/netip"

	"throng/internal/ident"
)

// Limits of peer records.
const (
	// MaxRecords is the most records of a Peers message.
	MaxRecords = 8
	// MaxAddrs is the most addresses of a record.
	MaxAddrs = 4
)

// The flags of a record on the wire: the number of addresses, and whether there is WebRTC.
const (
	recordAddrs  = 0x07
	recordWebRTC = 0x80
)

// PeerRecord says who a peer is and how it may be reached:
//
//	key 32 | flags 1 | for each address: length 1 (4 or 16), IP, port 2
//
// Bits 0 to 2 of the flags are the number of addresses, bit 7 is WebRTC. The others
// are 0, and ignored.
type PeerRecord struct {
	Peer  ident.Peer
	Addrs []netip.AddrPort // of its UDP links
	// WebRTC: it can be reached by WebRTC, through whoever carries a Signal to it.
	WebRTC bool
}

// Reachable reports whether there is any way to reach the peer.
func (p *PeerRecord) Reachable() bool { return len(p.Addrs) > 0 || p.WebRTC }

// Append writes the record, the first MaxAddrs of its valid addresses.
func (p *PeerRecord) Append(b []byte) []byte {
	b = append(b, p.Peer[:]...)
	flags := len(b)
	b = append(b, 0)
	for _, a := range p.Addrs {
		if !a.IsValid() {
			continue
		}
		if b[flags] == MaxAddrs {
			break
		}
		b[flags]++
		ip := a.Addr().Unmap().WithZone("").AsSlice()
		b = append(b, byte(len(ip)))
		b = append(b, ip...)
		b = binary.BigEndian.AppendUint16(b, a.Port())
	}
	if p.WebRTC {
		b[flags] |= recordWebRTC
	}
	return b
}

func (p *PeerRecord) parse(r *reader) {
	copy(p.Peer[:], r.take(len(p.Peer)))
	flags := r.u8()
	p.WebRTC = flags&recordWebRTC != 0
	n := int(flags & recordAddrs)
	if n > MaxAddrs {
		r.fail(ErrValue)
	}
	p.Addrs = nil
	for i := 0; i < n && r.err == nil; i++ {
		length := int(r.u8())
		if length != 4 && length != 16 {
			r.fail(ErrValue)
			return
		}
		ip, _ := netip.AddrFromSlice(r.take(length))
		port := r.u16()
		if r.err == nil {
			p.Addrs = append(p.Addrs, netip.AddrPortFrom(ip.Unmap(), port))
		}
	}
}

// Peers names some of the sender's neighbours:
//
//	type 1 | records 1 | peer record each
type Peers struct {
	Records [MaxRecords]PeerRecord
	Len     int
}

// Append writes the message.
func (m *Peers) Append(b []byte) []byte {
	b = append(b, byte(TypePeers), byte(m.Len))
	for i := range m.Records[:m.Len] {
		b = m.Records[i].Append(b)
	}
	return b
}

// Parse reads the message.
func (m *Peers) Parse(b []byte) error {
	r := begin(b, TypePeers)
	m.Len = int(r.u8())
	if m.Len > MaxRecords {
		r.fail(ErrValue)
		m.Len = 0
	}
	for i := range m.Records[:m.Len] {
		m.Records[i].parse(&r)
	}
	return r.done("peers")
}
