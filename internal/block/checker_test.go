package block

import (
	"crypto/ed25519"
	"encoding/hex"
	"math/big"
	"slices"
	"testing"

	"filippo.io/edwards25519"
	"pgregory.net/rapid"

	"throng/internal/ident"
)

// warm is a checker that has its tables from the first signature on.
func warm() *checker { return &checker{checked: checkerAfter} }

// TestCheckerAgrees compares a checker with crypto/ed25519, for signatures that are good,
// changed, or made of odd parts.
func TestCheckerAgrees(t *testing.T) {
	order, _ := new(big.Int).SetString("7237005577332262213973186563042994240857116359379907606001950938285454250989", 10)
	parts := oddParts(t)
	rapid.Check(t, func(t *rapid.T) {
		seed := [ident.KeySize]byte(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "seed"))
		secret := ident.ChannelSecretFromSeed(seed)
		channel := secret.Channel()
		message := rapid.SliceOfN(rapid.Byte(), 0, 100).Draw(t, "message")
		sig := Signature(secret.Sign(message))
		switch rapid.IntRange(0, 5).Draw(t, "change") {
		case 1:
			sig[rapid.IntRange(0, 63).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		case 2: // s + order is the same number and not allowed
			s := slices.Clone(sig[32:])
			slices.Reverse(s)
			more := new(big.Int).Add(new(big.Int).SetBytes(s), order).FillBytes(make([]byte, 32))
			slices.Reverse(more)
			copy(sig[32:], more)
		case 3: // R of small order
			copy(sig[:32], rapid.SampledFrom(parts).Draw(t, "R"))
		case 4: // the key too, and a signature that is good in one way or the other
			channel = ident.Channel(rapid.SampledFrom(parts).Draw(t, "key"))
			copy(sig[:32], rapid.SampledFrom(parts).Draw(t, "R"))
			clear(sig[32:])
		case 5:
			message = append(message, 0)
		}
		c := warm()
		want := ed25519.Verify(channel[:], message, sig[:])
		for range 2 { // what is kept between calls must not matter
			if got := c.verify(&channel, message, &sig); got != want {
				t.Fatalf("%v, crypto/ed25519 says %v: key %x, message %x, signature %x", got, want, channel, message, sig)
			}
		}
	})
}

// oddParts are encodings of points of small order, canonical and not, and of no point.
func oddParts(t *testing.T) (list [][]byte) {
	for _, text := range []string{
		"0100000000000000000000000000000000000000000000000000000000000000",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"0000000000000000000000000000000000000000000000000000000000000080",
		"0000000000000000000000000000000000000000000000000000000000000000",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
		"0200000000000000000000000000000000000000000000000000000000000000",
	} {
		b, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, b)
	}
	return list
}

// TestPowers compares multiples with those of the library, at the ends of digits too.
func TestPowers(t *testing.T) {
	p := new(edwards25519.Point).Add(edwards25519.NewGeneratorPoint(), edwards25519.NewGeneratorPoint())
	powers := newPowers(p)
	rapid.Check(t, func(t *rapid.T) {
		wide := rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 0x20, 0x21, 0x7f, 0x80, 0x82, 0xdf, 0xff}), 64, 64).Draw(t, "wide")
		s, err := new(edwards25519.Scalar).SetUniformBytes(wide)
		if rapid.Bool().Draw(t, "short") {
			clear(wide[31:])
			s, err = new(edwards25519.Scalar).SetCanonicalBytes(wide[:32])
		}
		if err != nil {
			t.Fatal(err)
		}
		got := edwards25519.NewIdentityPoint()
		powers.addTo(got, s.Bytes())
		if want := new(edwards25519.Point).ScalarMult(s, p); got.Equal(want) != 1 {
			t.Fatalf("%x", s.Bytes())
		}
	})
}
