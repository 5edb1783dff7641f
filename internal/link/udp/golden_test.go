package udp

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"path/filepath"
	"strings"
	"testing"

	"throng/internal/golden"
	"throng/internal/ident"
)

// counting yields 0, 1, 2 … as randomness.
type counting byte

func (c *counting) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(*c)
		*c++
	}
	return len(b), nil
}

// TestGolden holds every packet of a handshake and after it against
// testdata/packets.txt, where the keys and randomness are bytes that count up.
func TestGolden(t *testing.T) {
	var lines []string
	note := func(name string, b []byte) { lines = append(lines, name+" "+hex.EncodeToString(b)) }
	random := counting(0x80)
	alice := newIdentity(ident.PeerSecret(bytes.Repeat([]byte{0xA1}, 32)), testChannel, &random)
	bob := newIdentity(ident.PeerSecret(bytes.Repeat([]byte{0xB0}, 32)), testChannel, &random)
	note("channel", testChannel[:])
	note("initiator-secret", alice.key.Private)
	note("responder-secret", bob.key.Private)
	initiation, hs, err := alice.initiation(bob.peer, 0x01020304)
	if err != nil {
		t.Fatal(err)
	}
	setCookie(initiation, [cookieSize]byte{}, alice.macOf(bob.peer))
	note("initiation", initiation)
	cookie := cookiePacket(initiation, [cookieSize]byte{0xC0, 0xC1}, bob.macOf(bob.peer))
	note("cookie", cookie)
	setCookie(initiation, [cookieSize]byte(cookie[5:]), alice.macOf(bob.peer))
	note("initiation-with-cookie", initiation)

	far, peer, err := bob.read(initiation)
	if err != nil || peer != alice.peer {
		t.Fatalf("read initiation: peer %v, %v", peer, err)
	}
	answer, opener, sealer, err := response(far, 0x01020304, 0x05060708, statusLinked)
	if err != nil {
		t.Fatal(err)
	}
	note("response", answer)
	status, seal, open, err := finish(hs, answer)
	if err != nil || status != statusLinked {
		t.Fatalf("read response: status %d, %v", status, err)
	}
	a := &session{theirs: 0x05060708, seal: seal, open: open}
	b := &session{theirs: 0x01020304, seal: sealer, open: opener}
	ping := a.sealControl(0, controlPing, []byte{1, 2, 3})
	note("initiator-ping-123", ping)
	note("responder-keepalive", b.sealControl(0, controlKeepalive, nil))
	note("initiator-close", a.sealControl(0, controlClose, nil))
	n := nonce(0)
	plain, err := b.open.Open(nil, n[:], ping[headerSize:], ping[:headerSize])
	if err != nil || !bytes.Equal(plain, []byte{controlPing, 1, 2, 3}) {
		t.Errorf("the ping opens to %x, %v", plain, err)
	}
	golden.Check(t, filepath.Join("testdata", "packets.txt"), strings.Join(lines, "\n")+"\n")
}

// TestMACs computes the macs as the specification has them.
func TestMACs(t *testing.T) {
	random := counting(0)
	alice := newIdentity(ident.NewPeerSecret(), testChannel, &random)
	bob := ident.NewPeerSecret().Peer()
	initiation, _, err := alice.initiation(bob, 7)
	if err != nil {
		t.Fatal(err)
	}
	setCookie(initiation, [cookieSize]byte{}, alice.macOf(bob))
	key := sha256.Sum256(append(append([]byte("throng udp v1 mac"), testChannel[:]...), bob[:]...))
	h := hmac.New(sha256.New, key[:])
	h.Write(initiation[:117])
	if !bytes.Equal(initiation[117:], h.Sum(nil)[:16]) || len(initiation) != 133 {
		t.Error("the mac of the initiation is not as specified")
	}
	cookie := cookiePacket(initiation, [cookieSize]byte{1}, alice.macOf(bob))
	h.Reset()
	h.Write(cookie[:21])
	h.Write(initiation[117:])
	if !bytes.Equal(cookie[21:], h.Sum(nil)[:16]) || binary.BigEndian.Uint32(cookie[1:]) != 7 {
		t.Error("the mac of the cookie packet is not as specified")
	}
}
