package ingest

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// Limits of what an RTMP connection may send.
const (
	// maxChunkStreams is how many chunk streams it may use; encoders use five.
	maxChunkStreams = 16
	// maxEarly is the longest message in bytes before it publishes.
	maxEarly = 16 << 10
	// maxMessage is the longest message in bytes after that: a frame.
	maxMessage = 8 << 20
	// maxPartial is how many bytes of unfinished messages it may have in all.
	maxPartial = 12 << 20
	// maxPart is how many bytes are made room for before they come.
	maxPart = 64 << 10
	// maxEarlyMessages is how many messages it may send before it publishes.
	maxEarlyMessages = 64
	// ackWindow is after how many bytes each side tells the other that it got
	// them.
	ackWindow = 2_500_000
	// lingerTime and lingerBytes are how long, and how much of what a refused
	// publisher still sends is read, so that it gets to see why.
	lingerTime  = time.Second
	lingerBytes = 1 << 20
)

// Lengths of the parts of the handshake in bytes, and its version.
const (
	handshakePart = 1536
	rtmpVersion   = 3
)

// Types of RTMP messages.
const (
	rtmpSetChunk  = 1
	rtmpAbort     = 2
	rtmpAck       = 3
	rtmpControl   = 4
	rtmpWindow    = 5
	rtmpBandwidth = 6
	rtmpAudio     = 8
	rtmpVideo     = 9
	rtmpData3     = 15
	rtmpCommand3  = 17
	rtmpData      = 18
	rtmpCommand   = 20
	rtmpAggregate = 22
)

var errRTMP = errors.New("bad RTMP")

func rtmpError(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errRTMP, fmt.Sprintf(format, args...))
}

// message is one RTMP message.
type message struct {
	typ  uint8
	time uint32 // milliseconds
	body []byte
}

// chunkStream is the state of one chunk stream.
type chunkStream struct {
	time, delta uint32
	extended    bool
	length      int
	typ         uint8
	stream      uint32
	body        []byte // what there is of the message
	begun       bool
}

// rtmpConn is the server's side of an RTMP connection.
type rtmpConn struct {
	in      *bufio.Reader
	out     io.Writer
	streams map[uint32]*chunkStream
	chunk   int // size of the chunks that come
	limit   int // of a message
	partial int // bytes in unfinished messages
	got     uint32
	acked   uint32
	window  uint32
}

// rtmpStream is the message stream that createStream gives.
const rtmpStream = 1

func newRTMPConn(conn io.ReadWriter) *rtmpConn {
	return &rtmpConn{
		in: bufio.NewReaderSize(conn, 64<<10), out: conn,
		streams: map[uint32]*chunkStream{}, chunk: 128, limit: maxEarly, window: ackWindow,
	}
}

// handshake is the simple one, without digests.
func (c *rtmpConn) handshake() error {
	var c0c1 [1 + handshakePart]byte
	if _, err := io.ReadFull(c.in, c0c1[:]); err != nil {
		return err
	}
	if c0c1[0] != rtmpVersion {
		return rtmpError("version %d", c0c1[0])
	}
	answer := make([]byte, 1+2*handshakePart) // a time and version of zero, then what would be random
	answer[0] = rtmpVersion
	copy(answer[1+handshakePart:], c0c1[1:])
	if _, err := c.out.Write(answer); err != nil {
		return err
	}
	_, err := c.in.Discard(handshakePart)
	return err
}

// publish takes a connection to the point where it names what it publishes, as
// APP/NAME.
func (c *rtmpConn) publish() (string, error) {
	if err := c.handshake(); err != nil {
		return "", err
	}
	app := ""
	for range maxEarlyMessages {
		m, err := c.read()
		if err != nil {
			return "", err
		}
		command, ok := m.command()
		if !ok {
			continue
		}
		values, err := amfDecode(command)
		if err != nil || len(values) < 2 {
			return "", rtmpError("command: %v", err)
		}
		name, _ := values[0].(string)
		transaction, _ := values[1].(float64)
		switch name {
		case "connect":
			if len(values) > 2 {
				if o, ok := values[2].(amfObject); ok {
					app, _ = o["app"].(string)
				}
			}
			err = c.connected(transaction)
		case "createStream":
			err = c.command(0, "_result", transaction, nil, float64(rtmpStream))
		case "releaseStream", "FCPublish", "FCUnpublish", "_checkbw", "getStreamLength":
			err = c.command(0, "_result", transaction, nil)
		case "publish":
			if len(values) < 4 {
				return "", rtmpError("publish without a name")
			}
			stream, _ := values[3].(string)
			return strings.Trim(app, "/") + "/" + stream, nil
		case "play":
			return "", rtmpError("a player")
		}
		if err != nil {
			return "", err
		}
	}
	return "", rtmpError("no publish in %d messages", maxEarlyMessages)
}

