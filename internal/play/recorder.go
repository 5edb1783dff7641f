package play

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"throng/internal/media"
)

// ErrBehind: what a recorder writes to takes less than the stream brings, and
// its queue is full. A recorder never leaves anything out; it fails instead.
var ErrBehind = errors.New("too slow for the stream")

// Recorder writes the stream to a file or pipe: an init segment, then every
// fragment once, in order, from the first key frame on, as it came, bit for
// bit, up to where the broadcaster begins anew: from there on it writes other
// times and numbers, which go on (timeline). The same init segment again is left out; a
// different one is written where it comes, and the file then holds two streams
// one after the other, which players that read init segments in mid-stream play
// on. After a gap it goes on with the next fragment, whatever that is.
//
// Its methods do not wait for the writing. They are for one goroutine, but for
// Done and Err.
type Recorder struct {
	name  string
	out   io.WriteCloser
	limit int

	key    bool // a key frame has come
	init   *media.Init
	track  uint32 // whose fragments give the recording's length; 0: the next one's
	length time.Duration
	size   int64

	times timeline

	mu     sync.Mutex
	more   *sync.Cond
	queue  [][]byte
	bytes  int
	closed bool
	err    error
	done   chan struct{}
}

// OpenRecorder makes a Recorder of a new file, or of standard output where the
// path is "-". A file that is there already is replaced.
func OpenRecorder(path string) (*Recorder, error) {
	if path == "-" {
		return NewRecorder("standard output", os.Stdout, 0), nil
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	return NewRecorder(path, f, 0), nil
}

// NewRecorder makes a Recorder of out, which it closes in the end. name is for
// error messages. limit is how many bytes may wait; 0 means
// DefaultMaxRecorderBytes.
func NewRecorder(name string, out io.WriteCloser, limit int) *Recorder {
	if limit <= 0 {
		limit = DefaultMaxRecorderBytes
	}
	r := &Recorder{name: name, out: out, limit: limit, done: make(chan struct{})}
	r.more = sync.NewCond(&r.mu)
	go r.write()
	return r
}

// Init says that the fragments from here on belong to in, and reports whether the
// recording goes on as another stream by that.
func (r *Recorder) Init(in *media.Init) (another bool) {
	if r.init != nil && string(r.init.Data) == string(in.Data) {
		return false
	}
	r.init, r.track = in, 0
	r.times.begin(in)
	if r.key {
		r.push(in.Data)
	}
	return r.key
}

// Fragment records a fragment, which it does not change. The Recorder keeps its bytes until they are
// written.
func (r *Recorder) Fragment(f *media.Fragment) {
	if r.init == nil || !r.key && !f.Key {
		return
	}
	if !r.key {
		r.key = true
		r.push(r.init.Data)
	}
	r.push(r.times.place(f).Data)
	if r.track == 0 {
		r.track = f.Track
	}
	if f.Track == r.track {
		r.length += f.Duration
	}
}

// Recorded is how long a recording is, without the gaps in it, and how many bytes:
// all that the Recorder has been given from the first key frame on.
func (r *Recorder) Recorded() (length time.Duration, size int64) { return r.length, r.size }

// Done is closed when the recorder has failed or has written all after Close.
func (r *Recorder) Done() <-chan struct{} { return r.done }

// Err is why the recorder failed, nil while it has not.
func (r *Recorder) Err() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.err
}

// Close writes what waits, closes the file and returns the first error there
// was.
func (r *Recorder) Close() error {
	r.mu.Lock()
	r.closed = true
	r.more.Signal()
	r.mu.Unlock()
	<-r.done
	return r.Err()
}

func (r *Recorder) push(b []byte) {
	r.size += int64(len(b))
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil || r.closed {
		return
	}
	if r.bytes+len(b) > r.limit {
		r.fail(fmt.Errorf("%w: %d bytes wait to be written", ErrBehind, r.bytes))
		return
	}
	r.queue = append(r.queue, b)
	r.bytes += len(b)
	r.more.Signal()
}

// fail notes the first error. The lock is held.
func (r *Recorder) fail(err error) {
	if err != nil && r.err == nil {
		r.err = fmt.Errorf("record to %s: %w", r.name, err)
		r.queue, r.bytes = nil, 0
		r.more.Signal()
		// A write that hangs, into a pipe that nobody reads, ends by this.
		if errors.Is(err, ErrBehind) {
			_ = r.out.Close()
		}
	}
}

// write is the recorder's goroutine.
func (r *Recorder) write() {
	defer close(r.done)
	w := bufio.NewWriterSize(r.out, 1<<18)
	for {
		batch, more := r.take()
		for _, b := range batch {
			if _, err := w.Write(b); err != nil {
				r.failed(err)
				break
			}
		}
		// What has come is on its way before more is waited for, so that a pipe
		// is as live as the stream.
		if err := w.Flush(); err != nil {
			r.failed(err)
		}
		r.written(batch)
		if !more {
			break
		}
	}
	// A disk may tell only now that it is full.
	if err := r.out.Close(); err != nil && !errors.Is(err, os.ErrClosed) {
		r.failed(err)
	}
}

// take waits for records and returns some; more is false after the last.
func (r *Recorder) take() (batch [][]byte, more bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(r.queue) == 0 && !r.closed && r.err == nil {
		r.more.Wait()
	}
	if r.err != nil {
		return nil, false
	}
	n := min(len(r.queue), recorderBatch)
	batch = r.queue[:n:n]
	r.queue = r.queue[n:]
	return batch, len(r.queue) > 0 || !r.closed
}

func (r *Recorder) written(batch [][]byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, b := range batch {
		r.bytes -= len(b)
	}
	if r.err != nil {
		r.bytes = 0
	}
}

func (r *Recorder) failed(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fail(err)
}
