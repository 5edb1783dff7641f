// Package overlay is Throng's engine: the whole swarm protocol of one peer in
// one channel, as a state machine without I/O.
//
// The driver (internal/node over real links, internal/sim over simulated ones)
// owns the clock, the links and the goroutine. It calls HandleX with what
// happened and commands for what its user wants, each with the peer's own time
// `now`, and after every such call, in this order:
//
//  1. PollTransmit until it returns false, handing each datagram to its link;
//  2. PollEvent until it returns false;
//  3. PollTimeout, to know when HandleTimeout must be called at the latest.
//
// Nothing in here blocks, starts a goroutine, reads a clock or logs. Time is a
// time.Duration since an origin of the peer's own choosing; it never goes back.
// Same calls with the same arguments and the same seed give the same answers.
package overlay

import (
	"time"

	"throng/internal/block"
	"throng/internal/ident"
	"throng/internal/wire"
)

// LinkID names a link; the driver chooses it and never uses one twice.
type LinkID uint64

// Role says what a peer does in a channel.
type Role uint8

const (
	// Viewer plays the stream and passes it on.
	Viewer Role = iota
	// Relay passes the stream on without playing it.
	Relay
	// Source is the broadcaster.
	Source
)

// Config sets up an Engine. Channel, Self and Coder are required; every other
// zero value has the meaning that its comment gives.
type Config struct {
	Channel ident.Channel
	Self    ident.Peer
	Role    Role
	Coder   block.Coder
	// Certificate is the channel's signature over ident.SourceMessage(Self); Source only.
	Certificate block.Signature
	// Seed of all random choices.
	Seed uint64
	// Reach is by what this peer can open links and be reached; 0 is ByUDP. It learns only
	// of peers that it can dial.
	Reach Reach
	// Astray: signals of neighbours to peers that are not linked here are given to the driver.
	Astray bool
	// MaxUpload is the most that this peer sends, in bits a second, everything
	// counted but IP and UDP headers; 0 is DefaultMaxUpload, negative gives nothing.
	MaxUpload int64
	// MaxWait is how long after its capture a block may still be waited for
	// before the viewer goes on without it; 0 is DefaultMaxWait.
	MaxWait time.Duration
	// Buffers may be shared by engines that one goroutine drives, each of which it polls dry
	// after every call; nil: the engine has its own. What an engine gives is valid until the next
	// call of any that shares them.
	Buffers *Buffers
	// Borrow: datagram bodies handed in stay unchanged for ever, so the engine
	// may keep references instead of copies. Simulator only.
	Borrow bool
	// Tuning is for experiments in the simulator; its zero value is the engine as it ships.
	Tuning Tuning
	// Sealed, where it is set, gives a rebuilt block as the broadcaster sealed it, and the
	// engine refers to that, which never changes, instead of keeping its own; Coder.Rebuild
	// is given no tree then. Simulator only.
	Sealed func(block.Seq) *block.Sealed
}

// Record is how peers tell each other of a peer.
type Record = wire.PeerRecord

// Transmit is a datagram to send: Head‖Body on Link. Both are valid until the
// next call of any method but PollTransmit.
type Transmit struct {
	Link LinkID
	Head []byte
	Body []byte
	// Class is what the bytes are for; the simulator's accounts use it.
	Class Class
}

// Class sorts transmitted bytes.
type Class uint8

// The classes. A shard is Push or Repair; its proof bytes are Transmit.Head.
const (
	Control Class = iota
	Push
	Repair
)

// EventKind says what an Event is.
type EventKind uint8

const (
	// BlockReady: a block, in order. Header and Shards are set; the payload is
	// block.AppendPayload of them. They are valid until the next Handle call.
	BlockReady EventKind = iota + 1
	// BlocksLost: Count blocks before the next BlockReady were given up.
	BlocksLost
	// NeedPeers: Count more peers are wanted from whoever introduces.
	NeedPeers
	// Connect: open a link to Record, by UDP where Config.Reach has that and Record has
	// addresses, else by WebRTC. Answer by HandleLinkUp or HandleLinkFailed.
	Connect
	// Disconnect: close Link (HandleLinkDown need not follow). Cause says why.
	Disconnect
	// Ended: the stream's last block was delivered.
	Ended
	// Joined: the first Entry block was delivered.
	Joined
	// Signalled: Data came from Peer, who wants a WebRTC link or answers. Whether it is
	// indeed from there only the data can show.
	Signalled
	// Astray: a neighbour, Peer, sends Data to To, which is not linked here; only with
	// Config.Astray.
	Astray
)

// Event is something the driver must act on or may tell its user.
type Event struct {
	Kind   EventKind
	Header *block.Header
	Shards [][]byte
	// Rebuilt is when the block could be rebuilt, on this peer's clock.
	Rebuilt time.Duration
	// Delay is Rebuilt minus the block's capture, on the broadcaster's clock as
	// far as that is known here.
	Delay time.Duration
	// Joining: the block was fetched in order to join, so its delay says nothing.
	Joining bool
	Count   int
	Record  Record
	Link    LinkID
	Cause   Cause
	Peer    ident.Peer
	To      ident.Peer
	Data    []byte
}

// String returns the role's name as figures and metrics use it.
func (r Role) String() string {
	switch r {
	case Source:
		return "source"
	case Relay:
		return "relay"
	default:
		return "viewer"
	}
}
