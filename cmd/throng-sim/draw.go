package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"throng/internal/bitrate"
	"throng/internal/chart"
	"throng/internal/sim"
)

// Colours that those who see no red or no green can tell apart (Okabe and Ito).
const (
	blue, orange, green, purple, grey = "#0072b2", "#d55e00", "#009e73", "#aa4499", "#666"
)

// drawGrowth draws sorted rows: a dot for each run, lines through the medians of each
// size, and the fits where they are of what was run.
func drawGrowth(to io.Writer, rows []sim.Growth, fits []sim.Fit) error {
	delay := chart.Panel{Title: "Delay", X: "viewers", Y: "ms from capture to rebuilt"}
	load := chart.Panel{Title: "Load", X: "viewers", Y: "source upload, × the stream", Right: "control, kb/s a viewer"}
	var note []string
	for _, of := range byBitrate(rows) {
		text := chart.Count(float64(of[0].Viewers))
		if last := of[len(of)-1].Viewers; last != of[0].Viewers {
			text += " to " + chart.Count(float64(last))
		}
		note = append(note, fmt.Sprintf("%v: %s viewers", bitrate.Rate(of[0].Bitrate), text))
		delay.Series = append(delay.Series,
			series("p50", blue, of, func(g *sim.Growth) float64 { return g.P50 }),
			series("p99", orange, of, func(g *sim.Growth) float64 { return g.P99 }),
			series("p99 of the bound", green, slices.DeleteFunc(slices.Clone(of), func(g sim.Growth) bool { return g.BoundP99 == 0 }),
				func(g *sim.Growth) float64 { return g.BoundP99 }))
		control := series("control (right)", purple, of, func(g *sim.Growth) float64 { return g.Control * 8 / 1000 })
		control.Right, control.Dashed = true, true
		load.Series = append(load.Series,
			series("source upload (left)", blue, of, func(g *sim.Growth) float64 { return g.Source }), control)
	}
	for _, f := range fits {
		line := chart.Series{Name: "fit of p99", Color: grey, Dashed: true}
		for _, n := range []int{f.Least, f.Most} {
			line.Line = append(line.Line, chart.Point{X: float64(n), Y: max(f.At(float64(n)), 0)})
		}
		delay.Series = append(delay.Series, line)
	}
	return chart.Write(to, "A growing swarm", strings.Join(note, "; "), delay, load)
}

// byBitrate splits rows that are sorted by bitrate.
func byBitrate(rows []sim.Growth) (parts [][]sim.Growth) {
	for part := range slices.Values(rows) {
		if n := len(parts); n == 0 || parts[n-1][0].Bitrate != part.Bitrate {
			parts = append(parts, nil)
		}
		parts[len(parts)-1] = append(parts[len(parts)-1], part)
	}
	return parts
}

// series has a dot for each row, which are sorted by viewers, and a line through the
// medians of those with as many.
func series(name, color string, rows []sim.Growth, of func(*sim.Growth) float64) chart.Series {
	s := chart.Series{Name: name, Color: color}
	for i := 0; i < len(rows); {
		var same []float64
		x := float64(rows[i].Viewers)
		for ; i < len(rows) && float64(rows[i].Viewers) == x; i++ {
			same = append(same, of(&rows[i]))
			s.Dots = append(s.Dots, chart.Point{X: x, Y: same[len(same)-1]})
		}
		s.Line = append(s.Line, chart.Point{X: x, Y: median(same)})
	}
	return s
}

// median sorts the values.
func median(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}
