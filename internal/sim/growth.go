package sim

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	// fullRateUpTo is the largest swarm that grows at the usual bitrate, and whose bound
	// is computed: memory for blocks and time for the builder.
	fullRateUpTo = 10_000
	// largeRate is the bitrate of those beyond, arrivalsMost how many of their viewers come in a
	// second, and largeFor for how long they are measured.
	largeRate    = 500_000
	arrivalsMost = 2500
	largeFor     = 10 * time.Second
)

// GrowthCase is a run of growth with so many viewers, at the usual bitrate as long as
// memory allows.
func GrowthCase(peers int, seed uint64) Case {
	c := Case{Config: Config{Scenario: "growth", Peers: peers, Seed: seed, Bound: peers <= fullRateUpTo}}
	if peers > fullRateUpTo {
		c.Bitrate = largeRate
		c.WarmUp = time.Duration(peers) * time.Second / arrivalsMost
		c.Duration = c.WarmUp + settle + largeFor
	}
	return c
}

// Growth is what the table of growing swarms holds of a run.
type Growth struct {
	Viewers    int
	Seed       uint64
	Bitrate    int64   // bits a second
	Seconds    float64 // simulated
	P50, P99   float64 // delay, ms
	BoundP99   float64 // ms; 0: not computed
	Source     float64 // upload over the stream
	Control    float64 // bytes a second to a viewer
	Depth      float64 // mean
	DepthP99   float64
	JoinP95    float64 // ms
	Continuity float64
}

// GrowthOf takes a run's figures from its report.
func GrowthOf(r *Report) Growth {
	return Growth{
		Viewers: r.Peers, Seed: r.Seed, Bitrate: r.Bitrate, Seconds: r.SimSeconds,
		P50: r.Delay.P50, P99: r.Delay.P99, BoundP99: r.Bound.P99, Source: r.SourceUploadRatio, Control: r.ControlRate,
		Depth: r.Depth.Mean, DepthP99: float64(r.Depth.P99), JoinP95: r.Join.P95, Continuity: r.Continuity,
	}
}

// WriteGrowthHead writes the head of the Markdown table that Growth.WriteRow continues.
func WriteGrowthHead(to io.Writer) error {
	_, err := io.WriteString(to, "| Viewers | Stream Mb/s | Delay p50, p99 ms | Bound p99 ms | Source | Control B/s a viewer | Depth mean, p99 | Join p95 ms | Continuity | Seed |\n|---|---|---|---|---|---|---|---|---|---|\n")
	if err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}

// WriteRow writes a run as a row of a Markdown table.
func (g *Growth) WriteRow(to io.Writer) error {
	bound := "–"
	if g.BoundP99 > 0 {
		bound = fmt.Sprintf("%.0f", g.BoundP99)
	}
	_, err := fmt.Fprintf(to, "| %d | %g | %.0f, %.0f | %s | %.2f × | %.0f | %.2f, %.0f | %.0f | %.3f %% | %d |\n",
		g.Viewers, float64(g.Bitrate)/1e6, g.P50, g.P99, bound, g.Source, g.Control, g.Depth, g.DepthP99, g.JoinP95, 100*g.Continuity, g.Seed)
	if err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}

// growthColumns name the fields of a Growth in a CSV file, with their units.
var growthColumns = []string{"viewers", "seed", "bitrate_bps", "simulated_s", "delay_p50_ms", "delay_p99_ms", "bound_p99_ms",
	"source_upload_ratio", "control_bytes_per_s", "depth_mean", "depth_p99", "join_p95_ms", "continuity"}

// WriteGrowthColumns writes the first line of a CSV file.
func WriteGrowthColumns(to io.Writer) error {
	if _, err := fmt.Fprintln(to, strings.Join(growthColumns, ",")); err != nil {
		return fmt.Errorf("write the CSV: %w", err)
	}
	return nil
}

// numbers are the fields after Seed and Bitrate, in the order of the columns.
func (g *Growth) numbers() []*float64 {
	return []*float64{&g.Seconds, &g.P50, &g.P99, &g.BoundP99, &g.Source, &g.Control, &g.Depth, &g.DepthP99, &g.JoinP95, &g.Continuity}
}

// WriteCSV writes a run as a line of a CSV file.
func (g *Growth) WriteCSV(to io.Writer) error {
	line := fmt.Sprintf("%d,%d,%d", g.Viewers, g.Seed, g.Bitrate)
	for _, v := range g.numbers() {
		line += "," + strconv.FormatFloat(*v, 'g', -1, 64)
	}
	if _, err := fmt.Fprintln(to, line); err != nil {
		return fmt.Errorf("write the CSV: %w", err)
	}
	return nil
}

