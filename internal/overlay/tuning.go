package overlay

import "fmt"

// Bounds of a Tuning.
const (
	maxDuties  = 8
	leastLinks = 4
)

// Tuning changes limits for experiments in the simulator; nobody else sets it. Its zero
// value is the engine as it ships. All peers of a swarm must have the same: they work out
// each other's duties.
type Tuning struct {
	// Duties is the number of stripes that a peer means to pass on, 1 to maxDuties;
	// 0: as the constant duties has it. Of three or more some coincide for a few keys.
	Duties int
	// Neighbours is how many links a peer keeps for its own sake, leastLinks to
	// maxNeighbours; 0: as the constant targetNeighbours has it.
	Neighbours int
}

// Check tells what is out of bounds.
func (t Tuning) Check() error {
	if t.Duties < 0 || t.Duties > maxDuties {
		return fmt.Errorf("%d duties: want 1 to %d, or 0 for %d", t.Duties, maxDuties, duties)
	}
	if t.Neighbours != 0 && (t.Neighbours < leastLinks || t.Neighbours > maxNeighbours) {
		return fmt.Errorf("%d neighbours: want %d to %d, or 0 for %d", t.Neighbours, leastLinks, maxNeighbours, targetNeighbours)
	}
	return nil
}

// set fills in what is left to the constants.
func (t *Tuning) set() {
	if t.Duties == 0 {
		t.Duties = duties
	}
	if t.Neighbours == 0 {
		t.Neighbours = targetNeighbours
	}
}
