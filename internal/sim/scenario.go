package sim

import (
	"maps"
	"slices"
	"time"

	"throng/internal/overlay"
)

// scenario plans arrivals, departures and faults on the timeline of a world.
type scenario struct {
	about string
	// lively: every viewer that is there when faults have stopped must play.
	lively bool
	// adapt sets what the scenario has other than usual, where the Config leaves it open.
	adapt func(c *Config)
	plan  func(w *world)
}

// scenarios by name.
var scenarios = map[string]*scenario{
	"steady": {about: "all arrive during the warm-up and stay", lively: true, plan: steady},
	"churn": {
		about:  "viewers stay for a time of exponential distribution; half of them vanish without a word, and each is replaced",
		lively: true, plan: churn,
	},
	"flash": {
		about:  "one in a hundred is there at first, the others come within a minute",
		lively: true, adapt: func(c *Config) { set(&c.Duration, flashDuration) }, plan: flash,
	},
	"exodus": {about: "half of the viewers vanish within a second", lively: true, plan: exodus},
	"lossy":  {about: "3 % loss, and bursts of 200 ms on every fifth link", lively: true, plan: lossyNetwork},
	"scarce": {
		about: "the uplinks sum to 1.1 times what the viewers take",
		adapt: func(c *Config) { c.mixOf(scarceMix) }, plan: steady,
	},
	"phones": {
		about:  "half of the viewers can only receive",
		lively: true, adapt: func(c *Config) { c.mixOf(phonesMix) }, plan: steady,
	},
	"hostile": {
		about: "a fifth of the peers withhold, corrupt or lie, and one address joins with many identities",
		plan:  hostileSwarm,
	},
	"partition": {about: "the swarm is cut in two for five seconds, then healed", lively: true, plan: partition},
	"household": {about: "a bulk TCP flow shares each uplink", plan: household},
	"busy": {
		about:  "each viewer's machine stands still for 50 to 500 ms every five seconds",
		lively: true, plan: busy,
	},
	"growth": {about: "as steady; the suite runs it with more and more viewers", lively: true, plan: steady},
}

// The mixes of access lines of some scenarios.
var (
	// phonesMix: half of the viewers can only receive; of the others' uplinks there is
	// more than enough.
	phonesMix = []Class{{0.50, 0}, {0.15, 1}, {0.20, 3}, {0.15, 10}}
	// scarceMix: the peers' MaxUpload, uploadShare of these uplinks, sums to 1.1 times
	// what they take, 1.2 times the bitrate with everything counted.
	scarceMix = []Class{{0.30, 0}, {0.35, 1}, {0.25, 2}, {0.10, 6.2}}
)

// flashDuration is the usual length of a run of flash: a minute of arrivals, and
// what comes before and after.
const flashDuration = 85 * time.Second

func (c *Config) mixOf(m []Class) {
	if c.Mix == nil {
		c.Mix = m
	}
}

// ScenarioNames lists the scenarios.
func ScenarioNames() []string { return slices.Sorted(maps.Keys(scenarios)) }

// AboutScenario says in a line what happens in a scenario.
func AboutScenario(name string) string {
	if s := scenarios[name]; s != nil {
		return s.about
	}
	return ""
}

func steady(w *world) { w.arriveInWarmUp() }

// arriveInWarmUp plans the first peers: evenly over the warm-up, each with a
// random part of its turn.
func (w *world) arriveInWarmUp() {
	turn := float64(w.cfg.WarmUp) / float64(w.cfg.Peers)
	for i := range w.cfg.Peers {
		w.arrive(int64((float64(i) + w.rng.float()) * turn))
	}
}

// arrive plans a viewer that comes at t, and calls then with it when it is made.
func (w *world) arrive(t int64, then ...func(p *peer)) {
	if t >= w.to {
		return
	}
	w.events.at(t, func() {
		if len(w.peers) >= maxEver {
			return
		}
		p := w.newPeer(t, overlay.Viewer, w.cfg.accessOf(w.strata.pick(&w.cfg)))
		w.present = append(w.present, p.idx)
		for _, f := range then {
			f(p)
		}
	})
}

