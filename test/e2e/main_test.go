package e2e

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// What the environment may say; see the package comment.
const (
	envFull    = "THRONG_E2E"
	envBinary  = "THRONG_BIN"
	envRequire = "THRONG_REQUIRE_E2E"
	envLogs    = "THRONG_E2E_LOGS"
)

var (
	full    = flag.Bool("full", os.Getenv(envFull) == "full", "run the whole tests, not their short forms")
	scratch string // a folder for the whole run
)

// program builds the binary once.
var program = sync.OnceValues(func() (string, error) {
	if path := os.Getenv(envBinary); path != "" {
		return filepath.Abs(path)
	}
	path := filepath.Join(scratch, "throng")
	cmd := exec.Command("go", "build", "-o", path, "./cmd/throng")
	cmd.Dir = filepath.Join("..", "..")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w: %s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(run(m))
}

func run(m *testing.M) int {
	var err error
	if scratch, err = os.MkdirTemp("", "throng-e2e-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	return m.Run()
}

// need skips the test where something that it takes is missing, and returns the
// path of the binary under test.
func need(t testing.TB, programs ...string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("takes real time")
	}
	missing := func(what string) {
		if os.Getenv(envRequire) != "" {
			t.Fatal(what)
		}
		t.Skip(what)
	}
	if os.Getuid() != 0 {
		missing("network namespaces can be made by root alone")
	}
	for _, p := range append([]string{"ip", "ffmpeg", "ffprobe"}, programs...) {
		if _, err := exec.LookPath(p); err != nil {
			missing(p + " is not installed")
		}
	}
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// patience is how long a test waits for what must come, on a machine that is
// busy with other things as well. It decides nothing else.
const patience = time.Minute
