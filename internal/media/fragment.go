package media

import (
	"encoding/binary"
	"math"
	"math/bits"
	"time"
)

// Flags of tfhd and trun, and the one of a sample that matters here.
const (
	tfhdBaseOffset  = 0x1
	tfhdDescription = 0x2
	tfhdDuration    = 0x8
	tfhdSize        = 0x10
	tfhdFlags       = 0x20

	trunDataOffset  = 0x1
	trunFirstFlags  = 0x4
	trunDuration    = 0x100
	trunSize        = 0x200
	trunFlags       = 0x400
	trunComposition = 0x800

	sampleNonSync = 0x10000
)

// traf is what a track fragment tells.
type traf struct {
	track    uint32
	defaults sampleDefaults

	timed       bool
	time        uint64 // ticks
	timeAt      int    // where tfdt's time is, from the start of what was parsed
	timeVersion uint8

	duration uint64 // ticks, of all its samples
	samples  int
	sync     bool // the first sample is a sync sample
}

// ParseFragment reads one fragment of the stream that in begins: a moof, an
// mdat and nothing else. The Fragment keeps b. The error wraps ErrFormat, or is
// ErrTrack when the fragment belongs to none of in's tracks.
func ParseFragment(in *Init, b []byte) (*Fragment, error) {
	moof, err := splitFragment(b)
	if err != nil {
		return nil, err
	}
	trafs, sequenceAt, err := parseMoof(in, moof)
	if err != nil {
		return nil, err
	}
	f := &Fragment{Data: b, Sequence: binary.BigEndian.Uint32(moof[sequenceAt:])}
	_, hasVideo := in.First(Video)
	f.Key = !hasVideo
	first, video := true, true
	for _, t := range trafs {
		track, ok := in.Track(t.track)
		if !ok {
			continue
		}
		if track.Kind == Video && video && t.samples > 0 {
			f.Key, video = t.sync, false
		}
		if !first {
			continue
		}
		first = false
		f.Track, f.Kind = t.track, track.Kind
		if f.Time, err = duration(t.time, track.Timescale); err != nil {
			return nil, err
		}
		if f.Duration, err = duration(t.duration, track.Timescale); err != nil {
			return nil, err
		}
	}
	if first {
		return nil, ErrTrack
	}
	return f, nil
}

// splitFragment checks that b is a moof and an mdat, and returns the moof.
func splitFragment(b []byte) ([]byte, error) {
	var moof []byte
	n := 0
	err := eachBox(b, func(c box) error {
		n++
		switch {
		case len(c.data) > MaxBox:
			return formatError("box %s of %d bytes, more than %d", c.typ, len(c.data), MaxBox)
		case n == 1 && c.typ == typeMoof:
			moof = c.data
			return nil
		case n == 2 && c.typ == typeMdat:
			return nil
		}
		return formatError("box %s in a fragment", c.typ)
	})
	if err != nil {
		return nil, err
	}
	if n != 2 {
		return nil, formatError("fragment without moof and mdat")
	}
	return moof, nil
}

