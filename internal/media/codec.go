package media

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"strings"
)

// entry is what a sample entry of an stsd box tells.
type entry struct {
	codec         string
	width, height int
	rate, channel int
}

// Lengths in bytes of the fixed part of a sample entry, before its boxes.
const (
	videoEntry = 78
	audioEntry = 28
)

// parseEntry reads the first sample entry of an stsd box.
func parseEntry(stsd []byte, kind Kind) (e entry, err error) {
	f := fields{b: stsd}
	f.full()
	f.u32() // how many entries
	if err := f.end(typeStsd); err != nil {
		return e, err
	}
	h, ok, err := parseHeader(f.b)
	if err != nil {
		return e, err
	}
	if !ok || h.size > uint64(len(f.b)) {
		return e, formatError("stsd without a sample entry")
	}
	body := f.b[h.head:h.size]
	if kind == Video {
		return videoSample(h.typ, body)
	}
	return audioSample(h.typ, body)
}

func videoSample(typ boxType, body []byte) (e entry, err error) {
	if len(body) < videoEntry {
		return e, formatError("sample entry %s is too short", typ)
	}
	e.width = int(binary.BigEndian.Uint16(body[24:]))
	e.height = int(binary.BigEndian.Uint16(body[26:]))
	config := func(name string) ([]byte, error) { return descend(body[videoEntry:], typeOf(name)) }
	var b []byte
	switch name := string(typ[:]); name {
	case "avc1", "avc3":
		if b, err = config("avcC"); err == nil {
			e.codec, err = avcCodec(name, b)
		}
	case "hvc1", "hev1":
		if b, err = config("hvcC"); err == nil {
			e.codec, err = hevcCodec(name, b)
		}
	case "av01":
		if b, err = config("av1C"); err == nil {
			e.codec, err = av1Codec(b)
		}
	case "vp09":
		if b, err = config("vpcC"); err == nil {
			e.codec, err = vp9Codec(b)
		}
	default:
		e.codec, err = plainCodec(typ)
	}
	return e, err
}

func audioSample(typ boxType, body []byte) (e entry, err error) {
	if len(body) < audioEntry {
		return e, formatError("sample entry %s is too short", typ)
	}
	e.channel = int(binary.BigEndian.Uint16(body[16:]))
	e.rate = int(binary.BigEndian.Uint32(body[24:]) >> 16)
	switch string(typ[:]) {
	case "mp4a":
		esds, err := descend(body[audioEntry:], typeOf("esds"))
		if err != nil {
			return e, err
		}
		return e, mp4aCodec(&e, esds)
	case "Opus":
		e.codec = "opus"
	case "fLaC":
		e.codec = "flac"
	default:
		e.codec, err = plainCodec(typ)
	}
	return e, err
}

// plainCodec takes the sample entry's code as the codec string, for codecs of
// which nothing more is known here.
func plainCodec(typ boxType) (string, error) {
	if !typ.printable() {
		return "", formatError("sample entry %s", typ)
	}
	return strings.TrimRight(string(typ[:]), " "), nil
}

// avcCodec: profile, constraints and level as in the decoder configuration
// (ISO/IEC 14496-15, 5.3.3.1).
func avcCodec(name string, b []byte) (string, error) {
	if len(b) < 4 || b[0] != 1 {
		return "", formatError("avcC of %d bytes", len(b))
	}
	return fmt.Sprintf("%s.%02x%02x%02x", name, b[1], b[2], b[3]), nil
}

// hevcCodec: ISO/IEC 14496-15, annex E.3.
func hevcCodec(name string, b []byte) (string, error) {
	if len(b) < 13 || b[0] != 1 {
		return "", formatError("hvcC of %d bytes", len(b))
	}
	space := []string{"", "A", "B", "C"}[b[1]>>6]
	tier := "L"
	if b[1]&0x20 != 0 {
		tier = "H"
	}
	compatible := bits.Reverse32(binary.BigEndian.Uint32(b[2:]))
	s := fmt.Sprintf("%s.%s%d.%X.%s%d", name, space, b[1]&0x1f, compatible, tier, b[12])
	constraints := b[6:12]
	for len(constraints) > 0 && constraints[len(constraints)-1] == 0 {
		constraints = constraints[:len(constraints)-1]
	}
	for _, c := range constraints {
		s += fmt.Sprintf(".%X", c)
	}
	return s, nil
}

