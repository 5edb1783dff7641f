package e2e

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// The clip: 3 Mb/s with sound, and a key frame every two seconds. Twelve boxes
// at its lower edge show the number of each frame in binary, the lowest bit
// first; browser.mjs reads it back from the picture.
const (
	clipLength   = 20 * time.Second
	clipRate     = 30 // frames a second
	clipKey      = 2 * time.Second
	videoRate    = "2870k"
	audioRate    = "128k"
	counterBoxes = 12
)

// baseClip is encoded once; the others are cut from it.
var baseClip = sync.OnceValues(func() (string, error) {
	path := filepath.Join(scratch, "clip.mp4")
	picture := fmt.Sprintf("testsrc2=size=1280x720:rate=%d:duration=%d,noise=alls=12:allf=t,drawbox=x=0:y=620:w=1280:h=100:color=black:t=fill",
		clipRate, int(clipLength.Seconds()))
	for bit := range counterBoxes {
		picture += fmt.Sprintf(`,drawbox=x=%d:y=640:w=80:h=60:color=white:t=fill:enable='gte(mod(floor(n/%d)\,2)\,1)'`, 40+100*bit, 1<<bit)
	}
	group := fmt.Sprint(int(clipKey.Seconds()) * clipRate)
	return path, ffmpeg(
		"-f", "lavfi", "-i", picture+",format=yuv420p",
		"-f", "lavfi", "-i", fmt.Sprintf("sine=frequency=440:sample_rate=48000:duration=%d", int(clipLength.Seconds())),
		"-c:v", "libx264", "-preset", "veryfast", "-tune", "zerolatency", "-g", group, "-keyint_min", group, "-sc_threshold", "0",
		"-b:v", videoRate, "-maxrate", videoRate, "-bufsize", "1435k", "-c:a", "aac", "-b:a", audioRate, "-shortest", path)
})

func ffmpeg(args ...string) error {
	cmd := exec.Command("ffmpeg", append([]string{"-v", "error", "-nostdin", "-y"}, args...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("ffmpeg %s: %w: %s", strings.Join(args, " "), err, out)
	}
	return nil
}

// maxClip is the longest time into the clip's repetition that is used.
const maxClip = time.Minute

// longClip is the base clip over and over.
var longClip = sync.OnceValues(func() (string, error) {
	base, err := baseClip()
	if err != nil {
		return "", err
	}
	path := filepath.Join(scratch, "long.mp4")
	return path, ffmpeg("-stream_loop", fmt.Sprint(int(maxClip/clipLength)), "-i", base, "-c", "copy", "-t", fmt.Sprint(maxClip.Seconds()), path)
})

// cutting holds the making of clips: one at a time, each once.
var cutting struct {
	sync.Mutex
	made map[string]error
}

// clip returns a file of that length, from a key frame of the long clip on. It
// is cut in a step of its own: ffmpeg breaks the times of what it seeks in and
// repeats at once.
func clip(t *testing.T, from, length time.Duration) string {
	t.Helper()
	cutting.Lock()
	defer cutting.Unlock()
	long, err := longClip()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(scratch, fmt.Sprintf("clip-%d-%d.mp4", int(from.Seconds()), int(length.Seconds())))
	if cutting.made == nil {
		cutting.made = make(map[string]error)
	}
	err, made := cutting.made[path]
	if !made {
		err = ffmpeg("-ss", fmt.Sprint(from.Seconds()), "-i", long, "-c", "copy", "-t", fmt.Sprint(length.Seconds()), path)
		cutting.made[path] = err
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}
