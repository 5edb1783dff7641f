package sim

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"time"

	"throng/internal/block"
)

// The encoder that the source has: pictures at a constant rate in groups that
// begin with a key frame, sizes that vary, and sound.
const (
	frameRate = 30
	groupSize = 60 // frames: 2 s
	// keyWeight is the size of a key frame, as a multiple of another frame's.
	keyWeight = 6
	// frameSpread is the standard deviation of the logarithm of a frame's size.
	frameSpread = 0.25
	// soundRate is the bitrate of the sound, at most soundShare of the whole.
	soundRate  = 128_000
	soundShare = 0.1
	// soundFrame is the duration of an AAC frame: 1,024 samples at 48 kHz.
	soundFrame = 1024 * int64(time.Second) / 48_000
	initSize   = 1200
	minFrame   = 120 // bytes: the boxes around an empty frame
)

// media makes the stream of a source, as ingest would: fragments of a frame each.
type media struct {
	cutter  *block.Cutter
	coder   block.Coder
	rng     rng
	frames  int64 // pictures so far
	sounds  int64 // frames of sound so far
	begin   int64 // true time
	picture float64
	sound   int
	buf     []byte
}

func (w *world) newMedia(begin int64) (*media, error) {
	sound := math.Min(soundRate, soundShare*float64(w.cfg.Bitrate))
	m := &media{
		rng: derive(w.cfg.Seed, forMedia, 0), begin: begin, coder: w.sourceCoder,
		sound: int(sound / 8 * float64(soundFrame) / 1e9),
		picture: (float64(w.cfg.Bitrate) - sound) / 8 * groupSize / frameRate /
			(groupSize - 1 + keyWeight),
	}
	var err error
	m.cutter, err = block.NewCutter(block.CutterConfig{
		Epoch: w.epoch, Bitrate: int(w.cfg.Bitrate), MaxHold: w.cfg.MaxHold, Shape: w.cfg.Shape,
	})
	if err != nil {
		return nil, fmt.Errorf("media: %w", err)
	}
	return m, m.cutter.SetInit(slices.Clone(m.bytes(initSize)))
}

// next is when the next frame comes.
func (m *media) next() int64 {
	return m.begin + min(m.frames*int64(time.Second)/frameRate, m.sounds*soundFrame)
}

// frame makes the frame that is due.
func (m *media) frame() (data []byte, key bool) {
	if m.frames*int64(time.Second)/frameRate > m.sounds*soundFrame {
		m.sounds++
		return m.bytes(max(m.sound, minFrame)), false
	}
	key = m.frames%groupSize == 0
	m.frames++
	size := m.picture * math.Exp(frameSpread*m.rng.norm()-frameSpread*frameSpread/2)
	if key {
		size *= keyWeight
	}
	return m.bytes(max(int(size), minFrame)), key
}

// bytes returns n random bytes, valid until the next call.
func (m *media) bytes(n int) []byte {
	m.buf = m.buf[:0]
	for len(m.buf) < n {
		m.buf = binary.LittleEndian.AppendUint64(m.buf, m.rng.next())
	}
	return m.buf[:n:n]
}

// produce takes the next frame from the encoder, or flushes, and publishes what
// is ready then.
func (p *peer) produce(t int64, flush bool) {
	m := p.media
	now := p.clock.local(t)
	var cuts []block.Cut
	if flush {
		cuts = m.cutter.Flush(now)
	} else {
		data, key := m.frame()
		if key {
			m.cutter.SetLossy(p.eng.Stats().Lossy)
		}
		var err error
		if cuts, err = m.cutter.Add(data, key, now); err != nil {
			p.violate(t, err.Error())
		}
		p.plan(control{at: max(m.next(), t), kind: doFrame})
	}
	for i := range cuts {
		p.publish(t, &cuts[i])
	}
	if at, ok := m.cutter.Deadline(); ok {
		if real := p.clock.real(at); real < m.next() {
			p.plan(control{at: max(real, t+1), kind: doFlush})
		}
	}
}

func (p *peer) publish(t int64, cut *block.Cut) {
	s, err := p.media.coder.Seal(cut.Header, cut.Payload)
	if err == nil {
		err = p.w.publish(newPublished(s, p.clock.real(s.Header.Capture), t))
	}
	if err != nil {
		p.violate(t, err.Error())
		return
	}
	if p.w.measured(t) {
		p.k.sum.published += int64(cut.Header.Length)
	}
	p.eng.Publish(p.clock.local(t), s)
	p.after(t)
}
