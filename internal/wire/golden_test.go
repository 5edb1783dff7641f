package wire

import (
	"encoding/hex"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"throng/internal/block"
	"throng/internal/ident"
)

// filled is n bytes that count up from first.
func filled(first byte, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = first + byte(i)
	}
	return b
}

// golden are messages and their bytes, field by field, which later versions of
// this program must go on reading and writing.
var golden = []struct {
	name string
	kind Type
	m    any
	hex  string
}{
	{"hello", TypeHello, &Hello{Flags: HelloReply}, "01 01 02"},
	{"hello of a browser", TypeHello, &Hello{Flags: HelloWebRTC}, "01 01 04"},
	{
		"hello of the broadcaster", TypeHello,
		&Hello{Flags: HelloSource, Certificate: block.Signature(filled(0, 64))},
		`01 01 01
		000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
		202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f`,
	},
	{
		"want", TypeWant,
		&Want{
			Generation: 0x0102, Stripes: 0x80000005, Proofs: 4, Serving: 0x80000000, Offer: 12, Whole: 25,
			Newest: block.MakeSeq(0x6502f5c0, 77), Behind: [32]uint8{0: 1, 2: NoHead, 31: 7},
		},
		`02 0102 80000005 00000004 80000000 000c 0019
		6502f5c00000004d 01 ff 07`,
	},
	{
		"grant", TypeGrant,
		&Grant{
			Generation: 0x0102, Granted: 3, Refused: 0x80000004, Looping: 4, Broken: 0x80000000, Ending: 2, Refresh: 1000,
			Paths: [32]Path{0: {Len: 2, Hops: [MaxDepth]Ancestor{{1, 2, 3, 4}, {5, 6, 7, 8}}}},
			Refer: 1, Referrals: [MaxReferrals]Referral{{Stripes: 6, Peer: PeerRecord{
				Peer: ident.Peer(filled(0x20, 32)), Addrs: []netip.AddrPort{netip.MustParseAddrPort("192.0.2.1:7400")},
			}}},
		},
		`03 0102 00000003 80000004 00000004 80000000 00000002 03e8
		02 01020304 05060708  00
		01 00000006 202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f
		01 04 c0000201 1ce8`,
	},
	{
		"status", TypeStatus,
		&Status{
			Flags: StatusWantsPeers | StatusJoined, Sent: 1700000000123456 * time.Microsecond, Echo: 5 * time.Second,
			Held: 20 * time.Millisecond, Offset: -2, Dispersion: UnknownDispersion, Slots: 40, Free: 38, Loose: 7, Duty: 0x11,
			Serving: 0x21, Room: 0x10, Connected: 0x3ffff, Spared: 0x140000, Oldest: block.MakeSeq(1, 2), Entry: block.MakeSeq(1, 3), Rebuilt: block.MakeSeq(1, 9), Whole: 0xfb, Reference: block.MakeSeq(1, 8),
			Age: 230, Stripes: 3, Ages: [32]uint8{0, 12, NoAge},
		},
		`04 06 00060a2418202240 00000000004c4b40 00004e20 fffffffffffffffe ffffffff
		0028 0026 0007 00000011 00000021 00000010 0003ffff 00140000 0000000100000002 0000000100000003 0000000100000009
		00000000000000fb 0000000100000008 00e6 03 00 0c ff`,
	},
	{
		"shard", TypeShard,
		&shard{Shard: Shard{Flags: ShardRepair, Index: 17, Hop: 3, Header: block.Header{Seq: block.MakeSeq(0x6502f5c0, 77)}}, Body: []byte("body")},
		"05 02 11 03 6502f5c00000004d 626f6479",
	},
	{
		"shard with proof", TypeShard,
		&shard{
			Shard: Shard{
				Flags: ShardProof, Index: 2, Hop: 1,
				Header: block.Header{
					Seq: block.MakeSeq(0x6502f5c0, 77), Capture: 1700000000123456 * time.Microsecond, Length: 8,
					Shape: block.Shape{Data: 2, Total: 3}, Flags: block.Entry | block.Start, SinceEntry: 0,
				},
				Signature: block.Signature(filled(0x40, 64)), PathLen: 1, Path: [block.MaxPath]block.Hash{block.Hash(filled(0xe0, 16))},
			},
			Body: []byte("body"),
		},
		`05 01 02 01 6502f5c00000004d 00060a2418202240 0008 02 03 03 0000
		404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f
		606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f
		e0e1e2e3e4e5e6e7e8e9eaebecedeeef 626f6479`,
	},
	{
		"shard with its path alone", TypeShard,
		&shard{
			Shard: Shard{
				Flags: ShardPath, Index: 2, Hop: 1, Header: block.Header{Seq: block.MakeSeq(0x6502f5c0, 77)},
				PathLen: 1, Path: [block.MaxPath]block.Hash{block.Hash(filled(0xe0, 16))},
			},
			Body: []byte("body"),
		},
		"05 08 02 01 6502f5c00000004d 01 e0e1e2e3e4e5e6e7e8e9eaebecedeeef 626f6479",
	},
	{
		"pull", TypePull,
		&Pull{Len: 2, Blocks: [MaxPulls]PullBlock{{Seq: block.MakeSeq(1, 5), Indices: 0x3ffff, Count: 4}, {Seq: block.MakeSeq(1, 6), Indices: 1, Count: 1, Join: true}}},
		"06 02 0000000100000005 0003ffff 04 0000000100000006 00000001 81",
	},
	{
		"peers", TypePeers,
		&Peers{Len: 2, Records: [MaxRecords]PeerRecord{
			{Peer: ident.Peer(filled(0x20, 32)), Addrs: []netip.AddrPort{netip.MustParseAddrPort("192.0.2.1:7400"), netip.MustParseAddrPort("[2001:db8::1]:443")}},
			{Peer: ident.Peer(filled(0x40, 32))},
		}},
		`07 02 202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f
		02 04 c0000201 1ce8 10 20010db8000000000000000000000001 01bb
		404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f 00`,
	},
	{
		"peers with WebRTC", TypePeers,
		&Peers{Len: 2, Records: [MaxRecords]PeerRecord{
			{Peer: ident.Peer(filled(0x20, 32)), Addrs: []netip.AddrPort{netip.MustParseAddrPort("192.0.2.1:7400")}, WebRTC: true},
			{Peer: ident.Peer(filled(0x40, 32)), WebRTC: true},
		}},
		`07 02 202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f
		81 04 c0000201 1ce8
		404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f 80`,
	},
	{"bye", TypeBye, &Bye{Reason: Misbehaved}, "08 03"},
	{
		"signal", TypeSignal,
		&Signal{From: ident.Peer(filled(0x20, 32)), To: ident.Peer(filled(0x40, 32)), Data: []byte("unread")},
		`09 202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f
		404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f 756e72656164`,
	},
}

func TestGolden(t *testing.T) {
	seen := map[Type]bool{}
	for _, g := range golden {
		c := codecs[g.kind]
		seen[g.kind] = true
		want, err := hex.DecodeString(strings.Join(strings.Fields(g.hex), ""))
		if err != nil {
			t.Fatalf("%s: %v", g.name, err)
		}
		if got := c.write(g.m, nil); string(got) != string(want) {
			t.Errorf("%s is\n%x, want\n%x", g.name, got, want)
		}
		m := c.empty()
		if err := c.read(m, want); err != nil || !reflect.DeepEqual(m, g.m) {
			t.Errorf("%s is read as\n%+v, %v, want\n%+v", g.name, m, err, g.m)
		}
	}
	for kind, c := range codecs {
		if !seen[kind] {
			t.Errorf("no golden %s", c.name)
		}
	}
}
