package ident

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

func drawTracker() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		host := rapid.OneOf(
			rapid.StringMatching(`[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?(\.[a-z]{2,8}){0,3}`),
			rapid.Just("192.0.2.1"), rapid.Just("[2001:db8::1]"), rapid.Just("[fe80::1%eth0]"), rapid.Just("bücher.example"),
			rapid.StringMatching(`[a-z&=+%]{1,8}`),
		).Draw(t, "host")
		return fmt.Sprintf("%s:%d", host, rapid.IntRange(1, 65535).Draw(t, "port"))
	})
}

func drawICE() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		server := rapid.SampledFrom([]string{"stun.example", "192.0.2.1", "[2001:db8::1]"}).Draw(t, "server") + ":3478"
		if rapid.Bool().Draw(t, "stun") {
			return "stun:" + server
		}
		secret := rapid.StringMatching(`.{1,8}`)
		return "turn:" + escape(secret.Draw(t, "user")) + "%3A:" + escape(secret.Draw(t, "password")) + "@" + server
	})
}

// escape writes what a user or a password holds; in a path a colon and an at sign stand for
// themselves.
func escape(s string) string {
	return strings.NewReplacer(":", "%3A", "@", "%40").Replace(url.PathEscape(s))
}

func TestLinkRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := Link{Channel: Channel(drawKey(t, "channel")), Trackers: rapid.SliceOfN(drawTracker(), 0, MaxLinkTrackers).Draw(t, "trackers")}
		l.ICE = rapid.SliceOfN(drawICE(), 0, MaxLinkICE).Draw(t, "ice")
		text := l.String()
		if len(text) > MaxLinkLength {
			t.Skip("too long to be read")
		}
		got, err := ParseLink(text)
		if err != nil || got.Channel != l.Channel || !slices.Equal(got.Trackers, l.Trackers) || !slices.Equal(got.ICE, l.ICE) {
			t.Fatalf("%q became %+v, %v", text, got, err)
		}
		if got, err := ParseLink(" \t" + text + "\r\n"); err != nil || got.String() != text {
			t.Fatalf("with space around it %q became %v, %v", text, got, err)
		}
	})
}

