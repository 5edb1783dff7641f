package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"pgregory.net/rapid"
)

func load(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// read returns all items of a stream that must end well.
func read(t testing.TB, r io.Reader) (inits []*Init, fragments []*Fragment) {
	t.Helper()
	for item, err := range NewReader(r).All() {
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case item.Init != nil:
			inits = append(inits, item.Init)
		case item.Fragment != nil:
			fragments = append(fragments, item.Fragment)
		default:
			t.Fatal("an empty item")
		}
	}
	return inits, fragments
}

// summary is what a golden test compares of one track's fragments.
type summary struct {
	fragments   int
	first, last time.Duration // first Time, last End
	keys        string        // one sign a fragment: K or -
}

func summarize(fragments []*Fragment, track uint32) (s summary) {
	for _, f := range fragments {
		if f.Track != track {
			continue
		}
		if s.fragments == 0 {
			s.first = f.Time
		}
		s.fragments++
		s.last = f.End()
		if f.Key {
			s.keys += "K"
		} else {
			s.keys += "-"
		}
	}
	return s
}

const ms = time.Millisecond

// The expected values are those ffprobe gives for the same files.
var golden = []struct {
	file   string
	mime   string
	tracks []Track
	want   []summary
}{
	{"h264-aac.mp4", `video/mp4; codecs="avc1.64000a,mp4a.40.2"`, []Track{
		{ID: 1, Kind: Video, Codec: "avc1.64000a", Timescale: 10240, Width: 160, Height: 90},
		{ID: 2, Kind: Audio, Codec: "mp4a.40.2", Timescale: 48000, SampleRate: 48000, Channels: 1},
	}, []summary{
		{10, 800 * ms, 1800 * ms, "K----K----"},
		{48, 978666666, 2*time.Second - 1, strings.Repeat("-", 48)},
	}},
	{"h265.mp4", `video/mp4; codecs="hvc1.1.6.L30.90"`, []Track{
		{ID: 1, Kind: Video, Codec: "hvc1.1.6.L30.90", Timescale: 10240, Width: 160, Height: 90},
	}, []summary{{10, 800 * ms, 1800 * ms, "K---K-----"}}},
	{"av1-opus.mp4", `video/mp4; codecs="av01.0.00M.08,opus"`, []Track{
		{ID: 1, Kind: Video, Codec: "av01.0.00M.08", Timescale: 10240, Width: 160, Height: 90},
		{ID: 2, Kind: Audio, Codec: "opus", Timescale: 48000, SampleRate: 48000, Channels: 1},
	}, []summary{
		{6, 1000 * ms, 1600 * ms, "K--K--"},
		{31, 993500 * time.Microsecond, 1600 * ms, strings.Repeat("-", 31)},
	}},
	{"vp9.mp4", `video/mp4; codecs="vp09.00.10.08"`, []Track{
		{ID: 1, Kind: Video, Codec: "vp09.00.10.08", Timescale: 10240, Width: 160, Height: 90},
	}, []summary{{6, 1000 * ms, 1600 * ms, "K--K--"}}},
	{"aac.mp4", `audio/mp4; codecs="mp4a.40.2"`, []Track{
		{ID: 1, Kind: Audio, Codec: "mp4a.40.2", Timescale: 48000, SampleRate: 48000, Channels: 1},
	}, []summary{{25, 978666666, 1500*ms - 1, strings.Repeat("K", 25)}}},
}

