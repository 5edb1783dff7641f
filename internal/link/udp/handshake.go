package udp

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/netip"
	"time"

	"github.com/flynn/noise"

	"throng/internal/ident"
)

const (
	prologueLabel = "throng udp v1"
	macLabel      = "throng udp v1 mac"
	// cookieLife is how long a cookie's secret is the newest; it is accepted as
	// long again.
	cookieLife = time.Minute
)

// AES-GCM rather than ChaCha20-Poly1305, since processors have instructions for
// it: half the cost a byte on amd64 and arm64. SHA-256 for the same reason, and
// since every browser and standard library has it.
//
// The suite is made anew for each handshake, since it holds that one's keys.
func newSuite(static *ecdh.PrivateKey) noise.CipherSuite {
	return noise.NewCipherSuite(&dh{static: static}, noise.CipherAESGCM, noise.HashSHA256)
}

// dh is Noise's DH function 25519 that keeps the private keys of one handshake
// ready to use: taking one from its bytes costs as much as using it, and the
// handshake would take each twice.
type dh struct {
	static, ephemeral *ecdh.PrivateKey
}

func (d *dh) GenerateKeypair(random io.Reader) (noise.DHKey, error) {
	secret := make([]byte, ident.KeySize)
	if _, err := io.ReadFull(random, secret); err != nil {
		return noise.DHKey{}, err
	}
	key, err := ecdh.X25519().NewPrivateKey(secret)
	if err != nil {
		return noise.DHKey{}, err
	}
	d.ephemeral = key
	return noise.DHKey{Private: secret, Public: key.PublicKey().Bytes()}, nil
}

// DH fails where the result is zero: for public keys of low order.
func (d *dh) DH(private, public []byte) ([]byte, error) {
	their, err := ecdh.X25519().NewPublicKey(public)
	if err != nil {
		return nil, err
	}
	for _, key := range []*ecdh.PrivateKey{d.static, d.ephemeral} {
		if key != nil && subtle.ConstantTimeCompare(key.Bytes(), private) == 1 {
			return key.ECDH(their)
		}
	}
	return nil, errors.New("not a key of this handshake")
}

func (d *dh) DHLen() int     { return ident.KeySize }
func (d *dh) DHName() string { return "25519" }

// identity is what this side brings to its handshakes.
type identity struct {
	key      noise.DHKey
	static   *ecdh.PrivateKey // the same
	peer     ident.Peer
	prologue []byte
	channel  ident.Channel
	random   io.Reader
}

func newIdentity(secret ident.PeerSecret, channel ident.Channel, random io.Reader) identity {
	peer := secret.Peer()
	static, err := ecdh.X25519().NewPrivateKey(secret[:])
	if err != nil {
		panic(err) // every 32-byte string is an X25519 secret
	}
	return identity{
		static:   static,
		key:      noise.DHKey{Private: secret[:], Public: peer[:]},
		peer:     peer,
		prologue: append([]byte(prologueLabel), channel[:]...),
		channel:  channel,
		random:   random,
	}
}

func (id *identity) handshake(initiator bool, responder []byte) (*noise.HandshakeState, error) {
	return noise.NewHandshakeState(noise.Config{
		CipherSuite:   newSuite(id.static),
		Random:        id.random,
		Pattern:       noise.HandshakeIK,
		Initiator:     initiator,
		Prologue:      id.prologue,
		StaticKeypair: id.key,
		PeerStatic:    responder,
	})
}

// macOf returns the keyed hash that handshakes to peer are checked by.
func (id *identity) macOf(peer ident.Peer) hash.Hash {
	h := sha256.New()
	h.Write([]byte(macLabel))
	h.Write(id.channel[:])
	h.Write(peer[:])
	return hmac.New(sha256.New, h.Sum(nil))
}

// sum returns the first 16 bytes of the keyed hash of parts.
func sum(mac hash.Hash, parts ...[]byte) [macSize]byte {
	mac.Reset()
	for _, p := range parts {
		mac.Write(p)
	}
	var out [sha256.Size]byte
	return [macSize]byte(mac.Sum(out[:0]))
}

// initiation makes the packet of a new handshake with peer, without a cookie.
func (id *identity) initiation(peer ident.Peer, index uint32) ([]byte, *noise.HandshakeState, error) {
	hs, err := id.handshake(true, peer[:])
	if err != nil {
		return nil, nil, fmt.Errorf("begin handshake: %w", err)
	}
	b := make([]byte, initiationNoise, initiationSize)
	b[0] = typeInitiation
	binary.BigEndian.PutUint32(b[1:], index)
	b, _, _, err = hs.WriteMessage(b, nil)
	if err != nil {
		return nil, nil, fmt.Errorf("write initiation: %w", err)
	}
	return b[:initiationSize], hs, nil
}

