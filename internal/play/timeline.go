package play

import (
	"bytes"
	"time"

	"throng/internal/media"
)

// timeline gives fragments times that never go back. Where those of the stream do, since the
// broadcaster has begun anew, it moves what follows to newBeginning after the end of what there
// was. Up to then a fragment stays as it came, bit for bit; afterwards its times and its number
// are others. It is for one reader of the stream, which begins it with an init segment.
type timeline struct {
	init     *media.Init
	end      time.Duration            // of what has been placed, on the timeline's clock
	ends     map[uint32]time.Duration // by track, of what the newest init segment begins
	by       time.Duration            // from the stream's clock to it
	moved    bool                     // by has been set, and fragments are numbered here
	sequence uint32                   // of the newest fragment
}

// begin says that the fragments from here on belong to in.
func (t *timeline) begin(in *media.Init) {
	t.init, t.ends = in, make(map[uint32]time.Duration)
}

// place is f with the time that it has on the timeline. f is not changed.
func (t *timeline) place(f *media.Fragment) *media.Fragment {
	f = t.shifted(f)
	t.ends[f.Track] = f.End()
	t.end = max(t.end, f.End())
	return f
}

func (t *timeline) shifted(f *media.Fragment) *media.Fragment {
	latest := t.ends[f.Track] - goesBack
	if len(t.ends) == 0 {
		latest = t.end - goesFarBack
	}
	if f.Time+t.by < latest {
		t.by, t.moved = t.end+newBeginning-f.Time, true
	}
	if !t.moved {
		t.sequence = f.Sequence
		return f
	}
	moved := *f
	moved.Data = bytes.Clone(f.Data)
	if err := media.Shift(t.init, &moved, t.by, t.sequence+1); err != nil {
		return f // beyond what its time field holds: better a wrong time than nothing
	}
	t.sequence++
	return &moved
}
