package ingest

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"
)

// Limits of what is kept of an ffmpeg's standard error.
const (
	// maxLines is how many of its last lines are kept for an error.
	maxLines = 12
	// maxLine is how many bytes of a line are read at a time, and kept.
	maxLine = 1024
)

// killWait is how long a killed process's pipes may stay open, held by what it
// started itself, before they are closed.
const killWait = 2 * time.Second

// child is a running ffmpeg. Its process group dies with ctx, with stop, and,
// where the system can, with this process.
type child struct {
	cmd    *exec.Cmd
	out    *os.File
	report *report
	stop   context.CancelFunc
	done   chan struct{}
	err    error // what Wait said; valid after done
}

// startChild runs ffmpeg with these options. stdin may be nil; it is closed
// when the child has gone.
func startChild(ctx context.Context, program string, args []string, stdin io.ReadCloser, log *slog.Logger) (*child, error) {
	ctx, stop := context.WithCancel(ctx)
	out, w, err := os.Pipe()
	if err != nil {
		stop()
		return nil, err
	}
	c := &child{out: out, report: newReport(log), stop: stop, done: make(chan struct{})}
	c.cmd = exec.CommandContext(ctx, program, args...)
	c.cmd.Env = append(os.Environ(), "AV_LOG_FORCE_NOCOLOR=1", "LC_ALL=C")
	c.cmd.Stdout = w
	c.cmd.Stderr = c.report
	c.cmd.WaitDelay = killWait
	c.cmd.Cancel = func() error { return killGroup(c.cmd.Process) }
	setGroup(c.cmd)
	var in io.WriteCloser
	if stdin != nil {
		if in, err = c.cmd.StdinPipe(); err != nil {
			stop()
			return nil, errors.Join(err, out.Close(), w.Close())
		}
	}
	log.Debug("ffmpeg", "args", strings.Join(args, " "))
	started := make(chan error)
	go c.run(w, started)
	if err := <-started; err != nil {
		stop()
		<-c.done
		return nil, noFFmpeg(program, errors.Join(err, out.Close()))
	}
	if stdin != nil {
		fed := make(chan struct{})
		go func() {
			defer close(fed)
			_, _ = io.Copy(in, stdin) // an error means that the child has gone
			_ = in.Close()
		}()
		outer := c.done
		c.done = make(chan struct{})
		go func() {
			<-outer
			_ = stdin.Close()
			<-fed
			close(c.done)
		}()
	}
	return c, nil
}

// run starts the process and waits for it, on one thread: where a child dies
// with its parent, it dies with the thread that started it.
func (c *child) run(w *os.File, started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	done := c.done
	defer close(done)
	err := c.cmd.Start()
	_ = w.Close()
	started <- err
	if err != nil {
		return
	}
	c.err = c.cmd.Wait()
	c.report.end()
}

// close ends the child and waits until it is gone.
func (c *child) close() {
	c.stop()
	<-c.done
	_ = c.out.Close()
}

// report reads what an ffmpeg says: the last lines, and the streams of its
// input.
type report struct {
	log *slog.Logger

	mu     sync.Mutex
	part   []byte   // a line that is not ended
	lines  []string // the last ones
	input  inputInfo
	inside bool          // in the description of the input
	known  chan struct{} // closed when the input is described, or nothing more comes
	closed bool
}

func newReport(log *slog.Logger) *report {
	return &report{log: log, known: make(chan struct{})}
}

// Write takes a piece of standard error.
func (r *report) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for rest := p; len(rest) > 0; {
		advance, line, err := bufio.ScanLines(rest, false)
		if err != nil || advance == 0 {
			r.part = append(r.part, rest[:min(len(rest), max(0, maxLine-len(r.part)))]...)
			break
		}
		rest = rest[advance:]
		r.part = append(r.part, line[:min(len(line), max(0, maxLine-len(r.part)))]...)
		r.line(string(r.part))
		r.part = r.part[:0]
	}
	return len(p), nil
}

func (r *report) line(line string) {
	if i := strings.LastIndexByte(line, '\r'); i >= 0 {
		line = line[i+1:]
	}
	if strings.TrimSpace(line) == "" {
		return
	}
	r.log.Debug("ffmpeg: " + line)
	switch {
	case strings.HasPrefix(line, "Input #0"):
		r.inside = true
		r.input.format = formatOf(line)
	case strings.HasPrefix(line, "Stream mapping:"), strings.HasPrefix(line, "Output #0"):
		r.inside = false
		r.settle()
	case r.inside && r.input.line(line):
	case strings.HasPrefix(line, "  "):
		// the rest of a description
	default:
		r.inside = false
		if r.lines = append(r.lines, line); len(r.lines) > maxLines {
			r.lines = r.lines[1:]
		}
	}
}

func (r *report) settle() {
	if !r.closed {
		r.closed = true
		close(r.known)
	}
}

// end tells that nothing more comes.
func (r *report) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.part) > 0 {
		r.line(string(r.part))
		r.part = nil
	}
	r.settle()
}

// streams is what is known of the input.
func (r *report) streams() inputInfo {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.input
}

// said is the last lines, without what ffmpeg repeats of itself.
func (r *report) said() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.lines...)
}
