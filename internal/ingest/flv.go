package ingest

import (
	"bytes"
	"encoding/binary"
	"io"
	"time"
)

// Limits of what is held back until it is known whether an RTMP publisher sends
// sound, picture or both: ffmpeg begins at once when the FLV's head says so.
const (
	maxHeld     = 64          // messages
	maxHeldTime = 1_000       // milliseconds of the publisher's clock
	maxHeldWall = time.Second // of ours
	maxHeldSize = 4 << 20     // bytes
)

// flvWriter turns RTMP messages into FLV.
type flvWriter struct {
	w     io.Writer
	held  []message
	size  int
	audio bool
	video bool
	since time.Time
	open  bool
}

// pump writes what a publisher sends into w as FLV, until it ends its stream
// (nil), or an error. touch is called before each read.
func (c *rtmpConn) pump(w io.Writer, touch func()) error {
	f := &flvWriter{w: w, since: time.Now()}
	for {
		touch()
		m, err := c.read()
		if err != nil {
			_ = f.begin() // what was held
			return err
		}
		switch m.typ {
		case rtmpAudio, rtmpVideo, rtmpData:
			err = f.add(m)
		case rtmpData3:
			if len(m.body) > 0 {
				m.typ, m.body = rtmpData, m.body[1:]
				err = f.add(m)
			}
		case rtmpAggregate:
			err = f.aggregate(m)
		default:
			if ended(m) {
				return f.begin()
			}
		}
		if err != nil {
			return err
		}
	}
}

// ended reports whether a message ends the publishing.
func ended(m message) bool {
	b, ok := m.command()
	if !ok {
		return false
	}
	values, _ := amfDecode(b)
	if len(values) == 0 {
		return false
	}
	name := values[0]
	return name == "FCUnpublish" || name == "deleteStream" || name == "closeStream"
}

// aggregate takes a message that is several, each as an FLV tag with the length
// of it behind.
func (f *flvWriter) aggregate(m message) error {
	const head, tail = 11, 4
	b := m.body
	var first uint32
	for n := 0; len(b) >= head; n++ {
		size := int(b[1])<<16 | int(b[2])<<8 | int(b[3])
		at := uint32(b[7])<<24 | uint32(b[4])<<16 | uint32(b[5])<<8 | uint32(b[6])
		if head+size > len(b) {
			return rtmpError("aggregate is cut off")
		}
		if n == 0 {
			first = at
		}
		part := message{typ: b[0], time: m.time + at - first, body: b[head : head+size]}
		if part.typ == rtmpAudio || part.typ == rtmpVideo {
			if err := f.add(part); err != nil {
				return err
			}
		}
		b = b[min(len(b), head+size+tail):]
	}
	return nil
}

// add writes a message, or holds it back while it is not known what there is.
func (f *flvWriter) add(m message) error {
	if m.typ == rtmpData {
		// Encoders send "@setDataFrame" for the server, and behind it what a
		// file has.
		m.body = bytes.TrimPrefix(m.body, amfEncode("@setDataFrame"))
	}
	if f.open {
		return f.tag(m)
	}
	f.audio = f.audio || m.typ == rtmpAudio
	f.video = f.video || m.typ == rtmpVideo
	f.held = append(f.held, m)
	f.size += len(m.body)
	late := m.time-f.held[0].time > maxHeldTime || time.Since(f.since) > maxHeldWall
	if f.audio && f.video || len(f.held) >= maxHeld || late || f.size > maxHeldSize {
		return f.begin()
	}
	return nil
}

// begin writes the head and what was held.
func (f *flvWriter) begin() error {
	if f.open {
		return nil
	}
	f.open = true
	flags := byte(0)
	if f.audio {
		flags |= 4
	}
	if f.video {
		flags |= 1
	}
	if _, err := f.w.Write([]byte{'F', 'L', 'V', 1, flags, 0, 0, 0, 9, 0, 0, 0, 0}); err != nil {
		return err
	}
	for _, m := range f.held {
		if err := f.tag(m); err != nil {
			return err
		}
	}
	f.held = nil
	return nil
}

func (f *flvWriter) tag(m message) error {
	n := len(m.body)
	b := make([]byte, 0, 11+n+4)
	b = append(b, m.typ, byte(n>>16), byte(n>>8), byte(n),
		byte(m.time>>16), byte(m.time>>8), byte(m.time), byte(m.time>>24), 0, 0, 0)
	b = append(b, m.body...)
	b = binary.BigEndian.AppendUint32(b, uint32(11+n))
	_, err := f.w.Write(b)
	return err
}
