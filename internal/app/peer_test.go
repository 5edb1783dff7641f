package app

import (
	"errors"
	"strings"
	"testing"

	"throng/internal/tracker"
)

// A tracker that has a newer connection with the same key can be reached: it is said what is wrong.
func TestTrackerDownSaysWhy(t *testing.T) {
	for want, err := range map[string]error{
		"announced there a second time":           errors.Join(&tracker.Error{Code: tracker.CodeReplaced}),
		"cannot be reached: connection refused; ": errors.New("connection refused"),
	} {
		if got := castTrackerDown("a:1", err); !strings.Contains(got, want) {
			t.Errorf("%v: %s", err, got)
		}
	}
}