func TestLinkIgnoresLaterParameters(t *testing.T) {
	l := Link{Channel: ChannelSecretFromSeed(testSeed()).Channel()}
	got, err := ParseLink(l.String() + "?name=News&t=tracker.example:7000&x")
	if err != nil || !slices.Equal(got.Trackers, []string{"tracker.example:7000"}) {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestLinkCorruption: a checksum of 24 bits lets one change in 16 million pass.
// Every single change of a character in a hundred links is tried, 300,000 in
// all, so that even one that passes would be a sign of something wrong.
func TestLinkCorruption(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	trials := 0
	for range 100 {
		var key Channel
		for i := range key {
			key[i] = byte(rng.UintN(256))
		}
		text := []byte(Link{Channel: key}.String())
		for i := len(linkScheme); i < len(text); i++ {
			was := text[i]
			for _, c := range []byte(base64Alphabet) {
				if c == was {
					continue
				}
				text[i] = c
				trials++
				if got, err := ParseLink(string(text)); err == nil {
					t.Fatalf("%s with character %d changed is read as %v", text, i, got)
				} else if !errors.Is(err, ErrLink) {
					t.Fatalf("an error of another kind: %v", err)
				}
			}
			text[i] = was
		}
		for i := len(linkScheme); i+1 < len(text); i++ { // neighbours swapped, one lost, one doubled
			for _, bad := range []string{
				string(text[:i]) + string(text[i+1]) + string(text[i]) + string(text[i+2:]),
				string(text[:i]) + string(text[i+1:]),
				string(text[:i+1]) + string(text[i:]),
			} {
				if _, err := ParseLink(bad); err == nil && bad != string(text) {
					t.Fatalf("%s is read", bad)
				}
			}
		}
	}
	if trials != 100*48*63 {
		t.Errorf("%d trials", trials)
	}
}

func TestLinkErrorsReadWell(t *testing.T) {
	good := Link{Channel: ChannelSecretFromSeed(testSeed()).Channel()}.String()
	changed := good[:20] + "A" + good[21:]
	newer := newerLink()
	many := good + "?t=a:1" + strings.Repeat("&t=a:1", MaxLinkTrackers)
	for _, tt := range []struct{ text, want string }{
		{"", `it does not begin with "throng:"`},
		{"https://example.com/", `it does not begin with "throng:"`},
		{"throng:", "the key is 0 characters long instead of 48; part of it is missing or doubled"},
		{good[:40], "33 characters long instead of 48"},
		{good + good[7:], "part of it is missing or doubled"},
		{"throng:" + strings.Repeat("!", 48), "characters that do not belong there"},
		{good[:20] + "\n" + good[21:], "characters that do not belong there"},
		{changed, "a character of the key was changed (checksum differs)"},
		{newer, "version 2 is newer than this program knows (1)"},
		{good + "?t=%zz", "the part after '?' is damaged"},
		{good + "?t=tracker.example", `tracker "tracker.example": want host:port`},
		{good + "?t=:80", "want host:port"},
		{good + "?t=a/b:80", "want host:port"},
		{good + "?t=", "want host:port"},
		{good + "?t=a:0", `port "0" is not between 1 and 65535`},
		{good + "?t=a:99999", `port "99999" is not between 1 and 65535`},
		{good + "?t=a:http", `port "http" is not between 1 and 65535`},
		{many, "more than 8 trackers"},
		{good + "?i=stun:a:1" + strings.Repeat("&i=stun:a:1", MaxLinkICE), "more than 4 STUN and TURN servers"},
		{good + "?i=stun.example:3478", "it is neither STUN nor TURN"},
		{good + "?i=stun:stun.example", "want host:port"},
		{good + "?i=turn:turn.example:3478", "user and password are missing"},
		{good + "?i=turn:user@turn.example:3478", "user and password are missing"},
		{good + "?i=turn:user:@turn.example:3478", "user or password is damaged"},
		{good + "?i=turn:user:%25zz@turn.example:3478", "user or password is damaged"},
		{good + "?i=turn:user:" + strings.Repeat("x", MaxICE) + "@a:1", "longer than 512 bytes"},
		{good + "?" + strings.Repeat("x", MaxLinkLength), "longer than 2048 bytes"},
	} {
		l, err := ParseLink(tt.text)
		switch {
		case err == nil:
			t.Errorf("%q is read as %+v", tt.text, l)
		case !errors.Is(err, ErrLink) || !strings.HasPrefix(err.Error(), "not a throng link: ") || !strings.Contains(err.Error(), tt.want):
			t.Errorf("%q: %v, want %q", tt.text, err, tt.want)
		}
		if l.Channel != (Channel{}) || l.Trackers != nil || l.ICE != nil {
			t.Errorf("%q: half a link beside an error: %+v", tt.text, l)
		}
	}
}

// FuzzParseLink: whatever is read is within the limits and writes a link that
// reads the same.
func FuzzParseLink(f *testing.F) {
	channel := ChannelSecretFromSeed(testSeed()).Channel()
	f.Add(Link{Channel: channel}.String())
	f.Add(Link{Channel: channel, Trackers: []string{"tracker.example:7000", "[2001:db8::1]:443"}}.String())
	f.Add(Link{Channel: channel}.String() + "?t=a%26b:5&x=;&t=%5B%5D:1")
	f.Add(Link{Channel: channel, Trackers: []string{"a:1"}, ICE: []string{"stun:b:2", "turn:u%40:p%3A@[::1]:3"}}.String())
	f.Add("throng:")
	f.Add(newerLink())
	f.Fuzz(func(t *testing.T, text string) {
		l, err := ParseLink(text)
		if err != nil {
			if !errors.Is(err, ErrLink) {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		if len(l.Trackers) > MaxLinkTrackers || len(l.ICE) > MaxLinkICE {
			t.Fatalf("%d trackers, %d ICE servers", len(l.Trackers), len(l.ICE))
		}
		again := l.String()
		if len(again) > MaxLinkLength {
			return // escapes made it longer than what is read
		}
		if got, err := ParseLink(again); err != nil || got.Channel != l.Channel || !slices.Equal(got.Trackers, l.Trackers) || !slices.Equal(got.ICE, l.ICE) {
			t.Fatalf("%q: %+v was written as %q, which reads %+v, %v", text, l, again, got, err)
		}
	})
}

// newerLink is a link of version 2 whose checksum is right.
func newerLink() string {
	raw := make([]byte, 1+KeySize)
	raw[0] = linkVersion + 1
	sum := sha256.Sum256(raw)
	return linkScheme + base64.RawURLEncoding.EncodeToString(append(raw, sum[:linkChecksum]...))
}

func TestParseICE(t *testing.T) {
	for text, want := range map[string]ICE{
		"stun:stun.example:3478":                {URL: "stun:stun.example:3478"},
		"stun:[2001:db8::1]:3478":               {URL: "stun:[2001:db8::1]:3478"},
		"turn:user:pass@turn.example:3478":      {"turn:turn.example:3478", "user", "pass"},
		"turn:1700%3Auser:a%40b%25@192.0.2.1:1": {"turn:192.0.2.1:1", "1700:user", "a@b%"},
	} {
		if got, err := ParseICE(text); err != nil || got != want {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	l := Link{ICE: []string{"stun:a:1", "turn:u%40:p@[::1]:2"}}
	if text := l.String(); !strings.HasSuffix(text, "?i=stun:a:1&i=turn:u%2540:p@[::1]:2") {
		t.Error(text)
	}
}
