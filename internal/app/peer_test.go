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
		"another program with the same key": errors.Join(&tracker.Error{Code: tracker.CodeReplaced}),
		"still trying: is it there":         errors.New("connection refused"),
	} {
		if got := trackerDown("a:1", err, "is it there"); !strings.Contains(got, want) {
			t.Errorf("%v: %s", err, got)
		}
	}
}
