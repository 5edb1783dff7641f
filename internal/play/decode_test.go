package play

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"throng/internal/await"
	"throng/internal/media"
)

// needTool skips where a program is not installed.
func needTool(t *testing.T, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Skip(name + " is not installed")
	}
}

// frames decodes a URL with ffmpeg and returns how many frames of video and
// audio came; anything that ffmpeg says is an error.
func frames(t *testing.T, url string) (video, audio int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "ffprobe", "-v", "warning", "-count_frames", "-of", "json",
		"-show_entries", "stream=codec_type,nb_read_frames", url)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil || stderr.Len() > 0 {
		t.Errorf("ffprobe %s: %v: %s", url, err, stderr.String())
	}
	var answer struct {
		Streams []struct {
			Kind   string `json:"codec_type"`
			Frames string `json:"nb_read_frames"`
		}
	}
	if err := json.Unmarshal(stdout.Bytes(), &answer); err != nil {
		t.Fatalf("ffprobe: %v: %s", err, stdout.String())
	}
	for _, s := range answer.Streams {
		n, _ := strconv.Atoi(s.Frames)
		if s.Kind == "video" {
			video += n
		} else {
			audio += n
		}
	}
	return video, audio
}

// listen serves on loopback, for programs that are no part of the test.
func listen(t *testing.T, h *Hub) string {
	server := httptest.NewServer(NewServer(h, ServerConfig{}))
	t.Cleanup(func() {
		h.Close()
		server.Close()
		http.DefaultClient.CloseIdleConnections()
	})
	return server.URL
}

// playClip hands the clip to a Hub several times over, without waiting, keep of
// its fragments each time; onward is called before each fragment.
func playClip(t *testing.T, h *Hub, times int, keep func(*media.Fragment) bool, onward func(f *media.Fragment, n int)) (video, audio int) {
	t.Helper()
	for n := range times {
		in, all := clip(t)
		h.Init(in)
		for _, f := range all {
			if f.Time >= 4*time.Second || !keep(f) {
				continue
			}
			if err := media.Shift(in, f, time.Hour+time.Duration(n)*4*time.Second, 1); err != nil {
				t.Fatal(err)
			}
			onward(f, n)
			h.Fragment(f, captureStart+f.Time)
			if f.Kind == media.Video {
				video++
			} else {
				audio++
			}
		}
	}
	return video, audio
}

func every(*media.Fragment) bool { return true }

// What ffmpeg reads from /stream.mp4 is every frame from a key frame on.
func TestFFmpegReadsStream(t *testing.T) {
	needTool(t, "ffprobe")
	h := testHub()
	url := listen(t, h)
	in, all := clip(t)
	h.Init(in)
	h.Fragment(all[0], captureStart) // it begins with the key frame
	if !all[0].Key {
		t.Fatal("the clip does not begin with a key frame")
	}
	type count struct{ video, audio int }
	got := make(chan count)
	go func() {
		video, audio := frames(t, url+"/stream.mp4")
		got <- count{video, audio}
	}()
	await.True(t, "a reader comes", time.Minute, func() bool { return h.Counts().Readers == 1 })
	for _, f := range all[1:] {
		h.Fragment(f, captureStart+f.Time)
	}
	h.End()
	if c := <-got; c.video != 100 || c.audio < 188 {
		t.Errorf("%d frames of video, %d of audio", c.video, c.audio)
	}
}

// ffmpeg plays the whole HLS playlist of an ended stream: with video and
// sound, with sound alone, and across a change of the init segment.
func TestFFmpegReadsHLS(t *testing.T) {
	needTool(t, "ffprobe")
	t.Run("video and audio", func(t *testing.T) {
		h := testHub()
		url := listen(t, h)
		video, audio := playClip(t, h, 2, every, func(*media.Fragment, int) {})
		h.End()
		// The sound after the last frame of video has no segment to go with.
		if v, a := frames(t, url+"/index.m3u8"); v != video || a > audio || a < audio-6 {
			t.Errorf("%d frames of video, %d of audio; want %d, %d", v, a, video, audio)
		}
	})
	t.Run("gap", func(t *testing.T) {
		h := testHub()
		url := listen(t, h)
		lost := 0
		video, _ := playClip(t, h, 2, every, func(f *media.Fragment, n int) {
			// A second and a fifth is lost: up to the next key frame.
			if at := f.Time - time.Hour; n == 0 && at >= 1800*time.Millisecond && at < 2*time.Second {
				h.Gap()
				if f.Kind == media.Video {
					lost++
				}
			}
		})
		h.End()
		if v, _ := frames(t, url+"/index.m3u8"); v != video-lost || lost != 5 {
			t.Errorf("%d frames of video, want %d without %d", v, video, lost)
		}
	})
	t.Run("audio alone", func(t *testing.T) {
		h := testHub()
		url := listen(t, h)
		in, all := clip(t)
		track, _ := in.First(media.Audio)
		h.Init(&media.Init{Data: in.Data, Tracks: []media.Track{track}})
		n := 0
		for _, f := range all {
			if f.Kind == media.Audio {
				alone := *f
				alone.Key = true
				h.Fragment(&alone, captureStart+f.Time)
				n++
			}
		}
		h.End()
		list := get(t.Context(), NewServer(h, ServerConfig{}), "/index.m3u8").Body.String()
		if strings.Count(list, "#EXTINF") != 3 { // two of 2 s and a bit
			t.Errorf("4 s of audio in\n%s", list)
		}
		// The init segment still names the video track, of which ffprobe finds nothing.
		cmd := exec.CommandContext(t.Context(), "ffprobe", "-v", "fatal", "-count_packets", "-select_streams", "a",
			"-of", "csv=p=0", "-show_entries", "stream=nb_read_packets", url+"/index.m3u8")
		out, err := cmd.Output()
		if got := strings.TrimSpace(strings.SplitN(string(out), "\n", 2)[0]); err != nil || got != strconv.Itoa(n) {
			t.Errorf("%s packets of audio, want %d: %v", got, n, err)
		}
	})
}
