//go:build js && wasm

// Command throng-tab is a peer in a browser's tab, as WebAssembly; see package
// tab for what a page says to it. The page calls, in this order, what is exported
// here:
//
//	buffer(n)     makes room for n bytes of input and returns where
//	open(n)       begins with the link that n bytes of the input are
//	step(now, n)  takes n bytes of input records; now is milliseconds since 1970
//	output()      where the answer of open or step is; they return how long it is
//
// The answer of open is one Opened record or one Fault. An address is good until
// the next call, and so is a view of the memory, which may have grown.
package main

import (
	"crypto/rand"
	"encoding/binary"
	"time"
	"unsafe"

	"throng/internal/tab"
)

var (
	input  []byte
	output []byte
	peer   *tab.Tab
)

//go:wasmexport buffer
func buffer(n uint32) unsafe.Pointer {
	if int(n) > len(input) {
		input = make([]byte, max(n, 64<<10))
	}
	return unsafe.Pointer(unsafe.SliceData(input))
}

//go:wasmexport open
func open(n uint32) uint32 {
	var seed [8]byte
	_, _ = rand.Read(seed[:]) // crypto/rand.Read never fails since Go 1.24
	peer, output = tab.Open(string(input[:min(int(n), len(input))]), binary.BigEndian.Uint64(seed[:]))
	return uint32(len(output))
}

//go:wasmexport step
func step(now float64, n uint32) uint32 {
	if peer == nil {
		return 0
	}
	output = peer.Step(time.Duration(now*1000)*time.Microsecond, input[:min(int(n), len(input))])
	return uint32(len(output))
}

//go:wasmexport output
func outputAt() unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(output)) }

func main() { select {} }
