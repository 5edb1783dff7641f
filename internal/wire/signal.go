package wire

import "throng/internal/ident"

// MaxSignal is the most bytes of a Signal's data.
const MaxSignal = 900

// Signal carries what one peer says to another in order to set up a WebRTC link with it:
// from the sender to a neighbour that both have, and from there to the receiver.
//
//	type 1 | from 32 | to 32 | data to the end, at most 900
//
// Who carries it neither reads nor vouches for the data.
type Signal struct {
	From, To ident.Peer
	Data     []byte
}

// Append writes the message.
func (m *Signal) Append(b []byte) []byte {
	b = append(b, byte(TypeSignal))
	b = append(b, m.From[:]...)
	b = append(b, m.To[:]...)
	return append(b, m.Data...)
}

// Parse reads the message. Data is a part of b.
func (m *Signal) Parse(b []byte) error {
	r := begin(b, TypeSignal)
	copy(m.From[:], r.take(len(m.From)))
	copy(m.To[:], r.take(len(m.To)))
	if len(r.b) > MaxSignal {
		r.fail(ErrValue)
	}
	m.Data = r.b
	return r.done("signal")
}
