package bitrate

import (
	"strings"
	"testing"
)

func TestUnmarshalText(t *testing.T) {
	for text, want := range map[string]Rate{
		"0": 0, "64000": 64_000, "800k": 800_000, "20M": 20_000_000, "1.5M": 1_500_000, "0.1G": 100_000_000, "100G": Max, "0.6": 1,
	} {
		var r Rate
		if err := r.UnmarshalText([]byte(text)); err != nil || r != want {
			t.Errorf("%q is %d, %v; want %d", text, r, err, want)
		}
	}
	for _, text := range []string{"", "k", "fast", "-1", "-1k", "NaN", "Inf", "1e99", "101G", "20m", "3 M", "3MM", "3kM"} {
		r := Rate(7)
		if err := r.UnmarshalText([]byte(text)); err == nil || !strings.Contains(err.Error(), "not a bitrate") || r != 7 {
			t.Errorf("%q is %d, %v", text, r, err)
		}
	}
}

func TestString(t *testing.T) {
	for r, want := range map[Rate]string{0: "0 kb/s", 350_400: "350 kb/s", 999_000: "999 kb/s", 1_000_000: "1.0 Mb/s", 3_250_000: "3.2 Mb/s"} {
		if r.String() != want {
			t.Errorf("%d is %q, want %q", int64(r), r, want)
		}
	}
}
