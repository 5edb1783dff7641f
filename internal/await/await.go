// Package await lets tests wait for what gives no notice of itself: another
// process, a file, a connection that closes. Everything else is waited for by
// its channel, or by the clock of a testing/synctest bubble.
package await

import "time"

// every is the time between two looks.
const every = 10 * time.Millisecond

// Test is what is needed of a testing.TB; a testscript.TestScript has it too.
type Test interface {
	Fatalf(format string, args ...any)
}

// True looks again and again until ok is true, and fails the test when it is
// not within that time. what is for the message: what should come about.
func True(t Test, what string, within time.Duration, ok func() bool) {
	if h, is := t.(interface{ Helper() }); is {
		h.Helper()
	}
	deadline := time.NewTimer(within)
	defer deadline.Stop()
	tick := time.NewTicker(every)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("not within %v: %s", within, what)
			return
		}
	}
}
