package main

import (
	"io"
	"sync"
	"time"
)

const (
	// maxWaiting is how many bytes wait for a terminal or pipe that takes none;
	// more are dropped.
	maxWaiting = 1 << 20
	// outputPatience is how long the end of the program waits for the rest to be
	// taken.
	outputPatience = time.Second
)

// output hands on what is written to it and never keeps the writer waiting: a
// terminal that was stopped by Ctrl-S, or a pipe that nobody reads, must not
// stop the stream. What is written at once is handed on whole or not at all.
type output struct {
	to   io.Writer
	done chan struct{} // closed when all is handed on, or cannot be

	mu      sync.Mutex
	more    sync.Cond
	waiting []byte
	failed  bool // to takes no more
	closed  bool
}

func newOutput(to io.Writer) *output {
	o := &output{to: to, done: make(chan struct{})}
	o.more.L = &o.mu
	go o.hand()
	return o
}

// Write takes p, and says that it did even where it was dropped.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.failed && !o.closed && len(o.waiting)+len(p) <= maxWaiting {
		o.waiting = append(o.waiting, p...)
		o.more.Signal()
	}
	return len(p), nil
}

// hand is the goroutine that waits in the writers' stead.
func (o *output) hand() {
	defer close(o.done)
	var batch []byte
	for {
		o.mu.Lock()
		for len(o.waiting) == 0 && !o.closed {
			o.more.Wait()
		}
		batch, o.waiting = o.waiting, batch[:0]
		o.mu.Unlock()
		if len(batch) == 0 {
			return
		}
		if _, err := o.to.Write(batch); err != nil {
			o.mu.Lock()
			o.failed = true
			o.mu.Unlock()
			return
		}
	}
}

// close waits until what was written is handed on, for outputPatience at most.
func (o *output) close() {
	o.mu.Lock()
	o.closed = true
	o.more.Signal()
	o.mu.Unlock()
	patience := time.NewTimer(outputPatience)
	defer patience.Stop()
	select {
	case <-o.done:
	case <-patience.C:
	}
}
