package e2e

import (
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"strings"
	"time"
)

// The time code: a strip at the upper edge of the picture, a row of cells as wide
// as the picture, white for 1. The first half of them are the bits of the time of
// the frame's making, in milliseconds since 1970, the lowest first; the second half
// are the same inverted, so that what is read wrong is seen to be.
// ../timecode.js reads it.
const (
	codeBits   = 16
	codeHeight = 18 // the picture is so many times as high as the strip
)

// camera makes the pictures of an encoder in real time: a moving texture with noise
// and the time code on it, as raw grey frames.
type camera struct {
	width, height  int
	texture, noise []byte // rows of twice the width
	frame          []byte
	random         *rand.Rand
}

func newCamera(width, height int) *camera {
	c := &camera{
		width: width, height: height, texture: make([]byte, 2*width*height), noise: make([]byte, 2*width*height),
		frame: make([]byte, width*height), random: rand.New(rand.NewPCG(1, 2)),
	}
	for i := range c.texture {
		x, y := i%(2*width), i/(2*width)
		c.texture[i] = byte(48 + 24*((x/24+y/24)%7))
		c.noise[i] = byte(c.random.IntN(8))
	}
	return c
}

// WriteTo writes a frame whenever it is time for one, until that fails.
func (c *camera) WriteTo(w io.Writer) (int64, error) {
	began, written := time.Now(), int64(0)
	for n := 0; ; n++ {
		time.Sleep(time.Until(began.Add(time.Duration(n) * time.Second / clipRate)))
		c.draw(n, time.Now())
		k, err := w.Write(c.frame)
		written += int64(k)
		if err != nil {
			return written, err
		}
	}
}

// Read is there for those who take an io.Reader; nothing calls it.
func (c *camera) Read([]byte) (int, error) { return 0, io.ErrNoProgress }

// draw makes the n-th frame.
func (c *camera) draw(n int, now time.Time) {
	for y := range c.height {
		row := c.frame[y*c.width:][:c.width]
		texture := c.texture[2*y*c.width+3*n%c.width:][:c.width]
		noise := c.noise[c.random.IntN(len(c.noise)-c.width):][:c.width]
		for x := range row {
			row[x] = texture[x] + noise[x]
		}
	}
	code, strip, cell := now.UnixMilli(), c.height/codeHeight, c.width/(2*codeBits)
	for i := range 2 * codeBits {
		grey := byte(16)
		if (code>>(i%codeBits)&1 == 1) == (i < codeBits) {
			grey = 235
		}
		for y := range strip {
			row := c.frame[y*c.width+i*cell:][:cell]
			for x := range row {
				row[x] = grey
			}
		}
	}
}

// cameraSound is what the tone beside the camera's pictures takes, in bits a second.
const cameraSound = 96_000

// encode is an encoder of the camera's pictures and a tone, with x264 at zerolatency and a
// key frame every so many pictures; output is what follows for ffmpeg. A broadcaster's
// machine is not its viewers': where they share one the encoder goes first.
func (h *host) encode(p picture, group int, output string) *exec.Cmd {
	video := p.bitrate - cameraSound
	args := fmt.Sprintf("-v error -fflags nobuffer -f rawvideo -pixel_format gray -video_size %dx%d -framerate %d -i pipe:0 "+
		"-f lavfi -i sine=frequency=440:sample_rate=48000 -map 0:v -map 1:a "+
		"-pix_fmt yuv420p -c:v libx264 -preset ultrafast -tune zerolatency -g %d -keyint_min %d -sc_threshold 0 "+
		"-b:v %d -maxrate %d -bufsize %d -c:a aac -b:a %d -flush_packets 1 %s",
		p.width, p.height, clipRate, group, group, video, video, video/2, cameraSound, output)
	cmd := h.command("nice", append([]string{"-n", "-10", "ffmpeg"}, strings.Fields(args)...)...)
	cmd.Stdin = newCamera(p.width, p.height)
	return cmd
}

// publishClock starts an encoder that publishes as OBS does.
func (h *host) publishClock(p picture, url string) *process {
	h.lab.t.Helper()
	return h.launch("encoder", h.encode(p, 2*clipRate, "-f flv "+url))
}
