// Package signal is what two peers tell each other to set up a WebRTC link: a
// few small datagrams, carried unread by a tracker or a neighbour of both. All of
// it runs in a browser too.
//
// A signal:
//
//	version 1 | kind 1 | session 8 | body | tag 16
//
// The body of an offer or answer:
//
//	ufrag (length 1, bytes) | pwd (length 1, bytes) | fingerprint 32 | candidates
//
// Candidates, which are also the body of a signal of that kind; a refusal has no
// body:
//
//	count 1 | each: kind 1 | address (length 1, bytes) | port 2 | priority 4
//
// The kind of a candidate is 1 host, 2 srflx or 3 relay; with bit 7 set the
// address is a name in .local. Integers are big endian; what follows the last
// field of a body means nothing.
//
// The tag ties the fingerprint of the DTLS certificate to the peers' keys, so
// that who carries signals cannot sit between the two:
//
//	k = HKDF-SHA256(X25519(own secret, the other's key), no salt,
//	    "throng webrtc signal v1" | channel 32 | from 32 | to 32, 32 bytes)
//	tag = first 16 bytes of HMAC-SHA256(k, all before the tag)
package signal

import (
	"errors"
	"net/netip"
)

// Limits of a signal.
const (
	// MaxData is the longest signal, in bytes.
	MaxData = 900
	// MaxCandidates is how many candidates one signal has; more go into signals
	// of the kind Candidates.
	MaxCandidates = 12
	// MaxCredential is the longest ufrag and the longest pwd, in bytes.
	MaxCredential = 64
	// MaxName is the longest name of a candidate, in bytes; browsers use 42.
	MaxName = 64
	// MaxSDP is the longest session description read, in bytes.
	MaxSDP = 16 << 10
	// minUfrag and minPwd are the shortest that ICE allows (RFC 8839, 5.4).
	minUfrag = 4
	minPwd   = 22
)

// Kind says what a signal is for.
type Kind uint8

// The kinds of signal.
const (
	Offer      Kind = 1 // begins a session
	Answer     Kind = 2
	Candidates Kind = 3 // candidates found since
	Refuse     Kind = 4 // of an offer: there is no room
)

// CandidateKind says where a candidate's address comes from.
type CandidateKind uint8

// The kinds of candidate.
const (
	Host  CandidateKind = 1 // of an interface
	Srflx CandidateKind = 2 // seen by a STUN server
	Relay CandidateKind = 3 // lent by a TURN server
)

// Candidate is an address at which a peer may be reached by UDP.
type Candidate struct {
	Kind     CandidateKind
	Addr     netip.Addr // zero where there is a Name
	Name     string     // in .local, by which a browser hides the address
	Port     uint16
	Priority uint32
}

// Signal is one message. Ufrag, Pwd and Fingerprint are there in Offer and Answer
// only, Candidates also in Candidates.
type Signal struct {
	Kind        Kind
	Session     uint64   // random, made by who offers
	Ufrag, Pwd  string   // of ICE
	Fingerprint [32]byte // SHA-256 of the DTLS certificate
	Candidates  []Candidate
}

// Errors, wrapped by those of this package.
var (
	ErrVersion   = errors.New("signal of another version")
	ErrTag       = errors.New("forged signal")
	ErrSignal    = errors.New("bad signal")
	ErrSDP       = errors.New("bad session description")
	ErrCandidate = errors.New("bad candidate")
	// ErrUnused: a candidate that is well-formed but of no use to a link: of TCP,
	// another component, a kind not told, or an address that means nothing to
	// others.
	ErrUnused = errors.New("candidate of no use")
)
