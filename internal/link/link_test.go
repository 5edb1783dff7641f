package link

import "testing"

func TestHandshakesFor(t *testing.T) {
	for _, k := range []struct {
		upload int64
		want   int
	}{{0, 1000}, {-1, 50}, {1, 50}, {450_000, 50}, {2_250_000, 213}, {10_560_000, 1000}, {1 << 40, 1000}} {
		if got := HandshakesFor(k.upload); got != k.want {
			t.Errorf("with %d b/s: %d handshakes a second, want %d", k.upload, got, k.want)
		}
	}
}
