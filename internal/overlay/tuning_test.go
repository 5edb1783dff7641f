package overlay

import (
	"encoding/binary"
	"math/bits"
	"testing"

	"throng/internal/block"
	"throng/internal/ident"
)

// A peer has as many duties as it is told, two if it is told nothing, and the first two
// are the same however many there are.
func TestTuningOfDuties(t *testing.T) {
	sets := func(n int) (list []uint32) {
		e, err := New(Config{Coder: block.NewCoder(ident.Channel{}), Tuning: Tuning{Duties: n}})
		if err != nil {
			t.Fatal(err)
		}
		for i := range uint64(500) {
			var key ident.Peer
			binary.BigEndian.PutUint64(key[3:], i*0x9e3779b97f4a7c15)
			list = append(list, e.dutyOf(&key))
		}
		return list
	}
	usual, one, two, three := sets(0), sets(1), sets(2), sets(3)
	fewer := 0
	for i := range usual {
		if usual[i] != two[i] || bits.OnesCount32(two[i]) != 2 || bits.OnesCount32(one[i]) != 1 || one[i]&^two[i] != 0 || two[i]&^three[i] != 0 {
			t.Fatalf("key %d: duties %b, with one %b, two %b, three %b", i, usual[i], one[i], two[i], three[i])
		}
		if bits.OnesCount32(three[i]) < 3 {
			fewer++
		}
	}
	if fewer > len(usual)/10 {
		t.Errorf("%d of %d keys have fewer than three duties", fewer, len(usual))
	}
}

// What is out of bounds is refused.
func TestTuningIsChecked(t *testing.T) {
	for _, bad := range []Tuning{{Duties: -1}, {Duties: maxDuties + 1}, {Neighbours: -1}, {Neighbours: leastLinks - 1}, {Neighbours: maxNeighbours + 1}} {
		if _, err := New(Config{Coder: block.NewCoder(ident.Channel{}), Tuning: bad}); err == nil {
			t.Errorf("%+v is taken", bad)
		}
	}
}
