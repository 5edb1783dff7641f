package block

import (
	"bytes"
	"crypto/sha512"

	"filippo.io/edwards25519"

	"throng/internal/ident"
)

const (
	// checkerAfter is after how many signatures of a channel a checker makes its tables:
	// they cost as much as ten.
	checkerAfter = 32
	// windowBits is the width of the digits of a scalar for a powers, rowPoints how many
	// points there are for each, windows how many digits 253 bits have with a carry.
	windowBits = 6
	rowPoints  = 1 << (windowBits - 1)
	windows    = (253 + windowBits) / windowBits
)

// checker verifies the signatures of one channel, with the answers of ident.Channel.Verify:
// a peer checks one for each block, which was the largest part of what a relay costs. As
// the key is always the same, tables of its multiples save two thirds of that; they take
// 430 kB. Nothing here is secret, so that times may tell.
type checker struct {
	checked int
	key     *powers // of the channel's point, negated; nil: not made
	base    *powers // of the generator
	bad     bool    // the channel is no point
	sum     [sha512.Size]byte
	input   []byte
	digits  [2]edwards25519.Scalar
	point   edwards25519.Point
}

// powers are the multiples of a point from which any multiple is added up: in row r those
// by d·2^(r·windowBits), d from 1 to rowPoints.
type powers [windows * rowPoints]edwards25519.Point

func newPowers(p *edwards25519.Point) *powers {
	t := new(powers)
	step := new(edwards25519.Point).Set(p)
	for r := range windows {
		row := t[r*rowPoints : (r+1)*rowPoints]
		row[0].Set(step)
		for i := 1; i < rowPoints; i++ {
			row[i].Add(&row[i-1], step)
		}
		step.Add(&row[rowPoints-1], &row[rowPoints-1])
	}
	return t
}

// addTo adds the multiple of the point by s, 32 bytes that are less than 2^253, to sum.
func (t *powers) addTo(sum *edwards25519.Point, s []byte) {
	carry := 0
	for r := range windows {
		at := r * windowBits
		digit := int(s[at/8]) >> (at % 8)
		if at%8 > 8-windowBits && at/8+1 < len(s) {
			digit |= int(s[at/8+1]) << (8 - at%8)
		}
		digit = digit&(1<<windowBits-1) + carry
		carry = 0
		if digit > rowPoints { // as it is less one of the next row
			digit, carry = digit-1<<windowBits, 1
		}
		switch {
		case digit > 0:
			sum.Add(sum, &t[r*rowPoints+digit-1])
		case digit < 0:
			sum.Subtract(sum, &t[r*rowPoints-digit-1])
		}
	}
}

// verify reports whether sig is the channel's signature of message.
func (c *checker) verify(channel *ident.Channel, message []byte, sig *Signature) bool {
	if c.checked < checkerAfter || c.bad {
		c.checked++
		return channel.Verify(message, sig[:])
	}
	if c.key == nil {
		p, err := new(edwards25519.Point).SetBytes(channel[:])
		if err != nil {
			c.bad = true
			return false
		}
		c.key, c.base = newPowers(p.Negate(p)), newPowers(edwards25519.NewGeneratorPoint())
	}
	// RFC 8032, 5.1.7, without the cofactor: R is s·B − k·A.
	s, err := c.digits[0].SetCanonicalBytes(sig[32:])
	if err != nil {
		return false
	}
	c.input = append(append(append(c.input[:0], sig[:32]...), channel[:]...), message...)
	c.sum = sha512.Sum512(c.input)
	k, err := c.digits[1].SetUniformBytes(c.sum[:])
	if err != nil {
		return false
	}
	c.point = *edwards25519.NewIdentityPoint()
	c.base.addTo(&c.point, s.Bytes())
	c.key.addTo(&c.point, k.Bytes())
	return bytes.Equal(c.point.Bytes(), sig[:32])
}
