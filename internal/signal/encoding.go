package signal

import (
	"encoding/binary"
	"net/netip"
)

const (
	version  = 1
	headSize = 1 + 1 + 8
	// named is the bit of a candidate's kind that says that its address is a name.
	named = 1 << 7
)

// encode writes everything but the tag.
func (s *Signal) encode() ([]byte, error) {
	b := make([]byte, 0, MaxData)
	b = append(b, version, byte(s.Kind))
	b = binary.BigEndian.AppendUint64(b, s.Session)
	switch s.Kind {
	case Offer, Answer:
		if err := s.credentials(); err != nil {
			return nil, err
		}
		b = append(append(b, byte(len(s.Ufrag))), s.Ufrag...)
		b = append(append(b, byte(len(s.Pwd))), s.Pwd...)
		b = append(b, s.Fingerprint[:]...)
	case Candidates:
	case Refuse:
		return b, nil
	default:
		return nil, bad(ErrSignal, "its kind")
	}
	if len(s.Candidates) > MaxCandidates {
		return nil, bad(ErrSignal, "too many candidates")
	}
	b = append(b, byte(len(s.Candidates)))
	for _, c := range s.Candidates {
		if err := c.check(ErrSignal); err != nil {
			return nil, err
		}
		b = c.append(b)
	}
	if len(b)+tagSize > MaxData {
		return nil, bad(ErrSignal, "its length")
	}
	return b, nil
}

func (c *Candidate) append(b []byte) []byte {
	if c.Name != "" {
		b = append(b, byte(c.Kind)|named, byte(len(c.Name)))
		b = append(b, c.Name...)
	} else {
		ip := c.Addr.AsSlice()
		b = append(b, byte(c.Kind), byte(len(ip)))
		b = append(b, ip...)
	}
	b = binary.BigEndian.AppendUint16(b, c.Port)
	return binary.BigEndian.AppendUint32(b, c.Priority)
}

// decode reads what encode wrote, and bytes after it.
func decode(b []byte) (*Signal, error) {
	s := &Signal{Kind: Kind(b[1]), Session: binary.BigEndian.Uint64(b[2:])}
	r := reader{b: b[headSize:]}
	switch s.Kind {
	case Offer, Answer:
		s.Ufrag = string(r.counted())
		s.Pwd = string(r.counted())
		copy(s.Fingerprint[:], r.take(len(s.Fingerprint)))
		if r.short {
			return nil, bad(ErrSignal, "cut short")
		}
		if err := s.credentials(); err != nil {
			return nil, err
		}
	case Candidates:
	case Refuse:
		return s, nil
	default:
		return nil, bad(ErrSignal, "its kind")
	}
	n := int(r.byte())
	if n > MaxCandidates {
		return nil, bad(ErrSignal, "too many candidates")
	}
	if n > 0 {
		s.Candidates = make([]Candidate, 0, n)
	}
	for range n {
		c, err := r.candidate()
		if err != nil {
			return nil, err
		}
		s.Candidates = append(s.Candidates, c)
	}
	if r.short {
		return nil, bad(ErrSignal, "cut short")
	}
	return s, nil
}

// reader takes fields off b; short says that there was not enough.
type reader struct {
	b     []byte
	short bool
}

func (r *reader) take(n int) []byte {
	if r.short || len(r.b) < n {
		r.short = true
		return nil
	}
	taken := r.b[:n]
	r.b = r.b[n:]
	return taken
}

func (r *reader) byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

// counted takes a field that has its length in front.
func (r *reader) counted() []byte { return r.take(int(r.byte())) }

func (r *reader) candidate() (Candidate, error) {
	kind := r.byte()
	address := r.counted()
	port, priority := r.take(2), r.take(4)
	if r.short {
		return Candidate{}, bad(ErrSignal, "cut short")
	}
	c := Candidate{
		Kind:     CandidateKind(kind &^ named),
		Port:     binary.BigEndian.Uint16(port),
		Priority: binary.BigEndian.Uint32(priority),
	}
	if kind&named != 0 {
		c.Name = string(address)
	} else {
		c.Addr, _ = netip.AddrFromSlice(address) // of another length it is not valid
	}
	return c, c.check(ErrSignal)
}

// credentials checks ufrag and pwd: what is not of ICE's alphabet could end a line
// of a session description and begin another.
func (s *Signal) credentials() error {
	if len(s.Ufrag) < minUfrag || len(s.Ufrag) > MaxCredential || !iceChars(s.Ufrag) {
		return bad(ErrSignal, "its ufrag")
	}
	if len(s.Pwd) < minPwd || len(s.Pwd) > MaxCredential || !iceChars(s.Pwd) {
		return bad(ErrSignal, "its pwd")
	}
	return nil
}

func iceChars(s string) bool {
	for i := range len(s) {
		if c := s[i]; !alphanumeric(c) && c != '+' && c != '/' {
			return false
		}
	}
	return true
}

func alphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
