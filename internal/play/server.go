package play

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
)

// errLate: what was waited for has not come in time.
var errLate = errors.New("nothing has come yet")

// ServerConfig sets up a Server.
type ServerConfig struct {
	// Page answers all that has no other handler. Nil means 404.
	Page http.Handler
	// Link is the channel's link, as the page shows it.
	Link string
	// Figures is called for /api/stats and each second for each open page; it
	// must be quick, safe for use by many goroutines, and return something that
	// encodes as JSON. The page shows the fields of Figures. Nil means none.
	Figures func() any
	// Hosts are names beside "localhost" and IP addresses under which the
	// server may be called: a request for any other is refused, so that a web
	// site cannot reach it by pointing a name of its own at this machine.
	// "*" allows any.
	Hosts []string
	// Origins are hosts of web sites, "example.org" or "example.org:8080",
	// whose pages may read the stream beside the server's own: no site that is
	// visited learns what is watched here. "*" allows any.
	Origins []string
}

// Figures are what the page knows to show of what ServerConfig.Figures
// returns; absent fields are not shown. Times are those of the swarm alone.
type Figures struct {
	Peers            int     `json:"peers"`            // linked peers
	Viewers          int     `json:"viewers"`          // in the whole channel, 0 when not known
	DelayMs          float64 `json:"delayMs"`          // from capture to arrival here
	ReceivedBytes    uint64  `json:"receivedBytes"`    // media payload
	FromViewersBytes uint64  `json:"fromViewersBytes"` // of these, from others than the broadcaster
	UploadedBytes    uint64  `json:"uploadedBytes"`    // to other peers
	Reason           string  `json:"reason,omitempty"` // in plain words, why the stream does not come
}

// Server is the http.Handler of a Hub. Its listener's http.Server should have
// a ReadHeaderTimeout, and no WriteTimeout: the handlers set their own. Before
// http.Server.Shutdown, call Hub.Close, which ends the open connections.
type Server struct {
	hub     *Hub
	cfg     ServerConfig
	mux     *http.ServeMux
	waiting atomic.Int64
}

// NewServer makes the Server of a Hub.
func NewServer(hub *Hub, cfg ServerConfig) *Server {
	s := &Server{hub: hub, cfg: cfg, mux: http.NewServeMux()}
	s.mux.HandleFunc("GET /stream.mp4", s.guard(s.serveStream))
	s.mux.HandleFunc("GET /index.m3u8", s.guard(s.servePlaylist))
	s.mux.HandleFunc("GET /"+hlsFolder+"{session}/{file}", s.guard(s.serveHLS))
	for _, path := range []string{"/stream.mp4", "/index.m3u8", "/" + hlsFolder + "{session}/{file}"} {
		s.mux.HandleFunc("OPTIONS "+path, s.guard(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusNoContent)
		}))
	}
	s.mux.HandleFunc("GET /feed", s.serveFeed)
	s.mux.HandleFunc("GET /api/stats", s.serveStats)
	if cfg.Page != nil {
		s.mux.Handle("/", cfg.Page)
	}
	return s
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.hostAllowed(r.Host) {
		http.Error(w, "this server is not known by that name", http.StatusMisdirectedRequest)
		return
	}
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cross-Origin-Resource-Policy", "same-origin")
	s.mux.ServeHTTP(w, r)
}

// hostAllowed reports whether a Host header names this server: an IP address
// (which no foreign name can be), localhost or a name of Config.Hosts.
func (s *Server) hostAllowed(host string) bool {
	name := hostname(host)
	if _, err := netip.ParseAddr(name); err == nil {
		return true
	}
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return true
	}
	return contains(s.cfg.Hosts, name)
}

// originAllowed reports whether the page that asks may read the stream: no page
// at all (a program), the server's own, or one of Config.Origins.
func (s *Server) originAllowed(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		// A browser sends no Origin for what a page embeds, but says where from.
		site, dest := r.Header.Get("Sec-Fetch-Site"), r.Header.Get("Sec-Fetch-Dest")
		foreign := site == "cross-site" || site == "same-site"
		return !foreign || dest == "document" || len(s.cfg.Origins) > 0
	}
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" {
		return contains(s.cfg.Origins, "*")
	}
	return strings.EqualFold(u.Host, r.Host) || contains(s.cfg.Origins, strings.ToLower(u.Host))
}

// hostname takes the port and the brackets from a Host header, in lower case.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

func contains(list []string, name string) bool {
	for _, s := range list {
		if s == "*" || strings.EqualFold(s, name) {
			return true
		}
	}
	return false
}

// guard keeps pages of other origins from what f serves, and lets those of
// Config.Origins read it.
func (s *Server) guard(f http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !s.originAllowed(r) {
			http.Error(w, "pages of that origin may not read this stream", http.StatusForbidden)
			return
		}
		h := w.Header()
		h.Set("Vary", "Origin")
		if origin := r.Header.Get("Origin"); origin != "" {
			h.Set("Access-Control-Allow-Origin", origin)
			h.Set("Access-Control-Allow-Methods", "GET, HEAD")
			h.Set("Access-Control-Allow-Headers", "Range")
		}
		if len(s.cfg.Origins) > 0 {
			h.Set("Cross-Origin-Resource-Policy", "cross-origin")
		}
		f(w, r)
	}
}

// serveStats serves /api/stats.
func (s *Server) serveStats(w http.ResponseWriter, r *http.Request) {
	b, err := json.Marshal(s.figures())
	if err != nil {
		http.Error(w, "the figures cannot be written", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	s.writeAll(w, r, [][]byte{b, {'\n'}}, len(b)+1)
}

func (s *Server) figures() any {
	if s.cfg.Figures == nil {
		return struct{}{}
	}
	return s.cfg.Figures()
}

// refuse answers a request that a reader's error ends before it began.
func refuse(w http.ResponseWriter, err error) {
	switch {
	case errors.Is(err, ErrEnded):
		http.Error(w, err.Error(), http.StatusGone)
	case errors.Is(err, ErrBusy), errors.Is(err, ErrClosed), errors.Is(err, errLate), errors.Is(err, context.DeadlineExceeded):
		w.Header().Set("Retry-After", "1")
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
	default: // the client has gone
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}

// waitStart waits up to startWait for the stream to begin.
func (s *Server) waitStart(ctx context.Context) error {
	if s.waiting.Add(1) > maxWait {
		s.waiting.Add(-1)
		return ErrBusy
	}
	defer s.waiting.Add(-1)
	ctx, cancel := context.WithTimeout(ctx, startWait)
	defer cancel()
	_, err := s.hub.WaitInit(ctx)
	return err
}

// randomSession makes eight letters and digits.
func randomSession() string { return strings.ToLower(rand.Text()[:8]) }
