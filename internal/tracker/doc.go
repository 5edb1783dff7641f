// Package tracker introduces the peers of a channel to each other. It carries
// no video: a swarm that runs goes on without it.
//
// # Transport
//
// A client opens a WebSocket (RFC 6455) at /v1/announce and keeps it open. The
// open connection is the client's presence: when it closes, or when a ping is
// not answered within PingTimeout, the tracker forgets the peer. Native peers
// and browsers speak the same protocol. No origin is refused, for the tracker
// knows neither cookies nor passwords.
//
// # Messages
//
// Every message is one text frame holding one JSON object (RFC 8259) whose
// member "type" names it. Unknown members and unknown types are ignored, so
// that later versions can add to this one. Keys are 32 bytes in unpadded
// URL-safe base64 (as in links), other byte strings are in padded standard
// base64, addresses are "1.2.3.4:5" or "[2001:db8::1]:5".
//
// From the tracker:
//
//	hello    version, nonce, key     first; nonce (16 bytes) and key (an X25519
//	                                 public key, for this connection alone) are
//	                                 the challenge
//	welcome  observed, peers, ice?   the answer to announce: the address that
//	                                 the client's connection comes from, how many
//	                                 peers the channel has with this one, and a
//	                                 list of STUN and TURN servers for WebRTC
//	peers    peers: [{peer, addrs, source?, upload?, webrtc?}]
//	                                 at most MaxPeersPerAnswer, never oneself
//	connect  peer, addrs             that peer is about to connect to this one:
//	                                 let packets out to it (hole punching)
//	relay    from, data              signalling from that peer, unread
//	error    code, message, peer?    "gone" says that peer is not here (any
//	                                 more); after any other code the tracker
//	                                 closes the connection
//
// From the client:
//
//	announce version, channel, peer, tracker, proof, addrs, source?, upload?, webrtc?, want
//	                                 again whenever the addresses change; channel
//	                                 and peer stay the same on one connection
//	want     n                       asks for up to n peers now
//	connect  to                      asks for a connect message to that peer
//	relay    to, data                at most MaxRelay bytes for a peer of the channel
//
// The peers of an answer are a random sample, of which one network (an IPv4 address
// or IPv6 /64) has a quarter at most while there are others: a crowd at one address
// does not hide them. Up to MaxSourcesPerAnswer sources (broadcasters) come first. "upload" is what a peer offers, in bits a second. "webrtc" is true
// where the peer can be reached by WebRTC, through relay messages; one that announces no
// address, as a browser, cannot be reached otherwise nor reach others. A client is told only
// of peers that it can dial.
//
// A tracker may run in the process of a peer that is not connected to it (Config.Local):
// that peer and some of its neighbours are among those named, and what is to be relayed to
// a neighbour goes through the peer.
//
// # Who may announce a key
//
// A peer key cannot sign (X25519), so a peer proves that it holds the secret by
// a key agreement with the tracker's key of this connection:
//
//	k     = HKDF-SHA256(secret = X25519(peer secret, hello.key),
//	                    salt = hello.nonce, info = "throng tracker proof v1", 32 bytes)
//	proof = HMAC-SHA256(k, hello.key | peer | channel | tracker)
//
// where tracker is the text host:port by which the client reached the tracker.
// So nobody can announce or evict another's key, and an older proof is of no
// use. A tracker that knows its own names (Config.Names) refuses a proof made
// for another, which keeps one tracker of a link from passing the challenge of
// another on to a client.
// A second announce of a proven key replaces the first, whose connection ends
// with the code "replaced".
//
// A broadcaster adds source: the channel key's Ed25519 signature of
// "throng source v1" | 0x00 | peer, the certificate that its neighbours get too.
// The tracker passes it on and every client checks it, so that a tracker cannot
// invent a source either.
//
// # Which addresses are believed
//
// A tracker must not aim peers at a third party. Of the addresses announced it
// keeps those whose IP is the one the connection comes from; private and
// link-local ones only where the connection itself comes from a private,
// link-local or loopback address, loopback ones only where it comes from
// loopback. Peers named in Config.TrustedPeers (the broadcaster that runs the
// tracker inside itself and dials it over loopback) may announce any unicast
// address. At most MaxAddrs are kept. Where none of them has the observed IP,
// the observed IP with the port of the first announced address goes in front.
// Loopback and private addresses are told only to clients that come from such
// addresses, and clients drop them when the tracker's own address is neither.
//
// # Limits
//
// All are in limits.go. A client that sends too fast or too much is told why
// and disconnected, and so is one that does not read what it asked for. Messages
// from others (connect, relay) never fill more than half of a client's queue, nor
// its line: beyond that they are dropped and counted, so that nobody can evict a peer by
// flooding it.
package tracker