func TestReaderGolden(t *testing.T) {
	for _, g := range golden {
		t.Run(g.file, func(t *testing.T) {
			data := load(t, g.file)
			inits, fragments := read(t, iotest.OneByteReader(bytes.NewReader(data)))
			if len(inits) != 1 {
				t.Fatalf("%d init segments", len(inits))
			}
			if got := inits[0].MIME(); got != g.mime {
				t.Errorf("MIME %s, want %s", got, g.mime)
			}
			if len(inits[0].Tracks) != len(g.tracks) {
				t.Fatalf("tracks %+v", inits[0].Tracks)
			}
			for i, want := range g.tracks {
				if got := inits[0].Tracks[i]; got != want {
					t.Errorf("track %+v, want %+v", got, want)
				}
				if got := summarize(fragments, want.ID); got != g.want[i] {
					t.Errorf("track %d: %+v, want %+v", want.ID, got, g.want[i])
				}
			}
			all := inits[0].Data
			for _, f := range fragments {
				all = append(all, f.Data...)
			}
			if !bytes.HasPrefix(data, all) {
				t.Error("the items are not the bytes of the stream")
			}
		})
	}
}

func TestReaderGrouped(t *testing.T) {
	data := load(t, "grouped.mp4")
	_, fragments := read(t, bytes.NewReader(data))
	if len(fragments) != 2 {
		t.Fatalf("%d fragments", len(fragments))
	}
	for _, f := range fragments {
		if f.Track != 1 || !f.Key {
			t.Errorf("fragment at %v: track %d, key %v", f.Time, f.Track, f.Key)
		}
	}
	if got := fragments[1].Time - fragments[0].End(); got != 0 {
		t.Errorf("gap of %v", got)
	}
}

func TestReaderOffsetsAndNewInit(t *testing.T) {
	a, b := load(t, "h264-aac.mp4"), load(t, "aac.mp4")
	free := box2("free", make([]byte, 20))
	stream := bytes.Join([][]byte{box2("styp", []byte("cmfc")), a, free, b}, nil)
	r := NewReader(bytes.NewReader(stream))
	var kinds []string
	for {
		item, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		data := item.Init.data(item.Fragment)
		if got := stream[item.Offset:][:len(data)]; !bytes.Equal(got, data) {
			t.Fatalf("item at %d has other bytes", item.Offset)
		}
		if item.Init != nil {
			kinds = append(kinds, item.Init.MIME())
		} else if last := kinds[len(kinds)-1]; strings.HasPrefix(last, "audio") != (item.Fragment.Kind == Audio && item.Fragment.Key) && item.Fragment.Key {
			t.Fatalf("fragment read by the wrong init segment: %+v", item.Fragment)
		}
	}
	if len(kinds) != 2 || !strings.HasPrefix(kinds[0], "video") || !strings.HasPrefix(kinds[1], "audio") {
		t.Errorf("init segments: %q", kinds)
	}
}

func (in *Init) data(f *Fragment) []byte {
	if in != nil {
		return in.Data
	}
	return f.Data
}

func box2(typ string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(8+len(body)))
	return append(append(b, typ...), body...)
}

func TestParseRecords(t *testing.T) {
	inits, fragments := read(t, bytes.NewReader(load(t, "h264-aac.mp4")))
	in, err := ParseInit(inits[0].Data)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fragments {
		got, err := ParseFragment(in, f.Data)
		if err != nil {
			t.Fatal(err)
		}
		if got.Time != f.Time || got.Key != f.Key || got.Track != f.Track || got.Duration != f.Duration {
			t.Fatalf("%+v, want %+v", got, f)
		}
	}
	if _, ok := in.Track(3); ok {
		t.Error("a track 3")
	}
	foreign := bytes.Clone(fragments[0].Data)
	binary.BigEndian.PutUint32(foreign[bytes.Index(foreign, []byte("tfhd"))+8:], 7)
	if _, err := ParseFragment(in, foreign); !errors.Is(err, ErrTrack) {
		t.Errorf("fragment of track 7: %v", err)
	}
	stream := append(bytes.Clone(in.Data), foreign...)
	if _, got := read(t, bytes.NewReader(stream)); len(got) != 0 {
		t.Error("a Reader keeps fragments of unknown tracks")
	}
}

// patch returns a copy of b with the bytes at i after the first occurrence of
// a box's type replaced.
func patch(b []byte, typ string, i int, with ...byte) []byte {
	b = bytes.Clone(b)
	copy(b[bytes.Index(b, []byte(typ))+4+i:], with)
	return b
}

