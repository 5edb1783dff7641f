package app

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"throng/internal/overlay"
	"throng/internal/play"
)

// A shortage is told of once when two reports in a row tell of it, and its end when all
// have been well for 30 s: one that comes and goes is one.
func TestShortage(t *testing.T) {
	type at struct {
		second int
		short  bool
		news   shortNews
		lasts  bool
	}
	for name, reports := range map[string][]at{
		"never":               {{0, false, shortNothing, false}, {100, false, shortNothing, false}},
		"a moment":            {{0, true, shortNothing, false}, {1, false, shortNothing, false}, {2, true, shortNothing, false}, {40, false, shortNothing, false}},
		"two reports":         {{0, true, shortNothing, false}, {1, true, shortBegins, true}},
		"told once":           {{0, true, shortNothing, false}, {1, true, shortBegins, true}, {2, true, shortNothing, true}, {3600, true, shortNothing, true}},
		"over after 30 s":     {{0, true, shortNothing, false}, {1, true, shortBegins, true}, {2, false, shortNothing, false}, {31, false, shortNothing, false}, {32, false, shortEnds, false}, {33, false, shortNothing, false}, {90, false, shortNothing, false}},
		"back too soon":       {{0, true, shortNothing, false}, {1, true, shortBegins, true}, {2, false, shortNothing, false}, {31, false, shortNothing, false}, {32, true, shortNothing, false}, {33, true, shortNothing, true}, {34, false, shortNothing, false}, {63, false, shortNothing, false}, {64, false, shortEnds, false}},
		"a moment in between": {{0, true, shortNothing, false}, {1, true, shortBegins, true}, {2, false, shortNothing, false}, {20, true, shortNothing, false}, {21, false, shortNothing, false}, {32, false, shortNothing, false}, {51, false, shortEnds, false}},
		"again":               {{0, true, shortNothing, false}, {1, true, shortBegins, true}, {2, false, shortNothing, false}, {32, false, shortEnds, false}, {33, true, shortNothing, false}, {34, true, shortBegins, true}},
	} {
		t.Run(name, func(t *testing.T) {
			var s shortage
			start := time.Unix(1_000_000_000, 0)
			for _, r := range reports {
				news := s.report(start.Add(time.Duration(r.second)*time.Second), r.short)
				if news != r.news || s.lasts() != r.lasts {
					t.Errorf("at %d s: news %d, lasts %v; want %d, %v", r.second, news, s.lasts(), r.news, r.lasts)
				}
			}
		})
	}
}

// Each command warns in words of its own, gives the page the same while it lasts, and
// tells of the end.
func TestUplinks(t *testing.T) {
	watch, lurk, relay := WatchConfig{}, WatchConfig{MaxUpload: -1}, WatchConfig{Relay: true}
	for name, c := range map[string]struct {
		text      func(Figures) string
		delivered uint64
		parts     []string
		never     string
	}{
		"watch":           {watch.noRoom, 0, []string{"picture begins", "a higher --max-upload", "throng relay"}, "passes nothing on"},
		"watch, begun":    {watch.noRoom, 1, []string{"picture goes on"}, "begins"},
		"upload put off":  {lurk.noRoom, 0, []string{"picture begins", "(--max-upload 0)"}, "higher"},
		"relay":           {relay.noRoom, 0, []string{"This relay"}, "picture"},
		"cast":            {uplinksShort, 0, []string{"more of it than once", "throng relay LINK", "lower bitrate"}, "room"},
		"cast, published": {uplinksShort, 9, []string{"up to --max-upload"}, "room"},
	} {
		t.Run(name, func(t *testing.T) {
			seen := newScreen()
			u := uplinks{out: seen.common().Out, code: "short", text: c.text}
			start := time.Unix(1_000_000_000, 0)
			short, well := Figures{Short: true, Delivered: c.delivered}, Figures{Delivered: c.delivered}
			page := []string{
				u.take(start, short), u.take(start.Add(time.Second), short), u.take(start.Add(2*time.Second), short),
				u.take(start.Add(3*time.Second), well), u.take(start.Add(33*time.Second), well),
			}
			if len(seen.events) != 2 || seen.events[0].Event != "warning" || seen.events[0].Code != "short" || seen.events[1].Event != "info" {
				t.Fatalf("told: %+v", seen.events)
			}
			said := seen.events[0].Message
			for _, part := range c.parts {
				if !strings.Contains(said, part) {
					t.Errorf("%q lacks %q", said, part)
				}
			}
			if !strings.HasPrefix(said, "The viewers' uplinks do not carry the stream") || strings.Contains(said, c.never) {
				t.Errorf("%q", said)
			}
			for i, want := range []string{"", said, said, "", ""} {
				if page[i] != want {
					t.Errorf("report %d: the page says %q, want %q", i, page[i], want)
				}
			}
		})
	}
}

// The engine's word is a field of --json, left out while all is well, and a metric.
func TestShortIsShown(t *testing.T) {
	for short, want := range map[bool]float64{true: 1, false: 0} {
		g := newGauge(nil, nil)
		g.stats.Short = short
		registry := prometheus.NewRegistry()
		registry.MustRegister(&collector{g: g})
		families, err := registry.Gather()
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, f := range families {
			if f.GetName() == "throng_short" {
				found = f.GetHelp() != "" && f.GetMetric()[0].GetGauge().GetValue() == want
			}
		}
		if !found {
			t.Errorf("short %v: throng_short is not %v", short, want)
		}
		f := g.figures(overlay.Stats{Short: short})
		line, err := json.Marshal(Event{Event: "stats", Figures: &f})
		if err != nil || strings.Contains(string(line), `"short":true`) != short || strings.Contains(string(line), `"short":false`) {
			t.Errorf("short %v: %s, %v", short, line, err)
		}
	}
}

// That there is no room goes before other reasons on the page, and does not wipe them out.
func TestPageReason(t *testing.T) {
	g := newGauge(nil, nil)
	says := func(want string) {
		t.Helper()
		if f, ok := g.page().(play.Figures); !ok || f.Reason != want || g.crowded() != (want == "no room") {
			t.Errorf("the page says %+v, crowded %v, want %q", f, g.crowded(), want)
		}
	}
	says("")
	g.blame("silent")
	g.noRoom("no room")
	says("no room")
	g.noRoom("")
	says("silent")
	g.noRoom("no room")
	g.blame("")
	says("no room")
}
