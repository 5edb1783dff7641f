package sim

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"

	"throng/internal/block"
	"throng/internal/overlay"
)

// Limits of a Config.
const (
	// MaxPeers bounds the peers alive at a time; their addresses hold 24 bits.
	MaxPeers = 1 << 20
	// maxEver bounds the peers of a whole run, those that left among them.
	maxEver = 1 << 24
	// MaxDuration bounds the time simulated: clocks are 64-bit nanoseconds that
	// are multiplied by their drift.
	MaxDuration = 24 * time.Hour
	// maxHold bounds MaxHold: beyond it blocks are always full first.
	maxHold = 10 * time.Second
	// settle is how long after the last arrival of the warm-up the measurement begins.
	settle = 5 * time.Second
)

// Class is a class of access lines: a share of the peers, and an uplink as a
// multiple of the stream's bitrate; 0 gives nothing and has just enough for control.
type Class struct {
	Share  float64
	Uplink float64
}

// DefaultMix is the mix of access lines that the project's targets assume.
var DefaultMix = []Class{{0.20, 0}, {0.30, 1}, {0.35, 3}, {0.15, 10}}

// Config says what is simulated.
type Config struct {
	Scenario string
	Peers    int           // viewers; the broadcaster comes on top
	Seed     uint64        // of everything
	Duration time.Duration // simulated, warm-up included; 0: a minute, or what the scenario needs
	Bitrate  int64         // of the stream, bits a second
	Network  Network
	Mix      []Class // nil: DefaultMix

	// WarmUp is the time over which the first peers arrive; 0: a sixth of
	// Duration, at most 10 s.
	WarmUp time.Duration
	// SourceUplink is the broadcaster's uplink in bits a second; 0: five times Bitrate.
	SourceUplink int64
	// Shape of the blocks; zero: as a broadcaster chooses it.
	Shape block.Shape
	// MaxHold is how long a byte may wait for its block; 0: as a broadcaster does.
	MaxHold time.Duration
	// MaxWait is handed to the engines; 0: their own default.
	MaxWait time.Duration
	// MeanStay of a viewer in scenarios with churn; 0: 5 min.
	MeanStay time.Duration
	// Tuning is handed to all engines; zero: the engine as it ships.
	Tuning overlay.Tuning
	// Playout is how long after its capture a block is due at the simple player
	// that counts stalls; 0: 1 s.
	Playout time.Duration
	// Real: real signatures, hashes and codes instead of the cost-free stand-in.
	Real bool
	// Bound: compute what a central builder reaches with the same peers.
	Bound bool
	// Workers is how many goroutines run peers; 0: GOMAXPROCS.
	Workers int

	// New makes the engines; nil: overlay.New.
	New func(overlay.Config) (Engine, error)
	// Progress, where not nil, is told now and then how far the run has come.
	Progress func(Progress)
	// AtEnd, where not nil, is called while all peers are still in memory.
	AtEnd func()
	// Trace, where not nil, gets a JSON object a line: joins, leaves, parents.
	Trace io.Writer

	// tamper, where not nil, may change a datagram on its way: it returns the
	// body to deliver. Tests use it.
	tamper func(from, to uint32, head, body []byte) []byte
}

// Progress of a run.
type Progress struct {
	Simulated, Total time.Duration
	Present          int    // viewers that are there
	Events           uint64 // calls of engines
}

// Check tells what a run of c would not begin with, so that it is known before other runs
// have taken their time.
func (c Config) Check() error {
	_, err := c.withDefaults()
	return err
}

// withDefaults checks c and fills in what was left out.
func (c Config) withDefaults() (Config, error) {
	set(&c.Scenario, "steady")
	if s := scenarios[c.Scenario]; s != nil && s.adapt != nil {
		s.adapt(&c)
	}
	set(&c.Duration, time.Minute)
	set(&c.Bitrate, 3_000_000)
	set(&c.WarmUp, min(10*time.Second, c.Duration/6))
	set(&c.SourceUplink, 5*c.Bitrate)
	set(&c.MeanStay, 5*time.Minute)
	set(&c.Playout, time.Second)
	set(&c.Workers, runtime.GOMAXPROCS(0))
	if c.Mix == nil {
		c.Mix = DefaultMix
	}
	if c.Network.Name == "" {
		c.Network = networks["internet"]
	}
	if c.New == nil {
		c.New = newEngine
	}
	c.Workers = min(c.Workers, c.Peers+1)
	return c, c.check()
}