// ReadGrowth reads a CSV file that WriteGrowthColumns and WriteCSV wrote.
func ReadGrowth(from io.Reader) ([]Growth, error) {
	lines := csv.NewReader(from)
	lines.FieldsPerRecord = len(growthColumns)
	head, err := lines.Read()
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, csv.ErrFieldCount) {
		return nil, fmt.Errorf("read the CSV: %w", err)
	}
	if !slices.Equal(head, growthColumns) {
		return nil, fmt.Errorf("not written by throng-sim growth --csv: the first line must be %s", strings.Join(growthColumns, ","))
	}
	var rows []Growth
	for {
		fields, err := lines.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read the CSV: %w", err)
		}
		g, err := parseGrowth(fields)
		if err != nil {
			n, _ := lines.FieldPos(0)
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		rows = append(rows, g)
	}
	if len(rows) == 0 {
		return nil, errors.New("there is no run in it: run throng-sim growth --csv FILE first")
	}
	return rows, nil
}

func parseGrowth(fields []string) (g Growth, err error) {
	var err1, err2, err3 error
	g.Viewers, err1 = strconv.Atoi(fields[0])
	g.Seed, err2 = strconv.ParseUint(fields[1], 10, 64)
	g.Bitrate, err3 = strconv.ParseInt(fields[2], 10, 64)
	if err := errors.Join(err1, err2, err3); err != nil {
		return g, fmt.Errorf("not of a run: %w", err)
	}
	if g.Viewers < 1 || g.Bitrate < 1 {
		return g, fmt.Errorf("%d viewers at %d bits a second: want one at least of each", g.Viewers, g.Bitrate)
	}
	for i, v := range g.numbers() {
		if *v, err = strconv.ParseFloat(fields[i+3], 64); err != nil || math.IsInf(*v, 0) || !(*v >= 0) {
			return g, fmt.Errorf("%s is %q: want a number, 0 or more", growthColumns[i+3], fields[i+3])
		}
	}
	return g, nil
}

// SortGrowth orders runs by bitrate, the highest first, viewers and seed, and finds one
// that is there twice.
func SortGrowth(rows []Growth) error {
	slices.SortStableFunc(rows, func(a, b Growth) int { return slices.Compare(a.order(), b.order()) })
	for i := 1; i < len(rows); i++ {
		if slices.Equal(rows[i-1].order(), rows[i].order()) {
			return fmt.Errorf("the run of %d viewers at %d bits a second with seed %d is there twice: leave one out", rows[i].Viewers, rows[i].Bitrate, rows[i].Seed)
		}
	}
	return nil
}

func (g *Growth) order() []int64 { return []int64{-g.Bitrate, int64(g.Viewers), int64(g.Seed)} }

// Fit is the line A + B·log10(viewers) through the p99 of the delay, in milliseconds.
type Fit struct {
	Bitrate     int64 // of the runs that it is of
	Runs        int
	Least, Most int // viewers
	A, B        float64
	Off         float64 // how far a run lies off the line at most
}

// At is the line's value for so many viewers.
func (f *Fit) At(viewers float64) float64 { return f.A + f.B*math.Log10(viewers) }

// FitGrowth fits a line to the runs of each bitrate by least squares: delays at different
// bitrates do not compare, since blocks differ. A bitrate with one size only has none.
func FitGrowth(rows []Growth) (fits []Fit) {
	by := make(map[int64][]Growth)
	for _, g := range rows {
		by[g.Bitrate] = append(by[g.Bitrate], g)
	}
	for bitrate, of := range by {
		f := Fit{Bitrate: bitrate, Runs: len(of), Least: of[0].Viewers, Most: of[0].Viewers}
		var x, y float64 // means
		for _, g := range of {
			f.Least, f.Most = min(f.Least, g.Viewers), max(f.Most, g.Viewers)
			x += math.Log10(float64(g.Viewers)) / float64(len(of))
			y += g.P99 / float64(len(of))
		}
		if f.Least == f.Most {
			continue
		}
		var xx, xy float64
		for _, g := range of {
			d := math.Log10(float64(g.Viewers)) - x
			xx += d * d
			xy += d * (g.P99 - y)
		}
		f.B = xy / xx
		f.A = y - f.B*x
		for _, g := range of {
			f.Off = max(f.Off, math.Abs(g.P99-f.At(float64(g.Viewers))))
		}
		fits = append(fits, f)
	}
	slices.SortFunc(fits, func(a, b Fit) int { return int(min(max(b.Bitrate-a.Bitrate, -1), 1)) })
	return fits
}

// projected is how many viewers a fit is asked about.
const projected = 10_000_000

// Write says what the line is and where it would lead.
func (f *Fit) Write(to io.Writer) error {
	_, err := fmt.Fprintf(to, "Fit at %g Mb/s, %d runs of %d to %d viewers: delay p99 = a + b·log10(viewers), a = %.1f ms, b = %.1f ms; no run is more than %.1f ms off.\n"+
		"Projection: %.0f ms with ten million viewers. That is an extrapolation of the line far beyond what was run, not a measurement.\n",
		float64(f.Bitrate)/1e6, f.Runs, f.Least, f.Most, f.A, f.B, f.Off, f.At(projected))
	if err != nil {
		return fmt.Errorf("write the fit: %w", err)
	}
	return nil
}
