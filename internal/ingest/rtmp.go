package ingest

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Limits of an RTMP listener.
const (
	// maxRTMPConns is how many connections it holds at a time, and maxRTMPWaiting how
	// many of one address that do not publish yet; more are closed. So nobody keeps
	// an encoder elsewhere out.
	maxRTMPConns   = 64
	maxRTMPWaiting = 4
	// rtmpHandshake is how long a connection may take until it publishes.
	rtmpHandshake = 10 * time.Second
	// rtmpIdle is how long a publisher may be silent before it counts as gone.
	rtmpIdle = 15 * time.Second
	// rtmpWrite is how long an answer may take.
	rtmpWrite = 5 * time.Second
	// refusedDelay is how long a wrong key waits for its answer, so that keys are
	// not tried by the thousand.
	refusedDelay = time.Second
	// refusedQuiet is how long after a warning of a wrong key others are counted
	// and not told one by one.
	refusedQuiet = 10 * time.Second
)

// rtmpListener takes publishers by RTMP. It speaks as much of the protocol as
// it takes to learn the stream key and to hand the audio and video messages to
// ffmpeg as FLV.
type rtmpListener struct {
	ln  net.Listener
	key string // APP/KEY

	mu      sync.Mutex
	conns   int
	waiting map[netip.Addr]int // connections that do not publish yet
	current *rtmpSession       // the one that publishes
	warned  time.Time          // when a wrong key was told of
	untold  int                // wrong keys since
	ready   chan *rtmpSession
}

// rtmpPort is the port where none is named.
const rtmpPort = "1935"

// rtmpKey is APP/KEY of an address.
func rtmpKey(u *url.URL) string {
	key := strings.Trim(u.Path, "/")
	if u.RawQuery != "" {
		key += "?" + u.RawQuery
	}
	return key
}

// rtmpSource listens on the address at once.
func rtmpSource(ctx context.Context, u *url.URL) (source, error) {
	key := rtmpKey(u)
	if app, name, ok := strings.Cut(key, "/"); !ok || app == "" || name == "" {
		return nil, &Error{
			Message: "no stream key in " + u.Redacted(),
			Advice:  "write rtmp://:1935/live/KEY, and give the encoder the server rtmp://…/live and the stream key KEY", Err: ErrAddress,
		}
	}
	address := u.Host
	if u.Port() == "" {
		address = net.JoinHostPort(u.Hostname(), rtmpPort)
	}
	var config net.ListenConfig
	ln, err := config.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, inUse(u, err)
	}
	l := &rtmpListener{ln: ln, key: key, waiting: map[netip.Addr]int{}, ready: make(chan *rtmpSession)}
	return l.run, nil
}

func (l *rtmpListener) run(ctx context.Context, s *Stream) error {
	var work sync.WaitGroup
	ctx, cancel := context.WithCancel(ctx)
	defer work.Wait()
	defer cancel()
	context.AfterFunc(ctx, func() { _ = l.ln.Close() })
	failed := make(chan error, 1)
	work.Go(func() {
		for {
			conn, err := l.ln.Accept()
			if err != nil {
				failed <- err
				return
			}
			from := addressOf(conn)
			if !l.enter(from) {
				_ = conn.Close()
				continue
			}
			publishes := sync.OnceFunc(func() { l.publishes(from) })
			work.Go(func() {
				defer l.leave()
				defer publishes()
				l.serve(ctx, s, conn, publishes)
			})
		}
	})
	return s.listen(ctx, func(ctx context.Context, _ *Stream) (*publisher, error) {
		select {
		case session := <-l.ready:
			return &publisher{from: session.from, feed: session.feed, end: session.end}, nil
		case err := <-failed:
			return nil, err
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	})
}

// addressOf is whom a connection is from; the zero value where that is not known.
func addressOf(conn net.Conn) netip.Addr {
	a, _ := netip.ParseAddrPort(conn.RemoteAddr().String())
	return a.Addr().Unmap()
}

func (l *rtmpListener) enter(from netip.Addr) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conns == maxRTMPConns || l.waiting[from] == maxRTMPWaiting {
		return false
	}
	l.conns++
	l.waiting[from]++
	return true
}

// publishes counts a connection as waiting no longer.
func (l *rtmpListener) publishes(from netip.Addr) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.waiting[from]--; l.waiting[from] == 0 {
		delete(l.waiting, from)
	}
}

// wrongKey tells of a wrong key, but not of each when many come.
func (l *rtmpListener) wrongKey(s *Stream, from string) {
	l.mu.Lock()
	l.untold++
	quiet, n := !l.warned.IsZero() && time.Since(l.warned) < refusedQuiet, l.untold
	if !quiet {
		l.warned, l.untold = time.Now(), 0
	}
	l.mu.Unlock()
	switch {
	case quiet:
	case n == 1:
		s.warn(WarnRefused, "a publisher from "+from+" has a wrong stream key")
	default:
		s.warn(WarnRefused, fmt.Sprintf("%d publishers with wrong stream keys, the last from %s", n, from))
	}
}

func (l *rtmpListener) leave() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conns--
}

// rtmpSession is one publisher.
type rtmpSession struct {
	from string
	feed *feed
	conn net.Conn
}

func (r *rtmpSession) end() {
	r.feed.close(io.EOF)
	_ = r.conn.Close()
}

// serve speaks with one connection until its end.
func (l *rtmpListener) serve(ctx context.Context, s *Stream, conn net.Conn, publishes func()) {
	defer func() { _ = conn.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	from := conn.RemoteAddr().String()
	_ = conn.SetDeadline(time.Now().Add(rtmpHandshake))
	p := newRTMPConn(conn)
	name, err := p.publish()
	if err != nil {
		s.log.Debug("rtmp", "from", from, "error", err)
		return
	}
	if subtle.ConstantTimeCompare([]byte(name), []byte(l.key)) != 1 {
		l.wrongKey(s, from)
		wait := time.NewTimer(refusedDelay)
		defer wait.Stop()
		select {
		case <-wait.C:
		case <-ctx.Done():
			return
		}
		_ = p.refuse()
		p.linger()
		return
	}
	if err := p.accept(); err != nil {
		return
	}
	publishes()
	session := &rtmpSession{from: from, feed: newFeed(s.watch.activity), conn: conn}
	defer session.end()
	l.mu.Lock()
	before := l.current
	l.current = session
	l.mu.Unlock()
	if before != nil {
		before.end() // the encoder came back before its old connection broke
	}
	// The messages flow into the feed while the one before is played out.
	done := make(chan struct{})
	go func() {
		defer close(done)
		err := p.pump(session.feed, func() { _ = conn.SetDeadline(time.Now().Add(rtmpIdle)) })
		if err == nil || errors.Is(err, errFeedClosed) {
			err = io.EOF
		}
		s.log.Debug("rtmp publisher has gone", "from", from, "error", err)
		session.feed.close(io.EOF)
	}()
	select {
	case l.ready <- session:
	case <-ctx.Done():
		session.end()
	}
	<-done
}
