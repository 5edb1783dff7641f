package block

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// script is a random life of a Cutter: what it cut, and the records that a
// Joiner is to give out for it.
type script struct {
	cuts []Cut
	want []Record // Kind, Data and Entry
}

// play drives a Cutter with what rapid draws, as ingest would, and checks on the
// way what a Cutter promises.
func play(t *rapid.T, maxFragment int) script {
	cfg := CutterConfig{Epoch: 1000, Bitrate: rapid.IntRange(0, 5_000_000).Draw(t, "bitrate")}
	if rapid.Bool().Draw(t, "fixed") {
		cfg.Shape = drawShape(t)
	}
	c, err := NewCutter(cfg)
	if err != nil {
		t.Fatal(err)
	}
	var s script
	var init, meta []byte
	var lastEntry time.Duration
	entered := false
	now := time.Duration(rapid.Int64Range(0, 1<<50).Draw(t, "begin"))
	serial := uint32(0)
	fresh := func(n int) []byte { // no two are alike
		serial++
		return append(binary.BigEndian.AppendUint32(nil, serial), noise(uint64(serial), n)...)
	}
	got := func(cuts []Cut) {
		s.cuts = append(s.cuts, cuts...)
		if c.pending() >= c.blockSize() {
			t.Fatalf("%d bytes wait, a block holds %d", c.pending(), c.blockSize())
		}
		if at, ok := c.Deadline(); ok != (c.pending() > 0) || ok && at > now+DefaultMaxHold {
			t.Fatalf("%d bytes wait until %v, now %v", c.pending(), at, now)
		}
	}
	for range rapid.IntRange(1, 40).Draw(t, "steps") {
		switch rapid.IntRange(0, 9).Draw(t, "step") {
		case 0:
			init = fresh(rapid.IntRange(0, 2000).Draw(t, "init"))
			must(t, c.SetInit(init))
		case 1:
			meta = fresh(rapid.IntRange(0, 100).Draw(t, "meta"))
			must(t, c.SetMeta(meta))
		case 2:
			if at, ok := c.Deadline(); ok {
				if len(c.Flush(at-1)) > 0 {
					t.Fatal("flushed before the deadline")
				}
				now = max(now, at)
				got(c.Flush(at))
				if c.pending() > 0 {
					t.Fatal("not flushed at the deadline")
				}
			}
		default:
			now += time.Duration(rapid.IntRange(0, 300_000).Draw(t, "pass")) * time.Microsecond
			data := fresh(rapid.IntRange(0, maxFragment).Draw(t, "fragment"))
			key := rapid.IntRange(0, 3).Draw(t, "key") == 0
			entry := key && init != nil && (!entered || now.Truncate(time.Microsecond)-lastEntry >= minEntryGap)
			if entry {
				entered, lastEntry = true, now.Truncate(time.Microsecond)
				if meta != nil {
					s.want = append(s.want, Record{Kind: Meta, Data: meta, Entry: true})
				}
				s.want = append(s.want, Record{Kind: Init, Data: init, Entry: true})
			}
			if entered {
				s.want = append(s.want, Record{Kind: Fragment, Data: data, Entry: entry})
			}
			cuts, err := c.Add(data, key, now)
			must(t, err)
			got(cuts)
		}
	}
	s.cuts = append(s.cuts, c.End(now)...)
	if _, err := c.Add([]byte("more"), false, now); !errors.Is(err, ErrEnded) || c.End(now) != nil {
		t.Fatalf("it goes on after the end: %v", err)
	}
	return s
}

func must(t interface{ Fatal(...any) }, err error) {
	if err != nil {
		t.Fatal(err)
	}
}

func sameRecord(got, want Record) bool {
	return got.Kind == want.Kind && got.Entry == want.Entry && bytes.Equal(got.Data, want.Data)
}

