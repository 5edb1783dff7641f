package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
)

// file is an output file with a buffer.
type file struct {
	f *os.File
	w *bufio.Writer
}

func newFile(name string) (*file, error) {
	f, err := os.Create(name)
	if err != nil {
		return nil, fmt.Errorf("create output: %w", err)
	}
	return &file{f, bufio.NewWriterSize(f, 1<<20)}, nil
}

func (f *file) close() error {
	if err := errors.Join(f.w.Flush(), f.f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", f.f.Name(), err)
	}
	return nil
}
