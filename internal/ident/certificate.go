package ident

import "crypto/ed25519"

// certificatePrefix begins what a certificate signs, so that it passes for no
// other signature of the channel.
const certificatePrefix = "throng source v1\x00"

// SourceMessage is what a certificate signs: the text "throng source v1", a zero
// byte, and the key of the peer that is the channel's broadcaster.
func SourceMessage(p Peer) []byte { return append([]byte(certificatePrefix), p[:]...) }

// Certify makes the certificate by which p is known as the channel's broadcaster:
// an Ed25519 signature.
func (s ChannelSecret) Certify(p Peer) [ed25519.SignatureSize]byte { return s.Sign(SourceMessage(p)) }

// Certified reports whether certificate says that p is the channel's broadcaster.
func (c Channel) Certified(p Peer, certificate []byte) bool {
	return c.Verify(SourceMessage(p), certificate)
}
