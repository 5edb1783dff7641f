package overlay

import "math/bits"

// linkTable finds neighbours by their links: a hash table with open addressing, since that
// is done for each datagram and should touch one line of the cache. The zero table is empty.
type linkTable struct {
	slots []linkSlot // a power of two of them, half of them empty at least
	count int
}

type linkSlot struct {
	link LinkID
	n    *neighbour // nil: empty
}

// home is where to begin to look for l: Fibonacci hashing.
func (t *linkTable) home(l LinkID) int {
	return int(uint64(l) * 0x9e3779b97f4a7c15 >> (64 - bits.Len(uint(len(t.slots)-1))))
}

// find returns the neighbour of link l; nil where there is none.
func (t *linkTable) find(l LinkID) *neighbour {
	if t.count == 0 {
		return nil
	}
	last := len(t.slots) - 1
	for i := t.home(l); ; i = (i + 1) & last {
		if s := &t.slots[i]; s.link == l || s.n == nil {
			return s.n
		}
	}
}

// put makes n the neighbour of link l.
func (t *linkTable) put(l LinkID, n *neighbour) {
	if t.remove(l); 2*t.count >= len(t.slots) {
		old := t.slots
		t.slots, t.count = make([]linkSlot, max(2*len(old), 16)), 0
		for _, s := range old {
			if s.n != nil {
				t.put(s.link, s.n)
			}
		}
	}
	last := len(t.slots) - 1
	i := t.home(l)
	for t.slots[i].n != nil {
		i = (i + 1) & last
	}
	t.slots[i] = linkSlot{l, n}
	t.count++
}

// remove takes link l out, where it is there.
func (t *linkTable) remove(l LinkID) {
	if t.find(l) == nil {
		return
	}
	last := len(t.slots) - 1
	i := t.home(l)
	for t.slots[i].link != l {
		i = (i + 1) & last
	}
	t.slots[i] = linkSlot{}
	t.count--
	// Those behind it that are not in their places may have been kept out by it.
	for i = (i + 1) & last; t.slots[i].n != nil; i = (i + 1) & last {
		s := t.slots[i]
		t.slots[i] = linkSlot{}
		j := t.home(s.link)
		for t.slots[j].n != nil {
			j = (j + 1) & last
		}
		t.slots[j] = s
	}
}
