package ident

import (
	"bytes"
	"crypto/ecdh"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"go.uber.org/goleak"
	"pgregory.net/rapid"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// testSeed is 00 01 02 … 1f.
func testSeed() (seed [KeySize]byte) {
	for i := range seed {
		seed[i] = byte(i)
	}
	return seed
}

// TestGoldenKeys holds what must never change: keys, links and key files are
// kept for years.
func TestGoldenKeys(t *testing.T) {
	s := ChannelSecretFromSeed(testSeed())
	sig := s.Sign([]byte("throng"))
	for _, g := range []struct{ name, got, want string }{
		{"channel", s.Channel().String(), "A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg"},
		{"signature", fmt.Sprintf("%x", sig), "268eb11793b67cb9db079b52df055a3ac2732ec0ef4c06c9a275a6944c2b463a06168e1f1b0cf8429fa69071eda7f55f59e60468ef4ee43eba02990e6f3fba02"},
		{"broadcaster's peer secret", fmt.Sprintf("%x", s.PeerSecret()), "73d2d87cb919f53a30bc067b61515f034aee7ade630df90346628f7e6fc06b9a"},
		{"broadcaster's peer", s.PeerSecret().Peer().String(), "hhop-VRTuTOFAdnyeW0dUYACan-uKzXyG75bT121byg"},
		{"peer", PeerSecret(testSeed()).Peer().String(), "j0DFrbaPJWJK5bIU6nZ6bslNgp09e14a0bpvPiE4KF8"},
		{"short", PeerSecret(testSeed()).Peer().Short(), "j0DFrbaP"},
		{"link", Link{Channel: s.Channel()}.String(), "throng:AQOhB7_zzhC-HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4yznw"},
		{
			"link with trackers",
			Link{Channel: s.Channel(), Trackers: []string{"tracker.example:7000", "[2001:db8::1]:443"}}.String(), "throng:AQOhB7_zzhC-HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4yznw?t=tracker.example:7000&t=[2001:db8::1]:443",
		},
		{"key file", secretLine(s), "throng-channel-secret-v1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9jDc0"},
	} {
		if g.got != g.want {
			t.Errorf("%s: %s, want %s", g.name, g.got, g.want)
		}
	}
	if s.Seed() != testSeed() {
		t.Error("the seed does not come back")
	}
}

// TestRFC8032 checks against the first test vector of RFC 8032, section 7.1.
func TestRFC8032(t *testing.T) {
	seed, err := hex.DecodeString("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
	if err != nil {
		t.Fatal(err)
	}
	s := ChannelSecretFromSeed([KeySize]byte(seed))
	public := s.Channel()
	if got := hex.EncodeToString(public[:]); got != "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a" {
		t.Errorf("public key %s", got)
	}
	sig := s.Sign(nil)
	if got := fmt.Sprintf("%x", sig); !strings.HasPrefix(got, "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155") {
		t.Errorf("signature %s", got)
	}
}

func TestSignatures(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := ChannelSecretFromSeed(drawKey(t, "seed"))
		message := rapid.SliceOf(rapid.Byte()).Draw(t, "message")
		sig := s.Sign(message)
		if !s.Channel().Verify(message, sig[:]) {
			t.Fatal("a good signature is refused")
		}
		bit := rapid.IntRange(0, len(sig)*8-1).Draw(t, "bit")
		sig[bit/8] ^= 1 << (bit % 8)
		if s.Channel().Verify(message, sig[:]) {
			t.Fatal("a changed signature is accepted")
		}
		sig[bit/8] ^= 1 << (bit % 8)
		if s.Channel().Verify(append(message, 0), sig[:]) {
			t.Fatal("a longer message is accepted")
		}
		if s.Channel().Verify(message, sig[:len(sig)-1]) || s.Channel().Verify(message, nil) {
			t.Fatal("a short signature is accepted")
		}
		if (Channel{}).Verify(message, sig[:]) {
			t.Fatal("another channel's signature is accepted")
		}
	})
}

