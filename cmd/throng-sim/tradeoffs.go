package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"throng/internal/bitrate"
	"throng/internal/sim"
)

type tradeoffsCmd struct {
	Peers    int           `default:"300" help:"How many viewers."`
	Seeds    []uint64      `default:"1,2" help:"Seeds; every run is made with each."`
	Scenario []string      `default:"steady,lossy" help:"Scenarios; every setting is run in each."`
	Duration time.Duration `default:"30s" help:"Simulated time of a run, warm-up included."`
	Bitrate  bitrate.Rate  `default:"3M" help:"Of the stream, in bits a second (suffixes k, M, G)."`
	Only     []string      `help:"Only these knobs: code, block, duties, neighbours." placeholder:"KNOB"`
	Workers  int           `default:"0" help:"Goroutines that run peers; 0: one a processor. The figures do not depend on it."`
}

// Run makes the runs and writes the table.
func (c *tradeoffsCmd) Run() error { return c.write(os.Stdout) }

// trial is a row of the table: a setting in a scenario, with a run for each seed.
type trial struct {
	variant sim.Variant
	runs    []sim.Case
}

// trials lists the rows, and finds what is wrong with any run before the first begins.
func (c *tradeoffsCmd) trials() (list []trial, err error) {
	if len(c.Scenario) == 0 || len(c.Seeds) == 0 {
		return nil, errors.New("there is nothing to run: want a scenario and a seed")
	}
	for _, k := range c.Only {
		if !slices.Contains(sim.Knobs(), k) {
			return nil, fmt.Errorf("there is no knob %q: want %s", k, strings.Join(sim.Knobs(), ", "))
		}
	}
	for _, scenario := range c.Scenario {
		for _, v := range sim.Variants() {
			if v.Knob != "" && len(c.Only) > 0 && !slices.Contains(c.Only, v.Knob) {
				continue
			}
			t := trial{variant: v}
			for _, seed := range c.Seeds {
				run := v.Case(sim.Config{Scenario: scenario, Peers: c.Peers, Seed: seed, Duration: c.Duration, Bitrate: int64(c.Bitrate), Workers: c.Workers})
				if err := run.Check(); err != nil {
					return nil, fmt.Errorf("%s: %w", v.Name, err)
				}
				t.runs = append(t.runs, run)
			}
			list = append(list, t)
		}
	}
	return list, nil
}

// write writes a row when its runs are done.
func (c *tradeoffsCmd) write(to io.Writer) error {
	list, err := c.trials()
	if err != nil {
		return err
	}
	if err := sim.WriteTradeoffsHead(to); err != nil {
		return err
	}
	broken := 0
	for _, t := range list {
		var reports []*sim.Report
		for i := range t.runs {
			r, err := runCase(&t.runs[i])
			if err != nil {
				return err
			}
			if r.Violations > 0 {
				broken++
			}
			reports = append(reports, r)
		}
		if err := t.variant.WriteRow(to, reports); err != nil {
			return err
		}
	}
	return brokenIn(broken)
}
