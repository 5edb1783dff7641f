package e2e

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"throng/internal/await"
)

const (
	// slowReaders stop reading, and maxResident is the most memory that their
	// viewer may ever hold: the queue that they share and a process.
	slowReaders = 20
	maxResident = 160 << 20
	// A flood of handshakes: so many packets, evenly over that time.
	floodPackets = 20_000
	floodTime    = 2500 * time.Millisecond
	floodSockets = 50
)

// TestSlowReader holds connections open without reading while others read on.
func TestSlowReader(t *testing.T) {
	bin := need(t)
	t.Parallel()
	length := 20 * time.Second
	if *full {
		length = time.Minute
	}
	l := newLab(t)
	source, audience := l.host("source"), l.host("viewers")
	cast := source.throng("cast", bin, "cast", clip(t, 0, length))
	ready := cast.ready()
	own := source.fetch(ready.Page + "stream.mp4")
	slow := audience.viewers(bin, ready.Link, 1)[0]
	other := audience.viewers(bin, ready.Link, 1, "--page", "")[0]
	stream := slow.ready().Stream
	slow.delivered()
	before := slow.residentBytes()
	for range slowReaders {
		stall(t, audience, stream)
	}
	fast := audience.fetch(stream)
	peak := uint64(0)
	await.True(t, "the cast ends", length+patience, func() bool {
		peak = max(peak, slow.peakBytes())
		return cast.ended()
	})
	if code, _ := cast.exit(0); code != 0 {
		t.Errorf("cast ended with code %d", code)
	}
	t.Logf("memory of the viewer with %d readers that do not read: %d MB before, %d MB at most", slowReaders, before>>20, peak>>20)
	if peak > maxResident {
		t.Errorf("it held %d MB, above %d", peak>>20, maxResident>>20)
	}
	reference := own.recording(t)
	at, err := place(fast.recording(t).fragments, reference.fragments)
	if err != nil || at.to != len(reference.fragments) {
		t.Errorf("a reader beside them got %v of %d: %v", at, len(reference.fragments), err)
	}
	for _, v := range []viewer{slow, other} {
		v.checkEnd(t, shortDelayMs)
		v.checkWhole(t, reference)
	}
}

// stall asks for a stream, reads its beginning and no more.
func stall(t *testing.T, h *host, url string) {
	t.Helper()
	address, path, _ := strings.Cut(strings.TrimPrefix(url, "http://"), "/")
	c, err := h.dial(context.Background(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if _, err := fmt.Fprintf(c, "GET /%s HTTP/1.1\r\nHost: %s\r\n\r\n", path, address); err != nil {
		t.Fatal(err)
	}
	if err := c.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(c, make([]byte, 64)); err != nil {
		t.Fatal(err)
	}
}

// TestFlood sends what looks like handshakes to the broadcaster's port, from
// many sources, while viewers watch.
func TestFlood(t *testing.T) {
	bin := need(t)
	t.Parallel()
	l := newLab(t)
	source, audience, attacker := l.host("source"), l.host("viewers"), l.host("attacker")
	cast := source.throng("cast", bin, "cast", clip(t, 0, 16*time.Second), "--listen", ":"+castPort)
	ready := cast.ready()
	own := source.fetch(ready.Page + "stream.mp4")
	viewers := audience.viewers(bin, ready.Link, 3, "--page", "")
	for _, v := range viewers {
		v.delivered()
	}
	sent := flood(t, attacker, source.addr+":"+castPort)
	late := audience.viewers(bin, ready.Link, 1, "--page", "")[0]
	took := time.Now()
	late.delivered()
	t.Logf("%d packets in %v; a viewer that came right after them played within %v", sent, floodTime, time.Since(took).Round(time.Millisecond))
	code, _ := cast.exit(16 * time.Second)
	if code != 0 {
		t.Errorf("cast ended with code %d", code)
	}
	reference := own.recording(t)
	for _, v := range append(viewers, late) {
		v.checkEnd(t, shortDelayMs)
		v.checkWhole(t, reference)
	}
}

// flood sends packets of the lengths and types of a handshake with random
// content, and of sealed packets for links that do not exist.
func flood(t *testing.T, h *host, to string) int {
	t.Helper()
	target, err := net.ResolveUDPAddr("udp", to)
	if err != nil {
		t.Fatal(err)
	}
	var sockets []*net.UDPConn
	err = h.enter(func() error {
		for range floodSockets {
			c, err := net.DialUDP("udp", nil, target)
			if err != nil {
				return err
			}
			sockets = append(sockets, c)
		}
		return nil
	})
	for _, c := range sockets {
		t.Cleanup(func() { _ = c.Close() })
	}
	if err != nil {
		t.Fatal(err)
	}
	kinds := []struct {
		kind byte
		size int
	}{{4, 133}, {4, 133}, {4, 133}, {5, 58}, {6, 37}, {7, 900}, {8, 30}, {4, 1400}}
	packet := make([]byte, 1400)
	if _, err := rand.Read(packet); err != nil {
		t.Fatal(err)
	}
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	sent := 0
	for start := time.Now(); sent < floodPackets; <-tick.C {
		due := min(floodPackets, int(float64(floodPackets)*float64(time.Since(start))/float64(floodTime)))
		for ; sent < due; sent++ {
			k := kinds[sent%len(kinds)]
			packet[0] = k.kind
			binary.BigEndian.PutUint32(packet[1:], uint32(sent)*2654435761)
			// A full socket buffer is as good as a packet lost on the way.
			_, _ = sockets[sent%len(sockets)].Write(packet[:k.size])
		}
	}
	return sent
}
