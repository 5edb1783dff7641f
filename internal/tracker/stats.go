package tracker

import "sync/atomic"

// cause is why something was refused.
type cause int

const (
	noCause cause = iota
	causeBad
	causeVersion
	causeProof
	causeSource
	causeTracker
	causeChannel
	causeTooLong
	causeRate
	causePeers
	causeChannels
	causeConnections
	causePerIP
	causeSilent
	causeSlow
	causeFlooded
	causeGone
	causeReplaced
	causeSTUN
	numCauses
)

// causeNames are the keys of Stats.Refused.
var causeNames = [numCauses]string{
	causeBad:         "bad",         // broke the protocol
	causeVersion:     "version",     // version not spoken here
	causeProof:       "proof",       // key not proven
	causeSource:      "source",      // source signature wrong
	causeTracker:     "tracker",     // proof made for another tracker
	causeChannel:     "channel",     // a channel not served here
	causeTooLong:     "too_long",    // message over MaxRequest
	causeRate:        "rate",        // messages too fast
	causePeers:       "peers",       // channel full
	causeChannels:    "channels",    // too many channels
	causeConnections: "connections", // too many connections
	causePerIP:       "per_ip",      // too many connections from one address
	causeSilent:      "silent",      // no announce in time, or ping unanswered
	causeSlow:        "slow",        // did not read its answers
	causeFlooded:     "flooded",     // relay or connect dropped: its reader's queue is half full
	causeGone:        "gone",        // relay or connect to a peer that is not here
	causeReplaced:    "replaced",    // connection ended by a newer one of the same key
	causeSTUN:        "stun",        // STUN datagrams dropped: no request, or too fast
}

// counts are counted without the server's lock.
type counts struct {
	messages atomic.Uint64
	stun     atomic.Uint64
	refused  [numCauses]atomic.Uint64
}

func (c *counts) refuse(why cause) { c.refused[why].Add(1) }

// Stats are a server's figures: the first four as they are now, the others
// since it began.
type Stats struct {
	Channels    int               // channels with at least one peer
	Peers       int               // announced peers
	Connections int               // open WebSockets
	Closed      bool              // Close was called
	Messages    uint64            // messages received from clients
	STUN        uint64            // binding requests answered
	Refused     map[string]uint64 // refusals by cause; every cause is there
}

// Stats returns the figures of now.
func (s *Server) Stats() Stats {
	st := Stats{
		Messages: s.counts.messages.Load(),
		STUN:     s.counts.stun.Load(),
		Refused:  make(map[string]uint64, numCauses),
	}
	for i := noCause + 1; i < numCauses; i++ {
		st.Refused[causeNames[i]] = s.counts.refused[i].Load()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	st.Channels, st.Peers, st.Connections, st.Closed = len(s.channels), s.peers, s.connections, s.closed
	return st
}
