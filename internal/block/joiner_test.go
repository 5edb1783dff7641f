package block

import (
	"encoding/binary"
	"errors"
	"testing"
	"time"
)

// blockOf is a block with this number, flags and payload.
func blockOf(epoch, number uint32, flags Flags, payload []byte) (*Header, []byte) {
	return &Header{
		Seq: MakeSeq(epoch, number), Capture: time.Duration(number) * time.Second,
		Length: uint16(len(payload)), Shape: Shape{16, 18}, Flags: flags,
	}, payload
}

func entryOf(text string) []byte {
	return appendRecord(appendRecord(nil, Init, []byte("init")), Fragment, []byte(text))
}

func TestJoinerJoinsAtEntry(t *testing.T) {
	var j Joiner
	records, err := j.Add(blockOf(1, 4, Start, appendRecord(nil, Fragment, []byte("early"))))
	if err != nil || len(records) != 0 {
		t.Fatalf("before the entry: %v, %v", records, err)
	}
	records, err = j.Add(blockOf(1, 5, Entry|Start, entryOf("key")))
	if err != nil || len(records) != 2 || string(records[1].Data) != "key" || records[0].Gap {
		t.Fatalf("entry: %v, %v", records, err)
	}
	for _, r := range records {
		if !r.Entry || r.Seq != MakeSeq(1, 5) || r.Capture != 5*time.Second {
			t.Fatalf("entry: %+v", r)
		}
	}
}

func TestJoinerSkipsUnknownAndEmpty(t *testing.T) {
	p := appendRecord(entryOf("key"), 200, make([]byte, 5000))
	p = appendRecord(p, None, []byte("padding"))
	p = appendRecord(p, Fragment, nil)
	p = appendRecord(p, Fragment, []byte("next"))
	var j Joiner
	records, err := j.Add(blockOf(1, 0, Entry|Start, p))
	if err != nil || len(records) != 3 || string(records[2].Data) != "next" || records[2].Gap || records[2].Entry {
		t.Fatalf("%v, %v", records, err)
	}
}

func TestJoinerEpochs(t *testing.T) {
	var j Joiner
	must(t, second(j.Add(blockOf(5, 0, Entry|Start, entryOf("old")))))
	long := binary.AppendUvarint([]byte{byte(Fragment)}, 100)
	must(t, second(j.Add(blockOf(5, 1, Start, long))))
	if records, err := j.Add(blockOf(6, 0, Start, appendRecord(nil, Fragment, []byte("x")))); err != nil || len(records) != 0 {
		t.Fatalf("a new epoch goes on before its entry: %v, %v", records, err)
	}
	records, err := j.Add(blockOf(6, 1, Entry|Start, entryOf("new")))
	if err != nil || len(records) != 2 || records[0].Gap {
		t.Fatalf("new epoch: %v, %v", records, err)
	}
	for _, seq := range []Seq{MakeSeq(6, 1), MakeSeq(6, 0), MakeSeq(5, 9)} {
		h, p := blockOf(seq.Epoch(), seq.Number(), Entry|Start, entryOf("again"))
		if records, err := j.Add(h, p); !errors.Is(err, ErrStale) || len(records) != 0 {
			t.Fatalf("%v: %v, %v", seq, records, err)
		}
	}
}

func second(_ []Record, err error) error { return err }

func TestJoinerRefuses(t *testing.T) {
	head := func(length uint64) []byte { return binary.AppendUvarint([]byte{byte(Fragment)}, length) }
	for name, bad := range map[string][]byte{
		"too long":       head(MaxRecord + 1),
		"length of five": head(1 << 30),
		"endless":        {byte(Fragment), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
	} {
		var j Joiner
		records, err := j.Add(blockOf(1, 0, Entry|Start, append(entryOf("key"), bad...)))
		if !errors.Is(err, ErrRecord) || len(records) != 2 {
			t.Errorf("%s: %v, %v", name, records, err)
		}
		if records, err := j.Add(blockOf(1, 1, 0, entryOf("inside"))); err != nil || len(records) != 0 {
			t.Errorf("%s: goes on without start: %v, %v", name, records, err)
		}
		records, err = j.Add(blockOf(1, 2, Start, appendRecord(nil, Fragment, []byte("after"))))
		if err != nil || len(records) != 1 || !records[0].Gap {
			t.Errorf("%s: does not go on: %v, %v", name, records, err)
		}
	}
	var j Joiner
	h, p := blockOf(1, 0, Entry|Start, entryOf("key"))
	if _, err := j.Add(h, p[1:]); !errors.Is(err, ErrShards) {
		t.Errorf("payload too short: %v", err)
	}
}

// TestJoinerStartInsideRecord: a broadcaster that begins a record before it
// ended the last one loses that one only.
func TestJoinerStartInsideRecord(t *testing.T) {
	for _, flags := range []Flags{Start, Entry | Start} {
		var j Joiner
		half := binary.AppendUvarint([]byte{byte(Fragment)}, 100)
		must(t, second(j.Add(blockOf(1, 0, Entry|Start, append(entryOf("key"), half...)))))
		records, err := j.Add(blockOf(1, 1, flags, entryOf("new")))
		if err != nil || len(records) != 2 || string(records[1].Data) != "new" || !records[0].Gap {
			t.Errorf("flags %b: %v, %v", flags, records, err)
		}
	}
}

// TestJoinerMemory: a record that only claims to be long costs little, and the
// longest one allowed comes through.
func TestJoinerMemory(t *testing.T) {
	var j Joiner
	must(t, second(j.Add(blockOf(1, 0, Entry|Start, append(entryOf("key"), binary.AppendUvarint([]byte{byte(Fragment)}, MaxRecord)...)))))
	if cap(j.body) > firstAlloc {
		t.Fatalf("%d bytes for nothing", cap(j.body))
	}
	part := make([]byte, 16*MaxShard)
	got := 0
	for n, left := uint32(1), MaxRecord; left > 0; n++ {
		p := part[:min(left, len(part))]
		left -= len(p)
		records, err := j.Add(blockOf(1, n, 0, p))
		must(t, err)
		if cap(j.body) > 2*MaxRecord {
			t.Fatalf("%d bytes held", cap(j.body))
		}
		for _, r := range records {
			got += len(r.Data)
		}
	}
	if got != MaxRecord {
		t.Fatalf("%d bytes came", got)
	}
}
