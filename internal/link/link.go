// Package link defines what a link is: an encrypted, authenticated, unordered,
// unreliable datagram pipe to a peer whose key is known, and nothing more.
// Transports stand below it; linktest holds the behaviour that all share.
package link

import (
	"context"
	"errors"
	"net/netip"

	"throng/internal/ident"
)

// MaxDatagram is the longest datagram a link carries, in bytes: what is left of
// the 1,150 bytes that cross a WebRTC data channel in one SCTP chunk once the
// UDP transport has added its own 25.
const MaxDatagram = 1125

// ID names a link within its transport. It is never used twice.
type ID uint64

// Kind says what an Event reports.
type Kind uint8

// The kinds of event.
const (
	// Up: the handshake is done and the peer's key proven.
	Up Kind = iota + 1
	// Data: a datagram came.
	Data
	// Down: the link has ended, or Connect failed (then ID is that of the attempt).
	Down
)

// Event is something that happened on a link.
type Event struct {
	Kind      Kind
	Link      ID
	Peer      ident.Peer     // Up and Down
	Remote    netip.AddrPort // where the peer is seen; Up only
	Initiator bool           // this side called Connect (both sides may have); Up only
	Data      []byte         // Data only; the receiver of the event owns it
	Err       error          // Down only: why
}

// Errors that a Down event may carry.
var (
	ErrTimeout  = errors.New("the peer does not answer")
	ErrClosed   = errors.New("closed by this side")
	ErrRemote   = errors.New("closed by the peer")
	ErrReplaced = errors.New("replaced by a newer link to the same peer")
	ErrTooMany  = errors.New("too many links")
	ErrSelf     = errors.New("the peer is this peer itself")
	ErrAddress  = errors.New("no usable address")
	ErrWornOut  = errors.New("the link's keys have been used as often as they may; connect again")
)

// Transport opens and accepts links. Send, Flush, Connect and Close may be
// called from one goroutine while another is in Receive.
type Transport interface {
	// Connect begins a link to peer at any of addrs (tried together, the first
	// answer wins). It returns at once; Up or Down follows with the same ID.
	// Where a link to that peer is up already, its ID comes back and no event
	// follows; where one is being opened, its ID comes back and addrs are added.
	Connect(peer ident.Peer, addrs []netip.AddrPort) ID
	// Expect lets packets out to addrs so that a peer behind a NAT that is about
	// to connect gets through (hole punching).
	Expect(peer ident.Peer, addrs []netip.AddrPort)
	// Send queues the datagram head‖body for id; both may be reused on return.
	// A datagram for an unknown link, one over MaxDatagram or one that finds the
	// queue full is dropped and counted, and so is what goes beyond a few kilobytes
	// before the peer has shown that it is where it seems to be: a round trip.
	Send(id ID, head, body []byte)
	// Flush hands what Send queued to the network.
	Flush()
	// Disconnect ends a link after telling the peer; Down follows.
	Disconnect(id ID)
	// Receive waits for events and fills batch; it returns how many, or ctx's
	// error, or net.ErrClosed once it has handed out what came before Close.
	Receive(ctx context.Context, batch []Event) (int, error)
	// Addrs lists the addresses under which this transport can be reached from
	// the networks this machine is in.
	Addrs() []netip.AddrPort
	// Close ends every link, telling the peers (Down with ErrClosed follows for
	// each), and frees the socket. A second Close does nothing.
	Close() error
}
