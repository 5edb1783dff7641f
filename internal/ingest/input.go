package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// source chooses what to do with the input, checks what can be checked without
// ffmpeg, and starts to listen. wait says that Open shall wait for the first
// item.
func (s *Stream) source(ctx context.Context) (run source, wait bool, err error) {
	input := s.cfg.Input
	if input == TestCard {
		s.speed = recorded
		return runTestCard, true, nil
	}
	program := s.cfg.FFmpeg
	if program == "" {
		program = "ffmpeg"
	}
	if s.cfg.FFmpeg, err = exec.LookPath(program); err != nil {
		return nil, false, noFFmpeg(program, err)
	}
	scheme, _, isURL := strings.Cut(input, "://")
	if s.cfg.Loop && (isURL || input == Stdin) {
		return nil, false, &Error{
			Message: "only a file can be looped, not " + input,
			Advice:  "leave out --loop", Err: ErrAddress,
		}
	}
	switch {
	case input == "":
		return nil, false, &Error{Message: "no input", Advice: "name a file, a URL, - or testcard", Err: ErrAddress}
	case input == Stdin:
		if s.cfg.Stdin == nil {
			return nil, false, &Error{Message: "no standard input", Err: ErrInput}
		}
		s.speed = piped
		return runStdin, false, nil
	case !isURL:
		return s.fileSource(input)
	case strings.HasPrefix(input, "rtmps://:"):
		return nil, false, &Error{Message: "an encoder cannot publish by rtmps here", Advice: listenForms, Err: ErrAddress}
	case scheme == "rtmp" || scheme == "srt":
		u, err := url.Parse(input)
		if err != nil {
			return nil, false, &Error{Message: "bad address " + input + ": " + reason(err), Advice: listenForms, Err: errors.Join(ErrAddress, err)}
		}
		if !listens(u) {
			break
		}
		if n, err := strconv.ParseUint(u.Port(), 10, 16); u.Port() != "" && (err != nil || n == 0) {
			return nil, false, &Error{Message: "port " + u.Port() + " is not between 1 and 65535", Advice: listenForms, Err: ErrAddress}
		}
		s.speed = published
		if scheme == "srt" {
			run, err = srtSource(ctx, u)
		} else {
			run, err = rtmpSource(ctx, u)
		}
		return run, false, err
	}
	s.speed = piped
	return runPull, true, nil
}

const listenForms = "write rtmp://:1935/live/KEY or srt://:9000"

// listens tells a listener from a server to pull from: by the host, or by what
// an SRT address says itself.
func listens(u *url.URL) bool {
	switch u.Query().Get("mode") {
	case "listener":
		return true
	case "caller", "rendezvous":
		return false
	}
	host := u.Hostname()
	if host == "" || host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	if ip == nil {
		return false
	}
	if ip.IsLoopback() || ip.IsUnspecified() {
		return true
	}
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return false
	}
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && n.IP.Equal(ip) {
			return true
		}
	}
	return false
}

// Listener is where an input waits for an encoder.
type Listener struct {
	// Host is what it listens on; empty: every address of this machine.
	Host string
	// Key is the stream key that RTMP wants; SRT has none.
	Key string

	server url.URL // but for its host
	port   string
}

// ListenerOf returns where an input waits for an encoder; ok is false where it
// does not, or names no port or key.
func ListenerOf(input string) (l Listener, ok bool) {
	u, err := url.Parse(input)
	if err != nil || !listens(u) {
		return Listener{}, false
	}
	l = Listener{Host: u.Hostname(), port: u.Port(), server: url.URL{Scheme: u.Scheme}}
	if ip := net.ParseIP(l.Host); ip.IsUnspecified() {
		l.Host = ""
	}
	switch u.Scheme {
	case "rtmp":
		l.port = cmp.Or(l.port, rtmpPort)
		l.server.Path, l.Key, ok = strings.Cut(rtmpKey(u), "/")
		return l, ok
	case "srt":
		q := u.Query()
		q.Del("mode") // the encoder's is the other one
		l.server.RawQuery = q.Encode()
		return l, l.port != ""
	}
	return Listener{}, false
}

// Server is the address to enter in an encoder that reaches this machine by that
// name or address; beside it goes Key.
func (l Listener) Server(host string) string {
	u := l.server
	u.Host = net.JoinHostPort(host, l.port)
	return u.String()
}

// inUse makes an error of a failed listen.
func inUse(u *url.URL, err error) error {
	e := &Error{
		Message: fmt.Sprintf("cannot listen on %s: %s", u.Host, reason(err)),
		Advice:  "choose another port, or end the program that uses this one",
		Err:     err,
	}
	switch {
	case errors.Is(err, syscall.EACCES):
		e.Advice = "ports below 1024 need special rights; choose a higher one"
	case !errors.Is(err, syscall.EADDRINUSE):
		e.Advice = "give no host, as in rtmp://:1935/live/KEY and srt://:9000, or an address of this machine"
	}
	return e
}

func (s *Stream) fileSource(path string) (source, bool, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, false, &Error{Message: "no such file: " + path, Advice: "check the path; " + listenForms + " for an encoder to publish here, - for standard input, testcard for a picture to try with", Err: err}
	case err != nil:
		return nil, false, unreadable(path, err)
	case info.IsDir():
		return nil, false, &Error{Message: path + " is a directory", Advice: "name one file", Err: ErrInput}
	case info.Mode().IsRegular() && info.Size() == 0:
		return nil, false, &Error{Message: path + " is empty", Advice: "name a file that holds video or sound", Err: ErrNoMedia}
	}
	if !info.Mode().IsRegular() { // a named pipe or a device
		s.speed = piped
		return runFile, true, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, false, unreadable(path, err)
	}
	_ = f.Close()
	s.speed = recorded
	return runFile, true, nil
}

func unreadable(path string, err error) error {
	return &Error{Message: "cannot open " + path + ": " + reason(err), Advice: "check the path, and who may read it", Err: err}
}
