package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"time"
)

// Lengths of an SRT passphrase in bytes, as libsrt takes them.
const (
	minPassphrase = 10
	maxPassphrase = 79
)

// srtFailures is how often in a row ffmpeg may fail to listen before the stream
// ends, srtPatience how soon a failure counts as one. srtPause is how long the
// listener waits after a publisher that sent nothing, lest ffmpeg be started by
// the dozen.
const (
	srtFailures = 3
	srtPatience = 2 * time.Second
	srtPause    = 200 * time.Millisecond
)

// srtSource listens for SRT. ffmpeg does, as libsrt speaks the protocol; it
// passes on the bytes as they come to the ffmpeg that remuxes them.
func srtSource(_ context.Context, u *url.URL) (source, error) {
	q := u.Query()
	if p := q.Get("passphrase"); q.Has("passphrase") && (len(p) < minPassphrase || len(p) > maxPassphrase) {
		return nil, &Error{
			Message: fmt.Sprintf("an SRT passphrase of %d characters", len(p)),
			Advice:  fmt.Sprintf("take %d to %d", minPassphrase, maxPassphrase), Err: ErrAddress,
		}
	}
	if q.Has("streamid") {
		return nil, &Error{
			Message: "a listener cannot check the streamid of an SRT publisher",
			Advice:  "protect it with srt://…?passphrase=…, which is checked and encrypts too", Err: ErrAddress,
		}
	}
	if u.Port() == "" {
		return nil, &Error{Message: "no port in srt://" + u.Host, Advice: "write srt://:9000", Err: ErrAddress}
	}
	if u.Hostname() == "" {
		u.Host = "0.0.0.0:" + u.Port()
	}
	// ffmpeg tells a port in use only when it has been started: look before.
	probe, err := net.ListenPacket("udp", u.Host)
	if err != nil {
		return nil, inUse(u, err)
	}
	_ = probe.Close()
	q.Set("mode", "listener")
	u.RawQuery = q.Encode()
	l := &srtListener{address: u.String()}
	return func(ctx context.Context, s *Stream) error { return s.listen(ctx, l.accept) }, nil
}

type srtListener struct {
	address  string
	failures int
}

// accept starts an ffmpeg that listens and waits for the first bytes.
func (l *srtListener) accept(ctx context.Context, s *Stream) (*publisher, error) {
	args := append([]string(nil), commonArgs...)
	args = append(args, "-f", "data", "-i", l.address, "-map", "0", "-c", "copy", "-flush_packets", "1", "-f", "data", "pipe:1")
	for {
		began := time.Now()
		c, err := startChild(ctx, s.cfg.FFmpeg, args, nil, s.log)
		if err != nil {
			return nil, err
		}
		first := make([]byte, 64<<10)
		n, err := c.out.Read(first)
		if err == nil {
			l.failures = 0
			return srtPublisher(s, c, first[:n]), nil
		}
		c.close()
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if c.report.streams().format != "" || time.Since(began) > srtPatience {
			// A publisher came and sent nothing, which is no failure of the listener:
			// anybody can do that.
			select {
			case <-time.After(srtPause):
				continue
			case <-ctx.Done():
				return nil, context.Cause(ctx)
			}
		}
		text := lastOf(c.report.said())
		if l.failures++; l.failures >= srtFailures {
			return nil, &Error{Message: "cannot listen for SRT: " + text, Advice: "see whether ffmpeg -protocols names srt, and whether the port is free", Err: ErrInput}
		}
		s.warn(WarnRestart, "SRT listener: "+text)
		select {
		case <-time.After(refusedWait):
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

func srtPublisher(s *Stream, c *child, first []byte) *publisher {
	f := newFeed(s.watch.activity)
	copied := make(chan struct{})
	go func() {
		defer close(copied)
		_, err := f.Write(first)
		if err == nil {
			_, err = io.Copy(f, c.out)
		}
		if err == nil || errors.Is(err, errFeedClosed) {
			err = io.EOF
		}
		f.close(err)
	}()
	return &publisher{from: "an SRT publisher", feed: f, end: func() {
		f.close(io.EOF)
		c.close()
		<-copied
	}}
}
