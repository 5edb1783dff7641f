// Package chart draws panels of lines over a logarithmic x axis as one SVG file. It is a
// page of code instead of a library: those with such an axis bring fonts, PDF and TeX along.
package chart

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"text/template"
)

// Point is a place in a panel, in the units of its axes.
type Point struct{ X, Y float64 }

// Series is what belongs together: a line through some points, and dots beside it.
type Series struct {
	Name   string // in the legend; series of one panel that share a name are there once
	Color  string // as SVG has it
	Line   []Point
	Dots   []Point
	Dashed bool
	Right  bool // against the axis on the right
}

// Panel is one diagram. Both y axes begin at 0.
type Panel struct {
	Title, X, Y string
	Right       string // label of the axis on the right; empty: there is none
	Series      []Series
}

// frame is where the parts of a panel are, in pixels.
type frame struct{ Left, End, Top, Bottom, Center, Middle, Width, Height, Legend, Line float64 }

var box = frame{Left: 70, End: 490, Top: 100, Bottom: 378, Center: 280, Middle: 239, Width: 560, Height: 440, Legend: 68, Line: 18}

// margin is the room beside the outermost points, in decades.
const margin = 0.2

// tick is a mark on an axis, with its text if it has one.
type tick struct {
	At   float64
	Text string
}

// entry is a line of a legend.
type entry struct {
	X, Y float64
	Series
}

// drawn is a panel as the template needs it: its places are in pixels.
type drawn struct {
	Panel
	frame
	Offset                     float64
	XTicks, YTicks, RightTicks []tick
	Names                      []entry
}

//go:embed chart.svg.tmpl
var text string

// svg is the page; in it n writes a place, which is a sum.
var svg = template.Must(template.New("").Funcs(template.FuncMap{"n": func(parts ...float64) string {
	sum := 0.0
	for _, v := range parts {
		sum += v
	}
	return strconv.FormatFloat(math.Round(sum*10)/10, 'f', -1, 64)
}}).Parse(text))

// Write draws the panels side by side below a title and a note.
func Write(to io.Writer, title, note string, panels ...Panel) error {
	var list []drawn
	for i, p := range panels {
		d, err := p.draw()
		if err != nil {
			return fmt.Errorf("draw %q: %w", p.Title, err)
		}
		d.Offset = box.Width * float64(i)
		list = append(list, d)
	}
	page := map[string]any{"Title": title, "Note": note, "Width": box.Width * float64(len(panels)), "Height": box.Height, "Panels": list}
	if err := svg.Execute(to, page); err != nil {
		return fmt.Errorf("draw: %w", err)
	}
	return nil
}

// draw replaces the points by their places on the page.
func (p *Panel) draw() (drawn, error) {
	low, high, most := math.Inf(1), math.Inf(-1), [2]float64{}
	for _, s := range p.Series {
		for _, q := range slices.Concat(s.Line, s.Dots) {
			if !(q.X > 0) || math.IsInf(q.X, 0) || !(q.Y >= 0) || math.IsInf(q.Y, 0) {
				return drawn{}, fmt.Errorf("%s has the point (%g, %g): want x above 0 and y not below", s.Name, q.X, q.Y)
			}
			low, high = min(low, math.Log10(q.X)-margin), max(high, math.Log10(q.X)+margin)
			most[s.side()] = max(most[s.side()], q.Y)
		}
	}
	if math.IsInf(low, 0) {
		return drawn{}, errors.New("there is no point in it")
	}
	d := drawn{Panel: *p, frame: box}
	x := func(v float64) float64 { return box.Left + (math.Log10(v)-low)/(high-low)*(box.End-box.Left) }
	y := func(v float64, side int) float64 { return box.Bottom - (box.Bottom-box.Top)*v/most[side] }
	d.XTicks = decades(low, high, x)
	for i, ticks := range []*[]tick{&d.YTicks, &d.RightTicks} {
		by := step(most[i])
		most[i] = by * max(math.Ceil(most[i]/by), 1)
		for v := 0.0; v < most[i]+by/2; v += by {
			*ticks = append(*ticks, tick{y(v, i), strconv.FormatFloat(v, 'g', 6, 64)})
		}
	}
	d.Series = nil
	for _, s := range p.Series {
		if len(s.Line)+len(s.Dots) == 0 {
			continue
		}
		place := func(list []Point) (placed []Point) {
			for _, q := range list {
				placed = append(placed, Point{x(q.X), y(q.Y, s.side())})
			}
			return placed
		}
		s.Line, s.Dots = place(s.Line), place(s.Dots)
		d.Series = append(d.Series, s)
		if !slices.ContainsFunc(d.Names, func(e entry) bool { return e.Name == s.Name }) {
			column, row := float64(len(d.Names)/2), float64(len(d.Names)%2)
			d.Names = append(d.Names, entry{box.Left + column*(box.End-box.Left)/2, box.Legend + row*box.Line, s})
		}
	}
	return d, nil
}

// side is the index of the axis for y.
func (s *Series) side() int {
	if s.Right {
		return 1
	}
	return 0
}

// decades are the ticks of a logarithmic axis between two logarithms. Powers of ten have
// a text; where there are fewer than two, twice and five times them, too.
func decades(low, high float64, place func(float64) float64) (ticks []tick) {
	few := math.Floor(high) < math.Ceil(low)+1
	for d := math.Floor(low); d <= high; d++ {
		for k := 1.0; k < 10; k++ {
			v := k * math.Pow(10, d)
			if l := math.Log10(v); l < low || l > high {
				continue
			}
			t := tick{At: place(v)}
			if k == 1 || few && (k == 2 || k == 5) {
				t.Text = Count(v)
			}
			ticks = append(ticks, t)
		}
	}
	return ticks
}

// Count writes a number with commas between thousands.
func Count(v float64) string {
	s := strconv.FormatFloat(v, 'f', -1, 64)
	if v < 1000 {
		return s
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// step is the distance between ticks of an axis that goes to most: 1, 2 or 5 times a
// power of ten, so that there are four to ten of them.
func step(most float64) float64 {
	if most <= 0 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(most/4)))
	for _, k := range []float64{5, 2} {
		if most >= 4*k*power {
			return k * power
		}
	}
	return power
}
