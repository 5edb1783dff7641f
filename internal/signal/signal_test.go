package signal

import (
	"bytes"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/netip"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"throng/internal/golden"
	"throng/internal/ident"
)

// The peers and the channel of these tests; their keys are bytes of one value.
var (
	alice   = ident.PeerSecret(bytes.Repeat([]byte{0xa1}, ident.KeySize))
	bob     = ident.PeerSecret(bytes.Repeat([]byte{0xb0}, ident.KeySize))
	channel = ident.ChannelSecretFromSeed([ident.KeySize]byte{1}).Channel()
)

// sample is a signal of each kind of content.
func sample(kind Kind) *Signal {
	s := &Signal{Kind: kind, Session: 0x0102030405060708}
	if kind == Refuse {
		return s
	}
	s.Candidates = []Candidate{
		{Kind: Host, Addr: netip.MustParseAddr("192.0.2.1"), Port: 7400, Priority: 2130706431},
		{Kind: Srflx, Addr: netip.MustParseAddr("2001:db8::1"), Port: 7401, Priority: 1694498815},
		{Kind: Relay, Addr: netip.MustParseAddr("198.51.100.7"), Port: 7402, Priority: 16777215},
		{Kind: Host, Name: "5d40b9c4-b263-4909-8f56-ac7bc2270eef.local", Port: 7403, Priority: 1},
	}
	if kind == Candidates {
		return s
	}
	s.Ufrag, s.Pwd = "uF/+", "passwordpasswordpassword"
	for i := range s.Fingerprint {
		s.Fingerprint[i] = byte(i)
	}
	return s
}

// TestGolden holds a signal of each kind, and the descriptions that come of them,
// against testdata: what other versions must go on reading and writing.
func TestGolden(t *testing.T) {
	var b strings.Builder
	for _, kind := range []Kind{Offer, Answer, Candidates, Refuse} {
		s := sample(kind)
		data, err := s.Seal(alice, channel, bob.Peer())
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString(map[Kind]string{Offer: "offer", Answer: "answer", Candidates: "candidates", Refuse: "refuse"}[kind] + " " + hex.EncodeToString(data) + "\n")
		got, err := Open(bob, channel, alice.Peer(), data)
		if err != nil || !reflect.DeepEqual(got, s) {
			t.Errorf("it opens to %+v, %v", got, err)
		}
	}
	golden.Check(t, filepath.Join("testdata", "signals.txt"), b.String())
	golden.Check(t, filepath.Join("testdata", "own-offer.sdp"), sample(Offer).SDP())
	golden.Check(t, filepath.Join("testdata", "own-answer.sdp"), sample(Answer).SDP())
}

// TestTag computes the tag as the specification has it.
func TestTag(t *testing.T) {
	data, err := sample(Offer).Seal(alice, channel, bob.Peer())
	if err != nil {
		t.Fatal(err)
	}
	own, _ := ecdh.X25519().NewPrivateKey(bob[:])
	from, to := alice.Peer(), bob.Peer()
	other, _ := ecdh.X25519().NewPublicKey(from[:])
	shared, err := own.ECDH(other)
	if err != nil {
		t.Fatal(err)
	}
	k, err := hkdf.Key(sha256.New, shared, nil, "throng webrtc signal v1"+string(channel[:])+string(from[:])+string(to[:]), 32)
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, k)
	mac.Write(data[:len(data)-16])
	if want := mac.Sum(nil)[:16]; !bytes.Equal(data[len(data)-16:], want) {
		t.Errorf("tag %x, want %x", data[len(data)-16:], want)
	}
}

