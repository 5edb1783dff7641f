package link

import "throng/internal/ident"

// OutSignal is what a transport wants carried to a peer by others, for a link
// that has no address to begin with.
type OutSignal struct {
	To   ident.Peer
	Data []byte
}

// Signaller is a Transport that sets up its links by signals. Signals may be
// lost, repeated or come in another order.
type Signaller interface {
	Transport
	// Signals returns the channel of what is to be carried. Whoever does not take
	// from it loses signals.
	Signals() <-chan OutSignal
	// HandleSignal takes a signal that was carried here and says that it is from
	// that peer. It never waits.
	HandleSignal(from ident.Peer, data []byte)
}
