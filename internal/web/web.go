// Package web holds the page that plays a channel. Its sources are in web/;
// what is built of them is in dist/, and in the program.
package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
)

//go:generate go run ./build ../..

//go:embed dist
var dist embed.FS

// policy is the page's content security policy. Scripts come from this server
// alone, and none is inline; WebAssembly is the peer in the tab. Styles may be
// inline because the controls' shadow trees have style elements; blob: is what MSE
// plays. A channel's trackers may be anywhere.
const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; media-src 'self' blob:; img-src 'self' data:; " +
	"style-src 'self' 'unsafe-inline'; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; form-action 'none'; " +
	"frame-ancestors 'self'"

// tabFolder is where the peer for a browser's tab is served. Each file is in the
// program as .br and as .gz; what has a hash in its name never changes.
const tabFolder = "tab/"

// types are the media types of what is in dist; the machine's own table may
// know others or none.
var types = map[string]string{
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".svg":  "image/svg+xml",
	".png":  "image/png",
	".txt":  "text/plain; charset=utf-8",
	".json": "application/json",
	".wasm": "application/wasm",
}

type file struct {
	kind    string
	etag    string
	forever bool    // another content would have another name
	shared  bool    // pages of other origins may load it
	plain   []byte  // nil where it is made of gzip
	gzip    *stored // nil where that is no shorter
	brotli  *stored // nil where there is none
}

// stored is content that is read where it lies: in the program, for what is large, so
// that no viewer holds a copy of the peer for tabs that nobody may ever fetch.
type stored = io.SectionReader

func again(s *stored) *stored { return io.NewSectionReader(s, 0, s.Size()) }

// Handler serves the page at / and its files beside it, for GET and HEAD. Every
// file whose name says nothing of its content is checked by the browser at each
// load (ETag), so that a new version of the program is never shown an old page.
func Handler() (http.Handler, error) {
	files, err := built()
	if err != nil {
		return nil, fmt.Errorf("the page: %w", err)
	}
	return handler(files), nil
}

// PeerHandler is Handler for a page that plays by a peer of its own in the tab: it
// has the browser fetch that peer, and begin it, before the page's scripts run, and
// before its style sheets, for which scripts below them wait.
func PeerHandler() (http.Handler, error) {
	files, err := built()
	if err != nil {
		return nil, fmt.Errorf("the page: %w", err)
	}
	files = maps.Clone(files)
	var n struct{ Worker, Wasm string }
	if f := files[tabFolder+"names.json"]; f != nil {
		b, err := f.content()
		if err == nil {
			err = json.Unmarshal(b, &n)
		}
		if err != nil {
			return nil, fmt.Errorf("the page: names.json: %w", err)
		}
		link := fmt.Sprintf("<link rel=\"preload\" as=\"fetch\" crossorigin href=%q data-worker=%q>\n<script src=\"early.js\"></script>\n", tabFolder+n.Wasm, tabFolder+n.Worker)
		index := files["index.html"]
		before, after, ok := bytes.Cut(index.plain, []byte("<link "))
		if !ok {
			return nil, errors.New("the page: index.html has no link to put the peer's before")
		}
		files["index.html"] = newFile("index.html", slices.Concat(before, []byte(link+"<link "), after))
	}
	return handler(files), nil
}

// HasTab reports whether the program was built with the peer for browsers' tabs.
func HasTab() bool {
	_, err := fs.Stat(dist, "dist/"+tabFolder+"names.json.gz")
	return err == nil
}

func handler(files map[string]*file) http.Handler {
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
	})
}

