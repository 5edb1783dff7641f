package signal

import (
	"reflect"
	"testing"
)

// FuzzSignal: what is read is written to the same, and makes a description that is
// read to the same.
func FuzzSignal(f *testing.F) {
	for _, kind := range []Kind{Offer, Answer, Candidates, Refuse} {
		b, err := sample(kind).encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) < headSize || len(b) > MaxData-tagSize {
			return
		}
		s, err := decode(b)
		if err != nil {
			return
		}
		again, err := s.encode()
		if err != nil {
			t.Fatalf("%+v: %v", s, err)
		}
		if got, err := decode(again); err != nil || !reflect.DeepEqual(got, s) {
			t.Fatalf("%+v became %+v, %v", s, got, err)
		}
		if s.Kind == Offer || s.Kind == Answer {
			if got, err := FromSDP(s.Kind, s.Session, s.SDP()); err != nil || !reflect.DeepEqual(got, s) {
				t.Fatalf("%+v became %+v, %v", s, got, err)
			}
		}
	})
}

// FuzzOpen: nothing but what was sealed opens, whatever it looks like.
func FuzzOpen(f *testing.F) {
	sealed, err := sample(Offer).Seal(alice, channel, bob.Peer())
	if err != nil {
		f.Fatal(err)
	}
	in, err := NewKeys(bob, channel, alice.Peer())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		if s, err := in.Open(b); (err == nil) != (string(b) == string(sealed)) {
			t.Fatalf("%x opens to %+v, %v", b, s, err)
		}
	})
}

// FuzzSDP: what is found in a description can be sealed, unless it is too long.
func FuzzSDP(f *testing.F) {
	for _, name := range []string{"chromium-offer", "chromium-names-answer", "firefox-offer", "firefox-answer", "pion-offer", "own-answer"} {
		f.Add(readSDP(f, name), true)
		f.Add(readSDP(f, name), false)
	}
	f.Fuzz(func(t *testing.T, text string, offer bool) {
		kind := Answer
		if offer {
			kind = Offer
		}
		s, err := FromSDP(kind, 1, text)
		if err != nil {
			return
		}
		b, err := s.encode()
		if err != nil && len(s.Ufrag)+len(s.Pwd) < MaxCredential && len(s.Candidates) < 8 {
			t.Fatalf("%+v: %v", s, err)
		}
		if err == nil {
			if got, err := decode(b); err != nil || !reflect.DeepEqual(got, s) {
				t.Fatalf("%+v became %+v, %v", s, got, err)
			}
		}
	})
}

// FuzzCandidate: what is read is written to a line that is read to the same.
func FuzzCandidate(f *testing.F) {
	for _, c := range sample(Offer).Candidates {
		f.Add(c.String())
	}
	f.Add("candidate:2 1 TCP 2105458943 192.0.2.1 9 typ host tcptype active")
	f.Fuzz(func(t *testing.T, line string) {
		c, err := ParseCandidate(line)
		if err != nil {
			return
		}
		if got, err := ParseCandidate(c.String()); err != nil || got != c {
			t.Fatalf("%q: %+v became %+v, %v", line, c, got, err)
		}
	})
}
