// Package udp carries links over one UDP socket: a Noise handshake, then
// datagrams sealed one by one, 25 bytes longer than what they carry.
//
// # Notation
//
// Integers are big-endian. HMAC is HMAC-SHA256 (RFC 2104) cut to its first 16
// bytes. CHANNEL is the 32-byte public key of the channel that the link belongs
// to. A MAC KEY belongs to a peer as the receiver of handshakes:
//
//	SHA-256("throng udp v1 mac" | CHANNEL | the peer's X25519 public key)
//
// The first byte of a packet is its type. Types 0 to 3 belong to STUN (RFC 8489),
// which shares the socket; types not named here are dropped. An INDEX is a random
// 32-bit number by which a peer finds its own half of a link in what it receives.
//
// # Handshake
//
// Noise_IK_25519_AESGCM_SHA256 (revision 34 of the Noise specification), with the
// prologue "throng udp v1" | CHANNEL. The peers' X25519 keys are the static keys.
// The initiator knows the responder's beforehand and the responder learns and
// authenticates the initiator's.
//
//	4 initiation   type 1 | initiator's index 4 | Noise message 1, empty payload, 96 |
//	               cookie 16 | mac 16                                           (133 bytes)
//	5 response     type 1 | initiator's index 4 | responder's index 4 |
//	               Noise message 2, payload = status 1                           (58 bytes)
//	6 cookie       type 1 | initiator's index 4 | cookie 16 | mac 16             (37 bytes)
//
// The mac of an initiation is HMAC(the responder's MAC KEY, all bytes before it);
// a packet with another is dropped before anything costly is done. The cookie is
// zero until the responder has asked for one. A responder under load answers an
// initiation whose cookie is not right by a cookie packet and forgets it; the
// initiator repeats the same initiation with that cookie (and a new mac). What is
// in a cookie is the responder's affair; this one takes HMAC(a secret renewed
// every minute, source address 16 | source port 2) and accepts the previous
// secret's also. The mac of a cookie packet is HMAC(the responder's MAC KEY,
// the packet before it | mac of the initiation). No answer is longer than what
// it answers, and how many there are at most goes by the uplink
// (Config.Handshakes): however many knock, what goes over the links goes first.
//
// Status is 0 for a link, 1 for "I have no room for another" (no link comes about).
// A response may carry more bytes of payload, up to 133 bytes in all; they are
// ignored.
//
// The initiator sends one and the same Noise message to every address it knows of
// and repeats it with growing pauses for 5 s; the first valid response ends that.
// A responder answers a repeated initiation (the same ephemeral key) by the same
// response. The response gives the initiator the link; the responder has it when
// the first packet sealed under it arrives, so a replayed initiation never
// touches a live link. The initiator's challenge (see below) brings it.
//
// # Sealed packets
//
//	7 data         type 1 | receiver's index 4 | counter 4 | AEAD(datagram)
//	8 control      type 1 | receiver's index 4 | counter 4 | AEAD(kind 1 | rest)
//
// AEAD is AES-256-GCM under the key of that direction from Noise's Split (no
// cipher state of Noise is used after it). The nonce is 4 zero bytes and the
// 64-bit packet counter, as Noise lays it out for AESGCM; the additional data are
// the 9 bytes before the ciphertext. Both types draw from one counter, which
// begins at 0 and ends the link before 2^28. The packet has its low 32 bits; the
// receiver takes the 64-bit number nearest to the highest it has accepted, and
// accepts each number once within a window of 2,048.
//
// The kinds of control packet (others are ignored, as is what follows the rest):
//
//	0 keepalive    nothing follows
//	1 ping         up to 8 bytes follow; asks for a pong with the same
//	2 pong         what the ping had
//	3 close        the sender has ended the link
//
// A peer that has sent nothing for 2 s sends a keepalive. One that has heard
// nothing sealed for 3 s pings every 200 ms, and after 6 s ends the link.
//
// # Addresses
//
// A source address is easily forged, and a peer that forges it may mean to have a
// stream sent to somebody else. So each side of a link that has come up challenges
// the address that it sends to: it pings with 8 random bytes, of which the first
// has its highest bit set, again after 100 ms and then up to 300 ms, with the same
// bytes. Until they come back it sends datagrams of no more than 4,096 bytes and
// three times what came; after 6 s it ends the link. A sealed packet with the
// highest counter so far that comes from another address is answered by a
// challenge to that one, and the link moves there when it is answered.
//
// # Hints
//
//	9 unknown      type 1 | index 4: no link here has this index        (5 bytes)
//	10 punch       type 1: opens the way through a NAT; no answer       (1 byte)
//
// An unknown packet answers a sealed packet for an index that is not in use. It
// is not authenticated, and like an ICMP error only a hint: if it comes from the
// link's address and has the index that the link sends to, the peer pings at once
// and every 100 ms, and ends the link after 500 ms (or three round-trip times if
// that is more) unless one of those pings was answered or something sealed came
// later than 100 ms after the hint; what came sooner may have been under way.
//
// # Two links between the same peers
//
// A link confirmed replaces an older one to the same peer key: the peer has
// restarted. When both sides open at once, so that each has a link that it
// initiated itself, both keep the one whose initiator has the lower public key
// (compared as bytes). Two rules keep that case rare: a peer that has answered an
// initiation does not repeat its own to the same peer for a second, and one whose
// own link is younger than a second and unconfirmed answers no initiation.
package udp
