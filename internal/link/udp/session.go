package udp

import (
	"crypto/cipher"
	"encoding/binary"
	"hash"
	"net/netip"
	"time"

	"github.com/flynn/noise"

	"throng/internal/ident"
	"throng/internal/link"
)

// session is one pair of keys with a peer: half-open until the first packet
// sealed under it arrives, then a link. Transport.mu guards it, but for txFirst
// and txLast.
type session struct {
	id        link.ID // zero while half-open
	peer      ident.Peer
	ours      uint32 // index in what we receive
	theirs    uint32 // index in what we send
	addr      netip.AddrPort
	initiator bool
	half      bool

	seal    cipher.AEAD
	open    cipher.AEAD
	counter uint64 // of the next packet sent
	window  window

	created time.Duration // when the handshake packet came
	up      time.Duration // when it became a link
	heard   time.Duration // when the last sealed packet came
	sent    time.Duration // when the last packet went out
	rtt     time.Duration // last measured; zero if never
	proven  bool          // something sealed has come

	// Whether packets to addr come to the peer: see address.go.
	reached   bool
	given     int // bytes of datagrams sent before that,
	taken     int // and bytes of sealed packets received
	tried     netip.AddrPort
	triedAt   time.Duration // when tried was first challenged,
	askedLast time.Duration // and when last
	challenge [maxEcho]byte

	confirm time.Duration // next challenge while the peer is not reached
	pause   time.Duration // and the pause after that
	asked   time.Duration // when a silent peer was last pinged
	probing bool          // a hint says that the peer is gone
	hinted  time.Duration // when it said so
	probe   time.Duration // next ping of the probe
	dead    time.Duration // when the probe has failed

	// Of half-open sessions.
	ephemeral [ephemeralSize]byte // the initiator's, under which it is known
	response  []byte              // sent again to a repeated initiation
	crossing  bool                // a link of our own was opening when it began
	unproved  bool                // its address was not proven by a cookie
	network   netip.Prefix        // from which the initiation came

	// The packets waiting to be sent: indexes into sendQueue, which guards them.
	txFirst, txLast int32
}

// attempt is a handshake that Connect began.
type attempt struct {
	id    link.ID
	peer  ident.Peer
	index uint32
	noise *noise.HandshakeState
	first []byte    // the initiation
	keyed hash.Hash // under the peer's mac key

	candidates []candidate
	began      time.Duration
	next       time.Duration // of the repetition
	pause      time.Duration
	yielded    bool // has already held back once for the peer's own handshake
}

type candidate struct {
	addr   netip.AddrPort
	cookie [cookieSize]byte
	mac    [macSize]byte // of the initiation last sent there
}

func nonce(counter uint64) [12]byte {
	var n [12]byte
	binary.BigEndian.PutUint64(n[4:], counter)
	return n
}

// worn reports whether the keys may seal no more data, only a few last control
// packets.
func (s *session) worn() bool { return s.counter >= maxCounter-reserveCounter }

// next takes a counter for a packet sent now; ok is false once there is none.
func (s *session) next(now time.Duration) (counter uint64, ok bool) {
	if s.counter >= maxCounter {
		return 0, false
	}
	counter = s.counter
	s.counter++
	s.sent = now
	return counter, true
}

// sealControl makes a control packet, or nil if the keys are worn out.
func (s *session) sealControl(now time.Duration, kind byte, rest []byte) []byte {
	counter, ok := s.next(now)
	if !ok {
		return nil
	}
	b := appendHeader(make([]byte, 0, overhead+1+len(rest)), typeControl, s.theirs, counter)
	n := nonce(counter)
	plain := append([]byte{kind}, rest...)
	return s.seal.Seal(b, n[:], plain, b)
}
