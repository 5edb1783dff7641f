package play

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/coder/websocket"

	"throng/internal/feed"
	"throng/internal/media"
)

// The feed is a WebSocket that only the server sends on.
//
// Text messages are JSON objects with a "type":
//
//	hello   first: {"type":"hello","title":…,"link":…,"now":…}; now is the server's clock, Unix time in µs
//	stats   each second: {"type":"stats","title":…,"now":…,"lost":…,"figures":{…}}; lost is how many
//	        fragments this page was too slow for
//	end     the channel has ended; a normal closure follows
//	stop    the server stops; a closure "going away" follows. The page connects again.
//
// Binary messages are those of package feed.
type feedText struct {
	Type    string `json:"type"`
	Title   string `json:"title,omitempty"`
	Link    string `json:"link,omitempty"`
	Now     int64  `json:"now,omitempty"`
	Lost    uint64 `json:"lost,omitempty"`
	Figures any    `json:"figures,omitempty"`
}

// serveFeed serves /feed.
func (s *Server) serveFeed(w http.ResponseWriter, r *http.Request) {
	if !s.originAllowed(r) {
		http.Error(w, "pages of that origin may not read this stream", http.StatusForbidden)
		return
	}
	reader, err := s.hub.Subscribe()
	// After the end the feed is still opened, to tell the page of it.
	if err != nil && !errors.Is(err, ErrEnded) {
		refuse(w, err)
		return
	}
	if reader != nil {
		defer reader.Close()
	}
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true}) // checked above
	if err != nil {
		return // Accept has answered
	}
	defer func() { _ = conn.CloseNow() }() // it may be closed already
	f := &pageFeed{server: s, conn: conn, reader: reader}
	// The request's context ends with the hijacking; the connection's own does
	// when the page goes.
	err = f.run(conn.CloseRead(context.WithoutCancel(r.Context())))
	switch {
	case errors.Is(err, ErrEnded):
		_ = conn.Close(websocket.StatusNormalClosure, "the channel has ended")
	case errors.Is(err, ErrClosed):
		_ = conn.Close(websocket.StatusGoingAway, "the server stops")
	}
}

type pageFeed struct {
	server *Server
	conn   *websocket.Conn
	reader *Reader // nil when the channel has ended
	init   *media.Init
	buf    []byte
}

// run sends until the channel, the server or the connection ends; the error
// says which.
func (f *pageFeed) run(ctx context.Context) error {
	hello := feedText{Type: "hello", Title: f.server.hub.Title(), Link: f.server.cfg.Link, Now: time.Now().UnixMicro()}
	if err := f.text(ctx, hello); err != nil {
		return err
	}
	if err := f.stats(ctx); err != nil {
		return err
	}
	err := f.packets(ctx)
	switch {
	case errors.Is(err, ErrEnded):
		return errors.Join(err, f.text(ctx, feedText{Type: "end"}))
	case errors.Is(err, ErrClosed):
		return errors.Join(err, f.text(ctx, feedText{Type: "stop"}))
	}
	return err
}

func (f *pageFeed) packets(ctx context.Context) error {
	if f.reader == nil {
		return ErrEnded
	}
	next := time.Now().Add(figuresInterval)
	var batch []Packet
	for {
		timed, cancel := context.WithDeadline(ctx, next)
		var err error
		batch, err = f.reader.Next(timed, batch[:0])
		cancel()
		if err != nil && (ctx.Err() != nil || !errors.Is(err, context.DeadlineExceeded)) {
			return err
		}
		for _, p := range batch {
			if err := f.packet(ctx, p); err != nil {
				return err
			}
		}
		clear(batch)
		if now := time.Now(); !now.Before(next) {
			next = now.Add(figuresInterval)
			if err := f.stats(ctx); err != nil {
				return err
			}
		}
	}
}

func (f *pageFeed) packet(ctx context.Context, p Packet) error {
	if p.Init != f.init {
		f.init = p.Init
		f.buf = feed.AppendInit(f.buf[:0], p.Init)
		if err := f.send(ctx, websocket.MessageBinary, f.buf); err != nil {
			return err
		}
	}
	f.buf = feed.AppendFragment(f.buf[:0], p.Fragment, p.Capture, p.Gap)
	return f.send(ctx, websocket.MessageBinary, f.buf)
}

func (f *pageFeed) stats(ctx context.Context) error {
	t := feedText{Type: "stats", Title: f.server.hub.Title(), Now: time.Now().UnixMicro(), Figures: f.server.figures()}
	if f.reader != nil {
		t.Lost = f.reader.Lost()
	}
	return f.text(ctx, t)
}

func (f *pageFeed) text(ctx context.Context, t feedText) error {
	b, err := json.Marshal(t)
	if err != nil {
		return fmt.Errorf("feed: %w", err)
	}
	return f.send(ctx, websocket.MessageText, b)
}

func (f *pageFeed) send(ctx context.Context, kind websocket.MessageType, b []byte) error {
	ctx, cancel := context.WithTimeout(ctx, feedWriteLimit)
	defer cancel()
	return f.conn.Write(ctx, kind, b)
}
