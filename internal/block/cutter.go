package block

import (
	"errors"
	"fmt"
	"time"
)

const (
	// DefaultMaxHold is CutterConfig.MaxHold where that is 0: a little more than two frames at
	// 30 a second, so that a third shares their block.
	DefaultMaxHold = 72 * time.Millisecond
	// fillPercent is how full a block must be to be cut at a record's end
	// rather than wait for the next: less is more headers, more is more delay.
	fillPercent = 90
	// minEntryGap is the least time between two Entry blocks. Where every
	// fragment is a key (sound alone, intra-only pictures) it spares the init
	// segments.
	minEntryGap = time.Second
	// maxIdleBuffer is the largest buffer in bytes an empty Cutter keeps.
	maxIdleBuffer = 1 << 20
)

// ErrEnded: a Cutter was given more after its End.
var ErrEnded = errors.New("the stream has ended")

// CutterConfig configures a Cutter.
type CutterConfig struct {
	// Epoch is the second since 1970 in which the broadcaster started.
	Epoch uint32
	// Bitrate in bits a second is what the stream is expected to have, until it
	// was measured; 0: unknown.
	Bitrate int
	// MaxHold is how long the first byte of a block may wait for company;
	// 0: DefaultMaxHold.
	MaxHold time.Duration
	// Shape fixes the shape of all blocks; zero: ShapeFor the measured bitrate,
	// changed only at Entry blocks.
	Shape Shape
}

// Cut is a block to be sealed.
type Cut struct {
	Header  Header
	Payload []byte // Header.Length bytes, the receiver's own
}

// Cutter cuts a stream of records into blocks. Each block has Seq, Capture (of
// the record its first byte belongs to), Length, Shape, Flags and SinceEntry
// filled in. Should 2³² blocks ever be cut, the next one begins the next epoch.
//
// All times are on one clock, that of the capture times.
//
// At a record's end what is pending is cut into as few blocks of equal length
// as hold it, if that fills them to 90 % or its first byte has waited MaxHold.
// Otherwise the full blocks are cut, and the rest, always less than a block,
// waits for the next record or the Deadline.
type Cutter struct {
	hold       time.Duration
	fixed      bool // the shape is
	lossy      bool // viewers lose much of what they are sent
	shape      Shape
	meter      meter
	seq        Seq
	init, meta []byte

	buf   []byte // what was not cut begins at buf[at]
	at    int
	marks []mark // where the records of buf begin; the first at or before at

	entry      bool          // buf[at] begins an Entry block
	sinceEntry uint16        // that of the next block, unless it is an Entry
	entered    bool          // there was an Entry block
	lastEntry  time.Duration // its capture time
	ended      bool
}

// mark is the beginning of a record in Cutter.buf.
type mark struct {
	at      int
	capture time.Duration
}

// NewCutter makes a Cutter. It is an error where the fixed shape is none, or
// MaxHold negative.
func NewCutter(cfg CutterConfig) (*Cutter, error) {
	c := &Cutter{hold: cfg.MaxHold, seq: MakeSeq(cfg.Epoch, 0), sinceEntry: noEntry}
	if c.hold < 0 {
		return nil, fmt.Errorf("new cutter: negative hold %v", c.hold)
	}
	if c.hold == 0 {
		c.hold = DefaultMaxHold
	}
	if cfg.Shape != (Shape{}) {
		if err := cfg.Shape.Check(); err != nil {
			return nil, fmt.Errorf("new cutter: %w", err)
		}
		c.fixed, c.shape = true, cfg.Shape
		return c, nil
	}
	c.meter.rate = float64(max(cfg.Bitrate, 0))
	c.shape = ShapeFor(cfg.Bitrate)
	return c, nil
}

// SetLossy tells whether viewers lose much of what they are sent: from the next Entry block on
// blocks have more parity then, unless their shape is fixed.
func (c *Cutter) SetLossy(lossy bool) { c.lossy = lossy }

// SetInit sets the init segment that Entry blocks begin with from now on.
// Before the first one there are no Entry blocks. It keeps data. It is an error
// wrapping ErrRecord where data is longer than MaxRecord.
func (c *Cutter) SetInit(data []byte) error {
	if err := checkRecord(data); err != nil {
		return fmt.Errorf("set init: %w", err)
	}
	c.init = data
	return nil
}

// SetMeta sets the Meta record that comes before the init segment from the next
// Entry block on; empty: none. Otherwise as SetInit.
func (c *Cutter) SetMeta(data []byte) error {
	if err := checkRecord(data); err != nil {
		return fmt.Errorf("set meta: %w", err)
	}
	c.meta = data
	return nil
}

func checkRecord(data []byte) error {
	if len(data) > MaxRecord {
		return fmt.Errorf("%w: %d bytes, at most %d", ErrRecord, len(data), MaxRecord)
	}
	return nil
}

// Add takes a fragment captured at that time and returns the blocks that are
// ready. key says that playback may begin with it: what is pending is cut then,
// and an Entry block begins with the Meta record, the init segment and this
// fragment; not so within a second of the last Entry block. An empty fragment
// is left out. It is an error wrapping ErrRecord where data is longer than
// MaxRecord, and ErrEnded after End; the Cutter is as before then.
func (c *Cutter) Add(data []byte, key bool, capture time.Duration) ([]Cut, error) {
	if c.ended {
		return nil, fmt.Errorf("add fragment: %w", ErrEnded)
	}
	if err := checkRecord(data); err != nil {
		return nil, fmt.Errorf("add fragment: %w", err)
	}
	if len(data) == 0 {
		return nil, nil
	}
	capture = wireTime(capture)
	var cuts []Cut
	if key && c.mayEnter(capture) {
		cuts = c.cutAll(cuts, 0)
		c.beginEntry(capture)
	}
	c.append(Fragment, data, capture)
	cuts = c.settle(cuts, capture)
	c.compact()
	return cuts, nil
}

