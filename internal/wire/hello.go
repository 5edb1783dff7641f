package wire

import (
	"throng/internal/block"
)

// Hello flags.
const (
	// HelloSource: the sender is the broadcaster; Certificate follows.
	HelloSource uint8 = 1 << iota
	// HelloReply: the sender has had the other's Hello.
	HelloReply
	// HelloWebRTC: the sender can be reached by WebRTC, through whoever carries a
	// Signal to it.
	HelloWebRTC
)

// Hello opens the conversation:
//
//	type 1 | version 1 | flags 1 | [certificate 64, with HelloSource]
type Hello struct {
	Flags uint8
	// Certificate is the channel's of the sender: ident.ChannelSecret.Certify.
	Certificate block.Signature
}

// Append writes the message.
func (m *Hello) Append(b []byte) []byte {
	b = append(b, byte(TypeHello), Version, m.Flags)
	if m.Flags&HelloSource != 0 {
		b = append(b, m.Certificate[:]...)
	}
	return b
}

// Parse reads the message. ErrVersion means that the peer cannot be talked to.
func (m *Hello) Parse(b []byte) error {
	r := begin(b, TypeHello)
	if v := r.u8(); v != Version {
		r.fail(ErrVersion)
	}
	m.Flags = r.u8()
	if m.Flags&HelloSource != 0 {
		copy(m.Certificate[:], r.take(len(m.Certificate)))
	}
	return r.done("hello")
}
