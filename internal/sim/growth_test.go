package sim

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// rowsOf makes runs whose p99 is 100 + 50·log10(viewers), and off above or below.
func rowsOf(bitrate int64, off float64, sizes ...int) (rows []Growth) {
	for i, n := range sizes {
		p99 := 100 + 50*math.Log10(float64(n)) + off*float64(1-i%2*2)
		rows = append(rows, Growth{Viewers: n, Seed: uint64(i), Bitrate: bitrate, Seconds: 60, P50: 200.5, P99: p99,
			BoundP99: 150, Source: 1.43, Control: 3210.5, Depth: 3.21, DepthP99: 6, JoinP95: 900, Continuity: 0.99987})
	}
	return rows
}

func TestFitGrowth(t *testing.T) {
	rows := slices.Concat(rowsOf(500_000, 3, 1000, 1000, 100_000, 100_000), rowsOf(3_000_000, 0, 100, 1000, 10_000), rowsOf(1_000_000, 0, 100, 100))
	fits := FitGrowth(rows)
	if len(fits) != 2 || fits[0].Bitrate != 3_000_000 || fits[1].Bitrate != 500_000 {
		t.Fatalf("fits: %+v: want one of 3 Mb/s and one of 500 kb/s", fits)
	}
	for i, want := range []Fit{{3_000_000, 3, 100, 10_000, 100, 50, 0}, {500_000, 4, 1000, 100_000, 100, 50, 3}} {
		f := fits[i]
		if f.Runs != want.Runs || f.Least != want.Least || f.Most != want.Most ||
			math.Abs(f.A-want.A) > 1e-6 || math.Abs(f.B-want.B) > 1e-6 || math.Abs(f.Off-want.Off) > 1e-6 {
			t.Errorf("fit %+v, want %+v", f, want)
		}
	}
	if v := fits[0].At(projected); math.Abs(v-450) > 1e-6 {
		t.Errorf("at ten million: %v, want 450", v)
	}
	var out strings.Builder
	if err := fits[0].Write(&out); err != nil || !strings.Contains(out.String(), "a = 100.0 ms, b = 50.0 ms") ||
		!strings.Contains(out.String(), "450 ms with ten million viewers") || !strings.Contains(out.String(), "extrapolation") {
		t.Errorf("%v: %s", err, out.String())
	}
}

// What is written is read again as it was.
func TestGrowthCSV(t *testing.T) {
	rows := rowsOf(3_000_000, 1, 100, 100, 300, 1000)
	rows[3].BoundP99, rows[3].Seed = 0, math.MaxUint64
	var file strings.Builder
	if err := WriteGrowthColumns(&file); err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		if err := rows[i].WriteCSV(&file); err != nil {
			t.Fatal(err)
		}
	}
	got, err := ReadGrowth(strings.NewReader(file.String()))
	if err != nil || !slices.Equal(got, rows) {
		t.Errorf("%v: read\n%+v\nwant\n%+v", err, got, rows)
	}
	head := strings.Join(growthColumns, ",") + "\n"
	line := "100,1,3000000,60,200,300,150,1.4,3000,3,6,900,1\n"
	if _, err := ReadGrowth(strings.NewReader(head + line)); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{
		"empty": "", "no run": head, "other columns": "viewers,seed\n1,2\n", "no head": line, "fewer fields": head + "100,1,3000000\n",
		"no number": head + strings.Replace(line, "300,", "fast,", 1), "not a number": head + strings.Replace(line, "300,", "NaN,", 1),
		"infinite": head + strings.Replace(line, "300,", "Inf,", 1), "negative": head + strings.Replace(line, "300,", "-300,", 1),
		"no viewers": head + strings.Replace(line, "100,", "0,", 1), "seed": head + strings.Replace(line, "100,1", "100,-1", 1),
	} {
		if _, err := ReadGrowth(strings.NewReader(bad)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := ReadGrowth(strings.NewReader(head + line + strings.Replace(line, "300,", "fast,", 1))); err == nil || !strings.Contains(err.Error(), "line 3") ||
		!strings.Contains(err.Error(), "delay_p99_ms") {
		t.Errorf("a bad third line: %v", err)
	}
}

func TestSortGrowth(t *testing.T) {
	rows := slices.Concat(rowsOf(500_000, 0, 30_000), rowsOf(3_000_000, 0, 1000, 100))
	if err := SortGrowth(rows); err != nil || rows[0].Viewers != 100 || rows[1].Viewers != 1000 || rows[2].Viewers != 30_000 {
		t.Errorf("%v: %+v", err, rows)
	}
	other := rows[1]
	other.Seed++
	if err := SortGrowth(append(slices.Clone(rows), other)); err != nil {
		t.Errorf("another seed is taken for the same run: %v", err)
	}
	if err := SortGrowth(append(rows, rows[1])); err == nil {
		t.Error("a run that is there twice is taken")
	}
}

// Each setting can be run and differs from what ships in its knob.
func TestVariants(t *testing.T) {
	if got := Knobs(); !slices.Equal(got, []string{"code", "block", "duties", "neighbours"}) {
		t.Errorf("knobs %v", got)
	}
	shipped := Config{Scenario: "lossy", Peers: 300, Seed: 2}
	seen := map[string]bool{}
	for _, v := range Variants() {
		c := v.Case(shipped)
		if err := c.Check(); err != nil {
			t.Errorf("%s: %v", v.Name, err)
		}
		if seen[c.Command()] || (c.Command() == (&Case{Config: shipped}).Command()) != (v.Knob == "") {
			t.Errorf("%s is what ships, or there twice: %s", v.Name, c.Command())
		}
		seen[c.Command()] = true
	}
}

func TestTradeoffRow(t *testing.T) {
	v := Variant{Name: "x"}
	a := &Report{Scenario: "steady", Delay: Delays{P50: 200, P99: 400}, Overhead: Overhead{Total: 0.2}, SourceUploadRatio: 1.4, Continuity: 1}
	b := &Report{Scenario: "steady", Delay: Delays{P50: 220, P99: 500}, Overhead: Overhead{Total: 0.3}, SourceUploadRatio: 1.6, Continuity: 0.99}
	for want, runs := range map[string][]*Report{
		"| steady | x | 200 | 400 | 20.0 % | 1.40 × | 100.000 % | 1 |\n":                                                             {a},
		"| steady | x | 210 (200–220) | 450 (400–500) | 25.0 (20.0–30.0) % | 1.50 (1.40–1.60) × | 99.500 (99.000–100.000) % | 2 |\n": {a, b},
	} {
		var out strings.Builder
		if err := v.WriteRow(&out, runs); err != nil || out.String() != want {
			t.Errorf("%v: %s, want %s", err, out.String(), want)
		}
	}
}
