package main

import (
	"runtime"
	"syscall"
)

// peerBytes is about what a simulated peer takes at 500 kb/s; with more bits it takes more, which
// then comes in small pages.
const peerBytes = 160_000

// The memory is asked for in pieces, and no more than mostPages: an honest system refuses
// what it does not have.
const (
	piece     = 256 << 20
	mostPages = 8 << 30
)

// hugePages has the memory of a run come in large pages, where the system gives them to
// who asks (transparent_hugepage: madvise). A run goes through all of it in every window,
// and where it is many gigabytes much of the time goes by in finding small pages. What is
// taken here is free again at once: the runtime gives it to others, and the kernel keeps
// in mind what it was told of it.
func hugePages(peers int) {
	var all [][]byte
	for n := min(peers*peerBytes, mostPages); n > 0; n -= piece {
		b := make([]byte, min(n, piece))
		_ = syscall.Madvise(b, syscall.MADV_HUGEPAGE) // else it goes slower
		all = append(all, b)
	}
	runtime.KeepAlive(all)
}
