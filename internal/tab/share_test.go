package tab

import (
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Who is taken all that it offers nears the bound without reaching it, so that it never ends
// all its children at once, and gives by then what the bound allows.
func TestShareNearsItsBound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const bound = 1.5
		stream := rapid.Float64Range(40_000, 400_000).Draw(t, "bytes a second")
		past := rapid.Float64Range(0.5, 4).Draw(t, "of a second comes at first")
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		s := share{rate: DefaultUpload, given: DefaultUpload, bound: bound}
		var sent, received float64
		now := time.Duration(1_700_000_000) * time.Second
		before := s.next(now, 0, 0)
		pause, at := 0, int64(0)
		for second := range 300 {
			// The stream pauses now and then; then there is nothing to give either.
			if pause--; pause < 0 && rng.IntN(30) == 0 {
				pause, at = rng.IntN(5), before
			}
			if pause < 0 {
				uneven := 0.8 + 0.4*rng.Float64()
				if second == 0 {
					uneven = past
				}
				received += uneven * stream
				sent += float64(before) / 8
			}
			now += time.Second
			rate := s.next(now, uint64(sent), uint64(received))
			if sent > bound*received+shareSlack {
				t.Fatalf("second %d: %.0f bytes are given for %.0f", second, sent, received)
			}
			if rate <= 0 {
				t.Fatalf("second %d: held with %.0f bytes given for %.0f, %.0f a second", second, sent, received, s.down)
			}
			if fall := float64(before-rate) / 8; second > 5 && fall > 0.3*stream+shareSlack/shareGlide.Seconds()/4 {
				t.Fatalf("second %d: %d after %d bits a second where the stream has %.0f bytes", second, rate, before, stream)
			}
			if fall := float64(at-rate) / 8; pause >= 0 && second > 30 && stream > 100_000 && fall > 0.3*stream {
				t.Fatalf("second %d: in a pause of the stream %d after %d bits a second", second, rate, at)
			}
			s.given, before = rate, rate
		}
		if sent < 0.95*bound*received {
			t.Fatalf("%.0f bytes are given for %.0f", sent, received)
		}
	})
}

// What the viewer says, at any moment, does not pass for a second of the stream.
func TestShareLooksAtWholeSeconds(t *testing.T) {
	s := share{rate: DefaultUpload, given: DefaultUpload, bound: 1.5}
	now, received := time.Duration(1_700_000_000)*time.Second, uint64(0)
	for range 100 {
		now, received = now+time.Second, received+100_000
		s.next(now, 0, received)
	}
	for range 10 {
		s.next(now+time.Millisecond, 0, received+50_000)
		s.next(now+2*time.Millisecond, 0, received+50_000)
	}
	if s.down < 99_000 || s.down > 101_000 {
		t.Errorf("%.0f bytes a second of 100000", s.down)
	}
}

// Whoever goes on taking what is no longer offered is given nothing at the bound.
func TestShareHoldsAtItsBound(t *testing.T) {
	s := share{rate: DefaultUpload, given: DefaultUpload, bound: 1.5}
	for _, k := range []struct {
		sent, received uint64
		least, most    int64
		held           bool
	}{
		{0, 0, 1_000_000, DefaultUpload, false},
		{shareSlack + 1_499_999, 1_000_000, shareLeast, shareLeast, true},
		{shareSlack + 1_500_001, 1_000_000, 0, 0, true},
		{shareSlack + 1_500_001, 2_000_000, 2 * shareLeast, DefaultUpload, false},
	} {
		s.given = s.next(time.Second, k.sent, k.received)
		if s.given < k.least || s.given > k.most || s.held != k.held {
			t.Errorf("%d bits a second, held %v after %d bytes for %d; want %d to %d, %v", s.given, s.held, k.sent, k.received, k.least, k.most, k.held)
		}
	}
	s.bound = 0
	if rate := s.next(2*time.Second, 1<<40, 1); rate != DefaultUpload {
		t.Errorf("%d bits a second without a bound", rate)
	}
	s.rate = 0
	if rate := s.next(3*time.Second, 0, 1); rate != 0 {
		t.Errorf("%d bits a second where nothing is allowed", rate)
	}
}
