package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"time"

	"throng/internal/bitrate"
	"throng/internal/sim"
)

type growthCmd struct {
	Sizes    []int         `default:"100,300,1000,3000,10000" help:"How many viewers; a run for each."`
	Seeds    []uint64      `default:"1,2" help:"Seeds; every run is made with each."`
	Bitrate  bitrate.Rate  `default:"0" help:"Of the stream, in bits a second (suffixes k, M, G); 0: 3M, and 500k above 10,000 viewers, for the sake of memory." placeholder:"B"`
	Duration time.Duration `default:"0s" help:"Simulated time of a run, warm-up included; 0: a minute, or what many viewers need." placeholder:"D"`
	Workers  int           `default:"0" help:"Goroutines that run peers; 0: one a processor. The figures do not depend on it."`
	CSV      string        `name:"csv" type:"path" help:"Write the rows to this new file as well, to draw it again with --from." placeholder:"FILE"`
	From     []string      `type:"existingfile" help:"Run nothing: take the rows from files that --csv wrote." placeholder:"FILE"`
	Out      string        `short:"o" type:"path" default:"growth.svg" help:"The picture."`
}

// Run makes the runs, or reads them, and draws.
func (c *growthCmd) Run() error {
	rows, runErr := c.rows(os.Stdout)
	if runErr != nil && len(rows) == 0 {
		return runErr
	}
	if err := sim.SortGrowth(rows); err != nil {
		return errors.Join(runErr, err)
	}
	if err := c.finish(os.Stdout, rows); err != nil {
		return errors.Join(runErr, err)
	}
	return runErr
}

// rows writes the table and returns its rows. Where an invariant broke they come with an
// error.
func (c *growthCmd) rows(to io.Writer) ([]sim.Growth, error) {
	if len(c.From) == 0 {
		return c.simulate(to)
	}
	if c.CSV != "" {
		return nil, errors.New("--csv is for new runs: leave it out with --from")
	}
	rows, err := readRows(c.From)
	if err != nil {
		return nil, err
	}
	if err := sim.SortGrowth(rows); err != nil {
		return nil, err
	}
	if err := sim.WriteGrowthHead(to); err != nil {
		return nil, err
	}
	for i := range rows {
		if err := rows[i].WriteRow(to); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func readRows(names []string) (rows []sim.Growth, err error) {
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("open the rows: %w", err)
		}
		more, err := sim.ReadGrowth(f)
		_ = f.Close() // it was only read
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		rows = append(rows, more...)
	}
	return rows, nil
}

// cases lists the runs, and finds what is wrong with any before the first begins.
func (c *growthCmd) cases() ([]sim.Case, error) {
	if len(c.Sizes) == 0 || len(c.Seeds) == 0 {
		return nil, errors.New("there is nothing to run: want a size and a seed")
	}
	var cases []sim.Case
	seen := make(map[string]bool)
	for _, n := range c.Sizes {
		for _, seed := range c.Seeds {
			run := sim.GrowthCase(n, seed)
			run.Workers = c.Workers
			if c.Duration != 0 {
				run.Duration, run.WarmUp = c.Duration, 0
			}
			if c.Bitrate != 0 {
				run.Bitrate = int64(c.Bitrate)
			}
			if err := run.Check(); err != nil {
				return nil, fmt.Errorf("%d viewers: %w", n, err)
			}
			if seen[run.Command()] {
				return nil, fmt.Errorf("%d viewers with seed %d are asked for twice: name each size and each seed once", n, seed)
			}
			seen[run.Command()] = true
			cases = append(cases, run)
		}
	}
	return cases, nil
}

// simulate makes the runs; each one's row is written when it is there.
func (c *growthCmd) simulate(to io.Writer) (rows []sim.Growth, err error) {
	cases, err := c.cases()
	if err != nil {
		return nil, err
	}
	lines := io.Discard
	if c.CSV != "" {
		f, openErr := os.OpenFile(c.CSV, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666) // err is the result, which the defer adds to
		if openErr != nil {
			return nil, fmt.Errorf("create the CSV file, which must not be there yet: %w", openErr)
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		lines = f
	}
	if err := errors.Join(sim.WriteGrowthHead(to), sim.WriteGrowthColumns(lines)); err != nil {
		return nil, err
	}
	broken := 0
	for i := range cases {
		r, err := runCase(&cases[i])
		if err != nil {
			return rows, err
		}
		if r.Violations > 0 {
			broken++
		}
		g := sim.GrowthOf(r)
		rows = append(rows, g)
		if err := errors.Join(g.WriteRow(to), g.WriteCSV(lines)); err != nil {
			return rows, err
		}
	}
	return rows, brokenIn(broken)
}

// finish writes the fits and the picture.
func (c *growthCmd) finish(to io.Writer, rows []sim.Growth) error {
	fits := sim.FitGrowth(rows)
	for i := range fits {
		if _, err := fmt.Fprintln(to); err != nil {
			return fmt.Errorf("write the fit: %w", err)
		}
		if err := fits[i].Write(to); err != nil {
			return err
		}
	}
	out, err := newFile(c.Out)
	if err != nil {
		return err
	}
	return errors.Join(drawGrowth(out.w, rows, fits), out.close())
}

// runCase runs one of many, with its progress, and tells how to repeat it where it broke.
func runCase(run *sim.Case) (*sim.Report, error) {
	debug.SetGCPercent(gcPercent)
	progress := progressOn(os.Stderr)
	run.Progress = progress.show
	r, err := sim.Run(run.Config)
	progress.end()
	if err != nil {
		return nil, err
	}
	if r.Violations > 0 {
		fmt.Fprintf(os.Stderr, "broken, replay with: %s\n", run.Command())
	}
	for _, b := range r.Broken {
		fmt.Fprintln(os.Stderr, "BROKEN", b)
	}
	return r, nil
}

// brokenIn is the error of that many runs in which an invariant broke.
func brokenIn(runs int) error {
	if runs == 0 {
		return nil
	}
	return fmt.Errorf("invariants broke in %d runs", runs)
}
