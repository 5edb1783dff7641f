package webrtc

import (
	"bytes"
	"net"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// recorder notes what is written.
type recorder struct {
	net.Conn
	mu      sync.Mutex
	written [][]byte
	at      []time.Time
	closed  bool
}

func (r *recorder) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.written, r.at = append(r.written, bytes.Clone(b)), append(r.at, time.Now())
	return len(b), nil
}

func (r *recorder) Close() error {
	r.closed = true
	return nil
}

// TestPatience: FORWARD-TSN comes later than what was sent after it, the first and
// the last of several do, and none after the end.
func TestPatience(t *testing.T) {
	packet := func(chunk, n byte) []byte {
		b := make([]byte, sctpHeader+8)
		b[sctpHeader], b[sctpHeader+7] = chunk, n
		return b
	}
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{}
		c := &patientConn{Conn: r}
		began := time.Now()
		data, long := packet(0, 1), make([]byte, 1100)
		long[sctpHeader] = chunkForward // with more beside it, it is not held
		for _, b := range [][]byte{packet(chunkForward, 1), data, packet(chunkForward, 2), packet(chunkIForward, 3), long} {
			if n, err := c.Write(b); n != len(b) || err != nil {
				t.Errorf("Write: %d, %v", n, err)
			}
		}
		time.Sleep(3 * forwardPatience)
		synctest.Wait()
		want := [][]byte{data, long, packet(chunkForward, 1), packet(chunkIForward, 3)}
		if !slices.EqualFunc(r.written, want, bytes.Equal) {
			t.Fatalf("written: %x", r.written)
		}
		if took := r.at[2].Sub(began); took != forwardPatience {
			t.Errorf("the first was held for %v", took)
		}
		_, _ = c.Write(packet(chunkForward, 4))
		if err := c.Close(); err != nil || !r.closed {
			t.Errorf("Close: %v", err)
		}
		time.Sleep(3 * forwardPatience)
		synctest.Wait()
		if len(r.written) != len(want) {
			t.Errorf("after Close: %x", r.written[len(want):])
		}
		if _, err := c.Write(packet(chunkForward, 5)); err == nil {
			t.Error("a write after Close succeeds")
		}
	})
}
