package app

import (
	"math"
	"net/netip"
	"reflect"
	"slices"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/prometheus/client_golang/prometheus"
	"pgregory.net/rapid"

	"throng/internal/link/udp"
	"throng/internal/overlay"
	"throng/internal/play"
	"throng/internal/tracker"
)

func parseAddrs(t *testing.T, list []string) (all []netip.AddrPort) {
	t.Helper()
	for _, s := range list {
		a, err := netip.ParseAddrPort(s)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, a)
	}
	return all
}

// Percentiles are those of a sorted list, a millisecond too high at most, and
// never above the maximum.
func TestPercentiles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.Int64Range(-5, 9_999_000), 1, 300).Draw(t, "microseconds")
		var d delays
		now := time.Now()
		for i, us := range list {
			list[i] = max(us, 0)
			d.add(now, time.Duration(us)*time.Microsecond)
		}
		slices.Sort(list)
		for _, p := range []Percentiles{d.all(), d.last(now)} {
			for share, got := range map[float64]float64{0.5: p.P50, 0.95: p.P95, 0.99: p.P99, 1: p.Max} {
				want := float64(list[int(math.Ceil(share*float64(len(list))))-1]) / 1000
				if got < want || got > want+1 || got > p.Max {
					t.Fatalf("the %v quantile is %v ms, want %v", share, got, want)
				}
			}
		}
	})
}

// Only the last ten seconds count for a second's figures.
func TestRecentDelays(t *testing.T) {
	var d delays
	start := time.Now()
	d.add(start, 5*time.Second)
	d.add(start.Add(9*time.Second), 10*time.Millisecond)
	if p := d.last(start.Add(recentSpan)); p.Max != 5000 {
		t.Errorf("after 10 s the longest is %v ms", p.Max)
	}
	if p := d.last(start.Add(recentSpan + 1)); p.Max != 10 {
		t.Errorf("after more than 10 s the longest is %v ms", p.Max)
	}
	if p := d.all(); p.Max != 5000 {
		t.Errorf("of all the longest is %v ms", p.Max)
	}
	for range 3 * maxRecent {
		d.add(start, time.Millisecond)
	}
	if len(d.recent) > maxRecent {
		t.Errorf("%d delays are kept", len(d.recent))
	}
}

// What a terminal shows each second fits on 80 columns and speaks of one peer as
// of one.
func TestLines(t *testing.T) {
	source := Figures{Role: "source", Peers: 1, Viewers: 12, Upload: 12_345_678, Delivered: 1, CarriedByViewers: 0.925}
	alone := Figures{Role: "source", Delivered: 1}
	viewer := Figures{
		Role: "viewer", Peers: 20, Delay: Percentiles{P50: 140}, Upload: 12_345_678, Download: 12_345_678,
		Delivered: 1, CarriedByViewers: 0.925,
	}
	relay := viewer
	relay.Role, relay.Children = "relay", 12
	d := demo{source: source, viewers: slices.Repeat([]Figures{{Delay: Percentiles{P50: 140}, Delivered: 1, ReceivedBytes: 1, CarriedByViewers: 0.925}}, 5)}
	_, whole := d.summary()
	for _, c := range []struct{ got, want string }{
		{source.line(), "on air · 12 viewers · upload 12.3 Mb/s · carried by viewers 92 %"},
		{alone.line(), "on air · no viewers · upload 0 kb/s"},
		{Figures{Role: "source", Peers: 1}.line(), "waiting for the input · 1 viewer"},
		{Figures{Role: "viewer", Peers: 1}.line(), "waiting for the channel · 1 peer"},
		{viewer.line(), "20 peers · delay 140 ms · from viewers 92 % · down 12.3 Mb/s · up 12.3 Mb/s"},
		{relay.line(), "passing on to 12 of 20 peers · delay 140 ms · down 12.3 Mb/s · up 12.3 Mb/s"},
		{Figures{Role: "viewer", Peers: 1, Delivered: 1, Lost: 2}.line(), "1 peer · from viewers 0 % · down 0 kb/s · up 0 kb/s · lost 2"},
		{whole, "5/5 playing · delay 140 ms · viewers carry 92 % · broadcaster's upload 12.3 Mb/s"},
	} {
		if n := utf8.RuneCountInString(c.got); c.got != c.want || n > 80 {
			t.Errorf("%q, %d characters long, want %q", c.got, n, c.want)
		}
	}
}

