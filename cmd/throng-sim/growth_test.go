package main

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"throng/internal/golden"
	"throng/internal/sim"
)

// Growth runs, writes rows that it can draw again, and draws the same.
func TestGrowth(t *testing.T) {
	dir := t.TempDir()
	csv, first, second := filepath.Join(dir, "g.csv"), filepath.Join(dir, "1.svg"), filepath.Join(dir, "2.svg")
	c := parse(t, "growth", "--sizes", "8,16", "--seeds", "1,2", "--bitrate", "500k", "--duration", "9s", "--workers", "1", "--csv", csv, "-o", first).Growth
	var table, again strings.Builder
	rows, err := c.rows(&table)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.finish(&table, rows); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(table.String(), "\n| 8 | 0.5 |") + strings.Count(table.String(), "\n| 16 | 0.5 |"); n != 4 || !strings.Contains(table.String(), "extrapolation") {
		t.Errorf("%d rows:\n%s", n, table.String())
	}
	from := parse(t, "growth", "--from", csv, "-o", second).Growth
	if rows, err = from.rows(&again); err != nil {
		t.Fatal(err)
	}
	if err := from.finish(&again, rows); err != nil {
		t.Fatal(err)
	}
	if again.String() != table.String() {
		t.Errorf("from the file:\n%s\nfrom the runs:\n%s", again.String(), table.String())
	}
	a, b := content(t, first), content(t, second)
	if a != b {
		t.Error("the pictures differ")
	}
	// p50, p99, bound, source and control of four runs; a line for each, and the fit.
	if circles, lines := elementsOf(t, a, "circle"), elementsOf(t, a, "polyline"); circles != 20 || lines != 6 {
		t.Errorf("%d dots and %d lines, want 20 and 6", circles, lines)
	}
	if _, err := c.rows(io.Discard); !errors.Is(err, os.ErrExist) {
		t.Errorf("rows that are there already are written over: %v", err)
	}
}

func content(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func elementsOf(t *testing.T, doc, name string) (n int) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(doc))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return n
		}
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == name {
			n++
		}
	}
}

// Lines go through the medians, do not join runs of different bitrates, and sizes without
// a bound have no dot for it.
func TestDrawGrowth(t *testing.T) {
	var rows []sim.Growth
	for i, n := range []int{100, 100, 100, 1000, 30_000} {
		g := sim.Growth{Viewers: n, Seed: uint64(i), Bitrate: 3_000_000, P50: 1, P99: float64(i), BoundP99: 1, Source: 1, Control: 1}
		if n == 30_000 {
			g.Bitrate, g.BoundP99 = 500_000, 0
		}
		rows = append(rows, g)
	}
	s := series("", "", rows[:4], func(g *sim.Growth) float64 { return g.P99 })
	if len(s.Dots) != 4 || len(s.Line) != 2 || s.Line[0].Y != 1 || s.Line[1].Y != 3 {
		t.Errorf("series %+v", s)
	}
	if m := median([]float64{4, 1, 2, 3}); m != 2.5 {
		t.Errorf("median %v", m)
	}
	var out strings.Builder
	if err := drawGrowth(&out, rows, sim.FitGrowth(rows)); err != nil {
		t.Fatal(err)
	}
	if circles, lines := elementsOf(t, out.String(), "circle"), elementsOf(t, out.String(), "polyline"); circles != 5*5-1 || lines != 6 {
		t.Errorf("%d dots and %d lines, want 24 and 6", circles, lines)
	}
	if !strings.Contains(out.String(), "3.0 Mb/s: 100 to 1,000 viewers; 500 kb/s: 30,000 viewers") {
		t.Error("the picture does not tell the bitrates")
	}
}

// What cannot be run or read is told before anything is.
func TestGrowthBadInput(t *testing.T) {
	dir := t.TempDir()
	bad := filepath.Join(dir, "bad.csv")
	if err := os.WriteFile(bad, []byte("x\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	csv := filepath.Join(dir, "new.csv")
	for want, args := range map[string][]string{
		"want 1 to":                {"--sizes", "10,0"},
		"asked for twice":          {"--sizes", "10,10"},
		"to settle":                {"--sizes", "10", "--duration", "1s"},
		"bitrate 1000":             {"--bitrate", "1k"},
		"leave it out with --from": {"--from", bad},
		"want a size and a seed":   {"--seeds="},
	} {
		if _, err := parse(t, append([]string{"growth", "--csv", csv}, args...)...).Growth.rows(io.Discard); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", args, err, want)
		}
	}
	if _, err := parse(t, "growth", "--from", bad).Growth.rows(io.Discard); err == nil || !strings.Contains(err.Error(), "bad.csv: not written by") {
		t.Errorf("a file of something else: %v", err)
	}
	if _, err := os.Stat(csv); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file is left behind: %v", err)
	}
}

func TestTradeoffs(t *testing.T) {
	c := parse(t, "tradeoffs", "--peers", "6", "--seeds", "1,2", "--duration", "9s", "--bitrate", "500k", "--scenario", "steady", "--only", "duties", "--workers", "1").Tradeoffs
	var out strings.Builder
	if err := c.write(&out); err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`(?s)\n\| steady \| as shipped \|[^\n]*\| 2 \|\n\| steady \| duties: 1 \|[^\n]*\n\| steady \| duties: 3 \|[^\n]*\n$`).MatchString(out.String()) {
		t.Errorf("table:\n%s", out.String())
	}
	for want, args := range map[string][]string{
		`no knob "colour"`: {"--only", "colour"}, "is unknown": {"--scenario", "steady,calm"}, "want 1 to": {"--peers", "0"},
		"to settle": {"--duration", "3s"}, "want a scenario and a seed": {"--seeds="},
	} {
		if _, err := parse(t, append([]string{"tradeoffs"}, args...)...).Tradeoffs.trials(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", args, err, want)
		}
	}
}

// The knobs of a run reach its configuration.
func TestRunKnobs(t *testing.T) {
	cfg, err := parse(t, "run", "--loss", "0.02", "--mean-stay", "90s", "--mix", "0.5:0,0.5:4", "--bitrate", "1.5M", "--block", "45ms", "--duties", "3", "--neighbours", "12").Run.config()
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Network.Loss != 0.02 || cfg.MeanStay != 90*time.Second || len(cfg.Mix) != 2 || cfg.Mix[1].Uplink != 4 || cfg.Bitrate != 1_500_000 ||
		cfg.MaxHold != 45*time.Millisecond || cfg.Tuning.Duties != 3 || cfg.Tuning.Neighbours != 12 {
		t.Errorf("%+v", cfg)
	}
	if err := cfg.Check(); err != nil {
		t.Error(err)
	}
}

// TestHelp holds what the commands say of their flags.
func TestHelp(t *testing.T) {
	for _, name := range []string{"run", "growth", "tradeoffs"} {
		var out strings.Builder
		p, err := kong.New(&cli{}, kong.Name("throng-sim"), kong.Writers(&out, &out), kong.Exit(func(int) { panic(errHelped) }), kong.ConfigureHelp(kong.HelpOptions{WrapUpperBound: 100}))
		if err != nil {
			t.Fatal(err)
		}
		func() {
			defer func() {
				if r := recover(); r != errHelped {
					t.Errorf("help of %s: %v", name, r)
				}
			}()
			_, _ = p.Parse([]string{name, "--help"})
		}()
		golden.Check(t, filepath.Join("testdata", name+".help"), out.String())
	}
}

var errHelped = errors.New("help was written")
