package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"

	"throng/internal/sim"
)

type suiteCmd struct {
	Size   string   `default:"standard" enum:"small,standard,nightly" help:"small: 60 viewers, a minute or two in all; standard: 1,000, half an hour; nightly: up to 100,000, hours."`
	Peers  int      `default:"0" help:"Viewers in every run; 0: as the size has it." placeholder:"N"`
	Seeds  []uint64 `default:"1" help:"Seeds; every run is made with each." placeholder:"S,..."`
	Only   []string `help:"Only these scenarios." placeholder:"NAME,..."`
	Out    string   `type:"path" help:"Write the table to this file as well." placeholder:"FILE"`
	Strict bool     `help:"Fail also where a goal is missed, not only where an invariant breaks."`
}

// Run makes all runs of the suite and writes the table, a row after each.
func (c *suiteCmd) Run() (err error) {
	for _, name := range c.Only {
		if !slices.Contains(sim.ScenarioNames(), name) {
			return fmt.Errorf("there is no scenario %q: want one of %v", name, sim.ScenarioNames())
		}
	}
	debug.SetGCPercent(gcPercent)
	to := io.Writer(os.Stdout)
	if c.Out != "" {
		f, createErr := os.Create(c.Out) // err is the result, which the defer adds to
		if createErr != nil {
			return fmt.Errorf("create output: %w", createErr)
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		to = io.MultiWriter(to, f)
	}
	if err := sim.WriteSuiteHead(to); err != nil {
		return err
	}
	broken, missed := 0, 0
	for _, seed := range c.Seeds {
		cases, err := sim.Suite(sim.Size(c.Size), seed, c.Peers)
		if err != nil {
			return err
		}
		for i := range cases {
			run := &cases[i]
			if len(c.Only) > 0 && !slices.Contains(c.Only, run.Scenario) {
				continue
			}
			progress := progressOn(os.Stderr)
			run.Progress = progress.show
			r, err := sim.Run(run.Config)
			progress.end()
			if err != nil {
				return err
			}
			n, err := run.WriteRow(to, r)
			if err != nil {
				return err
			}
			if missed += n; r.Violations > 0 {
				broken++
			}
			if n > 0 || r.Violations > 0 {
				fmt.Fprintf(os.Stderr, "missed or broken, replay with: %s\n", run.Command())
			}
			for _, b := range r.Broken {
				fmt.Fprintln(os.Stderr, "BROKEN", b)
			}
		}
	}
	switch {
	case broken > 0:
		return fmt.Errorf("invariants broke in %d runs", broken)
	case c.Strict && missed > 0:
		return fmt.Errorf("%d goals were missed", missed)
	}
	return nil
}
