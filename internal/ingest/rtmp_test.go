package ingest

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// conversation is both directions of a connection: what was sent before, and
// what the server answers.
type conversation struct {
	io.Reader
	io.Writer
}

// hello is a client's handshake.
func hello() []byte {
	b := make([]byte, 1+2*handshakePart)
	b[0] = rtmpVersion
	return b
}

// chunked is a message in one or more chunks.
func chunked(id byte, size int, m message) []byte {
	at := m.time
	if at >= noTime {
		at = noTime
	}
	n := len(m.body)
	b := []byte{id, byte(at >> 16), byte(at >> 8), byte(at), byte(n >> 16), byte(n >> 8), byte(n), m.typ, 1, 0, 0, 0}
	var extended []byte
	if at == noTime {
		extended = binary.BigEndian.AppendUint32(nil, m.time)
	}
	b = append(b, extended...)
	for body := m.body; ; {
		part := body[:min(size, len(body))]
		b = append(b, part...)
		if body = body[len(part):]; len(body) == 0 {
			return b
		}
		b = append(append(b, 0xc0|id), extended...)
	}
}

func command(values ...any) []byte {
	return chunked(3, 128, message{typ: rtmpCommand, body: amfEncode(values...)})
}

// publishing is what a publisher sends until it may begin.
func publishing(app, name string) []byte {
	return bytes.Join([][]byte{
		hello(),
		command("connect", 1.0, amfObject{"app": app, "flashVer": "x", "fpad": false}),
		command("releaseStream", 2.0, nil, name),
		command("FCPublish", 3.0, nil, name),
		command("createStream", 4.0, nil),
		command("publish", 5.0, nil, name, "live"),
	}, nil)
}

func TestRTMPPublish(t *testing.T) {
	var answer bytes.Buffer
	c := newRTMPConn(conversation{bytes.NewReader(publishing("/live/", "KEY")), &answer})
	name, err := c.publish()
	if err != nil || name != "live/KEY" {
		t.Fatalf("%q %v", name, err)
	}
	if err := c.accept(); err != nil {
		t.Fatal(err)
	}
	if err := c.refuse(); err != nil {
		t.Fatal(err)
	}
	if got := answer.Bytes()[:1+2*handshakePart]; got[0] != rtmpVersion {
		t.Error("handshake")
	}
	for _, want := range []string{"NetConnection.Connect.Success", "NetStream.Publish.Start", "NetStream.Publish.BadName", "onStatus"} {
		if !bytes.Contains(answer.Bytes(), []byte(want)) {
			// Chunk heads may stand within: read them out.
			plain := bytes.ReplaceAll(answer.Bytes(), []byte{0xc3}, nil)
			if !bytes.Contains(plain, []byte(want)) {
				t.Errorf("no %s in the answer", want)
			}
		}
	}
	// The answers are chunks that a client of the same kind reads.
	client := newRTMPConn(conversation{bytes.NewReader(answer.Bytes()[1+2*handshakePart:]), io.Discard})
	results := 0
	for {
		m, err := client.read()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		b, ok := m.command()
		if !ok {
			t.Fatalf("message of type %d", m.typ)
		}
		values, err := amfDecode(b)
		if err != nil {
			t.Fatal(err)
		}
		if values[0] == "_result" {
			results++
			if values[1] != float64(results) {
				t.Errorf("result %v of transaction %d", values[1], results)
			}
		}
	}
	if results != 4 {
		t.Errorf("%d results", results)
	}
}

func TestRTMPRefusals(t *testing.T) {
	big := message{typ: rtmpCommand, body: make([]byte, maxEarly+1)}
	many := hello()
	for range maxEarlyMessages + 1 {
		many = append(many, command("createStream", 4.0, nil)...)
	}
	var streams []byte
	for id := range byte(maxChunkStreams + 1) {
		streams = append(streams, chunked(3+id, 128, message{typ: rtmpData, body: []byte{5}})...)
	}
	for name, c := range map[string]struct {
		b    []byte
		want string
	}{
		"HTTP":           {append([]byte("GET / HTTP/1.1\r\n\r\n"), make([]byte, 4000)...), "version 71"},
		"long message":   {append(hello(), chunked(3, 128, big)...), "more than"},
		"many messages":  {many, "no publish"},
		"chunk streams":  {append(hello(), streams...), "chunk streams"},
		"chunk size 0":   {append(hello(), chunked(2, 128, message{typ: rtmpSetChunk, body: make([]byte, 4)})...), "chunks of 0"},
		"player":         {append(hello(), command("play", 1.0, nil, "x")...), "player"},
		"nameless":       {append(hello(), command("publish", 1.0)...), "without a name"},
		"no AMF":         {append(hello(), chunked(3, 128, message{typ: rtmpCommand, body: []byte{2, 0xff, 0xff}})...), "cut off"},
		"format 3 first": {append(hello(), 0xc3), "format 3"},
		"cut off":        {publishing("live", "KEY")[:3200], "EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := newRTMPConn(conversation{bytes.NewReader(c.b), io.Discard}).publish()
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
		})
	}
}

