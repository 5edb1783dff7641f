package play

import (
	"errors"
	"sync"
	"time"

	"throng/internal/media"
)

// packager cuts the stream into HLS segments at key frames, and these into
// parts. The video track, or the first audio track where there is none, is the
// lead: its frames and their durations decide where to cut; fragments of other
// tracks go with the lead frame that follows them. No bytes are copied.
//
// Segments are numbered from 0 (the media sequence number); parts are numbered
// from 0 through all segments, so that the next part's address is known before
// it is known whether a new segment begins there.
type packager struct {
	session string

	mu       sync.Mutex
	inits    map[int]*media.Init // by number, those that kept segments need and the current
	init     int                 // the current one's number, -1 at first
	lead     uint32              // the lead track
	audio    bool                // the lead is audio
	segments []*segment          // oldest first; the last may be open
	listed   int                 // segments[listed:] are in the playlist
	skipped  uint64              // discontinuities of segments before listed
	pending  [][]byte            // fragments of other tracks waiting for a lead frame
	waiting  int                 // bytes of pending
	part     *part               // open part, not yet in the playlist
	nextPart uint64
	target   time.Duration // EXT-X-TARGETDURATION
	longest  time.Duration // longest part so far
	expect   time.Duration // where the last lead frame ended
	breaks   bool          // the next segment begins with a discontinuity
	err      error
	news     chan struct{} // closed, and replaced, when a part, a segment or the end has come
}

type segment struct {
	number      uint64
	init        int
	breaks      bool // EXT-X-DISCONTINUITY stands before it
	independent bool // begins with a key frame
	capture     time.Duration
	parts       []*part
	duration    time.Duration
	bytes       int
	whole       bool
}

type part struct {
	number      uint64
	independent bool
	data        [][]byte
	bytes       int
	duration    time.Duration
}

func newPackager(session string) *packager {
	return &packager{
		session: session,
		inits:   make(map[int]*media.Init),
		init:    -1,
		target:  hlsMinTarget,
		longest: hlsPartTarget,
		news:    make(chan struct{}),
	}
}

// setInit begins anew with another init segment.
func (p *packager) setInit(in *media.Init) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.endSegment()
	p.pending, p.waiting = nil, 0
	p.breaks = p.init >= 0
	p.init++
	p.inits[p.init] = in
	p.dropInits()
	lead, ok := in.First(media.Video)
	if !ok {
		lead = in.Tracks[0]
	}
	p.lead, p.audio = lead.ID, !ok
	p.announce()
}

// fragment takes the next fragment; the first one after setInit and after a
// gap is a key frame.
func (p *packager) fragment(pk Packet) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := pk.Fragment
	if f.Track != p.lead {
		if p.waiting+len(f.Data) <= hlsMaxSegmentBytes {
			p.pending = append(p.pending, f.Data)
			p.waiting += len(f.Data)
		}
		return
	}
	duration := f.Duration
	if duration <= 0 { // a muxer that does not know; one frame's place is lost at most
		duration = max(0, min(f.Time-p.expect, hlsPartTarget))
	}
	jumped := f.Key && (f.Time-p.expect).Abs() > hlsJump
	if cur := p.open(); cur == nil || p.cutsAt(cur, f) || pk.Gap || jumped {
		if cur != nil && (pk.Gap || jumped) {
			p.breaks = true
			p.pending, p.waiting = nil, 0
		}
		p.endSegment()
		p.beginSegment(f.Key, pk.Capture)
	}
	p.add(f, duration)
	p.expect = f.Time + duration
	if p.part.duration+duration > hlsPartTarget {
		p.endPart()
	}
	p.announce()
}

// cutsAt reports whether a new segment begins with lead frame f.
func (p *packager) cutsAt(s *segment, f *media.Fragment) bool {
	duration, bytes := s.duration, s.bytes
	if p.part != nil {
		duration, bytes = duration+p.part.duration, bytes+p.part.bytes
	}
	shortest := hlsMinSegment
	if p.audio {
		shortest = hlsAudioSegment
	}
	return f.Key && duration >= shortest || duration >= hlsMaxSegment || bytes >= hlsMaxSegmentBytes
}

