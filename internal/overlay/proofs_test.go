package overlay

import (
	"math/bits"
	"testing"
	"time"
)

// A viewer that passes nothing on asks for proofs in two stripes that come early, stays with
// them as long as they do, and does without where its duty does.
func TestChooseHeads(t *testing.T) {
	e := parent(t, 20)
	e.cfg.MaxUpload = -1
	lags := func(early ...int) {
		for s := range int(e.shape.Total) {
			e.stripes[s].lag = 200*time.Millisecond + time.Duration(s)*time.Millisecond
		}
		for i, s := range early {
			e.stripes[s].lag = time.Duration(100+i) * time.Millisecond
		}
		e.chooseHeads()
	}
	lags(9, 4, 6)
	if e.headers != 1<<9|1<<4 {
		t.Errorf("heads %b", e.headers)
	}
	up := e.stripes[0].parent
	if !up.wantDirty {
		t.Error("the parent is not asked for the proofs")
	}
	lags(6, 9, 4)
	if e.headers != 1<<9|1<<4 {
		t.Errorf("another stripe is a little earlier: heads %b", e.headers)
	}
	e.stripes[4].lag = time.Second
	e.chooseHeads()
	if e.headers&(1<<4) != 0 || bits.OnesCount32(e.headers) != headStripes {
		t.Errorf("one comes last: heads %b", e.headers)
	}
	// A stripe that comes less than headAhead before the last one that a block needs is late.
	for s := range int(e.shape.Total) {
		e.stripes[s].lag = 200 * time.Millisecond
	}
	e.headers = 1<<7 | 1<<8
	e.chooseHeads()
	if e.headers == 1<<7|1<<8 {
		t.Errorf("all come at once: heads %b", e.headers)
	}
	e.headers, e.stripes[9].path.Len = 0, 0 // it does not come at all
	lags(9, 4, 6)
	if e.headers != 1<<4|1<<6 {
		t.Errorf("one is broken: heads %b", e.headers)
	}
	e.stripes[9].path.Len = 1
	e.cfg.MaxUpload = 1e8
	duty := e.dutyStripes()
	var first []int
	for set := duty; set != 0; set &= set - 1 {
		first = append(first, bits.TrailingZeros32(set))
	}
	lags(first...)
	if e.headers != 0 {
		t.Errorf("the duty comes early: heads %b", e.headers)
	}
	if got := e.proofStripes(); got != duty {
		t.Errorf("proofs are asked for in %b, the duty is %b", got, duty)
	}
}
