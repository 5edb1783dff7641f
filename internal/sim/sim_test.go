package sim

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"throng/internal/block"
	"throng/internal/overlay"
)

// run simulates and returns the report, and what of it must not vary.
func run(t *testing.T, cfg Config) (*Report, string) {
	t.Helper()
	r, err := Run(cfg)
	if err != nil {
		t.Fatal(err)
	}
	fixed := *r
	fixed.WallSeconds = 0
	b, err := json.Marshal(fixed)
	if err != nil {
		t.Fatal(err)
	}
	return r, string(b)
}

func lan() Network { return networks["lan"] }

// ample lines, so that the simplest engine carries the stream.
var ample = []Class{{1, 10}}

func treeConfig(peers int) Config {
	return Config{
		Peers: peers, Seed: 7, Duration: 9 * time.Second, Network: lan(), Mix: ample,
		SourceUplink: 60_000_000, WarmUp: time.Second, New: newTreeEngine,
	}
}

func TestSameSeedSameReport(t *testing.T) {
	cfg := treeConfig(40)
	cfg.Scenario = "churn"
	cfg.MeanStay = 5 * time.Second
	cfg.Network = networks["internet"]
	reports := make(map[string]bool)
	var trace bytes.Buffer
	var first string
	for i, workers := range []int{1, 1, 2, 3} {
		cfg.Workers = workers
		var again bytes.Buffer
		cfg.Trace = &again
		_, s := run(t, cfg)
		reports[s] = true
		if i == 0 {
			trace, first = again, s
		} else if !bytes.Equal(trace.Bytes(), again.Bytes()) {
			t.Errorf("%d workers: another trace", workers)
		}
	}
	if len(reports) != 1 {
		t.Errorf("%d different reports of one seed: %v", len(reports), reports)
	}
	cfg.Seed++
	if _, s := run(t, cfg); s == first {
		t.Error("another seed gives the same report")
	}
}

func TestEngineSameReportWithAnyWorkers(t *testing.T) {
	cfg := Config{Peers: 25, Seed: 3, Duration: 9 * time.Second, Bitrate: 1_000_000}
	cfg.Workers = 1
	_, one := run(t, cfg)
	cfg.Workers = 2
	if _, two := run(t, cfg); one != two {
		t.Errorf("the report depends on the workers:\n%s\n%s", one, two)
	}
}

func TestTreeCarriesTheStream(t *testing.T) {
	r, _ := run(t, treeConfig(40))
	if r.Violations != 0 {
		t.Errorf("invariants broke: %v", r.Broken)
	}
	if r.Continuity != 1 || r.Stalls != 0 {
		t.Errorf("continuity %v, %v stalls an hour without loss", r.Continuity, r.Stalls)
	}
	// Four children in all have the whole block with its two parity shards.
	if r.SourceUploadRatio < 4 || r.SourceUploadRatio > 6.5 {
		t.Errorf("source upload %v × the stream with %d children", r.SourceUploadRatio, treeFanout)
	}
	if direct := 40 * (1 - r.CarriedByViewers); direct > 4 || math.Abs(direct-math.Round(direct)) > 0.01 {
		t.Errorf("%v carried by viewers, want all but the source's children", r.CarriedByViewers)
	}
	o := r.Overhead
	if o.Parity < 0.1 || o.Parity > 0.2 || o.Duplicate != 0 {
		t.Errorf("overhead %+v of blocks of 18 shards with 2 parity shards", o)
	}
	if sum := o.Parity + o.Proof + o.Control + o.Duplicate + o.Framing; sum < o.Total-0.001 || sum > o.Total+0.001 {
		t.Errorf("the parts add up to %v instead of %v", sum, o.Total)
	}
}

func TestRealCrypto(t *testing.T) {
	cfg := treeConfig(30)
	cfg.Real = true
	cfg.Mix = []Class{{1, 30}}
	cfg.Bitrate = 150_000
	cfg.SourceUplink = 4_000_000
	r, _ := run(t, cfg)
	if r.Violations != 0 || r.Continuity != 1 {
		t.Errorf("continuity %v, broken %v", r.Continuity, r.Broken)
	}
}

func TestRealEngineRealCrypto(t *testing.T) {
	cfg := Config{
		Peers: 30, Seed: 5, Duration: 9 * time.Second, WarmUp: time.Second, Bitrate: 150_000,
		Network: lan(), Mix: ample, Real: true,
	}
	r, _ := run(t, cfg)
	if r.Violations != 0 || r.Continuity < 0.99 {
		t.Errorf("continuity %v, broken %v", r.Continuity, r.Broken)
	}
}

func TestRealEngineSteady(t *testing.T) {
	r, _ := run(t, Config{
		Peers: 30, Seed: 1, Duration: 12 * time.Second, WarmUp: 2 * time.Second, Network: lan(), Mix: ample,
	})
	if r.Violations != 0 || r.Continuity < 0.99 || r.CarriedByViewers < 0.8 {
		t.Errorf("continuity %v, carried %v, broken %v", r.Continuity, r.CarriedByViewers, r.Broken)
	}
}