// TestStream is the whole way: records are cut, sealed, robbed of as many shards
// as may be lost, rebuilt and joined, and are the same.
func TestStream(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := play(t, 40_000)
		signer, viewer := NewSigner(testSecret()), NewCoder(testSecret().Channel())
		var joiner Joiner
		var got []Record
		for i, cut := range s.cuts {
			sealed, err := signer.Seal(cut.Header, cut.Payload)
			must(t, err)
			h := sealed.Header
			if h != cut.Header {
				t.Fatalf("sealed %+v, cut %+v", h, cut.Header)
			}
			shards := slices.Clone(sealed.Shards)
			for k := range h.Shape.Total - h.Shape.Data {
				shards[(i*5+int(k)*3)%len(shards)] = nil // at most Total-Data of them
			}
			var tree Tree
			must(t, viewer.Rebuild(&h, sealed.Root, shards, &tree))
			records, err := joiner.Add(&h, AppendPayload(nil, &h, shards))
			must(t, err)
			got = append(got, records...)
		}
		if len(got) != len(s.want) {
			t.Fatalf("%d records, want %d", len(got), len(s.want))
		}
		for i := range got {
			if !sameRecord(got[i], s.want[i]) || got[i].Gap {
				t.Fatalf("record %d: kind %d, %d bytes, entry %v, gap %v; want kind %d, %d bytes, entry %v", i,
					got[i].Kind, len(got[i].Data), got[i].Entry, got[i].Gap, s.want[i].Kind, len(s.want[i].Data), s.want[i].Entry)
			}
		}
	})
}

// TestHeadersOfStream checks what the Cutter says of its blocks.
func TestHeadersOfStream(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := play(t, 40_000)
		last := -1 // the last Entry block
		for i, cut := range s.cuts {
			h := cut.Header
			must(t, h.Check())
			if h.Seq != MakeSeq(1000, uint32(i)) || int(h.Length) != len(cut.Payload) {
				t.Fatalf("block %d is %v with length %d for %d bytes", i, h.Seq, h.Length, len(cut.Payload))
			}
			if h.Flags&Entry != 0 {
				last = i
			}
			if e, ok := h.EntrySeq(); ok != (last >= 0) || ok && int(e.Number()) != last {
				t.Fatalf("block %d: entry %v %v, want %d", i, e, ok, last)
			}
			if (h.Flags&End != 0) != (i == len(s.cuts)-1) {
				t.Fatalf("block %d of %d: flags %b", i, len(s.cuts), h.Flags)
			}
			if i > 0 && h.Capture < s.cuts[i-1].Header.Capture {
				t.Fatalf("block %d: captured before the last", i)
			}
			if i > 0 && h.Shape != s.cuts[i-1].Header.Shape && h.Flags&Entry == 0 {
				t.Fatalf("block %d: new shape, no entry", i)
			}
		}
		// Start stands where a record begins, and nowhere else.
		var stream []byte
		for _, cut := range s.cuts {
			stream = append(stream, cut.Payload...)
		}
		begins := map[int]bool{}
		for at := 0; at < len(stream); {
			begins[at] = true
			n, k := binary.Uvarint(stream[at+1:])
			at += 1 + k + int(n)
		}
		at := 0
		for i, cut := range s.cuts {
			if start := cut.Header.Flags&Start != 0; start != begins[at] {
				t.Fatalf("block %d: start %v, want %v", i, start, begins[at])
			}
			at += len(cut.Payload)
		}
	})
}

// TestLostBlocks drops whole blocks, told or not: what still comes out are
// records that went in, in order, and Gap stands where some are missing.
func TestLostBlocks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := play(t, 20_000)
		tell := rapid.Bool().Draw(t, "tell")
		var joiner Joiner
		at := 0 // place in want after the last record that came
		first := true
		for i, cut := range s.cuts {
			if rapid.IntRange(0, 5).Draw(t, "fate") == 0 {
				if tell {
					joiner.Gap()
				}
				continue
			}
			whole := cut.Header.Flags&Start != 0 && joiner.joined
			records, err := joiner.Add(&s.cuts[i].Header, cut.Payload)
			must(t, err)
			whole = whole && joiner.joined // not where the Init of its first Entry was lost
			if whole && len(records) == 0 && !joiner.partial() && cut.Header.Flags&End == 0 {
				t.Fatalf("block %d begins a record that is lost", i)
			}
			for _, r := range records {
				next := at
				for next < len(s.want) && !sameRecord(r, s.want[next]) {
					next++
				}
				if next == len(s.want) {
					t.Fatalf("block %d: a record that was not put in, or not here", i)
				}
				if !first && r.Gap != (next > at) || first && (r.Gap || !r.Entry) {
					t.Fatalf("block %d: gap %v, %d records missing, first %v", i, r.Gap, next-at, first)
				}
				at, first = next+1, false
			}
		}
	})
}
