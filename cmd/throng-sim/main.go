// Command throng-sim runs a swarm of Throng peers in a simulated network:
// the engine as it ships, one seed, the same report every time.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"
	"golang.org/x/term"

	"throng/internal/bitrate"
	"throng/internal/block"
	"throng/internal/sim"
)

// gcPercent is how much garbage may gather beside what is live. Engines make little, so
// that a collection is rare and finds little: a smaller share would not cost much either.
const gcPercent = 100

type cli struct {
	Run       runCmd       `cmd:"" help:"Simulate a swarm and print a report."`
	Suite     suiteCmd     `cmd:"" help:"Run every scenario and write a table of what is asked and found."`
	Growth    growthCmd    `cmd:"" help:"Run larger and larger swarms: a table, a picture, and where delay would lead."`
	Tradeoffs tradeoffsCmd `cmd:"" help:"Run with one setting changed at a time, and write a table of what each costs."`
	Watch     watchCmd     `cmd:"" help:"Make a page that shows a run's trace: one HTML file."`
	List      listCmd      `cmd:"" help:"List the scenarios."`
}

type runCmd struct {
	Scenario string        `default:"steady" help:"What happens; see the command list." placeholder:"NAME"`
	Peers    int           `default:"1000" help:"How many viewers; the broadcaster comes on top." placeholder:"N"`
	Seed     uint64        `default:"1" help:"Seed of everything: the same seed gives the same report." placeholder:"S"`
	Duration time.Duration `default:"0s" help:"Simulated time, warm-up included; 0: a minute, or what the scenario needs." placeholder:"D"`
	Bitrate  bitrate.Rate  `default:"3M" help:"Of the stream, in bits a second (suffixes k, M, G)." placeholder:"B"`

	Network      string        `default:"internet" enum:"internet,lan" help:"Model of the network: internet or lan."`
	Loss         float64       `default:"-1" help:"Share of datagrams lost at random; negative: the network's own (internet 0.005, lan 0)." placeholder:"SHARE"`
	Mix          string        `default:"" help:"Uplinks: share:multiple of the bitrate, ...; none: 0.20:0,0.30:1,0.35:3,0.15:10, or what the scenario has." placeholder:"LIST"`
	SourceUplink bitrate.Rate  `default:"0" help:"The broadcaster's uplink in bits a second; 0: five times the bitrate." placeholder:"B"`
	WarmUp       time.Duration `default:"0s" help:"Time over which the first viewers arrive; 0: a sixth of the duration, at most 10 s."`
	MeanStay     time.Duration `default:"5m" help:"Mean stay of a viewer in scenarios with churn."`
	Data         uint8         `default:"0" help:"Data shards a block; 0, with --total: as a broadcaster chooses."`
	Total        uint8         `default:"0" help:"Shards a block, parity included."`
	Block        time.Duration `default:"0s" help:"How long a byte may wait for its block to fill, such as 100ms; 0: as a broadcaster does." placeholder:"D"`
	Duties       int           `default:"0" help:"Stripes that a viewer means to pass on; 0: as the engine ships." placeholder:"N"`
	Neighbours   int           `default:"0" help:"Links that a viewer keeps for its own sake; 0: as the engine ships." placeholder:"N"`
	MaxWait      time.Duration `default:"0s" help:"How long after its capture a viewer waits for a block; 0: the engine's default."`
	Playout      time.Duration `default:"1s" help:"When a block is due at the player that counts stalls."`
	Crypto       string        `default:"stand-in" enum:"stand-in,real" help:"stand-in: signatures, hashes and codes that cost nothing; real: as in real life, slow."`
	Bound        bool          `help:"Compute also what a central builder that knows everything reaches with the same peers."`
	Workers      int           `default:"0" help:"Goroutines that run peers; 0: one a processor. The report does not depend on it."`

	JSON       bool   `name:"json" help:"Print one JSON object instead of a table."`
	Verbose    bool   `short:"v" help:"A longer table."`
	Trace      string `type:"path" help:"Write joins, leaves and parents to this file, a JSON object a line." placeholder:"FILE"`
	CPUProfile string `name:"cpuprofile" type:"path" help:"Write a processor profile to this file." placeholder:"FILE"`
	MemProfile string `name:"memprofile" type:"path" help:"Write a heap profile, taken at the end, to this file." placeholder:"FILE"`
}

type listCmd struct{}

// exitUsage is the exit code where the command line is wrong, as of throng.
const exitUsage = 2

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is main without the process around it.
func run(args []string, stdout, stderr io.Writer) (code int) {
	var c cli
	exited := -1
	parser := kong.Must(&c, kong.Name("throng-sim"),
		kong.Description("Simulates a Throng swarm: the engine as it ships, one seed, the same report every time. docs/SIMULATION.md describes the model and the report."),
		kong.Writers(stdout, stderr), kong.Exit(func(n int) { exited = n }))
	ctx, err := parser.Parse(args)
	if exited >= 0 {
		return exited // help was asked for
	}
	if err != nil {
		fmt.Fprintf(stderr, "throng-sim: %v\nhint: see %s --help\n", err, helpOf(err))
		return exitUsage
	}
	if err := ctx.Run(); err != nil {
		fmt.Fprintln(stderr, "throng-sim:", err)
		return 1
	}
	return 0
}

