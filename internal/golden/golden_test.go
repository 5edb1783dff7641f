package golden

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// failing takes what a test would be failed with.
type failing struct {
	testing.TB
	said string
}

func (f *failing) Helper() {}

func (f *failing) Errorf(format string, args ...any) { f.said = fmt.Sprintf(format, args...) }

// A difference is seen, and no difference is not.
func TestCheck(t *testing.T) {
	path := filepath.Join(t.TempDir(), "golden")
	if err := os.WriteFile(path, []byte("as it was"), 0o600); err != nil {
		t.Fatal(err)
	}
	Check(t, path, "as it was")
	if *update {
		return
	}
	f := &failing{TB: t}
	if Check(f, path, "as it is"); !strings.Contains(f.said, "as it is") || !strings.Contains(f.said, "as it was") {
		t.Errorf("it said %q", f.said)
	}
}
