package tracker

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"unicode/utf8"

	"throng/internal/ident"
)

// Errors of the decoders.
var (
	// ErrMalformed: the message breaks the protocol.
	ErrMalformed = errors.New("malformed message")
	// ErrUnknownType: a message of a later version, to be ignored.
	ErrUnknownType = errors.New("unknown type of message")
)

// Message is one of the structs below; the package comment explains each.
type Message interface {
	// kind is the value of "type".
	kind() string
	// check refuses what the protocol does not allow and cuts what is too long.
	check() error
}

// Hello is the tracker's first message: the challenge.
type Hello struct {
	Version int        `json:"version"`
	Nonce   []byte     `json:"nonce"`
	Key     ident.Peer `json:"key"` // an X25519 public key, like a peer's
}

// Announce tells the tracker who the client is.
type Announce struct {
	Version int              `json:"version"`
	Channel ident.Channel    `json:"channel"`
	Peer    ident.Peer       `json:"peer"`
	Tracker string           `json:"tracker"`
	Proof   []byte           `json:"proof"`
	Addrs   []netip.AddrPort `json:"addrs"`
	Source  []byte           `json:"source,omitempty"` // the channel's certificate of the peer, 64 bytes
	Upload  int64            `json:"upload,omitempty"` // bits a second offered
	WebRTC  bool             `json:"webrtc,omitempty"` // it can be reached by WebRTC, through relay
	Want    int              `json:"want"`
}

// Welcome answers an announce.
type Welcome struct {
	Observed netip.AddrPort `json:"observed"`
	Peers    int            `json:"peers"`
	ICE      []string       `json:"ice,omitempty"` // STUN and TURN servers, as ident.ParseICE reads them
}

// Want asks for up to N peers.
type Want struct {
	N int `json:"n"`
}

// Peers is a sample of the channel's peers, and how many it has.
type Peers struct {
	Peers []PeerEntry `json:"peers"`
	Count int         `json:"count,omitempty"`
}

// PeerEntry is one peer of a Peers message.
type PeerEntry struct {
	Peer   ident.Peer       `json:"peer"`
	Addrs  []netip.AddrPort `json:"addrs"`
	Source []byte           `json:"source,omitempty"`
	Upload int64            `json:"upload,omitempty"`
	WebRTC bool             `json:"webrtc,omitempty"`
}

// ConnectTo asks the tracker to tell To that the client is about to connect.
type ConnectTo struct {
	To ident.Peer `json:"to"`
}

// Connect tells a client that Peer is about to connect from Addrs.
type Connect struct {
	Peer  ident.Peer       `json:"peer"`
	Addrs []netip.AddrPort `json:"addrs"`
}

// RelayTo asks the tracker to pass Data on to To.
type RelayTo struct {
	To   ident.Peer `json:"to"`
	Data []byte     `json:"data"`
}

// Relay is Data passed on from From.
type Relay struct {
	From ident.Peer `json:"from"`
	Data []byte     `json:"data"`
}

// Codes of an Error.
const (
	CodeBad      = "bad"      // the client broke the protocol
	CodeVersion  = "version"  // the tracker does not speak the client's version
	CodeProof    = "proof"    // the client did not prove its key
	CodeSource   = "source"   // the source signature is wrong
	CodeTracker  = "tracker"  // the proof is made for another tracker
	CodeChannel  = "channel"  // the tracker serves other channels
	CodeFull     = "full"     // the channel or the tracker has no room
	CodeRate     = "rate"     // messages came too fast
	CodeReplaced = "replaced" // the same key was announced on another connection
	CodeGone     = "gone"     // the peer asked for is not here; the connection stays
)

// Error is the tracker's refusal. It is also the Go error that the client
// reports when a tracker ends the connection with it.
type Error struct {
	Code string     `json:"code"`
	Text string     `json:"message"`
	Peer ident.Peer `json:"peer,omitzero"` // with CodeGone
}

// Error says what the tracker said.
func (e *Error) Error() string { return fmt.Sprintf("the tracker refused: %s (%s)", e.Text, e.Code) }

func (*Hello) kind() string     { return "hello" }
func (*Announce) kind() string  { return "announce" }
func (*Welcome) kind() string   { return "welcome" }
func (*Want) kind() string      { return "want" }
func (*Peers) kind() string     { return "peers" }
func (*ConnectTo) kind() string { return "connect" }
func (*Connect) kind() string   { return "connect" }
func (*RelayTo) kind() string   { return "relay" }
func (*Relay) kind() string     { return "relay" }
func (*Error) kind() string     { return "error" }

func (m *Hello) check() error {
	if len(m.Nonce) != nonceSize {
		return fmt.Errorf("nonce of %d bytes, want %d", len(m.Nonce), nonceSize)
	}
	return nil
}