func TestCertificate(t *testing.T) {
	s := ChannelSecretFromSeed(testSeed())
	p := s.PeerSecret().Peer()
	certificate := s.Certify(p)
	if got := hex.EncodeToString(certificate[:]); got != "a09cf301a5d43fec84f9d827f3c6394d688806f4b38f37971ac8ab117117e8ee5b551bc922d76948ac25a78a8e4ee4753ed627e11ff72c53a9020c760ef2680a" {
		t.Errorf("certificate %s", got)
	}
	if string(SourceMessage(p)) != "throng source v1\x00"+string(p[:]) {
		t.Errorf("it signs %q", SourceMessage(p))
	}
	other := NewPeerSecret().Peer()
	if !s.Channel().Certified(p, certificate[:]) {
		t.Error("it is not accepted")
	}
	if s.Channel().Certified(other, certificate[:]) || NewChannelSecret().Channel().Certified(p, certificate[:]) || s.Channel().Certified(p, nil) {
		t.Error("it is accepted for another peer or channel, or without being there")
	}
}

func TestFreshKeysDiffer(t *testing.T) {
	s, other := NewChannelSecret(), NewChannelSecret()
	if p, q := NewPeerSecret(), NewPeerSecret(); s.Channel() == other.Channel() || p == q {
		t.Error("two fresh keys are the same")
	}
	first, again := s.PeerSecret(), s.PeerSecret()
	if first != again || first == PeerSecret(s.Seed()) {
		t.Error("the broadcaster's peer key must be fixed, and not the seed itself")
	}
}

func TestPeersAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := PeerSecret(drawKey(t, "a")), PeerSecret(drawKey(t, "b"))
		shared := func(s PeerSecret, p Peer) []byte {
			secret, err := ecdh.X25519().NewPrivateKey(s[:])
			if err != nil {
				t.Fatal(err)
			}
			public, err := ecdh.X25519().NewPublicKey(p[:])
			if err != nil {
				t.Fatal(err)
			}
			z, err := secret.ECDH(public)
			if err != nil {
				t.Fatal(err)
			}
			return z
		}
		if !bytes.Equal(shared(a, b.Peer()), shared(b, a.Peer())) {
			t.Fatal("the two sides do not agree")
		}
	})
}

func TestKeysAsText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, c := Peer(drawKey(t, "peer")), Channel(drawKey(t, "channel"))
		if got, err := ParsePeer(p.String()); err != nil || got != p {
			t.Fatalf("%v became %v, %v", p, got, err)
		}
		if got, err := ParseChannel(c.String()); err != nil || got != c {
			t.Fatalf("%v became %v, %v", c, got, err)
		}
		type both struct {
			Peer    Peer
			Channel Channel
		}
		text, err := json.Marshal(both{p, c})
		if err != nil {
			t.Fatal(err)
		}
		var got both
		if err := json.Unmarshal(text, &got); err != nil || got != (both{p, c}) {
			t.Fatalf("%s became %v, %v", text, got, err)
		}
	})
}

// TestKeysHaveOneText: no other text is read as the same key.
func TestKeysHaveOneText(t *testing.T) {
	text := PeerSecret(testSeed()).Peer().String()
	for _, bad := range []string{
		"", text[1:], text + "A", text + "=", "\n" + text[1:], text[:42] + "\n", text[:20] + "\r\n" + text[20:],
		strings.Replace(text, text[:1], "+", 1), "é" + text[2:], text[:42] + lastBitChanged(text[42]),
	} {
		if p, err := ParsePeer(bad); err == nil {
			t.Errorf("peer %q is read as %v", bad, p)
		}
		if c, err := ParseChannel(bad); err == nil {
			t.Errorf("channel %q is read as %v", bad, c)
		}
	}
	var p Peer
	if err := json.Unmarshal([]byte(`"short"`), &p); err == nil || !strings.Contains(err.Error(), "5 characters long instead of 43") {
		t.Errorf("error %v", err)
	}
}

// lastBitChanged returns the base64 character with the lowest bit changed, which
// in the last character of a key means nothing.
func lastBitChanged(c byte) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return string(alphabet[strings.IndexByte(alphabet, c)^1])
}

func drawKey(t *rapid.T, name string) [KeySize]byte {
	return [KeySize]byte(rapid.SliceOfN(rapid.Byte(), KeySize, KeySize).Draw(t, name))
}

// FuzzKeyText: a key has one text and no other.
func FuzzKeyText(f *testing.F) {
	f.Add(ChannelSecretFromSeed(testSeed()).Channel().String())
	f.Add(ChannelSecretFromSeed(testSeed()).PeerSecret().Peer().String())
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := ParseChannel(text); err == nil && c.String() != text {
			t.Fatalf("%q is channel %v", text, c)
		}
		if p, err := ParsePeer(text); err == nil && p.String() != text {
			t.Fatalf("%q is peer %v", text, p)
		}
	})
}
