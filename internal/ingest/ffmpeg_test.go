package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"throng/internal/await"
	"throng/internal/freeport"
	"throng/internal/media"
)

// patience is how long a test waits for what should come within a second or
// two. It decides nothing else.
const patience = 2 * time.Minute

func needFFmpeg(t testing.TB) {
	t.Helper()
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("ffmpeg is not installed: apt install ffmpeg")
	}
}

func ffmpeg(ctx context.Context, args string) *exec.Cmd {
	return exec.CommandContext(ctx, "ffmpeg", append([]string{"-v", "error", "-nostdin", "-y"}, strings.Fields(args)...)...)
}

const (
	picture  = "-f lavfi -i testsrc2=size=160x90:rate=20:duration="
	sound    = " -f lavfi -i sine=frequency=1000:sample_rate=48000:duration="
	x264Args = " -pix_fmt yuv420p -c:v libx264 -preset ultrafast -tune zerolatency -g 10 -b:v 100k "
)

// clips are made once for all tests.
var clips = map[string]string{
	"av.mp4":    picture + "2" + sound + "2 -pix_fmt yuv420p -c:v libx264 -preset ultrafast -bf 2 -g 20 -c:a aac",
	"av.ts":     picture + "6" + sound + "6" + x264Args + "-c:a aac",
	"rare.mp4":  picture + "6" + sound + "6 -pix_fmt yuv420p -c:v libx264 -preset ultrafast -tune zerolatency -g 200 -c:a aac",
	"short.mp4": picture + "0.6" + sound + "0.7" + x264Args + "-c:a aac",
	"sound.m4a": sound + "1 -c:a aac",
	"hevc.mkv":  picture + "1 -pix_fmt yuv420p -c:v libx265 -preset ultrafast -x265-params log-level=error",
	"mpeg2.ts":  picture + "1" + sound + "1 -pix_fmt yuv420p -r 25 -c:v mpeg2video -c:a aac",
	"late.ts":   picture + "2 -itsoffset 0.5" + sound + "1.5" + x264Args + "-c:a aac",
	"still.png": picture + "1 -frames:v 1",
}

var (
	clipDir  string
	clipOnce = map[string]*sync.Once{}
)

func init() {
	for name := range clips {
		clipOnce[name] = &sync.Once{}
	}
}

// clip returns the path of one of clips.
func clip(t testing.TB, name string) string {
	t.Helper()
	needFFmpeg(t)
	path := filepath.Join(clipDir, name)
	clipOnce[name].Do(func() {
		if out, err := ffmpeg(context.Background(), clips[name]+" "+path).CombinedOutput(); err != nil {
			t.Fatalf("make %s: %v\n%s", name, err, out)
		}
	})
	return path
}

// open opens an input for a test, and closes it at its end.
func open(t *testing.T, cfg Config) (*Stream, *events, context.Context) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	e := newEvents()
	cfg.Warn, cfg.Event = e.add, e.add
	s, err := Open(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, e, ctx
}

// readAll reads a stream to its end, which must be io.EOF.
func readAll(ctx context.Context, t *testing.T, s *Stream) *checker {
	t.Helper()
	c := newChecker(t)
	for {
		item, err := s.Next(ctx)
		if err == io.EOF {
			return c
		}
		if err != nil {
			t.Fatal(err)
		}
		c.item(item)
	}
}

// readUntil reads until enough says so.
func (c *checker) readUntil(ctx context.Context, s *Stream, enough func() bool) {
	c.t.Helper()
	for !enough() {
		item, err := s.Next(ctx)
		if err != nil {
			c.t.Fatal(err)
		}
		c.item(item)
	}
}

func (c *checker) codecs() string {
	var list []string
	for _, t := range c.init.Tracks {
		codec, _, _ := strings.Cut(t.Codec, ".")
		list = append(list, codec)
	}
	return strings.Join(list, "+")
}

// end is the time at which a kind of track ended.
func (c *checker) end(kind media.Kind) time.Duration {
	t, _ := c.init.First(kind)
	return c.ends[t.ID] - firstTime
}

func near(got, want time.Duration) bool {
	return got > want-50*time.Millisecond && got < want+50*time.Millisecond
}