// TestForged: nothing is taken that is not from that peer, to this one, in this
// channel and unchanged.
func TestForged(t *testing.T) {
	s := sample(Offer)
	data, err := s.Seal(alice, channel, bob.Peer())
	if err != nil {
		t.Fatal(err)
	}
	eve := ident.NewPeerSecret()
	for name, open := range map[string]func() (*Signal, error){
		"another sender":    func() (*Signal, error) { return Open(bob, channel, eve.Peer(), data) },
		"another receiver":  func() (*Signal, error) { return Open(eve, channel, alice.Peer(), data) },
		"another channel":   func() (*Signal, error) { return Open(bob, ident.Channel{1}, alice.Peer(), data) },
		"sent back":         func() (*Signal, error) { return Open(alice, channel, bob.Peer(), data) },
		"a key of no order": func() (*Signal, error) { return Open(bob, channel, ident.Peer{}, data) },
		"something added":   func() (*Signal, error) { return Open(bob, channel, alice.Peer(), append(bytes.Clone(data), 0)) },
	} {
		if got, err := open(); !errors.Is(err, ErrTag) || got != nil {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	for i := range 8 * len(data) {
		changed := bytes.Clone(data)
		changed[i/8] ^= 1 << (i % 8)
		if got, err := Open(bob, channel, alice.Peer(), changed); got != nil || !errors.Is(err, ErrTag) && !errors.Is(err, ErrVersion) {
			t.Errorf("bit %d changed: %v", i, err)
		}
	}
	if _, err := s.Seal(alice, channel, ident.Peer{}); !errors.Is(err, ErrTag) {
		t.Errorf("sealed for a key of no order: %v", err)
	}
}

// TestBadSignals: what a peer who does seal it may say, and must not.
func TestBadSignals(t *testing.T) {
	k, err := NewKeys(alice, channel, bob.Peer())
	if err != nil {
		t.Fatal(err)
	}
	address := func(s string) Candidate { return Candidate{Kind: Host, Addr: netip.MustParseAddr(s), Port: 1} }
	many := sample(Candidates)
	for len(many.Candidates) <= MaxCandidates {
		many.Candidates = append(many.Candidates, many.Candidates[0])
	}
	for name, s := range map[string]*Signal{
		"no kind":              {},
		"an unknown kind":      {Kind: 5},
		"too many candidates":  many,
		"too long":             tooLong(),
		"a line in a ufrag":    {Kind: Offer, Ufrag: "abcd\r\na=", Pwd: sample(Offer).Pwd},
		"a short ufrag":        {Kind: Offer, Ufrag: "abc", Pwd: sample(Offer).Pwd},
		"a short pwd":          {Kind: Answer, Ufrag: "abcd", Pwd: "short"},
		"a long pwd":           {Kind: Answer, Ufrag: "abcd", Pwd: strings.Repeat("p", MaxCredential+1)},
		"no address":           {Kind: Candidates, Candidates: []Candidate{{Kind: Host, Port: 1}}},
		"port 0":               {Kind: Candidates, Candidates: []Candidate{{Kind: Host, Addr: netip.MustParseAddr("192.0.2.1")}}},
		"a kind of none":       {Kind: Candidates, Candidates: []Candidate{{Kind: 4, Addr: netip.MustParseAddr("192.0.2.1"), Port: 1}}},
		"any address":          {Kind: Candidates, Candidates: []Candidate{address("0.0.0.0")}},
		"multicast":            {Kind: Candidates, Candidates: []Candidate{address("ff02::fb")}},
		"a zone":               {Kind: Candidates, Candidates: []Candidate{address("fe80::1%eth0")}},
		"link-local":           {Kind: Candidates, Candidates: []Candidate{address("fe80::1")}},
		"IPv4 in IPv6":         {Kind: Candidates, Candidates: []Candidate{address("::ffff:192.0.2.1")}},
		"a name of the world":  {Kind: Candidates, Candidates: []Candidate{{Kind: Host, Name: "example.com", Port: 1}}},
		"a name and a line":    {Kind: Candidates, Candidates: []Candidate{{Kind: Host, Name: "a\r\nb.local", Port: 1}}},
		"a name below another": {Kind: Candidates, Candidates: []Candidate{{Kind: Host, Name: "a.b.local", Port: 1}}},
		"no name":              {Kind: Candidates, Candidates: []Candidate{{Kind: Host, Name: ".local", Port: 1}}},
	} {
		if data, err := k.Seal(s); !errors.Is(err, ErrSignal) || data != nil {
			t.Errorf("%s: sealed to %x, %v", name, data, err)
		}
	}
}

// tooLong has everything as long as it may be.
func tooLong() *Signal {
	s := &Signal{Kind: Offer, Ufrag: strings.Repeat("u", MaxCredential), Pwd: strings.Repeat("p", MaxCredential)}
	for range MaxCandidates {
		s.Candidates = append(s.Candidates, Candidate{Kind: Host, Name: strings.Repeat("n", MaxName-6) + ".local", Port: 1})
	}
	return s
}

// TestCutShort: a signal that ends early is refused wherever it ends, and what
// follows its end is not looked at.
func TestCutShort(t *testing.T) {
	for _, kind := range []Kind{Offer, Answer, Candidates} {
		whole, err := sample(kind).encode()
		if err != nil {
			t.Fatal(err)
		}
		for n := headSize; n < len(whole); n++ {
			if _, err := decode(whole[:n]); !errors.Is(err, ErrSignal) {
				t.Errorf("kind %d, %d of %d bytes: %v", kind, n, len(whole), err)
			}
		}
		if s, err := decode(append(whole, 1, 2, 3)); err != nil || !reflect.DeepEqual(s, sample(kind)) {
			t.Errorf("kind %d and more: %+v, %v", kind, s, err)
		}
	}
	k, _ := NewKeys(bob, channel, alice.Peer())
	for _, n := range []int{0, 1, headSize + tagSize - 1, MaxData + 1} {
		if _, err := k.Open(make([]byte, n)); !errors.Is(err, ErrSignal) {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
}

// drawSignal makes any signal that can be sealed.
func drawSignal(t *rapid.T) *Signal {
	s := &Signal{
		Kind:    Kind(rapid.IntRange(int(Offer), int(Refuse)).Draw(t, "kind")),
		Session: rapid.Uint64().Draw(t, "session"),
	}
	if s.Kind == Refuse {
		return s
	}
	s.Candidates = rapid.SliceOfN(rapid.Custom(drawCandidate), 0, MaxCandidates).Draw(t, "candidates")
	if len(s.Candidates) == 0 {
		s.Candidates = nil
	}
	if s.Kind != Candidates {
		s.Ufrag = rapid.StringMatching(`[A-Za-z0-9+/]{4,8}`).Draw(t, "ufrag")
		s.Pwd = rapid.StringMatching(`[A-Za-z0-9+/]{22,32}`).Draw(t, "pwd")
		copy(s.Fingerprint[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "fingerprint"))
	}
	return s
}

func drawCandidate(t *rapid.T) Candidate {
	c := Candidate{
		Kind:     CandidateKind(rapid.IntRange(int(Host), int(Relay)).Draw(t, "kind")),
		Port:     rapid.Uint16Range(1, 65535).Draw(t, "port"),
		Priority: rapid.Uint32().Draw(t, "priority"),
	}
	switch rapid.IntRange(0, 2).Draw(t, "family") {
	case 0:
		c.Addr = netip.AddrFrom4([4]byte{192, 0, 2, rapid.Byte().Draw(t, "host")})
	case 1:
		c.Addr = netip.AddrFrom16([16]byte{0x20, 1, 0xd, 0xb8, 15: rapid.Byte().Draw(t, "host")})
	default:
		c.Name = rapid.StringMatching(`[a-z0-9-]{1,36}\.local`).Draw(t, "name")
	}
	return c
}

// TestRoundTrip: what is sealed opens to the same, and what a description is made
// of is found in it.
func TestRoundTrip(t *testing.T) {
	out, err := NewKeys(alice, channel, bob.Peer())
	if err != nil {
		t.Fatal(err)
	}
	in, err := NewKeys(bob, channel, alice.Peer())
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := drawSignal(t)
		data, err := out.Seal(s)
		if err != nil {
			t.Fatal(err)
		}
		got, err := in.Open(data)
		if err != nil || !reflect.DeepEqual(got, s) || len(data) > MaxData {
			t.Fatalf("%+v became %+v, %v", s, got, err)
		}
		if s.Kind == Offer || s.Kind == Answer {
			got, err := FromSDP(s.Kind, s.Session, s.SDP())
			if err != nil || !reflect.DeepEqual(got, s) {
				t.Fatalf("%+v became %+v, %v by\n%s", s, got, err, s.SDP())
			}
		}
	})
}

// TestUsualSignalFits: a browser's signal with as many candidates as there may
// be is below the limit, all of them hidden behind names.
func TestUsualSignalFits(t *testing.T) {
	s := sample(Offer)
	s.Ufrag, s.Pwd, s.Candidates = "795e39e5", "e0766a92a24cdff812cd9bf4d59ea668", nil
	for range MaxCandidates {
		s.Candidates = append(s.Candidates, Candidate{Kind: Host, Name: "5d40b9c4-b263-4909-8f56-ac7bc2270eef.local", Port: 7403})
	}
	data, err := s.Seal(alice, channel, bob.Peer())
	if err != nil || len(data) > MaxData {
		t.Errorf("%d bytes, %v", len(data), err)
	}
}