func (m *Announce) check() error {
	if len(m.Tracker) > MaxName {
		return fmt.Errorf("tracker name of %d bytes, at most %d", len(m.Tracker), MaxName)
	}
	if m.Upload < 0 || m.Upload > MaxUpload {
		return fmt.Errorf("upload of %d bits a second", m.Upload)
	}
	m.Want = min(max(m.Want, 0), MaxPeersPerAnswer)
	return nil
}

func (m *Welcome) check() error {
	if m.Peers < 0 {
		return fmt.Errorf("%d peers", m.Peers)
	}
	m.ICE = slices.DeleteFunc(m.ICE, func(s string) bool {
		_, err := ident.ParseICE(s)
		return err != nil // of a later version, perhaps
	})
	m.ICE = m.ICE[:min(len(m.ICE), ident.MaxLinkICE)]
	return nil
}

func (m *Want) check() error {
	m.N = min(max(m.N, 0), MaxPeersPerAnswer)
	return nil
}

func (m *Peers) check() error {
	if m.Count < 0 {
		return fmt.Errorf("count %d", m.Count)
	}
	m.Peers = m.Peers[:min(len(m.Peers), MaxPeersPerAnswer)]
	for i := range m.Peers {
		p := &m.Peers[i]
		if p.Upload < 0 || p.Upload > MaxUpload {
			return fmt.Errorf("upload of %d bits a second", p.Upload)
		}
		p.Addrs = p.Addrs[:min(len(p.Addrs), MaxAddrs)]
	}
	return nil
}

func (*ConnectTo) check() error { return nil }

func (m *Connect) check() error {
	m.Addrs = m.Addrs[:min(len(m.Addrs), MaxAddrs)]
	return nil
}

func (m *RelayTo) check() error { return checkRelay(m.Data) }

func (m *Relay) check() error { return checkRelay(m.Data) }

func checkRelay(data []byte) error {
	if len(data) > MaxRelay {
		return fmt.Errorf("relay of %d bytes, at most %d", len(data), MaxRelay)
	}
	return nil
}

func (m *Error) check() error {
	m.Text = cut(m.Text, MaxErrorText)
	m.Code = cut(m.Code, 32) // the longest code known is "replaced"
	return nil
}

// cut returns the longest prefix of s of at most n bytes that ends between
// two characters.
func cut(s string, n int) string {
	s = strings.ToValidUTF8(s, "")
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// Encode writes a message as JSON.
func Encode(m Message) []byte {
	body, err := json.Marshal(m)
	if err != nil {
		panic(err) // none of the structs above holds what JSON cannot
	}
	// Every struct above has a member that is always written.
	return append([]byte(`{"type":"`+m.kind()+`",`), body[1:]...)
}

// DecodeRequest reads a message from a client. Its errors wrap ErrMalformed or
// ErrUnknownType.
func DecodeRequest(data []byte) (Message, error) {
	return decode(data, MaxRequest, func(kind string) Message {
		switch kind {
		case "announce":
			return new(Announce)
		case "want":
			return new(Want)
		case "connect":
			return new(ConnectTo)
		case "relay":
			return new(RelayTo)
		}
		return nil
	})
}

// DecodeReply reads a message from a tracker. Its errors wrap ErrMalformed or
// ErrUnknownType.
func DecodeReply(data []byte) (Message, error) {
	return decode(data, MaxReply, func(kind string) Message {
		switch kind {
		case "hello":
			return new(Hello)
		case "welcome":
			return new(Welcome)
		case "peers":
			return new(Peers)
		case "connect":
			return new(Connect)
		case "relay":
			return new(Relay)
		case "error":
			return new(Error)
		}
		return nil
	})
}

func decode(data []byte, limit int, empty func(kind string) Message) (Message, error) {
	if len(data) > limit {
		return nil, fmt.Errorf("%w: %d bytes, at most %d", ErrMalformed, len(data), limit)
	}
	var head struct {
		Type string `json:"type"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, plain(err))
	}
	m := empty(head.Type)
	if m == nil {
		return nil, fmt.Errorf("%w: %q", ErrUnknownType, cut(head.Type, 32))
	}
	if err := json.Unmarshal(data, m); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrMalformed, head.Type, plain(err))
	}
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrMalformed, head.Type, err)
	}
	return m, nil
}

// plain rids an error of package json of Go's types, which mean nothing to the
// other side.
func plain(err error) error {
	var wrong *json.UnmarshalTypeError
	switch {
	case !errors.As(err, &wrong):
		return err
	case wrong.Field == "":
		return fmt.Errorf("%s instead of an object", wrong.Value)
	}
	return fmt.Errorf("%s cannot be %s", wrong.Field, wrong.Value)
}
