package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"throng/internal/await"
)

// decodeLength is how much of a stream ffmpeg decodes.
func decodeLength() time.Duration {
	if *full {
		return 20 * time.Second
	}
	return 6 * time.Second
}

// publish starts a real encoder's part: ffmpeg sends a file in real time.
func (h *host) publish(file, format, url string) *process {
	return h.start("publisher", "ffmpeg", "-v", "error", "-nostdin", "-re", "-stream_loop", "-1", "-i", file, "-c", "copy", "-f", format, url)
}

func coded(code string) func(event) bool { return func(e event) bool { return e.Code == code } }

// published is a channel that a publisher feeds, with one viewer that plays.
type published struct {
	cast   *process
	viewer *process
	ready  event // the viewer's
}

// cast starts a broadcaster that listens, a publisher by start, and a viewer.
func castPublished(t *testing.T, bin string, source, audience *host, input string, start func() *process) (published, *process) {
	t.Helper()
	cast := source.throng("cast", bin, "cast", input)
	ready := cast.ready()
	cast.await("it waits for a publisher", coded("waiting"))
	publisher := start()
	cast.await("it has a publisher", coded("publisher"))
	viewer := audience.throng("viewer", bin, "watch", ready.Link)
	p := published{cast: cast, viewer: viewer, ready: viewer.ready()}
	viewer.delivered()
	return p, publisher
}

// checkPlayable decodes the viewer's endless MP4 and its HLS at once.
func (p published) checkPlayable(t *testing.T, h *host) {
	t.Helper()
	length := decodeLength()
	t.Run("play", func(t *testing.T) {
		t.Run("mp4", func(t *testing.T) {
			t.Parallel()
			decode(t, h, p.ready.Stream, length).check(t, "stream.mp4", length)
		})
		t.Run("hls", func(t *testing.T) {
			t.Parallel()
			decode(t, h, p.ready.HLS, length).check(t, "index.m3u8", length)
		})
		t.Run("probe", func(t *testing.T) {
			t.Parallel()
			r := h.run(0, "ffprobe", "-v", "error", "-show_entries", "stream=codec_name,width,height,sample_rate", "-of", "compact=p=0", p.ready.Stream)
			for _, want := range []string{"codec_name=h264|width=1280|height=720", "codec_name=aac|sample_rate=48000"} {
				if !strings.Contains(r.stdout, want) {
					t.Errorf("ffprobe does not see %s: %s%s", want, r.stdout, r.stderr)
				}
			}
		})
	})
}

// TestPublishRTMP publishes as OBS does, turns a wrong key away, and lets the
// publisher drop and return while a viewer's player stays connected.
func TestPublishRTMP(t *testing.T) {
	bin := need(t)
	t.Parallel()
	file := clip(t, 0, 16*time.Second)
	l := newLab(t)
	source, audience, studio := l.host("source"), l.host("viewers"), l.host("studio")
	address := func(key string) string { return fmt.Sprintf("rtmp://%s:1935/live/%s", source.addr, key) }
	var wrong *process
	p, publisher := castPublished(t, bin, source, audience, "rtmp://:1935/live/right", func() *process {
		wrong = studio.publish(file, "flv", address("wrong"))
		if code, _ := wrong.exit(0); code == 0 {
			t.Error("a publisher with a wrong key was not refused")
		}
		return studio.publish(file, "flv", address("right"))
	})
	p.cast.await("it tells of the refusal", coded("refused"))
	p.checkPlayable(t, audience)

	player := audience.fetch(p.ready.Stream)
	grows := func(what string) {
		t.Helper()
		n := player.count()
		await.True(t, what, patience, func() bool { return player.count() > n+clipRate })
	}
	grows("the player gets the stream")
	publisher.kill()
	p.cast.await("it sees that the publisher has gone", coded("publisher-gone"))
	// A stranger cannot take the place meanwhile.
	if code, _ := studio.publish(file, "flv", address("wrong")).exit(0); code == 0 {
		t.Error("a publisher with a wrong key was not refused the second time")
	}
	studio.publish(file, "flv", address("right"))
	grows("the player goes on with the returned publisher, on the same connection")
	player.mu.Lock()
	defer player.mu.Unlock()
	last := time.Duration(0)
	for _, f := range player.rec.fragments {
		if f.kind != player.rec.fragments[0].kind {
			continue
		}
		if f.time < last {
			t.Errorf("the stream's time goes back from %v to %v", last, f.time)
		}
		last = f.time
	}
}

// TestPublishSRT publishes MPEG-TS over SRT.
func TestPublishSRT(t *testing.T) {
	bin := need(t)
	t.Parallel()
	file := clip(t, 0, 16*time.Second)
	l := newLab(t)
	source, audience, studio := l.host("source"), l.host("viewers"), l.host("studio")
	p, _ := castPublished(t, bin, source, audience, "srt://:9000", func() *process {
		return studio.publish(file, "mpegts", fmt.Sprintf("srt://%s:9000", source.addr))
	})
	p.checkPlayable(t, audience)
}