// A body that is changed on its way is found out as with the real coder.
func TestTamperingIsFoundOut(t *testing.T) {
	cfg := treeConfig(20)
	cfg.Workers = 1
	changed := 0
	cfg.tamper = func(from, to uint32, head, body []byte) []byte {
		if from%5 != 1 || len(body) == 0 {
			return body
		}
		changed++
		b := bytes.Clone(body)
		b[changed%len(b)] ^= 1 << (changed % 8)
		return b
	}
	r, _ := run(t, cfg)
	if r.Violations > 0 && !strings.Contains(strings.Join(r.Broken, " "), "liveness") {
		t.Errorf("broken: %v", r.Broken)
	}
	if r.Dropped["bad_shard"] == 0 || r.Dropped["bad_shard"] > int64(changed) {
		t.Errorf("%d bodies changed, %d dropped", changed, r.Dropped["bad_shard"])
	}
}

// liar breaks one promise of an engine.
type liar struct {
	Engine
	how string
	n   int
}

func (l *liar) PollEvent() (overlay.Event, bool) {
	ev, ok := l.Engine.PollEvent()
	if !ok || ev.Kind != overlay.BlockReady {
		return ev, ok
	}
	if l.n++; l.n != 20 {
		return ev, ok
	}
	h := *ev.Header
	switch l.how {
	case "forged":
		h.Capture += time.Second
	case "replayed":
		h.Seq -= 3
	case "bytes":
		ev.Shards = append([][]byte(nil), ev.Shards...)
		ev.Shards[0] = make([]byte, len(ev.Shards[0]))
	case "early":
		ev.Rebuilt -= time.Minute
	case "late":
		ev.Rebuilt += time.Minute
	case "skipped":
		return l.PollEvent()
	case "borrowed":
		ev.Shards[0][5]++
	}
	ev.Header = &h
	return ev, ok
}

func (l *liar) PollTransmit() (overlay.Transmit, bool) {
	if l.how == "greedy" && l.n < 1500 { // once they have links, a megabyte at once
		if tr, ok := l.Engine.PollTransmit(); ok {
			l.n++
			tr.Body = make([]byte, block.MaxShard)
			for range 3 {
				l.Engine.(*treeEngine).out = append(l.Engine.(*treeEngine).out, tr)
			}
			return tr, ok
		}
	}
	return l.Engine.PollTransmit()
}

// Canary: each invariant fires when an engine breaks it.
func TestBrokenPromisesAreNoticed(t *testing.T) {
	want := map[string]string{
		"forged":   "never published",
		"replayed": "never published", // a header that does not fit the number
		"bytes":    "other bytes",
		"early":    "by its own account",
		"late":     "by its own account",
		"skipped":  "0 reported lost",
		"borrowed": "were changed",
		"greedy":   "MaxUpload",
		"deaf":     "liveness",
		"twitchy":  "timeouts without end",
	}
	for how, text := range want {
		t.Run(how, func(t *testing.T) {
			cfg := treeConfig(4)
			cfg.Workers = 1
			cfg.Duration = 8100 * time.Millisecond
			cfg.WarmUp = 100 * time.Millisecond
			cfg.New = func(c overlay.Config) (Engine, error) {
				e, err := newTreeEngine(c)
				switch {
				case how == "deaf":
					return deaf{e}, err
				case how == "twitchy":
					return twitchy{e}, err
				case c.Role == overlay.Source && how == "greedy" || c.Role != overlay.Source:
					return &liar{Engine: e, how: how}, err
				}
				return e, err
			}
			r, _ := run(t, cfg)
			if !strings.Contains(strings.Join(r.Broken, "\n"), text) {
				t.Errorf("want an invariant with %q, got %v", text, r.Broken)
			}
		})
	}
}

type deaf struct{ Engine }

func (deaf) HandleDatagram(time.Duration, overlay.LinkID, []byte, []byte) {}

type twitchy struct{ Engine }

func (twitchy) PollTimeout() (time.Duration, bool) { return 1, true }

func TestConfigIsChecked(t *testing.T) {
	for name, cfg := range map[string]Config{
		"no peers":        {},
		"unknown":         {Peers: 1, Scenario: "nonsense"},
		"short":           {Peers: 1, Duration: 3 * time.Second},
		"mix":             {Peers: 1, Mix: []Class{{0.5, 1}}},
		"bitrate":         {Peers: 1, Bitrate: 1},
		"shape":           {Peers: 1, Shape: block.Shape{Data: 9, Total: 3}},
		"instant network": {Peers: 1, Network: Network{Name: "none"}},
	} {
		if _, err := Run(cfg); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// BenchmarkDatagram measures the simulator itself: the simplest engine does
// next to nothing.
func BenchmarkDatagram(b *testing.B) {
	cfg := treeConfig(300)
	cfg.Network = networks["internet"]
	datagrams := int64(0)
	for b.Loop() {
		r, err := Run(cfg)
		if err != nil {
			b.Fatal(err)
		}
		datagrams += r.Datagrams
	}
	b.ReportMetric(float64(b.Elapsed())/float64(datagrams), "ns/datagram")
}
