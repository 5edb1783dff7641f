package play

import (
	"context"
	"errors"
	"sync"
	"time"

	"throng/internal/media"
)

// Errors of a Hub and its readers.
var (
	// ErrEnded: the channel has ended.
	ErrEnded = errors.New("the channel has ended")
	// ErrClosed: the program stops; the channel may go on elsewhere.
	ErrClosed = errors.New("the server is stopping")
	// ErrBusy: as many readers as the Hub serves are there already.
	ErrBusy = errors.New("too many readers")
)

// Config sets up a Hub. Its zero value is good.
type Config struct {
	// Title is what readers are told until SetTitle says otherwise.
	Title string
	// MaxReaders is how many readers may subscribe at once; 0 means
	// DefaultMaxReaders.
	MaxReaders int
	// Session stands in the paths of HLS segments, so that no cache mixes two
	// runs of the program; it must be made of letters and digits. Empty means
	// a random one.
	Session string
}

// A Packet is a fragment on its way to a reader. What it points to is shared
// with other readers and must not be changed.
type Packet struct {
	Init     *media.Init // the init segment that it belongs to
	Fragment *media.Fragment
	Capture  time.Duration // Unix time, broadcaster's clock, at which the fragment was captured
	Gap      bool          // fragments before this one are missing; it is a key frame
}

// Counts are what a Hub has seen, from its beginning.
type Counts struct {
	Fragments uint64 // fragments handed on
	Bytes     uint64 // bytes of them
	Gaps      uint64 // calls of Gap in the midst of the stream
	Waiting   uint64 // fragments not handed on for want of a key frame before them
	Lost      uint64 // fragments that slow readers lost, over all readers
	Readers   int    // readers now
}

// Hub hands the stream to readers. Its methods may be called from any
// goroutine; those that feed it from one at a time.
type Hub struct {
	cfg Config
	hls *packager

	mu      sync.Mutex
	title   string
	init    *media.Init
	needKey bool // until a key frame comes, fragments are of no use
	gap     bool // the next packet says Gap
	backlog []Packet
	bytes   int  // of backlog
	outrun  bool // the backlog has outgrown its limits
	readers map[*Reader]struct{}
	counts  Counts
	err     error         // ErrEnded or ErrClosed
	news    chan struct{} // closed, and replaced, when init or err changes
}

// NewHub makes a Hub.
func NewHub(cfg Config) *Hub {
	if cfg.MaxReaders <= 0 {
		cfg.MaxReaders = DefaultMaxReaders
	}
	if cfg.Session == "" {
		cfg.Session = randomSession()
	}
	return &Hub{
		cfg:     cfg,
		hls:     newPackager(cfg.Session),
		title:   cut(cfg.Title, maxTitle),
		needKey: true,
		readers: make(map[*Reader]struct{}),
		news:    make(chan struct{}),
	}
}

// Init says that the fragments from here on belong to in. The same one again
// changes nothing; a different one makes readers begin anew with it, at the
// next key frame.
func (h *Hub) Init(in *media.Init) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.err != nil || h.init != nil && string(h.init.Data) == string(in.Data) {
		return
	}
	h.init = in
	h.needKey, h.gap = true, false
	h.clearBacklog()
	h.hls.setInit(in)
	h.announce()
}

// Fragment hands a fragment on. The first one after Init and after Gap must be
// a key frame; others are counted and dropped until one comes. capture is Unix
// time by the broadcaster's clock. The Hub keeps f and its bytes.
func (h *Hub) Fragment(f *media.Fragment, capture time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.err != nil {
		return
	}
	if h.init == nil || h.needKey && !f.Key {
		h.counts.Waiting++
		return
	}
	p := Packet{Init: h.init, Fragment: f, Capture: capture, Gap: h.gap}
	h.needKey, h.gap = false, false
	h.counts.Fragments++
	h.counts.Bytes += uint64(len(f.Data))
	h.keep(p)
	for r := range h.readers {
		h.counts.Lost += uint64(r.push(p))
	}
	h.hls.fragment(p)
}

// Gap says that fragments are missing from here to the next: readers go on at
// the next key frame.
func (h *Hub) Gap() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.err != nil || h.init == nil || h.needKey {
		return
	}
	h.counts.Gaps++
	h.needKey, h.gap = true, true
}

// End says that the channel has ended: readers get what waits for them, and
// then ErrEnded. It is final.
func (h *Hub) End() { h.finish(ErrEnded) }

// Close cuts all readers off with ErrClosed. It is final, and may come after
// End.
func (h *Hub) Close() { h.finish(ErrClosed) }

func (h *Hub) finish(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if errors.Is(h.err, ErrClosed) || errors.Is(h.err, err) {
		return
	}
	h.err = err
	for r := range h.readers {
		r.finish(err)
	}
	h.hls.finish(err)
	h.announce()
}

// SetTitle changes the title that readers see.
func (h *Hub) SetTitle(title string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.title = cut(title, maxTitle)
}

// Title is the channel's title.
func (h *Hub) Title() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.title
}

// Counts tells what the Hub has seen.
func (h *Hub) Counts() Counts {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.counts
	c.Readers = len(h.readers)
	return c
}

// WaitInit waits until the stream's init segment is there. The error is
// ErrEnded, ErrClosed or that of ctx.
func (h *Hub) WaitInit(ctx context.Context) (*media.Init, error) {
	for {
		h.mu.Lock()
		in, err, news := h.init, h.err, h.news
		h.mu.Unlock()
		switch {
		case err != nil:
			return nil, err
		case in != nil:
			return in, nil
		}
		select {
		case <-news:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// Subscribe makes a reader, which begins with what is there since the last key
// frame. The error is ErrEnded, ErrClosed or ErrBusy. The reader must be closed.
func (h *Hub) Subscribe() (*Reader, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.err != nil {
		return nil, h.err
	}
	if len(h.readers) >= h.cfg.MaxReaders {
		return nil, ErrBusy
	}
	r := newReader(h, h.backlog)
	h.readers[r] = struct{}{}
	return r, nil
}

func (h *Hub) forget(r *Reader) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.readers, r)
}

// keep adds a packet to the backlog.
func (h *Hub) keep(p Packet) {
	if p.Fragment.Key {
		h.clearBacklog()
	}
	if h.outrun {
		return
	}
	if len(h.backlog) >= maxBacklogPackets || h.bytes+len(p.Fragment.Data) > maxBacklogBytes {
		h.clearBacklog()
		h.outrun = true
		return
	}
	p.Gap = false // a reader that begins here misses nothing
	h.backlog = append(h.backlog, p)
	h.bytes += len(p.Fragment.Data)
}

func (h *Hub) clearBacklog() {
	clear(h.backlog)
	h.backlog, h.bytes, h.outrun = h.backlog[:0], 0, false
}

func (h *Hub) announce() {
	close(h.news)
	h.news = make(chan struct{})
}

// cut shortens s to at most n bytes, at a whole rune.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}
