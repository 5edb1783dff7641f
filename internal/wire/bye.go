package wire

// Bye tells a neighbour that the sender ends this link:
//
//	type 1 | reason 1
type Bye struct {
	Reason Reason
}

// Reason of a Bye.
type Reason uint8

// The reasons.
const (
	// Leaving: the sender leaves the channel.
	Leaving Reason = iota + 1
	// Full: the sender has as many neighbours as it keeps.
	Full
	// Misbehaved: the receiver sent what no honest peer sends.
	Misbehaved
	// Idle: neither side gets anything from the other.
	Idle
)

// Append writes the message.
func (m *Bye) Append(b []byte) []byte { return append(b, byte(TypeBye), byte(m.Reason)) }

// Parse reads the message.
func (m *Bye) Parse(b []byte) error {
	r := begin(b, TypeBye)
	m.Reason = Reason(r.u8())
	return r.done("bye")
}
