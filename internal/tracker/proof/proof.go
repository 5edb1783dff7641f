// Package proof makes and checks the proof by which a peer shows a tracker that it
// holds the secret of its key. It stands apart from package tracker so that a peer
// in a browser need not have all of that.
package proof

import (
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"

	"throng/internal/ident"
)

// info is the text by which a proof's key is derived for that use alone.
const info = "throng tracker proof v1"

// Make makes the proof of the holder of secret for the tracker that has sent key
// and nonce and was reached as name. It fails where key is not one to agree with.
func Make(secret ident.PeerSecret, key ident.Peer, nonce []byte, channel ident.Channel, name string) ([]byte, error) {
	own, err := ecdh.X25519().NewPrivateKey(secret[:])
	if err != nil {
		return nil, fmt.Errorf("prove: %w", err)
	}
	return compute(own, key, nonce, key, secret.Peer(), channel, name)
}

// Check reports whether given is the proof of the holder of peer's secret for the
// tracker that has sent the public half of key and nonce.
func Check(given []byte, key *ecdh.PrivateKey, nonce []byte, peer ident.Peer, channel ident.Channel, name string) bool {
	want, err := compute(key, peer, nonce, ident.Peer(key.PublicKey().Bytes()), peer, channel, name)
	return err == nil && hmac.Equal(want, given)
}

// compute is what both sides compute: own is the secret of one, other the public
// key of the other.
func compute(own *ecdh.PrivateKey, other ident.Peer, nonce []byte, server, peer ident.Peer, channel ident.Channel, name string) ([]byte, error) {
	public, err := ecdh.X25519().NewPublicKey(other[:])
	if err != nil {
		return nil, fmt.Errorf("prove: %w", err)
	}
	shared, err := own.ECDH(public) // refuses points of low order
	if err != nil {
		return nil, fmt.Errorf("prove: %w", err)
	}
	derived, err := hkdf.Key(sha256.New, shared, nonce, info, sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("prove: %w", err)
	}
	mac := hmac.New(sha256.New, derived)
	mac.Write(server[:])
	mac.Write(peer[:])
	mac.Write(channel[:])
	mac.Write([]byte(name))
	return mac.Sum(nil), nil
}
