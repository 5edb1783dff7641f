package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"
	"time"
)

// runFile gives a file once, or again and again.
func runFile(ctx context.Context, s *Stream) error {
	input := probeArgs(probeTime)
	if mayBeCut(s.cfg.Input) {
		input = append(input, cutDelayArgs...)
	}
	j := job{name: s.cfg.Input, input: append(input, "-i", "file:"+s.cfg.Input)}
	p := firstPlan
	s.armWatch()
	defer s.watch.disarm()
	for {
		s.timeline.begin(bySeam)
		items, err := s.remux(ctx, j, &p)
		switch {
		case errors.Is(err, errNoPicture):
			return noPicture(j.name)
		case err != nil:
			return err
		case !s.cfg.Loop:
			return s.played(j.name)
		case items == 0 || s.timeline.lastEnd-firstTime < minLoop:
			return &Error{Message: j.name + " is too short to be looped", Advice: "make it a second long at least", Err: ErrInput}
		}
	}
}

// mayBeCut reports whether a file is of the kind of MP4, by its first box. What is no file, a
// pipe, can be read once only, and what cannot be read ffmpeg complains of.
func mayBeCut(path string) bool {
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close() //nolint:errcheck // nothing was written
	var head [8]byte
	if _, err := io.ReadFull(f, head[:]); err != nil {
		return false
	}
	switch string(head[4:]) {
	case "ftyp", "moov", "mdat", "wide", "free", "skip":
		return true
	}
	return false
}

// played says whether a recording that came to its end gave anything.
func (s *Stream) played(name string) error {
	if s.timeline.init == nil {
		return noPicture(name)
	}
	return io.EOF
}

func noPicture(name string) error {
	return &Error{Message: "no key frame found in " + name, Advice: keyFrameAdvice, Err: ErrNoMedia}
}

const keyFrameAdvice = "set the encoder's key-frame interval (GOP) to 2 s, or have --transcode make some"

// runPull gives what a URL gives.
func runPull(ctx context.Context, s *Stream) error {
	j := job{name: s.cfg.Input, input: append(probeArgs(probeTime), "-i", s.cfg.Input)}
	p := firstPlan
	s.timeline.begin(byClock)
	s.armWatch()
	defer s.watch.disarm()
	_, err := s.remux(ctx, j, &p)
	switch {
	case errors.Is(err, errNoPicture):
		return noPicture(j.name)
	case err != nil:
		return err
	}
	return s.played(j.name)
}

// armWatch lets the stream warn when key frames stay away, or come late because
// all does.
func (s *Stream) armWatch() {
	s.watch.arm(func(span, came time.Duration) {
		if came != keyUnknown && came < span*realTime/100 {
			s.warn(WarnSlow, fmt.Sprintf("only %.1f s of the stream have come in %.0f s: viewers cannot play it without pauses; "+slowAdvice,
				max(came, 0).Seconds(), span.Seconds()))
			return
		}
		s.warn(WarnNoKeyFrame, noKeyFrame(span))
	})
}

func noKeyFrame(span time.Duration) string {
	return fmt.Sprintf("no key frame for %.0f s: who comes to watch waits for the next one; "+keyFrameAdvice, span.Seconds())
}

// realTime is how much of the time that passes the media must cover, in percent,
// for an input to count as one in real time: frames of the same moment do not all
// come at once.
const realTime = 80

const slowAdvice = "the encoder or the line to here is too slow: lower its resolution, frame rate or bitrate, or choose a faster preset"

// runStdin gives what comes on standard input.
func runStdin(ctx context.Context, s *Stream) error {
	f := newFeed(s.watch.activity)
	stop := context.AfterFunc(ctx, func() {
		f.close(errFeedClosed)
		if c, ok := s.cfg.Stdin.(io.Closer); ok {
			_ = c.Close() // wakes the reader below
		}
	})
	defer stop()
	defer f.close(errFeedClosed) // where the input ends by what is in it
	// A read of a terminal or an inherited pipe cannot always be ended: nobody
	// waits for this goroutine.
	go func() {
		_, err := io.Copy(f, s.cfg.Stdin)
		if err == nil {
			err = io.EOF
		}
		f.close(err)
	}()
	if len(f.begins(1)) == 0 && ctx.Err() == nil {
		return &Error{Message: "standard input is empty", Advice: "pipe MPEG-TS or MP4 into it", Err: ErrNoMedia}
	}
	s.timeline.begin(byClock)
	if err := s.remuxFeed(ctx, f, "standard input"); err != nil {
		return err
	}
	return s.played("standard input")
}

// tsPacket is the length of an MPEG-TS packet in bytes.
const tsPacket = 188

// isTS reports whether bytes are the beginning of MPEG-TS, or of a piece of it.
func isTS(b []byte) bool {
	for i := 0; i < len(b); i += tsPacket {
		if b[i] != 'G' {
			return false
		}
	}
	return len(b) > tsPacket
}

// remuxFeed remuxes what comes by a feed. While no key frame comes, it waits for
// one.
func (s *Stream) remuxFeed(ctx context.Context, f *feed, name string) error {
	s.armWatch()
	defer s.watch.disarm()
	input := probeArgs(probeTime)
	switch head := f.begins(2*tsPacket + 1); {
	case isTS(head):
		input = append(input, tsArgs...)
	case bytes.HasPrefix(head, []byte("FLV")):
		input = append(probeArgs(flvTime), "-f", "flv")
	}
	p := firstPlan
	for {
		_, err := s.remux(ctx, job{name: name, input: append(input, "-i", "pipe:0"), feed: f}, &p)
		if !errors.Is(err, errNoPicture) {
			return err
		}
		if f.ended() {
			return noPicture(name)
		}
		s.warn(WarnNoKeyFrame, noKeyFrame(KeyFrameLimit))
		f.skip()
	}
}

// publisher is an encoder that publishes to a listener.
type publisher struct {
	from string // for messages
	feed *feed
	// end turns it away; it may be called twice.
	end func()
}

// acceptor waits for the next publisher.
type acceptor func(ctx context.Context, s *Stream) (*publisher, error)

// refusedWait is how long a listener waits after a publisher whose stream could
// not be used.
const refusedWait = time.Second

// listen takes one publisher after the other.
func (s *Stream) listen(ctx context.Context, accept acceptor) error {
	for {
		s.event(EventWaiting, "waiting for a publisher on "+redact(s.cfg.Input))
		p, err := accept(ctx, s)
		if err != nil {
			return err
		}
		s.event(EventPublisher, p.from+" publishes")
		s.timeline.begin(byClock)
		err = s.remuxFeed(ctx, p.feed, "the publisher's stream")
		p.end()
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		s.event(EventGone, p.from+" has gone")
		if err == nil {
			continue
		}
		message := err.Error()
		var e *Error
		if errors.As(err, &e) && e.Advice != "" {
			message += " (" + e.Advice + ")"
		}
		s.warn(WarnPublisher, message)
		select {
		case <-time.After(refusedWait):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// redact is an address without what is secret in it.
func redact(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "the address"
	}
	if u.Scheme == "rtmp" {
		app, _, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
		return "rtmp://" + u.Host + "/" + app + "/(key)"
	}
	return u.Scheme + "://" + u.Host
}
