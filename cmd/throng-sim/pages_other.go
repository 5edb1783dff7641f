//go:build !linux

package main

// hugePages does nothing here; see pages_linux.go.
func hugePages(int) {}