func TestFile(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, codecs string
		video, audio time.Duration
	}{
		{"av.mp4", "avc1+mp4a", 2 * time.Second, 2100 * time.Millisecond},
		{"sound.m4a", "mp4a", 0, time.Second},
		{"hevc.mkv", "hvc1", time.Second, 0},
		{"late.ts", "avc1+mp4a", 2 * time.Second, 2 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := clip(t, c.name)
			s, e, ctx := open(t, Config{Input: path})
			began := time.Now()
			got := readAll(ctx, t, s)
			if got.codecs() != c.codecs || got.inits != 1 || len(e.list) != 0 {
				t.Errorf("%s, %d init segments, events %v", got.codecs(), got.inits, e.list)
			}
			if c.video > 0 && !near(got.end(media.Video), c.video) || c.audio > 0 && !near(got.end(media.Audio), c.audio) {
				t.Errorf("video ends at %v, audio at %v", got.end(media.Video), got.end(media.Audio))
			}
			if c.name != "late.ts" && len(got.gaps) > 0 {
				t.Errorf("gaps %v", got.gaps)
			}
			if took := time.Since(began); took < max(c.video, c.audio)*3/4 {
				t.Errorf("came in %v: not paced", took)
			}
			if _, err := s.Next(ctx); err != io.EOF {
				t.Errorf("after the end: %v", err)
			}
		})
	}
}

// A sound that begins half a second late in the input does so in the stream.
func TestSoundAndPictureStayTogether(t *testing.T) {
	t.Parallel()
	s, _, ctx := open(t, Config{Input: clip(t, "late.ts")})
	var first [3]time.Duration
	for first[media.Video] == 0 || first[media.Audio] == 0 {
		item, err := s.Next(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if f := item.Fragment; f != nil && first[f.Kind] == 0 {
			first[f.Kind] = f.Time
		}
	}
	if late := first[media.Audio] - first[media.Video]; !near(late, 500*time.Millisecond-22*time.Millisecond) {
		t.Errorf("sound is %v late", late)
	}
}

// A file that was cut between key frames, without encoding, begins with what its first pictures
// need, before its zero. It plays, and sound and picture stay together.
func TestFileThatWasCut(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "cut.mp4")
	if out, err := ffmpeg(context.Background(), "-ss 4 -i "+clip(t, "rare.mp4")+" -c copy "+path).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	s, _, ctx := open(t, Config{Input: path})
	var first, end [3]time.Duration
	for {
		item, err := s.Next(ctx)
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if f := item.Fragment; f != nil {
			if first[f.Kind] == 0 {
				first[f.Kind] = f.Time
			}
			end[f.Kind] = f.End()
		}
	}
	// ffmpeg leaves a second of sound before the cut, and all pictures since the key frame.
	if late := first[media.Audio] - first[media.Video]; !near(late, 3*time.Second) || !near(end[media.Video]-first[media.Video], 6*time.Second) {
		t.Errorf("sound begins %v after the picture, which lasts %v", late, end[media.Video]-first[media.Video])
	}
}

// What comes out decodes, frame for frame, as the file does.
func TestFileDecodes(t *testing.T) {
	t.Parallel()
	path := clip(t, "av.mp4")
	s, _, ctx := open(t, Config{Input: path})
	var all bytes.Buffer
	for {
		item, err := s.Next(ctx)
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if item.Init != nil {
			all.Write(item.Init.Data)
		} else {
			all.Write(item.Fragment.Data)
		}
	}
	hashes := func(input string, in io.Reader) string {
		cmd := ffmpeg(ctx, "-i "+input+" -map 0:v -f framehash -")
		cmd.Stdin = in
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		for line := range strings.Lines(string(out)) {
			if f := strings.Split(line, ","); len(f) == 6 && line[0] != '#' {
				list = append(list, strings.TrimSpace(f[5]))
			}
		}
		return strings.Join(list, "\n")
	}
	want, got := hashes(path, nil), hashes("pipe:0", &all)
	if want != got || strings.Count(want, "\n") != 39 {
		t.Errorf("%d frames of %d, or they differ", strings.Count(got, "\n")+1, strings.Count(want, "\n")+1)
	}
}

