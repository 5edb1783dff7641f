package sim

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"throng/internal/block"
	"throng/internal/overlay"
)

// The small suite: every scenario with few viewers. It fails where safety or liveness
// breaks, or a figure falls below what it has been with every seed; what is asked is for the
// larger suites.
func TestSmallSuite(t *testing.T) {
	cases, err := Suite(Small, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	var table bytes.Buffer
	for i := range cases {
		c := &cases[i]
		t.Run(c.Scenario, func(t *testing.T) {
			r, err := Run(c.Config)
			if err != nil {
				t.Fatal(err)
			}
			if r.Violations > 0 {
				t.Errorf("%d invariants broke: %v\nreplay with: %s", r.Violations, r.Broken, c.Command())
			}
			for k := range c.Floors {
				if value, ok := c.Floors[k].Met(r); !ok {
					t.Errorf("%s: %v, was never beyond %v with the seeds that were tried\nreplay with: %s", c.Floors[k].Name, value, c.Floors[k].Limit, c.Command())
				}
			}
			if _, err := c.WriteRow(&table, r); err != nil {
				t.Error(err)
			}
		})
	}
	t.Log("\n" + table.String())
}

func TestSuiteNamesEveryScenario(t *testing.T) {
	cases, err := Suite(Nightly, 3, 0)
	if err != nil {
		t.Fatal(err)
	}
	have := make(map[string]bool)
	for i := range cases {
		have[cases[i].Scenario] = true
		if _, err := cases[i].withDefaults(); err != nil {
			t.Errorf("%s: %v", cases[i].Command(), err)
		}
	}
	for _, name := range ScenarioNames() {
		if !have[name] {
			t.Errorf("%s is in no suite", name)
		}
	}
	if _, err := Suite("huge", 1, 0); err == nil {
		t.Error("a size that there is not is taken")
	}
}

// Each floor is better than what is asked, and takes its place in the small suite alone.
func TestFloors(t *testing.T) {
	small, err := Suite(Small, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	larger, err := Suite(Standard, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	limit := func(cases []Case, scenario, name string) (float64, bool) {
		for i := range cases {
			for _, g := range cases[i].Goals {
				if cases[i].Scenario == scenario && g.Name == name {
					return g.Limit, true
				}
			}
		}
		return 0, false
	}
	held := 0
	for scenario, floors := range smallFloors {
		for _, f := range floors {
			asked, ok := limit(larger, scenario, f.Name)
			if !ok || f.Least && f.Limit <= asked || !f.Least && f.Limit >= asked {
				t.Errorf("%s, %s: the floor is %v, asked is %v", scenario, f.Name, f.Limit, asked)
			}
			if got, _ := limit(small, scenario, f.Name); got != f.Limit {
				t.Errorf("%s, %s: the small suite asks %v, want the floor %v", scenario, f.Name, got, f.Limit)
			}
		}
	}
	for i := range small {
		held += len(small[i].Floors)
	}
	if held != 11 {
		t.Errorf("%d floors are held", held)
	}
}

func TestGoals(t *testing.T) {
	c := Case{Config: Config{Scenario: "steady", Peers: 5, Seed: 9}, Goals: []Goal{p99(500), continuity(99.9)}}
	for _, k := range []struct {
		p99, continuity float64
		missed          int
	}{{500, 0.999, 0}, {501, 0.999, 1}, {600, 0.99, 2}} {
		var row strings.Builder
		missed, err := c.WriteRow(&row, &Report{Delay: Delays{P99: k.p99}, Continuity: k.continuity})
		if err != nil || missed != k.missed || strings.Count(row.String(), "**") != 2*k.missed {
			t.Errorf("%+v: missed %d, %v: %s", k, missed, err, row.String())
		}
	}
	if cmd := c.Command(); cmd != "throng-sim run --scenario steady --peers 5 --seed 9" {
		t.Error(cmd)
	}
	c.Duration, c.Bitrate, c.Shape, c.MaxHold = 30*time.Second, 500_000, block.Shape{Data: 16, Total: 18}, 45*time.Millisecond
	c.Tuning, c.Bound = overlay.Tuning{Duties: 3, Neighbours: 12}, true
	if cmd := c.Command(); cmd != "throng-sim run --scenario steady --peers 5 --seed 9 --duration 30s --warm-up 0s --bitrate 500000 "+
		"--data 16 --total 18 --block 45ms --duties 3 --neighbours 12 --bound" {
		t.Error(cmd)
	}
}

// What a Tuning says reaches the engines, and the rate of control is that of its share of
// what came.
func TestTuningReachesEngines(t *testing.T) {
	cfg := Config{Peers: 20, Seed: 3, Duration: 10 * time.Second, WarmUp: time.Second, Bitrate: 500_000}
	usual, a := run(t, cfg)
	cfg.Tuning = overlay.Tuning{Duties: 2, Neighbours: 20}
	_, same := run(t, cfg)
	cfg.Tuning = overlay.Tuning{Duties: 1, Neighbours: 6}
	_, other := run(t, cfg)
	if a != same || a == other {
		t.Error("two duties and twenty neighbours are not the usual, or one and six are")
	}
	if got, want := usual.ControlRate, usual.Overhead.Control*500_000/8; got < want*0.8 || got > want*1.2 {
		t.Errorf("control: %v bytes a second, and %.1f by its share", got, want)
	}
	cfg.Tuning.Duties = -1
	if err := cfg.Check(); err == nil {
		t.Error("−1 duties are taken")
	}
}

// The bound is below what any engine does, and above the time of flight.
func TestBound(t *testing.T) {
	cfg := Config{Peers: 40, Seed: 2, Duration: 12 * time.Second, WarmUp: 2 * time.Second, Bitrate: 1_000_000, Bound: true}
	r, _ := run(t, cfg)
	if r.Bound.P50 <= 0 || r.Bound.P50 > r.Delay.P50 || r.Bound.P99 > r.Delay.P99 || r.Bound.P99 < r.Bound.P50 {
		t.Errorf("bound %+v, delays %+v", r.Bound, r.Delay)
	}
}

func TestWatchPage(t *testing.T) {
	var trace, page bytes.Buffer
	cfg := treeConfig(10)
	cfg.Trace = &trace
	run(t, cfg)
	d, err := readTrace(bytes.NewReader(trace.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Peers) != 11 || d.Stripes == 0 || len(d.Parents) == 0 || len(d.Delays) == 0 || d.Peers[3].Play < d.Peers[3].Join {
		t.Errorf("%d peers, %d stripes, %d, %d", len(d.Peers), d.Stripes, len(d.Parents), len(d.Delays))
	}
	if err := WatchPage(&trace, &page); err != nil || !strings.HasSuffix(strings.TrimSpace(page.String()), "</html>") || strings.Contains(page.String(), string(watchMark)) {
		t.Errorf("page of %d bytes: %v", page.Len(), err)
	}
	for name, bad := range map[string]string{
		"empty": "", "not JSON": "hello", "unknown peer": `{"t":1,"event":"parent","peer":5,"stripe":1,"parent":0}`,
		"negative": `{"t":1,"event":"join","peer":-1}`,
	} {
		if err := WatchPage(strings.NewReader(bad), &page); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// A partition is one: nothing passes, and heals.
func TestPartitionCuts(t *testing.T) {
	cfg := treeConfig(20)
	cfg.Scenario, cfg.Duration = "partition", 20*time.Second
	r, _ := run(t, cfg)
	if r.Continuity > 0.95 || r.Recovery.P99 == 0 || r.Again.P99 == 0 || r.Again.P99 > 5000 {
		t.Errorf("continuity %v, recovery %+v, plays again %+v", r.Continuity, r.Recovery, r.Again)
	}
}

// The flow fills a line that nobody else uses, and yields to nobody.
func TestFlowTakesWhatIsLeft(t *testing.T) {
	p := &peer{w: &world{to: 1 << 60}, up: pipe{rate: 5_000_000, buffer: int64(200 * time.Millisecond)}, tcp: newFlow(0)}
	for at := int64(0); at < int64(20*time.Second); at += tcpTick {
		p.controls = nil
		p.sendTCP(at)
	}
	if share := float64(p.tcp.sent) * 8 / 20 / 5e6; share < 0.85 || share > 1.05 {
		t.Errorf("a flow alone takes %.2f of the line", share)
	}
}
