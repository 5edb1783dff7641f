package tab

// shareSlack is how many bytes may be given before the bound on giving counts: what a
// newcomer is asked for comes before it has received much.
const shareSlack = 2 << 20

// share says how much the tab gives.
type share struct {
	rate  int64   // bits a second; 0: nothing
	bound float64 // most that is given, as a share of what was received; 0: none
	held  bool    // the bound has been reached
	given int64   // the rate that the engine has been told
}

// set takes what the viewer allows.
func (s *share) set(t *Tab, rate int64, bound float64) {
	s.rate, s.bound = rate, bound
	s.look(t)
}

// look holds the giving back where the bound is reached, until it is not.
func (s *share) look(t *Tab) {
	f := t.engine.Stats()
	s.held = s.bound > 0 && float64(f.SentBytes) > s.bound*float64(f.ReceivedBytes)+shareSlack
	rate := s.rate
	if s.held {
		rate = 0
	}
	if rate != s.given {
		s.given = rate
		t.engine.SetUpload(t.now, rate)
	}
}
