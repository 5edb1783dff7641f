//go:build unix

package ingest

import (
	"context"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"throng/internal/media"
)

// A named pipe is read once, from its first byte on.
func TestNamedPipe(t *testing.T) {
	t.Parallel()
	from := clip(t, "late.ts")
	path := filepath.Join(t.TempDir(), "pipe.ts")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skipf("no named pipes here: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	wrote := make(chan error, 1)
	go func() { wrote <- ffmpeg(ctx, "-y -i "+from+" -c copy -f mpegts "+path).Run() }()
	s, _, ctx := open(t, Config{Input: path})
	got := readAll(ctx, t, s)
	if err := <-wrote; err != nil {
		t.Errorf("the writer: %v", err)
	}
	if end := got.end(media.Video); !near(end, 2*time.Second) {
		t.Errorf("video ends at %v", end)
	}
}
