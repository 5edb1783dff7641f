package app

import "time"

const (
	// shortReports is how many reports in a row, one a second, must say that the
	// viewers' uplinks do not carry the stream before the user is told.
	shortReports = 2
	// shortOver is for how long all must have been well for a shortage to be over: what
	// comes back sooner is the same one, of which the user has been told.
	shortOver = 30 * time.Second
)

// shortNews is what there is to tell of a shortage.
type shortNews int

const (
	shortNothing shortNews = iota
	shortBegins
	shortEnds
)

// shortage decides when the user is told that the viewers' uplinks do not carry the
// stream, and that they do again. The zero value is one of which nothing is known.
type shortage struct {
	row  int       // reports in a row that tell of it, up to shortReports
	told bool      // the user knows of it
	well time.Time // while told: the first report since when all are well; zero: none
}

// report takes what the engine says at a moment.
func (s *shortage) report(at time.Time, short bool) shortNews {
	if short {
		s.row, s.well = min(s.row+1, shortReports), time.Time{}
		if s.told || !s.lasts() {
			return shortNothing
		}
		s.told = true
		return shortBegins
	}
	s.row = 0
	if s.told && s.well.IsZero() {
		s.well = at
	}
	if !s.told || at.Sub(s.well) < shortOver {
		return shortNothing
	}
	*s = shortage{}
	return shortEnds
}

// lasts reports whether there is too little now, and not just for a moment.
func (s *shortage) lasts() bool { return s.row == shortReports }

// uplinks tells the user when the viewers' uplinks do not carry the stream.
type uplinks struct {
	out   *Reporter
	code  string                 // of the warning
	text  func(f Figures) string // the warning
	state shortage
}

// take takes the figures of a second. It returns what a page should say: the warning
// while there is too little, else nothing.
func (u *uplinks) take(at time.Time, f Figures) string {
	switch u.state.report(at, f.Short) {
	case shortBegins:
		u.out.Warn(u.code, u.text(f))
	case shortEnds:
		u.out.Info("uplinks-enough", "the viewers' uplinks are no longer short")
	}
	if !u.state.lasts() {
		return ""
	}
	return u.text(f)
}

// uplinksShort is what a broadcaster is told.
func uplinksShort(Figures) string {
	return "The viewers' uplinks do not carry the stream. The broadcaster sends more of it than once, up to --max-upload. " +
		"A relay with a good line (throng relay LINK) or a lower bitrate helps."
}

// noRoom is what a viewer or relay is told.
func (c *WatchConfig) noRoom(f Figures) string {
	text := "The viewers' uplinks do not carry the stream for everybody at the moment"
	if c.Relay {
		return text + ". This relay gets its share as soon as there is room."
	}
	goes := "begins"
	if f.Delivered > 0 {
		goes = "goes on"
	}
	text += "; those who pass on most are served first. The picture " + goes + " as soon as there is room. "
	if c.MaxUpload < 0 {
		return text + "This viewer passes nothing on (--max-upload 0): to share its upload would bring that forward."
	}
	return text + "Lending upload helps: a higher --max-upload if the line carries it, or throng relay elsewhere."
}
