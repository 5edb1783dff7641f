package udp

// Stats counts what a transport has done since it began. Every received packet
// that is not passed on is counted by exactly one of the Drop fields.
type Stats struct {
	// What crossed the socket, in UDP payload bytes and in datagrams.
	BytesSent, BytesReceived         uint64
	DatagramsSent, DatagramsReceived uint64

	// Data datagrams taken from Send, and passed on to Receive.
	DataSent, DataReceived uint64

	// Handshakes: answered as responder, begun by Connect, links that came up,
	// cookies asked for, and initiations repeated by the initiator.
	HandshakesAnswered, HandshakesBegun, LinksUp, CookiesSent, InitiationsRepeated uint64

	// Hints taken that a peer is gone: ICMP errors and unknown packets.
	Hints uint64

	// Received packets dropped, by cause.
	DropShort      uint64 // shorter than its type needs
	DropLong       uint64 // longer than any packet
	DropType       uint64 // of a type not known, or STUN that was not asked for
	DropMAC        uint64 // a handshake or cookie packet with a wrong mac
	DropAuth       uint64 // forged, changed or for other keys
	DropReplay     uint64 // counter seen before or behind the window
	DropIndex      uint64 // no link or handshake with this index
	DropCookie     uint64 // an initiation answered by a cookie instead
	DropHandshakes uint64 // an initiation over a limit of handshakes
	DropStale      uint64 // a handshake that lost against another to the same peer
	DropQueue      uint64 // a datagram that found the event queue full

	// Datagrams given to Send and dropped, by cause.
	DropSendLink  uint64 // no such link
	DropSendLong  uint64 // over link.MaxDatagram
	DropSendQueue uint64 // the queue was full: the kernel took nothing
	// Over what a link may send before the peer was reached at its address.
	DropSendUnreached uint64
	DropSendError     uint64 // the kernel refused the packet

	// Links open now, handshakes not yet confirmed, attempts of Connect.
	Links, HalfOpen, Attempts int
}

// Dropped returns the Drop counts by cause, those of sending with "send_" in front.
func (s *Stats) Dropped() map[string]uint64 {
	return map[string]uint64{
		"short": s.DropShort, "long": s.DropLong, "type": s.DropType, "mac": s.DropMAC, "auth": s.DropAuth,
		"replay": s.DropReplay, "index": s.DropIndex, "cookie": s.DropCookie, "handshakes": s.DropHandshakes,
		"stale": s.DropStale, "queue": s.DropQueue,
		"send_link": s.DropSendLink, "send_long": s.DropSendLong, "send_queue": s.DropSendQueue, "send_error": s.DropSendError,
		"send_unreached": s.DropSendUnreached,
	}
}
