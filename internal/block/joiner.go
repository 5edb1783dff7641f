package block

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// ErrStale: a block does not come after those that were joined before it.
var ErrStale = errors.New("block is not after the last one")

// firstAlloc is the most a Joiner allocates for a record in bytes before any of
// them has come; a longer one's memory grows with what comes.
const firstAlloc = 64 << 10

// Joiner puts records together again from blocks in order. It gives out nothing
// before the first Entry block. It holds at most one record, so little more than
// MaxRecord bytes. The zero Joiner is ready.
type Joiner struct {
	begun   bool // a block has come
	next    Seq  // the one after it
	joined  bool // an Entry block has come in this epoch
	gave    bool // a record has been given out: what is missing before one is a gap
	begins  bool // an Init has been given out: without one nothing that follows can be shown
	aligned bool // the next byte is where the state below says
	entry   bool // the next record is of an entry
	gap     bool // the next record follows a gap

	record  Record // the one being read: all but Data
	head    [maxRecordHead]byte
	headLen int    // bytes of head read
	left    int    // bytes of the body to come; 0: reading the head
	keep    bool   // the body is wanted
	body    []byte // what of it has come
}

// Add takes the next block and returns the records that are whole by it.
//
// A block that leaves some out is as if Gap had been called before it. A block
// of a later epoch begins anew. One that is not later than the last gives an
// error wrapping ErrStale, a payload that is not h.Length long one wrapping
// ErrShards; the Joiner is as before then. A record longer than MaxRecord gives
// an error wrapping ErrRecord, beside the records before it; the Joiner goes on
// as after a Gap.
func (j *Joiner) Add(h *Header, payload []byte) ([]Record, error) {
	if len(payload) != int(h.Length) {
		return nil, fmt.Errorf("join block %v: %w: payload of %d bytes, want %d", h.Seq, ErrShards, len(payload), h.Length)
	}
	if j.begun && h.Seq < j.next {
		return nil, fmt.Errorf("join block %v: %w, %v", h.Seq, ErrStale, j.next-1)
	}
	switch {
	case j.begun && h.Seq.Epoch() != (j.next-1).Epoch():
		*j = Joiner{}
	case j.begun && h.Seq != j.next:
		j.Gap()
	}
	j.begun, j.next = true, h.Seq+1
	if h.Flags&(Entry|Start) != 0 && j.partial() {
		j.Gap()
	}
	if h.Flags&Entry != 0 {
		j.joined, j.aligned, j.entry = true, true, true
	}
	if h.Flags&Start != 0 {
		j.aligned = j.joined
	}
	if !j.aligned {
		return nil, nil
	}
	records, err := j.read(h, payload)
	if err != nil {
		j.Gap()
		return records, fmt.Errorf("join block %v: %w", h.Seq, err)
	}
	return records, nil
}

// Gap says that blocks after the last one are lost: the record that was not
// whole is dropped, and records are given out again from the next block on that
// has Start or Entry.
func (j *Joiner) Gap() {
	j.gap, j.joined = j.gave, j.joined && j.begins
	j.aligned, j.entry = false, false
	j.headLen, j.left, j.body = 0, 0, nil
}

// partial reports whether a record was begun and is not whole.
func (j *Joiner) partial() bool { return j.headLen > 0 || j.left > 0 }

func (j *Joiner) read(h *Header, payload []byte) (records []Record, err error) {
	for len(payload) > 0 {
		if j.left == 0 {
			if err := j.readHead(h, payload[0]); err != nil {
				return records, err
			}
			payload = payload[1:]
			continue
		}
		n := min(j.left, len(payload))
		if j.keep {
			j.body = append(j.body, payload[:n]...)
		}
		payload = payload[n:]
		if j.left -= n; j.left == 0 && j.keep {
			j.record.Data, j.body = j.body, nil
			j.record.Gap, j.gap = j.gap, false
			records = append(records, j.record)
			j.gave, j.begins = true, j.begins || j.record.Kind == Init
			j.record.Data = nil
		}
	}
	return records, nil
}

// readHead takes one byte of a record's head. After the last one the record is
// made ready for its body; an empty one is passed over.
func (j *Joiner) readHead(h *Header, b byte) error {
	if j.headLen == 0 {
		j.record = Record{Kind: Kind(b), Seq: h.Seq, Capture: h.Capture}
	}
	j.head[j.headLen] = b
	j.headLen++
	if j.headLen == 1 || b >= 0x80 {
		if j.headLen == maxRecordHead {
			return fmt.Errorf("%w: its length takes more than %d bytes", ErrRecord, maxRecordHead-1)
		}
		return nil
	}
	length, _ := binary.Uvarint(j.head[1:j.headLen])
	j.headLen = 0
	if length > MaxRecord {
		return fmt.Errorf("%w: %d bytes, at most %d", ErrRecord, length, MaxRecord)
	}
	if length == 0 {
		return nil
	}
	j.left = int(length)
	kind := j.record.Kind
	if j.keep = kind == Init || kind == Fragment || kind == Meta; !j.keep {
		return nil
	}
	j.record.Entry = j.entry
	if kind == Fragment {
		j.entry = false
	}
	j.body = make([]byte, 0, min(j.left, firstAlloc))
	return nil
}
