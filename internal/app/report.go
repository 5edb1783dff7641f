package app

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// Reporter tells the user what happens: as lines for people, or with JSON set,
// as one object a line. Its methods may be called from any goroutine.
type Reporter struct {
	// Out gets the events.
	Out io.Writer
	// Err gets warnings, unless JSON is set; nil: Out.
	Err io.Writer
	// Live gets one line that is written over each second; nil: none.
	Live io.Writer
	// Width is how many characters fit on Live's terminal; nil: enough.
	Width func() int
	// JSON asks for objects.
	JSON bool

	mu   sync.Mutex
	live bool // a live line stands on the terminal
}

// Event is one object of --json. Which fields are set depends on Event:
//
//	ready    link, page, stream, hls, listen, tracker, metrics
//	stats    the figures, each second
//	warning  code, message
//	info     code, message
//	end      reason, recorded, and the figures of the whole run
//
// The figures are those of Figures, or of TrackerFigures at a tracker.
type Event struct {
	Event   string `json:"event"`
	Time    string `json:"time"` // RFC 3339, UTC
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`

	Link    string `json:"link,omitempty"`
	Page    string `json:"page,omitempty"`
	Watch   string `json:"watch,omitempty"`   // the page for viewers' browsers
	Stream  string `json:"stream,omitempty"`  // the endless MP4
	HLS     string `json:"hls,omitempty"`     // the playlist
	Listen  string `json:"listen,omitempty"`  // the UDP address of the links
	Tracker string `json:"tracker,omitempty"` // the tracker inside
	Metrics string `json:"metrics,omitempty"`
	Channel string `json:"channel,omitempty"` // of throng key: the public key
	Reason  string `json:"reason,omitempty"`

	Recorded *Recorded `json:"recorded,omitempty"` // with --out, unless that has failed

	*Figures
	*TrackerFigures
}

// Recorded is what --out has written.
type Recorded struct {
	File    string  `json:"file"`
	Seconds float64 `json:"seconds"` // without the gaps
	Bytes   int64   `json:"bytes"`
}

// String is a part of a sentence.
func (r *Recorded) String() string {
	to := r.File
	if to == "-" {
		to = "standard output"
	}
	if r.Bytes == 0 {
		return "nothing has been recorded to " + to
	}
	length := fmt.Sprintf("%.1f s", r.Seconds)
	if r.Seconds >= 60 {
		length = time.Duration(r.Seconds * float64(time.Second)).Round(time.Second).String()
	}
	return fmt.Sprintf("recorded %s (%s) to %s", length, volume(r.Bytes), to)
}

// volume writes a number of bytes for people.
func volume(bytes int64) string {
	switch {
	case bytes >= 1e9:
		return fmt.Sprintf("%.1f GB", float64(bytes)/1e9)
	case bytes >= 1e6:
		return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
	}
	return fmt.Sprintf("%.0f kB", float64(bytes)/1e3)
}

// Say reports an event; text is its form for people, and may be empty.
func (r *Reporter) Say(e Event, text string) { r.say(r.Out, e, text) }

func (r *Reporter) say(to io.Writer, e Event, text string) {
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
	_, _ = fmt.Fprintln(to, text)
}

// row is an address, or what else is to be copied, and what it is for.
type row struct{ what, where string }

// table sets rows in two columns, the addresses last: links are longer than a line.
func table(rows []row) string {
	width := 0
	for _, r := range rows {
		width = max(width, utf8.RuneCountInString(r.what))
	}
	lines := make([]string, len(rows))
	for i, r := range rows {
		lines[i] = fmt.Sprintf("%-*s  %s", width, r.what, r.where)
	}
	return strings.Join(lines, "\n")
}

// Warn reports what goes wrong without ending the run.
func (r *Reporter) Warn(code, message string) {
	to := r.Err
	if to == nil {
		to = r.Out
	}
	r.say(to, Event{Event: "warning", Code: code, Message: message}, "throng: warning: "+message)
}

// Info reports what a user may want to know.
func (r *Reporter) Info(code, message string) {
	r.Say(Event{Event: "info", Code: code, Message: message}, message)
}

// Figures reports the figures of a second.
func (r *Reporter) Figures(f Figures, line string) {
	r.Second(Event{Event: "stats", Figures: &f}, line)
}

// Second reports the figures of a second; line is their form for the live line.
func (r *Reporter) Second(e Event, line string) {
	if r.JSON {
		r.Say(e, "")
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.Live == nil {
		return
	}
	_, _ = fmt.Fprintf(r.Live, "\r\x1b[K%s", r.fit(line))
	r.live = true
}

// fit cuts a live line to the terminal's width, for a longer one cannot be
// written over.
func (r *Reporter) fit(line string) string {
	if r.Width == nil {
		return line
	}
	width := r.Width()
	for i := range line {
		if width--; width <= 0 {
			return line[:i]
		}
	}
	return line
}

// Beside is w, before each of whose writes the live line is cleared: for logs
// on the same terminal.
func (r *Reporter) Beside(w io.Writer) io.Writer { return &beside{r, w} }

type beside struct {
	r *Reporter
	w io.Writer
}

func (b *beside) Write(p []byte) (int, error) {
	b.r.mu.Lock()
	defer b.r.mu.Unlock()
	b.r.clear()
	return b.w.Write(p)
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
