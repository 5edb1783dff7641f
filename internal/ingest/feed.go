package ingest

import (
	"errors"
	"io"
	"sync"
)

// Limits of a feed.
const (
	// maxReplay is how many bytes from the beginning of an input are kept while
	// it is not known yet how to treat it. ffmpeg reads up to probeSize of them.
	maxReplay = 8 << 20
	// maxAhead is how many bytes may wait for ffmpeg after that.
	maxAhead = 1 << 20
	// maxUnknown is how many bytes ffmpeg may read without telling what they are:
	// of what is no video it may read for ever.
	maxUnknown = 16 << 20
)

var errFeedClosed = errors.New("input closed")

// feed is a pipe between what receives an input's bytes and the ffmpeg that
// reads them. Until release it keeps the beginning, so that another ffmpeg with
// other options can read from the start.
type feed struct {
	mu       sync.Mutex
	cond     sync.Cond
	buf      []byte // from offset base on
	base     int64
	next     int64 // how far the reader is
	released bool
	err      error // what ended the input; io.EOF when it ended well
	reader   int   // number of the reader that may read; older ones are cut off
	touch    func()
	read     int           // bytes, by that reader
	known    bool          // it has told what they are
	strange  chan struct{} // closed when it has read maxUnknown before that
}

// newFeed makes a feed that calls touch when bytes come.
func newFeed(touch func()) *feed {
	f := &feed{touch: touch, strange: make(chan struct{})}
	f.cond.L = &f.mu
	return f
}

// Write waits while more than maxAhead bytes are unread, or maxReplay before
// release: then nothing more is kept.
func (f *feed) Write(p []byte) (int, error) {
	f.touch()
	f.mu.Lock()
	defer f.mu.Unlock()
	written := 0
	for len(p) > 0 {
		if f.err != nil {
			return written, errFeedClosed
		}
		room := maxAhead - len(f.buf)
		if !f.released {
			if room = maxReplay - len(f.buf); room <= 0 {
				f.release()
				continue
			}
		}
		if room <= 0 {
			f.cond.Wait()
			continue
		}
		n := min(room, len(p))
		f.buf = append(f.buf, p[:n]...)
		p = p[n:]
		written += n
		f.cond.Broadcast()
	}
	return written, nil
}

// close ends the input: readers get what is there and then err. The first call
// counts.
func (f *feed) close(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err == nil {
		f.err = err
		f.cond.Broadcast()
	}
}

// keepNothing releases what has been read; nothing is kept from now on.
func (f *feed) keepNothing() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.known = true
	f.release()
}

func (f *feed) release() {
	f.released = true
	f.drop()
}

// drop forgets what was read. f.mu is held.
func (f *feed) drop() {
	if n := int(f.next - f.base); n > 0 {
		f.buf = f.buf[n:] // append moves what is left when there is no room behind
		f.base = f.next
		if len(f.buf) == 0 && cap(f.buf) > maxAhead {
			f.buf = nil
		}
		f.cond.Broadcast()
	}
}

// open returns a reader from the earliest byte that is kept, and cuts off the
// reader before it.
func (f *feed) open() io.ReadCloser {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.reader++
	f.next, f.read = f.base, 0
	f.cond.Broadcast()
	return &feedReader{f, f.reader}
}

// begins waits for the first n bytes, or the end, and returns what is there.
func (f *feed) begins(n int) []byte {
	f.mu.Lock()
	defer f.mu.Unlock()
	for len(f.buf) < n && f.err == nil {
		f.cond.Wait()
	}
	return append([]byte(nil), f.buf[:min(n, len(f.buf))]...)
}

type feedReader struct {
	f      *feed
	number int
}

func (r *feedReader) Read(p []byte) (int, error) {
	f := r.f
	f.mu.Lock()
	defer f.mu.Unlock()
	for {
		if f.reader != r.number {
			return 0, errFeedClosed
		}
		if rest := f.buf[f.next-f.base:]; len(rest) > 0 {
			n := copy(p, rest)
			f.next += int64(n)
			if f.read += n; !f.known && f.read > maxUnknown {
				f.known = true // enough is, so that this comes once
				close(f.strange)
			}
			if f.released {
				f.drop()
			}
			return n, nil
		}
		if f.err != nil {
			return 0, f.err
		}
		f.cond.Wait()
	}
}

// Close wakes a Read that waits.
func (r *feedReader) Close() error {
	r.f.mu.Lock()
	defer r.f.mu.Unlock()
	if r.f.reader == r.number {
		r.f.reader++
	}
	r.f.cond.Broadcast()
	return nil
}

// ended reports whether the input has ended.
func (f *feed) ended() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.err != nil
}

// skip forgets what was read, and goes on keeping what follows.
func (f *feed) skip() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.drop()
	f.released = false
}
