package webrtc

import (
	"net"
	"sync"
	"time"
)

const (
	// forwardPatience is how long FORWARD-TSN is held back.
	forwardPatience = 30 * time.Millisecond
	// sctpHeader is the length of SCTP's common header; a chunk's type follows.
	sctpHeader    = 12
	chunkForward  = 192 // FORWARD-TSN (RFC 3758)
	chunkIForward = 194 // I-FORWARD-TSN (RFC 8260)
	// maxForwardBytes is the longest packet held back: it has that chunk alone.
	maxForwardBytes = 64
)

// patientConn is what SCTP sends by. With no retransmissions pion gives a chunk up
// when it sends it, and says so to the peer, by FORWARD-TSN, at the next
// acknowledgement. Where that overtakes the chunk on the way the peer drops it:
// with 20 ms of delay, and packets of the same millisecond in any order, a fifth of
// 4 Mb/s was lost. So FORWARD-TSN is held back for a while. Of several the first
// and the last count.
type patientConn struct {
	net.Conn
	mu      sync.Mutex
	held    []byte // to be sent by the timer; empty for none
	newer   []byte // to be held then; empty for none
	timer   *time.Timer
	stopped bool
}

// Write sends a packet, or holds it.
func (c *patientConn) Write(b []byte) (int, error) {
	if len(b) <= sctpHeader || len(b) > maxForwardBytes || b[sctpHeader] != chunkForward && b[sctpHeader] != chunkIForward {
		return c.Conn.Write(b)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.stopped:
		return 0, net.ErrClosed
	case len(c.held) > 0:
		c.newer = append(c.newer[:0], b...)
	default:
		c.hold(b)
	}
	return len(b), nil
}

func (c *patientConn) hold(b []byte) {
	c.held = append(c.held[:0], b...)
	if c.timer == nil {
		c.timer = time.AfterFunc(forwardPatience, c.release)
		return
	}
	c.timer.Reset(forwardPatience)
}

// release sends what was held.
func (c *patientConn) release() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped {
		return
	}
	_, _ = c.Conn.Write(c.held) // lost, it comes again
	c.held = c.held[:0]
	if len(c.newer) > 0 {
		c.hold(c.newer)
		c.newer = c.newer[:0]
	}
}

// Close ends all.
func (c *patientConn) Close() error {
	c.mu.Lock()
	c.stopped = true
	if c.timer != nil {
		c.timer.Stop()
	}
	c.mu.Unlock()
	return c.Conn.Close()
}
