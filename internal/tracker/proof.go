package tracker

import (
	"crypto/ecdh"

	"throng/internal/ident"
	"throng/internal/tracker/proof"
)

// Prove makes the proof that the holder of secret answers hello with when it
// announces itself in channel at the tracker that it reached as name. It fails
// when the tracker's key is not one to agree with.
func Prove(secret ident.PeerSecret, hello *Hello, channel ident.Channel, name string) ([]byte, error) {
	return proof.Make(secret, hello.Key, hello.Nonce, channel, name)
}

// challenge is the tracker's side of a proof.
type challenge struct {
	key   *ecdh.PrivateKey
	nonce []byte
}

func (c *challenge) hello() *Hello {
	return &Hello{Version: Version, Nonce: c.nonce, Key: ident.Peer(c.key.PublicKey().Bytes())}
}

// proven reports whether a's sender holds the secret of a.Peer.
func (c *challenge) proven(a *Announce) bool {
	return proof.Check(a.Proof, c.key, c.nonce, a.Peer, a.Channel, a.Tracker)
}
