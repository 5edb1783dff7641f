package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"

	"throng/internal/media"
)

// Limits of a run.
const (
	// probeTime is how much of an input ffmpeg reads at most to find its
	// streams: as long as an input may go without a key frame. It stops as soon
	// as it knows them all.
	probeTime = KeyFrameLimit
	// probeSize is the same in bytes.
	probeSize = 6 << 20
	// flvTime is the same for FLV, which tells its streams at the beginning; of
	// FLV with one stream ffmpeg always waits for more.
	flvTime = 300 * time.Millisecond
	// maxAttempts is how often one run is begun: by firstPlan, by what was found,
	// and once more when an input turns out to lack something.
	maxAttempts = 3
	// minLoop is the shortest recording that is looped: each time costs a start
	// of ffmpeg.
	minLoop = 200 * time.Millisecond
)

// errNoPicture: the input has video, but none of it could be decoded so far.
var errNoPicture = errors.New("no key frame found")

// job is where a run's bytes come from.
type job struct {
	name  string   // for messages
	input []string // options of the input, -i and its name at the end
	feed  *feed    // what is read when it is pipe:0, or nil
}

// probeArgs are the options with which ffmpeg finds the streams of an input, in
// at most that much of it.
func probeArgs(longest time.Duration) []string {
	return []string{
		"-analyzeduration", strconv.FormatInt(longest.Microseconds(), 10),
		"-probesize", strconv.Itoa(probeSize), "-fpsprobesize", "0",
	}
}

// tsArgs makes ffmpeg begin as soon as it knows the streams of MPEG-TS, which it
// else waits out.
var tsArgs = []string{"-f", "mpegts", "-scan_all_pmts", "0"}

// remux runs ffmpeg once over an input, to its end, and puts what comes of it
// into the stream. It returns how many items there were; an error that is an
// *Error is about the input.
func (s *Stream) remux(ctx context.Context, j job, p *plan) (items int, err error) {
	for range maxAttempts {
		var stdin io.ReadCloser
		if j.feed != nil {
			stdin = j.feed.open()
		}
		c, err := startChild(ctx, s.cfg.FFmpeg, p.args(j.input, s.vfr(ctx, p)), stdin, s.log)
		if err != nil {
			return 0, err
		}
		want, lost, err := s.judge(ctx, c, j)
		if err == nil && p.does(want, c.report.streams()) {
			for _, l := range lost {
				s.warn(WarnLost, l)
			}
			if j.feed != nil {
				j.feed.keepNothing()
			}
			return s.deliver(ctx, c, j)
		}
		c.close()
		if err != nil {
			return 0, err
		}
		*p = want
	}
	return 0, fmt.Errorf("%s: what ffmpeg finds in it changes from run to run", j.name)
}

// judge waits until ffmpeg knows the input, and says how to treat it and, in
// sentences, what is left out.
func (s *Stream) judge(ctx context.Context, c *child, j job) (p plan, lost []string, err error) {
	var strange <-chan struct{}
	if j.feed != nil {
		strange = j.feed.strange
	}
	select {
	case <-c.report.known:
	case <-strange:
		return p, nil, &Error{
			Message: fmt.Sprintf("%s has %d MB in which ffmpeg finds neither video nor audio", j.name, maxUnknown>>20),
			Advice:  "check it with ffprobe; an MP4 file must have its moov in front (-movflags +faststart), or be named as a file", Err: ErrNoMedia,
		}
	case <-ctx.Done():
		return p, nil, context.Cause(ctx)
	}
	if ctx.Err() != nil {
		return p, nil, context.Cause(ctx)
	}
	in := c.report.streams()
	if in.format == "" {
		return p, nil, unopened(j.name, c.report.said())
	}
	cfg := s.cfg
	cfg.Input = j.name
	p, lost, err = planFor(cfg, in)
	if err != nil {
		return p, nil, err
	}
	if in.video != nil && !in.video.whole {
		return p, nil, errNoPicture
	}
	if cfg.Input == s.cfg.Input && s.speed == piped && !in.endless && j.feed == nil {
		s.speed = recorded
	}
	return p, lost, nil
}

// deliver reads what a child gives, until it has gone.
func (s *Stream) deliver(ctx context.Context, c *child, j job) (items int, err error) {
	defer c.close()
	clock := &clockReader{r: c.out}
	r := media.NewReader(clock)
	for {
		item, err := r.Next()
		if err == nil {
			err = s.item(ctx, item, clock.at(item.Offset))
		}
		if err != nil {
			return items, s.ended(ctx, c, j, items, err)
		}
		items++
	}
}

