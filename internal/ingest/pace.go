package ingest

import (
	"context"
	"sync"
	"time"
)

// speed says how fast an input may come: by the fragments' decode times.
type speed struct {
	// slack is how far media may be ahead of the wall clock.
	slack time.Duration
	// gain is how much faster than the clock it may come beyond that, in
	// thousandths.
	gain int64
}

// The speeds of inputs. Clocks of encoders differ from ours by 0.2 thousandths
// at most; an input that is gated all the time, because it is a recording, must
// not run away from its viewers.
var (
	// recorded: a file, by our clock alone.
	recorded = speed{}
	// piped: may be live or a recording, one cannot tell.
	piped = speed{slack: time.Second, gain: 1}
	// published: live; what a stalled network held back may be caught up.
	published = speed{slack: 5 * time.Second, gain: 50}
)

// lateLimit is how late a recording may be before its clock starts anew, rather
// than that it hurries to catch up.
const lateLimit = time.Second

// pacer holds items until they are due.
type pacer struct {
	speed
	started bool
	media   time.Duration // latest decode time that passed
	due     time.Time     // when that was due, by the clock
}

// wait is how long the fragment with that decode time must wait from now on.
func (p *pacer) wait(at time.Duration, now time.Time) time.Duration {
	if !p.started {
		p.started, p.media, p.due = true, at, now
		return 0
	}
	if step := at - p.media; step > 0 {
		p.media = at
		p.due = p.due.Add(step - time.Duration(p.gain*int64(step)/(1000+p.gain)))
	}
	switch late := now.Sub(p.due); {
	case late > 0 && (p.slack > 0 || late > lateLimit):
		p.due = now
	case -late > p.slack:
		return -late - p.slack
	}
	return 0
}

// pace moves items from raw to out as they fall due, and returns what ended raw.
func (s *Stream) pace(ctx context.Context) error {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	p := pacer{}
	var latest time.Time
	for {
		item, err := s.raw.get(ctx)
		if err != nil {
			if ctx.Err() != nil {
				err = context.Cause(ctx)
			}
			return err
		}
		p.speed = s.speed
		now := time.Now()
		if f := item.Fragment; f != nil {
			if wait := p.wait(f.Time, now); wait > 0 {
				timer.Reset(wait)
				select {
				case now = <-timer.C:
				case <-ctx.Done():
					return context.Cause(ctx)
				}
				item.Capture = now
			}
		}
		if s.speed == recorded {
			item.Capture = now
		}
		if item.Capture.Before(latest) {
			item.Capture = latest
		}
		latest = item.Capture
		if err := s.out.put(ctx, item); err != nil {
			return err
		}
	}
}

// keyWatch calls back when key frames stay away though something comes. It is
// armed while an input runs.
type keyWatch struct {
	mu     sync.Mutex
	timer  *time.Timer
	warn   func(span, media time.Duration)
	active bool // something came since the timer was set

	since  time.Time     // when the timer was set
	begun  bool          // a fragment has come since arm
	first  time.Duration // where the input's times were at since, or where they began
	latest time.Duration // where they are
}

// arm starts the watch; disarm ends it, and waits for no call under way. warn is
// told for how long no key frame has come, and how much media has: keyUnknown
// where no fragment of the run has.
func (w *keyWatch) arm(warn func(span, media time.Duration)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.warn, w.begun = warn, false
	if w.timer == nil {
		w.timer = time.AfterFunc(KeyFrameLimit, w.fire)
	}
	w.set(KeyFrameLimit)
}

// keyUnknown is how much media has come where that cannot be told.
const keyUnknown time.Duration = -1

// set lets the timer run anew. w.mu is held.
func (w *keyWatch) set(after time.Duration) {
	w.active, w.since, w.first = false, time.Now(), w.latest
	w.timer.Reset(after)
}

func (w *keyWatch) disarm() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.warn = nil
	if w.timer != nil {
		w.timer.Stop()
	}
}

// key tells of a key frame.
func (w *keyWatch) key() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.warn != nil {
		w.set(KeyFrameLimit)
	}
}

// activity tells that something came.
func (w *keyWatch) activity() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.active = true
}

// fragment tells that one came, and its time by the input. Where a recording
// begins anew that goes back, which does not matter: a key frame follows.
func (w *keyWatch) fragment(at time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.latest = at; !w.begun {
		w.begun, w.first = true, at
	}
}

func (w *keyWatch) fire() {
	w.mu.Lock()
	warn, active := w.warn, w.active
	span, media := time.Since(w.since), keyUnknown
	if w.begun {
		media = w.latest - w.first
	}
	if warn != nil {
		again := KeyFrameLimit
		if active {
			again = keyFrameAgain
		}
		w.set(again)
	}
	w.mu.Unlock()
	if warn != nil && active {
		warn(span, media)
	}
}
