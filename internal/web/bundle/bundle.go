// Package bundle makes the page's files from their sources in web/. Only the
// build command and a test use it: the program embeds what was built.
package bundle

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// Sources is where the sources are, from the module's root.
const Sources = "web"

// Dist is where the built files are, from the module's root.
const Dist = "internal/web/dist"

// ErrModules says that the npm packages the page is made of are not installed.
var ErrModules = fmt.Errorf("%s/node_modules is not complete; run: npm ci --prefix %s", Sources, Sources)

// scripts are the entry points and the files that are made of them: the player
// by itself, for any page, and what the page around it needs.
var scripts = map[string]string{"throng-player.ts": "throng-player.js", "page.ts": "page.js"}

// What begins a tab's peer is no module: browsers run those when the page is there.
const (
	earlySource = "early.ts"
	earlyScript = "early.js"
)

// copied are the files that go into the page as they are, from Sources.
var copied = []string{"src/index.html", "src/page.css", "src/icon.svg", "src/preview.png", "demo.html", "demo.css"}

// packages are those that the scripts contain, with their licences.
var packages = []string{"media-chrome", "lean-qr", "@noble/hashes"}

// Build returns the page's files by name. root is the module's root; the npm
// packages of web/package.json must be installed, or the error is ErrModules.
func Build(root string) (map[string][]byte, error) {
	web := filepath.Join(root, Sources)
	var licences bytes.Buffer
	for _, name := range packages {
		b, err := os.ReadFile(filepath.Join(web, "node_modules", name, "LICENSE"))
		if err != nil {
			return nil, ErrModules
		}
		fmt.Fprintf(&licences, "The page's scripts contain %s:\n\n%s\n\n", name, bytes.TrimSpace(b))
	}
	files := map[string][]byte{"licenses.txt": licences.Bytes()}
	for entry, name := range scripts {
		b, err := script(filepath.Join(web, "src"), entry, scriptOptions())
		if err != nil {
			return nil, err
		}
		files[name] = b
	}
	early := scriptOptions()
	early.Format = api.FormatIIFE
	b, err := script(filepath.Join(web, "src"), earlySource, early)
	if err != nil {
		return nil, err
	}
	files[earlyScript] = b
	for _, name := range copied {
		b, err := os.ReadFile(filepath.Join(web, name))
		if err != nil {
			return nil, fmt.Errorf("build the page: %w", err)
		}
		files[filepath.Base(name)] = b
	}
	return files, nil
}

// scriptOptions are how scripts are bundled. Style sheets that they import become
// strings, for shadow trees.
func scriptOptions() api.BuildOptions {
	return api.BuildOptions{
		Bundle:            true,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		Format:            api.FormatESModule,
		Target:            api.ES2022,
		Charset:           api.CharsetUTF8,
		LegalComments:     api.LegalCommentsEndOfFile,
		Loader:            map[string]api.Loader{".css": api.LoaderText},
		TsconfigRaw:       `{"compilerOptions":{"useDefineForClassFields":true}}`,
	}
}

// script bundles one entry point.
func script(src, entry string, options api.BuildOptions) ([]byte, error) {
	abs, err := filepath.Abs(src)
	if err != nil {
		return nil, fmt.Errorf("build the page: %w", err)
	}
	options.AbsWorkingDir, options.EntryPoints = abs, []string{entry}
	result := api.Build(options)
	if len(result.Errors) > 0 {
		text := api.FormatMessages(result.Errors, api.FormatMessagesOptions{Kind: api.ErrorMessage})
		return nil, fmt.Errorf("build the page: %s", strings.Join(text, ""))
	}
	return result.OutputFiles[0].Contents, nil
}