// ended makes the error of a child that gave its last item.
func (s *Stream) ended(ctx context.Context, c *child, j job, items int, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	eof := errors.Is(err, io.EOF)
	if eof || errors.Is(err, io.ErrUnexpectedEOF) {
		<-c.done
		if c.err == nil && eof && items > 0 {
			return nil
		}
		if c.err == nil && eof {
			return &Error{Message: j.name + " holds no frame that can be played", Advice: "check it with ffprobe", Err: ErrNoMedia}
		}
		return &Error{
			Message: "ffmpeg failed on " + j.name + ": " + lastOf(c.report.said()),
			Advice:  "--log-level debug shows all that it says", Err: errors.Join(ErrInput, c.err),
		}
	}
	return fmt.Errorf("%s: %w", j.name, err)
}

// unopened makes an error of what ffmpeg said when it could not open an input.
func unopened(name string, said []string) error {
	text := lastOf(said)
	text = strings.TrimPrefix(strings.TrimPrefix(text, "file:"), name+": ")
	e := &Error{Message: "cannot open " + name + ": " + text, Advice: "an input is a path, a URL, - or testcard", Err: ErrInput}
	if strings.Contains(name, "://") {
		e.Advice = "check the address, and that its server is there"
	}
	if strings.Contains(text, "Protocol not found") {
		e.Advice = "ffmpeg does not know this kind of address; " + listenForms + " for an encoder to publish here"
	}
	if strings.Contains(text, "Invalid data") {
		e.Message = name + " is nothing that ffmpeg knows as video or audio"
		e.Advice, e.Err = "check it with ffprobe", ErrNoMedia
	}
	return e
}

var addressPrefix = regexp.MustCompile(`^\[[^\]]+ @ 0x[0-9a-f]+\] `)

// lastOf is the line that most probably says why ffmpeg ended.
func lastOf(said []string) string {
	for i := len(said) - 1; i >= 0; i-- {
		line := addressPrefix.ReplaceAllString(said[i], "")
		switch {
		case strings.HasPrefix(line, "Conversion failed"), strings.HasPrefix(line, "Error initializing output"),
			strings.Contains(line, "Last message repeated"), strings.HasPrefix(line, "Exiting normally"), strings.HasPrefix(line, "Did you mean"),
			strings.HasPrefix(line, "Press [q]"), strings.HasPrefix(line, "frame="), strings.HasPrefix(line, "size="):
			continue
		}
		return line
	}
	return "it said nothing"
}

// vfr is the option that keeps the times of frames when they are encoded: it
// has another name since ffmpeg 5.1.
func (s *Stream) vfr(ctx context.Context, p *plan) []string {
	if p.video != encode {
		return nil
	}
	if s.oldSync == nil {
		out, _ := exec.CommandContext(ctx, s.cfg.FFmpeg, "-version").Output()
		old := false
		if m := versionText.FindSubmatch(out); m != nil {
			major, _ := strconv.Atoi(string(m[1]))
			minor, _ := strconv.Atoi(string(m[2]))
			old = major < 5 || major == 5 && minor < 1
		}
		s.oldSync = &old
	}
	if *s.oldSync {
		return []string{"-vsync", "vfr"}
	}
	return []string{"-fps_mode", "vfr"}
}

var versionText = regexp.MustCompile(`^ffmpeg version (\d+)\.(\d+)`)

// maxMarks is how many reads are remembered between two items; the times of
// more run together.
const maxMarks = 4096

// clockReader remembers when the bytes that pass came.
type clockReader struct {
	r      io.Reader
	offset int64
	marks  []mark // in order
}

// mark: the bytes before end, and since the mark before, came at that time.
type mark struct {
	end int64
	at  time.Time
}

func (c *clockReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if n > 0 {
		c.offset += int64(n)
		if len(c.marks) < maxMarks {
			c.marks = append(c.marks, mark{c.offset, time.Now()})
		} else {
			c.marks[maxMarks-1].end = c.offset
		}
	}
	return n, err
}

// at is when the byte at that offset came. Offsets are asked in rising order.
func (c *clockReader) at(offset int64) time.Time {
	for len(c.marks) > 1 && c.marks[0].end <= offset {
		c.marks = c.marks[1:]
	}
	if len(c.marks) == 0 {
		return time.Now()
	}
	return c.marks[0].at
}
