package tab

import (
	"encoding/binary"
	"math"

	"throng/internal/ident"
	"throng/internal/overlay"
)

// A record is how much follows (4 bytes), what kind it is (1 byte), and a body.
// Integers and floats are big-endian. A link is 4 bytes, a peer 32, a session 8;
// `rest` goes to the record's end.

// Input says what an input record is.
type Input byte

// The input records, with their bodies.
const (
	// LinkUp: link | peer. The peer's key has been proven.
	LinkUp Input = iota + 1
	// LinkDown: link.
	LinkDown
	// LinkFailed: peer, to whom no link could be made.
	LinkFailed
	// Datagram: link | rest.
	Datagram
	// Introduced: how many peers the channel has by a tracker's word 4, 0: not known | for each
	// peer that it names: peer | certificate length 1 | certificate.
	// Length 0: it is no broadcaster. The first maxSources certificates are checked; whose does
	// not hold is a peer like others.
	Introduced
	// Sharing: bits a second 8 | the most that is given, as a share of what was received 8, a
	// float. 0 bits are nothing, a share of 0 is no bound.
	Sharing
	// Challenge: number 4 | key 32 | nonce length 1 | nonce | rest: the name. A tracker,
	// reached by that name, asks for a proof. Proof answers with the same number.
	Challenge
	// Signal: peer | rest. Sealed, by way of a tracker.
	Signal
	// Description: peer | kind 1 | session | rest: SDP. To be sent to the peer: its kind is
	// signal.Offer or signal.Answer.
	Description
	// Candidates: peer | session | rest: ICE candidate lines, one after a line feed each but
	// the first. To be sent to the peer.
	Candidates
	// Refuse: peer | session. To be sent to the peer: there is no room.
	Refuse
	// Leave: the tab goes; neighbours are told.
	Leave
)

// Output says what an output record is.
type Output byte

// The output records, with their bodies. Every Step ends with one Wake.
const (
	// Send: link | rest, a datagram.
	Send Output = iota + 1
	// Connect: peer. LinkUp or LinkFailed answers.
	Connect
	// Disconnect: link.
	Disconnect
	// WantPeers: count 4. More peers are wanted of trackers.
	WantPeers
	// Relay: peer | rest. A sealed signal for a tracker to carry.
	Relay
	// Described: peer | kind 1 | session | rest: SDP. What the peer says.
	Described
	// CandidatesOf: peer | session | rest: ICE candidate lines. What the peer says.
	CandidatesOf
	// Refused: peer | session. The peer has no room.
	Refused
	// Proof: number 4 | proof. Answers Challenge; empty where the tracker's key is no key.
	Proof
	// Media: rest, a message of package feed.
	Media
	// Meta: rest, a JSON object: the channel's title and the like.
	Meta
	// Joined: the next Media is the first.
	Joined
	// Ended: the channel has ended.
	Ended
	// Figures: see appendFigures. Each second.
	Figures
	// Fault: rest, a sentence: the input or the stream is not what it should be.
	Fault
	// Opened: peer | channel 32 | rest: a line for each of the link's trackers, t=HOST:PORT,
	// and of its STUN and TURN servers, i= and what ident.ParseICE reads. Answers Open: who
	// this peer is.
	Opened
	// Wake: milliseconds 4. Step is to be called again at the latest then.
	Wake
)

// recordHead is how long a record is before its body; maxRecord the longest input record.
const (
	recordHead = 5
	maxRecord  = 64 << 10
)

// reader takes an input record apart. What is read past the end is zero, and sets short.
type reader struct {
	b     []byte
	short bool
}

func (r *reader) take(n int) []byte {
	if n > len(r.b) {
		r.short, r.b = true, nil
		return make([]byte, n)
	}
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

func (r *reader) u8() byte     { return r.take(1)[0] }
func (r *reader) u32() uint32  { return binary.BigEndian.Uint32(r.take(4)) }
func (r *reader) u64() uint64  { return binary.BigEndian.Uint64(r.take(8)) }
func (r *reader) f64() float64 { return math.Float64frombits(r.u64()) }

func (r *reader) link() overlay.LinkID { return overlay.LinkID(r.u32()) }
func (r *reader) peer() ident.Peer     { return ident.Peer(r.take(ident.KeySize)) }

// rest is what is left; it is valid as long as the input.
func (r *reader) rest() []byte {
	b := r.b
	r.b = nil
	return b
}

// begin opens an output record; end, given what begin returned, closes it.
func (t *Tab) begin(kind Output) int {
	at := len(t.out)
	t.out = append(t.out, 0, 0, 0, 0, byte(kind))
	return at
}

func (t *Tab) end(at int) {
	binary.BigEndian.PutUint32(t.out[at:], uint32(len(t.out)-at-4))
}

func (t *Tab) u32(v uint32) { t.out = binary.BigEndian.AppendUint32(t.out, v) }
func (t *Tab) f64(v float64) {
	t.out = binary.BigEndian.AppendUint64(t.out, math.Float64bits(v))
}

// record writes an output record of one or two parts.
func (t *Tab) record(kind Output, head, rest []byte) {
	at := t.begin(kind)
	t.out = append(append(t.out, head...), rest...)
	t.end(at)
}

// fault reports what is wrong in a sentence.
func (t *Tab) fault(text string) { t.record(Fault, nil, []byte(text)) }