// tags reads the tags of FLV.
func tags(t interface{ Fatalf(string, ...any) }, b []byte) (flags byte, ms []message) {
	if len(b) < 13 || string(b[:3]) != "FLV" {
		t.Fatalf("no FLV: % x", b)
		return 0, nil
	}
	flags = b[4]
	for b = b[13:]; len(b) > 0; {
		n := int(b[1])<<16 | int(b[2])<<8 | int(b[3])
		at := uint32(b[7])<<24 | uint32(b[4])<<16 | uint32(b[5])<<8 | uint32(b[6])
		ms = append(ms, message{typ: b[0], time: at, body: b[11 : 11+n]})
		if got := binary.BigEndian.Uint32(b[11+n:]); int(got) != 11+n {
			t.Fatalf("length %d behind a tag of %d", got, 11+n)
		}
		b = b[11+n+4:]
	}
	return flags, ms
}

// Whatever the chunk size and the interleaving, the messages arrive.
func TestRTMPMessagesBecomeTags(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(1, 5000).Draw(t, "chunk")
		stream := chunked(2, 128, message{typ: rtmpSetChunk, body: binary.BigEndian.AppendUint32(nil, uint32(size))})
		var want []message
		at := rapid.SampledFrom([]uint32{0, 0xfffff0, 0xfffffff0}).Draw(t, "time")
		var chunks [2][][]byte // of a sound and a picture message that are sent together
		for range rapid.IntRange(1, 20).Draw(t, "messages") {
			for i, typ := range []uint8{rtmpAudio, rtmpVideo} {
				m := message{typ: typ, time: at, body: rapid.SliceOfN(rapid.Byte(), 1, 9000).Draw(t, "body")}
				want = append(want, m)
				whole := chunked(byte(4+i), size, m)
				head := 12
				if at >= noTime {
					head = 16
				}
				first := min(len(whole), head+size)
				chunks[i] = [][]byte{whole[:first]}
				next := head - 12 + 1 + size
				for rest := whole[first:]; len(rest) > 0; rest = rest[min(next, len(rest)):] {
					chunks[i] = append(chunks[i], rest[:min(next, len(rest))])
				}
			}
			for k := range max(len(chunks[0]), len(chunks[1])) {
				for _, c := range chunks {
					if k < len(c) {
						stream = append(stream, c[k]...)
					}
				}
			}
			at += uint32(rapid.IntRange(1, 40).Draw(t, "ms"))
		}
		stream = append(stream, chunked(3, size, message{typ: rtmpCommand, body: amfEncode("deleteStream", 7.0, nil, 1.0)})...)
		c := newRTMPConn(conversation{bytes.NewReader(stream), io.Discard})
		c.limit = maxMessage
		var out bytes.Buffer
		if err := c.pump(&out, noTouch); err != nil {
			t.Fatalf("%v", err)
		}
		flags, got := tags(t, out.Bytes())
		if flags != 5 || len(got) != len(want) {
			t.Fatalf("flags %d, %d tags of %d", flags, len(got), len(want))
		}
		// Interleaved messages end in another order than they began.
		for _, typ := range []uint8{rtmpAudio, rtmpVideo} {
			var a, b []message
			for i := range want {
				if want[i].typ == typ {
					a = append(a, want[i])
				}
				if got[i].typ == typ {
					b = append(b, got[i])
				}
			}
			for i := range a {
				if a[i].time != b[i].time || !bytes.Equal(a[i].body, b[i].body) {
					t.Fatalf("message %d of type %d differs", i, typ)
				}
			}
		}
	})
}

func TestRTMPShortHeaders(t *testing.T) {
	body := func(s string) []byte { return []byte(s) }
	stream := chunked(4, 128, message{typ: rtmpVideo, time: 100, body: body("abc")})
	stream = append(stream, 0x44, 0, 0, 40, 0, 0, 2, rtmpVideo, 'd', 'e') // format 1: 40 later, 2 bytes
	stream = append(stream, 0x84, 0, 0, 30, 'f', 'g')                     // format 2: 30 later
	stream = append(stream, 0xc4, 'h', 'i')                               // format 3: another 30 later
	stream = append(stream, chunked(5, 128, message{typ: rtmpAudio, time: 5, body: body("x")})...)
	c := newRTMPConn(conversation{bytes.NewReader(stream), io.Discard})
	var out bytes.Buffer
	if err := c.pump(&out, noTouch); err != io.EOF {
		t.Fatal(err)
	}
	_, got := tags(t, out.Bytes())
	want := []message{{9, 100, body("abc")}, {9, 140, body("de")}, {9, 170, body("fg")}, {9, 200, body("hi")}, {8, 5, body("x")}}
	for i := range want {
		if i >= len(got) || got[i].time != want[i].time || !bytes.Equal(got[i].body, want[i].body) {
			t.Fatalf("message %d: %+v, want %+v", i, got, want[i])
		}
	}
}

