package udp

import (
	"time"

	"throng/internal/link"
)

const (
	// connectTimeout is how long Connect goes on trying.
	connectTimeout = 5 * time.Second
	// firstPause is the first pause between initiations; each is 1.6 times the
	// one before, maxPause at most: who is not there may come at any moment.
	firstPause = 250 * time.Millisecond
	maxPause   = 600 * time.Millisecond
	// halfOpenLife is how long an answered handshake waits to be confirmed.
	halfOpenLife = 3 * time.Second
	// yieldTime is how long a peer holds its own handshake back after it has
	// answered one of the same peer, and how long its own unconfirmed link is
	// not disputed.
	yieldTime = time.Second
	// keepalivePause is the longest that a link stays silent, and silenceLimit
	// the longest that it may be.
	keepalivePause = 2 * time.Second
	silenceLimit   = 6 * time.Second
	// A peer that is silent for longer than askAfter, so that a keepalive must
	// have been lost, is pinged every askPause.
	askAfter = 3 * time.Second
	askPause = 200 * time.Millisecond
	// confirmPause is the first pause between the challenges to a peer that has
	// answered none yet; each is twice the one before, up to maxConfirmPause.
	confirmPause    = 100 * time.Millisecond
	maxConfirmPause = 300 * time.Millisecond
	// After a hint that the peer is gone it is pinged every probePause and given
	// up after probeTime, or probeRoundTrips times the round trip if longer.
	probePause      = 100 * time.Millisecond
	probeTime       = 500 * time.Millisecond
	probeRoundTrips = 3
	// tickPause is the shortest pause between two looks at the timers.
	tickPause = 5 * time.Millisecond
	// never is a deadline that does not come.
	never = time.Duration(1<<63 - 1)
	// closeCopies is how often Close tells each peer.
	closeCopies = 3
)

// punchTimes are when Expect sends again, and closeTimes when Disconnect does.
var (
	punchTimes = [...]time.Duration{200 * time.Millisecond, 500 * time.Millisecond}
	closeTimes = [...]time.Duration{100 * time.Millisecond, 300 * time.Millisecond}
)

// timer runs what is due until the transport is closed.
func (t *Transport) timer() {
	clock := time.NewTimer(0)
	defer clock.Stop()
	for {
		select {
		case <-t.done:
			return
		case <-t.wake:
		case <-clock.C:
		}
		t.mu.Lock()
		if t.closed {
			t.unlock()
			return
		}
		now := t.now()
		next := t.tick(now)
		t.unlock()
		if next == never {
			clock.Stop()
			continue
		}
		clock.Reset(max(next-now, tickPause))
	}
}

// tick does what is due and returns when there is something to do again. It
// looks at every session: at most a few thousand, at most every tickPause.
func (t *Transport) tick(now time.Duration) time.Duration {
	next := never
	for _, s := range t.sessions {
		next = min(next, t.tickSession(s, now))
	}
	for _, a := range t.attempts {
		next = min(next, t.tickAttempt(a, now))
	}
	kept := t.scheduled[:0]
	for _, p := range t.scheduled {
		if p.at <= now {
			t.post(p.packet, p.to)
			continue
		}
		next = min(next, p.at)
		kept = append(kept, p)
	}
	clear(t.scheduled[len(kept):])
	t.scheduled = kept
	return next
}

func (t *Transport) tickSession(s *session, now time.Duration) time.Duration {
	if s.half {
		if now >= s.created+halfOpenLife {
			t.drop(s)
			return never
		}
		return s.created + halfOpenLife
	}
	if s.response != nil && now >= s.created+halfOpenLife {
		// Repetitions of the initiation have died out by now.
		s.response = nil
		delete(t.ephemerals, s.ephemeral)
	}
	if now >= s.heard+silenceLimit || s.probing && now >= s.dead {
		t.end(s, link.ErrTimeout, true)
		return never
	}
	if s.worn() {
		t.end(s, link.ErrWornOut, true)
		return never
	}
	next := s.heard + silenceLimit
	if ask := max(s.heard+askAfter, s.asked+askPause); now >= ask {
		t.ping(s, now)
		s.asked = now
		next = min(next, now+askPause)
	} else {
		next = min(next, ask)
	}
	if s.probing {
		if now >= s.probe {
			t.ping(s, now)
			s.probe = now + probePause
		}
		next = min(next, s.probe, s.dead)
	}
	if !s.reached {
		if now >= s.up+silenceLimit {
			t.end(s, link.ErrTimeout, true)
			return never
		}
		if now >= s.confirm {
			t.ask(s, s.addr, now)
			s.confirm = now + s.pause
			s.pause = min(2*s.pause, maxConfirmPause)
		}
		next = min(next, s.confirm)
	}
	if now >= s.sent+keepalivePause {
		t.post(s.sealControl(now, controlKeepalive, nil), s.addr)
	}
	return min(next, s.sent+keepalivePause)
}

func (t *Transport) tickAttempt(a *attempt, now time.Duration) time.Duration {
	if now >= a.began+connectTimeout {
		t.forget(a)
		t.emit(link.Event{Kind: link.Down, Link: a.id, Peer: a.peer, Err: link.ErrTimeout})
		return never
	}
	if now >= a.next {
		for i := range a.candidates {
			t.initiate(a, &a.candidates[i])
		}
		t.stats.InitiationsRepeated++
		a.pause = min(a.pause*8/5, maxPause)
		a.next = now + a.pause
	}
	return min(a.next, a.began+connectTimeout)
}
