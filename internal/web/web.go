// Package web holds the page that plays a channel. Its sources are in web/;
// what is built of them is in dist/, and in the program.
package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

//go:generate go run ./build ../..

//go:embed dist
var dist embed.FS

// policy is the page's content security policy. Scripts come from this server
// alone, and none is inline. Styles may be inline because the controls' shadow
// trees have style elements; blob: is what MSE plays.
const policy = "default-src 'self'; media-src 'self' blob:; img-src 'self' data:; style-src 'self' 'unsafe-inline'; " +
	"connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

// types are the media types of what is in dist; the machine's own table may
// know others or none.
var types = map[string]string{
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".svg":  "image/svg+xml",
	".png":  "image/png",
	".txt":  "text/plain; charset=utf-8",
}

type file struct {
	kind   string
	etag   string
	plain  []byte
	packed []byte // gzip; nil where that is no shorter
}

// Handler serves the page at / and its files beside it, for GET and HEAD. Every
// file is checked by the browser at each load (ETag), so that a new version of
// the program is never shown an old page.
func Handler() (http.Handler, error) {
	files, err := load(dist)
	if err != nil {
		return nil, fmt.Errorf("the page: %w", err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
		if name == "" {
			name = "index.html"
		}
		f, ok := files[name]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
			return
		}
		f.serve(w, r)
	}), nil
}

func (f *file) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-cache")
	h.Set("Vary", "Accept-Encoding")
	h.Set("ETag", f.etag)
	if strings.Contains(r.Header.Get("If-None-Match"), f.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := f.plain
	if f.packed != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = f.packed
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(body) // an error is the client's going
}

func load(from fs.FS) (map[string]*file, error) {
	files := make(map[string]*file)
	err := fs.WalkDir(from, "dist", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(from, p)
		if err != nil {
			return err
		}
		kind := types[path.Ext(p)]
		if kind == "" {
			kind = mime.TypeByExtension(path.Ext(p))
		}
		sum := sha256.Sum256(b)
		f := &file{kind: kind, plain: b, etag: `"` + hex.EncodeToString(sum[:8]) + `"`}
		if packed := pack(b); len(packed) < len(b) {
			f.packed = packed
		}
		files[strings.TrimPrefix(p, "dist/")] = f
		return nil
	})
	return files, err
}

func pack(b []byte) []byte {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return b
	}
	if _, err := z.Write(b); err != nil {
		return b
	}
	if err := z.Close(); err != nil {
		return b
	}
	return out.Bytes()
}
