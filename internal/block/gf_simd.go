//go:build amd64 || arm64 || ppc64le

package block

import "github.com/klauspost/reedsolomon"

var kernel reedsolomon.LowLevel

// mulSlice sets out to c times in; both have the same length.
func mulSlice(c byte, in, out []byte) { kernel.GalMulSlice(c, in, out) }

// mulAddSlice adds c times in to out; both have the same length.
func mulAddSlice(c byte, in, out []byte) { kernel.GalMulSliceXor(c, in, out) }
