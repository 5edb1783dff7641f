package ingest

import (
	"bytes"
	"time"

	"throng/internal/media"
)

// timeline joins the items of several runs of an input. Each run has times of
// its own; all fragments of a run are moved by the same time, so that sound and
// picture stay together.
type timeline struct {
	init     *media.Init // the last one given out
	current  *media.Init // the last one of this run
	sequence uint32
	latest   time.Time // the last capture given out

	runs    int
	placed  bool          // this run has its shift
	keyed   bool          // a key fragment has come since the run's last init segment
	join    join          // how this run follows the one before
	shift   time.Duration // of this run
	length  time.Duration // of a loop: the longest track of the first run
	starts  map[uint32]time.Duration
	ends    map[uint32]time.Duration // of what was given out, by track
	lastEnd time.Duration
	gone    time.Time // when the run before gave its last fragment
}

// join says how a run follows the one before.
type join uint8

const (
	// byClock: after as much time as has passed on the wall clock.
	byClock join = iota
	// bySeam: the same recording again, without a gap.
	bySeam
)

// begin starts a run.
func (t *timeline) begin(how join) {
	if t.runs == 1 {
		for id, end := range t.ends {
			t.length = max(t.length, end-t.starts[id])
		}
	}
	t.runs++
	t.join, t.placed, t.keyed, t.current, t.gone = how, false, false, nil, t.latest
}

// add takes the next item of the run and returns what the stream gets of it:
// nothing, or a fragment, perhaps after an init segment.
func (t *timeline) add(in media.Item, capture time.Time) ([]Item, error) {
	if in.Init != nil {
		t.current, t.keyed = in.Init, false
		return nil, nil
	}
	f := in.Fragment
	if t.latest.After(capture) {
		capture = t.latest
	}
	var items []Item
	if !t.keyed {
		if !f.Key {
			return nil, nil
		}
		t.keyed = true
		if !t.placed {
			t.placed = true
			t.place(f, capture)
		}
		if t.init == nil || !bytes.Equal(t.init.Data, t.current.Data) {
			t.init = t.current
			t.ends, t.starts = map[uint32]time.Duration{}, map[uint32]time.Duration{}
			items = append(items, Item{Init: t.init, Capture: capture})
		}
	}
	if f.Time+t.shift < 0 {
		return nil, nil // more than firstTime before the first key frame
	}
	if overlap := t.ends[f.Track] - f.Time - t.shift; overlap > rounding {
		// This track began before the one that was placed. Within a run ffmpeg
		// gives times in order, so this comes at its beginning only.
		t.shift += overlap
	}
	t.sequence++
	if err := media.Shift(t.current, f, t.shift, t.sequence); err != nil {
		return nil, err
	}
	if _, ok := t.starts[f.Track]; !ok {
		t.starts[f.Track] = f.Time
	}
	t.ends[f.Track] = f.End()
	t.lastEnd = max(t.lastEnd, f.End())
	t.latest = capture
	return append(items, Item{Fragment: f, Capture: capture}), nil
}

// rounding is how much two tracks' ticks may differ from nanoseconds.
const rounding = 50 * time.Microsecond

// place chooses the run's shift by its first fragment.
func (t *timeline) place(f *media.Fragment, capture time.Time) {
	switch {
	case t.init == nil:
		t.shift = firstTime - f.Time
	case t.join == bySeam && t.length > 0:
		t.shift += t.length
	default:
		t.shift = t.lastEnd + max(0, capture.Sub(t.gone)) - f.Time
	}
}