func TestLoop(t *testing.T) {
	t.Parallel()
	s, _, ctx := open(t, Config{Input: clip(t, "short.mp4"), Loop: true})
	c := newChecker(t)
	c.readUntil(ctx, s, func() bool { return c.keys >= 8 }) // two a run: the fourth run
	if c.inits != 1 {
		t.Errorf("%d init segments", c.inits)
	}
	// Sound is the longer track and has no gap; the picture waits for it.
	sound, _ := c.init.First(media.Audio)
	if n := len(slices.DeleteFunc(c.gaps, func(g gap) bool { return g.track != sound.ID })); n != 0 {
		t.Errorf("gaps in the sound: %v", c.gaps)
	}
}

func TestStill(t *testing.T) {
	t.Parallel()
	s, _, ctx := open(t, Config{Input: clip(t, "still.png"), Loop: true, Transcode: true})
	c := newChecker(t)
	c.readUntil(ctx, s, func() bool { return c.keys == 2 })
	if c.codecs() != "avc1" {
		t.Error(c.codecs())
	}
}

func TestTranscode(t *testing.T) {
	t.Parallel()
	s, _, ctx := open(t, Config{Input: clip(t, "mpeg2.ts"), Transcode: true})
	c := readAll(ctx, t, s)
	if c.codecs() != "avc1+mp4a" || !near(c.end(media.Video), time.Second) || len(c.gaps) != 0 {
		t.Errorf("%s, video ends at %v, gaps %v", c.codecs(), c.end(media.Video), c.gaps)
	}
}

func TestStdin(t *testing.T) {
	t.Parallel()
	ts, err := os.ReadFile(clip(t, "av.ts"))
	if err != nil {
		t.Fatal(err)
	}
	mp4, err := os.ReadFile(clip(t, "short.mp4"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		data []byte
		want time.Duration
	}{
		"MPEG-TS":            {ts[:len(ts)/3], 2 * time.Second},
		"MPEG-TS in the mid": {ts[188*100 : len(ts)/3], 0},
		"MP4":                {mp4, 600 * time.Millisecond},
		"test card":          {testCard[:len(testCard)/4], 2 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _, ctx := open(t, Config{Input: Stdin, Stdin: bytes.NewReader(c.data)})
			got := readAll(ctx, t, s)
			if got.codecs() != "avc1+mp4a" {
				t.Error(got.codecs())
			}
			if end := got.end(media.Video); c.want > 0 && (end < c.want*8/10 || end > c.want*12/10) || end == 0 {
				t.Errorf("video ends at %v", end)
			}
		})
	}
}

