package media

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
)

// Item is an init segment or a fragment: one of Init and Fragment is set.
type Item struct {
	Init     *Init
	Fragment *Fragment
	Offset   int64 // where its first byte is in the stream
}

// Reader cuts a stream of fragmented MP4 into its init segments and fragments.
// It drops what a live stream can do without: styp, sidx, prft, emsg, free,
// mfra, uuid and other boxes between them, and fragments of tracks that are
// neither video nor audio. It holds one fragment at a time.
type Reader struct {
	in     *bufio.Reader
	offset int64
	init   *Init
	err    error
}

// readSize is the length in bytes of a Reader's buffer.
const readSize = 64 << 10

// NewReader makes a Reader of r.
func NewReader(r io.Reader) *Reader {
	return &Reader{in: bufio.NewReaderSize(r, readSize)}
}

// Next returns the next item. Its Data is the caller's own. At the end of the
// stream the error is io.EOF, or io.ErrUnexpectedEOF in the middle of a
// fragment; an error of the format wraps ErrFormat. After an error, the same
// error comes again.
func (r *Reader) Next() (Item, error) {
	if r.err != nil {
		return Item{}, r.err
	}
	item, err := r.next()
	if err != nil {
		r.err = err
		return Item{}, err
	}
	return item, nil
}

// All is what Next returns, to the end of the stream. Any error but io.EOF comes
// last, with an empty Item.
func (r *Reader) All() iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		for {
			item, err := r.Next()
			if errors.Is(err, io.EOF) || !yield(item, err) || err != nil {
				return
			}
		}
	}
}

func (r *Reader) next() (Item, error) {
	for {
		at := r.offset
		h, err := r.header()
		if err != nil {
			return Item{}, err
		}
		switch h.typ {
		case typeFtyp:
			b, err := r.pair(h, typeMoov, MaxInit)
			if err != nil {
				return Item{}, err
			}
			in, err := ParseInit(b)
			if err != nil {
				return Item{}, err
			}
			r.init = in
			return Item{Init: in, Offset: at}, nil
		case typeMoof:
			if r.init == nil {
				return Item{}, formatError("a fragment before the init segment")
			}
			b, err := r.pair(h, typeMdat, MaxBox)
			if err != nil {
				return Item{}, err
			}
			f, err := ParseFragment(r.init, b)
			if errors.Is(err, ErrTrack) {
				continue
			}
			if err != nil {
				return Item{}, err
			}
			return Item{Fragment: f, Offset: at}, nil
		default:
			if err := r.other(h); err != nil {
				return Item{}, err
			}
		}
	}
}

// header reads the head of the next box, without taking it from the buffer. At
// the end of the stream between two boxes the error is io.EOF.
func (r *Reader) header() (header, error) {
	for n := shortHead; ; n = longHead {
		b, err := r.in.Peek(n)
		h, ok, bad := parseHeader(b)
		switch {
		case bad != nil:
			return h, bad
		case ok:
			if !h.typ.printable() || r.offset == 0 && !mayBegin(h.typ) {
				return h, formatError("no box begins with %q", b[:shortHead])
			}
			if h.size > MaxBox {
				return h, formatError("box %s of %d bytes, more than %d", h.typ, h.size, MaxBox)
			}
			return h, nil
		case err == nil:
			continue
		case errors.Is(err, io.EOF) && len(b) > 0:
			return h, io.ErrUnexpectedEOF
		default:
			return h, err
		}
	}
}

// pair reads the box of which h is the head and the one after it, which must be
// of the type then, of at most limit bytes each.
func (r *Reader) pair(h header, then boxType, limit uint64) ([]byte, error) {
	var buf bytes.Buffer
	if err := r.body(&buf, h, limit); err != nil {
		return nil, err
	}
	second, err := r.header()
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, err
	}
	if second.typ != then {
		if h.typ == typeFtyp {
			return nil, formatError("%s after ftyp, not moov: an ordinary MP4 file?", second.typ)
		}
		return nil, formatError("%s after %s, not %s", second.typ, h.typ, then)
	}
	if err := r.body(&buf, second, limit); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// body reads a whole box, its head included. The buffer grows with the bytes
// that came, not with what the head says.
func (r *Reader) body(buf *bytes.Buffer, h header, limit uint64) error {
	if h.size > limit {
		return formatError("box %s of %d bytes, more than %d", h.typ, h.size, limit)
	}
	if h.size <= readSize {
		buf.Grow(int(h.size))
	}
	n, err := io.CopyN(buf, r.in, int64(h.size))
	r.offset += n
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// other skips a box that is dropped.
func (r *Reader) other(h header) error {
	switch h.typ {
	case typeMdat:
		return formatError("an mdat without a moof before it: an ordinary MP4 file?")
	case typeMoov:
		return formatError("a moov without an ftyp before it")
	}
	n, err := r.in.Discard(int(h.size))
	r.offset += int64(n)
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// mayBegin reports whether a stream may begin with a box of that type. Any
// other there means that it is no MP4 at all.
func mayBegin(t boxType) bool {
	switch string(t[:]) {
	case "ftyp", "moov", "moof", "mdat", "styp", "sidx", "ssix", "prft", "emsg", "free", "skip", "uuid", "mfra", "pdin", "wide":
		return true
	}
	return false
}
