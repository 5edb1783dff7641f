package play

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"

	"throng/internal/media"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// captureStart is when the tests' streams were captured.
const captureStart = 1_800_000_000 * time.Second

var videoInit = &media.Init{Data: []byte("<video init>"), Tracks: []media.Track{
	{ID: 1, Kind: media.Video, Codec: "avc1.64001f"}, {ID: 2, Kind: media.Audio, Codec: "mp4a.40.2"},
}}

var audioInit = &media.Init{Data: []byte("<audio init>"), Tracks: []media.Track{{ID: 7, Kind: media.Audio, Codec: "opus"}}}

// feeder makes fragments in a row and hands them to a Hub.
type feeder struct {
	hub   *Hub
	frame time.Duration // of video
	group int           // frames from key frame to key frame
	n     int
	shift time.Duration
	size  int    // bytes of a fragment; 0: as many as its name has
	same  []byte // in place of data of each fragment's own
}

func (f *feeder) fragment() *media.Fragment {
	v := &media.Fragment{
		Data: fmt.Appendf(nil, "v%d;", f.n), Track: 1, Kind: media.Video,
		Time: time.Duration(f.n)*f.frame + f.shift, Duration: f.frame, Key: f.n%f.group == 0,
	}
	if f.same != nil {
		v.Data = f.same
	} else if f.size > 0 {
		v.Data = append(v.Data, make([]byte, f.size-len(v.Data))...)
	}
	f.n++
	return v
}

func (f *feeder) video(count int) {
	for range count {
		v := f.fragment()
		f.hub.Fragment(v, captureStart+v.Time)
	}
}

func (f *feeder) audio(name string) {
	at := time.Duration(f.n) * f.frame
	f.hub.Fragment(&media.Fragment{Data: []byte(name), Track: 2, Kind: media.Audio, Time: at, Duration: f.frame}, captureStart+at)
}

func newFeeder(hub *Hub) *feeder {
	return &feeder{hub: hub, frame: 40 * time.Millisecond, group: 25}
}

// drain takes what a reader has now.
func drain(t *testing.T, r *Reader) []Packet {
	t.Helper()
	var all []Packet
	for {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		n := len(all)
		var err error
		all, err = r.Next(ctx, all)
		if len(all) == n {
			if !errors.Is(err, context.Canceled) {
				t.Fatalf("Next: %v", err)
			}
			return all
		}
	}
}

func names(packets []Packet) string {
	var b bytes.Buffer
	for _, p := range packets {
		if p.Gap {
			b.WriteByte('!')
		}
		name, _, _ := bytes.Cut(p.Fragment.Data, []byte{';'})
		b.Write(name)
		b.WriteByte(' ')
	}
	return string(bytes.TrimSpace(b.Bytes()))
}

// clip reads the test clip: its init segment and fragments.
func clip(t testing.TB) (*media.Init, []*media.Fragment) {
	t.Helper()
	b, err := os.ReadFile("testdata/clip.mp4")
	if err != nil {
		t.Fatal(err)
	}
	var in *media.Init
	var all []*media.Fragment
	for item, err := range media.NewReader(bytes.NewReader(b)).All() {
		if err != nil {
			t.Fatal(err)
		}
		if item.Init != nil {
			in = item.Init
		} else {
			all = append(all, item.Fragment)
		}
	}
	return in, all
}