func (c *rtmpConn) connected(transaction float64) error {
	var window [4]byte
	binary.BigEndian.PutUint32(window[:], ackWindow)
	if err := c.write(2, rtmpWindow, 0, window[:]); err != nil {
		return err
	}
	if err := c.write(2, rtmpBandwidth, 0, append(window[:], 2)); err != nil {
		return err
	}
	return c.command(0, "_result", transaction,
		amfObject{"fmsVer": "FMS/3,0,1,123", "capabilities": 31.0},
		amfObject{"level": "status", "code": "NetConnection.Connect.Success", "description": "Connected.", "objectEncoding": 0.0})
}

// accept lets the publisher begin.
func (c *rtmpConn) accept() error {
	c.limit = maxMessage
	return c.status("status", "NetStream.Publish.Start", "Publishing.")
}

// refuse tells the publisher that its key is wrong.
func (c *rtmpConn) refuse() error {
	return c.status("error", "NetStream.Publish.BadName", "Wrong stream key.")
}

// linger reads on for a moment, so that closing does not take back what was
// written last.
func (c *rtmpConn) linger() {
	if conn, ok := c.out.(net.Conn); ok {
		_ = conn.SetDeadline(time.Now().Add(lingerTime))
		_, _ = io.CopyN(io.Discard, c.in, lingerBytes)
	}
}

func (c *rtmpConn) status(level, code, description string) error {
	return c.command(rtmpStream, "onStatus", 0.0, nil,
		amfObject{"level": level, "code": code, "description": description})
}

func (c *rtmpConn) command(stream uint32, values ...any) error {
	return c.write(3, rtmpCommand, stream, amfEncode(values...))
}

// write sends a message in chunks of 128 bytes, the size before any other is
// agreed.
func (c *rtmpConn) write(chunkStream, typ uint8, stream uint32, body []byte) error {
	b := []byte{chunkStream, 0, 0, 0, byte(len(body) >> 16), byte(len(body) >> 8), byte(len(body)), typ}
	b = binary.LittleEndian.AppendUint32(b, stream)
	for len(body) > 128 {
		b = append(append(b, body[:128]...), 0xc0|chunkStream)
		body = body[128:]
	}
	if conn, ok := c.out.(net.Conn); ok {
		_ = conn.SetWriteDeadline(time.Now().Add(rtmpWrite))
	}
	_, err := c.out.Write(append(b, body...))
	return err
}

// command returns the AMF0 of a command message.
func (m message) command() ([]byte, bool) {
	switch {
	case m.typ == rtmpCommand:
		return m.body, true
	case m.typ == rtmpCommand3 && len(m.body) > 0:
		return m.body[1:], true
	}
	return nil, false
}

// read returns the next message that is not about the protocol itself.
func (c *rtmpConn) read() (message, error) {
	for {
		m, whole, err := c.readChunk()
		if err != nil {
			return m, err
		}
		if err := c.acknowledge(); err != nil {
			return m, err
		}
		if !whole {
			continue
		}
		switch m.typ {
		case rtmpSetChunk, rtmpAbort, rtmpAck, rtmpControl, rtmpWindow, rtmpBandwidth:
			if err := c.protocol(m); err != nil {
				return m, err
			}
		default:
			return m, nil
		}
	}
}

// protocol follows a protocol control message.
func (c *rtmpConn) protocol(m message) error {
	if len(m.body) < 4 {
		return nil
	}
	v := binary.BigEndian.Uint32(m.body)
	switch m.typ {
	case rtmpSetChunk:
		if v < 1 || v > maxMessage {
			return rtmpError("chunks of %d bytes", v)
		}
		c.chunk = int(v)
	case rtmpAbort:
		if s := c.streams[v]; s != nil {
			c.partial -= len(s.body)
			s.body, s.begun = nil, false
		}
	case rtmpWindow:
		if v > 0 {
			c.window = min(v, ackWindow)
		}
	case rtmpControl:
		if v>>16 == 6 && len(m.body) >= 6 { // a ping: answer it
			return c.write(2, rtmpControl, 0, append([]byte{0, 7}, m.body[2:6]...))
		}
	}
	return nil
}