func set[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

func (c *Config) check() error {
	if c.Peers < 1 || c.Peers > MaxPeers {
		return fmt.Errorf("%d peers: want 1 to %d", c.Peers, MaxPeers)
	}
	if _, ok := scenarios[c.Scenario]; !ok {
		return fmt.Errorf("scenario %q is unknown: want one of %v", c.Scenario, ScenarioNames())
	}
	if c.Bitrate < 50_000 || c.Bitrate > 100_000_000 {
		return fmt.Errorf("bitrate %d: want 50 kb/s to 100 Mb/s", c.Bitrate)
	}
	if least := c.WarmUp + settle + 2*time.Second; c.Duration < least || c.Duration > MaxDuration {
		return fmt.Errorf("duration %v: want %v (warm-up, %v to settle, 2 s to measure) to %v", c.Duration, least, settle, MaxDuration)
	}
	if c.Workers < 1 || c.WarmUp < 0 || c.SourceUplink < c.Bitrate {
		return errors.New("workers, warm-up or the broadcaster's uplink is too small")
	}
	if c.Shape != (block.Shape{}) {
		if err := c.Shape.Check(); err != nil {
			return err
		}
	}
	if c.MaxHold < 0 || c.MaxHold > maxHold {
		return fmt.Errorf("a byte waits %v for its block: want 1 ms to %v", c.MaxHold, maxHold)
	}
	if err := c.Tuning.Check(); err != nil {
		return err
	}
	return c.checkMix()
}

func (c *Config) checkMix() error {
	sum := 0.0
	for _, m := range c.Mix {
		if m.Share < 0 || m.Uplink < 0 {
			return errors.New("mix: shares and uplinks must not be negative")
		}
		sum += m.Share
	}
	if sum < 0.999 || sum > 1.001 {
		return fmt.Errorf("mix: the shares add up to %g instead of 1", sum)
	}
	n := &c.Network
	if n.LastMileMin < 50*time.Microsecond {
		return fmt.Errorf("network: last mile of %v: the simulation cannot run without some delay, want at least 50 µs", n.LastMileMin)
	}
	if n.Loss < 0 || n.Loss >= 1 || n.BurstLoss < 0 || n.BurstLoss > 1 {
		return errors.New("network: losses must be shares")
	}
	return nil
}

// Rates of access lines.
const (
	// uploadShare is how much of its uplink a peer tells its engine it may use.
	uploadShare = 0.9
	// idleUplink is the share of the bitrate that the uplink of a peer that gives
	// nothing has, for control, and idleUplinkMin its least in bits a second.
	idleUplink    = 0.1
	idleUplinkMin = 256_000
	// A downlink has downlinkOfUplink times the uplink, at least
	// downlinkOfStream times the stream.
	downlinkOfUplink = 5
	downlinkOfStream = 3
)

// access is a peer's line, in bits a second.
type access struct {
	class    int
	up, down int64
	max      int64 // Config.MaxUpload of the engine
}

func (c *Config) accessOf(class int) access {
	up := int64(c.Mix[class].Uplink * float64(c.Bitrate))
	a := access{class: class, up: up, max: int64(uploadShare * float64(up))}
	if up == 0 {
		a.up = max(int64(idleUplink*float64(c.Bitrate)), idleUplinkMin)
		a.max = -1
	}
	a.down = max(downlinkOfUplink*up, downlinkOfStream*c.Bitrate)
	return a
}

func (c *Config) sourceAccess() access {
	return access{
		class: -1, up: c.SourceUplink, max: int64(uploadShare * float64(c.SourceUplink)),
		down: max(downlinkOfUplink*c.SourceUplink, downlinkOfStream*c.Bitrate),
	}
}

// stratum is the number of peers in a row among which the classes have nearly
// their shares: with few peers, chance would decide whether there is supply.
const stratum = 20

// strata draws classes of access lines.
type strata struct {
	left []int
	rng  rng
}

func (s *strata) pick(c *Config) int {
	if len(s.left) == 0 {
		for i := range stratum {
			s.left = append(s.left, i)
			j := s.rng.intn(i + 1)
			s.left[i], s.left[j] = s.left[j], s.left[i]
		}
	}
	last := len(s.left) - 1
	u := (float64(s.left[last]) + s.rng.float()) / stratum
	s.left = s.left[:last]
	for i, m := range c.Mix {
		if u -= m.Share; u < 0 {
			return i
		}
	}
	return len(c.Mix) - 1
}