func (f *file) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-cache")
	if f.forever {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if f.shared {
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	}
	h.Set("Vary", "Accept-Encoding")
	h.Set("ETag", f.etag)
	if strings.Contains(r.Header.Get("If-None-Match"), f.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	var body *stored
	switch accepted := r.Header.Get("Accept-Encoding"); {
	case f.brotli != nil && accepts(accepted, "br"):
		h.Set("Content-Encoding", "br")
		body = again(f.brotli)
	case f.gzip != nil && accepts(accepted, "gzip"):
		h.Set("Content-Encoding", "gzip")
		body = again(f.gzip)
	default:
		b, err := f.content()
		if err != nil {
			http.Error(w, "the program is damaged", http.StatusInternalServerError)
			return
		}
		body = inMemory(b)
	}
	h.Set("Content-Length", fmt.Sprint(body.Size()))
	if r.Method == http.MethodHead {
		return
	}
	_, _ = io.Copy(w, body) // an error is the client's going
}

// accepts reports whether an Accept-Encoding names a coding, other than to refuse
// it.
func accepts(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if !strings.EqualFold(strings.TrimSpace(name), coding) {
			continue
		}
		_, q, _ := strings.Cut(weight, "=")
		return strings.Trim(strings.TrimSpace(q), "0.") != "" || strings.TrimSpace(q) == ""
	}
	return false
}

// newFile makes a file of the page.
func newFile(name string, b []byte) *file {
	tag, _ := etagOf(bytes.NewReader(b)) // memory is read without an error
	f := &file{kind: kindOf(name), plain: b, etag: tag}
	if packed := pack(b); len(packed) < len(b) {
		f.gzip = inMemory(packed)
	}
	return f
}

func inMemory(b []byte) *stored { return io.NewSectionReader(bytes.NewReader(b), 0, int64(len(b))) }

func kindOf(name string) string {
	if kind := types[path.Ext(name)]; kind != "" {
		return kind
	}
	return mime.TypeByExtension(path.Ext(name))
}

func etagOf(r io.Reader) (string, error) {
	sum := sha256.New()
	if _, err := io.Copy(sum, r); err != nil {
		return "", err
	}
	return `"` + hex.EncodeToString(sum.Sum(nil)[:8]) + `"`, nil
}

// built is what is in the program, packed once however many pages there are.
var built = sync.OnceValues(func() (map[string]*file, error) { return load(dist) })

func load(from fs.FS) (map[string]*file, error) {
	files := make(map[string]*file)
	err := fs.WalkDir(from, "dist", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name := strings.TrimPrefix(p, "dist/")
		if strings.HasPrefix(name, tabFolder) {
			if ext := path.Ext(name); ext != ".gz" {
				return nil // goes with its .gz
			}
			name = strings.TrimSuffix(name, ".gz")
			files[name], err = loadTab(from, "dist/"+name)
			return err
		}
		b, err := fs.ReadFile(from, p)
		if err != nil {
			return err
		}
		files[name] = newFile(name, b)
		return nil
	})
	return files, err
}

// loadTab reads a file of the peer for tabs. It is unpacked for clients that take
// nothing packed only, which are few.
func loadTab(from fs.FS, name string) (*file, error) {
	f := &file{kind: kindOf(name), shared: true, forever: strings.Contains(path.Base(name), "-")}
	var err error
	if f.gzip, err = open(from, name+".gz"); err != nil {
		return nil, err
	}
	if f.brotli, err = open(from, name+".br"); err != nil {
		return nil, err
	}
	f.etag, err = etagOf(again(f.gzip))
	return f, err
}

// open finds a file that can be read at any place, as those in the program can, which hold
// nothing that would have to be closed.
func open(from fs.FS, name string) (*stored, error) {
	f, err := from.Open(name)
	if err != nil {
		return nil, err
	}
	at, ok := f.(io.ReaderAt)
	if !ok {
		return nil, fmt.Errorf("%s: not to be read at any place", name)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return io.NewSectionReader(at, 0, info.Size()), nil
}

// content is the file's content, unpacked.
func (f *file) content() ([]byte, error) {
	if f.plain != nil {
		return f.plain, nil
	}
	z, err := gzip.NewReader(again(f.gzip))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
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
