package wire

import (
	"errors"
	"math/bits"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"throng/internal/block"
	"throng/internal/ident"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// codec is what the tests need of a message type. Shard is read and written
// together with its body.
type codec struct {
	name  string
	empty func() any
	// write appends m; read parses into m.
	write func(m any, b []byte) []byte
	read  func(m any, b []byte) error
	// draw makes a message as an engine may send it.
	draw func(t *rapid.T) any
}

// plain is a message but Shard.
type plain interface {
	Append(b []byte) []byte
	Parse(b []byte) error
}

// shard is a Shard with its body.
type shard struct {
	Shard
	Body []byte
}

func (m *shard) Append(b []byte) []byte { return append(m.AppendHead(b), m.Body...) }

func (m *shard) Parse(b []byte) (err error) {
	m.Body, err = m.Shard.Parse(b)
	return err
}

func codecOf[M any, P interface {
	*M
	plain
}](name string, draw func(t *rapid.T, m *M)) codec {
	return codec{
		name:  name,
		empty: func() any { return new(M) },
		write: func(m any, b []byte) []byte { return P(m.(*M)).Append(b) },
		read:  func(m any, b []byte) error { return P(m.(*M)).Parse(b) },
		draw: func(t *rapid.T) any {
			m := new(M)
			draw(t, m)
			return m
		},
	}
}

// codecs are the messages by their types.
var codecs = map[Type]codec{
	TypeHello:  codecOf("hello", drawHello),
	TypeWant:   codecOf("want", drawWant),
	TypeGrant:  codecOf("grant", drawGrant),
	TypeStatus: codecOf("status", drawStatus),
	TypeShard:  codecOf("shard", drawShard),
	TypePull:   codecOf("pull", drawPull),
	TypePeers:  codecOf("peers", drawPeers),
	TypeBye:    codecOf("bye", drawBye),
	TypeSignal: codecOf("signal", drawSignal),
}

func each(t *testing.T, f func(t *testing.T, c codec)) {
	for kind := TypeHello; kind <= TypeSignal; kind++ {
		c := codecs[kind]
		t.Run(c.name, func(t *testing.T) { f(t, c) })
	}
}

// TestRoundTrip: what is written is read again, into a message that held another.
func TestRoundTrip(t *testing.T) {
	each(t, func(t *testing.T, c codec) {
		rapid.Check(t, func(t *rapid.T) {
			m := c.draw(t)
			b := c.write(m, nil)
			if len(b) > MaxMessage {
				t.Fatalf("%d bytes, more than MaxMessage", len(b))
			}
			got := c.empty()
			if err := c.read(got, b); err != nil {
				t.Fatalf("%x: %v", b, err)
			}
			if !reflect.DeepEqual(got, m) {
				t.Fatalf("%x\nread:    %+v\nwritten: %+v", b, got, m)
			}
			used := c.draw(t)
			if err := c.read(used, b); err != nil {
				t.Fatalf("into a used message: %v", err)
			}
			if again := c.write(used, nil); string(again) != string(b) {
				t.Fatalf("into a used message: %x, want %x", again, b)
			}
		})
	})
}

// TestAppendKeeps: what stood before the message stays.
func TestAppendKeeps(t *testing.T) {
	each(t, func(t *testing.T, c codec) {
		rapid.Check(t, func(t *rapid.T) {
			m := c.draw(t)
			before := rapid.SliceOfN(rapid.Byte(), 0, 2*MaxMessage).Draw(t, "before")
			got := c.write(m, append([]byte(nil), before...))
			if want := string(before) + string(c.write(m, nil)); string(got) != want {
				t.Fatalf("%x, want %x", got, want)
			}
		})
	})
}

// TestTruncated: a message cut short at any place is refused as such. A shard
// and a signal have no end of their own, so only their heads count.
func TestTruncated(t *testing.T) {
	each(t, func(t *testing.T, c codec) {
		rapid.Check(t, func(t *rapid.T) {
			m := c.draw(t)
			b := c.write(m, nil)
			if s, ok := m.(*shard); ok {
				b = b[:len(b)-len(s.Body)]
			}
			if s, ok := m.(*Signal); ok {
				b = b[:len(b)-len(s.Data)]
			}
			for n := range b {
				err := c.read(c.empty(), b[:n:n])
				if !errors.Is(err, ErrShort) && (c.name != "shard" || !errors.Is(err, block.ErrHeader)) {
					t.Fatalf("%d of %d bytes: error %v", n, len(b), err)
				}
			}
		})
	})
}

// TestTrailing: what follows the last known field is left to later versions.
func TestTrailing(t *testing.T) {
	each(t, func(t *testing.T, c codec) {
		if c.name == "shard" || c.name == "signal" {
			t.Skip("what follows the head is the body")
		}
		rapid.Check(t, func(t *rapid.T) {
			m := c.draw(t)
			b := append(c.write(m, nil), rapid.SliceOfN(rapid.Byte(), 1, 40).Draw(t, "trailing")...)
			got := c.empty()
			if err := c.read(got, b); err != nil || !reflect.DeepEqual(got, m) {
				t.Fatalf("%x\nread:    %+v, %v\nwritten: %+v", b, got, err, m)
			}
		})
	})
}

// TestOtherTypes: no message is read as another.
func TestOtherTypes(t *testing.T) {
	each(t, func(t *testing.T, c codec) {
		rapid.Check(t, func(t *rapid.T) {
			b := c.write(c.draw(t), nil)
			for kind, other := range codecs {
				err := other.read(other.empty(), b)
				if TypeOf(b) != kind && !errors.Is(err, ErrType) {
					t.Fatalf("%s read as %s: error %v", c.name, other.name, err)
				}
			}
		})
	})
	if TypeOf(nil) != 0 || TypeOf([]byte{200, 1}) != 200 {
		t.Error("TypeOf is wrong about the empty or an unknown message")
	}
}

// TestValues: fields out of their ranges are refused.
func TestValues(t *testing.T) {
	addr := netip.MustParseAddrPort("192.0.2.1:7400")
	write := func(kind Type, m any) []byte { return codecs[kind].write(m, nil) }
	changed := func(b []byte, at int, v ...byte) []byte { copy(b[at:], v); return b }
	record := PeerRecord{Addrs: []netip.AddrPort{addr}}
	header := block.Header{Length: 10, Shape: block.Shape{Data: 2, Total: 3}}
	for _, c := range []struct {
		name string
		kind Type
		b    []byte
		want error
	}{
		{"version 2", TypeHello, changed(write(TypeHello, &Hello{}), 1, 2), ErrVersion},
		{"version 0", TypeHello, changed(write(TypeHello, &Hello{}), 1, 0), ErrVersion},
		{"path too long", TypeGrant, changed(write(TypeGrant, &Grant{Granted: 1, Paths: [32]Path{{Len: 12}}}), 25, 13), ErrValue},
		{"referrals", TypeGrant, changed(append(write(TypeGrant, &Grant{}), make([]byte, 200)...), 25, MaxReferrals+1), ErrValue},
		{"stripes", TypeStatus, changed(append(write(TypeStatus, &Status{}), make([]byte, 40)...), 102, block.MaxStripes+1), ErrValue},
		{"sent", TypeStatus, changed(write(TypeStatus, &Status{}), 2, 0x80), ErrValue},
		{"echo", TypeStatus, changed(write(TypeStatus, &Status{}), 10, 0, 0x20, 0xc4, 0x9b, 0xa5, 0xe3, 0x54), ErrValue},
		{"index", TypeShard, changed(write(TypeShard, &shard{Body: []byte{1}}), 2, block.MaxStripes), ErrValue},
		{"index beyond the shape", TypeShard, changed(write(TypeShard, &shard{Shard: Shard{Flags: ShardProof, Header: header, PathLen: 2}}), 2, 3), ErrValue},
		{"shape", TypeShard, changed(write(TypeShard, &shard{Shard: Shard{Flags: ShardProof, Header: header, PathLen: 2}}), 4+18, 4), block.ErrHeader},
		{"path of a shard too long", TypeShard, changed(append(write(TypeShard, &shard{Shard: Shard{Flags: ShardPath}}), make([]byte, 200)...), 12, block.MaxPath+1), ErrValue},
		{"pulls", TypePull, changed(append(write(TypePull, &Pull{}), make([]byte, 13*40)...), 1, MaxPulls+1), ErrValue},
		{"records", TypePeers, changed(append(write(TypePeers, &Peers{}), make([]byte, 400)...), 1, MaxRecords+1), ErrValue},
		{"addresses", TypePeers, changed(append(write(TypePeers, &Peers{Len: 1}), make([]byte, 100)...), 34, MaxAddrs+1), ErrValue},
		{"7 addresses and WebRTC", TypePeers, changed(append(write(TypePeers, &Peers{Len: 1}), make([]byte, 200)...), 34, 0x87), ErrValue},
		{"signal too long", TypeSignal, append(write(TypeSignal, &Signal{Data: make([]byte, MaxSignal)}), 0), ErrValue},
		{"address length", TypePeers, changed(write(TypePeers, &Peers{Len: 1, Records: [MaxRecords]PeerRecord{record}}), 35, 5), ErrValue},
	} {
		m := codecs[c.kind].empty()
		if err := codecs[c.kind].read(m, c.b); !errors.Is(err, c.want) {
			t.Errorf("%s: error %v, want %v", c.name, err, c.want)
		}
	}
}

// TestGrantFits: a Grant of everything by the longest ways is cut down to a
// message, and what is left of it can be read.
func TestGrantFits(t *testing.T) {
	var m Grant
	m.Granted = 1<<block.MaxStripes - 1
	for s := range m.Paths {
		m.Paths[s].Len = MaxDepth
	}
	m.Refer = MaxReferrals
	for i := range m.Referrals {
		m.Referrals[i].Stripes = 1
	}
	b := m.Append(nil)
	if len(b) > MaxMessage {
		t.Fatalf("%d bytes", len(b))
	}
	var got Grant
	if err := got.Parse(b); err != nil {
		t.Fatal(err)
	}
	whole := 0
	for s := range got.Paths {
		if n := got.Paths[s].Len; n == MaxDepth {
			whole++
		} else if n != 0 {
			t.Errorf("stripe %d has a way of %d links", s, n)
		}
	}
	// 22 bytes beside the ways, 1 for each stripe, 48 for each way.
	if want := (MaxMessage - 22 - block.MaxStripes) / 48; whole != want || got.Granted != m.Granted || got.Refer != 0 {
		t.Errorf("%d whole ways, want %d; %d referrals", whole, want, got.Refer)
	}
}

// TestAddresses: an address that is none is left out, one of IPv4 within IPv6
// goes as IPv4, a zone means nothing elsewhere.
func TestAddresses(t *testing.T) {
	parse := netip.MustParseAddrPort
	p := PeerRecord{Addrs: []netip.AddrPort{
		{}, parse("[::ffff:192.0.2.1]:1"), {}, parse("[fe80::1%eth0]:2"), parse("192.0.2.2:3"),
		parse("192.0.2.3:4"), parse("192.0.2.4:5"),
	}}
	m := Peers{Len: 1, Records: [MaxRecords]PeerRecord{p}}
	var got Peers
	if err := got.Parse(m.Append(nil)); err != nil {
		t.Fatal(err)
	}
	want := []netip.AddrPort{parse("192.0.2.1:1"), parse("[fe80::1]:2"), parse("192.0.2.2:3"), parse("192.0.2.3:4")}
	if !reflect.DeepEqual(got.Records[0].Addrs, want) {
		t.Errorf("%v, want %v", got.Records[0].Addrs, want)
	}
}

// TestRecordFlags: flags of later versions are ignored, and a peer without address or
// WebRTC cannot be reached.
func TestRecordFlags(t *testing.T) {
	m := Peers{Len: 1, Records: [MaxRecords]PeerRecord{{Addrs: []netip.AddrPort{netip.MustParseAddrPort("192.0.2.1:7400")}}}}
	if !m.Records[0].Reachable() {
		t.Error("a peer with an address counts as out of reach")
	}
	b := m.Append(nil)
	b[34] |= 0x78
	var got Peers
	if err := got.Parse(b); err != nil || !reflect.DeepEqual(got, m) {
		t.Errorf("read as %+v, %v", got, err)
	}
	for _, p := range []PeerRecord{{}, {WebRTC: true}} {
		if p.Reachable() != p.WebRTC {
			t.Errorf("%+v: reachable is %v", p, p.Reachable())
		}
	}
}

// TestLongest: the longest message of each type fits a link.
func TestLongest(t *testing.T) {
	full := shard{Shard: Shard{Flags: ShardProof, PathLen: block.MaxPath}, Body: make([]byte, block.MaxShard)}
	long := make([]netip.AddrPort, MaxAddrs)
	for i := range long {
		long[i] = netip.MustParseAddrPort("[2001:db8::1]:7400")
	}
	peers := Peers{Len: MaxRecords}
	for i := range peers.Records {
		peers.Records[i].Addrs = long
	}
	for _, c := range []struct {
		kind Type
		m    any
		want int
	}{
		{TypeHello, &Hello{Flags: HelloSource}, 67},
		{TypeWant, &Want{Stripes: 1<<block.MaxStripes - 1}, 1 + 26 + 32},
		{TypeStatus, &Status{Stripes: block.MaxStripes}, 103 + 32},
		{TypeShard, &full, 4 + 23 + 64 + 80 + 944},
		{TypePull, &Pull{Len: MaxPulls}, 2 + 13*32},
		{TypePeers, &peers, 2 + 8*(32+1+4*19)},
		{TypeBye, &Bye{}, 2},
		{TypeSignal, &Signal{Data: make([]byte, MaxSignal)}, 65 + 900},
	} {
		if n := len(codecs[c.kind].write(c.m, nil)); n != c.want || n > MaxMessage {
			t.Errorf("%s: %d bytes, want %d", codecs[c.kind].name, n, c.want)
		}
	}
}

func bytesOf[T any](t *rapid.T, name string, n int, set func(b []byte) T) T {
	return set(rapid.SliceOfN(rapid.Byte(), n, n).Draw(t, name))
}

func drawHello(t *rapid.T, m *Hello) {
	m.Flags = rapid.Uint8().Draw(t, "flags")
	if m.Flags&HelloSource != 0 {
		m.Certificate = bytesOf(t, "certificate", 64, func(b []byte) block.Signature { return block.Signature(b) })
	}
}

func drawWant(t *rapid.T, m *Want) {
	m.Generation = rapid.Uint16().Draw(t, "generation")
	m.Stripes = rapid.Uint32().Draw(t, "stripes")
	m.Proofs = rapid.Uint32().Draw(t, "proofs")
	m.Serving = rapid.Uint32().Draw(t, "serving")
	m.Offer = rapid.Uint16().Draw(t, "offer")
	m.Whole = rapid.Uint16().Draw(t, "whole")
	m.Newest = block.Seq(rapid.Uint64().Draw(t, "newest"))
	for set := m.Stripes; set != 0; set &= set - 1 {
		m.Behind[bits.TrailingZeros32(set)] = rapid.Uint8().Draw(t, "behind")
	}
}

// drawGrant makes one that fits whole: at most 18 stripes by the longest way, or
// all of them by shorter ones, and referrals where there is room.
func drawGrant(t *rapid.T, m *Grant) {
	m.Generation = rapid.Uint16().Draw(t, "generation")
	m.Granted = rapid.Uint32().Draw(t, "granted")
	m.Refused = rapid.Uint32().Draw(t, "refused")
	m.Looping = rapid.Uint32().Draw(t, "looping")
	m.Broken = rapid.Uint32().Draw(t, "broken")
	m.Ending = rapid.Uint32().Draw(t, "ending")
	m.Refresh = rapid.Uint16().Draw(t, "refresh")
	longest := MaxDepth
	if bits.OnesCount32(m.Granted) > 14 {
		longest = 4
	}
	for set := m.Granted; set != 0; set &= set - 1 {
		p := &m.Paths[bits.TrailingZeros32(set)]
		p.Len = uint8(rapid.IntRange(0, longest).Draw(t, "length"))
		for i := range p.Hops[:p.Len] {
			p.Hops[i] = bytesOf(t, "hop", 4, func(b []byte) Ancestor { return Ancestor(b) })
		}
	}
	m.Refer = rapid.IntRange(0, MaxReferrals).Draw(t, "refer")
	for i := range m.Referrals[:m.Refer] {
		m.Referrals[i].Stripes = rapid.Uint32().Draw(t, "stripes")
		drawRecord(t, &m.Referrals[i].Peer)
	}
}

func drawStatus(t *rapid.T, m *Status) {
	micros := rapid.Int64Range(0, int64(maxMicros))
	m.Flags = rapid.Uint8().Draw(t, "flags")
	m.Sent = time.Duration(micros.Draw(t, "sent")) * time.Microsecond
	m.Echo = time.Duration(micros.Draw(t, "echo")) * time.Microsecond
	m.Held = time.Duration(rapid.Uint32().Draw(t, "held")) * time.Microsecond
	m.Offset = rapid.Int64().Draw(t, "offset")
	m.Dispersion = rapid.Uint32().Draw(t, "dispersion")
	m.Slots = rapid.Uint16().Draw(t, "slots")
	m.Free = rapid.Uint16().Draw(t, "free")
	m.Loose = rapid.Uint16().Draw(t, "loose")
	m.Whole = rapid.Uint64().Draw(t, "whole")
	m.Duty = rapid.Uint32().Draw(t, "duty")
	m.Serving = rapid.Uint32().Draw(t, "serving")
	m.Room = rapid.Uint32().Draw(t, "room")
	m.Connected = rapid.Uint32().Draw(t, "connected")
	m.Spared = rapid.Uint32().Draw(t, "spared")
	m.Oldest = block.Seq(rapid.Uint64().Draw(t, "oldest"))
	m.Rebuilt = block.Seq(rapid.Uint64().Draw(t, "rebuilt"))
	m.Reference = block.Seq(rapid.Uint64().Draw(t, "reference"))
	m.Age = rapid.Uint16().Draw(t, "age")
	m.Stripes = uint8(rapid.IntRange(0, block.MaxStripes).Draw(t, "stripes"))
	for i := range m.Ages[:m.Stripes] {
		m.Ages[i] = rapid.Uint8().Draw(t, "age")
	}
}

func drawShard(t *rapid.T, m *shard) {
	m.Body = rapid.SliceOfN(rapid.Byte(), 0, block.MaxShard).Draw(t, "body")
	m.Flags = rapid.Uint8().Draw(t, "flags")
	m.Hop = rapid.Uint8().Draw(t, "hop")
	m.Header.Seq = block.Seq(rapid.Uint64().Draw(t, "seq"))
	if !m.HasProof() {
		m.Index = uint8(rapid.IntRange(0, block.MaxStripes-1).Draw(t, "index"))
		if m.HasPath() {
			m.PathLen = uint8(rapid.IntRange(0, block.MaxPath).Draw(t, "hashes"))
			drawPath(t, m)
		}
		return
	}
	total := rapid.IntRange(1, block.MaxStripes).Draw(t, "total")
	data := rapid.IntRange(1, total).Draw(t, "data")
	m.Header.Shape = block.Shape{Data: uint8(data), Total: uint8(total)}
	m.Index = uint8(rapid.IntRange(0, total-1).Draw(t, "index"))
	m.Header.Capture = time.Duration(rapid.Int64Range(0, int64(maxMicros)).Draw(t, "capture")) * time.Microsecond
	m.Header.Length = uint16(rapid.IntRange(1, data*block.MaxShard).Draw(t, "length"))
	m.Header.Flags = block.Flags(rapid.Uint8().Draw(t, "block flags"))
	if m.Header.Flags&block.Entry != 0 {
		m.Header.Flags |= block.Start
	}
	m.Header.SinceEntry = rapid.Uint16().Draw(t, "since entry")
	m.Signature = bytesOf(t, "signature", 64, func(b []byte) block.Signature { return block.Signature(b) })
	m.PathLen = uint8(block.PathLen(total, int(m.Index)))
	drawPath(t, m)
}

func drawPath(t *rapid.T, m *shard) {
	for i := range m.Path[:m.PathLen] {
		m.Path[i] = bytesOf(t, "path", block.HashSize, func(b []byte) block.Hash { return block.Hash(b) })
	}
}

func drawPull(t *rapid.T, m *Pull) {
	m.Len = rapid.IntRange(0, MaxPulls).Draw(t, "blocks")
	for i := range m.Blocks[:m.Len] {
		m.Blocks[i] = PullBlock{
			Seq:     block.Seq(rapid.Uint64().Draw(t, "seq")),
			Indices: rapid.Uint32().Draw(t, "indices"),
			Count:   rapid.Uint8Range(0, MaxPullCount).Draw(t, "count"),
			Join:    rapid.Bool().Draw(t, "join"),
		}
	}
}

func drawPeers(t *rapid.T, m *Peers) {
	m.Len = rapid.IntRange(0, MaxRecords).Draw(t, "records")
	for i := range m.Records[:m.Len] {
		drawRecord(t, &m.Records[i])
	}
}

func drawRecord(t *rapid.T, p *PeerRecord) {
	p.Peer = bytesOf(t, "peer", 32, func(b []byte) ident.Peer { return ident.Peer(b) })
	for range rapid.IntRange(0, MaxAddrs).Draw(t, "addresses") {
		n := rapid.SampledFrom([]int{4, 16}).Draw(t, "length")
		ip, _ := netip.AddrFromSlice(rapid.SliceOfN(rapid.Byte(), n, n).Draw(t, "ip"))
		p.Addrs = append(p.Addrs, netip.AddrPortFrom(ip.Unmap(), rapid.Uint16().Draw(t, "port")))
	}
	p.WebRTC = rapid.Bool().Draw(t, "webrtc")
}

func drawSignal(t *rapid.T, m *Signal) {
	m.From = bytesOf(t, "from", 32, func(b []byte) ident.Peer { return ident.Peer(b) })
	m.To = bytesOf(t, "to", 32, func(b []byte) ident.Peer { return ident.Peer(b) })
	m.Data = rapid.SliceOfN(rapid.Byte(), 0, MaxSignal).Draw(t, "data")
}

func drawBye(t *rapid.T, m *Bye) { m.Reason = Reason(rapid.Uint8().Draw(t, "reason")) }

// Ways are compared whole: of a longer one read before nothing may be left.
func TestShorterWay(t *testing.T) {
	long, short := Grant{Granted: 1}, Grant{Granted: 1}
	long.Paths[0] = Path{Len: 3, Hops: [MaxDepth]Ancestor{{1}, {2}, {3}}}
	short.Paths[0] = Path{Len: 1, Hops: [MaxDepth]Ancestor{{1}}}
	var m Grant
	for _, g := range []*Grant{&long, &short} {
		if err := m.Parse(g.Append(nil)); err != nil || m.Paths[0] != g.Paths[0] {
			t.Errorf("read %v, %v, want %v", m.Paths[0], err, g.Paths[0])
		}
	}
}
