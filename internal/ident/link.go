package ident

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// Limits of a link's text.
const (
	// MaxLinkLength is the longest link accepted, in bytes.
	MaxLinkLength = 2048
	// MaxLinkTrackers is the most trackers a link may name.
	MaxLinkTrackers = 8

	linkScheme   = "throng:"
	linkVersion  = 1
	linkChecksum = 3
	linkKeySize  = 1 + KeySize + linkChecksum
)

// Link is what a viewer needs to find a channel: its public key and the
// trackers that introduce its peers.
//
// As text it is "throng:" KEY [ "?t=" HOST:PORT { "&t=" HOST:PORT } ], where
// KEY is the unpadded URL-safe base64 of version byte 1, the 32-byte public
// key and the first three bytes of the SHA-256 of those 33: 48 characters.
type Link struct {
	Channel  Channel
	Trackers []string // "host:port" each
}

// String writes the link.
func (l Link) String() string {
	raw := append([]byte{linkVersion}, l.Channel[:]...)
	sum := sha256.Sum256(raw)
	raw = append(raw, sum[:linkChecksum]...)
	var b strings.Builder
	b.WriteString(linkScheme)
	b.WriteString(base64.RawURLEncoding.EncodeToString(raw))
	for i, t := range l.Trackers {
		b.WriteString([]string{"?t=", "&t="}[min(i, 1)])
		// Colons and brackets are legal in a query (RFC 3986, section 3.4).
		b.WriteString(strings.NewReplacer("%3A", ":", "%5B", "[", "%5D", "]").Replace(url.QueryEscape(t)))
	}
	return b.String()
}

// ParseLink reads a link. Its errors wrap ErrLink and say what is wrong.
func ParseLink(s string) (Link, error) {
	s = strings.TrimSpace(s)
	if len(s) > MaxLinkLength {
		return Link{}, fmt.Errorf("%w: longer than %d bytes", ErrLink, MaxLinkLength)
	}
	rest, ok := strings.CutPrefix(s, linkScheme)
	if !ok {
		return Link{}, fmt.Errorf("%w: it does not begin with %q", ErrLink, linkScheme)
	}
	key, query, _ := strings.Cut(rest, "?")
	if want := base64.RawURLEncoding.EncodedLen(linkKeySize); len(key) != want {
		return Link{}, fmt.Errorf("%w: the key is %d characters long instead of %d; part of it is missing or doubled", ErrLink, len(key), want)
	}
	raw, err := base64.RawURLEncoding.DecodeString(key)
	if err != nil || len(raw) != linkKeySize {
		return Link{}, fmt.Errorf("%w: the key holds characters that do not belong there", ErrLink)
	}
	sum := sha256.Sum256(raw[:1+KeySize])
	if string(sum[:linkChecksum]) != string(raw[1+KeySize:]) {
		return Link{}, fmt.Errorf("%w: a character of the key was changed (checksum differs)", ErrLink)
	}
	if raw[0] != linkVersion {
		return Link{}, fmt.Errorf("%w: version %d is newer than this program knows (%d)", ErrLink, raw[0], linkVersion)
	}
	l := Link{Channel: Channel(raw[1 : 1+KeySize])}
	values, err := url.ParseQuery(query)
	if err != nil {
		return Link{}, fmt.Errorf("%w: the part after '?' is damaged", ErrLink)
	}
	for _, t := range values["t"] {
		if len(l.Trackers) == MaxLinkTrackers {
			return Link{}, fmt.Errorf("%w: more than %d trackers", ErrLink, MaxLinkTrackers)
		}
		if err := CheckTracker(t); err != nil {
			return Link{}, fmt.Errorf("%w: tracker %q: %w", ErrLink, t, err)
		}
		l.Trackers = append(l.Trackers, t)
	}
	return l, nil
}

// CheckTracker says what is wrong with a tracker's address, which is host:port;
// IPv6 addresses are in brackets.
func CheckTracker(address string) error {
	host, port, err := net.SplitHostPort(address)
	if err != nil || host == "" || strings.ContainsAny(host, "/?#@ ") {
		return errors.New("want host:port")
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return fmt.Errorf("port %q is not between 1 and 65535", port)
	}
	return nil
}
