package bundle

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/evanw/esbuild/pkg/api"
)

// TabDist is where the peer for a browser's tab is, from the module's root. It is
// not under version control.
const TabDist = Dist + "/tab"

// names.json says what the files are called that have a hash in their names.
type names struct {
	Worker string `json:"worker"` // the script that runs the peer
	Wasm   string `json:"wasm"`   // the peer
}

// WriteTab builds the peer for a browser's tab and writes it, compressed, to
// TabDist. What is there already in the same version is left, since compressing
// takes a minute.
func WriteTab(root string) error {
	wasm, err := tabWasm(root)
	if err != nil {
		return err
	}
	worker, err := tabWorker(root)
	if err != nil {
		return err
	}
	goroot, err := goEnv(root, "GOROOT")
	if err != nil {
		return err
	}
	licence, err := os.ReadFile(filepath.Join(goroot, "LICENSE"))
	if err != nil {
		return fmt.Errorf("build the tab's peer: %w", err)
	}
	list := names{Worker: hashed("worker.js", worker), Wasm: hashed("throng.wasm", wasm)}
	index, err := json.Marshal(list)
	if err != nil {
		return fmt.Errorf("build the tab's peer: %w", err)
	}
	return write(filepath.Join(root, TabDist), map[string][]byte{
		list.Worker:    worker,
		list.Wasm:      wasm,
		"names.json":   index,
		"licenses.txt": append([]byte("The peer and the worker that runs it contain the Go library and runtime:\n\n"), licence...),
	})
}

// hashed puts a hash of the content into a file's name.
func hashed(name string, content []byte) string {
	sum := sha256.Sum256(content)
	ext := path.Ext(name)
	return strings.TrimSuffix(name, ext) + "-" + hex.EncodeToString(sum[:6]) + ext
}

// tabWasm compiles cmd/throng-tab.
func tabWasm(root string) ([]byte, error) {
	folder, err := os.MkdirTemp("", "throng-tab-")
	if err != nil {
		return nil, fmt.Errorf("build the tab's peer: %w", err)
	}
	defer func() { _ = os.RemoveAll(folder) }()
	out := filepath.Join(folder, "throng.wasm")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", out, "./cmd/throng-tab")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOFLAGS=")
	if said, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build the tab's peer: %w: %s", err, said)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		return nil, fmt.Errorf("build the tab's peer: %w", err)
	}
	return b, nil
}

func goEnv(root, name string) (string, error) {
	cmd := exec.Command("go", "env", name)
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go env %s: %w", name, err)
	}
	return strings.TrimSpace(string(out)), nil
}

// tabWorker bundles the script that runs the peer, with the one of Go's that
// begins its runtime.
func tabWorker(root string) ([]byte, error) {
	goroot, err := goEnv(root, "GOROOT")
	if err != nil {
		return nil, err
	}
	options := scriptOptions()
	options.Format = api.FormatIIFE
	options.Alias = map[string]string{"wasm_exec": filepath.Join(goroot, "lib", "wasm", "wasm_exec.js")}
	return script(filepath.Join(root, Sources, "src"), "swarm/worker.ts", options)
}

// write writes the files, each as .br and as .gz, and removes what else is there.
func write(folder string, files map[string][]byte) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("build the tab's peer: %w", err)
	}
	keep := make(map[string]bool)
	for name, content := range files {
		for suffix, pack := range map[string]func([]byte) ([]byte, error){".br": packBrotli, ".gz": packGzip} {
			file := filepath.Join(folder, name+suffix)
			keep[name+suffix] = true
			if _, err := os.Stat(file); err == nil && strings.Contains(name, "-") {
				continue
			}
			packed, err := pack(content)
			if err == nil {
				err = replace(file, packed)
			}
			if err != nil {
				return fmt.Errorf("build the tab's peer: %w", err)
			}
		}
	}
	there, err := os.ReadDir(folder)
	if err != nil {
		return fmt.Errorf("build the tab's peer: %w", err)
	}
	for _, f := range there {
		if keep[f.Name()] {
			continue
		}
		if err := os.Remove(filepath.Join(folder, f.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("build the tab's peer: %w", err)
		}
	}
	return nil
}

// replace writes a file whole or not at all.
func replace(file string, content []byte) error {
	if err := os.WriteFile(file+".part", content, 0o644); err != nil {
		return err
	}
	return os.Rename(file+".part", file)
}

func packBrotli(b []byte) ([]byte, error) {
	var out bytes.Buffer
	w := brotli.NewWriterOptions(&out, brotli.WriterOptions{Quality: brotli.BestCompression, LGWin: 22})
	if _, err := w.Write(b); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func packGzip(b []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(b); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
