package tab

import "time"

const (
	// shareSlack is how many bytes may be given before the bound on giving counts: what a
	// newcomer is asked for comes before it has received much.
	shareSlack = 2 << 20
	// shareReserve of these stay for what comes and goes unevenly.
	shareReserve = shareSlack / 4
	// shareGlide is by when the rest of what may be given would be spent: the rate falls as that
	// does, so that children go one by one and with notice, and not all at once at the bound.
	shareGlide = 8 * time.Second
	// shareLeast is the rate, in bits a second, at which a tab still answers while it is not at
	// the bound.
	shareLeast = 64_000
	// shareStep is by how large a part the rate must change for the engine to be told.
	shareStep = 1.0 / 16
	// shareSmooth is the weight of the newest second in the rate at which the tab receives.
	shareSmooth = 0.5
)

// share says how much the tab gives.
type share struct {
	rate  int64   // most, in bits a second; 0: nothing
	bound float64 // most that is given, as a share of what was received; 0: none
	held  bool    // the bound has been reached
	given int64   // the rate that the engine has been told

	at       time.Duration // of the last look
	received uint64        // bytes by then
	down     float64       // bytes received a second, smoothed
}

// set takes what the viewer allows.
func (s *share) set(t *Tab, rate int64, bound float64) {
	s.rate, s.bound = rate, bound
	s.look(t)
}

// look has the tab give as much as what it receives allows: nothing at the bound, and less and
// less before it.
func (s *share) look(t *Tab) {
	f := t.engine.Stats()
	if rate := s.next(t.now, f.SentBytes, f.ReceivedBytes); rate != s.given {
		s.given = rate
		t.engine.SetUpload(t.now, rate)
	}
}

// next returns the most to give from now on, in bits a second, after so many bytes have been
// sent and received.
func (s *share) next(now time.Duration, sent, received uint64) int64 {
	if passed := (now - s.at).Seconds(); passed > 0 {
		weight := min(shareSmooth*passed, 1)
		s.down += (float64(received-s.received)/passed - s.down) * weight
		s.at, s.received = now, received
	}
	if s.bound <= 0 {
		s.held = false
		return s.rate
	}
	left := s.bound*float64(received) + shareSlack - float64(sent)
	if s.held = left < 0; s.held {
		return 0
	}
	rate := 8 * (s.bound*s.down + (left-shareReserve)/shareGlide.Seconds())
	rate = min(max(rate, shareLeast), float64(s.rate))
	if near := rate - float64(s.given); s.given > 0 && s.given <= s.rate && rate < float64(s.rate) && near < shareStep*rate && near > -shareStep*rate {
		return s.given
	}
	return int64(rate)
}
