package tracker

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"throng/internal/ident"
)

func requests() []Message {
	return []Message{
		&Announce{
			Version: 1, Channel: channelSecret(1).Channel(), Peer: peerSecret(1).Peer(), Tracker: "tracker.example:443",
			Proof: []byte("proof"), Addrs: addrPorts("192.0.2.1:5", "[2001:db8::1]:6"), Source: []byte("sig"), Upload: 1e6, Want: 20,
		},
		&Announce{Version: 1, Addrs: addrPorts(), WebRTC: true},
		&Want{N: 5},
		&ConnectTo{To: peerSecret(2).Peer()},
		&RelayTo{To: peerSecret(2).Peer(), Data: []byte("offer")},
	}
}

func replies() []Message {
	return []Message{
		&Hello{Version: 1, Nonce: []byte("0123456789abcdef"), Key: peerSecret(3).Peer()},
		&Welcome{Observed: addrPorts("192.0.2.1:5")[0], Peers: 3},
		&Welcome{Observed: addrPorts("192.0.2.1:5")[0], Peers: 3, ICE: []string{"stun:192.0.2.9:3478"}},
		&Peers{Peers: []PeerEntry{{Peer: peerSecret(1).Peer(), Addrs: addrPorts(), WebRTC: true}}, Count: 7},
		&Peers{Peers: []PeerEntry{{Peer: peerSecret(1).Peer(), Addrs: addrPorts("192.0.2.1:5"), Source: []byte("sig"), Upload: 5}}},
		&Connect{Peer: peerSecret(1).Peer(), Addrs: addrPorts("192.0.2.1:5")},
		&Relay{From: peerSecret(1).Peer(), Data: []byte("answer")},
		&Error{Code: CodeGone, Text: "that peer is not here", Peer: peerSecret(1).Peer()},
		&Error{Code: CodeBad, Text: "no"},
	}
}

func TestMessageGolden(t *testing.T) {
	const k1, k2, k3 = "JCtXyFGBzaagNBmghjl34DVLW71bQIUb96W3yPIZrEE",
		"27YTrq6ckM9ZQ0-dOFWWTU4EgCHvjWP0NJwt3mXpJXc", "iGcuWKAV0CCobrc_2H_ITv0EbxzP02Rw5CxV47ZTCUc"
	const zero = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	want := []string{
		`{"type":"announce","version":1,"channel":"wwgSHnmccPCPR8Mn_Eqevjz5-ZB_LA9n0rrL7Y8551U","peer":"` + k1 + `","tracker":"tracker.example:443","proof":"cHJvb2Y=","addrs":["192.0.2.1:5","[2001:db8::1]:6"],"source":"c2ln","upload":1000000,"want":20}`,
		`{"type":"announce","version":1,"channel":"` + zero + `","peer":"` + zero + `","tracker":"","proof":null,"addrs":[],"webrtc":true,"want":0}`,
		`{"type":"want","n":5}`,
		`{"type":"connect","to":"` + k2 + `"}`,
		`{"type":"relay","to":"` + k2 + `","data":"b2ZmZXI="}`,
		`{"type":"hello","version":1,"nonce":"MDEyMzQ1Njc4OWFiY2RlZg==","key":"` + k3 + `"}`,
		`{"type":"welcome","observed":"192.0.2.1:5","peers":3}`,
		`{"type":"welcome","observed":"192.0.2.1:5","peers":3,"ice":["stun:192.0.2.9:3478"]}`,
		`{"type":"peers","peers":[{"peer":"` + k1 + `","addrs":[],"webrtc":true}],"count":7}`,
		`{"type":"peers","peers":[{"peer":"` + k1 + `","addrs":["192.0.2.1:5"],"source":"c2ln","upload":5}]}`,
		`{"type":"connect","peer":"` + k1 + `","addrs":["192.0.2.1:5"]}`,
		`{"type":"relay","from":"` + k1 + `","data":"YW5zd2Vy"}`,
		`{"type":"error","code":"gone","message":"that peer is not here","peer":"` + k1 + `"}`,
		`{"type":"error","code":"bad","message":"no"}`,
	}
	for i, m := range append(requests(), replies()...) {
		if got := string(Encode(m)); got != want[i] {
			t.Errorf("got  %s\nwant %s", got, want[i])
		}
	}
}

