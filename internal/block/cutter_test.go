package block

import (
	"errors"
	"math"
	"testing"
	"time"
)

const frame = time.Second / 25

// full is what a block of 16 data shards holds.
const full = 20 * MaxShard

func newCutter(t *testing.T, cfg CutterConfig) *Cutter {
	t.Helper()
	c, err := NewCutter(cfg)
	must(t, err)
	must(t, c.SetInit([]byte("init")))
	return c
}

// sizes are the lengths of the blocks' payloads.
func sizes(cuts []Cut) (n []int) {
	for _, c := range cuts {
		n = append(n, len(c.Payload))
	}
	return n
}

func TestCutterDelay(t *testing.T) {
	for _, test := range []struct {
		name    string
		length  int // of the fragment, with its head of 3 bytes
		blocks  int
		waiting int
	}{
		{"a little waits", full/2 + 3, 0, full/2 + 3},
		{"90 % go at once", full*9/10 + 1, 1, 0},
		{"a full block", full, 1, 0},
		{"a little over: the full block goes", full + 10, 1, 10},
		{"1.2 blocks: the full one goes", full * 12 / 10, 1, full * 2 / 10},
		{"1.9 blocks go as two halves", full*19/10 + 1, 2, 0},
		{"ten and a bit go evenly", full*10 + 10, 11, 0},
	} {
		c := newCutter(t, CutterConfig{})
		head := 3
		if test.length-3 >= 1<<14 {
			head = 4
		}
		cuts, err := c.Add(make([]byte, test.length-head), false, time.Hour)
		must(t, err)
		if len(cuts) != test.blocks || c.pending() != test.waiting {
			t.Errorf("%s: blocks %v, %d wait", test.name, sizes(cuts), c.pending())
		}
		if n := sizes(cuts); test.waiting == 0 && n[0]-n[len(n)-1] > len(n) {
			t.Errorf("%s: uneven blocks %v", test.name, n)
		}
	}
}

func TestCutterHold(t *testing.T) {
	c := newCutter(t, CutterConfig{MaxHold: 100 * time.Millisecond})
	var cuts []Cut
	var err error
	at := time.Hour
	for range 3 {
		if cuts, err = c.Add([]byte("sound"), false, at); err != nil || len(cuts) > 0 {
			t.Fatal(cuts, err)
		}
		at += frame
	}
	if d, ok := c.Deadline(); !ok || d != time.Hour+100*time.Millisecond {
		t.Fatalf("deadline %v %v", d, ok)
	}
	cuts, err = c.Add([]byte("sound"), false, at) // 120 ms after the first
	if err != nil || len(cuts) != 1 || cuts[0].Header.Capture != time.Hour {
		t.Fatal(cuts, err)
	}
	if _, ok := c.Deadline(); ok {
		t.Fatal("a deadline for nothing")
	}
	if _, err := c.Add([]byte("sound"), false, at); err != nil {
		t.Fatal(err)
	}
	if cuts := c.Flush(time.Minute); len(cuts) != 1 {
		t.Fatal("the clock was set back, and it waits")
	}
}

// TestCutterKeys: sound alone has a key in each fragment; that does not make
// each block an entry.
func TestCutterKeys(t *testing.T) {
	c := newCutter(t, CutterConfig{})
	entries := 0
	for i := range 250 { // 10 s
		cuts, err := c.Add(make([]byte, 500), true, time.Hour+time.Duration(i)*frame)
		must(t, err)
		for _, cut := range cuts {
			if cut.Header.Flags&Entry != 0 {
				entries++
			}
		}
	}
	if entries != 10 {
		t.Fatalf("%d entries in 10 s", entries)
	}
}

func TestCutterEnd(t *testing.T) {
	c := newCutter(t, CutterConfig{Epoch: 9})
	cuts := c.End(time.Hour)
	if len(cuts) != 1 || string(cuts[0].Payload) != "\x00\x00" || cuts[0].Header.Flags != Start|End {
		t.Fatalf("%+v", cuts)
	}
	must(t, cuts[0].Header.Check())
	var j Joiner
	if records, err := j.Add(&cuts[0].Header, cuts[0].Payload); err != nil || len(records) > 0 {
		t.Fatal(records, err)
	}
}

// TestCutterStartAtSeam: where a record begins right at a seam, the block says so.
func TestCutterStartAtSeam(t *testing.T) {
	c := newCutter(t, CutterConfig{})
	must(t, c.SetInit(make([]byte, full*95/100)))
	cuts, err := c.Add(make([]byte, full*95/100), true, time.Hour)
	must(t, err)
	if len(cuts) != 2 || cuts[0].Header.Flags != Entry|Start || cuts[1].Header.Flags != Start {
		t.Fatalf("%d blocks, %+v", len(cuts), cuts[len(cuts)-1].Header)
	}
}

