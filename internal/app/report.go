package app

import (
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"
)

// Reporter tells the user what happens: as lines for people, or with JSON set,
// as one object a line. Its methods may be called from any goroutine.
type Reporter struct {
	// Out gets the events.
	Out io.Writer
	// Live gets one line that is written over each second; nil: none.
	Live io.Writer
	// JSON asks for objects.
	JSON bool

	mu   sync.Mutex
	live bool // a live line stands on the terminal
}

// Event is one object of --json. Which fields are set depends on Event:
//
//	ready    link, page, listen, tracker, metrics
//	stats    the figures, each second
//	warning  code, message
//	info     code, message
//	end      reason, and the figures of the whole run
type Event struct {
	Event   string `json:"event"`
	Time    string `json:"time"` // RFC 3339, UTC
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`

	Link    string `json:"link,omitempty"`
	Page    string `json:"page,omitempty"`
	Stream  string `json:"stream,omitempty"`  // the endless MP4
	HLS     string `json:"hls,omitempty"`     // the playlist
	Listen  string `json:"listen,omitempty"`  // the UDP address of the links
	Tracker string `json:"tracker,omitempty"` // the tracker inside
	Metrics string `json:"metrics,omitempty"`

	Reason string   `json:"reason,omitempty"`
	Stats  *Figures `json:"stats,omitempty"`
}

// Say reports an event; text is its form for people, and may be empty.
func (r *Reporter) Say(e Event, text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.JSON {
		e.Time = time.Now().UTC().Format(time.RFC3339Nano)
		b, err := json.Marshal(e)
		if err != nil {
			return // a float that is no number; figures never hold one
		}
		_, _ = r.Out.Write(append(b, '\n'))
		return
	}
	if text == "" {
		return
	}
	r.clear()
	_, _ = fmt.Fprintln(r.Out, text)
}

// Warn reports what goes wrong without ending the run.
func (r *Reporter) Warn(code, message string) {
	r.Say(Event{Event: "warning", Code: code, Message: message}, "warning: "+message)
}

// Info reports what a user may want to know.
func (r *Reporter) Info(code, message string) {
	r.Say(Event{Event: "info", Code: code, Message: message}, message)
}

// Figures reports the figures of a second.
func (r *Reporter) Figures(f Figures, line string) {
	if r.JSON {
		r.Say(Event{Event: "stats", Stats: &f}, "")
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.Live == nil {
		return
	}
	_, _ = fmt.Fprintf(r.Live, "\r\x1b[K%s", line)
	r.live = true
}

// clear ends the live line so that something else can be written.
func (r *Reporter) clear() {
	if r.live {
		_, _ = fmt.Fprint(r.Live, "\r\x1b[K")
		r.live = false
	}
}

// Close ends the live line.
func (r *Reporter) Close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.live {
		_, _ = fmt.Fprintln(r.Live)
		r.live = false
	}
}
