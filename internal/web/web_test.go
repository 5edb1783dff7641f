package web_test

import (
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"

	"throng/internal/web"
	"throng/internal/web/bundle"
)

func get(t *testing.T, method, path string, header http.Header) *http.Response {
	t.Helper()
	h, err := web.Handler()
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
		if csp := resp.Header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'self';") || strings.Contains(csp, "script-src") {
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
		if _, ok := files[f.Name()]; !ok {
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
