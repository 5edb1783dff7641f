package tracker

import (
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"

	"throng/internal/ident"
)

// proofInfo is the text by which a proof's key is derived for that use alone.
const proofInfo = "throng tracker proof v1"

// Prove makes the proof that the holder of secret answers hello with when it
// announces itself in channel at the tracker that it reached as name. It fails
// when the tracker's key is not one to agree with.
func Prove(secret ident.PeerSecret, hello *Hello, channel ident.Channel, name string) ([]byte, error) {
	own, err := ecdh.X25519().NewPrivateKey(secret[:])
	if err != nil {
		return nil, fmt.Errorf("prove: %w", err)
	}
	return proof(own, hello.Key, hello.Nonce, hello.Key, secret.Peer(), channel, name)
}

// proof is what both sides compute: own is the secret of one, other the public
// key of the other.
func proof(own *ecdh.PrivateKey, other ident.Peer, nonce []byte, server, peer ident.Peer, channel ident.Channel, name string) ([]byte, error) {
	public, err := ecdh.X25519().NewPublicKey(other[:])
	if err != nil {
		return nil, fmt.Errorf("prove: %w", err)
	}
	shared, err := own.ECDH(public) // refuses points of low order
	if err != nil {
		return nil, fmt.Errorf("prove: %w", err)
	}
	key, err := hkdf.Key(sha256.New, shared, nonce, proofInfo, sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("prove: %w", err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write(server[:])
	mac.Write(peer[:])
	mac.Write(channel[:])
	mac.Write([]byte(name))
	return mac.Sum(nil), nil
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
	want, err := proof(c.key, a.Peer, c.nonce, ident.Peer(c.key.PublicKey().Bytes()), a.Peer, a.Channel, a.Tracker)
	return err == nil && hmac.Equal(want, a.Proof)
}
