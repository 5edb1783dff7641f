package signal

import (
	"encoding/hex"
	"strconv"
	"strings"
)

// FromSDP takes what the other side needs from a local session description, an
// Offer or an Answer: that of a connection with one data channel and nothing else.
// Candidates of no use are left out, and of more than MaxCandidates those of hosts
// that come last. Its error wraps ErrSDP.
func FromSDP(kind Kind, session uint64, sdp string) (*Signal, error) {
	if kind != Offer && kind != Answer {
		return nil, bad(ErrSDP, "neither offer nor answer")
	}
	if len(sdp) > MaxSDP {
		return nil, bad(ErrSDP, "its length")
	}
	d := description{Signal: Signal{Kind: kind, Session: session}}
	for line := range strings.Lines(sdp) {
		if err := d.line(strings.TrimRight(line, "\r\n")); err != nil {
			return nil, err
		}
	}
	switch {
	case d.media != 1:
		return nil, bad(ErrSDP, "it must have one data channel and nothing else")
	case d.mid != "" && d.mid != "0":
		return nil, bad(ErrSDP, "its mid must be 0")
	case !d.fingerprint:
		return nil, bad(ErrSDP, "it has no SHA-256 fingerprint")
	case kind == Offer && d.setup != "actpass", kind == Answer && d.setup != "active":
		return nil, bad(ErrSDP, "who begins DTLS (a=setup)")
	}
	if err := d.credentials(); err != nil {
		return nil, bad(ErrSDP, err.Error())
	}
	d.bound()
	return &d.Signal, nil
}

// description is what has been found in a session description.
type description struct {
	Signal
	media       int // media sections
	fingerprint bool
	setup, mid  string
}

// line reads one line. What stands in front of the media section holds for it
// where that does not say otherwise.
func (d *description) line(line string) error {
	if media, ok := strings.CutPrefix(line, "m="); ok {
		d.media++
		if !strings.HasPrefix(media, "application ") || !strings.Contains(media, "webrtc-datachannel") {
			return bad(ErrSDP, "it must have one data channel and nothing else")
		}
		return nil
	}
	attribute, ok := strings.CutPrefix(line, "a=")
	if !ok {
		return nil
	}
	name, value, _ := strings.Cut(attribute, ":")
	switch name {
	case "ice-ufrag":
		d.Ufrag = value
	case "ice-pwd":
		d.Pwd = value
	case "setup":
		d.setup = value
	case "mid":
		d.mid = value
	case "fingerprint":
		return d.readFingerprint(value)
	case "candidate":
		if c, err := ParseCandidate(attribute); err == nil {
			d.Candidates = append(d.Candidates, c)
		}
	}
	return nil
}

// readFingerprint reads "sha-256 AB:CD:…"; those of other hashes are passed over.
func (d *description) readFingerprint(value string) error {
	hash, digits, _ := strings.Cut(value, " ")
	if !strings.EqualFold(hash, "sha-256") {
		return nil
	}
	if len(digits) != 3*len(d.Fingerprint)-1 {
		return bad(ErrSDP, "its fingerprint")
	}
	raw, err := hex.DecodeString(strings.ReplaceAll(digits, ":", ""))
	if err != nil || len(raw) != len(d.Fingerprint) {
		return bad(ErrSDP, "its fingerprint")
	}
	copy(d.Fingerprint[:], raw)
	d.fingerprint = true
	return nil
}

// bound leaves candidates out until there are no more than MaxCandidates.
func (d *description) bound() {
	for i := len(d.Candidates) - 1; i >= 0 && len(d.Candidates) > MaxCandidates; i-- {
		if d.Candidates[i].Kind == Host {
			d.Candidates = append(d.Candidates[:i], d.Candidates[i+1:]...)
		}
	}
	if len(d.Candidates) > MaxCandidates {
		d.Candidates = d.Candidates[:MaxCandidates]
	}
}

// SDP returns the session description of an Offer or Answer, for
// setRemoteDescription. Of one that did not come from Open or FromSDP the caller
// answers for the fields.
func (s *Signal) SDP() string {
	setup := "actpass"
	if s.Kind == Answer {
		setup = "active"
	}
	var b strings.Builder
	for _, part := range []string{
		"v=0\r\no=- ", strconv.FormatUint(s.Session>>1, 10), // browsers take 63 bits
		" 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n",
		"m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\n",
		"a=ice-ufrag:", s.Ufrag, "\r\na=ice-pwd:", s.Pwd, "\r\na=ice-options:trickle\r\n",
		"a=fingerprint:sha-256 ", colons(s.Fingerprint[:]), "\r\na=setup:", setup,
		"\r\na=mid:0\r\na=sctp-port:5000\r\na=max-message-size:65536\r\n",
	} {
		b.WriteString(part)
	}
	for _, c := range s.Candidates {
		b.WriteString("a=" + c.String() + "\r\n")
	}
	return b.String()
}

// colons writes bytes as "AB:CD:…".
func colons(b []byte) string {
	const digits = "0123456789ABCDEF"
	out := make([]byte, 0, 3*len(b))
	for i, c := range b {
		if i > 0 {
			out = append(out, ':')
		}
		out = append(out, digits[c>>4], digits[c&15])
	}
	return string(out)
}
