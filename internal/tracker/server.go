package tracker

import (
	"context"
	crand "crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/net/netutil"
	"golang.org/x/time/rate"

	"throng/internal/ident"
)

// Config configures a Server. The zero value is a tracker that anyone may use.
type Config struct {
	// Limits bound memory and patience; zero fields mean the defaults.
	Limits Limits
	// TrustedPeers may announce any unicast address: the broadcaster that runs
	// the tracker inside itself, whose connection comes over loopback.
	TrustedPeers []ident.Peer
	// Channels are those that it serves; none means any.
	Channels []ident.Channel
	// Names are the host:port texts under which clients reach this tracker. If
	// there are any, a proof made for another name is refused.
	Names []string
	// Proxies are networks of reverse proxies, in whose X-Forwarded-For header
	// the client's address is found.
	Proxies []netip.Prefix
	// ICE are STUN and TURN servers that clients are told of, as ident.ParseICE reads
	// them; at most ident.MaxLinkICE count.
	ICE []string
	// STUN: ServeSTUN answers on the UDP port of the same number, and clients that
	// come straight here are told of that too.
	STUN bool
	// Local is the peer in whose process the tracker runs, where that is not connected
	// to it; Channels is its channel alone then. Nil: there is none.
	Local Local
	// Page answers all that has no other handler; nil means a page of text at /.
	Page http.Handler
	// Rand is the source of keys, nonces and samples; nil means crypto/rand.
	Rand io.Reader
	// Log receives what an operator wants to know; nil means nowhere.
	Log *slog.Logger
}

// Local is a peer that the tracker knows without a connection. Its methods are called
// from several goroutines and must not block.
type Local interface {
	// Entries are the peer itself and some that it is linked to.
	Entries() []PeerEntry
	// Connect says that a client is about to connect to the peer from addrs. It reports
	// whether to is the peer.
	Connect(from, to ident.Peer, addrs []netip.AddrPort) bool
	// Relay takes signalling of a client for the peer, or for one that it is linked to.
	// It reports whether to is either.
	Relay(from, to ident.Peer, data []byte) bool
}

// Server is a tracker. Its methods may be called from several goroutines.
type Server struct {
	config  Config
	limits  Limits
	log     *slog.Logger
	mux     *http.ServeMux
	counts  counts
	local   *rate.Limiter // bytes that Local is given
	done    chan struct{} // closed by Close
	running sync.WaitGroup

	mu          sync.Mutex // guards all below
	closed      bool
	rand        io.Reader
	sample      *rand.Rand
	channels    map[ident.Channel]*channel
	connections int
	perIP       map[netip.Addr]int // connections by network
	sockets     map[netip.Addr]int // connections of Serve not yet upgraded
	peers       int
}

// New makes a tracker.
func New(c Config) *Server {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Rand == nil {
		c.Rand = crand.Reader
	}
	s := &Server{
		config:   c,
		limits:   c.Limits.withDefaults(),
		log:      c.Log,
		mux:      http.NewServeMux(),
		done:     make(chan struct{}),
		rand:     c.Rand,
		channels: make(map[ident.Channel]*channel),
		perIP:    make(map[netip.Addr]int),
		sockets:  make(map[netip.Addr]int),
		local:    rate.NewLimiter(foreignRate, foreignBurst),
	}
	var seed [16]byte
	if _, err := io.ReadFull(c.Rand, seed[:]); err != nil {
		// Samples need no secrecy; an unseeded sampler is still fair.
		s.log.Warn("random source", "err", err)
	}
	s.sample = rand.New(rand.NewPCG(binary.BigEndian.Uint64(seed[:8]), binary.BigEndian.Uint64(seed[8:])))
	s.mux.HandleFunc("GET "+Path, s.announce)
	s.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, "ok\n")
	})
	if c.Page != nil {
		s.mux.Handle("/", unhurried(c.Page))
	} else {
		s.mux.HandleFunc("GET /{$}", s.page)
	}
	return s
}

// unhurried gives a page's files more time than an announce.
func unhurried(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// Where it cannot be set there is no deadline.
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(pageTimeout))
		h.ServeHTTP(w, r)
	})
}

// Handler serves the WebSocket at Path, /healthz and the page.
func (s *Server) Handler() http.Handler { return s.mux }

