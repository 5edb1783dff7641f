package chart

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"testing"
)

// elements reads a file to its end and counts its elements by name; it returns their
// attributes, too.
func elements(t *testing.T, svg string) (count map[string]int, all []xml.StartElement, text string) {
	t.Helper()
	count = make(map[string]int)
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return count, all, text
		}
		if err != nil {
			t.Fatalf("not well-formed: %v\n%s", err, svg)
		}
		switch e := token.(type) {
		case xml.StartElement:
			count[e.Name.Local]++
			all = append(all, e.Copy())
		case xml.CharData:
			text += string(e) + "\n"
		}
	}
}

func attr(e xml.StartElement, name string) float64 {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			v, err := strconv.ParseFloat(a.Value, 64)
			if err != nil {
				return math.NaN()
			}
			return v
		}
	}
	return math.NaN()
}

func example() Panel {
	return Panel{Title: "left & <right>", X: "viewers", Y: "ms", Right: "kb/s", Series: []Series{
		{Name: "a", Color: "#00f", Line: []Point{{100, 10}, {1000, 20}, {10000, 30}}, Dots: []Point{{100, 9}, {100, 11}, {1000, 20}, {10000, 30}}},
		{Name: "a", Color: "#00f", Line: []Point{{30000, 5}}, Dots: []Point{{30000, 5}}}, // one point is no line
		{Name: "nothing", Color: "#0f0"},
		{Name: "b", Color: "#f00", Dashed: true, Right: true, Line: []Point{{100, 3}, {1000, 4}}},
	}}
}

// The file is well-formed, with every dot, every line of more than a point, and the text.
func TestWrite(t *testing.T) {
	var out strings.Builder
	if err := Write(&out, "title < &", "note", example(), example()); err != nil {
		t.Fatal(err)
	}
	count, all, text := elements(t, out.String())
	if count["circle"] != 10 || count["polyline"] != 4 || count["rect"] != 1 {
		t.Errorf("%v: want 10 circles, 4 polylines and a background", count)
	}
	for _, want := range []string{"title < &", "note", "left & <right>", "viewers", "ms", "kb/s", "1,000", "10,000"} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %q", want)
		}
	}
	if n := strings.Count(text, "\na\n"); n != 2 {
		t.Errorf("series a is %d times in two legends", n)
	}
	if strings.Contains(text, "nothing") {
		t.Error("the legend has a series without points")
	}
	var x, y []float64
	for _, e := range all {
		if e.Name.Local == "circle" {
			x, y = append(x, attr(e, "cx")), append(y, attr(e, "cy"))
		}
	}
	// Decades are equally far apart, and what is more is farther up.
	if math.Abs((x[2]-x[0])-(x[3]-x[2])) > 0.2 || x[0] != x[1] || x[2] <= x[0] {
		t.Errorf("x of 100, 100, 1,000, 10,000: %v", x[:4])
	}
	if !(y[0] > y[1] && y[1] > y[2] && y[2] > y[3]) || y[3] < box.Top || y[0] > box.Bottom {
		t.Errorf("y of 9, 11, 20, 30: %v", y[:4])
	}
}

// Points that have no place are refused.
func TestBadPoints(t *testing.T) {
	for _, p := range []Point{{0, 1}, {-1, 1}, {1, -1}, {math.NaN(), 1}, {1, math.NaN()}, {math.Inf(1), 1}, {1, math.Inf(1)}} {
		if err := Write(io.Discard, "", "", Panel{Series: []Series{{Dots: []Point{p}}}}); err == nil {
			t.Errorf("%v is drawn", p)
		}
	}
	if err := Write(io.Discard, "", "", Panel{}); err == nil {
		t.Error("a panel without points is drawn")
	}
}

func TestTicks(t *testing.T) {
	for most, want := range map[float64]float64{0: 1, 4: 1, 9: 2, 0.5: 0.1, 450: 100, 1300: 200, 2000: 500} {
		if got := step(most); got != want {
			t.Errorf("up to %g: steps of %g, want %g", most, got, want)
		}
	}
	texts := func(low, high float64) (s string) {
		for _, k := range decades(math.Log10(low), math.Log10(high), func(v float64) float64 { return v }) {
			if k.Text != "" {
				s += k.Text + " "
			}
		}
		return s
	}
	if got := texts(50, 2000000); got != "100 1,000 10,000 100,000 1,000,000 " {
		t.Error(got)
	}
	if got := texts(45, 180); got != "50 100 " {
		t.Error(got)
	}
}

// A series against the axis on the right is placed by that one's scale, not the other's.
func TestRightAxis(t *testing.T) {
	p := Panel{Right: "kb/s", Series: []Series{
		{Name: "a", Dots: []Point{{100, 400}}},
		{Name: "b", Right: true, Dots: []Point{{100, 4}}},
	}}
	d, err := p.draw()
	if err != nil {
		t.Fatal(err)
	}
	if a, b := d.Series[0].Dots[0].Y, d.Series[1].Dots[0].Y; a != b || a >= box.Bottom {
		t.Errorf("400 of 400 is at %v, 4 of 4 at %v, the axis at %v", a, b, box.Bottom)
	}
}
