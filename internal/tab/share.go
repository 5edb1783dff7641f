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
	// shareSmooth is the weight of the newest look in the rate at which the tab receives, but for
	// the first ones, and a fourth of that where hardly anything came: then there is nothing to
	// give either, and the children are wanted again when the stream is.
	shareSmooth = 0.1
	// shareLook is for how long is counted before the rate at which the tab receives is looked at
	// again: within less a datagram or two make it anything.
	shareLook = figuresEvery / 2
)

// share says how much the tab gives.
type share struct {
	rate  int64   // most, in bits a second; 0: nothing
	bound float64 // most that is given, as a share of what was received; 0: none
	held  bool    // the bound is reached, or so near that hardly anything is given
	given int64   // the rate that the engine has been told

	looks    int
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
	if passed := now - s.at; passed >= shareLook {
		if came := float64(received-s.received) / passed.Seconds(); s.looks > 0 {
			weight := max(shareSmooth, 1/float64(s.looks+3)) // what comes first is the past, much of it
			if came < s.down/4 {
				weight = shareSmooth / 4
			}
			s.down += (came - s.down) * weight
		}
		s.looks, s.at, s.received = s.looks+1, now, received
	}
	if s.bound <= 0 {
		s.held = false
		return s.rate
	}
	left := s.bound*float64(received) + shareSlack - float64(sent)
	rate := 8 * (s.bound*s.down + (left-shareReserve)/shareGlide.Seconds())
	if s.held = s.rate > 0 && rate < shareLeast; left < 0 {
		return 0
	}
	rate = min(max(rate, shareLeast), float64(s.rate))
	near := rate - float64(s.given)
	if s.given > 0 && s.given <= s.rate && rate < float64(s.rate) && near < shareStep*rate && near > -shareStep*rate {
		return s.given
	}
	return int64(rate)
}
