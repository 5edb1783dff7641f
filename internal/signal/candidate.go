package signal

import (
	"net/netip"
	"strconv"
	"strings"
)

// kindNames are the kinds of candidate as candidate lines have them.
var kindNames = [...]string{Host: "host", Srflx: "srflx", Relay: "relay"}

// check reports whether a candidate can be told to a peer and used by one; its
// error wraps kind. A name must be in .local: others would be looked up anywhere.
func (c *Candidate) check(kind error) error {
	switch {
	case c.Kind < Host || c.Kind > Relay:
		return bad(kind, "a candidate's kind")
	case c.Port == 0:
		return bad(kind, "a candidate's port")
	case c.Name != "":
		if c.Addr.IsValid() || !localName(c.Name) {
			return bad(kind, "a candidate's name")
		}
		return nil
	case !c.Addr.IsValid() || c.Addr.Zone() != "" || c.Addr.Is4In6() || c.Addr.IsUnspecified() || c.Addr.IsMulticast(),
		c.Addr.Is6() && c.Addr.IsLinkLocalUnicast(): // without a zone it means nothing
		return bad(kind, "a candidate's address")
	}
	return nil
}

func localName(s string) bool {
	host, ok := strings.CutSuffix(s, ".local")
	if !ok || host == "" || len(s) > MaxName {
		return false
	}
	for i := range len(host) {
		if c := host[i]; !alphanumeric(c) && c != '-' || 'A' <= c && c <= 'Z' {
			return false
		}
	}
	return true
}

// ParseCandidate reads a candidate line as RTCIceCandidate.candidate has it, with
// or without "a=" in front. Its error wraps ErrCandidate, or ErrUnused where the
// candidate is to be passed over.
//
//	candidate:FOUNDATION COMPONENT TRANSPORT PRIORITY ADDRESS PORT typ KIND …
func ParseCandidate(line string) (Candidate, error) {
	if len(line) > MaxSDP {
		return Candidate{}, bad(ErrCandidate, "its length")
	}
	text, ok := strings.CutPrefix(strings.TrimPrefix(strings.TrimRight(line, "\r\n"), "a="), "candidate:")
	if !ok {
		return Candidate{}, bad(ErrCandidate, `it does not begin with "candidate:"`)
	}
	words := strings.Fields(text)
	if len(words) < 8 || words[6] != "typ" {
		return Candidate{}, bad(ErrCandidate, "fields are missing")
	}
	priority, err := strconv.ParseUint(words[3], 10, 32)
	if err != nil {
		return Candidate{}, bad(ErrCandidate, "its priority")
	}
	port, err := strconv.ParseUint(words[5], 10, 16)
	if err != nil {
		return Candidate{}, bad(ErrCandidate, "its port")
	}
	if words[1] != "1" || !strings.EqualFold(words[2], "udp") {
		return Candidate{}, bad(ErrUnused, "component or transport")
	}
	c := Candidate{Port: uint16(port), Priority: uint32(priority)}
	for kind, name := range kindNames {
		if name != "" && name == words[7] {
			c.Kind = CandidateKind(kind)
		}
	}
	if addr, err := netip.ParseAddr(words[4]); err == nil {
		c.Addr = addr.Unmap()
	} else {
		c.Name = strings.ToLower(words[4])
	}
	return c, c.check(ErrUnused)
}

// String returns the line for addIceCandidate, whose sdpMid is "0". The foundation
// tells kinds and addresses apart, which is all that it is for.
func (c Candidate) String() string {
	address, related := c.Name, " raddr 0.0.0.0 rport 9"
	if address == "" {
		address = c.Addr.String()
		if c.Addr.Is6() {
			related = " raddr :: rport 9"
		}
	}
	kind := "host"
	if int(c.Kind) < len(kindNames) && c.Kind != 0 {
		kind = kindNames[c.Kind]
	}
	if kind == "host" {
		related = ""
	}
	return "candidate:" + foundation(kind+address) + " 1 udp " + strconv.FormatUint(uint64(c.Priority), 10) +
		" " + address + " " + strconv.FormatUint(uint64(c.Port), 10) + " typ " + kind + related
}

// foundation is the FNV-1a hash of what it stands for.
func foundation(s string) string {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return strconv.FormatUint(uint64(h), 10)
}
