package media

import (
	"encoding/binary"
	"strconv"
)

// boxType is the four-character code of a box.
type boxType [4]byte

func (t boxType) String() string { return strconv.Quote(string(t[:])) }

// printable reports whether the code is of letters, digits, space and the few
// signs that registered codes use: what random bytes hardly ever are.
func (t boxType) printable() bool {
	for i, c := range t {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && (i == 0 || c != ' ' && c != '-' && c != '_') {
			return false
		}
	}
	return true
}

func typeOf(s string) boxType { return boxType([]byte(s)) }

var (
	typeFtyp = typeOf("ftyp")
	typeMoov = typeOf("moov")
	typeMoof = typeOf("moof")
	typeMdat = typeOf("mdat")
	typeTrak = typeOf("trak")
	typeMdia = typeOf("mdia")
	typeMdhd = typeOf("mdhd")
	typeHdlr = typeOf("hdlr")
	typeMinf = typeOf("minf")
	typeStbl = typeOf("stbl")
	typeStsd = typeOf("stsd")
	typeTkhd = typeOf("tkhd")
	typeMvex = typeOf("mvex")
	typeTrex = typeOf("trex")
	typeMfhd = typeOf("mfhd")
	typeTraf = typeOf("traf")
	typeTfhd = typeOf("tfhd")
	typeTfdt = typeOf("tfdt")
	typeTrun = typeOf("trun")
)

// header is the head of a box: its length in bytes in all, the head included,
// and how much of that is the head.
type header struct {
	typ  boxType
	size uint64
	head int
}

// Lengths of a box's head in bytes: with a 32-bit and with a 64-bit size.
const (
	shortHead = 8
	longHead  = 16
)

// parseHeader reads the head of a box. ok is false when b is too short to tell.
func parseHeader(b []byte) (h header, ok bool, err error) {
	if len(b) < shortHead {
		return h, false, nil
	}
	h = header{typ: boxType(b[4:8]), size: uint64(binary.BigEndian.Uint32(b)), head: shortHead}
	switch h.size {
	case 1:
		if len(b) < longHead {
			return h, false, nil
		}
		h.size, h.head = binary.BigEndian.Uint64(b[8:]), longHead
	case 0:
		return h, false, formatError("box %s of open length", h.typ)
	}
	if h.size < uint64(h.head) {
		return h, false, formatError("box %s of %d bytes is shorter than its head", h.typ, h.size)
	}
	return h, true, nil
}

// box is one box within a larger slice: data is the whole box, body what
// follows the head, offset where it begins in the slice that was walked.
type box struct {
	typ    boxType
	data   []byte
	body   []byte
	offset int
}

// eachBox calls do for each box in b, which must hold whole boxes only, at most
// MaxChildren of them.
func eachBox(b []byte, do func(box) error) error {
	for offset, n := 0, 0; offset < len(b); n++ {
		if n == MaxChildren {
			return formatError("more than %d boxes in one", MaxChildren)
		}
		h, ok, err := parseHeader(b[offset:])
		if err != nil {
			return err
		}
		if !ok || h.size > uint64(len(b)-offset) {
			return formatError("box is cut off")
		}
		data := b[offset : offset+int(h.size) : offset+int(h.size)]
		if err := do(box{typ: h.typ, data: data, body: data[h.head:], offset: offset}); err != nil {
			return err
		}
		offset += int(h.size)
	}
	return nil
}

// child returns the first box of that type in b.
func child(b []byte, typ boxType) (body []byte, ok bool, err error) {
	err = eachBox(b, func(c box) error {
		if c.typ == typ && !ok {
			body, ok = c.body, true
		}
		return nil
	})
	return body, ok, err
}

// descend follows a path of boxes, each the first of its type in the one before.
func descend(b []byte, path ...boxType) ([]byte, error) {
	for _, typ := range path {
		body, ok, err := child(b, typ)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, formatError("no %s", typ)
		}
		b = body
	}
	return b, nil
}

// fields reads the numbers of a box in order. Reading past the end sets short
// and gives zeros.
type fields struct {
	b     []byte
	short bool
}

func (f *fields) take(n int) []byte {
	if n < 0 || n > len(f.b) {
		f.short, f.b = true, nil
		return nil
	}
	v := f.b[:n]
	f.b = f.b[n:]
	return v
}

func (f *fields) u8() uint8 {
	if v := f.take(1); v != nil {
		return v[0]
	}
	return 0
}

func (f *fields) u32() uint32 {
	if v := f.take(4); v != nil {
		return binary.BigEndian.Uint32(v)
	}
	return 0
}

func (f *fields) u64() uint64 {
	if v := f.take(8); v != nil {
		return binary.BigEndian.Uint64(v)
	}
	return 0
}

// full reads the version and flags of a full box.
func (f *fields) full() (version uint8, flags uint32) {
	v := f.u32()
	return uint8(v >> 24), v & 0xffffff
}

// end reports whether a box was too short for what was read of it.
func (f *fields) end(typ boxType) error {
	if f.short {
		return formatError("box %s is too short", typ)
	}
	return nil
}
