package freeport

import (
	"net"
	"strconv"
	"testing"
)

func TestTake(t *testing.T) {
	taken := map[string]bool{}
	for range 50 {
		port := Take(t)
		n, err := strconv.Atoi(port)
		if err != nil || n < lowest || n >= lowest+count || taken[port] {
			t.Fatalf("port %q, after %d others", port, len(taken))
		}
		taken[port] = true
	}
}

// A port that either protocol uses, on any address, is passed over.
func TestTakePassesOver(t *testing.T) {
	for _, address := range []string{":", "127.0.0.1:"} {
		port := Take(t)
		l, err := net.Listen("tcp", address+port)
		if err != nil {
			t.Fatal(err)
		}
		if free(port) {
			t.Errorf("TCP %s%s counts as free", address, port)
		}
		_ = l.Close()
		p, err := net.ListenPacket("udp", address+port)
		if err != nil {
			t.Fatal(err)
		}
		if free(port) {
			t.Errorf("UDP %s%s counts as free", address, port)
		}
		_ = p.Close()
	}
}
