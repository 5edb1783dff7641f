package e2e

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Exit codes of the program.
const (
	exitFailure = 1
	exitUsage   = 2
)

// badInput is a command that must fail.
type badInput struct {
	name string
	args []string
	code int
	says []string // parts of what it says, without regard to case
	path string   // PATH of the environment, when not the test's
}

// TestBadInput gives the commands what they cannot use: each must end soon with
// its exit code, one clear message and a hint.
func TestBadInput(t *testing.T) {
	bin := need(t)
	t.Parallel()
	l := newLab(t)
	h := l.host("alone")
	folder := t.TempDir()
	in := func(name string) string { return filepath.Join(folder, name) }
	write := func(name, content string) string {
		if err := os.WriteFile(in(name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return in(name)
	}
	encode := func(name string, args ...string) string {
		if err := ffmpeg(append(args, in(name))...); err != nil {
			t.Fatal(err)
		}
		return in(name)
	}
	good := clip(t, 0, 16*time.Second)
	garbage := write("garbage.mp4", strings.Repeat("no media here ", 1000))
	picture := encode("still.png", "-f", "lavfi", "-i", "testsrc2=size=320x180", "-frames:v", "1")
	vp9 := encode("vp9.webm", "-f", "lavfi", "-i", "testsrc2=size=160x90:duration=1", "-c:v", "libvpx-vp9", "-deadline", "realtime")
	key := h.run(0, bin, "key", "new", in("channel.key"))
	if key.code != 0 {
		t.Fatalf("key new: %d %s", key.code, key.stderr)
	}
	tcp, udp := occupied(t, h)
	link := "throng:AdW8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA?t=127.0.0.1:1"
	dead := deadLink(t, h, bin, in("channel.key"))
	for _, c := range []badInput{
		{name: "no command", args: nil, code: exitUsage, says: []string{"expected one of"}},
		{name: "unknown command", args: []string{"broadcast"}, code: exitUsage, says: []string{"broadcast"}},
		{name: "unknown flag", args: []string{"cast", good, "--fast"}, code: exitUsage, says: []string{"--fast"}},
		{name: "no input", args: []string{"cast"}, code: exitUsage, says: []string{"input"}},
		{name: "bad bitrate", args: []string{"cast", good, "--max-upload", "lots"}, code: exitUsage, says: []string{"lots", "bitrate"}},
		{name: "no such file", args: []string{"cast", in("missing.mp4")}, code: exitFailure, says: []string{"no such file", "missing.mp4"}},
		{name: "a folder", args: []string{"cast", folder}, code: exitFailure, says: []string{"directory"}},
		{name: "an empty file", args: []string{"cast", write("empty.mp4", "")}, code: exitFailure, says: []string{"empty"}},
		{name: "no media", args: []string{"cast", garbage}, code: exitFailure, says: []string{"garbage.mp4"}},
		{name: "a still picture", args: []string{"cast", picture}, code: exitFailure, says: []string{"still picture", "--loop"}},
		{name: "a codec that cannot pass", args: []string{"cast", vp9}, code: exitFailure, says: []string{"vp9", "--transcode"}},
		{name: "no ffmpeg", args: []string{"cast", good}, code: exitFailure, says: []string{"ffmpeg", "install"}, path: "/nowhere"},
		{name: "a pipe looped", args: []string{"cast", "-", "--loop"}, code: exitUsage, says: []string{"loop"}},
		{name: "RTMP without a key", args: []string{"cast", "rtmp://:1935/live"}, code: exitUsage, says: []string{"stream key"}},
		{name: "UDP port in use", args: []string{"cast", good, "--listen", udp}, code: exitFailure, says: []string{"in use", "--listen"}},
		{name: "tracker's port in use", args: []string{"tracker", "--listen", tcp}, code: exitFailure, says: []string{"in use", "--listen"}},
		{name: "page's port in use", args: []string{"cast", good, "--page", tcp}, code: exitFailure, says: []string{"in use", "--page"}},
		{name: "metrics' port in use", args: []string{"cast", good, "--metrics", tcp}, code: exitFailure, says: []string{"in use", "--metrics"}},
		{name: "RTMP port in use", args: []string{"cast", "rtmp://" + tcp + "/live/key"}, code: exitFailure, says: []string{"in use"}},
		{name: "SRT port in use", args: []string{"cast", "srt://" + udp}, code: exitFailure, says: []string{"in use"}},
		{name: "not an address", args: []string{"tracker", "--listen", "nowhere"}, code: exitUsage, says: []string{"nowhere"}},
		{name: "an address of another machine", args: []string{"cast", good, "--listen", "192.0.2.1:7400"}, code: exitFailure, says: []string{"192.0.2.1"}},
		{name: "not a link", args: []string{"watch", "http://example.org"}, code: exitUsage, says: []string{"throng:"}},
		{name: "a link cut short", args: []string{"watch", link[:20]}, code: exitUsage, says: []string{"link", "missing"}},
		{name: "a link mistyped", args: []string{"watch", link}, code: exitUsage, says: []string{"link", "changed"}},
		{name: "a relay's bad link", args: []string{"relay", "throng:"}, code: exitUsage, says: []string{"link"}},
		{name: "a record nowhere", args: []string{"watch", dead, "--out", "/nowhere/at/all.mp4"}, code: exitFailure, says: []string{"--out", "no such file"}},
		{name: "nothing comes", args: []string{"watch", dead, "--timeout", "2s"}, code: exitFailure, says: []string{"nothing came"}},
		{name: "no such player", args: []string{"watch", dead, "--player", "no-such-player"}, code: exitFailure, says: []string{"no-such-player"}},
		{name: "a key over another", args: []string{"key", "new", in("channel.key")}, code: exitFailure, says: []string{"channel.key", "exists"}},
		{name: "no key in the file", args: []string{"key", "show", garbage}, code: exitFailure, says: []string{"garbage.mp4"}},
		{name: "cast with no key in the file", args: []string{"cast", good, "--key", garbage}, code: exitFailure, says: []string{"key"}},
	} {
		t.Run(c.name, func(t *testing.T) { c.check(t, h, bin) })
	}
}

func (c badInput) check(t *testing.T, h *host, bin string) {
	path := c.path
	if path == "" {
		path = os.Getenv("PATH")
	}
	r := h.run(0, "env", append([]string{"PATH=" + path, bin}, c.args...)...)
	if r.code != c.code {
		t.Errorf("exit code %d instead of %d", r.code, c.code)
	}
	for _, part := range append(c.says, "throng: ", "\nhint: ") {
		if !strings.Contains(strings.ToLower(r.stderr), strings.ToLower(part)) {
			t.Errorf("it does not say %q", part)
		}
	}
	if strings.Contains(r.stderr, "goroutine ") {
		t.Error("it crashed")
	}
	if t.Failed() {
		t.Logf("stdout: %s\nstderr: %s", r.stdout, r.stderr)
	}
}

// occupied holds a TCP and a UDP port of the namespace.
func occupied(t *testing.T, h *host) (tcp, udp string) {
	t.Helper()
	err := h.enter(func() error {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		t.Cleanup(func() { _ = l.Close() })
		tcp = l.Addr().String()
		p, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		t.Cleanup(func() { _ = p.Close() })
		udp = p.LocalAddr().String()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return tcp, udp
}

// deadLink is a whole link to a channel that is not on air.
func deadLink(t *testing.T, h *host, bin, key string) string {
	t.Helper()
	p := h.throng("short cast", bin, "cast", "testcard", "--key", key, "--listen", "127.0.0.1:7999", "--page", "")
	link := p.ready().Link
	p.kill()
	return link
}

// TestAudioOnly casts a file that has sound alone, to its end.
func TestAudioOnly(t *testing.T) {
	bin := need(t)
	t.Parallel()
	l := newLab(t)
	h := l.host("alone")
	sound := filepath.Join(t.TempDir(), "sound.m4a")
	if err := ffmpeg("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=8", "-c:a", "aac", "-b:a", "96k", sound); err != nil {
		t.Fatal(err)
	}
	cast := h.throng("cast", bin, "cast", sound)
	ready := cast.ready()
	own := h.fetch(ready.Page + "stream.mp4")
	viewers := h.viewers(bin, ready.Link, 2, "--page", "")
	if code, _ := cast.exit(8 * time.Second); code != 0 {
		t.Errorf("cast ended with code %d", code)
	}
	reference := own.recording(t)
	for _, v := range viewers {
		v.checkEnd(t, shortDelayMs)
		v.checkWhole(t, reference)
		d := decode(t, h, v.file, 0)
		if d.frames["video"] != 0 || d.frames["audio"] < 5*48000/1024 {
			t.Errorf("%s recorded %v", v.name, d.frames)
		}
	}
}
