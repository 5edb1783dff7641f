package play

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	// playerStop is how long a player may take to stop when asked to.
	playerStop = 3 * time.Second
	// maxPlayerOutput is how much of what a player says is kept, for an error
	// message: the end of it.
	maxPlayerOutput = 4 << 10
)

// ErrNoPlayer: the player is not installed.
var ErrNoPlayer = errors.New("no such player")

// A Player is a media player running as a child process.
type Player struct {
	name string
	done chan struct{}
	err  error // set before done is closed
}

// StartPlayer starts a player, a program's name or path, on a URL: mpv, ffplay
// and vlc get the options that make them play live, others the URL alone. When
// ctx ends, the player is asked to stop, and is killed if it does not. The
// error wraps ErrNoPlayer where there is no such program.
func StartPlayer(ctx context.Context, name, url string) (*Player, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrNoPlayer, name, err)
	}
	cmd := exec.CommandContext(ctx, path, playerArgs(name, url)...)
	said := new(tail)
	cmd.Stderr = said
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = playerStop
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start player %s: %w", name, err)
	}
	p := &Player{name: name, done: make(chan struct{})}
	go func() {
		defer close(p.done)
		err := cmd.Wait()
		if ctx.Err() == nil && err != nil {
			p.err = fmt.Errorf("player %s: %w%s", name, err, said.last())
		}
	}()
	return p, nil
}

// Done is closed when the player has stopped: its user closed it, it failed or
// StartPlayer's ctx ended.
func (p *Player) Done() <-chan struct{} { return p.done }

// Wait waits until the player has stopped. The error is nil where the user
// closed it or StartPlayer's ctx ended.
func (p *Player) Wait() error {
	<-p.done
	return p.err
}

func playerArgs(name, url string) []string {
	switch base := strings.TrimSuffix(filepath.Base(name), ".exe"); base {
	case "mpv":
		return []string{"--profile=low-latency", "--no-terminal", "--force-window=immediate", "--", url}
	case "ffplay":
		return []string{"-loglevel", "error", "-fflags", "nobuffer", "-flags", "low_delay", "-i", url}
	case "vlc", "cvlc":
		return []string{"--quiet", "--network-caching=300", "--play-and-exit", url}
	}
	return []string{url}
}

// tail keeps the end of what is written to it.
type tail struct {
	mu sync.Mutex
	b  []byte
}

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.b = append(t.b, b...)
	if over := len(t.b) - maxPlayerOutput; over > 0 {
		t.b = append(t.b[:0], t.b[over:]...)
	}
	return len(b), nil
}

// last is the last line written, after a colon.
func (t *tail) last() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	b := bytes.TrimSpace(t.b)
	if i := bytes.LastIndexByte(b, '\n'); i >= 0 {
		b = b[i+1:]
	}
	if len(b) == 0 {
		return ""
	}
	return ": " + string(b)
}
