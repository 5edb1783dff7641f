package udp

const (
	// windowBits is how far behind the highest counter a packet may come.
	windowBits = 2048
	// One block more than the window: the one being filled is not yet whole.
	windowBlocks = windowBits/64 + 1
)

// window remembers which packet counters were accepted (RFC 6479): a ring of
// 64-bit blocks that moves on with the highest counter.
type window struct {
	highest uint64
	any     bool // whether a packet was accepted at all
	blocks  [windowBlocks]uint64
}

// fresh reports whether n is neither accepted before nor behind the window.
func (w *window) fresh(n uint64) bool {
	if !w.any || n > w.highest {
		return true
	}
	if w.highest-n >= windowBits {
		return false
	}
	return w.blocks[n/64%windowBlocks]&(1<<(n%64)) == 0
}

// accept marks n, which must be fresh, and reports whether it is the highest.
func (w *window) accept(n uint64) bool {
	newest := !w.any || n > w.highest
	if newest {
		from, to := w.highest/64, n/64
		for i := from + 1; i <= min(to, from+windowBlocks); i++ {
			w.blocks[i%windowBlocks] = 0
		}
		w.highest, w.any = n, true
	}
	w.blocks[n/64%windowBlocks] |= 1 << (n % 64)
	return newest
}
