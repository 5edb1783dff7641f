package play

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// errAsked is an error of the request's own.
var errAsked = errors.New("bad request")

// A reload is what a client asks of a playlist (RFC 8216bis 6.2.5).
type reload struct {
	msn  uint64
	part int64 // -1: the whole segment
	held bool  // wait until it is there
}

// parseReload reads _HLS_msn and _HLS_part; other parameters are ignored.
func parseReload(query string) (reload, error) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return reload{}, fmt.Errorf("%w: %w", errAsked, err)
	}
	r := reload{part: -1}
	msn, part := values.Get("_HLS_msn"), values.Get("_HLS_part")
	if msn == "" {
		if part != "" {
			return r, fmt.Errorf("%w: _HLS_part without _HLS_msn", errAsked)
		}
		return r, nil
	}
	if r.msn, err = parseNumber(msn); err != nil {
		return r, fmt.Errorf("%w: _HLS_msn: %w", errAsked, err)
	}
	r.held = true
	if part == "" {
		return r, nil
	}
	n, err := parseNumber(part)
	if err != nil {
		return r, fmt.Errorf("%w: _HLS_part: %w", errAsked, err)
	}
	r.part = int64(n)
	return r, nil
}

// parseNumber reads a plain decimal number up to hlsMaxNumber.
func parseNumber(s string) (uint64, error) {
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil || n > hlsMaxNumber || len(s) > 1 && s[0] == '0' {
		return 0, fmt.Errorf("no number up to %d", uint64(hlsMaxNumber))
	}
	return n, nil
}

// servePlaylist serves /index.m3u8.
func (s *Server) servePlaylist(w http.ResponseWriter, r *http.Request) {
	p := s.hub.hls
	asked, err := parseReload(r.URL.RawQuery)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/vnd.apple.mpegurl")
	h.Set("Cache-Control", "no-store")
	if r.Method == http.MethodHead && !asked.held {
		return
	}
	p.mu.Lock()
	limit, beyond := hlsBlockTargets*p.target, asked.held && p.beyond(asked.msn)
	p.mu.Unlock()
	if beyond {
		http.Error(w, "_HLS_msn is too far ahead", http.StatusBadRequest)
		return
	}
	if !asked.held {
		limit = startWait
	}
	var text string
	err = s.await(r.Context(), limit, func() bool {
		ready := p.playable() && (!asked.held || p.err != nil || p.has(asked.msn, asked.part))
		if ready {
			text = p.playlist()
		}
		return ready
	})
	if err != nil {
		refuse(w, err)
		return
	}
	s.writeAll(w, r, [][]byte{[]byte(text)}, len(text))
}

// serveHLS serves what a playlist names: /hls/{session}/{file}.
func (s *Server) serveHLS(w http.ResponseWriter, r *http.Request) {
	p := s.hub.hls
	if r.PathValue("session") != p.session {
		http.Error(w, "of another run of the program", http.StatusNotFound)
		return
	}
	var data [][]byte
	var find func() bool
	kind, number, ok := parseName(r.PathValue("file"))
	gone := false
	switch {
	case !ok:
		http.NotFound(w, r)
		return
	case kind == hlsInitName:
		find = func() bool { data, gone = p.initData(number); return true }
	case kind == hlsSegName:
		find = func() bool { data, gone = p.segmentData(number); return true }
	default:
		find = func() bool {
			var soon bool
			data, gone, soon = p.partData(number)
			return !soon
		}
	}
	if err := s.await(r.Context(), hlsBlockTargets*hlsMinTarget, find); err != nil {
		refuse(w, err)
		return
	}
	if gone {
		http.NotFound(w, r)
		return
	}
	size := 0
	for _, d := range data {
		size += len(d)
	}
	h := w.Header()
	h.Set("Content-Type", "video/mp4")
	h.Set("Cache-Control", "max-age=600")
	s.writeAll(w, r, data, size)
}

// parseName reads the name of a file in a playlist.
func parseName(name string) (kind string, number uint64, ok bool) {
	for _, k := range []struct{ prefix, ext string }{
		{hlsInitName, hlsInitExt}, {hlsSegName, hlsMediaExt}, {hlsPartName, hlsMediaExt},
	} {
		digits, found := strings.CutPrefix(name, k.prefix)
		digits, whole := strings.CutSuffix(digits, k.ext)
		if !found || !whole {
			continue
		}
		n, err := parseNumber(digits)
		return k.prefix, n, err == nil
	}
	return "", 0, false
}

// await calls ready, under the packager's lock, whenever something has come,
// until it reports true. The error is errLate after limit, ErrEnded or ErrClosed
// when nothing more will come, ErrBusy when too many wait, or that of ctx.
func (s *Server) await(ctx context.Context, limit time.Duration, ready func() bool) error {
	p := s.hub.hls
	check := func() (<-chan struct{}, error, bool) {
		p.mu.Lock()
		defer p.mu.Unlock()
		if errors.Is(p.err, ErrClosed) {
			return nil, p.err, false
		}
		if ready() {
			return nil, nil, true
		}
		return p.news, p.err, false
	}
	news, err, ok := check()
	if ok || err != nil {
		return err
	}
	if s.waiting.Add(1) > maxWait {
		s.waiting.Add(-1)
		return ErrBusy
	}
	defer s.waiting.Add(-1)
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for {
		select {
		case <-news:
		case <-timer.C:
			return errLate
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if news, err, ok = check(); ok || err != nil {
			return err
		}
	}
}

func (p *packager) initData(n uint64) (data [][]byte, gone bool) {
	in, ok := p.inits[int(n)]
	if !ok {
		return nil, true
	}
	return [][]byte{in.Data}, false
}

func (p *packager) segmentData(n uint64) (data [][]byte, gone bool) {
	if len(p.segments) == 0 || n < p.segments[0].number || n > p.segments[len(p.segments)-1].number {
		return nil, true
	}
	s := p.segments[n-p.segments[0].number]
	for _, part := range s.parts {
		data = append(data, part.data...)
	}
	return data, !s.whole
}

// partData finds a part; soon means that it is the one announced as next.
func (p *packager) partData(n uint64) (data [][]byte, gone, soon bool) {
	for i := len(p.segments) - 1; i >= 0; i-- {
		for _, part := range p.segments[i].parts {
			if part.number == n {
				return part.data, false, false
			}
		}
	}
	soon = n == p.hint() && p.err == nil
	return nil, !soon, soon
}

// writeAll writes an answer that has an end.
func (s *Server) writeAll(w http.ResponseWriter, r *http.Request, data [][]byte, size int) {
	w.Header().Set("Content-Length", strconv.Itoa(size))
	if r.Method == http.MethodHead {
		return
	}
	extend(w, responseWriteLimit)
	for _, d := range data {
		if _, err := w.Write(d); err != nil {
			return // the client has gone; there is nobody to tell
		}
	}
}

// extend gives the next writes so long.
func extend(w io.Writer, limit time.Duration) {
	if rw, ok := w.(http.ResponseWriter); ok {
		// Not every ResponseWriter has deadlines (httptest's has none).
		_ = http.NewResponseController(rw).SetWriteDeadline(time.Now().Add(limit))
	}
}