func TestRTMPAggregateAndData(t *testing.T) {
	part := func(typ byte, at byte, s string) []byte {
		b := append([]byte{typ, 0, 0, byte(len(s)), 0, 0, at, 0, 0, 0, 0}, s...)
		return append(b, 0, 0, 0, byte(11+len(s)))
	}
	both := append(part(rtmpAudio, 10, "snd"), part(rtmpVideo, 15, "pic")...)
	meta := amfEncode("@setDataFrame", "onMetaData", amfObject{"width": 320.0})
	stream := bytes.Join([][]byte{
		chunked(4, 128, message{typ: rtmpData, body: meta}),
		chunked(4, 128, message{typ: rtmpAggregate, time: 1000, body: both}),
	}, nil)
	c := newRTMPConn(conversation{bytes.NewReader(stream), io.Discard})
	var out bytes.Buffer
	if err := c.pump(&out, noTouch); err != io.EOF {
		t.Fatal(err)
	}
	flags, got := tags(t, out.Bytes())
	if flags != 5 || len(got) != 3 {
		t.Fatalf("flags %d, %d tags", flags, len(got))
	}
	if want := amfEncode("onMetaData", amfObject{"width": 320.0}); !bytes.Equal(got[0].body, want) {
		t.Errorf("metadata %q", got[0].body)
	}
	if got[1].time != 1000 || got[2].time != 1005 || string(got[2].body) != "pic" {
		t.Errorf("%+v", got[1:])
	}
	f := &flvWriter{w: io.Discard}
	if err := f.aggregate(message{body: both[:20]}); err != nil && !errors.Is(err, errRTMP) {
		t.Error(err)
	}
	if err := f.aggregate(message{body: both[:13]}); !errors.Is(err, errRTMP) {
		t.Errorf("an aggregate that is cut off: %v", err)
	}
}

// What is unfinished is bounded, over all chunk streams.
func TestRTMPPartialLimit(t *testing.T) {
	stream := chunked(2, 128, message{typ: rtmpSetChunk, body: binary.BigEndian.AppendUint32(nil, maxMessage)})
	stream[len(stream)-4] = 0
	big := make([]byte, maxMessage)
	for id := byte(4); id < 8; id++ {
		whole := chunked(id, maxMessage-1, message{typ: rtmpVideo, body: big})
		stream = append(stream, whole[:12+maxMessage-1]...)
	}
	binary.BigEndian.PutUint32(stream[12:], maxMessage-1)
	c := newRTMPConn(conversation{bytes.NewReader(stream), io.Discard})
	c.limit = maxMessage
	if err := c.pump(io.Discard, noTouch); err == nil || !strings.Contains(err.Error(), "unfinished") {
		t.Errorf("%v", err)
	}
}

func TestAMFRoundTrip(t *testing.T) {
	values := []any{"connect", 1.5, true, false, nil, amfObject{"a": "b", "o": amfObject{"n": -1.0}}}
	got, err := amfDecode(amfEncode(values...))
	if err != nil || len(got) != len(values) {
		t.Fatal(got, err)
	}
	if o := got[5].(amfObject); o["a"] != "b" || o["o"].(amfObject)["n"] != -1.0 || got[0] != "connect" || got[1] != 1.5 || got[2] != true {
		t.Errorf("%v", got)
	}
	deep := bytes.Repeat([]byte{amfMap, 0, 1, 'a'}, maxAMFDepth+2)
	if _, err := amfDecode(deep); err == nil || !strings.Contains(err.Error(), "levels") {
		t.Errorf("deep nesting: %v", err)
	}
	if _, err := amfDecode(append([]byte{amfList, 0xff, 0xff, 0xff, 0xff}, bytes.Repeat([]byte{amfNull}, 1000)...)); err == nil {
		t.Error("a list of 4 billion")
	}
}

func FuzzRTMP(f *testing.F) {
	f.Add(publishing("live", "KEY")[1+2*handshakePart:])
	meta := chunked(4, 128, message{typ: rtmpData, body: amfEncode("@setDataFrame", "onMetaData", amfObject{"width": 320.0})})
	video := chunked(6, 128, message{typ: rtmpVideo, time: 0x1000000, body: make([]byte, 300)})
	audio := chunked(5, 128, message{typ: rtmpAudio, time: 3, body: make([]byte, 30)})
	f.Add(bytes.Join([][]byte{publishing("live", "KEY")[1+2*handshakePart:], meta, video, audio}, nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		c := newRTMPConn(conversation{bytes.NewReader(append(hello(), b...)), io.Discard})
		if _, err := c.publish(); err != nil {
			return
		}
		_ = c.accept()
		var out bytes.Buffer
		_ = c.pump(&out, noTouch)
		if out.Len() > 0 {
			tags(t, out.Bytes())
		}
		if c.partial > maxPartial+maxMessage || c.partial < 0 {
			t.Fatalf("%d bytes unfinished", c.partial)
		}
	})
}

func FuzzAMF(f *testing.F) {
	f.Add(amfEncode("connect", 1.0, amfObject{"app": "live", "o": amfObject{"x": true}}, nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		values, err := amfDecode(b)
		if err != nil {
			return
		}
		for _, v := range values {
			if s, ok := v.(string); ok && len(s) > len(b) {
				t.Fatal("a string longer than its message")
			}
		}
	})
}
