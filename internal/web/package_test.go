package web_test

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// consumer is what a site's program in TypeScript makes of the npm package.
const consumer = `import { ThrongPlayer, type Feed, type PlayerState } from 'throng-player';
const player: ThrongPlayer = document.createElement('throng-player');
const state: PlayerState = player.status.state;
const feed: Feed = { start: (sink) => sink.problem('tracker'), stop: () => {} };
player.feed = feed;
player.delayMode = 'steady';
player.addEventListener('statschange', () => console.log(state, player.stats?.delayMs, player.stats?.fromPeers?.[0].kind));
`

const consumerConfig = `{"compilerOptions":{"module":"NodeNext","target":"ES2022","lib":["ES2022","DOM"],"strict":true,"noEmit":true,"types":[]},"files":["site.ts"]}`

// TestNPMPackage packs web/ as npm does, and type-checks a program that uses it.
func TestNPMPackage(t *testing.T) {
	compiler, err := filepath.Abs("../../web/node_modules/typescript/bin/tsc")
	if err != nil {
		t.Fatal(err)
	}
	_, npm := exec.LookPath("npm")
	_, tsc := os.Stat(compiler)
	if missing := errors.Join(npm, tsc); missing != nil {
		if os.Getenv(require) != "" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	folder := t.TempDir()
	pack := exec.CommandContext(t.Context(), "npm", "pack", "--silent", "--offline", "--pack-destination", folder)
	pack.Dir = "../../web"
	out, err := pack.Output()
	if err != nil {
		t.Fatalf("npm pack: %v: %s", err, out)
	}
	lines := strings.Fields(string(out))
	if len(lines) == 0 {
		t.Fatal("npm pack names no file")
	}
	site := filepath.Join(folder, "site")
	names := unpack(t, filepath.Join(folder, lines[len(lines)-1]), filepath.Join(site, "node_modules/throng-player"))
	for _, want := range []string{"package.json", "README.md", "dist/throng-player.js", "dist/types/throng-player.d.ts", "dist/demo.html", "dist/licenses.txt"} {
		if !names[want] {
			t.Errorf("the package lacks %s", want)
		}
	}
	for name, text := range map[string]string{"site.ts": consumer, "tsconfig.json": consumerConfig, "package.json": `{"type":"module"}`} {
		if err := os.WriteFile(filepath.Join(site, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	check := exec.CommandContext(t.Context(), "node", compiler, "-p", site)
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("a program that uses the package: %v\n%s", err, out)
	}
}

// unpack takes apart what npm packed and returns the names in it.
func unpack(t *testing.T, archive, folder string) map[string]bool {
	t.Helper()
	f, err := os.Open(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for r := tar.NewReader(z); ; {
		head, err := r.Next()
		if errors.Is(err, io.EOF) {
			return names
		}
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(head.Name, "package/")
		names[name] = true
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
