package feed_test

import (
	"testing"
	"time"

	"throng/internal/feed"
	"throng/internal/media"
)

func TestHeads(t *testing.T) {
	f := media.Fragment{Data: []byte("xy"), Kind: media.Audio, Key: true, Time: 0x0102 * time.Microsecond, Duration: 0x0304 * time.Microsecond}
	got := feed.AppendFragment(nil, &f, 1_800_000_000*time.Second+0x0506*time.Microsecond, true)
	want := "\x02\x07\x00\x00" + "\x00\x00\x03\x04" + "\x00\x00\x00\x00\x00\x00\x01\x02" + "\x00\x06\x65\x17\x28\x98\x85\x06" + "xy"
	if string(got) != want {
		t.Errorf("fragment %x, want %x", got, want)
	}
	in := media.Init{Data: []byte("<audio init>"), Tracks: []media.Track{{ID: 1, Kind: media.Audio, Codec: "opus"}}}
	if got, want := string(feed.AppendInit(nil, &in)), "\x01\x00\x00\x18audio/mp4; codecs=\"opus\"<audio init>"; got != want {
		t.Errorf("init %q, want %q", got, want)
	}
}