func TestMessageRoundTrip(t *testing.T) {
	for _, m := range requests() {
		if got, err := DecodeRequest(Encode(m)); err != nil || !reflect.DeepEqual(got, m) {
			t.Errorf("%s became %+v, %v", Encode(m), got, err)
		}
	}
	for _, m := range replies() {
		if got, err := DecodeReply(Encode(m)); err != nil || !reflect.DeepEqual(got, m) {
			t.Errorf("%s became %+v, %v", Encode(m), got, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		m := &RelayTo{
			To:   ident.Peer(rapid.SliceOfN(rapid.Byte(), ident.KeySize, ident.KeySize).Draw(t, "to")),
			Data: rapid.SliceOfN(rapid.Byte(), 1, 200).Draw(t, "data"),
		}
		if got, err := DecodeRequest(Encode(m)); err != nil || !reflect.DeepEqual(got, m) {
			t.Fatalf("%s became %+v, %v", Encode(m), got, err)
		}
	})
}

func TestDecodeRefuses(t *testing.T) {
	tests := []struct {
		name, text string
		want       error
	}{
		{"nothing", "", ErrMalformed},
		{"a list", "[]", ErrMalformed},
		{"two objects", `{"type":"want","n":1}{}`, ErrMalformed},
		{"no type", `{}`, ErrUnknownType},
		{"a later type", `{"type":"dance"}`, ErrUnknownType},
		{"the other side's type", `{"type":"welcome"}`, ErrUnknownType},
		{"a type that is no text", `{"type":5}`, ErrMalformed},
		{"a fraction", `{"type":"want","n":1.5}`, ErrMalformed},
		{"a short key", `{"type":"connect","to":"AAAA"}`, ErrMalformed},
		{"too long a relay", `{"type":"relay","data":"` + strings.Repeat("AAAA", MaxRelay/3+1) + `"}`, ErrMalformed},
		{"too long a name", `{"type":"announce","tracker":"` + strings.Repeat("x", MaxName+1) + `"}`, ErrMalformed},
		{"a negative upload", `{"type":"announce","upload":-1}`, ErrMalformed},
		{"too long", `{"type":"want"` + strings.Repeat(" ", MaxRequest) + `}`, ErrMalformed},
	}
	for _, tt := range tests {
		if m, err := DecodeRequest([]byte(tt.text)); !errors.Is(err, tt.want) {
			t.Errorf("%s: %+v, %v; want %v", tt.name, m, err, tt.want)
		}
	}
	for _, text := range []string{
		`{"type":"hello","nonce":"AAAA"}`,
		`{"type":"welcome","peers":-1}`, `{"type":"peers","peers":[],"count":-1}`,
		`{"type":"peers","peers":[{"upload":-1}]}`,
		`{"type":"peers","peers":[{"addrs":["x"]}]}`,
	} {
		if m, err := DecodeReply([]byte(text)); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %+v, %v", text, m, err)
		}
	}
}

func TestDecodeCuts(t *testing.T) {
	entry := `{"peer":"` + peerSecret(1).Peer().String() + `","addrs":[` + strings.Repeat(`"1.2.3.4:5",`, 20) + `"1.2.3.4:6"]}`
	m, err := DecodeReply([]byte(`{"type":"peers","peers":[` + strings.Repeat(entry+",", 60) + entry + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	if p := m.(*Peers); len(p.Peers) != MaxPeersPerAnswer || len(p.Peers[0].Addrs) != MaxAddrs {
		t.Errorf("%d peers of %d addresses", len(p.Peers), len(p.Peers[0].Addrs))
	}
	m, err = DecodeReply([]byte(`{"type":"error","message":"` + strings.Repeat("ü", MaxErrorText) + `"}`))
	if err != nil {
		t.Fatal(err)
	}
	if e := m.(*Error); len(e.Text) > MaxErrorText || !utf8.ValidString(e.Text) {
		t.Errorf("error text of %d bytes", len(e.Text))
	}
}

// FuzzMessage feeds both decoders: what they accept is within the limits and
// comes back the same from another round.
func FuzzMessage(f *testing.F) {
	for _, m := range append(requests(), replies()...) {
		f.Add(Encode(m))
	}
	f.Add([]byte(`{"type":"announce","addrs":["[fe80::1%eth0]:5"]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, side := range []func([]byte) (Message, error){DecodeRequest, DecodeReply} {
			m, err := side(data)
			if err != nil {
				if !errors.Is(err, ErrMalformed) && !errors.Is(err, ErrUnknownType) {
					t.Fatalf("an error of no kind: %v", err)
				}
				continue
			}
			text := Encode(m)
			if !json.Valid(text) {
				t.Fatalf("no JSON: %s", text)
			}
			again, err := side(text)
			if len(text) <= MaxRequest && (err != nil || !bytes.Equal(Encode(again), text)) {
				t.Fatalf("%s became %+v, %v", text, again, err)
			}
		}
	})
}

// FuzzAddress: the address of a tracker, which stands in links, names a host and
// a port and leads to the tracker's path there.
func FuzzAddress(f *testing.F) {
	for _, seed := range []string{"tracker.example:7400", "[2001:db8::1]:443", "wss://a:1/", "ws://a@b:1", "http://a:1", "a:0", "a b:1", "%zz:1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		target, name, err := parseAddress(address)
		if err != nil {
			return
		}
		u, err := url.Parse(target)
		if err != nil || u.Scheme != "ws" && u.Scheme != "wss" || u.User != nil || u.Host != name || u.Path != Path || u.RawQuery != "" || u.Fragment != "" {
			t.Fatalf("%q leads to %q (%+v, %v), named %q", address, target, u, err, name)
		}
	})
}

// FuzzForwarded: of what a proxy passes on, only the last address that is no
// proxy's counts.
func FuzzForwarded(f *testing.F) {
	f.Add("192.0.2.1", true)
	f.Add("192.0.2.1, 10.0.0.7", true)
	f.Add("x, [2001:db8::1]:5, fe80::1%eth0", true)
	f.Add("192.0.2.1", false)
	s := New(Config{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}})
	f.Fuzz(func(t *testing.T, forwarded string, proxied bool) {
		r := &http.Request{RemoteAddr: "192.0.2.9:5", Header: http.Header{"X-Forwarded-For": {forwarded}}}
		if proxied {
			r.RemoteAddr = "10.0.0.1:5"
		}
		got, err := s.clientAddr(r)
		switch {
		case err != nil:
			return
		case !proxied && got.String() != "192.0.2.9:5":
			t.Fatalf("%q from no proxy made it %v", forwarded, got)
		case !got.Addr().IsValid() || got.Addr().Zone() != "" || got.Addr().Is4In6():
			t.Fatalf("%q: %v", forwarded, got)
		}
	})
}
