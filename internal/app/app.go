// Package app wires the parts of Throng together and minds their lives: it is
// the only place that knows them all. Each command of cmd/throng is one
// function here: Cast, Watch, Tracker and Demo.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/net/netutil"

	"throng/internal/link"
	"throng/internal/play"
)

// DefaultPort is the port, UDP for links and TCP for the tracker inside, that a
// broadcaster takes when nothing else is asked for.
const DefaultPort = 7400

// Limits and times of the wiring.
const (
	// headerTimeout is how long an HTTP client may take over its request's header.
	headerTimeout = 10 * time.Second
	// idleTimeout is how long a connection may stay without a request, and
	// bodyTimeout how long what nobody takes is read.
	idleTimeout = time.Minute
	bodyTimeout = time.Second
	// maxHeader is the longest header of a request in bytes.
	maxHeader = 16 << 10
	// maxConnections is how many connections a server holds at a time; more wait.
	// It is above what the page's readers and waiting requests may take.
	maxConnections = 1024
	// shutdownTimeout is how long open HTTP requests may take to end.
	shutdownTimeout = time.Second
	// lingerAfterEnd is how long a broadcaster stays after the last block at most,
	// so that viewers can repair what they lack; lingerViewer is the same for a
	// viewer that others depend on. Both go as soon as nobody is linked any more.
	lingerAfterEnd = 5 * time.Second
	lingerViewer   = 1500 * time.Millisecond
	// drainTimeout is how long local readers may take over the end of a channel.
	drainTimeout = 2 * time.Second
	// statsEvery is the interval of figures.
	statsEvery = time.Second
)

// ErrUsage is what errors in what the user asked for are, by errors.Is.
var ErrUsage = errors.New("bad command line")

// Error is a failure with what to do about it.
type Error struct {
	Err    error
	Advice string
	Usage  bool // the user asked for what makes no sense
}

func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether the error is ErrUsage.
func (e *Error) Is(target error) bool { return target == ErrUsage && e.Usage }

// Hint is what to do about it.
func (e *Error) Hint() string { return e.Advice }

func hint(err error, advice string) error { return &Error{Err: err, Advice: advice} }

func usage(advice, format string, args ...any) error {
	return &Error{Err: fmt.Errorf(format, args...), Advice: advice, Usage: true}
}

// HintOf returns what err advises, if anything.
func HintOf(err error) string {
	var h interface{ Hint() string }
	if errors.As(err, &h) {
		return h.Hint()
	}
	return ""
}

// brief is an error that tells its innermost cause alone, for where the message
// around it has said all else.
type brief struct{ error }

// Error is the cause's text.
func (b brief) Error() string {
	err := b.error
	for inner := err; inner != nil; inner = errors.Unwrap(inner) {
		err = inner
	}
	if malformed := (*net.AddrError)(nil); errors.As(err, &malformed) {
		return malformed.Err // the address stands in the message around it
	}
	return err.Error()
}

// Unwrap returns the whole error.
func (b brief) Unwrap() error { return b.error }

// Common is what all commands share.
type Common struct {
	Out     *Reporter
	Log     *slog.Logger
	Metrics string // address of the Prometheus endpoint; empty: none
	// webrtc opens WebRTC transports in tests; nil: openWebRTC.
	webrtc func(webConfig) (link.Transport, error)
}

// server is an HTTP server that runs until it is closed.
type server struct {
	http *http.Server
	addr net.Addr
	done chan struct{}
}

// listenTCP opens a listener with errors that say what to do.
func listenTCP(what, addr, flag string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, listenError(what, addr, flag, err)
	}
	return l, nil
}

// listenError explains why an address cannot be listened on.
func listenError(what, addr, flag string, err error) error {
	wrapped := fmt.Errorf("%s: cannot listen on %s: %w", what, addr, brief{err})
	form := flag + " takes HOST:PORT, for instance 127.0.0.1:8080"
	if flag == "--listen" { // others are to reach it
		form = flag + " takes IP:PORT or :PORT, for instance :7400"
	}
	var malformed *net.AddrError
	switch {
	case errors.As(err, &malformed):
		return usage(form, "%w", wrapped)
	case errors.Is(err, syscall.EADDRINUSE):
		return hint(wrapped, fmt.Sprintf("another program uses that port; choose another with %s", flag))
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return hint(wrapped, fmt.Sprintf("this machine has no such address; give one of its own with %s", flag))
	case errors.Is(err, syscall.EACCES):
		return hint(wrapped, fmt.Sprintf("ports below 1024 need special rights; choose a higher one with %s", flag))
	default:
		return hint(wrapped, form)
	}
}

// serve serves handler on l.
func serve(l net.Listener, handler http.Handler) *server {
	s := &server{
		http: &http.Server{
			Handler: bodiless(handler), ReadHeaderTimeout: headerTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
		},
		addr: l.Addr(), done: make(chan struct{}),
	}
	go func() {
		defer close(s.done)
		_ = s.http.Serve(netutil.LimitListener(l, maxConnections)) // ends by close
	}()
	return s
}

// bodiless refuses requests that bring a body, which nothing here takes. The
// server would read a part of it, for as long as the client takes over it.
func bodiless(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength != 0 {
			w.Header().Set("Connection", "close")
			_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTimeout))
			http.Error(w, "nothing is taken here", http.StatusRequestEntityTooLarge)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// url is how a browser on this machine reaches the server.
func (s *server) url() string { return "http://" + reachable(s.addr.String()) + "/" }

// reachable replaces an unspecified host by the loopback address.
func reachable(addr string) string {
	a, err := netip.ParseAddrPort(addr)
	if err != nil || !a.Addr().IsUnspecified() {
		return addr
	}
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(int(a.Port())))
}

func (s *server) close() {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	if s.http.Shutdown(ctx) != nil {
		_ = s.http.Close()
	}
	<-s.done
}

// closers are what is to be done in the end, the last first.
type closers struct{ list []func() }

func (c *closers) add(f func()) { c.list = append(c.list, f) }

func (c *closers) close() {
	for _, f := range slices.Backward(c.list) {
		f()
	}
	c.list = nil
}

// drain ends a hub, but gives readers of a channel that has ended a moment to
// take what waits for them.
func drain(hub *play.Hub) {
	r, err := hub.Subscribe()
	if err == nil {
		r.Close()
	}
	if errors.Is(err, play.ErrEnded) {
		deadline := time.Now().Add(drainTimeout)
		for hub.Counts().Readers > 0 && time.Now().Before(deadline) {
			time.Sleep(drainTimeout / 50)
		}
	}
	hub.Close()
}
