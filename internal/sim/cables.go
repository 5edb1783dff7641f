package sim

import (
	"sync"
	"time"
)

// Cables carry real packets between hosts as a run carries its simulated ones: the same
// access lines and places, drawn from the same seed, the same delays, jitter and losses.
// A laboratory of real programs and a simulation can thus be compared. Methods may be
// called by several goroutines.
type Cables struct {
	net Network

	mu    sync.Mutex
	rng   rng
	hosts []cableEnd
	links map[[2]int]*cableLink
}

type cableEnd struct {
	place          place
	up, down       pipe
	born           time.Duration
	max            int64
	sent, received uint64
}

// cableLink is one direction between two hosts.
type cableLink struct {
	loss   lossy
	bursty bool
	last   int64 // when the newest packet arrives
}

// Host is an end of the cables: 0 the broadcaster, then the viewers in the order in which
// they come.
type Host struct {
	Born      time.Duration // when it comes, after the beginning
	MaxUpload int64         // what it may send, bits a second; below 0: nothing
	// Sent and Received are the bytes of IP packets that passed its access line.
	Sent, Received uint64
}

// NewCables draws the hosts of a run and what lies between them.
func NewCables(cfg Config) (*Cables, error) {
	w, err := newWorld(cfg)
	if err != nil {
		return nil, err
	}
	w.scenario.plan(w)
	w.events.run(w.to)
	c := &Cables{net: w.net, rng: derive(w.cfg.Seed, forPeer, 0), links: make(map[[2]int]*cableLink)}
	for _, p := range w.peers {
		c.hosts = append(c.hosts, cableEnd{place: p.place, up: p.up, down: p.down, born: time.Duration(p.born), max: p.access.max})
	}
	return c, nil
}

// Hosts is what is known of the hosts now.
func (c *Cables) Hosts() []Host {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := make([]Host, len(c.hosts))
	for i := range c.hosts {
		h := &c.hosts[i]
		all[i] = Host{Born: h.born, MaxUpload: h.max, Sent: h.sent, Received: h.received}
	}
	return all
}

// Send takes an IP packet of that many bytes at time now through the sender's access line
// and the network. It returns when the packet reaches the receiver's line, where Receive
// takes it on; ok is false where it is lost. The times of one sender must not go back.
func (c *Cables) Send(now time.Duration, from, to, size int) (at time.Duration, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	a, b := &c.hosts[from], &c.hosts[to]
	done, ok := a.up.push(int64(now), size)
	if !ok {
		return 0, false
	}
	a.sent += uint64(size)
	l := c.links[[2]int{from, to}]
	if l == nil {
		l = &cableLink{bursty: c.net.BurstEvery > 0 && c.rng.float() < c.net.BurstLinks}
		c.links[[2]int{from, to}] = l
	}
	if c.net.lost(&l.loss, l.bursty, done, &c.rng) {
		return 0, false
	}
	l.last = max(done+c.net.delay(a.place, b.place)+int64(c.rng.exp()*float64(c.net.JitterMean)), l.last)
	return time.Duration(l.last), true
}

// Receive takes a packet that reaches a host's access line at time at through it, and
// returns when it is there.
func (c *Cables) Receive(at time.Duration, to, size int) (done time.Duration, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	h := &c.hosts[to]
	t, ok := h.down.push(int64(at), size)
	if ok {
		h.received += uint64(size)
	}
	return time.Duration(t), ok
}
