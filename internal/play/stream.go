package play

import (
	"net/http"

	"throng/internal/media"
)

// serveStream serves /stream.mp4: the init segment, the fragments since the
// last key frame, and then each as it comes, with the times that it has in the
// stream, or that go on where the broadcaster begins anew (timeline). A reader
// that is too slow goes on at a later key frame. The answer ends when the
// channel does, and when the init segment changes, for players ignore a second
// one: the reader asks again.
func (s *Server) serveStream(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "video/mp4")
	h.Set("Cache-Control", "no-store")
	h.Set("Accept-Ranges", "none")
	if r.Method == http.MethodHead {
		return
	}
	reader, err := s.hub.Subscribe()
	if err == nil {
		defer reader.Close()
		err = s.waitStart(r.Context())
	}
	if err != nil {
		refuse(w, err)
		return
	}
	s.copyStream(w, r, reader)
}

func (s *Server) copyStream(w http.ResponseWriter, r *http.Request, reader *Reader) {
	control := http.NewResponseController(w)
	extend(w, streamWriteLimit)
	w.WriteHeader(http.StatusOK)
	// The head goes out at once, so that a player knows that it is connected.
	_ = control.Flush()
	var init *media.Init
	var times timeline
	var batch []Packet
	for {
		var err error
		if batch, err = reader.Next(r.Context(), batch[:0]); err != nil {
			return // the end, or the client has gone
		}
		extend(w, streamWriteLimit)
		for _, p := range batch {
			if init == nil {
				init = p.Init
				times.begin(init)
				if _, err := w.Write(init.Data); err != nil {
					return
				}
			}
			if p.Init != init {
				return
			}
			if _, err := w.Write(times.place(p.Fragment).Data); err != nil {
				return
			}
		}
		clear(batch)
		if control.Flush() != nil {
			return
		}
	}
}
