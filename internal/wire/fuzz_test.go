package wire

import (
	"testing"

	"pgregory.net/rapid"
)

// seeds is how many drawn messages each fuzz target begins with.
const seeds = 24

// fuzz checks one parser: it never panics, and what it accepts means the same
// after being written and read once more.
func fuzz(f *testing.F, kind Type) {
	c := codecs[kind]
	for _, g := range golden {
		if g.kind == kind {
			f.Add(c.write(g.m, nil))
		}
	}
	drawn := rapid.Custom(func(t *rapid.T) []byte { return c.write(c.draw(t), nil) })
	for i := range seeds {
		f.Add(drawn.Example(i))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > MaxMessage {
			b = b[:MaxMessage]
		}
		m := c.empty()
		if err := c.read(m, b); err != nil {
			return
		}
		once := c.write(m, nil)
		if len(once) > MaxMessage {
			t.Fatalf("written again it has %d bytes", len(once))
		}
		if err := c.read(m, once); err != nil {
			t.Fatalf("%x became %x: %v", b, once, err)
		}
		if twice := c.write(m, nil); string(twice) != string(once) {
			t.Fatalf("%x became %x, then %x", b, once, twice)
		}
	})
}

func FuzzHello(f *testing.F)  { fuzz(f, TypeHello) }
func FuzzWant(f *testing.F)   { fuzz(f, TypeWant) }
func FuzzGrant(f *testing.F)  { fuzz(f, TypeGrant) }
func FuzzStatus(f *testing.F) { fuzz(f, TypeStatus) }
func FuzzShard(f *testing.F)  { fuzz(f, TypeShard) }
func FuzzPull(f *testing.F)   { fuzz(f, TypePull) }
func FuzzPeers(f *testing.F)  { fuzz(f, TypePeers) }
func FuzzBye(f *testing.F)    { fuzz(f, TypeBye) }
func FuzzSignal(f *testing.F) { fuzz(f, TypeSignal) }
