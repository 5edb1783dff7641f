package sim

import (
	"net/netip"
	"time"

	"throng/internal/block"
	"throng/internal/ident"
	"throng/internal/overlay"
)

// Engine is what the simulator asks of an engine: the methods of overlay.Engine.
type Engine interface {
	HandleLinkUp(now time.Duration, l overlay.LinkID, peer ident.Peer, remote netip.AddrPort, initiator bool)
	HandleLinkDown(now time.Duration, l overlay.LinkID)
	HandleLinkFailed(now time.Duration, peer ident.Peer)
	HandleDatagram(now time.Duration, l overlay.LinkID, head, body []byte)
	HandlePeers(now time.Duration, records, sources []overlay.Record)
	SetAudience(count int)
	HandleTimeout(now time.Duration)
	Publish(now time.Duration, b *block.Sealed)
	Leave(now time.Duration)
	PollTransmit() (overlay.Transmit, bool)
	PollEvent() (overlay.Event, bool)
	PollTimeout() (at time.Duration, ok bool)
	Stats() overlay.Stats
}

func newEngine(cfg overlay.Config) (Engine, error) { return overlay.New(cfg) }
