// Package ingest turns whatever a broadcaster has (the built-in test card, a
// file, standard input, an encoder that publishes by RTMP or SRT, a URL) into
// one steady sequence of fragmented MP4: an init segment, then fragments of one
// frame each, with times that never go back.
//
// Demuxing, remuxing and transcoding are done by ffmpeg in a child process.
// Package ingest starts and stops it, reads what it says, chooses its options by
// the codecs that it found, and joins what comes of several runs (a file that
// is looped, a publisher that returned) on one time line.
//
// What a Stream promises, whatever the input:
//   - The first item is an Init, the first fragment after it is a Key.
//   - An Init comes again only when it differs; a Key fragment follows it.
//   - Times of a track never go back and never overlap. They begin near 1 s.
//   - Capture never goes back.
//   - Media comes no faster than in real time, but for a few seconds that a
//     live input may catch up.
package ingest

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"

	"throng/internal/media"
)

// Inputs that are words.
const (
	TestCard = "testcard" // the built-in clip, looped
	Stdin    = "-"        // MPEG-TS, fragmented MP4 or what else ffmpeg knows on Config.Stdin
)

// Codes given to Config.Warn.
const (
	WarnNoKeyFrame = "no-key-frame" // no key frame for KeyFrameLimit
	WarnSlow       = "slow-input"   // none either, but because the input comes slower than in real time
	WarnRefused    = "refused"      // a publisher with a wrong key was turned away
	WarnLost       = "stream-lost"  // a stream of the input cannot be used and is left out
	WarnPublisher  = "bad-publish"  // what a publisher sent could not be used; listening goes on
	WarnRestart    = "restart"      // a listener failed and is started again
)

// Codes given to Config.Event.
const (
	EventWaiting   = "waiting"        // listening, nobody publishes
	EventPublisher = "publisher"      // a publisher connected
	EventGone      = "publisher-gone" // it has gone; the stream goes on when one comes back
)

// Limits and times.
const (
	// KeyFrameLimit is how long an input may go without a key frame before
	// Warn is called, and again each minute.
	KeyFrameLimit = 10 * time.Second
	// keyFrameAgain is how long after a warning the next one comes.
	keyFrameAgain = time.Minute
	// maxQueueBytes is how many bytes of fragments wait for Next, in each of two
	// queues; a single longer fragment is let in alone. About four seconds of a
	// stream of 8 Mb/s.
	maxQueueBytes = 4 << 20
	// maxQueueItems is how many items wait for Next, in each of two queues: some
	// four seconds of 30 frames and 47 of sound.
	maxQueueItems = 300
	// firstTime is where the times of a stream begin, so that what lies a little
	// before its first key frame is not negative.
	firstTime = time.Second
)

// Config says what to take in. The zero value of a field is what its comment
// names.
type Config struct {
	// Input is TestCard, Stdin, the path of a file, rtmp://[HOST]:PORT/APP/KEY or
	// srt://[HOST]:PORT to listen (HOST empty or an address of this machine), or
	// any other URL that ffmpeg opens. Required.
	Input string
	// Loop starts a file again when it ends, for ever. Only a file may have it.
	Loop bool
	// Transcode makes H.264 and AAC of streams that cannot pass as they are. The
	// others pass uncut all the same.
	Transcode bool

	// Stdin is read for the input Stdin, to its end, and should be a pipe or file;
	// it is closed by Close when it can be. Required for that input.
	Stdin io.Reader
	// FFmpeg is the program; "ffmpeg", looked for in PATH, when empty.
	FFmpeg string
	// Log gets what ffmpeg says, at level debug. Nothing is logged when nil.
	Log *slog.Logger
	// Warn is told of what goes wrong without ending the stream, by one of the
	// Warn codes and a sentence. It is called from several goroutines, one at a
	// time, and must not call the Stream. May be nil.
	Warn func(code, message string)
	// Event is told of publishers, by one of the Event codes. As Warn.
	Event func(code, message string)
}

// Item is what Next returns: one of Init and Fragment is set.
type Item struct {
	Init     *media.Init
	Fragment *media.Fragment
	Capture  time.Time // wall clock when its first byte left ffmpeg or the pacer; never goes back
}