func (c *Cutter) mayEnter(capture time.Duration) bool {
	return len(c.init) > 0 && (!c.entered || capture < c.lastEntry || capture-c.lastEntry >= minEntryGap)
}

func (c *Cutter) beginEntry(capture time.Duration) {
	c.meter.entry(capture)
	if !c.fixed {
		c.shape = c.meter.shape(c.shape)
		c.shape.Total = c.shape.Data + uint8(parityFor(int(c.shape.Data), c.lossy))
	}
	c.entry, c.entered, c.lastEntry = true, true, capture
	if len(c.meta) > 0 {
		c.append(Meta, c.meta, capture)
	}
	c.append(Init, c.init, capture)
}

func (c *Cutter) append(kind Kind, data []byte, capture time.Duration) {
	c.marks = append(c.marks, mark{at: len(c.buf), capture: capture})
	before := len(c.buf)
	c.buf = appendRecord(c.buf, kind, data)
	c.meter.add(len(c.buf)-before, capture)
}

// settle cuts what is to go after a record's end.
func (c *Cutter) settle(cuts []Cut, now time.Duration) []Cut {
	full := c.blockSize()
	blocks := (c.pending() + full - 1) / full
	if c.due(now) || c.pending()*100 >= blocks*full*fillPercent {
		return c.cutAll(cuts, 0)
	}
	for c.pending() >= full {
		cuts = append(cuts, c.cut(full, 0))
	}
	return cuts
}

// Flush returns what is due by now: the pending bytes, if the first of them has
// waited MaxHold.
func (c *Cutter) Flush(now time.Duration) []Cut {
	if !c.due(now) {
		return nil
	}
	cuts := c.cutAll(nil, 0)
	c.compact()
	return cuts
}

// Deadline is when Flush has something to return, unless Add comes first; ok is
// false where nothing is pending.
func (c *Cutter) Deadline() (at time.Duration, ok bool) {
	if c.pending() == 0 {
		return 0, false
	}
	return c.marks[0].capture + c.hold, true
}

// due reports whether the first pending byte has waited long enough. A clock
// that was set back ends the waiting too.
func (c *Cutter) due(now time.Duration) bool {
	deadline, ok := c.Deadline()
	return ok && (now >= deadline || now < deadline-c.hold)
}

// End returns the last blocks of the stream, the very last with the flag End.
// Where nothing is pending that one holds an empty None record, with this
// capture time. After the first End it returns nothing.
func (c *Cutter) End(capture time.Duration) []Cut {
	if c.ended {
		return nil
	}
	c.ended = true
	if c.pending() == 0 {
		c.append(None, nil, wireTime(capture))
	}
	cuts := c.cutAll(nil, End)
	c.buf, c.marks, c.init, c.meta = nil, nil, nil, nil
	c.at = 0
	return cuts
}

func (c *Cutter) blockSize() int { return int(c.shape.Data) * MaxShard }

func (c *Cutter) pending() int { return len(c.buf) - c.at }

// cutAll cuts all that is pending into as few blocks as hold it, of the same
// length, and gives the last one these flags besides.
func (c *Cutter) cutAll(cuts []Cut, last Flags) []Cut {
	full := c.blockSize()
	for blocks := (c.pending() + full - 1) / full; blocks > 0; blocks-- {
		var flags Flags
		if blocks == 1 {
			flags = last
		}
		cuts = append(cuts, c.cut((c.pending()+blocks-1)/blocks, flags))
	}
	return cuts
}

// cut makes a block of the first n pending bytes.
func (c *Cutter) cut(n int, flags Flags) Cut {
	first := c.marks[0]
	if first.at == c.at {
		flags |= Start
	}
	since := c.sinceEntry
	if c.entry {
		flags, since, c.entry = flags|Entry, 0, false
	}
	if c.sinceEntry = noEntry; since < noEntry {
		c.sinceEntry = since + 1
	}
	h := Header{
		Seq: c.seq, Capture: first.capture, Length: uint16(n),
		Shape: c.shape, Flags: flags, SinceEntry: since,
	}
	payload := append(make([]byte, 0, n), c.buf[c.at:c.at+n]...)
	c.seq++
	c.at += n
	done := 0
	for done+1 < len(c.marks) && c.marks[done+1].at <= c.at {
		done++
	}
	c.marks = append(c.marks[:0], c.marks[done:]...)
	if c.pending() == 0 {
		c.marks = c.marks[:0]
	}
	return Cut{Header: h, Payload: payload}
}

// compact moves what is pending to the beginning of the buffer.
func (c *Cutter) compact() {
	if c.pending() == 0 {
		c.buf = c.buf[:0]
		if cap(c.buf) > maxIdleBuffer {
			c.buf = nil
		}
	} else {
		c.buf = append(c.buf[:0], c.buf[c.at:]...)
	}
	for i := range c.marks {
		c.marks[i].at -= c.at
	}
	c.at = 0
}

// wireTime is capture as a header can carry it: not before 1970, in whole
// microseconds.
func wireTime(capture time.Duration) time.Duration {
	return max(capture, 0).Truncate(time.Microsecond)
}
