package web_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/evanw/esbuild/pkg/api"

	"throng/internal/web"
	"throng/internal/web/bundle"
)

func get(t *testing.T, method, path string, header http.Header) *http.Response {
	t.Helper()
	return getFrom(t, web.Handler, method, path, header)
}

func getFrom(t *testing.T, open func() (http.Handler, error), method, path string, header http.Header) *http.Response {
	t.Helper()
	h, err := open()
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(method, path, nil)
	for k, v := range header {
		r.Header[k] = v
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func TestHandler(t *testing.T) {
	kinds := map[string]string{
		"/": "text/html; charset=utf-8", "/index.html": "text/html; charset=utf-8", "/page.js": "text/javascript; charset=utf-8",
		"/page.css": "text/css; charset=utf-8", "/icon.svg": "image/svg+xml", "/throng-player.js": "text/javascript; charset=utf-8",
		"/preview.png": "image/png", "/demo.html": "text/html; charset=utf-8",
	}
	for path, kind := range kinds {
		resp := get(t, http.MethodGet, path, nil)
		body, _ := io.ReadAll(resp.Body)
		if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != kind || len(body) == 0 {
			t.Errorf("%s: %d %v", path, resp.StatusCode, resp.Header)
		}
		if csp := resp.Header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'self'; script-src 'self' 'wasm-unsafe-eval';") {
			t.Errorf("%s: policy %q", path, csp)
		}
		packed := get(t, http.MethodGet, path, http.Header{"Accept-Encoding": {"gzip, br"}})
		if packed.Header.Get("Content-Encoding") == "gzip" {
			z, err := gzip.NewReader(packed.Body)
			if err != nil {
				t.Fatal(err)
			}
			if plain, err := io.ReadAll(z); err != nil || string(plain) != string(body) {
				t.Errorf("%s: packed is another: %v", path, err)
			}
		} else if path == "/page.js" {
			t.Errorf("%s is not packed", path)
		}
		etag := resp.Header.Get("ETag")
		if again := get(t, http.MethodGet, path, http.Header{"If-None-Match": {"W/" + etag}}); etag == "" || again.StatusCode != http.StatusNotModified {
			t.Errorf("%s again: %d", path, again.StatusCode)
		}
	}
	for _, c := range []struct {
		method, path string
		code         int
	}{
		{http.MethodGet, "/nothing", 404}, {http.MethodGet, "/../web.go", 404}, {http.MethodPost, "/", 405}, {http.MethodHead, "/", 200},
	} {
		if resp := get(t, c.method, c.path, nil); resp.StatusCode != c.code {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, resp.StatusCode, c.code)
		}
	}
}

// needTab skips the test where the program is built without the peer for tabs.
func needTab(t *testing.T) {
	t.Helper()
	if !web.HasTab() {
		if os.Getenv(require) != "" {
			t.Fatal("the peer for tabs is not built")
		}
		t.Skip("the peer for tabs is not built; run: make tab")
	}
}

// tabNames are the names of the worker's and the peer's files.
func tabNames(t *testing.T) (names struct{ Worker, Wasm string }) {
	t.Helper()
	resp := get(t, http.MethodGet, "/tab/names.json", nil)
	if err := json.NewDecoder(resp.Body).Decode(&names); err != nil || resp.Header.Get("Cache-Control") != "no-cache" {
		t.Fatalf("%v %v", err, resp.Header)
	}
	return names
}

// maxLoaded is how much is loaded before the first frame, in bytes of brotli, that
// of the page's own files reckoned as gzip.
const maxLoaded = 1_200_000

