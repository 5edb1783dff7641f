package tab

import (
	"bytes"
	"time"

	"throng/internal/block"
	"throng/internal/feed"
	"throng/internal/media"
	"throng/internal/overlay"
)

// stream makes messages for the page of the blocks that come.
type stream struct {
	joiner  block.Joiner
	payload []byte // scratch
	init    *media.Init
	epoch   uint32
	// needKey: fragments are of no use until a key frame comes; gap: the next one
	// says that fragments before it are missing.
	needKey, gap bool
	// ahead is by how much the broadcaster's clock is before this one, as the newest block
	// tells; known is whether any has.
	ahead time.Duration
	known bool
	delay time.Duration // of the newest block
}

func newStream() stream { return stream{needKey: true} }

// lost says that blocks are missing before the next one.
func (s *stream) lost() {
	s.joiner.Gap()
	s.broken()
}

// broken says that fragments are missing before the next one.
func (s *stream) broken() {
	if s.init != nil {
		s.needKey, s.gap = true, true
	}
}

// block takes one block apart and hands its records to the page.
func (t *Tab) block(e *overlay.Event) {
	s := &t.stream
	s.ahead, s.known = e.Delay-e.Rebuilt+e.Header.Capture, true
	if !e.Joining {
		s.delay = e.Delay
	}
	if epoch := e.Header.Seq.Epoch(); epoch != s.epoch {
		s.epoch = epoch // the broadcaster began anew, and its times with it
		s.broken()
	}
	s.payload = block.AppendPayload(s.payload[:0], e.Header, e.Shards)
	records, err := s.joiner.Add(e.Header, s.payload)
	if err != nil {
		t.damaged(err)
	}
	for i := range records {
		t.streamRecord(&records[i])
	}
}

func (t *Tab) streamRecord(r *block.Record) {
	s := &t.stream
	if r.Gap {
		s.broken()
	}
	switch r.Kind {
	case block.Init:
		t.streamInit(r.Data)
	case block.Fragment:
		t.streamFragment(r)
	case block.Meta:
		t.record(Meta, nil, r.Data)
	}
}

func (t *Tab) streamInit(data []byte) {
	s := &t.stream
	if s.init != nil && bytes.Equal(s.init.Data, data) {
		return
	}
	in, err := media.ParseInit(data)
	if err != nil {
		t.damaged(err)
		return
	}
	s.init, s.needKey, s.gap = in, true, false
	at := t.begin(Media)
	t.out = feed.AppendInit(t.out, in)
	t.end(at)
}

func (t *Tab) streamFragment(r *block.Record) {
	s := &t.stream
	if s.init == nil {
		return
	}
	f, err := media.ParseFragment(s.init, r.Data)
	if err != nil {
		t.damaged(err)
		s.broken()
		return
	}
	if s.needKey && !f.Key {
		return
	}
	at := t.begin(Media)
	t.out = feed.AppendFragment(t.out, f, r.Capture, s.gap)
	t.end(at)
	s.needKey, s.gap = false, false
}

// damaged reports what is wrong with what the broadcaster itself signed.
func (t *Tab) damaged(err error) { t.fault("The broadcaster's stream is damaged: " + err.Error()) }
