package block

import (
	"bytes"
	"encoding/binary"
	"testing"
	"time"
)

func FuzzParseHeader(f *testing.F) {
	for _, h := range []Header{
		{Length: 1, Shape: Shape{1, 1}},
		{Seq: MakeSeq(1, 2), Capture: time.Hour, Length: 15104, Shape: Shape{16, 18}, Flags: Entry | Start, SinceEntry: noEntry},
		{Length: MaxPayload, Shape: Shape{32, 32}, Flags: End},
		{Length: 0, Shape: Shape{33, 0}},
	} {
		f.Add(AppendHeader(nil, &h))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		h, rest, err := ParseHeader(b)
		if err != nil {
			return
		}
		if back := append(AppendHeader(nil, &h), rest...); !bytes.Equal(back, b) {
			t.Fatalf("%x became %x", b, back)
		}
		if n := h.ShardLen(); n < 1 || n > MaxShard {
			t.Fatalf("shards of %d bytes", n)
		}
		h.EntrySeq()
	})
}

// FuzzJoiner feeds blocks as the input says: of each, a byte of flags, one of
// steps in the sequence, two of length, and the payload.
func FuzzJoiner(f *testing.F) {
	block := func(flags Flags, step byte, payload []byte) []byte {
		b := binary.BigEndian.AppendUint16([]byte{byte(flags), step}, uint16(len(payload)))
		return append(b, payload...)
	}
	f.Add(block(Entry|Start, 1, entryOf("key")))
	half := entryOf("key")[:8]
	f.Add(append(block(Entry|Start, 1, half), block(0, 1, entryOf("key")[8:])...))
	f.Add(append(block(Entry|Start, 1, half), block(Start, 2, entryOf("lost"))...))
	f.Add(block(Entry|Start, 1, []byte{2, 0xff, 0xff, 0xff, 0x7f, 9}))
	f.Fuzz(func(t *testing.T, b []byte) {
		var j Joiner
		seq := MakeSeq(1, 0)
		for len(b) >= 4 {
			h := Header{Seq: seq, Length: binary.BigEndian.Uint16(b[2:]), Flags: Flags(b[0])}
			step, p := b[1], b[4:]
			p = p[:min(len(p), int(h.Length))]
			b = b[4+len(p):]
			records, _ := j.Add(&h, p)
			if seq += Seq(step); step == 255 {
				seq += MakeSeq(1, 0)
			}
			size := 0
			for _, r := range records {
				if len(r.Data) == 0 || r.Kind == None || r.Kind > Meta {
					t.Fatalf("record %+v", r)
				}
				size += len(r.Data)
			}
			if !j.joined && size > 0 {
				t.Fatal("records before the entry")
			}
			if len(j.body) > MaxRecord || cap(j.body) > max(firstAlloc, 2*len(j.body)+1024) {
				t.Fatalf("%d bytes hold %d", cap(j.body), len(j.body))
			}
		}
	})
}

// FuzzRebuild rebuilds from shards as the input says; what passes has the root.
func FuzzRebuild(f *testing.F) {
	h := Header{Length: 100, Shape: Shape{4, 6}}
	s, err := NewSigner(testSecret()).Seal(h, noise(1, 100))
	if err != nil {
		f.Fatal(err)
	}
	header := AppendHeader(nil, &h)
	all := bytes.Join(s.Shards, nil)
	f.Add(header, all, uint32(0), 6, 25)
	f.Add(header, all, uint32(0b10_0001), 6, 25)
	f.Add(header, all, uint32(0b11_0001), 6, 25)
	f.Add(header, all, uint32(0), 5, 24)
	f.Fuzz(func(t *testing.T, header, bodies []byte, missing uint32, count, size int) {
		if len(header) < HeaderSize || count < 0 || count > 2*MaxStripes || size < 0 || size > 2*MaxShard {
			return
		}
		h, _, err := ParseHeader(header)
		if err != nil {
			h = Header{Length: uint16(len(bodies)), Shape: Shape{header[18], header[19]}} // hostile
		}
		shards := make([][]byte, count)
		for i := range shards {
			n := min(size, len(bodies))
			if missing>>(i%32)&1 == 0 {
				shards[i] = bytes.Clone(bodies[:n])
			}
			bodies = bodies[n:]
		}
		c := NewCoder(testSecret().Channel())
		var tree Tree
		if err := c.Rebuild(&h, s.Root, shards, &tree); err == nil {
			if tree.Root() != s.Root || !bytes.Equal(AppendPayload(nil, &h, shards), noise(1, 100)) {
				t.Fatal("another block with this root")
			}
		}
	})
}
