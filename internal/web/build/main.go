// Command build makes the page's files in internal/web/dist anew from web/, and
// those of the peer that runs in a browser's tab, which need nothing but Go, in
// internal/web/dist/tab:
//
//	build [ROOT]      both, after `npm ci --prefix web`
//	build -tab [ROOT] the peer alone
//
// ROOT is the module's root, the working directory if it is not given.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"throng/internal/web/bundle"
)

func main() {
	tab := flag.Bool("tab", false, "only the peer that runs in a browser's tab")
	flag.Parse()
	root := "."
	if flag.NArg() > 0 {
		root = flag.Arg(0)
	}
	if err := run(root, *tab); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}

func run(root string, tab bool) error {
	if err := bundle.WriteTab(root); err != nil || tab {
		return err
	}
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
