// Package freeport finds ports for tests that must name one beforehand: where a
// program cannot be told to take any port and say which, or where a listener is
// to come back at the same place. Everything else asks for port 0.
package freeport

import (
	"math/rand/v2"
	"net"
	"strconv"
	"sync/atomic"
)

// The ports lie below those that systems hand out by themselves, from 32768 or
// 49152 on, so that neither a connection nor a listener on port 0 takes one
// before its test does.
const (
	lowest = 20_000
	count  = 12_000
)

// next is the port to look at next, less lowest. Each process begins somewhere
// else, and gives none twice before it has been round.
var next atomic.Uint32

func init() { next.Store(rand.Uint32N(count)) }

// Test is what is needed of a testing.TB.
type Test interface {
	Helper()
	Fatal(args ...any)
}

// Take returns a port that is free on every address, for TCP as for UDP.
func Take(t Test) string {
	t.Helper()
	for range count {
		port := strconv.Itoa(lowest + int(next.Add(1)%count))
		if free(port) {
			return port
		}
	}
	t.Fatal("no port is free")
	return ""
}

func free(port string) bool {
	for _, host := range []string{"", "127.0.0.1"} {
		l, err := net.Listen("tcp", net.JoinHostPort(host, port))
		if err != nil {
			return false
		}
		_ = l.Close()
		p, err := net.ListenPacket("udp", net.JoinHostPort(host, port))
		if err != nil {
			return false
		}
		_ = p.Close()
	}
	return true
}
