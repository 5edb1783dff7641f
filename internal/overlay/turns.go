package overlay

// turns is the shards that wait in one order: in a line for each neighbour, where those of one
// go as they came, and the neighbours take turns. So who asks for much waits for it himself.
type turns struct {
	slots       []slot
	free        uint16     // of the slots, the first that holds nothing, counted from 1; 0: all do
	first, last *neighbour // who has something waiting, in the order of their turns
	count       int
}

// slot is a shard that waits, and the next one of its line, or the next free slot, counted
// from 1; 0: there is none.
type slot struct {
	later
	next uint16
}

// line is what waits for one neighbour in one order: the first and the last of its slots, counted
// from 1, how many they are and how many it may have sent before the next one's turn.
type line struct {
	head, tail  uint16
	count, left uint16
	next        *neighbour // whose turn comes then
}

// room reports whether another shard for n may wait. Nobody takes more than half of the room
// that the others leave, so that there always is some for who has nothing waiting yet.
func (t *turns) room(order int, n *neighbour) bool {
	return t.count+n.waiting(order) < maxWaiting
}

// waiting is how many shards wait for n in the order.
func (n *neighbour) waiting(order int) int {
	if n.lines == nil {
		return 0
	}
	return int(n.lines[order].count)
}

// add has a shard wait; it reports whether there was room.
func (t *turns) add(order int, l *later) bool {
	n := l.who
	if !t.room(order, n) {
		return false
	}
	if n.lines == nil {
		n.lines = new([orders]line)
	}
	q := &n.lines[order]
	at := t.free
	if at == 0 {
		t.slots = append(t.slots, slot{})
		at = uint16(len(t.slots))
	} else {
		t.free = t.slots[at-1].next
	}
	t.slots[at-1] = slot{later: *l}
	t.count++
	q.count++
	if q.head != 0 {
		t.slots[q.tail-1].next, q.tail = at, at
		return true
	}
	q.head, q.tail, q.left = at, at, atATime[order]
	t.queue(order, n)
	return true
}

// queue gives n the last turn.
func (t *turns) queue(order int, n *neighbour) {
	if t.first == nil {
		t.first = n
	} else {
		t.last.lines[order].next = n
	}
	t.last = n
}

// next is the shard to be sent next. There must be one.
func (t *turns) next(order int) *later {
	return &t.slots[t.first.lines[order].head-1].later
}

// done takes out what next has given; sent says whether it has been of use.
func (t *turns) done(order int, sent bool) {
	n := t.first
	q := &n.lines[order]
	at := q.head
	q.head = t.slots[at-1].next
	t.slots[at-1] = slot{next: t.free}
	t.free = at
	t.count--
	q.count--
	if sent {
		q.left--
	}
	if q.head != 0 && q.left > 0 {
		return
	}
	if t.first = q.next; t.first == nil {
		t.last = nil
	}
	q.next = nil
	if q.head != 0 {
		q.left = atATime[order]
		t.queue(order, n)
	}
}

// giveBack lets the room of many shards go. None may wait.
func (t *turns) giveBack() {
	if cap(t.slots) > keptWaiting {
		t.slots, t.free = nil, 0
	}
}

// clear takes out all.
func (t *turns) clear(order int) {
	for t.count > 0 {
		t.done(order, false)
	}
}
