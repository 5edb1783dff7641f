// Package ident holds the identities of Throng: the channel's signing key,
// the peer's link key, and the link by which a channel is passed on.
//
// A channel is an Ed25519 key pair (RFC 8032). Its secret signs every block;
// its public half names the channel. A peer is an X25519 key pair (RFC 7748):
// the static key of its links. The peer key of a broadcaster is derived from
// the channel's secret, so that a restarted broadcaster is the same peer.
package ident

import (
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
)

// KeySize is the length in bytes of each public and secret key here.
const KeySize = 32

// Channel is the public key of a channel.
type Channel [KeySize]byte

// String returns the key in unpadded URL-safe base64.
func (c Channel) String() string { return base64.RawURLEncoding.EncodeToString(c[:]) }

// ParseChannel reads what String wrote.
func ParseChannel(s string) (Channel, error) {
	b, err := parseKey(s)
	if err != nil {
		return Channel{}, fmt.Errorf("channel key: %w", err)
	}
	return b, nil
}

// MarshalText writes what String does.
func (c Channel) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads what ParseChannel does.
func (c *Channel) UnmarshalText(text []byte) error {
	v, err := ParseChannel(string(text))
	if err == nil {
		*c = v
	}
	return err
}

// parseKey reads the one text form that a key has.
func parseKey(s string) ([KeySize]byte, error) {
	want := base64.RawURLEncoding.EncodedLen(KeySize)
	if len(s) != want {
		return [KeySize]byte{}, fmt.Errorf("%d characters long instead of %d", len(s), want)
	}
	// Strict refuses a last character with bits that mean nothing; line breaks,
	// which the decoder skips, leave it short.
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil || len(b) != KeySize {
		return [KeySize]byte{}, fmt.Errorf("%q is not %d bytes in base64", s, KeySize)
	}
	return [KeySize]byte(b), nil
}

// Verify reports whether sig is the channel's Ed25519 signature of message.
func (c Channel) Verify(message, sig []byte) bool {
	return len(sig) == ed25519.SignatureSize && ed25519.Verify(c[:], message, sig)
}

// ChannelSecret is the seed of a channel's Ed25519 key.
type ChannelSecret struct {
	key ed25519.PrivateKey
}

// NewChannelSecret makes a channel with a fresh random key.
func NewChannelSecret() ChannelSecret {
	var seed [KeySize]byte
	_, _ = rand.Read(seed[:]) // crypto/rand.Read never fails since Go 1.24
	return ChannelSecretFromSeed(seed)
}

// ChannelSecretFromSeed makes the channel of a 32-byte seed.
func ChannelSecretFromSeed(seed [KeySize]byte) ChannelSecret {
	return ChannelSecret{key: ed25519.NewKeyFromSeed(seed[:])}
}

// Seed returns the 32 bytes that the secret is stored as.
func (s ChannelSecret) Seed() [KeySize]byte { return [KeySize]byte(s.key.Seed()) }

// Channel returns the public half.
func (s ChannelSecret) Channel() Channel { return Channel(s.key.Public().(ed25519.PublicKey)) }

// Sign returns the Ed25519 signature of message.
func (s ChannelSecret) Sign(message []byte) [ed25519.SignatureSize]byte {
	return [ed25519.SignatureSize]byte(ed25519.Sign(s.key, message))
}

// PeerSecret derives the broadcaster's own peer key from the channel's secret
// (HKDF-SHA256, RFC 5869), so that it stays the same from one start to the next.
func (s ChannelSecret) PeerSecret() PeerSecret {
	seed, err := hkdf.Key(sha256.New, s.key.Seed(), nil, "throng broadcaster peer key v1", KeySize)
	if err != nil {
		panic(err) // the length asked for is constant and allowed
	}
	return PeerSecret(seed)
}

// Peer is the public key of a peer's links.
type Peer [KeySize]byte

// String returns the key in unpadded URL-safe base64.
func (p Peer) String() string { return base64.RawURLEncoding.EncodeToString(p[:]) }

// Short returns the first eight characters of String, for logs.
func (p Peer) Short() string { return p.String()[:8] }

// ParsePeer reads what String wrote.
func ParsePeer(s string) (Peer, error) {
	b, err := parseKey(s)
	if err != nil {
		return Peer{}, fmt.Errorf("peer key: %w", err)
	}
	return b, nil
}

// MarshalText writes what String does.
func (p Peer) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what ParsePeer does.
func (p *Peer) UnmarshalText(text []byte) error {
	v, err := ParsePeer(string(text))
	if err == nil {
		*p = v
	}
	return err
}

// PeerSecret is the secret half of a peer's key. Any 32 bytes are an X25519
// secret.
type PeerSecret [KeySize]byte

// NewPeerSecret makes a fresh random peer key.
func NewPeerSecret() PeerSecret {
	var b [KeySize]byte
	_, _ = rand.Read(b[:])
	return b
}

// Peer returns the public half.
func (s PeerSecret) Peer() Peer {
	k, err := ecdh.X25519().NewPrivateKey(s[:])
	if err != nil {
		panic(err) // every 32-byte string is an X25519 secret
	}
	return Peer(k.PublicKey().Bytes())
}

// ErrLink is wrapped by every error of ParseLink.
var ErrLink = errors.New("not a throng link")