// parseMoof reads the track fragments of a moof, which is the whole box, and
// where in it the sequence number is.
func parseMoof(in *Init, moof []byte) (trafs []traf, sequenceAt int, err error) {
	h, _, err := parseHeader(moof)
	if err != nil {
		return nil, 0, err
	}
	samples := 0
	err = eachBox(moof[h.head:], func(c box) error {
		body := h.head + c.offset + len(c.data) - len(c.body)
		switch c.typ {
		case typeMfhd:
			if len(c.body) < 8 {
				return formatError("box %s is too short", c.typ)
			}
			sequenceAt = body + 4
		case typeTraf:
			if len(trafs) == MaxTrafs {
				return formatError("more than %d track fragments in one moof", MaxTrafs)
			}
			t, err := parseTraf(in, c.body)
			if err != nil {
				return err
			}
			if samples += t.samples; samples > MaxSamples {
				return formatError("more than %d samples in one fragment", MaxSamples)
			}
			t.timeAt += body
			trafs = append(trafs, t)
		}
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	if sequenceAt == 0 || len(trafs) == 0 {
		return nil, 0, formatError("moof without mfhd and traf")
	}
	return trafs, sequenceAt, nil
}

func parseTraf(in *Init, b []byte) (t traf, err error) {
	runs, headed := 0, false
	err = eachBox(b, func(c box) error {
		if !headed && c.typ != typeTfhd {
			return formatError("traf begins with %s", c.typ)
		}
		switch c.typ {
		case typeTfhd:
			if headed {
				return formatError("two tfhd in one traf")
			}
			headed = true
			return t.tfhd(in, c.body)
		case typeTfdt:
			if t.timed {
				return formatError("two tfdt in one traf")
			}
			t.timeAt = c.offset + len(c.data) - len(c.body) + 4
			return t.tfdt(c.body)
		case typeTrun:
			if runs++; runs > MaxRuns {
				return formatError("more than %d runs in one traf", MaxRuns)
			}
			return t.trun(c.body)
		}
		return nil
	})
	if err == nil && !t.timed {
		err = formatError("traf without tfhd and tfdt")
	}
	return t, err
}

func (t *traf) tfhd(in *Init, b []byte) error {
	f := fields{b: b}
	_, flags := f.full()
	t.track = f.u32()
	t.defaults = in.defaults[t.track]
	if flags&tfhdBaseOffset != 0 {
		return formatError("fragment with a place in a file (base_data_offset): it cannot be moved")
	}
	if flags&tfhdDescription != 0 {
		f.u32()
	}
	if flags&tfhdDuration != 0 {
		t.defaults.duration = f.u32()
	}
	if flags&tfhdSize != 0 {
		t.defaults.size = f.u32()
	}
	if flags&tfhdFlags != 0 {
		t.defaults.flags = f.u32()
	}
	return f.end(typeTfhd)
}

func (t *traf) tfdt(b []byte) error {
	f := fields{b: b}
	t.timeVersion, _ = f.full()
	switch t.timeVersion {
	case 0:
		t.time = uint64(f.u32())
	case 1:
		t.time = f.u64()
	default:
		return formatError("tfdt of version %d", t.timeVersion)
	}
	t.timed = true
	return f.end(typeTfdt)
}

func (t *traf) trun(b []byte) error {
	f := fields{b: b}
	_, flags := f.full()
	count := f.u32()
	if count > MaxSamples || t.samples+int(count) > MaxSamples {
		return formatError("more than %d samples in one fragment", MaxSamples)
	}
	if flags&trunDataOffset != 0 {
		f.u32()
	}
	first, firstSet := uint32(0), flags&trunFirstFlags != 0
	if firstSet {
		first = f.u32()
	}
	for i := range count {
		d, fl := t.defaults.duration, t.defaults.flags
		if flags&trunDuration != 0 {
			d = f.u32()
		}
		if flags&trunSize != 0 {
			f.u32()
		}
		if flags&trunFlags != 0 {
			fl = f.u32()
		}
		if flags&trunComposition != 0 {
			f.u32()
		}
		if i == 0 && firstSet {
			fl = first
		}
		if t.samples == 0 {
			t.sync = fl&sampleNonSync == 0
		}
		t.samples++
		t.duration += uint64(d)
	}
	return f.end(typeTrun)
}

// duration turns ticks into a time, rounded down to the nanosecond.
func duration(ticks uint64, scale uint32) (time.Duration, error) {
	hi, lo := bits.Mul64(ticks, uint64(time.Second))
	if hi >= uint64(scale) {
		return 0, formatError("a time beyond a century")
	}
	d, _ := bits.Div64(hi, lo, uint64(scale))
	if d > uint64(MaxTime) {
		return 0, formatError("a time beyond a century")
	}
	return time.Duration(d), nil
}

// ticks turns a time, which may be negative, into the nearest number of ticks.
func ticks(d time.Duration, scale uint32) int64 {
	neg := d < 0
	if neg {
		d = -d
	}
	hi, lo := bits.Mul64(uint64(d), uint64(scale))
	lo, carry := bits.Add64(lo, uint64(time.Second)/2, 0)
	t, _ := bits.Div64(hi+carry, lo, uint64(time.Second))
	if neg {
		return -int64(t)
	}
	return int64(t)
}

// Shift moves a fragment by a time, forward or back, and gives it a new
// sequence number: every tfdt of f.Data and its mfhd are patched in place, each
// in its track's timescale and rounded to the nearest tick, so that the same
// shift of all fragments of a track keeps their distances. f.Time follows. On
// an error, when a time would be negative, beyond MaxTime, or beyond 32 bits in
// a tfdt that has no more, f is as it was.
func Shift(in *Init, f *Fragment, by time.Duration, sequence uint32) error {
	if by > MaxTime || by < -MaxTime {
		return formatError("shift by %v", by)
	}
	moof, err := splitFragment(f.Data)
	if err != nil {
		return err
	}
	trafs, sequenceAt, err := parseMoof(in, moof)
	if err != nil {
		return err
	}
	moved, first := f.Time, true
	for i := range trafs {
		track, ok := in.Track(trafs[i].track)
		if !ok {
			continue
		}
		if err := trafs[i].move(ticks(by, track.Timescale), track.Timescale); err != nil {
			return err
		}
		if first {
			first = false
			moved, _ = duration(trafs[i].time, track.Timescale)
		}
	}
	f.Sequence = sequence
	binary.BigEndian.PutUint32(moof[sequenceAt:], sequence)
	for _, t := range trafs {
		if t.timeVersion == 1 {
			binary.BigEndian.PutUint64(moof[t.timeAt:], t.time)
		} else {
			binary.BigEndian.PutUint32(moof[t.timeAt:], uint32(t.time))
		}
	}
	f.Time = moved
	return nil
}

// move changes t.time only.
func (t *traf) move(by int64, scale uint32) error {
	if _, err := duration(t.time, scale); err != nil {
		return err
	}
	// Both are far from overflow: a century at most.
	to := int64(t.time) + by
	if to < 0 {
		return formatError("a time before zero")
	}
	if _, err := duration(uint64(to), scale); err != nil {
		return err
	}
	if t.timeVersion == 0 && to > math.MaxUint32 {
		return formatError("a time beyond 32 bits in a tfdt of version 0")
	}
	t.time = uint64(to)
	return nil
}