// Serve answers on ln until ctx ends or ln fails, then closes the tracker as
// Close does. It returns nil when ctx ended it.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	srv := &http.Server{
		Handler:           s.mux,
		ReadHeaderTimeout: requestTimeout,
		ReadTimeout:       requestTimeout, // neither this nor the next holds for a WebSocket
		WriteTimeout:      requestTimeout,
		IdleTimeout:       30 * time.Second,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
		ConnState:         s.countSocket,
	}
	stop := context.AfterFunc(ctx, func() { _ = srv.Close() })
	defer stop()
	// The connections that are refused with a reason need room beside the others.
	err := srv.Serve(netutil.LimitListener(ln, s.limits.Connections+s.limits.ConnectionsPerIP))
	_ = srv.Close()
	s.Close()
	if ctx.Err() != nil {
		return nil
	}
	return fmt.Errorf("tracker: serve: %w", err)
}

// countSocket keeps one address from holding all sockets with connections that
// never ask for anything.
func (s *Server) countSocket(c net.Conn, state http.ConnState) {
	remote, err := netip.ParseAddrPort(c.RemoteAddr().String())
	if err != nil || s.isProxy(remote.Addr()) {
		return
	}
	network := networkOf(remote.Addr())
	s.mu.Lock()
	defer s.mu.Unlock()
	switch state {
	case http.StateNew:
		s.sockets[network]++
		if s.sockets[network] > s.limits.ConnectionsPerIP {
			s.counts.refuse(causePerIP)
			_ = c.Close()
		}
	case http.StateHijacked, http.StateClosed:
		if s.sockets[network]--; s.sockets[network] <= 0 {
			delete(s.sockets, network)
		}
	}
}

// Close tells every client that the tracker goes away, and waits until all
// connections are closed (at most about CloseTimeout).
func (s *Server) Close() {
	s.mu.Lock()
	if !s.closed {
		s.closed = true
		close(s.done)
	}
	s.mu.Unlock()
	s.running.Wait()
}

// announce takes a client's WebSocket and stays until it ends.
func (s *Server) announce(w http.ResponseWriter, r *http.Request) {
	remote, err := s.clientAddr(r)
	if err != nil {
		s.counts.refuse(causeBad)
		http.Error(w, "the client's address is not known", http.StatusBadRequest)
		return
	}
	network := networkOf(remote.Addr())
	if cause := s.enter(network); cause != noCause {
		s.counts.refuse(cause)
		w.Header().Set("Retry-After", "10")
		http.Error(w, "too many connections", http.StatusServiceUnavailable)
		return
	}
	defer s.exit(network)
	challenge, err := s.newChallenge()
	if err != nil {
		s.log.Error("making a challenge", "err", err)
		http.Error(w, "no randomness", http.StatusInternalServerError)
		return
	}
	// Any page may connect: there is no cookie or password to be abused.
	ws, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil {
		s.counts.refuse(causeBad)
		return // Accept has answered
	}
	newSession(s, ws, remote, challenge).run()
}

// enter counts a connection in, or says why there is no room.
func (s *Server) enter(network netip.Addr) cause {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed || s.connections >= s.limits.Connections:
		return causeConnections
	case s.perIP[network] >= s.limits.ConnectionsPerIP:
		return causePerIP
	}
	s.connections++
	s.perIP[network]++
	s.running.Add(1)
	return noCause
}

func (s *Server) exit(network netip.Addr) {
	s.mu.Lock()
	s.connections--
	if s.perIP[network]--; s.perIP[network] <= 0 {
		delete(s.perIP, network)
	}
	s.mu.Unlock()
	s.running.Done()
}

func (s *Server) isProxy(a netip.Addr) bool {
	return slices.ContainsFunc(s.config.Proxies, func(p netip.Prefix) bool { return p.Contains(a.Unmap()) })
}

// clientAddr finds where a request comes from: behind the proxies, the last
// address of X-Forwarded-For that is not a proxy's (its port is 0 then).
func (s *Server) clientAddr(r *http.Request) (netip.AddrPort, error) {
	remote, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("remote address %q: %w", r.RemoteAddr, err)
	}
	remote = normal(remote)
	if !s.isProxy(remote.Addr()) {
		return remote, nil
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		a, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			return netip.AddrPort{}, errors.New("a proxy gave no X-Forwarded-For address")
		}
		if !s.isProxy(a) {
			return normal(netip.AddrPortFrom(a, 0)), nil
		}
	}
	return remote, nil
}

func (s *Server) page(w http.ResponseWriter, _ *http.Request) {
	st := s.Stats()
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = fmt.Fprintf(w, "A Throng tracker: it introduces the viewers of a channel to each other.\n\n"+
		"channels %d\npeers    %d\n\nClients connect to %s by WebSocket.\n", st.Channels, st.Peers, Path)
}

// networkOf is what connections are counted by: an IPv4 address or an IPv6 /64.
func networkOf(a netip.Addr) netip.Addr {
	a = a.WithZone("").Unmap()
	if a.Is4() {
		return a
	}
	p, err := a.Prefix(64)
	if err != nil {
		return a
	}
	return p.Addr()
}
