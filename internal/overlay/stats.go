package overlay

import (
	"math/bits"
	"time"
)

// Cause says why a datagram was dropped or a neighbour left.
type Cause uint8

// The causes. Those up to CauseLast are counted in Stats.Dropped.
const (
	CauseNone         Cause = iota
	CauseMalformed          // it does not parse
	CauseVersion            // the peer speaks another version
	CauseUnknownType        // a message type of a later version
	CauseCertificate        // a Hello claims to be the broadcaster without proof
	CauseSignature          // the signature is not the channel's
	CauseBadShard           // the body is not the shard that was signed
	CauseOld                // a block from before the window: replayed or very late
	CauseFuture             // a block further ahead than any honest one
	CauseDuplicate          // that shard is held already
	CauseSurplus            // the block is whole already: parity that was not needed
	CauseUnwanted           // pushed without having been asked for
	CauseUnknownBlock       // a shard without proof of a block of which too many are waiting
	CauseRate               // more requests than a neighbour may make
	CauseForged             // a signal in the name of another
	CauseNoWay              // a signal to a peer that is not linked here, or back to its sender
	CauseSilent             // neighbour: nothing heard from it
	CauseUseless            // neighbour: not needed any more
	CauseLeft               // neighbour: said Bye
	CauseMisbehaved         // neighbour: sent what no honest peer sends
	CauseFull               // neighbour: no room for more links
	CauseLast
)

var causeNames = [CauseLast]string{
	"none", "malformed", "version", "unknown_type", "certificate", "signature",
	"bad_shard", "old", "future", "duplicate", "surplus", "unwanted", "unknown_block", "rate",
	"forged", "no_way",
	"silent", "useless", "left", "misbehaved", "full",
}

// String returns the cause's name as metrics and events use it.
func (c Cause) String() string {
	if c >= CauseLast {
		return "unknown"
	}
	return causeNames[c]
}

// Stats are an engine's figures. Counters run from its start.
type Stats struct {
	Role       Role
	Neighbours int // links that are up
	Parents    int // neighbours that push to this peer
	Children   int // neighbours that this peer pushes to
	Stripes    int // stripes that are being received
	ChildSlots int // stripes being pushed, over all children
	// Short: the viewers' uplinks do not carry the stream. A viewer has had too few stripes to
	// see anything for a while and its neighbours have no room for it; the broadcaster helps
	// out with what its own uplink carries.
	Short bool
	// Lossy: at the broadcaster, most of its neighbours lose much of what is pushed to them: more
	// parity would help (block.Cutter.SetLossy). At a viewer, it does.
	Lossy bool

	Delay     time.Duration // of the newest delivered block: from its capture to its being rebuilt here
	ClockSure time.Duration // how far the estimate of the broadcaster's clock may be off; negative: unknown

	Delivered uint64 // blocks handed on in order
	Lost      uint64 // blocks given up
	Late      uint64 // blocks rebuilt more than LateAfter after their capture
	Payload   uint64 // media bytes delivered; at the source, published

	ReceivedBytes   uint64 // bytes of all datagrams received
	ReceivedShards  uint64 // shards accepted
	FromSourceBytes uint64 // shard bodies accepted that the broadcaster itself sent
	FromPeersBytes  uint64 // shard bodies accepted that other peers sent
	SentBytes       uint64 // bytes of all datagrams sent
	SentControl     uint64 // of these: control messages
	SentRepair      uint64 // of these: answers to Pull
	SentProof       uint64 // of these: headers, signatures and paths of shards
	SentBody        uint64 // of these: bodies of shards
	Pulled          uint64 // shards asked for by Pull
	Capped          uint64 // shards not pushed because of MaxUpload
	Regenerated     uint64 // shards made again from a rebuilt block in order to pass them on

	Dropped [CauseLast]uint64 // datagrams dropped, by cause
	Kicked  [CauseLast]uint64 // neighbours dropped, by cause
}

// Neighbour is what is known of a peer to which a link is up.
type Neighbour struct {
	Link   LinkID
	Source bool          // it has proven to be the broadcaster
	UDP    bool          // an address for UDP links is known, which no browser has
	Trip   time.Duration // the round trip, smoothed; 0: unknown
	Gives  int           // stripes that it pushes to this peer
	Takes  int           // stripes that this peer pushes to it
}

// AppendNeighbours appends the neighbours as they are now, in the order in which they came.
func (e *Engine) AppendNeighbours(list []Neighbour) []Neighbour {
	for _, n := range e.neighbours {
		v := Neighbour{Link: n.link, Source: n.source, UDP: len(n.record.Addrs) > 0, Trip: n.rtt, Takes: bits.OnesCount32(n.serves &^ n.awaits)}
		for i := range e.stripes {
			if e.stripes[i].parent == n {
				v.Gives++
			}
		}
		list = append(list, v)
	}
	return list
}
