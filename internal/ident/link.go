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
	// MaxLinkICE is the most STUN and TURN servers a link may name.
	MaxLinkICE = 4

	linkScheme   = "throng:"
	linkVersion  = 1
	linkChecksum = 3
	linkKeySize  = 1 + KeySize + linkChecksum
)

// Link is what a viewer needs to find a channel: its public key, the trackers
// that introduce its peers, and servers that help WebRTC through NATs.
//
// As text it is "throng:" KEY [ "?" PARAMETER { "&" PARAMETER } ], where KEY is
// the unpadded URL-safe base64 of version byte 1, the 32-byte public key and the
// first three bytes of the SHA-256 of those 33: 48 characters. A parameter is
// "t=" HOST:PORT, a tracker, or "i=" and an ICE server as ParseICE reads it.
type Link struct {
	Channel  Channel
	Trackers []string // "host:port" each
	ICE      []string // as ParseICE reads them
}

// String writes the link.
func (l Link) String() string {
	raw := append([]byte{linkVersion}, l.Channel[:]...)
	sum := sha256.Sum256(raw)
	raw = append(raw, sum[:linkChecksum]...)
	var b strings.Builder
	b.WriteString(linkScheme)
	b.WriteString(base64.RawURLEncoding.EncodeToString(raw))
	next := "?"
	for _, list := range []struct {
		name   string
		values []string
	}{{"t=", l.Trackers}, {"i=", l.ICE}} {
		for _, v := range list.values {
			b.WriteString(next + list.name + readable.Replace(url.QueryEscape(v)))
			next = "&"
		}
	}
	return b.String()
}

// readable undoes the escaping of what is legal in a query (RFC 3986, section 3.4).
var readable = strings.NewReplacer("%3A", ":", "%5B", "[", "%5D", "]", "%40", "@")

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
	for _, i := range values["i"] {
		if len(l.ICE) == MaxLinkICE {
			return Link{}, fmt.Errorf("%w: more than %d STUN and TURN servers", ErrLink, MaxLinkICE)
		}
		if _, err := ParseICE(i); err != nil {
			return Link{}, fmt.Errorf("%w: %w", ErrLink, err)
		}
		l.ICE = append(l.ICE, i)
	}
	return l, nil
}

// MaxICE is the longest text of an ICE server, in bytes.
const MaxICE = 512

// ICE is a server that helps WebRTC links through NATs (RFC 8445).
type ICE struct {
	URL            string // "stun:host:port" or "turn:host:port"
	User, Password string // of TURN only
}

// ParseICE reads "stun:HOST:PORT" or "turn:USER:PASSWORD@HOST:PORT", where user and
// password are percent-encoded as far as they hold other than letters, digits and -._~
func ParseICE(s string) (ICE, error) {
	wrong := func(why string) (ICE, error) {
		return ICE{}, fmt.Errorf("server %q: %s; want stun:HOST:PORT or turn:USER:PASSWORD@HOST:PORT", s, why)
	}
	if len(s) > MaxICE {
		return ICE{}, fmt.Errorf("the text of a STUN or TURN server is longer than %d bytes", MaxICE)
	}
	scheme, rest, _ := strings.Cut(s, ":")
	var server ICE
	switch scheme {
	case "stun":
	case "turn":
		i := strings.LastIndexByte(rest, '@')
		user, password, ok := strings.Cut(rest[:max(i, 0)], ":")
		if !ok {
			return wrong("user and password are missing")
		}
		var err, err2 error
		server.User, err = url.PathUnescape(user)
		server.Password, err2 = url.PathUnescape(password)
		if err != nil || err2 != nil || server.User == "" || server.Password == "" {
			return wrong("user or password is damaged")
		}
		rest = rest[i+1:]
	default:
		return wrong("it is neither STUN nor TURN")
	}
	if err := CheckTracker(rest); err != nil {
		return wrong(err.Error())
	}
	server.URL = scheme + ":" + rest
	return server, nil
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
