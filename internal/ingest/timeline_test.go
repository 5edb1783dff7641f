package ingest

import (
	"bytes"
	"encoding/binary"
	"testing"
	"time"

	"pgregory.net/rapid"

	"throng/internal/media"
)

// cardItems returns the test card's items, each time with bytes of its own.
func cardItems(t interface{ Fatal(...any) }) []media.Item {
	var items []media.Item
	for item, err := range media.NewReader(bytes.NewReader(testCard)).All() {
		if err != nil {
			t.Fatal(err)
		}
		items = append(items, item)
	}
	return items
}

func clone(item media.Item) media.Item {
	if item.Fragment != nil {
		f := *item.Fragment
		f.Data = bytes.Clone(f.Data)
		item.Fragment = &f
	}
	return item
}

// Whatever pieces publishers send, after whatever pauses, the stream goes on.
func TestTimelineProperties(t *testing.T) {
	all := cardItems(t)
	rapid.Check(t, func(rt *rapid.T) {
		var tl timeline
		c := newChecker(t)
		now := time.Unix(1000, 0)
		for range rapid.IntRange(1, 5).Draw(rt, "runs") {
			tl.begin(byClock)
			first := rapid.IntRange(1, len(all)-2).Draw(rt, "first")
			last := rapid.IntRange(first, min(len(all), first+200)).Draw(rt, "last")
			for _, item := range append([]media.Item{all[0]}, all[first:last]...) {
				out, err := tl.add(clone(item), now)
				if err != nil {
					rt.Fatal(err)
				}
				for _, item := range out {
					c.item(item)
				}
				now = now.Add(time.Duration(rapid.Int64Range(-1, 30).Draw(rt, "ms")) * time.Millisecond)
			}
			now = now.Add(time.Duration(rapid.Int64Range(0, 100).Draw(rt, "pause")) * time.Second)
		}
		if c.inits > 1 {
			rt.Fatalf("%d init segments", c.inits)
		}
	})
}

func TestTimelineGapIsWallTime(t *testing.T) {
	all := cardItems(t)
	var tl timeline
	now := time.Unix(1000, 0)
	run := func() (first, last *media.Fragment) {
		tl.begin(byClock)
		for _, item := range all {
			out, err := tl.add(clone(item), now)
			if err != nil {
				t.Fatal(err)
			}
			for _, item := range out {
				if item.Fragment != nil && item.Fragment.Kind == media.Video {
					if first == nil {
						first = item.Fragment
					}
					last = item.Fragment
				}
			}
		}
		return first, last
	}
	_, last := run()
	now = now.Add(7 * time.Second)
	first, _ := run()
	if got := first.Time - last.End(); got < 7*time.Second-time.Millisecond || got > 7*time.Second+time.Millisecond {
		t.Errorf("after 7 s the time line goes on %v later", got)
	}
	if first.Time-last.End() == 0 {
		t.Error("no gap")
	}
}

func TestTimelineSeam(t *testing.T) {
	all := cardItems(t)
	var tl timeline
	c := newChecker(t)
	for range 20 {
		tl.begin(bySeam)
		for _, item := range all {
			out, err := tl.add(clone(item), time.Now())
			if err != nil {
				t.Fatal(err)
			}
			for _, item := range out {
				c.item(item)
			}
		}
	}
	if len(c.gaps) != 0 {
		t.Errorf("gaps %v", c.gaps)
	}
	if got := c.ends[1] - firstTime; got < 160*time.Second-10 || got > 160*time.Second {
		t.Errorf("20 times 8 s are %v", got)
	}
}

// Nothing comes before a key frame, and a changed init segment comes with one.
func TestTimelineBeginsWithKey(t *testing.T) {
	all := cardItems(t)
	var tl timeline
	tl.begin(byClock)
	for i, item := range all[2:40] { // without the init segment's key frame
		if i == 0 {
			if out, _ := tl.add(all[0], time.Now()); len(out) != 0 {
				t.Fatal("an init segment before any key frame")
			}
		}
		out, err := tl.add(clone(item), time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if len(out) != 0 {
			t.Fatalf("item %d came out before any key frame", i)
		}
	}
	other := *all[0].Init
	other.Data = append(bytes.Clone(other.Data), 0)
	tl.begin(byClock)
	count := 0
	for _, item := range all {
		out, err := tl.add(clone(item), time.Now())
		if err != nil {
			t.Fatal(err)
		}
		count += len(out)
	}
	tl.begin(byClock)
	if out, _ := tl.add(media.Item{Init: &other}, time.Now()); len(out) != 0 {
		t.Fatal("an init segment without a key frame")
	}
	out, err := tl.add(clone(all[1]), time.Now())
	if err != nil || len(out) != 2 || out[0].Init != &other || !out[1].Fragment.Key {
		t.Fatalf("after a changed init segment: %v %v", out, err)
	}
}

// FuzzTimeline gives fragments of a recording whose times are what the input
// says: of each, a byte with what it is, eight of time and two of pause before
// it. The stream's promises hold, or it ends with an error.
func FuzzTimeline(f *testing.F) {
	all := cardItems(f)
	in := all[0].Init
	step := func(what byte, at time.Duration, pause uint16) []byte {
		b := binary.BigEndian.AppendUint64([]byte{what}, uint64(at))
		return binary.BigEndian.AppendUint16(b, pause)
	}
	f.Add(bytes.Join([][]byte{step(1, 0, 0), step(2, 33*time.Millisecond, 30), step(3, 0, 1)}, nil))
	f.Add(bytes.Join([][]byte{step(1, media.MaxTime-1, 0), step(2, 0, 0), step(0x80|1, media.MaxTime/2, 9)}, nil))
	f.Add(bytes.Join([][]byte{step(1, time.Hour, 0), step(0x40, 0, 0), step(2, time.Second, 0), step(0x81, 0, 60000), step(9, 1, 1)}, nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		var tl timeline
		tl.begin(byClock)
		if _, err := tl.add(media.Item{Init: in}, time.Unix(1000, 0)); err != nil {
			t.Fatal(err)
		}
		c := newChecker(t)
		now := time.Unix(1000, 0)
		for n := 0; len(b) >= 11 && n < 64; n++ {
			what, at, pause := b[0], time.Duration(binary.BigEndian.Uint64(b[1:])), binary.BigEndian.Uint16(b[9:])
			b = b[11:]
			now = now.Add(time.Duration(pause) * time.Millisecond)
			if what&0x80 != 0 {
				tl.begin(join(what >> 6 & 1))
			}
			if what&0xc0 != 0 {
				_, _ = tl.add(media.Item{Init: in}, now) // an init segment never fails
			}
			item := clone(all[1+int(what&0x3f)%(len(all)-1)])
			if at < 0 || media.Shift(in, item.Fragment, at-item.Fragment.Time, 1) != nil {
				continue // no time that a Reader lets through
			}
			out, err := tl.add(item, now)
			if err != nil {
				return
			}
			for _, i := range out {
				c.item(i)
			}
		}
	})
}