func TestCutterRefuses(t *testing.T) {
	if _, err := NewCutter(CutterConfig{Shape: Shape{3, 2}}); err == nil {
		t.Error("a shape that is none")
	}
	if _, err := NewCutter(CutterConfig{MaxHold: -1}); err == nil {
		t.Error("a negative hold")
	}
	c := newCutter(t, CutterConfig{})
	long := make([]byte, MaxRecord+1)
	if err := c.SetInit(long); !errors.Is(err, ErrRecord) {
		t.Error(err)
	}
	if err := c.SetMeta(long); !errors.Is(err, ErrRecord) {
		t.Error(err)
	}
	if _, err := c.Add(long, false, 0); !errors.Is(err, ErrRecord) {
		t.Error(err)
	}
}

// TestCutterLongest cuts the longest record, and lets go of its memory.
func TestCutterLongest(t *testing.T) {
	c := newCutter(t, CutterConfig{})
	cuts, err := c.Add(make([]byte, MaxRecord), true, time.Hour)
	must(t, err)
	if want := MaxRecord/full + 1; len(cuts) != want || cap(c.buf) > maxIdleBuffer {
		t.Fatalf("%d blocks, want %d; %d bytes kept", len(cuts), want, cap(c.buf))
	}
}

func TestShapeFor(t *testing.T) {
	for bitrate, want := range map[int]Shape{
		-1: {20, 22}, 0: {20, 22}, 64_000: {4, 6}, 500_000: {5, 7}, 1_000_000: {10, 12},
		1_600_000: {16, 18}, 1_900_000: {20, 22}, 3_000_000: {20, 22}, math.MaxInt: {20, 22},
	} {
		if got := ShapeFor(bitrate); got != want {
			t.Errorf("%d b/s: %v, want %v", bitrate, got, want)
		}
	}
}

// stream feeds a Cutter a stream of so many bits a second, with a large key frame
// every two seconds, and returns the shapes of its Entry blocks.
func stream(t *testing.T, c *Cutter, begin time.Duration, seconds, bitrate int) (shapes []Shape) {
	t.Helper()
	gop := bitrate / 8 * 2
	for i := range seconds * 25 {
		n, key := gop*7/10/49, i%50 == 0
		if key {
			n = gop * 3 / 10
		}
		cuts, err := c.Add(make([]byte, n), key, begin+time.Duration(i)*frame)
		must(t, err)
		for _, cut := range cuts {
			if cut.Header.Flags&Entry != 0 {
				shapes = append(shapes, cut.Header.Shape)
			}
		}
	}
	return shapes
}

// Where viewers lose much, Entry blocks from then on have more parity, until they lose less; what
// is fixed stays.
func TestCutterAddsParity(t *testing.T) {
	for _, k := range []struct {
		cfg   CutterConfig
		lossy Shape
	}{
		{CutterConfig{Bitrate: 3_000_000}, Shape{20, 23}},
		{CutterConfig{Bitrate: 3_000_000, Shape: Shape{10, 12}}, Shape{10, 12}},
	} {
		c := newCutter(t, k.cfg)
		usual := c.shape
		at := time.Hour
		for _, lossy := range []bool{false, true, true, false} {
			c.SetLossy(lossy)
			want := usual
			if lossy {
				want = k.lossy
			}
			for _, got := range stream(t, c, at, 4, 3_000_000) {
				if got != want {
					t.Errorf("%v, lossy %v: %v, want %v", k.cfg.Shape, lossy, got, want)
				}
			}
			at += 4 * time.Second
		}
	}
	for data := minData; data <= maxData; data++ {
		if more, usual := parityFor(data, true), parityFor(data, false); more < usual || more > usual+1 {
			t.Errorf("%d data shards: %d parity, %d where much is lost", data, usual, more)
		}
	}
}

func TestCutterMeasures(t *testing.T) {
	c := newCutter(t, CutterConfig{})
	shapes := stream(t, c, time.Hour, 20, 700_000)
	if shapes[0] != (Shape{20, 22}) || shapes[1] != (Shape{7, 9}) || shapes[len(shapes)-1] != (Shape{7, 9}) {
		t.Fatalf("700 kb/s: %v", shapes)
	}
	shapes = stream(t, c, time.Hour+20*time.Second, 20, 760_000) // 8 shards, but hardly
	if shapes[len(shapes)-1] != (Shape{7, 9}) {
		t.Fatalf("760 kb/s: %v", shapes)
	}
	// The source is away for a minute; that is no lower bitrate.
	shapes = stream(t, c, time.Hour+100*time.Second, 20, 2_000_000)
	if shapes[0] != (Shape{7, 9}) || shapes[len(shapes)-1] != (Shape{17, 19}) {
		t.Fatalf("2 Mb/s: %v", shapes)
	}
	for _, shape := range shapes {
		if shape.Data < 7 {
			t.Fatalf("the pause counted: %v", shapes)
		}
	}
	if shapes := stream(t, newCutter(t, CutterConfig{Bitrate: 700_000}), time.Hour, 2, 700_000); shapes[0] != (Shape{7, 9}) {
		t.Fatalf("with a hint: %v", shapes)
	}
	if shapes := stream(t, newCutter(t, CutterConfig{Shape: Shape{20, 24}}), time.Hour, 6, 700_000); shapes[2] != (Shape{20, 24}) {
		t.Fatalf("fixed: %v", shapes)
	}
}
