// Command build makes the page's files in internal/web/dist anew from web/.
// Run it in the module's root, by `go generate ./internal/web`, after
// `npm ci --prefix web`.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"throng/internal/web/bundle"
)

func main() {
	root := "."
	if len(os.Args) > 1 {
		root = os.Args[1]
	}
	if err := run(root); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}

func run(root string) error {
	files, err := bundle.Build(root)
	if err != nil {
		return err
	}
	for name, b := range files {
		if err := os.WriteFile(filepath.Join(root, bundle.Dist, name), b, 0o644); err != nil {
			return err
		}
	}
	return nil
}
