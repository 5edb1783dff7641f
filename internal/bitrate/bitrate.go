// Package bitrate is how users write and read a number of bits a second.
package bitrate

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Max is the highest rate that is read, in bits a second.
const Max = 100e9

// Rate is a number of bits a second.
type Rate int64

// suffixes are what a number may end in, and by what it is multiplied then.
var suffixes = map[string]float64{"k": 1e3, "M": 1e6, "G": 1e9}

// UnmarshalText reads a number of bits a second, which may have a fraction and
// one of the suffixes k, M and G: 800k, 20M, 1.5M.
func (r *Rate) UnmarshalText(text []byte) error {
	number, factor := string(text), 1.0
	for suffix, f := range suffixes {
		if n, ok := strings.CutSuffix(number, suffix); ok {
			number, factor = n, f
			break
		}
	}
	n, err := strconv.ParseFloat(number, 64)
	if err != nil || math.IsNaN(n) || n < 0 || n*factor > Max {
		return fmt.Errorf("%q is not a bitrate; write 800k, 20M or a number of bits a second, at most 100G", text)
	}
	*r = Rate(math.Round(n * factor))
	return nil
}

// String writes a rate for people: whole kilobits below 1 Mb/s, tenths of a
// megabit from there.
func (r Rate) String() string {
	if r >= 1_000_000 {
		return fmt.Sprintf("%.1f Mb/s", float64(r)/1e6)
	}
	return fmt.Sprintf("%.0f kb/s", float64(r)/1e3)
}