// depart plans that a viewer leaves at t, or vanishes without a word.
func (w *world) depart(idx uint32, t int64, vanishes bool) {
	if t >= w.to {
		return
	}
	w.events.at(t, func() {
		kind := doLeave
		if vanishes {
			kind = doKill
		}
		w.peers[idx].planFrom(control{at: max(t, w.peers[idx].born+1), kind: kind})
		if i := slices.Index(w.present, idx); i >= 0 {
			w.present[i] = w.present[len(w.present)-1]
			w.present = w.present[:len(w.present)-1]
		}
	})
}

// churn: whoever comes goes after a stay of exponential distribution, half of
// them without a word, and at once another comes in its place.
func churn(w *world) {
	var stay func(p *peer)
	stay = func(p *peer) {
		end := p.born + int64(w.rng.exp()*float64(w.cfg.MeanStay))
		vanishes := w.rng.next()&1 == 0
		w.depart(p.idx, end, vanishes)
		w.arrive(end, stay)
	}
	turn := float64(w.cfg.WarmUp) / float64(w.cfg.Peers)
	for i := range w.cfg.Peers {
		w.arrive(int64((float64(i)+w.rng.float())*turn), stay)
	}
}

// exodus: after a third of the measured time half of the viewers vanish.
func exodus(w *world) {
	w.arriveInWarmUp()
	at := w.from + (w.to-w.from)/3
	w.faultsFrom, w.faultsEnd = at, at+int64(time.Second)
	w.events.at(at, func() {
		leaving := slices.Clone(w.present)
		for i := range leaving {
			j := i + w.rng.intn(len(leaving)-i)
			leaving[i], leaving[j] = leaving[j], leaving[i]
		}
		for _, idx := range leaving[:len(leaving)/2] {
			w.depart(idx, at+int64(w.rng.float()*float64(time.Second)), true)
		}
	})
}

// flash: one in a hundred arrives during the warm-up, the others evenly from then on.
func flash(w *world) {
	first := min(max(w.cfg.Peers/100, 5), w.cfg.Peers)
	for i := range first {
		w.arrive(int64((float64(i) + w.rng.float()) / float64(first) * float64(w.cfg.WarmUp)))
	}
	span := float64(w.to - w.from - int64(2*settle))
	rest := w.cfg.Peers - first
	for i := range rest {
		w.arrive(w.from + int64((float64(i)+w.rng.float())/float64(rest)*span))
	}
}

// partition: after a third of the measured time nothing passes between a random half
// of the viewers and the others with the broadcaster, for partitionFor.
func partition(w *world) {
	w.arriveInWarmUp()
	w.faultsFrom = w.from + (w.to-w.from)/3
	w.faultsEnd = w.faultsFrom + int64(partitionFor)
	w.cut = func(a, b *peer) bool { return a.far != b.far }
}

const partitionFor = 5 * time.Second

// parted reports whether nothing passes between two peers at t.
func (w *world) parted(t int64, a, b *peer) bool {
	return w.cut != nil && t >= w.faultsFrom && t < w.faultsEnd && w.cut(a, b)
}

// household: each viewer's uplink carries a bulk TCP flow as well.
func household(w *world) {
	w.shared = true
	w.arriveInWarmUp()
}

// busy: the viewers' machines have other things to do.
func busy(w *world) {
	w.busy = true
	w.arriveInWarmUp()
}

func lossyNetwork(w *world) {
	w.net.Loss = 0.03
	w.net.BurstLinks, w.net.BurstEvery = 0.2, 10*time.Second
	w.net.BurstMean, w.net.BurstLoss = 200*time.Millisecond, 1
	w.arriveInWarmUp()
}
