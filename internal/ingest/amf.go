package ingest

import (
	"encoding/binary"
	"math"
	"slices"
)

// Limits of AMF0 that is read.
const (
	// maxAMFValues is how many values a message may have, all counted.
	maxAMFValues = 256
	// maxAMFDepth is how deep objects may nest.
	maxAMFDepth = 4
)

// Markers of AMF0 values.
const (
	amfNumber    = 0
	amfBoolean   = 1
	amfString    = 2
	amfMap       = 3
	amfNull      = 5
	amfUndefined = 6
	amfArray     = 8 // a map that tells how many
	amfEnd       = 9
	amfList      = 10
	amfDate      = 11
	amfLong      = 12 // a string of up to 4 GiB
)

// amfObject is an object, or an array with names.
type amfObject map[string]any

// amfDecoder reads AMF0 values.
type amfDecoder struct {
	b      []byte
	values int
}

// amfDecode reads the values of a message: float64, bool, string, amfObject,
// []any, or nil. It stops without an error at a kind that is not known, as
// what matters comes first.
func amfDecode(b []byte) ([]any, error) {
	d := amfDecoder{b: b}
	var values []any
	for len(d.b) > 0 {
		v, known, err := d.value(0)
		if err != nil {
			return values, err
		}
		if !known {
			break
		}
		values = append(values, v)
	}
	return values, nil
}

func (d *amfDecoder) take(n int) ([]byte, error) {
	if n < 0 || n > len(d.b) {
		return nil, rtmpError("AMF0 is cut off")
	}
	b := d.b[:n]
	d.b = d.b[n:]
	return b, nil
}

func (d *amfDecoder) text(lengthBytes int) (string, error) {
	b, err := d.take(lengthBytes)
	if err != nil {
		return "", err
	}
	n := 0
	for _, c := range b {
		n = n<<8 | int(c)
	}
	b, err = d.take(n)
	return string(b), err
}

func (d *amfDecoder) value(depth int) (v any, known bool, err error) {
	if d.values++; d.values > maxAMFValues || depth > maxAMFDepth {
		return nil, false, rtmpError("AMF0 of more than %d values or %d levels", maxAMFValues, maxAMFDepth)
	}
	marker, err := d.take(1)
	if err != nil {
		return nil, false, err
	}
	switch marker[0] {
	case amfNumber:
		b, err := d.take(8)
		if err != nil {
			return nil, false, err
		}
		return math.Float64frombits(binary.BigEndian.Uint64(b)), true, nil
	case amfBoolean:
		b, err := d.take(1)
		if err != nil {
			return nil, false, err
		}
		return b[0] != 0, true, nil
	case amfString:
		v, err = d.text(2)
		return v, true, err
	case amfLong:
		v, err = d.text(4)
		return v, true, err
	case amfNull, amfUndefined:
		return nil, true, nil
	case amfDate:
		_, err := d.take(10)
		return nil, true, err
	case amfMap:
		return d.object(depth)
	case amfArray:
		if _, err := d.take(4); err != nil {
			return nil, false, err
		}
		return d.object(depth)
	case amfList:
		return d.list(depth)
	}
	return nil, false, nil
}

func (d *amfDecoder) object(depth int) (any, bool, error) {
	o := amfObject{}
	for {
		name, err := d.text(2)
		if err != nil {
			return nil, false, err
		}
		if name == "" && len(d.b) > 0 && d.b[0] == amfEnd {
			d.b = d.b[1:]
			return o, true, nil
		}
		v, known, err := d.value(depth + 1)
		if err != nil || !known {
			return nil, false, err
		}
		o[name] = v
	}
}

func (d *amfDecoder) list(depth int) (any, bool, error) {
	b, err := d.take(4)
	if err != nil {
		return nil, false, err
	}
	var list []any
	for range binary.BigEndian.Uint32(b) {
		v, known, err := d.value(depth + 1)
		if err != nil || !known {
			return nil, false, err
		}
		list = append(list, v)
	}
	return list, true, nil
}

// amfEncode writes values of the kinds that amfDecode reads, but lists.
func amfEncode(values ...any) []byte {
	var b []byte
	for _, v := range values {
		b = appendAMF(b, v)
	}
	return b
}

func appendAMF(b []byte, v any) []byte {
	switch v := v.(type) {
	case float64:
		return binary.BigEndian.AppendUint64(append(b, amfNumber), math.Float64bits(v))
	case bool:
		n := byte(0)
		if v {
			n = 1
		}
		return append(b, amfBoolean, n)
	case string:
		return appendAMFText(append(b, amfString), v)
	case amfObject:
		b = append(b, amfMap)
		var names []string
		for name := range v {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			b = appendAMF(appendAMFText(b, name), v[name])
		}
		return append(b, 0, 0, amfEnd)
	}
	return append(b, amfNull)
}

func appendAMFText(b []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint16(b, uint16(len(s))), s...)
}
