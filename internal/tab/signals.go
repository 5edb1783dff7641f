package tab

import (
	"encoding/binary"
	"errors"
	"strings"

	"throng/internal/ident"
	"throng/internal/signal"
)

// maxKeys is how many peers' keys for signals are kept: those whose links are being
// made, and some more.
const maxKeys = 128

// way is a peer's keys for signals, and by which way the last one went: the next goes
// the other one, since it goes because no answer came.
type way struct {
	*signal.Keys
	byNeighbour bool
}

// signals seals what the page's connections say to peers, and opens what comes.
type signals struct {
	keys   map[ident.Peer]*way
	forged uint64 // signals that did not come from whom they say, or make no sense
}

// keysFor returns the keys for signals to and from a peer. There is an error where
// its key is none.
func (t *Tab) keysFor(peer ident.Peer) (*way, error) {
	if k := t.signals.keys[peer]; k != nil {
		return k, nil
	}
	k, err := signal.NewKeys(t.cfg.Secret, t.cfg.Channel, peer)
	if err != nil {
		return nil, err
	}
	if len(t.signals.keys) >= maxKeys {
		clear(t.signals.keys) // they can be made again
	}
	w := &way{Keys: k}
	t.signals.keys[peer] = w
	return w, nil
}

// takeSignal does what an input record about signals says.
func (t *Tab) takeSignal(kind Input, r *reader) func() {
	peer := r.peer()
	switch kind {
	case Signal:
		data := r.rest()
		return func() { t.signalled(peer, data) }
	case Description:
		kind, session := signal.Kind(r.u8()), r.u64()
		text := string(r.rest())
		return func() {
			s, err := signal.FromSDP(kind, session, text)
			if err != nil {
				t.fault("this browser's session description: " + err.Error())
				return
			}
			t.say(peer, s)
		}
	case Candidates:
		s := &signal.Signal{Kind: signal.Candidates, Session: r.u64()}
		s.Candidates = parseCandidates(string(r.rest()))
		return func() { t.say(peer, s) }
	case Refuse:
		s := &signal.Signal{Kind: signal.Refuse, Session: r.u64()}
		return func() { t.say(peer, s) }
	}
	return func() { t.fault("an input record of an unknown kind") }
}

// parseCandidates reads ICE candidate lines, and passes over those of no use.
func parseCandidates(lines string) (list []signal.Candidate) {
	for line := range strings.SplitSeq(lines, "\n") {
		if c, err := signal.ParseCandidate(line); err == nil && len(list) < signal.MaxCandidates {
			list = append(list, c)
		}
	}
	return list
}

// say seals a signal and sends it through a neighbour that is linked to the peer,
// or else through a tracker.
func (t *Tab) say(peer ident.Peer, s *signal.Signal) {
	if s.Kind == signal.Candidates && len(s.Candidates) == 0 {
		return
	}
	keys, err := t.keysFor(peer)
	if err != nil {
		t.fault("the key of a peer: " + err.Error())
		return
	}
	data, err := keys.Seal(s)
	if err != nil {
		t.fault("a signal: " + err.Error())
		return
	}
	keys.byNeighbour = !keys.byNeighbour && t.engine.Signal(t.now, peer, data)
	if !keys.byNeighbour {
		t.record(Relay, peer[:], data)
	}
}

// signalled opens what came from a peer and tells the page.
func (t *Tab) signalled(from ident.Peer, data []byte) {
	keys, err := t.keysFor(from)
	if err != nil {
		t.signals.forged++
		return
	}
	s, err := keys.Open(data)
	if err != nil {
		if !errors.Is(err, signal.ErrVersion) {
			t.signals.forged++
		}
		return
	}
	head := append(make([]byte, 0, ident.KeySize+9), from[:]...)
	switch s.Kind {
	case signal.Offer, signal.Answer:
		head = binary.BigEndian.AppendUint64(append(head, byte(s.Kind)), s.Session)
		t.record(Described, head, []byte(s.SDP()))
	case signal.Candidates:
		lines := make([]string, len(s.Candidates))
		for i, c := range s.Candidates {
			lines[i] = c.String()
		}
		head = binary.BigEndian.AppendUint64(head, s.Session)
		t.record(CandidatesOf, head, []byte(strings.Join(lines, "\n")))
	case signal.Refuse:
		t.record(Refused, binary.BigEndian.AppendUint64(head, s.Session), nil)
	}
}