// av1Codec: AV1 in ISOBMFF, section 5, in its short form.
func av1Codec(b []byte) (string, error) {
	if len(b) < 4 || b[0] != 0x81 {
		return "", formatError("av1C of %d bytes", len(b))
	}
	tier, depth := "M", 8
	if b[2]&0x80 != 0 {
		tier = "H"
	}
	if b[2]&0x40 != 0 {
		depth = 10
		if b[2]&0x20 != 0 {
			depth = 12
		}
	}
	return fmt.Sprintf("av01.%d.%02d%s.%02d", b[1]>>5, b[1]&0x1f, tier, depth), nil
}

// vp9Codec: VP9 in ISOBMFF, in its short form. b is a full box.
func vp9Codec(b []byte) (string, error) {
	if len(b) < 7 {
		return "", formatError("vpcC of %d bytes", len(b))
	}
	return fmt.Sprintf("vp09.%02d.%02d.%02d", b[4], b[5], b[6]>>4), nil
}

// Tags of the descriptors in an esds box (ISO/IEC 14496-1, 7.2.2.1), and the
// object type of MPEG-4 audio.
const (
	tagES       = 3
	tagDecoder  = 4
	tagSpecific = 5
	objectAudio = 0x40
)

// aacRates are the sample rates in hertz of ISO/IEC 14496-3, table 1.18.
var aacRates = [...]int{96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350}

// mp4aCodec reads an esds box: the object type, and of MPEG-4 audio the audio
// object type, sample rate and channels.
func mp4aCodec(e *entry, esds []byte) error {
	f := fields{b: esds}
	f.full()
	b := f.b
	e.codec = "mp4a"
	for range maxDescriptor {
		if len(b) == 0 {
			break
		}
		tag, body, err := descriptor(b)
		if err != nil {
			return err
		}
		d := fields{b: body}
		switch tag {
		case tagES:
			d.take(2) // ES_ID
			flags := d.u8()
			if flags&0x80 != 0 {
				d.take(2) // dependsOn_ES_ID
			}
			if flags&0x40 != 0 {
				d.take(int(d.u8())) // URL
			}
			if flags&0x20 != 0 {
				d.take(2) // OCR_ES_ID
			}
		case tagDecoder:
			object := d.u8()
			d.take(12) // stream type, buffer size, bit rates
			e.codec = fmt.Sprintf("mp4a.%02x", object)
			if object != objectAudio {
				return d.end(typeOf("esds"))
			}
		case tagSpecific:
			return audioConfig(e, body)
		}
		if err := d.end(typeOf("esds")); err != nil {
			return err
		}
		b = d.b
	}
	return nil
}

// descriptor reads a descriptor's tag and its length, of up to four bytes with
// seven bits each.
func descriptor(b []byte) (tag uint8, body []byte, err error) {
	f := fields{b: b}
	tag = f.u8()
	length := 0
	for range 4 {
		c := f.u8()
		length = length<<7 | int(c&0x7f)
		if c&0x80 == 0 {
			break
		}
	}
	body = f.take(length)
	return tag, body, f.end(typeOf("esds"))
}

// audioConfig reads the start of an AudioSpecificConfig (ISO/IEC 14496-3,
// 1.6.2.1).
func audioConfig(e *entry, b []byte) error {
	if len(b) < 2 {
		return formatError("audio configuration of %d bytes", len(b))
	}
	var padded [8]byte
	copy(padded[:], b)
	v := binary.BigEndian.Uint64(padded[:])
	take := func(n int) int {
		x := v >> (64 - n)
		v <<= n
		return int(x)
	}
	object := take(5)
	if object == 31 {
		object = 32 + take(6)
	}
	if i := take(4); i == 15 {
		e.rate = take(24)
	} else if i < len(aacRates) {
		e.rate = aacRates[i]
	}
	switch c := take(4); {
	case c >= 1 && c <= 6:
		e.channel = c
	case c == 7:
		e.channel = 8
	}
	e.codec = fmt.Sprintf("mp4a.40.%d", object)
	return nil
}
