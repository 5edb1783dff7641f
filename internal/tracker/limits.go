package tracker

import (
	"time"

	"throng/internal/ident"
)

// Version is the version of the protocol in this package.
const Version = 1

// Path is where the tracker's WebSocket is found.
const Path = "/v1/announce"

// Limits of the protocol, the same for everyone.
const (
	// MaxAddrs is the most addresses a peer is known by.
	MaxAddrs = 8
	// MaxPeersPerAnswer is the most peers given in one answer.
	MaxPeersPerAnswer = 50
	// MaxSourcesPerAnswer is how many broadcasters head an answer at most.
	MaxSourcesPerAnswer = 2
	// networkShare is the part of an answer, one in so many, that peers of one
	// network have while there are others; maxLooks is among how many times as many
	// peers as are wanted these are sought.
	networkShare = 4
	maxLooks     = 8
	// MaxRelay is the longest signalling message passed on, in bytes: an SDP
	// offer with all its candidates is about 4 kB.
	MaxRelay = 16 << 10
	// MaxRequest is the longest message of a client, in bytes: a relay of
	// MaxRelay bytes is 22 kB in base64.
	MaxRequest = 24 << 10
	// MaxReply is the longest message of a tracker, in bytes:
	// MaxPeersPerAnswer peers of MaxAddrs IPv6 addresses each are 30 kB.
	MaxReply = 64 << 10
	// MaxName is the longest tracker name in an announce, in bytes: a host
	// name of 253, a colon and a port.
	MaxName = 253 + 6
	// MaxErrorText is the longest explanation kept of an error message, in bytes.
	MaxErrorText = 256
	// MaxUpload is the largest upload believed, in bits a second.
	MaxUpload = 100e9
	// foreignRate is how many bytes a second of other peers' messages (connect,
	// relay) a client is given, foreignBurst how many at once: some 500 connects, or
	// the offers of a dozen WebRTC negotiations.
	foreignRate  = 128 << 10
	foreignBurst = 256 << 10
	// answerCost is for how many messages one counts that is answered by peers.
	answerCost = 5
	// nonceSize is the length of hello's nonce, in bytes.
	nonceSize = 16
)

// Times of both sides.
const (
	// PingInterval is the time between two pings on a connection.
	PingInterval = 10 * time.Second
	// PingTimeout is how long the answer to a ping may take before the other
	// side is taken for gone.
	PingTimeout = 5 * time.Second
	// WriteTimeout is how long one message may take to be handed to the network
	// before its reader is taken for too slow.
	WriteTimeout = 5 * time.Second
	// CloseTimeout is how long a closing side waits for the other's close frame.
	CloseTimeout = time.Second
	// requestTimeout is how long an HTTP request may take to arrive, and its answer
	// to leave, before it becomes a WebSocket.
	requestTimeout = 5 * time.Second
	// pageTimeout is how long a file of the page may take to leave: the longest has about
	// a megabyte.
	pageTimeout = 2 * time.Minute
	// AnnounceTimeout is how long a fresh connection may stay without announce.
	AnnounceTimeout = 10 * time.Second
)

// Limits of a server's memory and patience. A zero field means its default.
type Limits struct {
	// Channels is the most channels known at a time (default 2,000).
	Channels int
	// PeersPerChannel is the most peers of one channel (default 12,000).
	PeersPerChannel int
	// Connections is the most connections in all (default 16,000, which leaves
	// room below the 20,000 open files of a usual process).
	Connections int
	// ConnectionsPerIP is the most connections from one IPv4 address or IPv6
	// /64 network (default 500: one NAT may hide many households).
	ConnectionsPerIP int
	// MessageRate is how many messages a second a client may send in the long
	// run (default 50), MessageBurst how many at once (default 200: the
	// candidates of a dozen WebRTC negotiations). One that is answered by peers
	// counts for five.
	MessageRate  int
	MessageBurst int
	// Queue is how many messages wait for a client (default 64). Messages from
	// other peers fill at most half of it.
	Queue int
	// STUNRate is how many binding requests a second are answered to one IP
	// address (default 50).
	STUNRate int
}

func (l Limits) withDefaults() Limits {
	set := func(field *int, value int) {
		if *field <= 0 {
			*field = value
		}
	}
	set(&l.Channels, 2000)
	set(&l.PeersPerChannel, 12_000)
	set(&l.Connections, 16_000)
	set(&l.ConnectionsPerIP, 500)
	set(&l.MessageRate, 50)
	set(&l.MessageBurst, 200)
	set(&l.Queue, 64)
	set(&l.STUNRate, 50)
	return l
}

// Limits and times of a client.
const (
	// MaxTrackers is the most trackers a client speaks to.
	MaxTrackers = ident.MaxLinkTrackers
	// eventQueue is how many events wait for the client's user; a newer one
	// that finds the queue full is dropped and counted.
	eventQueue = 256
	// requestQueue is how many messages wait to be sent to one tracker.
	requestQueue = 64
	// maxKnown is for how many peers a client remembers which tracker knows them.
	maxKnown = 4096
	// defaultWant is how many peers are asked for with the first announce.
	defaultWant = 20
	// handshakeTimeout is how long it may take from dialling to welcome.
	handshakeTimeout = 5 * time.Second
	// addrsInterval is the time between two looks at ClientConfig.Addrs.
	addrsInterval = time.Second
	// retryMin is the wait after the first failure; it doubles with each up to
	// retryMax. The waits are spread evenly over the upper half of that.
	retryMin = 250 * time.Millisecond
	retryMax = 15 * time.Second
	// retryAlone is the longest wait while no tracker at all is up: viewers must
	// find a broadcaster that restarts, and its tracker with it, within 2 s.
	retryAlone = time.Second
	// stableAfter is how long a connection must hold to be a success after which
	// the waits begin at retryMin again.
	stableAfter = 5 * time.Second
)
