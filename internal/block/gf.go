package block

// Arithmetic in GF(2⁸) with the polynomial x⁸+x⁴+x³+x²+1 (0x11d) and generator
// 2, and the Reed–Solomon code over it. mulSlice and mulAddSlice, the loops
// that cost time, stand in gf_simd.go and gf_table.go.

// expTable holds the powers of 2, twice over so that the sum of two logarithms
// needs no reduction; logTable the logarithms, that of 0 unused.
var expTable, logTable = makeTables()

func makeTables() (exp [510]byte, log [256]byte) {
	x := 1
	for i := range 255 {
		exp[i], exp[i+255] = byte(x), byte(x)
		log[x] = byte(i)
		if x <<= 1; x > 255 {
			x ^= 0x11d
		}
	}
	return exp, log
}

func mul(a, b byte) byte {
	if a == 0 || b == 0 {
		return 0
	}
	return expTable[int(logTable[a])+int(logTable[b])]
}

// inv is the inverse of a, which is not 0.
func inv(a byte) byte { return expTable[255-int(logTable[a])] }

// coefficient says by what data shard col is multiplied in parity shard row
// (Data ≤ row < Total): the Cauchy matrix 1/(row ⊕ col). As no row is a column
// every square part of it has an inverse, which makes any Data shards enough.
func coefficient(row, col int) byte { return inv(byte(row ^ col)) }

// encode computes parity shard row from all the data shards.
func encode(out []byte, row int, data [][]byte) {
	for col, in := range data {
		accumulate(out, coefficient(row, col), in, col == 0)
	}
}

// accumulate adds c times in to out, or sets out to it at the first summand.
func accumulate(out []byte, c byte, in []byte, first bool) {
	if first {
		mulSlice(c, in, out)
	} else {
		mulAddSlice(c, in, out)
	}
}

// maxMissing is the most data shards that can be missing and yet be found: there
// must be as many parity shards.
const maxMissing = MaxStripes / 2

// square is the matrix to invert: what the missing data shards contribute to
// as many parity shards, and beside it what becomes the inverse.
type square [maxMissing][2 * maxMissing]byte

// invert inverts the left n columns of the first n rows into the n to their
// right, by Gauss and Jordan. No pivot search for size is needed in a finite
// field, and no zero pivot arises: every leading part of a Cauchy matrix has an inverse.
func (m *square) invert(n int) {
	for i := range n {
		m[i][n+i] = 1
	}
	for p := range n {
		scale := inv(m[p][p])
		for c := range 2 * n {
			m[p][c] = mul(scale, m[p][c])
		}
		for r := range n {
			if f := m[r][p]; r != p && f != 0 {
				for c := range 2 * n {
					m[r][c] ^= mul(f, m[p][c])
				}
			}
		}
	}
}

// decode computes the missing data shards; missing lists them. shards are all
// the block's, the missing ones of the right length already; used lists as many
// parity shards, which are present, as there are missing data shards.
func decode(shards [][]byte, data int, missing, used []int) {
	n := len(missing)
	var m square
	for r, row := range used {
		for c, col := range missing {
			m[r][c] = coefficient(row, col)
		}
	}
	m.invert(n)
	// A parity shard less what the present data shards contribute to it is what
	// the missing ones do. So a missing shard is the sum over the parity shards,
	// weighted by the inverse, of the parity shard and of these contributions.
	for k, lost := range missing {
		weights := m[k][n : 2*n]
		for r, row := range used {
			accumulate(shards[lost], weights[r], shards[row], r == 0)
		}
		next := 0
		for col := range data {
			if next < n && missing[next] == col {
				next++
				continue
			}
			var c byte
			for r, row := range used {
				c ^= mul(weights[r], coefficient(row, col))
			}
			mulAddSlice(c, shards[col], shards[lost])
		}
	}
}
