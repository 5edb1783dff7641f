package overlay

import (
	"time"

	"throng/internal/wire"
)

// drift is by how much two clocks may part, as a share: 100 parts in a million.
const drift = 100e-6

// clock estimates the broadcaster's clock from the neighbours' estimates, as
// NTP does over strata: the offset with the smallest bound of error wins, and
// its bound grows with time until a better one comes.
type clock struct {
	known  bool
	source bool
	offset time.Duration // broadcaster's clock minus ours
	bound  time.Duration // of the error, at the time of taking
	taken  time.Duration
}

func (c *clock) init(source bool) {
	if source {
		c.known, c.source = true, true
	}
}

// sure is the bound of the error now; −1 where nothing is known.
func (c *clock) sure(now time.Duration) time.Duration {
	if !c.known {
		return -1
	}
	if c.source {
		return 0
	}
	return c.bound + time.Duration(drift*float64(now-c.taken))
}

// sample offers an estimate of the offset with its bound of error.
func (c *clock) sample(now, offset, bound time.Duration) {
	if c.source {
		return
	}
	// Estimates age faster than clocks drift, so that one that cannot be had
	// again (its neighbour has gone) gives way in time.
	worn := c.bound + time.Duration(20*drift*float64(now-c.taken))
	if !c.known || bound < worn {
		c.known, c.offset, c.bound, c.taken = true, offset, bound, now
	}
}

// advertise gives the fields of a Status.
func (c *clock) advertise(now time.Duration) (offset int64, dispersion uint32) {
	if !c.known {
		return 0, wire.UnknownDispersion
	}
	return c.offset.Microseconds(), uint32(min(c.sure(now).Microseconds(), wire.UnknownDispersion-1))
}

// age is how long ago on the broadcaster's clock capture was, at our time at.
func (c *clock) age(at, capture time.Duration) time.Duration {
	return at + c.offset - capture
}
