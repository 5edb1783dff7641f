package webrtc

// Stats counts what a transport has done since it began.
type Stats struct {
	// What crossed the socket, in UDP payload bytes and in datagrams; what goes by
	// a TURN server does not.
	BytesSent, BytesReceived         uint64
	DatagramsSent, DatagramsReceived uint64

	// Data datagrams taken from Send, and passed on to Receive.
	DataSent, DataReceived uint64

	// Signals handed out, and taken in with a right tag.
	SignalsSent, SignalsReceived uint64

	// Sessions offered, answered, refused for want of room; links that came up.
	Offered, Answered, Refused, LinksUp uint64

	// Dropped, by cause.
	DropStray       uint64 // a packet of no session
	DropInbox       uint64 // a packet that found its session's queue full
	DropLong        uint64 // a message over link.MaxDatagram
	DropQueue       uint64 // a datagram that found the event queue full
	DropSignalQueue uint64 // a signal that found a queue full, either way
	DropTag         uint64 // a signal that is forged, damaged or of another version
	DropKeys        uint64 // a signal over the limit of key agreements
	DropSession     uint64 // a signal of no session that there is
	DropReplay      uint64 // an offer that was there before
	DropOffers      uint64 // an offer over a limit of offers
	DropSendLink    uint64 // given to Send for no such link
	DropSendLong    uint64 // given to Send and over link.MaxDatagram
	DropSendQueue   uint64 // given to Send while too much waited
	DropSendError   uint64 // given to Send and refused by the link

	// Links open now, and sessions being set up.
	Links, Setups int
}

// Dropped returns the Drop counts by cause, those of sending with "send_" in front.
func (s *Stats) Dropped() map[string]uint64 {
	return map[string]uint64{
		"stray": s.DropStray, "inbox": s.DropInbox, "long": s.DropLong, "queue": s.DropQueue,
		"signal_queue": s.DropSignalQueue, "tag": s.DropTag, "keys": s.DropKeys, "session": s.DropSession,
		"replay": s.DropReplay, "offers": s.DropOffers, "send_link": s.DropSendLink, "send_long": s.DropSendLong,
		"send_queue": s.DropSendQueue, "send_error": s.DropSendError,
	}
}

// Stats returns the counts so far.
func (t *Transport) Stats() Stats {
	t.mu.Lock()
	s := t.stats
	s.Links, s.Setups = len(t.links), len(t.setups)
	t.mu.Unlock()
	s.BytesSent, s.DatagramsSent = t.mux.bytesSent.Load(), t.mux.sent.Load()
	s.BytesReceived, s.DatagramsReceived = t.mux.bytesReceived.Load(), t.mux.received.Load()
	s.DropStray, s.DropInbox = t.mux.strays.Load(), t.mux.overflow.Load()
	s.DataReceived, s.DropQueue = t.dataReceived.Load(), t.dropQueue.Load()
	s.DropLong = t.dropLong.Load()
	s.DataSent, s.DropSendQueue, s.DropSendError = t.dataSent.Load(), t.dropSendQueue.Load(), t.dropSendError.Load()
	return s
}