func (i Item) size() int {
	if i.Init != nil {
		return len(i.Init.Data)
	}
	return len(i.Fragment.Data)
}

// Stream is an input that was opened.
type Stream struct {
	cfg    Config
	log    *slog.Logger
	tell   sync.Mutex // held while Warn or Event runs
	cancel context.CancelFunc
	work   sync.WaitGroup

	raw *queue // from the input, in the stream's time
	out *queue // paced

	timeline timeline
	watch    keyWatch
	speed    speed // set before the first item
	oldSync  *bool // ffmpeg is older than 5.1; nil: not known
	once     sync.Once
	opened   chan struct{} // closed with the first item or the first error
	openErr  error         // what ended the input before its first item
}

// source produces a Stream's items by s.begin, s.item and s.remux until its end
// (nil or io.EOF), an error, or the end of ctx.
type source func(ctx context.Context, s *Stream) error

// Open opens an input, and waits until it has shown that it can be used: a
// listener listens, a file or URL has given its first frame. The Stream, its
// child processes and goroutines live until Close or the end of ctx.
//
// Errors say what happened and most are an *Error with a hint: ErrNoFFmpeg,
// ErrCodec, ErrNoMedia, ErrInput, ErrAddress, fs.ErrNotExist and syscall.EADDRINUSE
// can be told by errors.Is.
func Open(ctx context.Context, cfg Config) (*Stream, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	s := &Stream{
		cfg: cfg, log: cfg.Log, opened: make(chan struct{}),
		raw: newQueue(maxQueueItems, maxQueueBytes),
		out: newQueue(maxQueueItems, maxQueueBytes),
	}
	ctx, s.cancel = context.WithCancel(ctx)
	run, wait, err := s.source(ctx)
	if err != nil {
		s.cancel()
		return nil, err
	}
	s.work.Go(func() {
		err := run(ctx, s)
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		if err == nil {
			err = io.EOF
		}
		s.settle(err)
		s.raw.end(err)
	})
	s.work.Go(func() { s.out.end(s.pace(ctx)) })
	if wait {
		<-s.opened
		if s.openErr != nil {
			_ = s.Close()
			return nil, s.openErr
		}
	}
	return s, nil
}

// settle lets Open return: with err when the input ended before its first item.
func (s *Stream) settle(err error) {
	s.once.Do(func() {
		s.openErr = err
		close(s.opened)
	})
}

// Next returns the next item. At the end of the stream the error is io.EOF;
// after an error the same error comes again.
func (s *Stream) Next(ctx context.Context) (Item, error) {
	item, err := s.out.get(ctx)
	if errors.Is(err, errQueueEmpty) {
		err = ctx.Err()
	}
	return item, err
}

// Close ends the stream, its processes and goroutines, and returns when they
// are gone. It may be called twice and while Next runs.
func (s *Stream) Close() error {
	s.cancel()
	s.work.Wait()
	return nil
}

func (s *Stream) warn(code, message string) {
	s.log.Debug("warning", "code", code, "message", message)
	s.report(s.cfg.Warn, code, message)
}

func (s *Stream) event(code, message string) {
	s.log.Debug("event", "code", code, "message", message)
	s.report(s.cfg.Event, code, message)
}

func (s *Stream) report(to func(code, message string), code, message string) {
	if to != nil {
		s.tell.Lock()
		defer s.tell.Unlock()
		to(code, message)
	}
}

// item puts what the input gave into the stream: a fragment is moved to the
// stream's time, and left out while it could not be played.
func (s *Stream) item(ctx context.Context, in media.Item, capture time.Time) error {
	s.watch.activity()
	if in.Fragment != nil {
		s.watch.fragment(in.Fragment.Time)
	}
	items, err := s.timeline.add(in, capture)
	if err != nil {
		return err
	}
	for _, item := range items {
		if item.Fragment != nil && item.Fragment.Key {
			s.watch.key()
		}
		if err := s.raw.put(ctx, item); err != nil {
			return err
		}
		s.settle(nil)
	}
	return nil
}
