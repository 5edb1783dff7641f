// Package webrtc is the link that browsers have too: a WebRTC data channel. A
// peer is reached not by an address but by signals (package signal), which others
// carry: Signals hands them out, HandleSignal takes them in.
//
// A link is an ICE agent, a DTLS association over the pair of addresses that it
// finds, an SCTP association over that, and in it the stream 0, unordered and
// without repeats. Of pion these four are used by themselves and not its
// PeerConnection: that has no way to one socket for all that also asks STUN
// servers, and passes each packet through two more queues.
//
// One goroutine reads the socket and hands out packets; one takes signals; each
// link has one of its own, beside pion's, that sets it up, then reads from it.
//
// # Sessions
//
// Connect makes a session with a random number and offers. The offer is repeated
// until it is answered. Who gets an offer answers, and again where it comes
// again. When the channel is there at either side, the link is up there.
//
//	           Connect              answer
//	(none) ───────────────► offering ─────► joining ────► up ────► (none)
//	   │       offer           │ ▲ offer of the         │
//	   └───────────────────────┼─┼─ other, lower key ───┘
//	                           ▼ │
//	                        answering: as joining
//
// Where both offer at once the one with the lower key yields: it drops its own
// offer and answers. A session ends by its time limit, a refusal, or as a link.
//
// # What is not believed
//
// A signal counts only with its tag, which ties the DTLS certificate to the
// peer's key; a link is up only after that certificate was shown. So whoever
// carries signals can lose, delay and repeat them, but not read or join. An offer
// counts once: its number is remembered. It never touches a link that is up: only
// a new link that has come up replaces that.
//
// An offer makes this peer send checks to the addresses in it, which may be
// anybody's: no more than maxChecks each to maxRemote of them, and few sessions at
// once name the same network. Packets of DTLS go to the session that ICE found the
// address for, never to one that merely sent something there (see mux).
package webrtc

import "time"

// Limits of a transport.
const (
	// DefaultMaxLinks is how many links there may be if Limits does not say.
	DefaultMaxLinks = 256
	// DefaultMaxSetups is how many sessions may be under way if Limits does not say.
	DefaultMaxSetups = 64
	// EventQueueSize is how many datagrams wait for Receive; more are dropped.
	EventQueueSize = 8192
	// SignalQueueSize is how many signals wait each way; more are dropped.
	SignalQueueSize = 256
	// MaxServers is how many STUN and TURN servers are used.
	MaxServers = 4

	// setupTimeout is how long a link may take to come up.
	setupTimeout = 10 * time.Second
	// offerEvery is the pause between repeats of an offer, maxOffers how often it
	// is sent.
	offerEvery = 500 * time.Millisecond
	maxOffers  = 8
	// maxAnswers is how often one offer is answered.
	maxAnswers = 16
	// maxSetupsNetwork is how many sessions offered by others may at once name
	// addresses of one network (IPv4: one address; IPv6: one /64).
	maxSetupsNetwork = 16
	// peerOffers is how many new offers a second are taken from one peer.
	peerOffers = 2
	// replaceAfter is how old a session must be for another offer of the same peer
	// to take its place.
	replaceAfter = time.Second
	// rememberedOffers is how many offers are remembered so as not to be taken
	// twice. One that is older than all of them costs a session that never comes up.
	rememberedOffers = 4096
	// maxKeys is how many peers' signal keys are kept, newKeys how many are agreed
	// on a second: each costs 0.1 ms, and anybody can send signals.
	maxKeys = 1024
	newKeys = 200
	// maxRemote is how many of a peer's candidates are tried, maxChecks how often
	// each, checkEvery apart.
	maxRemote  = 16
	maxChecks  = 30
	checkEvery = 100 * time.Millisecond
	// maxHosts is how many addresses of this machine are told.
	maxHosts = 8
	// Send drops what would wait behind something that has not been acknowledged for longer
	// than a round trip and maxQueued, in the first newFor of a link newQueued, since SCTP
	// begins slowly; a peer may hold its acknowledgements for 200 ms. The round trip is the
	// shortest of the last tripFor, as SCTP smooths it, or what it is now, up to usualTrip:
	// that of a slow peer is long too. While no more than minBuffered bytes wait nothing is
	// dropped, or else none would be sent by which the peer might tell that it lacks them;
	// and never may more than maxBuffered wait.
	maxQueued   = 250 * time.Millisecond
	newQueued   = 600 * time.Millisecond
	newFor      = 5 * time.Second
	tripFor     = 5 * time.Minute
	usualTrip   = 200 * time.Millisecond
	minBuffered = 4 << 10
	maxBuffered = 1 << 20
	// queueMark is how exactly the time is known for which something has waited.
	queueMark = 10 * time.Millisecond
	// maxInbox and maxInboxBytes are how much of one session waits for DTLS.
	maxInbox      = 4096
	maxInboxBytes = 4 << 20
	// receiveWindow is what SCTP lets a peer have under way.
	receiveWindow = 1 << 20
	// keepaliveEvery is the pause between checks of a link, silenceLimit how long
	// it stays up without an answer to any.
	keepaliveEvery = time.Second
	silenceLimit   = 6 * time.Second
	// linger is how long a link that is closed goes on sending what was queued.
	linger = 100 * time.Millisecond
	// socketBuffer is what the kernel is asked to buffer each way, in bytes.
	socketBuffer = 4 << 20
)
