package ingest

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// described is what ffmpeg writes, in parts.
const (
	tsHead   = "Input #0, mpegts, from 'x.ts':\n  Duration: 00:00:04.12, start: 1.4, bitrate: 75 kb/s\n  Program 1 \n    Metadata:\n      service_name    : Service01\n"
	flvHead  = "Input #0, flv, from 'pipe:0':\n  Metadata:\n    encoder         : Lavf59\n  Duration: N/A, start: 0.000000, bitrate: N/A\n"
	h264TS   = "  Stream #0:0[0x100]: Video: h264 (High) ([27][0][0][0] / 0x001B), yuv420p(progressive), 320x180 [SAR 1:1 DAR 16:9], 25 fps, 25 tbr, 90k tbn\n"
	h264None = "  Stream #0:0[0x100]: Video: h264 ([27][0][0][0] / 0x001B), none, 30 fps, 30 tbr, 90k tbn\n"
	hevc     = "  Stream #0:0(und): Video: hevc (Main) (hvc1 / 0x31637668), yuv420p(tv), 1920x1080, 25 fps\n"
	mpeg2    = "  Stream #0:0[0x100]: Video: mpeg2video (Main) ([2][0][0][0] / 0x0002), yuv420p(tv), 320x180, 25 fps\n"
	aacTS    = "  Stream #0:1[0x101](eng): Audio: aac (LC) ([15][0][0][0] / 0x000F), 48000 Hz, mono, fltp, 70 kb/s\n"
	aacNone  = "  Stream #0:1[0x101]: Audio: aac ([15][0][0][0] / 0x000F), 0 channels, fltp\n"
	opus     = "  Stream #0:1(eng): Audio: opus, 48000 Hz, stereo, fltp (default)\n"
	mp3      = "  Stream #0:0: Audio: mp3, 44100 Hz, mono, fltp, 64 kb/s\n"
	cover    = "  Stream #0:1: Video: png, rgb24(pc), 64x64 [SAR 1:1 DAR 1:1], 90k tbr, 90k tbn (attached pic)\n"
	subtitle = "  Stream #0:2: Subtitle: subrip\n"
	mapping  = "Stream mapping:\n  Stream #0:0 -> #0:0 (copy)\n"
)

func described(parts ...string) inputInfo {
	r := newReport(slog.New(slog.DiscardHandler))
	text := strings.Join(parts, "") + mapping
	for i := range text { // byte by byte, as pipes may cut lines anywhere
		_, _ = r.Write([]byte{text[i]})
	}
	select {
	case <-r.known:
	default:
		panic("the input is not known after the mapping")
	}
	return r.streams()
}

func TestPlanFor(t *testing.T) {
	for name, c := range map[string]struct {
		said []string
		cfg  Config
		want plan
		err  error
		text string // in the error, or in what is lost
	}{
		"TS":              {said: []string{tsHead, h264TS, aacTS}, want: plan{adts: true}},
		"FLV video":       {said: []string{flvHead, h264TS}, want: plan{audio: drop}},
		"HEVC and Opus":   {said: []string{flvHead, hevc, opus}, want: plan{hevc: true}},
		"audio":           {said: []string{flvHead, opus}, want: plan{video: drop}},
		"cover picture":   {said: []string{flvHead, opus, cover}, want: plan{video: drop}},
		"MPEG-2":          {said: []string{tsHead, mpeg2, aacTS}, err: ErrCodec, text: "mpeg2video"},
		"MPEG-2 encoded":  {said: []string{tsHead, mpeg2, aacTS}, cfg: Config{Transcode: true}, want: plan{video: encode, adts: true}},
		"MP3":             {said: []string{flvHead, mp3, cover}, err: ErrCodec, text: "mp3"},
		"MP3 encoded":     {said: []string{flvHead, mp3, cover}, cfg: Config{Transcode: true}, want: plan{video: drop, audio: encode}},
		"uncut":           {said: []string{tsHead, h264TS, aacTS}, cfg: Config{Transcode: true}, want: plan{adts: true}},
		"silent sound":    {said: []string{tsHead, h264TS, aacNone}, want: plan{audio: drop}, text: "no sound"},
		"subtitles":       {said: []string{flvHead, subtitle}, err: ErrNoMedia, text: "subrip"},
		"nothing":         {said: []string{flvHead}, err: ErrNoMedia},
		"picture":         {said: []string{strings.Replace(flvHead, "flv", "png_pipe", 1), mpeg2}, err: ErrCodec, text: "still picture"},
		"picture looped":  {said: []string{strings.Replace(flvHead, "flv", "image2", 1), mpeg2}, cfg: Config{Loop: true, Transcode: true}, want: plan{video: encode, audio: drop, still: true}},
		"second of audio": {said: []string{flvHead, opus, mp3}, want: plan{video: drop}},
	} {
		t.Run(name, func(t *testing.T) {
			got, lost, err := planFor(c.cfg, described(c.said...))
			text := strings.Join(lost, "")
			if err != nil {
				text = err.Error()
				var e *Error
				if !errors.As(err, &e) || e.Hint() == "" {
					t.Errorf("no hint with %v", err)
				}
			} else if got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
			if !errors.Is(err, c.err) || !strings.Contains(text, c.text) {
				t.Errorf("error %v (%s), want %v with %q", err, text, c.err, c.text)
			}
		})
	}
}