func TestBadInputs(t *testing.T) {
	t.Parallel()
	needFFmpeg(t)
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, c := range map[string]struct {
		cfg  Config
		want error
		text string
	}{
		"missing":       {Config{Input: filepath.Join(dir, "none.mp4")}, fs.ErrNotExist, "no such file"},
		"directory":     {Config{Input: dir}, ErrInput, "directory"},
		"empty file":    {Config{Input: write("empty", "")}, ErrNoMedia, "is empty"},
		"garbage":       {Config{Input: write("garbage.mp4", strings.Repeat("nothing at all ", 999))}, ErrNoMedia, "nothing that ffmpeg knows"},
		"subtitles":     {Config{Input: write("s.srt", "1\n00:00:00,000 --> 00:00:01,000\nhi\n")}, ErrNoMedia, "subrip"},
		"still picture": {Config{Input: clip(t, "still.png")}, ErrCodec, "still picture"},
		"still, loop":   {Config{Input: clip(t, "still.png"), Loop: true}, ErrCodec, "still picture"},
		"MPEG-2":        {Config{Input: clip(t, "mpeg2.ts")}, ErrCodec, "mpeg2video"},
		"no ffmpeg":     {Config{Input: clip(t, "sound.m4a"), FFmpeg: filepath.Join(dir, "ffmpeg")}, ErrNoFFmpeg, "cannot run"},
		"not ffmpeg":    {Config{Input: clip(t, "sound.m4a"), FFmpeg: "/bin/true"}, ErrInput, "said nothing"},
		"no input":      {Config{}, ErrAddress, "no input"},
		"no key":        {Config{Input: "rtmp://:19999/live"}, ErrAddress, "stream key"},
		"no port":       {Config{Input: "rtmp://:99999/live/x"}, ErrAddress, "between 1 and 65535"},
		"not a port":    {Config{Input: "srt://:port"}, ErrAddress, "bad address"},
		"loop of stdin": {Config{Input: Stdin, Loop: true}, ErrAddress, "only a file"},
		"passphrase":    {Config{Input: "srt://:19999?passphrase=short"}, ErrAddress, "5 characters"},
		"streamid":      {Config{Input: "srt://:19999?streamid=x"}, ErrAddress, "streamid"},
		"no SRT port":   {Config{Input: "srt://127.0.0.1"}, ErrAddress, "port"},
		"no server":     {Config{Input: "http://127.0.0.1:1/x.mp4"}, ErrInput, "refused"},
		"protocol":      {Config{Input: "foo://127.0.0.1/x.mp4"}, ErrInput, "cannot open"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := Open(t.Context(), c.cfg)
			if err == nil {
				s.Close()
				t.Fatal("no error")
			}
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %q, want %v with %q", err, c.want, c.text)
			}
		})
	}
	for name, c := range map[string]struct{ data, text string }{
		"stdin empty":   {"", "empty"},
		"stdin garbage": {strings.Repeat("nothing at all ", 999), "nothing that ffmpeg knows"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _, ctx := open(t, Config{Input: Stdin, Stdin: strings.NewReader(c.data)})
			if _, err := s.Next(ctx); !errors.Is(err, ErrNoMedia) || !strings.Contains(err.Error(), c.text) {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestPortInUse(t *testing.T) {
	t.Parallel()
	needFFmpeg(t)
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer tcp.Close()
	udp, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer udp.Close()
	for _, input := range []string{"rtmp://" + tcp.Addr().String() + "/live/KEY", "srt://" + udp.LocalAddr().String()} {
		if _, err := Open(t.Context(), Config{Input: input}); !errors.Is(err, syscall.EADDRINUSE) || !strings.Contains(err.Error(), "in use") {
			t.Errorf("%s: %v", input, err)
		}
	}
}

// publish sends a clip in real time, and returns how to end it and its result.
func publish(ctx context.Context, t *testing.T, name, format, to string) (stop func(), done chan error) {
	t.Helper()
	ctx, stop = context.WithCancel(ctx)
	t.Cleanup(stop)
	cmd := ffmpeg(ctx, "-re -i "+clip(t, name)+" -c copy -f "+format+" "+to)
	done = make(chan error, 1)
	var text bytes.Buffer
	cmd.Stderr = &text
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		err := cmd.Wait()
		if err != nil {
			err = fmt.Errorf("%w: %s", err, text.Bytes())
		}
		done <- err
	}()
	return stop, done
}

func TestRTMP(t *testing.T) {
	t.Parallel()
	base := "rtmp://127.0.0.1:" + freeport.Take(t) + "/live/"
	clip(t, "av.ts")
	s, e, ctx := open(t, Config{Input: base + "KEY"})
	e.wait(ctx, t, EventWaiting, 1)

	_, done := publish(ctx, t, "av.ts", "flv", base+"WRONG")
	if err := <-done; err == nil || !strings.Contains(err.Error(), "Wrong stream key") {
		t.Errorf("a wrong key: %v", err)
	}
	if e.count(WarnRefused) != 1 || e.count(EventPublisher) != 0 {
		t.Errorf("after a wrong key: %v", e.list)
	}

	c := newChecker(t)
	stop, _ := publish(ctx, t, "av.ts", "flv", base+"KEY")
	c.readUntil(ctx, s, func() bool { return c.keys == 3 })
	stop() // killed
	e.wait(ctx, t, EventGone, 1)
	e.wait(ctx, t, EventWaiting, 2)

	publish(ctx, t, "av.ts", "flv", base+"KEY")
	c.readUntil(ctx, s, func() bool { return len(c.gaps) == 2 && c.keys >= 6 })
	if c.inits != 1 || c.codecs() != "avc1+mp4a" {
		t.Errorf("%d init segments, %s", c.inits, c.codecs())
	}
	if e.count(EventPublisher) != 2 || e.count(WarnPublisher) != 0 {
		t.Errorf("%v %q", e.list, e.text)
	}

	// Another with the right key takes over: an encoder that came back before
	// its old connection broke.
	publish(ctx, t, "av.ts", "flv", base+"KEY")
	e.wait(ctx, t, EventPublisher, 3)
	gaps := len(c.gaps)
	keys := c.keys
	c.readUntil(ctx, s, func() bool { return len(c.gaps) > gaps && c.keys > keys+1 })
	if c.inits != 1 {
		t.Errorf("%d init segments", c.inits)
	}
}

func TestSRT(t *testing.T) {
	t.Parallel()
	clip(t, "av.ts")
	address := "srt://127.0.0.1:" + freeport.Take(t)
	s, e, ctx := open(t, Config{Input: address + "?passphrase=correct-horse"})
	to := address + "?connect_timeout=1000000&passphrase="
	// The listener may not be there yet, and a refused one shows nothing else.
	for refused := false; !refused; {
		_, done := publish(ctx, t, "av.ts", "mpegts", to+"wrong-battery")
		err := <-done
		if err == nil {
			t.Fatal("a wrong passphrase is taken")
		}
		refused = strings.Contains(err.Error(), "passphrase - not") || strings.Contains(err.Error(), "Incorrect passphrase")
	}
	if e.count(EventPublisher) != 0 {
		t.Errorf("after a wrong passphrase: %v", e.list)
	}
	c := newChecker(t)
	_, done := publish(ctx, t, "av.ts", "mpegts", to+"correct-horse")
	c.readUntil(ctx, s, func() bool { return c.keys == 3 })
	if err := <-done; err != nil {
		t.Error(err)
	}
	e.wait(ctx, t, EventGone, 1)
	for e.count(EventPublisher) < 2 {
		// One that comes before the listener is back ends at once.
		_, done := publish(ctx, t, "av.ts", "mpegts", to+"correct-horse")
		await.True(t, "a publisher gets through or ends", patience, func() bool { return len(done) > 0 || e.count(EventPublisher) == 2 })
	}
	keys := c.keys
	c.readUntil(ctx, s, func() bool { return c.keys > keys+11 })
	if c.inits != 1 || c.codecs() != "avc1+mp4a" || len(c.gaps) == 0 {
		t.Errorf("%d init segments, %s, gaps %v", c.inits, c.codecs(), c.gaps)
	}
}

// Close ends what ffmpeg itself started, and does not wait for its pipes.
func TestCloseKillsTheGroup(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/bin/sh"); err != nil {
		t.Skip("no shell")
	}
	dir := t.TempDir()
	script := filepath.Join(dir, "ffmpeg")
	pids := filepath.Join(dir, "pids")
	text := "#!/bin/sh\nsleep 1000 &\necho $$ $! > " + pids + ".new\nmv " + pids + ".new " + pids + "\nwait\n"
	if err := os.WriteFile(script, []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
	s, _, _ := open(t, Config{Input: Stdin, Stdin: strings.NewReader("x"), FFmpeg: script})
	var list []byte
	await.True(t, "the processes name themselves", patience, func() bool { list, _ = os.ReadFile(pids); return len(list) > 0 })
	s.Close()
	for _, f := range strings.Fields(string(list)) {
		pid, _ := strconv.Atoi(f)
		await.True(t, "process "+f+" ends", patience, func() bool { return gone(pid) })
	}
}

// gone reports whether a process has ended; a zombie that its new parent has
// not reaped counts.
func gone(pid int) bool {
	if err := syscall.Kill(pid, 0); errors.Is(err, syscall.ESRCH) {
		return true
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && bytes.Contains(stat, []byte(") Z "))
}

func TestOpenEndsWithContext(t *testing.T) {
	t.Parallel()
	needFFmpeg(t)
	ctx, cancel := context.WithCancel(t.Context())
	began := make(chan struct{})
	go func() {
		<-began
		cancel()
	}()
	close(began)
	// Nothing comes from there, ever.
	if _, err := Open(ctx, Config{Input: "udp://127.0.0.1:" + freeport.Take(t)}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
