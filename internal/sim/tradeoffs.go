package sim

import (
	"fmt"
	"io"
	"slices"
	"time"

	"throng/internal/block"
	"throng/internal/overlay"
)

// Variant is a setting whose cost the table of trade-offs shows: one knob that is not as
// the engine ships.
type Variant struct {
	Knob string // code, block, duties, neighbours; "" is all as shipped
	Name string
	set  func(c *Config)
}

// Knobs lists the knobs of Variants.
func Knobs() []string {
	var list []string
	for _, v := range Variants() {
		if v.Knob != "" && !slices.Contains(list, v.Knob) {
			list = append(list, v.Knob)
		}
	}
	return list
}

// Variants lists the settings of the table, the shipped one first. What ships, at 3 Mb/s any
// 20 of 22 shards, 72 ms, two duties and twenty neighbours, is not among the others again.
func Variants() []Variant {
	list := []Variant{{"", "as shipped", func(*Config) {}}}
	for _, s := range []block.Shape{
		{Data: 10, Total: 12}, {Data: 16, Total: 18}, {Data: 20, Total: 21}, {Data: 20, Total: 24},
		{Data: 26, Total: 28}, {Data: 26, Total: 30},
	} {
		list = append(list, Variant{"code", fmt.Sprintf("any %d of %d shards", s.Data, s.Total), func(c *Config) { c.Shape = s }})
	}
	for _, d := range []time.Duration{30 * time.Millisecond, 45 * time.Millisecond, 60 * time.Millisecond, 100 * time.Millisecond} {
		list = append(list, Variant{"block", fmt.Sprintf("blocks wait %v at most", d), func(c *Config) { c.MaxHold = d }})
	}
	for _, n := range []int{1, 3} {
		list = append(list, Variant{"duties", fmt.Sprintf("duties: %d", n), func(c *Config) { c.Tuning = overlay.Tuning{Duties: n} }})
	}
	for _, n := range []int{12, 30} {
		list = append(list, Variant{"neighbours", fmt.Sprintf("neighbours: %d", n), func(c *Config) { c.Tuning = overlay.Tuning{Neighbours: n} }})
	}
	return list
}

// Case is a run of c with the setting.
func (v *Variant) Case(c Config) Case {
	v.set(&c)
	return Case{Config: c}
}

// WriteTradeoffsHead writes the head of the Markdown table that Variant.WriteRow continues.
func WriteTradeoffsHead(to io.Writer) error {
	_, err := io.WriteString(to, "| Scenario | Setting | Delay p50 ms | Delay p99 ms | Overhead | Source | Continuity | Runs |\n|---|---|---|---|---|---|---|---|\n")
	if err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}

// WriteRow writes a setting's runs of one scenario, one for each seed, as a row of a
// Markdown table: means, and the lowest and the highest where there are several.
func (v *Variant) WriteRow(to io.Writer, runs []*Report) error {
	of := func(format string, figure func(r *Report) float64) string {
		low, high, sum := figure(runs[0]), figure(runs[0]), 0.0
		for _, r := range runs {
			f := figure(r)
			low, high, sum = min(low, f), max(high, f), sum+f
		}
		s := fmt.Sprintf(format, sum/float64(len(runs)))
		if len(runs) > 1 {
			s += fmt.Sprintf(" ("+format+"–"+format+")", low, high)
		}
		return s
	}
	_, err := fmt.Fprintf(to, "| %s | %s | %s | %s | %s %% | %s × | %s %% | %d |\n", runs[0].Scenario, v.Name,
		of("%.0f", func(r *Report) float64 { return r.Delay.P50 }),
		of("%.0f", func(r *Report) float64 { return r.Delay.P99 }),
		of("%.1f", func(r *Report) float64 { return 100 * r.Overhead.Total }),
		of("%.2f", func(r *Report) float64 { return r.SourceUploadRatio }),
		of("%.3f", func(r *Report) float64 { return 100 * r.Continuity }), len(runs))
	if err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}