func TestPlanDoes(t *testing.T) {
	video, both := described(flvHead, h264TS), described(tsHead, h264TS, aacTS)
	want, _, _ := planFor(Config{}, video)
	if !firstPlan.does(want, video) {
		t.Error("video alone needs a second run")
	}
	want, _, _ = planFor(Config{}, both)
	if !firstPlan.does(want, both) {
		t.Error("MPEG-TS needs a second run")
	}
	opusIn := described(flvHead, h264TS, opus)
	want, _, _ = planFor(Config{}, opusIn)
	if firstPlan.does(want, opusIn) {
		t.Error("Opus with a filter for AAC")
	}
	if in := described(flvHead, h264None); in.video.whole || !in.endless {
		t.Errorf("%+v", in)
	}
	if in := described(tsHead, h264TS); in.endless || in.format != "mpegts" {
		t.Errorf("%+v", in)
	}
}

func TestPlanArgs(t *testing.T) {
	line := func(p plan) string {
		return strings.Join(p.args([]string{"-i", "pipe:0"}, []string{"-fps_mode", "vfr"}), " ")
	}
	for _, c := range []struct {
		p         plan
		has, lack []string
	}{
		{firstPlan, []string{"-c:v copy", "-c:a copy", "aac_adtstoasc", "-i pipe:0 -map"}, []string{"libx264", "hvc1", "-vn", "-an", "vfr", "-loop"}},
		{plan{hevc: true}, []string{"-tag:v hvc1"}, []string{"aac_adtstoasc"}},
		{plan{video: encode, audio: encode}, []string{"libx264", "-c:a aac", "-fps_mode vfr"}, []string{"copy"}},
		{plan{video: drop}, []string{"-vn", "-c:a copy"}, []string{"-c:v"}},
		{plan{video: encode, audio: drop, still: true}, []string{"-loop 1", "-an"}, []string{"-c:a"}},
	} {
		got := line(c.p)
		for _, s := range c.has {
			if !strings.Contains(got, s) {
				t.Errorf("%+v: no %q in %s", c.p, s, got)
			}
		}
		for _, s := range c.lack {
			if strings.Contains(got, s) {
				t.Errorf("%+v: %q in %s", c.p, s, got)
			}
		}
	}
}

func TestReportIsBounded(t *testing.T) {
	r := newReport(slog.New(slog.DiscardHandler))
	long := []byte(strings.Repeat("x", 1<<20))
	for range 20 {
		_, _ = r.Write(long)
	}
	if len(r.part) > maxLine {
		t.Errorf("%d bytes of a line kept", len(r.part))
	}
	for i := range 1000 {
		fmt.Fprintf(r, "line %d\n", i)
	}
	r.end()
	said := r.said()
	if len(said) != maxLines || said[maxLines-1] != "line 999" {
		t.Errorf("%d lines, the last %q", len(said), said[len(said)-1])
	}
	select {
	case <-r.known:
	default:
		t.Error("not settled after the end")
	}
}

func TestLastOf(t *testing.T) {
	said := []string{"x", "[srt @ 0x55ac25090940] Connection failed: Input/output error", "Conversion failed!", "    Last message repeated 3 times"}
	if got := lastOf(said); got != "Connection failed: Input/output error" {
		t.Error(got)
	}
	if got := lastOf(nil); got == "" {
		t.Error("an empty reason")
	}
}

func TestListens(t *testing.T) {
	for address, want := range map[string]bool{
		"rtmp://:1935/live/x": true, "rtmp://0.0.0.0:1935/live/x": true, "rtmp://[::]:1935/live/x": true,
		"rtmp://127.0.0.1/live/x": true, "rtmp://localhost/live/x": true, "rtmp://192.0.2.7/live/x": false,
		"rtmp://example.com/live/x": false, "srt://:9000": true, "srt://192.0.2.7:9000": false,
		"srt://192.0.2.7:9000?mode=listener": true, "srt://127.0.0.1:9000?mode=caller": false,
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := listens(u); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}

func TestRedact(t *testing.T) {
	for _, a := range []string{"rtmp://:1935/live/SECRET", "srt://:9000?passphrase=SECRETSECRET", "rtmp://h/a/b/SECRET?x=SECRET"} {
		if got := redact(a); strings.Contains(got, "SECRET") || !strings.Contains(got, "://") {
			t.Error(got)
		}
	}
}

func FuzzReport(f *testing.F) {
	f.Add([]byte(tsHead + h264TS + aacTS + mapping))
	f.Add([]byte(flvHead + hevc + opus + cover + subtitle))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := newReport(slog.New(slog.DiscardHandler))
		for c := range slices.Chunk(b, 7) {
			_, _ = r.Write(c)
		}
		r.end()
		_, _, _ = planFor(Config{}, r.streams())
		_ = unopened("x", r.said())
	})
}