// add puts a lead frame and what waits for it into the open part.
func (p *packager) add(f *media.Fragment, duration time.Duration) {
	if p.part != nil && p.part.duration+duration > hlsPartTarget {
		p.endPart()
	}
	if p.part == nil {
		p.part = &part{number: p.nextPart, independent: f.Key}
		p.nextPart++
	}
	p.part.data = append(append(p.part.data, p.pending...), f.Data)
	p.part.bytes += p.waiting + len(f.Data)
	p.part.duration += duration
	p.pending, p.waiting = nil, 0
}

// open is the segment that is being filled, nil when there is none.
func (p *packager) open() *segment {
	if n := len(p.segments); n > 0 && !p.segments[n-1].whole {
		return p.segments[n-1]
	}
	return nil
}

func (p *packager) beginSegment(independent bool, capture time.Duration) {
	number := uint64(0)
	if n := len(p.segments); n > 0 {
		number = p.segments[n-1].number + 1
	}
	p.segments = append(p.segments, &segment{
		number: number, init: p.init, breaks: p.breaks, independent: independent, capture: capture,
	})
	p.breaks = false
}

// endPart puts the open part into the open segment.
func (p *packager) endPart() {
	s := p.open()
	if p.part == nil || s == nil {
		return
	}
	s.parts = append(s.parts, p.part)
	s.duration += p.part.duration
	s.bytes += p.part.bytes
	p.longest = max(p.longest, p.part.duration)
	p.part = nil
}

// endSegment makes the open segment whole and lets old ones go.
func (p *packager) endSegment() {
	s := p.open()
	if s == nil {
		return
	}
	p.endPart()
	s.whole = true
	p.target = max(p.target, s.duration.Round(time.Second))
	p.slide()
}

// slide takes segments out of the playlist and then out of memory.
func (p *packager) slide() {
	total, bytes := time.Duration(0), 0
	for _, s := range p.segments[p.listed:] {
		total += s.duration
	}
	for _, s := range p.segments {
		bytes += s.bytes
	}
	for len(p.segments)-p.listed > hlsListed && total-p.segments[p.listed].duration >= hlsListedTargets*p.target {
		total -= p.segments[p.listed].duration
		p.listed++
	}
	drop := 0
	for len(p.segments)-drop > 1 && (p.listed-drop > hlsGrace || len(p.segments)-drop > hlsKept || bytes > hlsMaxBytes) {
		bytes -= p.segments[drop].bytes
		drop++
	}
	for _, s := range p.segments[:drop] {
		if s.breaks {
			p.skipped++
		}
	}
	clear(p.segments[:drop])
	p.segments = append([]*segment(nil), p.segments[drop:]...)
	p.listed = max(0, p.listed-drop)
	p.dropInits()
}

// dropInits lets go of the inits that no segment needs any more.
func (p *packager) dropInits() {
	needed := map[int]bool{p.init: true}
	for _, s := range p.segments {
		needed[s.init] = true
	}
	for n := range p.inits {
		if !needed[n] {
			delete(p.inits, n)
		}
	}
}

func (p *packager) finish(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if errors.Is(err, ErrEnded) {
		p.endSegment()
	}
	p.err = err
	p.announce()
}

func (p *packager) announce() {
	close(p.news)
	p.news = make(chan struct{})
}

// has reports whether the playlist has part n of segment msn, or, with n < 0,
// the whole segment. A part beyond a whole segment's last one is the first of
// the next segment (RFC 8216bis 6.2.5.2).
func (p *packager) has(msn uint64, n int64) bool {
	if len(p.segments) == 0 {
		return false
	}
	last := p.segments[len(p.segments)-1]
	if msn > last.number {
		return false
	}
	first := p.segments[0].number
	if n >= 0 && msn >= first && msn < last.number && n >= int64(len(p.segments[msn-first].parts)) {
		msn, n = msn+1, 0
	}
	switch {
	case msn < last.number:
		return true
	case n < 0:
		return last.whole
	}
	return n < int64(len(last.parts))
}

// beyond reports whether segment msn is so far ahead that asking for it is an
// error (RFC 8216bis 6.2.5.2: more than one past the open one).
func (p *packager) beyond(msn uint64) bool {
	next := uint64(0)
	if n := len(p.segments); n > 0 {
		next = p.segments[n-1].number + 1
	}
	return msn > next+1
}

// playable reports whether a playlist can be shown: one part is there.
func (p *packager) playable() bool {
	return len(p.segments) > 0 && (len(p.segments[0].parts) > 0 || p.segments[0].whole)
}
