package signal

import (
	"encoding/hex"
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func readSDP(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name+".sdp"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestSamples reads the descriptions that Chromium 156 (with addresses and with
// names), Firefox 153 and pion 4.2 make of a connection with one data channel.
func TestSamples(t *testing.T) {
	host := func(priority uint32, address string, port uint16) Candidate {
		if addr, err := netip.ParseAddr(address); err == nil {
			return Candidate{Kind: Host, Addr: addr, Port: port, Priority: priority}
		}
		return Candidate{Kind: Host, Name: address, Port: port, Priority: priority}
	}
	for name, want := range map[string]Signal{
		"chromium-answer": {Candidates: []Candidate{host(2113937151, "10.78.0.2", 43179), host(2113939711, "2001:db8:7::2", 58906)}},
		"chromium-offer":  {Candidates: []Candidate{host(2113937151, "10.78.0.2", 47524), host(2113939711, "2001:db8:7::2", 43066)}},
		"chromium-names-offer": {Candidates: []Candidate{
			host(2113937151, "5d40b9c4-b263-4909-8f56-ac7bc2270eef.local", 53323),
			host(2113939711, "684cad90-c6be-4505-99ac-a1d261003ee4.local", 52433),
		}},
		"chromium-names-answer": {Candidates: []Candidate{
			host(2113937151, "5d40b9c4-b263-4909-8f56-ac7bc2270eef.local", 38702),
			host(2113939711, "684cad90-c6be-4505-99ac-a1d261003ee4.local", 46840),
		}},
		"firefox-offer": {Candidates: []Candidate{
			host(2122187007, "dc7f6045-3762-4f0d-aa6a-24fad210a711.local", 57975),
			host(2122252543, "e016160f-e5c8-477f-8d44-9b6eb083e876.local", 47189),
		}},
		"firefox-answer": {Candidates: []Candidate{
			host(2122187007, "fafd9c55-ea34-4575-8df0-f75c71037f29.local", 35143),
			host(2122252543, "4ab42474-75c9-4d37-901f-f2d1879e84ee.local", 34094),
		}},
		"pion-offer":  {},
		"pion-answer": {},
	} {
		text := readSDP(t, name)
		kind := Offer
		if strings.HasSuffix(name, "answer") {
			kind = Answer
		}
		s, err := FromSDP(kind, 7, text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if want.Candidates != nil && !reflect.DeepEqual(s.Candidates, want.Candidates) {
			t.Errorf("%s: candidates %+v", name, s.Candidates)
		}
		for _, line := range []string{
			"a=ice-ufrag:" + s.Ufrag, "a=ice-pwd:" + s.Pwd, "a=fingerprint:sha-256 " + strings.ToUpper(spaced(s.Fingerprint[:])),
		} {
			if !strings.Contains(text, line+"\r\n") {
				t.Errorf("%s: there is no line %q in it", name, line)
			}
		}
		if again, err := FromSDP(kind, 7, s.SDP()); err != nil || !reflect.DeepEqual(again, s) {
			t.Errorf("%s: %+v became %+v, %v", name, s, again, err)
		}
		if _, err := FromSDP(Offer+Answer-kind, 7, text); !errors.Is(err, ErrSDP) || !strings.Contains(err.Error(), "a=setup") {
			t.Errorf("%s, taken for the other kind: %v", name, err)
		}
	}
}

func spaced(b []byte) string {
	var parts []string
	for _, c := range b {
		parts = append(parts, hex.EncodeToString([]byte{c}))
	}
	return strings.Join(parts, ":")
}

func TestBadSDP(t *testing.T) {
	good := sample(Offer).SDP()
	if _, err := FromSDP(Offer, 1, good); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ old, new, want string }{
		"empty":           {good, "", "one data channel"},
		"video":           {"m=application 9", "m=video 9 UDP/TLS/RTP/SAVPF 96\r\nm=application 9", "one data channel"},
		"two":             {"a=mid:0\r\n", "a=mid:0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n", "one data channel"},
		"mid":             {"a=mid:0", "a=mid:data", "mid"},
		"no fingerprint":  {"a=fingerprint:sha-256", "a=fingerprint:sha-512", "SHA-256 fingerprint"},
		"bad fingerprint": {"00:01:02", "00:01:0x", "fingerprint"},
		"short":           {"00:01:02:", "", "fingerprint"},
		"setup":           {"actpass", "passive", "a=setup"},
		"no ufrag":        {"a=ice-ufrag", "a=ice-nothing", "ufrag"},
		"bad pwd":         {"a=ice-pwd:pass", "a=ice-pwd:p ss", "pwd"},
		"long":            {"s=-", "s=" + strings.Repeat("x", MaxSDP), "length"},
	} {
		changed := strings.Replace(good, c.old, c.new, 1)
		if s, err := FromSDP(Offer, 1, changed); !errors.Is(err, ErrSDP) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %+v, %v; want %q", name, s, err, c.want)
		}
	}
	if _, err := FromSDP(Candidates, 1, good); !errors.Is(err, ErrSDP) {
		t.Errorf("neither offer nor answer: %v", err)
	}
}

// TestManyCandidates: what does not come from an interface stays.
func TestManyCandidates(t *testing.T) {
	s := sample(Offer)
	text := s.SDP()
	for range 40 {
		text += "a=" + Candidate{Kind: Host, Addr: netip.MustParseAddr("192.0.2.9"), Port: 9}.String() + "\r\n"
	}
	text += "a=" + Candidate{Kind: Relay, Addr: netip.MustParseAddr("192.0.2.77"), Port: 9}.String() + "\r\n"
	got, err := FromSDP(Offer, 1, text)
	if err != nil || len(got.Candidates) != MaxCandidates || got.Candidates[MaxCandidates-1].Kind != Relay {
		t.Errorf("%+v, %v", got, err)
	}
	for range 40 {
		text += "a=" + Candidate{Kind: Relay, Addr: netip.MustParseAddr("192.0.2.78"), Port: 9}.String() + "\r\n"
	}
	if got, err := FromSDP(Offer, 1, text); err != nil || len(got.Candidates) != MaxCandidates {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestParseCandidate(t *testing.T) {
	v4, v6 := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1")
	for line, want := range map[string]Candidate{
		"candidate:2203155279 1 udp 2113937151 192.0.2.1 47524 typ host generation 0 ufrag nT7u network-cost 999": {Kind: Host, Addr: v4, Port: 47524, Priority: 2113937151},
		"a=candidate:0 1 UDP 2122187007 DC7F6045.local 57975 typ host\r\n":                                        {Kind: Host, Name: "dc7f6045.local", Port: 57975, Priority: 2122187007},
		"candidate:1 1 UDP 1685921535 2001:db8::1 9 typ srflx raddr 0.0.0.0 rport 0":                              {Kind: Srflx, Addr: v6, Port: 9, Priority: 1685921535},
		"candidate:1 1 udp 8331007 ::ffff:192.0.2.1 9 typ relay raddr 192.0.2.2 rport 10":                         {Kind: Relay, Addr: v4, Port: 9, Priority: 8331007},
	} {
		if c, err := ParseCandidate(line); err != nil || c != want {
			t.Errorf("%q: %+v, %v", line, c, err)
		}
	}
	for line, want := range map[string]error{
		"": ErrCandidate,
		"candidate:2 1 TCP 2105458943 192.0.2.1 9 typ host tcptype active": ErrUnused,
		"candidate:2 2 UDP 2105458943 192.0.2.1 9 typ host":                ErrUnused,
		"candidate:2 1 UDP 2105458943 192.0.2.1 9 typ prflx":               ErrUnused,
		"candidate:2 1 UDP 2105458943 fe80::1 9 typ host":                  ErrUnused,
		"candidate:2 1 UDP 2105458943 example.com 9 typ host":              ErrUnused,
		"candidate:2 1 UDP 2105458943 192.0.2.1 0 typ host":                ErrUnused,
		"candidate:2 1 UDP 2105458943 192.0.2.1 65536 typ host":            ErrCandidate,
		"candidate:2 1 UDP 4294967296 192.0.2.1 9 typ host":                ErrCandidate,
		"candidate:2 1 UDP 1 192.0.2.1 9 host typ":                         ErrCandidate,
		"candidate:2 1 UDP 1 192.0.2.1 9 typ":                              ErrCandidate,
	} {
		if c, err := ParseCandidate(line); !errors.Is(err, want) {
			t.Errorf("%q: %+v, %v; want %v", line, c, err, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		c := drawCandidate(t)
		if got, err := ParseCandidate(c.String()); err != nil || got != c {
			t.Fatalf("%q: %+v, %v", c, got, err)
		}
	})
}