// setCookie puts cookie into an initiation and renews its mac.
func setCookie(initiation []byte, cookie [cookieSize]byte, mac hash.Hash) {
	copy(initiation[initiationCookie:], cookie[:])
	m := sum(mac, initiation[:initiationMAC])
	copy(initiation[initiationMAC:], m[:])
}

// cookiePacket answers an initiation by a cookie.
func cookiePacket(initiation []byte, cookie [cookieSize]byte, mac hash.Hash) []byte {
	b := make([]byte, 0, cookiePacketSize)
	b = append(b, typeCookie)
	b = append(b, initiation[1:5]...)
	b = append(b, cookie[:]...)
	m := sum(mac, b, initiation[initiationMAC:initiationSize])
	return append(b, m[:]...)
}

// read opens an initiation and returns who sent it.
func (id *identity) read(initiation []byte) (*noise.HandshakeState, ident.Peer, error) {
	hs, err := id.handshake(false, nil)
	if err != nil {
		return nil, ident.Peer{}, fmt.Errorf("begin handshake: %w", err)
	}
	if _, _, _, err = hs.ReadMessage(nil, initiation[initiationNoise:initiationCookie]); err != nil {
		return nil, ident.Peer{}, fmt.Errorf("read initiation: %w", err)
	}
	return hs, ident.Peer(hs.PeerStatic()), nil
}

// response makes the packet that answers theirs, the initiator's index; the keys
// are the initiator's and the responder's for sending.
func response(hs *noise.HandshakeState, theirs, ours uint32, status byte) (b []byte, initiator, responder cipher.AEAD, err error) {
	b = make([]byte, responseNoise, responseSize)
	b[0] = typeResponse
	binary.BigEndian.PutUint32(b[1:], theirs)
	binary.BigEndian.PutUint32(b[5:], ours)
	b, first, second, err := hs.WriteMessage(b, []byte{status})
	if err != nil {
		return nil, nil, nil, fmt.Errorf("write response: %w", err)
	}
	return b, sealer(first), sealer(second), nil
}

// finish reads the response to the initiation that hs began.
func finish(hs *noise.HandshakeState, packet []byte) (status byte, initiator, responder cipher.AEAD, err error) {
	payload, first, second, err := hs.ReadMessage(nil, packet[responseNoise:])
	if err != nil {
		return 0, nil, nil, fmt.Errorf("read response: %w", err)
	}
	if len(payload) == 0 {
		return 0, nil, nil, fmt.Errorf("read response: no status")
	}
	return payload[0], sealer(first), sealer(second), nil
}

// sealer takes the key out of Noise's state, which would count packets itself
// and allocate for each.
func sealer(state *noise.CipherState) cipher.AEAD {
	key := state.UnsafeKey()
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // the key is 32 bytes long
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err) // the block is 16 bytes long
	}
	return aead
}

// cookies makes and checks the proofs that a source address is real.
type cookies struct {
	random   io.Reader
	newest   hash.Hash
	previous hash.Hash
	renewed  time.Duration
}

func (c *cookies) renew(now time.Duration) {
	if c.newest != nil && now-c.renewed < cookieLife {
		return
	}
	var secret [sha256.Size]byte
	if _, err := io.ReadFull(c.random, secret[:]); err != nil {
		panic(err) // crypto/rand never fails
	}
	c.previous = c.newest
	if now-c.renewed >= 2*cookieLife {
		c.previous = nil
	}
	c.newest, c.renewed = hmac.New(sha256.New, secret[:]), now
}

func cookieFor(mac hash.Hash, from netip.AddrPort) [cookieSize]byte {
	ip := from.Addr().As16()
	return sum(mac, ip[:], binary.BigEndian.AppendUint16(nil, from.Port()))
}

// make returns the cookie for a source address.
func (c *cookies) make(from netip.AddrPort, now time.Duration) [cookieSize]byte {
	c.renew(now)
	return cookieFor(c.newest, from)
}

// valid reports whether cookie was made for from within the last two lives.
func (c *cookies) valid(cookie []byte, from netip.AddrPort, now time.Duration) bool {
	if [cookieSize]byte(cookie) == ([cookieSize]byte{}) {
		return false
	}
	c.renew(now)
	want := cookieFor(c.newest, from)
	if hmac.Equal(want[:], cookie) {
		return true
	}
	if c.previous == nil {
		return false
	}
	want = cookieFor(c.previous, from)
	return hmac.Equal(want[:], cookie)
}
