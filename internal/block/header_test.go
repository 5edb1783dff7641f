package block

import (
	"bytes"
	"encoding/hex"
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestHeaderRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHeader(t)
		tail := rapid.SliceOfN(rapid.Byte(), 0, 8).Draw(t, "tail")
		b := append(AppendHeader(nil, &h), tail...)
		if len(b) != HeaderSize+len(tail) {
			t.Fatalf("%d bytes", len(b))
		}
		got, rest, err := ParseHeader(b)
		if err != nil || got != h || !bytes.Equal(rest, tail) {
			t.Fatalf("got %+v, %x, %v", got, rest, err)
		}
		if _, _, err := ParseHeader(b[:rapid.IntRange(0, HeaderSize-1).Draw(t, "cut")]); !errors.Is(err, ErrHeader) {
			t.Fatalf("cut short: %v", err)
		}
	})
}

func TestHeaderBounds(t *testing.T) {
	good := Header{Length: 1, Shape: Shape{16, 18}}
	for name, change := range map[string]func(*Header){
		"no payload":        func(h *Header) { h.Length = 0 },
		"payload too long":  func(h *Header) { h.Length = 16*MaxShard + 1 },
		"no data shard":     func(h *Header) { h.Shape.Data = 0 },
		"more than stripes": func(h *Header) { h.Shape.Total = MaxStripes + 1 },
		"data above total":  func(h *Header) { h.Shape.Data = 19 },
		"before 1970":       func(h *Header) { h.Capture = -time.Microsecond },
		"entry, no start":   func(h *Header) { h.Flags = Entry },
	} {
		h := good
		change(&h)
		if err := h.Check(); !errors.Is(err, ErrHeader) {
			t.Errorf("%s: Check: %v", name, err)
		}
		if _, _, err := ParseHeader(AppendHeader(nil, &h)); !errors.Is(err, ErrHeader) {
			t.Errorf("%s: ParseHeader: %v", name, err)
		}
	}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	good.Length = 16 * MaxShard
	if err := good.Check(); err != nil || good.ShardLen() != MaxShard {
		t.Error(err, good.ShardLen())
	}
}

// TestGolden holds what goes over the wire and under the signature against
// literal bytes: a change here breaks every peer there is.
func TestGolden(t *testing.T) {
	payload := make([]byte, 100)
	for i := range payload {
		payload[i] = byte(i)
	}
	h := Header{
		Seq: MakeSeq(0x66112233, 7), Capture: 1_700_000_000_123_456 * time.Microsecond,
		Length: 100, Shape: Shape{4, 6}, Flags: Entry | Start, SinceEntry: 0x0102,
	}
	secret := testSecret()
	s, err := NewSigner(secret).Seal(h, payload)
	if err != nil {
		t.Fatal(err)
	}
	leaf := leafHash(5, s.Shards[5])
	channel := secret.Channel()
	for _, g := range []struct {
		name, want string
		got        []byte
	}{
		{"header", goldenHeader, AppendHeader(nil, &h)},
		{"parity shard 4", goldenParity4, s.Shards[4]},
		{"parity shard 5", goldenParity5, s.Shards[5]},
		{"leaf 5", goldenLeaf5, leaf[:]},
		{"root", goldenRoot, s.Root[:]},
		{"message", goldenMessage, appendMessage(nil, &channel, &h, &s.Root)},
		{"signature", goldenSignature, s.Signature[:]},
	} {
		if got := hex.EncodeToString(g.got); got != g.want {
			t.Errorf("%s:\n got %s\nwant %s", g.name, got, g.want)
		}
	}
	if messageSize != len(goldenMessage)/2 {
		t.Errorf("messageSize is %d", messageSize)
	}
}

const (
	goldenHeader    = "661122330000000700060a241820224000640406030102"
	goldenParity4   = "63ab04b8e3fda5b3ea228d316a1ba04d10d877cb905008471e"
	goldenParity5   = "0ba46c378b205104e9468ed56931500946e9217ac696e7ba57"
	goldenLeaf5     = "afb5d56e67b3ac4502babb4153a13672"
	goldenRoot      = "411d5f630a605ce27fdb8b9a91c982fc"
	goldenMessage   = "7468726f6e6720626c6f636b2076310003a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8661122330000000700060a241820224000640406030102411d5f630a605ce27fdb8b9a91c982fc"
	goldenSignature = "30410b9e51bcf476def07af9fb051bab955f6fc4a39b0e2cf9ff7b4d3cb5fe99117f3f28b8b77f754d7c79d237dad8068b21ce29dc621187704be9c37d469c00"
)
