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
	plan   func(w *world)
}

// scenarios by name.
var scenarios = map[string]*scenario{
	"steady": {"all arrive during the warm-up and stay", true, steady},
	"churn":  {"viewers stay for a time of exponential distribution; half of them vanish without a word, and each is replaced", true, churn},
	"exodus": {"half of the viewers vanish within a second", true, exodus},
	"lossy":  {"3 % loss, and bursts of 200 ms on every fifth link", true, lossyNetwork},
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
	w.faultsEnd = at + int64(time.Second)
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

func lossyNetwork(w *world) {
	w.net.Loss = 0.03
	w.net.BurstLinks, w.net.BurstEvery = 0.2, 10*time.Second
	w.net.BurstMean, w.net.BurstLoss = 200*time.Millisecond, 1
	w.arriveInWarmUp()
}
