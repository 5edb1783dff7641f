package sim

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Goal is a figure of a report that has a limit.
type Goal struct {
	Name  string
	Limit float64
	Least bool // the limit is the least that is asked, otherwise the most
	of    func(r *Report) float64
}

// Met reports the figure, and whether it keeps the limit.
func (g *Goal) Met(r *Report) (value float64, ok bool) {
	value = g.of(r)
	if g.Least {
		return value, value >= g.Limit
	}
	return value, value <= g.Limit
}

// Case is one run of the suite and what it should show. Floors are those of the goals that
// the tests hold: the small runs keep them with every seed that was tried, and they are better
// than what is asked of larger ones.
type Case struct {
	Config
	Goals, Floors []Goal
}

// Size of the suite.
type Size string

// Sizes of the suite. Small runs in the tests, Nightly takes hours.
const (
	Small    Size = "small"
	Standard Size = "standard"
	Nightly  Size = "nightly"
)

// smallFor is how long a run of the small suite is, warm-up included.
const smallFor = 16 * time.Second

// Suite lists the runs of a size with one seed, with so many viewers where only is not
// 0. The order is that of the goals in docs/SIMULATION.md.
func Suite(size Size, seed uint64, only int) ([]Case, error) {
	peers := map[Size][]int{Small: {60}, Standard: {1000}, Nightly: {1000, 10_000}}[size]
	if peers == nil {
		return nil, fmt.Errorf("size %q is unknown: want small, standard or nightly", size)
	}
	if only != 0 {
		peers = []int{only}
	}
	var cases []Case
	for _, n := range peers {
		for _, g := range suiteGoals {
			cfg := Config{Scenario: g.scenario, Peers: n, Seed: seed, Bound: g.scenario == "steady"}
			c := Case{Config: cfg, Goals: g.goals}
			if size == Small {
				c.Duration, c.WarmUp, c.Bitrate = smallFor, 2*time.Second, 1_500_000
				if only == 0 {
					c.raise(smallFloors[g.scenario])
				}
			}
			cases = append(cases, c)
		}
	}
	switch {
	case only != 0:
		return cases, nil
	case size == Small:
		return append(cases, Case{Config: crowd(seed)}), nil
	}
	growth := []int{100, 300, 1000, 3000}
	if size == Nightly {
		growth = append(growth, 10_000, 30_000, 100_000)
	}
	for _, n := range growth {
		cases = append(cases, GrowthCase(n, seed))
	}
	return cases, nil
}

// raise puts floors in the place of the goals for the same figures.
func (c *Case) raise(floors []Goal) {
	c.Floors = floors
	c.Goals = slices.Clone(c.Goals)
	for _, f := range floors {
		i := slices.IndexFunc(c.Goals, func(g Goal) bool { return g.Name == f.Name })
		c.Goals[i] = f
	}
}

// crowd is a run in which four hundred viewers come within a second to a broadcaster of a small
// uplink, which could not greet them all.
func crowd(seed uint64) Config {
	return Config{
		Scenario: "growth", Peers: 400, Seed: seed, Bitrate: 300_000, SourceUplink: 1_500_000,
		Duration: smallFor, WarmUp: time.Second,
	}
}

// Figures that goals are about.
func p50(limit float64) Goal {
	return Goal{"delay p50 ms", limit, false, func(r *Report) float64 { return r.Delay.P50 }}
}

func p99(limit float64) Goal {
	return Goal{"delay p99 ms", limit, false, func(r *Report) float64 { return r.Delay.P99 }}
}

func continuity(percent float64) Goal {
	return Goal{"continuity %", percent, true, func(r *Report) float64 { return 100 * r.Continuity }}
}

func joins(limit float64) Goal {
	return Goal{"join p95 ms", limit, false, func(r *Report) float64 { return r.Join.P95 }}
}

func overhead(percent float64) Goal {
	return Goal{"overhead %", percent, false, func(r *Report) float64 { return 100 * r.Overhead.Total }}
}

func stalls(limit float64) Goal {
	return Goal{"stalls a viewer-hour", limit, false, func(r *Report) float64 { return r.Stalls }}
}

func badShards(limit float64) Goal {
	return Goal{"bad shards until the drop, p99", limit, false, func(r *Report) float64 { return float64(r.Taken.P99) }}
}

func engineQueue(limit float64) Goal {
	return Goal{"queue of the engine p95 ms", limit, false, func(r *Report) float64 { return r.Household.EngineQueue.P95 }}
}

func tcpShare(limit float64) Goal {
	return Goal{"share of the TCP flow %", limit, true, func(r *Report) float64 { return 100 * r.Household.TCPShare }}
}

func recovery(limit float64) Goal {
	return Goal{"recovery p99 ms", limit, false, func(r *Report) float64 { return r.Recovery.P99 }}
}

