// Package bundle makes the page's files from their sources in web/. Only the
// build command and a test use it: the program embeds what was built.
package bundle

import (
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

// Build returns the page's files by name. root is the module's root; the npm
// packages of web/package.json must be installed, or the error is ErrModules.
func Build(root string) (map[string][]byte, error) {
	if _, err := os.Stat(filepath.Join(root, Sources, "node_modules", "media-chrome")); err != nil {
		return nil, ErrModules
	}
	src := filepath.Join(root, Sources, "src")
	files := make(map[string][]byte)
	script, err := script(src, "page.ts", scriptOptions())
	if err != nil {
		return nil, err
	}
	files["page.js"] = script
	licence, err := os.ReadFile(filepath.Join(root, Sources, "node_modules", "media-chrome", "LICENSE"))
	if err != nil {
		return nil, fmt.Errorf("build the page: %w", err)
	}
	files["licenses.txt"] = append([]byte("page.js contains media-chrome:\n\n"), licence...)
	for _, name := range []string{"index.html", "page.css", "icon.svg"} {
		b, err := os.ReadFile(filepath.Join(src, name))
		if err != nil {
			return nil, fmt.Errorf("build the page: %w", err)
		}
		files[name] = b
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
