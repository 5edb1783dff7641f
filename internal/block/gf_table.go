//go:build !(amd64 || arm64 || ppc64le)

package block

// Where there are no vector instructions (WebAssembly above all) a table of all
// products does: 64 KiB. The reedsolomon package would build one of 32 MiB.

// products[c][x] is c times x.
var products = makeProducts()

func makeProducts() *[256][256]byte {
	var p [256][256]byte
	for a := range 256 {
		for b := range 256 {
			p[a][b] = mul(byte(a), byte(b))
		}
	}
	return &p
}

// mulSlice sets out to c times in; both have the same length.
func mulSlice(c byte, in, out []byte) {
	row := &products[c]
	out = out[:len(in)]
	for i, x := range in {
		out[i] = row[x]
	}
}

// mulAddSlice adds c times in to out; both have the same length.
func mulAddSlice(c byte, in, out []byte) {
	row := &products[c]
	out = out[:len(in)]
	for i, x := range in {
		out[i] ^= row[x]
	}
}