// acknowledge tells how much came, when half a window has.
func (c *rtmpConn) acknowledge() error {
	if c.got-c.acked < c.window/2 {
		return nil
	}
	c.acked = c.got
	return c.write(2, rtmpAck, 0, binary.BigEndian.AppendUint32(nil, c.got))
}

func (c *rtmpConn) bytes(n int) ([]byte, error) {
	b := make([]byte, n)
	_, err := io.ReadFull(c.in, b)
	c.got += uint32(n)
	return b, err
}

// readChunk reads one chunk, and returns its message when it is whole.
func (c *rtmpConn) readChunk() (m message, whole bool, err error) {
	format, s, err := c.basicHeader()
	if err != nil {
		return m, false, err
	}
	if err := c.messageHeader(format, s); err != nil {
		return m, false, err
	}
	if s.length > c.limit {
		return m, false, rtmpError("a message of %d bytes, more than %d", s.length, c.limit)
	}
	for rest := min(c.chunk, s.length-len(s.body)); rest > 0; {
		part, err := c.bytes(min(rest, maxPart))
		if err != nil {
			return m, false, err
		}
		s.body = append(s.body, part...)
		c.partial += len(part)
		rest -= len(part)
	}
	if c.partial > maxPartial {
		return m, false, rtmpError("%d bytes of unfinished messages", c.partial)
	}
	if len(s.body) < s.length {
		return m, false, nil
	}
	m = message{typ: s.typ, time: s.time, body: s.body}
	c.partial -= len(s.body)
	s.body, s.begun = nil, false
	return m, true, nil
}

// basicHeader reads which chunk stream a chunk is of, and the format of the
// header that follows.
func (c *rtmpConn) basicHeader() (format uint8, s *chunkStream, err error) {
	b, err := c.bytes(1)
	if err != nil {
		return 0, nil, err
	}
	format = b[0] >> 6
	id := uint32(b[0] & 0x3f)
	if id < 2 {
		more, err := c.bytes(1 + int(id))
		if err != nil {
			return 0, nil, err
		}
		high := uint32(0)
		if id == 1 {
			high = uint32(more[1])
		}
		id = 64 + uint32(more[0]) + high<<8
	}
	s = c.streams[id]
	if s == nil {
		if len(c.streams) == maxChunkStreams {
			return 0, nil, rtmpError("more than %d chunk streams", maxChunkStreams)
		}
		if format != 0 && format != 1 {
			return 0, nil, rtmpError("a chunk stream begins with format %d", format)
		}
		s = &chunkStream{}
		c.streams[id] = s
	}
	return format, s, nil
}

// noTime in the place of a time means that 32 bits of it follow the header.
const noTime = 0xffffff

func (c *rtmpConn) messageHeader(format uint8, s *chunkStream) error {
	if s.begun && format != 3 {
		// A new message before the end of the one before: the rest never comes.
		c.partial -= len(s.body)
		s.body, s.begun = nil, false
	}
	lengths := [4]int{11, 7, 3, 0}
	b, err := c.bytes(lengths[format])
	if err != nil {
		return err
	}
	value := s.delta
	if format < 3 {
		value = uint32(b[0])<<16 | uint32(b[1])<<8 | uint32(b[2])
		s.extended = value == noTime
	}
	if format < 2 {
		s.length = int(b[3])<<16 | int(b[4])<<8 | int(b[5])
		s.typ = b[6]
	}
	if format == 0 {
		s.stream = binary.LittleEndian.Uint32(b[7:])
	}
	if s.extended {
		b, err := c.bytes(4)
		if err != nil {
			return err
		}
		if v := binary.BigEndian.Uint32(b); format < 3 {
			value = v
		}
	}
	if s.begun {
		return nil
	}
	s.begun = true
	if format == 0 {
		s.time, s.delta = value, 0
		return nil
	}
	s.time += value
	s.delta = value
	return nil
}