func TestTab(t *testing.T) {
	needTab(t)
	names := tabNames(t)
	loaded := int64(0)
	for _, path := range []string{"/tab/" + names.Worker, "/tab/" + names.Wasm} {
		plain, err := io.ReadAll(get(t, http.MethodGet, path, http.Header{"Accept-Encoding": {"br;q=0, identity"}}).Body)
		if err != nil {
			t.Fatal(err)
		}
		for coding, unpack := range map[string]func(io.Reader) (io.Reader, error){
			"br":   func(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil },
			"gzip": func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
		} {
			resp := get(t, http.MethodGet, path, http.Header{"Accept-Encoding": {"deflate, " + coding + ";q=0.5"}})
			h := resp.Header
			if h.Get("Content-Encoding") != coding || h.Get("Cache-Control") != "public, max-age=31536000, immutable" || h.Get("Access-Control-Allow-Origin") != "*" {
				t.Errorf("%s: %v", path, h)
			}
			r, err := unpack(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			if b, err := io.ReadAll(r); err != nil || !bytes.Equal(b, plain) {
				t.Errorf("%s: %s is another: %v", path, coding, err)
			}
			if coding == "br" {
				loaded += resp.ContentLength
			}
		}
	}
	for _, path := range []string{"/", "/early.js", "/throng-player.js", "/page.js", "/page.css"} {
		loaded += get(t, http.MethodGet, path, http.Header{"Accept-Encoding": {"gzip"}}).ContentLength
	}
	t.Logf("%d bytes are loaded before the first frame", loaded)
	if loaded > maxLoaded {
		t.Errorf("more than %d", maxLoaded)
	}
}

// The page that plays by a peer of its own has the browser fetch it at once.
func TestPeerHandler(t *testing.T) {
	needTab(t)
	names := tabNames(t)
	b, err := io.ReadAll(getFrom(t, web.PeerHandler, http.MethodGet, "/", nil).Body)
	if err != nil {
		t.Fatal(err)
	}
	want := `<link rel="preload" as="fetch" crossorigin href="tab/` + names.Wasm + `" data-worker="tab/` + names.Worker + `">` +
		"\n" + `<script src="early.js"></script>`
	before, _, ok := strings.Cut(string(b), want)
	if !ok {
		t.Errorf("no %s in the page", want)
	}
	if strings.Contains(before, "<link") || strings.Contains(before, "<script") {
		t.Error("the peer is not what the page begins with")
	}
}

// What the policy forbids must not be in the page.
func TestNothingInline(t *testing.T) {
	for _, path := range []string{"/", "/demo.html"} {
		body, err := io.ReadAll(get(t, http.MethodGet, path, nil).Body)
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{"<script>", "<style", "javascript:", " onclick", " onload", "style=", "http://", "https://"} {
			if strings.Contains(string(body), bad) {
				t.Errorf("%s has %q", path, bad)
			}
		}
	}
}

// The built page in dist/ is what its sources make.
func TestDistIsFresh(t *testing.T) {
	files, err := bundle.Build("../..")
	if errors.Is(err, bundle.ErrModules) && os.Getenv(require) == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("dist", name))
		if err != nil || string(got) != string(want) {
			t.Errorf("dist/%s is not what web/ makes; run: go generate ./internal/web (%v)", name, err)
		}
	}
	there, err := os.ReadDir("dist")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range there {
		if _, ok := files[f.Name()]; !ok && !f.IsDir() {
			t.Errorf("dist/%s is made of nothing", f.Name())
		}
	}
}

// TestScripts runs web/test/*.test.ts by node's own test runner.
func TestScripts(t *testing.T) {
	if _, err := exec.LookPath("node"); err != nil {
		if os.Getenv(require) != "" {
			t.Fatal(err)
		}
		t.Skip("node is not installed")
	}
	tests, err := filepath.Glob("../../web/test/*.test.ts")
	if err != nil || len(tests) == 0 {
		t.Fatalf("no tests: %v", err)
	}
	for _, test := range tests {
		t.Run(filepath.Base(test), func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "test.mjs")
			result := api.Build(api.BuildOptions{
				EntryPoints: []string{test}, Outfile: out, Bundle: true, Write: true, Platform: api.PlatformNode, Format: api.FormatESModule,
				Target: api.ES2022,
			})
			if len(result.Errors) > 0 {
				t.Fatal(api.FormatMessages(result.Errors, api.FormatMessagesOptions{}))
			}
			if out, err := exec.CommandContext(t.Context(), "node", out).CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