func TestRefusals(t *testing.T) {
	whole := load(t, "h264-aac.mp4")
	inits, fragments := read(t, bytes.NewReader(whole))
	head, f := inits[0].Data, fragments[0].Data
	size := func(n uint32, typ string) []byte { return append(binary.BigEndian.AppendUint32(nil, n), typ...) }
	join := func(b ...[]byte) []byte { return bytes.Join(b, nil) }
	for name, c := range map[string]struct {
		stream []byte
		want   string // part of the error; "" when it is io.ErrUnexpectedEOF
	}{
		"text":              {[]byte("<!DOCTYPE html><html>"), "no box"},
		"jpeg":              {[]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01"), "no box"},
		"unknown box first": {box2("qwer", nil), "no box"},
		"ordinary":          {load(t, "plain.mp4"), "ordinary MP4"},
		"no mvex":           {patch(head, "mvex", -4, 'f', 'r', 'e', 'e'), "no mvex"},
		"moov first":        {head[bytes.Index(head, []byte("moov"))-4:], "without an ftyp"},
		"moov alone":        {join(head, head[bytes.Index(head, []byte("moov"))-4:]), "without an ftyp"},
		"fragment first":    {join(box2("styp", nil), f), "before the init"},
		"mdat alone":        {join(head, box2("mdat", nil)), "mdat without"},
		"two moof":          {join(head, f[:bytes.Index(f, []byte("mdat"))-4], f), "not \"mdat\""},
		"cut head":          {head[:5], ""},
		"cut init":          {head[:100], ""},
		"cut mdat":          {join(head, f[:len(f)-1]), ""},
		"cut after moof":    {join(head, f[:bytes.Index(f, []byte("mdat"))-4]), ""},
		"huge box":          {join(head, size(MaxBox+1, "free")), "more than"},
		"huge init":         {size(MaxInit+1, "ftyp"), "more than"},
		"open length":       {join(head, size(0, "mdat")), "open length"},
		"short box":         {join(head, size(7, "free")), "shorter"},
		"huge 64-bit box":   {join(head, size(1, "free"), bytes.Repeat([]byte{0xff}, 8)), "more than"},
		"trak overruns":     {patch(head, "trak", -8, 0xff), "cut off"},
		"timescale 0":       {patch(head, "mdhd", 12, 0, 0, 0, 0), "timescale"},
		"timescale huge":    {patch(head, "mdhd", 12, 0xff, 0xff, 0xff, 0xff), "timescale"},
		"no handler known":  {patch(patch(head, "vide", -4, 'x'), "soun", -4, 'x'), "neither"},
		"same track ID":     {bytes.ReplaceAll(head, []byte("\x00\x00\x00\x5ctkhd\x00\x00\x00\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02"), []byte("\x00\x00\x00\x5ctkhd\x00\x00\x00\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01")), "two tracks"},
		"odd sample entry":  {patch(head, "avc1", -4, 1, 2, 3, 4), "sample entry"},
		"avcC version":      {patch(head, "avcC", 0, 9), "avcC"},
		"no avcC":           {patch(head, "avcC", -4, 'f', 'r', 'e', 'e'), "no \"avcC\""},
		"esds length":       {patch(head, "esds", 5, 0xff, 0xff, 0xff, 0xff), "too short"},
		"base offset":       {join(head, patch(f, "tfhd", 3, 0x39)), "base_data_offset"},
		"tfdt version":      {join(head, patch(f, "tfdt", 0, 2)), "version 2"},
		"time":              {join(head, patch(f, "tfdt", 4, 0x7f)), "century"},
		"no tfdt":           {join(head, patch(f, "tfdt", -4, 'f', 'r', 'e', 'e')), "tfdt"},
		"two tfdt":          {join(head, patch(f, "trun", -4, 't', 'f', 'd', 't')), "two tfdt"},
		"no tfhd":           {join(head, patch(f, "tfhd", -4, 'f', 'r', 'e', 'e')), "begins with"},
		"samples":           {join(head, patch(f, "trun", 4, 0xff, 0xff, 0xff, 0xff)), "samples"},
		"samples beyond":    {join(head, patch(f, "trun", 4, 0, 0, 0, 9)), "too short"},
		"no mfhd":           {join(head, patch(f, "mfhd", -4, 'f', 'r', 'e', 'e')), "mfhd"},
	} {
		t.Run(name, func(t *testing.T) {
			r := NewReader(bytes.NewReader(c.stream))
			var err error
			for err == nil {
				_, err = r.Next()
			}
			if c.want == "" {
				if err != io.ErrUnexpectedEOF {
					t.Errorf("error %v", err)
				}
			} else if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
			if _, again := r.Next(); again != err {
				t.Errorf("after %v: %v", err, again)
			}
		})
	}
}

func TestLimitsOfBoxes(t *testing.T) {
	many := bytes.Repeat(box2("free", nil), MaxChildren+1)
	if _, err := ParseInit(append(box2("ftyp", nil), box2("moov", many)...)); err == nil || !strings.Contains(err.Error(), "boxes in one") {
		t.Errorf("a moov of %d boxes: %v", MaxChildren+1, err)
	}
	inits, _ := read(t, bytes.NewReader(load(t, "aac.mp4")))
	head := inits[0].Data
	at := bytes.Index(head, []byte("trak")) - 4
	trak := head[at:][:binary.BigEndian.Uint32(head[at:])]
	var traks []byte
	for id := range byte(MaxTracks + 1) {
		traks = append(traks, patch(trak, "tkhd", 12, 0, 0, 0, id+1)...)
	}
	mvex := box2("mvex", nil)
	if _, err := ParseInit(append(box2("ftyp", nil), box2("moov", append(traks, mvex...))...)); err == nil || !strings.Contains(err.Error(), "tracks") {
		t.Errorf("%d tracks: %v", MaxTracks+1, err)
	}
	fewer := traks[:MaxTracks*len(trak)]
	if _, err := ParseInit(append(box2("ftyp", nil), box2("moov", append(fewer, mvex...))...)); err != nil {
		t.Errorf("%d tracks: %v", MaxTracks, err)
	}
}

func TestShift(t *testing.T) {
	for _, name := range []string{"h264-aac.mp4", "av1-opus.mp4", "grouped.mp4"} {
		inits, fragments := read(t, bytes.NewReader(load(t, name)))
		in := inits[0]
		rapid.Check(t, func(t *rapid.T) {
			by := time.Duration(rapid.Int64Range(0, int64(MaxTime/2)).Draw(t, "by"))
			sequence := rapid.Uint32().Draw(t, "sequence")
			last := map[uint32][2]*Fragment{} // as it was and moved
			for _, f := range fragments {
				moved := *f
				moved.Data = bytes.Clone(f.Data)
				if err := Shift(in, &moved, by, sequence); err != nil {
					t.Fatal(err)
				}
				again, err := ParseFragment(in, moved.Data)
				if err != nil {
					t.Fatal(err)
				}
				if again.Time != moved.Time || again.Duration != f.Duration || again.Key != f.Key {
					t.Fatalf("after the shift: %+v, its bytes say %+v", moved, again)
				}
				track, _ := in.Track(f.Track)
				tick := time.Second / time.Duration(track.Timescale)
				if d := moved.Time - f.Time - by; d > tick || d < -tick {
					t.Fatalf("moved by %v more than asked", d)
				}
				if prev := last[f.Track]; prev[0] != nil {
					was, is := f.Time-prev[0].Time, moved.Time-prev[1].Time
					if is-was > 1 || is-was < -1 { // nanoseconds: times are rounded down
						t.Fatalf("distance %v after the shift, %v before", is, was)
					}
				}
				at := moved
				last[f.Track] = [2]*Fragment{f, &at}
				if err := Shift(in, &moved, -by, binary.BigEndian.Uint32(f.Data[20:])); err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(moved.Data, f.Data) {
					t.Fatal("shifting back does not restore the fragment")
				}
			}
		})
	}
}

func TestShiftRefusals(t *testing.T) {
	inits, fragments := read(t, bytes.NewReader(load(t, "h264-aac.mp4")))
	in, f := inits[0], fragments[0]
	before := bytes.Clone(f.Data)
	for _, by := range []time.Duration{-f.Time - 1*ms, MaxTime, -MaxTime, 1<<63 - 1, -1 << 63} {
		if err := Shift(in, f, by, 1); !errors.Is(err, ErrFormat) {
			t.Errorf("shift by %v: %v", by, err)
		}
	}
	if !bytes.Equal(before, f.Data) {
		t.Error("a refused shift changed the fragment")
	}
	if err := Shift(in, f, -f.Time, 1); err != nil || f.Time != 0 {
		t.Errorf("shift to 0: %v, at %v", err, f.Time)
	}
	// A tfdt of version 0, with the four bytes left over at its end.
	old := &Fragment{Data: patch(before, "tfdt", 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0)}
	if err := Shift(in, old, ticksOf(in, 255), 1); err != nil {
		t.Error(err)
	}
	if err := Shift(in, old, ticksOf(in, 1), 1); err == nil || !strings.Contains(err.Error(), "32 bits") {
		t.Errorf("shift beyond 32 bits: %v", err)
	}
}

func ticksOf(in *Init, n int64) time.Duration {
	return time.Duration(n) * time.Second / time.Duration(in.Tracks[0].Timescale)
}

func FuzzReader(f *testing.F) {
	for _, g := range golden {
		f.Add(load(f, g.file)[:3000])
	}
	f.Add(load(f, "grouped.mp4"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := NewReader(bytes.NewReader(b))
		total := 0
		for {
			item, err := r.Next()
			if err != nil {
				break
			}
			total += len(item.Init.data(item.Fragment))
		}
		if total > len(b) {
			t.Fatalf("%d bytes out of %d", total, len(b))
		}
	})
}

func FuzzParseInit(f *testing.F) {
	for _, g := range golden {
		inits, _ := read(f, bytes.NewReader(load(f, g.file)))
		f.Add(inits[0].Data)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		in, err := ParseInit(b)
		if err != nil {
			if !errors.Is(err, ErrFormat) {
				t.Fatal(err)
			}
			return
		}
		if len(in.Tracks) == 0 || len(in.Tracks) > MaxTracks {
			t.Fatalf("%d tracks", len(in.Tracks))
		}
		for _, c := range in.MIME() {
			if c < ' ' || c > '~' {
				t.Fatalf("MIME %q", in.MIME())
			}
		}
	})
}

func FuzzParseFragment(f *testing.F) {
	var heads []*Init
	for i, g := range golden {
		inits, fragments := read(f, bytes.NewReader(load(f, g.file)))
		heads = append(heads, inits[0])
		f.Add(uint8(i), int64(time.Second), fragments[0].Data)
		f.Add(uint8(i), -int64(time.Second), fragments[len(fragments)-1].Data)
	}
	f.Fuzz(func(t *testing.T, i uint8, by int64, b []byte) {
		in := heads[int(i)%len(heads)]
		fragment, err := ParseFragment(in, b)
		if err != nil {
			if !errors.Is(err, ErrFormat) && !errors.Is(err, ErrTrack) {
				t.Fatal(err)
			}
			return
		}
		if fragment.Time < 0 || fragment.Duration < 0 || fragment.Time > MaxTime {
			t.Fatalf("%+v", fragment)
		}
		if Shift(in, fragment, time.Duration(by), 7) != nil {
			return
		}
		if again, err := ParseFragment(in, b); err != nil || again.Time != fragment.Time {
			t.Fatalf("after a shift: %+v, %v", again, err)
		}
	})
}
