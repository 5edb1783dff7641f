//go:build unix

package webrtc

import (
	"context"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"throng/internal/link"
)

func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkRelay sends datagrams of 1,100 bytes over one link and reports the CPU
// time of both ends together, which is that of a peer that receives them and sends
// them again. Run it with -benchtime 30000x, alone on the machine.
func BenchmarkRelay(b *testing.B) {
	b.Run("FlatOut", func(b *testing.B) { relay(b, 0) })
	b.Run("50Mbps", func(b *testing.B) { relay(b, 50e6) })
	b.Run("5Mbps", func(b *testing.B) { relay(b, 5e6) })
}

func relay(b *testing.B, bitsPerSecond float64) {
	const size = 1100
	exchange := newExchange()
	x, y := exchange.open(b, Config{}), exchange.open(b, Config{})
	id, _ := linked(b, x, y)
	var received atomic.Int64
	go func() {
		batch := make([]link.Event, 256)
		for {
			n, err := y.Receive(context.Background(), batch)
			if err != nil {
				return
			}
			received.Add(int64(n))
		}
	}()
	body := make([]byte, size)
	s := x.links[id]
	begun, began := cpu(b), time.Now()
	b.SetBytes(size)
	b.ResetTimer()
	for sent := 0; sent < b.N; {
		if bitsPerSecond == 0 {
			// As fast as it is taken, without a datagram dropped.
			for s.stream.BufferedAmount() > maxBuffered/4 {
				time.Sleep(50 * time.Microsecond)
			}
			x.Send(id, nil, body)
			sent++
			continue
		}
		for due := int(time.Since(began).Seconds() * bitsPerSecond / 8 / size); sent < min(due, b.N); sent++ {
			x.Send(id, nil, body)
		}
		time.Sleep(time.Millisecond)
	}
	for last, at := int64(-1), time.Now(); received.Load() < int64(b.N) && time.Since(at) < time.Second; {
		if n := received.Load(); n != last {
			last, at = n, time.Now()
		}
		time.Sleep(time.Millisecond)
	}
	b.StopTimer()
	used := cpu(b) - begun
	gigabits := float64(received.Load()) * size * 8 / 1e9
	b.ReportMetric(used.Seconds()/gigabits, "cpu-s/Gbit")
	b.ReportMetric(100*(1-float64(received.Load())/float64(b.N)), "%lost")
}
