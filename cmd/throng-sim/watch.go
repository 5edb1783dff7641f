package main

import (
	"errors"
	"fmt"
	"os"

	"throng/internal/sim"
)

type watchCmd struct {
	Trace string `arg:"" type:"existingfile" help:"What run --trace wrote."`
	Out   string `short:"o" type:"path" default:"swarm.html" help:"The page." placeholder:"FILE"`
}

// Run makes the page.
func (c *watchCmd) Run() error {
	in, err := os.Open(c.Trace)
	if err != nil {
		return fmt.Errorf("open the trace: %w", err)
	}
	defer func() { _ = in.Close() }() // it was only read
	out, err := newFile(c.Out)
	if err != nil {
		return err
	}
	if err := errors.Join(sim.WatchPage(in, out.w), out.close()); err != nil {
		return err
	}
	fmt.Printf("open %s in a browser\n", c.Out)
	return nil
}
