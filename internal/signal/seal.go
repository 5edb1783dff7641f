package signal

import (
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"

	"throng/internal/ident"
)

const (
	keyInfo = "throng webrtc signal v1"
	tagSize = 16
)

// Keys seal and open the signals between two peers of a channel. Making them
// costs a key agreement, sealing and opening next to nothing.
type Keys struct {
	out, in []byte
}

// NewKeys agrees on the keys with other. It fails where other is no usable key.
func NewKeys(secret ident.PeerSecret, channel ident.Channel, other ident.Peer) (*Keys, error) {
	own, err := ecdh.X25519().NewPrivateKey(secret[:])
	if err != nil {
		return nil, bad(ErrTag, "no usable key")
	}
	public, err := ecdh.X25519().NewPublicKey(other[:])
	if err != nil {
		return nil, bad(ErrTag, "no usable key")
	}
	shared, err := own.ECDH(public)
	if err != nil { // a key that gives everybody the same secret
		return nil, bad(ErrTag, "no usable key")
	}
	self := ident.Peer(own.PublicKey().Bytes())
	k := &Keys{}
	if k.out, err = direction(shared, channel, self, other); err != nil {
		return nil, err
	}
	if k.in, err = direction(shared, channel, other, self); err != nil {
		return nil, err
	}
	return k, nil
}

// direction derives the key of the signals that go one way.
func direction(shared []byte, channel ident.Channel, from, to ident.Peer) ([]byte, error) {
	info := keyInfo + string(channel[:]) + string(from[:]) + string(to[:])
	return hkdf.Key(sha256.New, shared, nil, info, sha256.Size)
}

func tag(key, data []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(data)
	return mac.Sum(nil)[:tagSize]
}

// Seal writes the signal for the other peer. It fails where the signal is over a
// limit or not well-formed.
func (k *Keys) Seal(s *Signal) ([]byte, error) {
	b, err := s.encode()
	if err != nil {
		return nil, err
	}
	return append(b, tag(k.out, b)...), nil
}

// Open reads a signal of the other peer's. Its error wraps ErrTag, ErrVersion or
// ErrSignal. Nothing of a forged one is looked at.
func (k *Keys) Open(data []byte) (*Signal, error) {
	switch {
	case len(data) < headSize+tagSize || len(data) > MaxData:
		return nil, bad(ErrSignal, "its length")
	case data[0] != version:
		return nil, ErrVersion
	}
	body := data[:len(data)-tagSize]
	if !hmac.Equal(tag(k.in, body), data[len(body):]) {
		return nil, ErrTag
	}
	return decode(body)
}

// Seal writes the signal for to, by keys made for this one time. It fails where to
// is no usable key, or the signal is over a limit or not well-formed.
func (s *Signal) Seal(secret ident.PeerSecret, channel ident.Channel, to ident.Peer) ([]byte, error) {
	k, err := NewKeys(secret, channel, to)
	if err != nil {
		return nil, err
	}
	return k.Seal(s)
}

// Open reads a signal that came from a peer, by keys made for this one time; see
// Keys.Open.
func Open(secret ident.PeerSecret, channel ident.Channel, from ident.Peer, data []byte) (*Signal, error) {
	k, err := NewKeys(secret, channel, from)
	if err != nil {
		return nil, err
	}
	return k.Open(data)
}

// problem is an error of this package: which of them, and of what.
type problem struct {
	kind error
	what string
}

func bad(kind error, what string) error { return &problem{kind, what} }

func (p *problem) Error() string { return p.kind.Error() + ": " + p.what }

func (p *problem) Unwrap() error { return p.kind }
