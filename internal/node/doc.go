// Package node runs one engine over real links: it owns the goroutine in which
// the engine's methods are called, the timer that they ask for, and the queues
// between the engine and everything that may block.
//
//	link.Transport ──Receive──► batches ─┐
//	Introducer ────Introductions─────────┤
//	link.Signaller ──Signals─────────────┤
//	callers ───────closures──────────────┼─► loop ──► engine ──► Send, Flush
//	timer ───────────────────────────────┘                  └──► Queue of Items
//
// The loop never waits for anyone but those five: what it hands out goes into a
// Queue that drops the oldest blocks, and counts them, when nobody takes them.
//
// A node ends when its context does, or by Close: the engine takes leave of its
// neighbours, what it said is flushed, and the transport is closed.
package node

import (
	"time"

	"throng/internal/link"
	"throng/internal/overlay"
	"throng/internal/wire"
)

// What the link's and the engine's packages must agree on, since neither knows the other:
// a message fits a datagram, and the links of a joined transport's second are by WebRTC.
const (
	_ = uint(link.MaxDatagram - wire.MaxMessage)
	_ = uint64(link.Second) - uint64(overlay.WebRTCLink)
	_ = uint64(overlay.WebRTCLink) - uint64(link.Second)
)

// Limits of a node.
const (
	// DefaultQueueBytes is how many bytes of payload wait in the Queue when
	// Config does not say: 40 s at 3 Mb/s.
	DefaultQueueBytes = 16 << 20
	// maxQueueItems bounds the Queue where the payloads are tiny.
	maxQueueItems = 16384
	// batchSize is how many events are taken from the transport at once.
	batchSize = 64
	// flushBatches is how many batches are taken at most before what they made the engine
	// send is flushed.
	flushBatches = 4
	// maxBatches is how many batches wait for the loop; while all of them do,
	// the transport's own queue fills and drops.
	maxBatches = 16
	// maxCommands is how many commands wait for the loop before the callers do.
	maxCommands = 64
	// maxSignalled is for how many peers it is remembered how they were signalled to.
	maxSignalled = 1024
	// maxIdle is the longest time between two looks at the engine's timer, for
	// an engine that asks for none.
	maxIdle = time.Minute
)