// suiteGoals are the scenarios and what each should show at 3 Mb/s with any seed.
var suiteGoals = []struct {
	scenario string
	goals    []Goal
}{
	{"steady", []Goal{
		p50(350), p99(500),
		{"delay p99 over the bound", 1.5, false, func(r *Report) float64 { return r.Delay.P99 / max(r.Bound.P99, 1) }},
		{"source upload ×", 1.4, false, func(r *Report) float64 { return r.SourceUploadRatio }},
		overhead(20),
		{"control %", 2, false, func(r *Report) float64 { return 100 * r.Overhead.Control }},
		{"duplicates %", 1, false, func(r *Report) float64 { return 100 * r.Overhead.Duplicate }},
		continuity(99.99), joins(1000),
	}},
	{"churn", []Goal{
		continuity(99.95), p99(650),
		stalls(0.5),
	}},
	{"flash", []Goal{
		joins(2000), continuity(99.9),
		{"source upload, peak ×", 1.6, false, func(r *Report) float64 { return r.Peak }},
	}},
	{"exodus", []Goal{
		recovery(1000),
		{"stalls p99", 1, false, func(r *Report) float64 { return float64(r.Stalled) }},
	}},
	{"lossy", []Goal{continuity(99.9), overhead(30)}},
	{"scarce", []Goal{
		{"continuity of the worst 1 %", 99, true, func(r *Report) float64 { return 100 * r.LowestShare }},
		p99(1200),
	}},
	{"phones", []Goal{p50(350), p99(650), continuity(99.99), joins(1000)}},
	{"hostile", []Goal{
		continuity(99.9),
		badShards(3),
	}},
	{"partition", []Goal{
		recovery(2000),
		{"plays again p99 ms", 2000, false, func(r *Report) float64 { return r.Again.P99 }},
		{"continuity % on the source's side", 99.9, true, func(r *Report) float64 { return 100 * r.Near }},
	}},
	{"busy", []Goal{continuity(99), p99(1000)}},
	{"household", []Goal{
		engineQueue(50), tcpShare(40),
		continuity(99),
	}},
}

// smallFloors are what the scenarios of the small suite have shown with each of the seeds 1 to
// 14 where that is better than what is asked (3542d82). An engine that falls below one with a
// seed has lost something, or has bad luck: look at the other seeds.
var smallFloors = map[string][]Goal{
	"steady":    {continuity(100)},
	"churn":     {continuity(100), p99(540), stalls(0)},
	"phones":    {p50(320), p99(475)},
	"hostile":   {badShards(1)},
	"busy":      {continuity(99.4), p99(920)},
	"household": {engineQueue(42), tcpShare(43)},
}

// Command is the command line that repeats the run.
func (c *Case) Command() string {
	s := fmt.Sprintf("throng-sim run --scenario %s --peers %d --seed %d", c.Scenario, c.Peers, c.Seed)
	if c.Duration != 0 {
		s += fmt.Sprintf(" --duration %v --warm-up %v", c.Duration, c.WarmUp)
	}
	flag := func(name string, value, unset any) {
		if value != unset {
			s += fmt.Sprintf(" --%s %v", name, value)
		}
	}
	flag("bitrate", c.Bitrate, int64(0))
	flag("source-uplink", c.SourceUplink, int64(0))
	flag("data", c.Shape.Data, uint8(0))
	flag("total", c.Shape.Total, uint8(0))
	flag("block", c.MaxHold, time.Duration(0))
	flag("duties", c.Tuning.Duties, 0)
	flag("neighbours", c.Tuning.Neighbours, 0)
	if c.Bound {
		s += " --bound"
	}
	return s
}

// WriteSuiteHead writes the head of the table that WriteRow continues.
func WriteSuiteHead(to io.Writer) error {
	_, err := io.WriteString(to, "| Scenario | Viewers | Seed | Delay p50, p99 ms | Source | Overhead | Continuity | Join p95 ms | Asked and found |\n|---|---|---|---|---|---|---|---|---|\n")
	if err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}

// WriteRow writes a run as a row of a Markdown table, and returns how many goals it
// misses.
func (c *Case) WriteRow(to io.Writer, r *Report) (missed int, err error) {
	var found []string
	for i := range c.Goals {
		g := &c.Goals[i]
		sign := "≤"
		if g.Least {
			sign = "≥"
		}
		v, ok := g.Met(r)
		text := fmt.Sprintf("%s %s, %s %s", g.Name, figure(v), sign, figure(g.Limit))
		if !ok {
			missed++
			text = "**" + text + "**"
		}
		found = append(found, text)
	}
	if r.Violations > 0 {
		found = append(found, fmt.Sprintf("**%d invariants broke**", r.Violations))
	}
	_, err = fmt.Fprintf(to, "| %s | %d | %d | %.0f, %.0f | %.2f × | %.1f %% | %.3f %% | %.0f | %s |\n", r.Scenario, r.Peers, r.Seed,
		r.Delay.P50, r.Delay.P99, r.SourceUploadRatio, 100*r.Overhead.Total, 100*r.Continuity, r.Join.P95, strings.Join(found, "; "))
	if err != nil {
		return missed, fmt.Errorf("write the table: %w", err)
	}
	return missed, nil
}

// figure writes a number with as many places as its size asks for.
func figure(v float64) string {
	switch {
	case v >= 100 && v == float64(int64(v)) || v >= 1000:
		return fmt.Sprintf("%.0f", v)
	case v >= 99 && v < 100:
		return fmt.Sprintf("%.3f", v)
	case v == float64(int64(v)):
		return fmt.Sprintf("%.0f", v)
	default:
		return fmt.Sprintf("%.2f", v)
	}
}
