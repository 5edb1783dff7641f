package app

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// A channel from which nothing comes is told of once, with what is waited for,
// and so is that it goes on.
func TestSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seen := newScreen()
		pulse := make(chan struct{})
		var peers atomic.Int64
		var tracker, blamed, crowded atomic.Bool
		s := silence{
			pulse: pulse, out: seen.common().Out, blame: func(reason string) { blamed.Store(reason != "") },
			peers: func(context.Context) int { return int(peers.Load()) }, introduced: tracker.Load,
			crowded: crowded.Load,
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer func() { cancel(); synctest.Wait() }()
		go s.mind(ctx)
		said := 0
		expect := func(what string, events int, code, part string) {
			t.Helper()
			synctest.Wait()
			seen.mu.Lock()
			defer seen.mu.Unlock()
			if said += events; len(seen.events) != said {
				t.Fatalf("%s: %d events, want %d: %+v", what, len(seen.events), said, seen.events)
			}
			if events > 0 {
				if e := seen.events[said-1]; e.Code != code || !strings.Contains(e.Message, part) {
					t.Errorf("%s: %+v", what, e)
				}
			}
			if silent := code == "silent"; silent != blamed.Load() {
				t.Errorf("%s: the page tells of it: %v", what, !silent)
			}
		}
		const span = silenceWarn + time.Millisecond
		time.Sleep(span) // the bubble's clock, here and below
		expect("no tracker", 0, "", "")
		tracker.Store(true)
		crowded.Store(true)
		time.Sleep(span)
		expect("no room, which is told elsewhere", 0, "", "")
		crowded.Store(false)
		time.Sleep(span)
		expect("not begun", 1, "silent", "may not be on air")
		pulse <- struct{}{}
		expect("begun", 1, "resumed", "")
		peers.Store(3)
		for range 5 {
			time.Sleep(silenceWarn / 2)
			pulse <- struct{}{}
		}
		expect("a slow stream", 0, "", "")
		time.Sleep(span)
		expect("paused", 1, "silent", "broadcaster sends nothing")
		time.Sleep(time.Hour)
		expect("told once", 0, "silent", "")
		pulse <- struct{}{}
		expect("resumed", 1, "resumed", "")
		peers.Store(0)
		tracker.Store(false)
		time.Sleep(span)
		expect("all gone", 1, "silent", "waiting for the broadcaster's return")
	})
}