func TestCarriedByViewers(t *testing.T) {
	viewer := newGauge(nil, nil)
	if f := viewer.figures(overlay.Stats{FromPeersBytes: 30, FromSourceBytes: 10}); f.CarriedByViewers != 0.75 {
		t.Errorf("a viewer says %v", f.CarriedByViewers)
	}
	if f := viewer.figures(overlay.Stats{}); f.CarriedByViewers != 0 {
		t.Errorf("a viewer without anything says %v", f.CarriedByViewers)
	}
	source := newGauge(nil, func() int { return 4 })
	source.demand = 400
	if f := source.figures(overlay.Stats{Role: overlay.Source, SentBody: 100}); f.CarriedByViewers != 0.75 {
		t.Errorf("the broadcaster says %v", f.CarriedByViewers)
	}
	if f := source.figures(overlay.Stats{Role: overlay.Source, SentBody: 900}); f.CarriedByViewers != 0 {
		t.Errorf("a broadcaster that sends more than all says %v", f.CarriedByViewers)
	}
	source.demand = 0
	if f := source.figures(overlay.Stats{Role: overlay.Source}); f.CarriedByViewers != 0 {
		t.Errorf("a broadcaster without viewers says %v", f.CarriedByViewers)
	}
}

// shown takes the metrics of a function for a registry.
type shown func(ch chan<- prometheus.Metric)

func (s shown) Describe(ch chan<- *prometheus.Desc) { prometheus.DescribeByCollect(s, ch) }

func (s shown) Collect(ch chan<- prometheus.Metric) { s(ch) }

// Every field of the figures that the parts keep is among the metrics: each is
// given a value of its own, which some metric must have.
func TestMetricsAreComplete(t *testing.T) {
	want := map[float64]string{}
	next := 1000.0
	name := func(field string) float64 {
		next++
		want[next] = field
		return next
	}
	fill := func(figures any) {
		v := reflect.ValueOf(figures).Elem()
		for i := range v.NumField() {
			field, f := v.Type().String()+"."+v.Type().Field(i).Name, v.Field(i)
			switch x := f.Addr().Interface().(type) {
			case *overlay.Role:
				*x = overlay.Relay
			case *bool:
				*x = true // TestShortIsShown looks for it
			case *int:
				*x = int(name(field))
			case *uint64:
				*x = uint64(name(field))
			case *time.Duration:
				*x = time.Duration(name(field)) * time.Second
			case *[overlay.CauseLast]uint64:
				for i := range x {
					x[i] = uint64(name(field + " " + overlay.Cause(i).String()))
				}
			default:
				t.Errorf("field %s is a %v, which this test does not know", field, f.Type())
			}
		}
	}
	g := newGauge(nil, nil)
	fill(&g.stats)
	for _, ms := range []int{10, 20, 20, 700} {
		g.delay(time.Duration(ms) * time.Millisecond)
	}
	var links udp.Stats
	fill(&links)
	var counts play.Counts
	fill(&counts)
	registry := prometheus.NewRegistry()
	registry.MustRegister(&collector{g: g}, &trackerCollector{tracker.New(tracker.Config{})},
		shown(func(ch chan<- prometheus.Metric) { collectLinks(ch, links) }),
		shown(func(ch chan<- prometheus.Metric) { collectPlay(ch, counts) }))
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			delete(want, m.GetGauge().GetValue())
			delete(want, m.GetCounter().GetValue())
			if h := m.GetHistogram(); h != nil && h.GetSampleCount() != 4 {
				t.Errorf("%s counts %d delays, want 4", f.GetName(), h.GetSampleCount())
			}
		}
	}
	for _, field := range want {
		t.Errorf("no metric shows %s", field)
	}
}

// The histogram is cumulative, and complete at its last bucket.
func TestDelayHistogram(t *testing.T) {
	g := newGauge(nil, nil)
	for _, d := range []time.Duration{time.Millisecond, 25 * time.Millisecond, 26 * time.Millisecond, time.Second, time.Minute} {
		g.delay(d)
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(&collector{g: g})
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() != "throng_delay_seconds" {
			continue
		}
		got := map[float64]uint64{}
		for _, b := range f.GetMetric()[0].GetHistogram().GetBucket() {
			got[b.GetUpperBound()] = b.GetCumulativeCount()
		}
		for bound, want := range map[float64]uint64{0.025: 2, 0.05: 3, 0.75: 3, 1: 4, 5: 4} {
			if got[bound] != want {
				t.Errorf("%d delays up to %v s, want %d", got[bound], bound, want)
			}
		}
		if h := f.GetMetric()[0].GetHistogram(); h.GetSampleCount() != 5 {
			t.Errorf("%d delays in all, want 5", h.GetSampleCount())
		}
		return
	}
	t.Error("no throng_delay_seconds")
}
