package block

import (
	"encoding/binary"
	"errors"
	"time"
)

// MaxRecord is the longest record in bytes: a whole second at 100 Mb/s fits in
// one. It bounds what a Cutter and a Joiner hold.
const MaxRecord = 16 << 20

// maxRecordHead is the longest head of a record: the kind and the length as a
// uvarint, of which 4 bytes suffice for MaxRecord.
const maxRecordHead = 1 + 4

// ErrRecord is wrapped where a record is too long or its head is damaged.
var ErrRecord = errors.New("bad record")

// Kind says what a record holds. In the record stream a record is its kind (1
// byte), its length (uvarint, at most MaxRecord) and so many bytes. Records of
// unknown kinds and empty ones are skipped.
type Kind uint8

// The kinds of record.
const (
	// None is padding: it makes the last block of a stream that has nothing left to say.
	None Kind = iota
	// Init is an init segment: ftyp and moov.
	Init
	// Fragment is one moof with its mdat.
	Fragment
	// Meta is what the broadcaster says of the stream: a JSON object.
	Meta
)

// Record is one record as a Joiner gives it out.
type Record struct {
	Kind    Kind          // Init, Fragment or Meta
	Data    []byte        // 1..MaxRecord bytes, the receiver's own
	Seq     Seq           // the block in which the record begins
	Capture time.Duration // that block's capture time: at or before the record's own
	Entry   bool          // the record is of an entry: a Meta or Init at the head of an Entry block, or the key-frame fragment after them
	Gap     bool          // one or more records right before this one were lost
}

// appendRecord appends head and data of a record to dst.
func appendRecord(dst []byte, kind Kind, data []byte) []byte {
	dst = append(dst, byte(kind))
	dst = binary.AppendUvarint(dst, uint64(len(data)))
	return append(dst, data...)
}
