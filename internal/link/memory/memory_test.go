package memory

import (
	"context"
	"encoding/binary"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"throng/internal/ident"
	"throng/internal/link"
	"throng/internal/link/linktest"
)

func factory(n *Network) linktest.Factory {
	return linktest.Factory{
		Open: func(t *testing.T, secret ident.PeerSecret, channel ident.Channel) link.Transport {
			tr, err := n.Open(secret, channel)
			if err != nil {
				t.Fatal(err)
			}
			return tr
		},
		Crash: func(_ *testing.T, tr link.Transport) { tr.(*Transport).Crash() },
		Quick: true,
	}
}

func TestConformance(t *testing.T) {
	for name, conditions := range map[string]Conditions{
		"Perfect": {},
		"Delayed": {Delay: 2 * time.Millisecond},
		"Jittery": {Delay: time.Millisecond, Jitter: 3 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			n := NewNetwork(1)
			n.SetConditions(conditions)
			linktest.Run(t, factory(n))
		})
	}
}

func TestNobodyThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { linktest.NobodyThere(t, factory(NewNetwork(1))) })
}

// pair opens two linked transports.
func pair(t *testing.T, n *Network) (a, b *Transport, atA, atB link.ID) {
	t.Helper()
	channel := ident.NewChannelSecret().Channel()
	var err error
	if a, err = n.Open(ident.NewPeerSecret(), channel); err != nil {
		t.Fatal(err)
	}
	if b, err = n.Open(ident.NewPeerSecret(), channel); err != nil {
		t.Fatal(err)
	}
	atA = a.Connect(b.key, b.Addrs())
	if e := one(t, a); e.Kind != link.Up || e.Link != atA {
		t.Fatalf("got %+v, want Up of %d", e, atA)
	}
	e := one(t, b)
	if e.Kind != link.Up {
		t.Fatalf("got %+v, want Up", e)
	}
	return a, b, atA, e.Link
}

func one(t *testing.T, tr *Transport) link.Event {
	t.Helper()
	var batch [1]link.Event
	if _, err := tr.Receive(context.Background(), batch[:]); err != nil {
		t.Fatal(err)
	}
	return batch[0]
}

func TestConditions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := NewNetwork(7)
		a, b, atA, _ := pair(t, n)
		n.SetConditions(Conditions{Loss: 0.25, Delay: 100 * time.Millisecond, Jitter: 50 * time.Millisecond})
		const count = 4000
		for i := range uint64(count) {
			a.Send(atA, nil, binary.BigEndian.AppendUint64(nil, i))
		}
		time.Sleep(time.Second) // of the bubble's clock
		s := n.Stats()
		if s.Sent != count || s.Delivered+s.Lost != count || s.Lost < count/5 || s.Lost > count*3/10 {
			t.Errorf("got %+v, want a quarter of %d lost", s, count)
		}
		reordered, highest := 0, uint64(0)
		for range s.Delivered {
			i := binary.BigEndian.Uint64(one(t, b).Data)
			if i < highest {
				reordered++
			}
			highest = max(highest, i)
		}
		if reordered == 0 {
			t.Error("nothing was reordered")
		}
		n.SetConditions(Conditions{Delay: 100 * time.Millisecond})
		begin := time.Now()
		a.Send(atA, nil, nil)
		one(t, b)
		if d := time.Since(begin); d != 100*time.Millisecond {
			t.Errorf("delivered after %v, want 100 ms", d)
		}
	})
}

func TestSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := NewNetwork(7)
		a, b, atA, _ := pair(t, n)
		begin := time.Now()
		b.Crash()
		e := one(t, a)
		if e.Kind != link.Down || e.Link != atA || !errors.Is(e.Err, link.ErrTimeout) || time.Since(begin) != silenceLimit {
			t.Errorf("got %+v after %v, want Down after %v", e, time.Since(begin), silenceLimit)
		}
		id := a.Connect(b.key, b.Addrs())
		begin = time.Now()
		e = one(t, a)
		if e.Link != id || !errors.Is(e.Err, link.ErrTimeout) || time.Since(begin) != connectTimeout {
			t.Errorf("got %+v after %v, want Down after %v", e, time.Since(begin), connectTimeout)
		}
	})
}