// helpOf is the command whose help tells of a wrong command line.
func helpOf(err error) string {
	var wrong *kong.ParseError
	if errors.As(err, &wrong) {
		if command := wrong.Context.Selected(); command != nil {
			return command.FullPath()
		}
	}
	return "throng-sim"
}

func (*listCmd) Run() error {
	for _, name := range sim.ScenarioNames() {
		if _, err := fmt.Printf("%-10s %s\n", name, sim.AboutScenario(name)); err != nil {
			return fmt.Errorf("list the scenarios: %w", err)
		}
	}
	return nil
}

// Run simulates; its error is also that an invariant broke.
func (c *runCmd) Run() (err error) {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	debug.SetGCPercent(gcPercent)
	hugePages(cfg.Peers)
	if c.Trace != "" {
		f, openErr := newFile(c.Trace) // err is the result, which the defer adds to
		if openErr != nil {
			return openErr
		}
		defer func() { err = errors.Join(err, f.close()) }()
		cfg.Trace = f.w
	}
	stop, err := c.profile()
	if err != nil {
		return err
	}
	if c.MemProfile != "" {
		cfg.AtEnd = func() { err = errors.Join(err, writeHeap(c.MemProfile)) }
	}
	progress := progressOn(os.Stderr)
	cfg.Progress = progress.show
	r, runErr := sim.Run(cfg)
	progress.end()
	if err := errors.Join(runErr, err, stop()); err != nil {
		return err
	}
	if err := c.print(os.Stdout, r); err != nil {
		return fmt.Errorf("print the report: %w", err)
	}
	if r.Violations > 0 {
		return fmt.Errorf("%d invariants broke; replay with: %s", r.Violations, strings.Join(os.Args, " "))
	}
	return nil
}

func (c *runCmd) print(to io.Writer, r *sim.Report) error {
	if !c.JSON {
		return r.WriteTable(to, c.Verbose)
	}
	return json.NewEncoder(to).Encode(r)
}

func (c *runCmd) config() (sim.Config, error) {
	network, err := sim.NetworkByName(c.Network)
	if err != nil {
		return sim.Config{}, err
	}
	if c.Loss >= 0 {
		network.Loss = c.Loss
	}
	mix, err := parseMix(c.Mix)
	if err != nil {
		return sim.Config{}, err
	}
	cfg := sim.Config{
		Scenario: c.Scenario, Peers: c.Peers, Seed: c.Seed, Duration: c.Duration,
		Bitrate: int64(c.Bitrate), Network: network, Mix: mix, WarmUp: c.WarmUp,
		SourceUplink: int64(c.SourceUplink), Shape: block.Shape{Data: c.Data, Total: c.Total},
		MaxHold: c.Block, MaxWait: c.MaxWait,
		MeanStay: c.MeanStay, Playout: c.Playout, Real: c.Crypto == "real", Bound: c.Bound, Workers: c.Workers,
	}
	cfg.Tuning.Duties, cfg.Tuning.Neighbours = c.Duties, c.Neighbours
	return cfg, nil
}

func parseMix(s string) ([]sim.Class, error) {
	if s == "" {
		return nil, nil
	}
	var mix []sim.Class
	for part := range strings.SplitSeq(s, ",") {
		share, uplink, ok := strings.Cut(part, ":")
		a, err1 := strconv.ParseFloat(share, 64)
		b, err2 := strconv.ParseFloat(uplink, 64)
		if !ok || err1 != nil || err2 != nil {
			return nil, fmt.Errorf("mix: %q is not share:multiple, such as 0.3:1", part)
		}
		mix = append(mix, sim.Class{Share: a, Uplink: b})
	}
	return mix, nil
}

// profile starts the processor profile if one was asked for; what it returns
// ends it.
func (c *runCmd) profile() (stop func() error, err error) {
	if c.CPUProfile == "" {
		return func() error { return nil }, nil
	}
	f, err := newFile(c.CPUProfile)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f.w); err != nil {
		return nil, fmt.Errorf("profile: %w", err)
	}
	return func() error {
		pprof.StopCPUProfile()
		return f.close()
	}, nil
}

func writeHeap(name string) error {
	f, err := newFile(name)
	if err != nil {
		return err
	}
	runtime.GC()
	return errors.Join(pprof.WriteHeapProfile(f.w), f.close())
}

// progress writes how far a run has come on one line of a terminal.
type progress struct {
	to     *os.File
	began  time.Time
	last   time.Time
	active bool
}

func progressOn(to *os.File) *progress {
	return &progress{to: to, began: time.Now(), active: term.IsTerminal(int(to.Fd()))}
}

func (p *progress) show(s sim.Progress) {
	if now := time.Now(); p.active && now.Sub(p.last) >= 250*time.Millisecond {
		p.last = now
		fmt.Fprintf(p.to, "\r%5.1f of %.0f s, %d viewers, %.2f M events/s \x1b[K", s.Simulated.Seconds(),
			s.Total.Seconds(), s.Present, float64(s.Events)/1e6/now.Sub(p.began).Seconds())
	}
}

func (p *progress) end() {
	if p.active {
		fmt.Fprint(p.to, "\r\x1b[K")
	}
}
