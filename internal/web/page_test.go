package web_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/evanw/esbuild/pkg/api"

	"throng/internal/web"
)

// TestPage goes over the page in a real Chromium as people do: by pointer, by
// keys, on a phone; with sharing on and off, handing the channel on, choosing
// one, and with everything that can be wrong. axe-core looks at each view.
// Screenshots are kept in build/screenshots.
func TestPage(t *testing.T) {
	if testing.Short() {
		t.Skip("two minutes of real time")
	}
	inBrowser(t, func(root string) {
		var r struct {
			Checks  int
			Wrong   []string
			Errors  []string
			Axe     []string
			Failure string
		}
		args := []string{"http://" + newStage(t), folder(t, root, "build/screenshots")}
		if only := os.Getenv("THRONG_PAGE_PARTS"); only != "" {
			args = append(args, only)
		}
		runScript(t, 6*time.Minute, &r, filepath.Join(root, "web/test/page.mjs"), args...)
		for _, list := range [][]string{r.Wrong, r.Errors, r.Axe} {
			for _, what := range list {
				t.Error(what)
			}
		}
		if r.Failure != "" || r.Checks == 0 {
			t.Errorf("after %d checks: %s", r.Checks, r.Failure)
		}
		t.Logf("%d checks", r.Checks)
	})
}

const embedding = `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>A site</title>
<link rel="icon" href="icon.svg"><link rel="stylesheet" href="demo.css">
<script src="throng-player.js" type="module"></script>%SCRIPT%
<main><h1>A site</h1><throng-player%SRC%></throng-player></main></html>`

// newStage serves the page as each case needs it and returns its address.
func newStage(t *testing.T) string {
	page, err := web.Handler()
	if err != nil {
		t.Fatal(err)
	}
	plain, codec, ended := newStation(t), newStation(t), newStation(t)
	codec.disturb("codec")
	ended.disturb("end")
	demo := bundled(t, "demo-feed.ts")
	index, err := os.ReadFile("dist/index.html")
	if err != nil {
		t.Fatal(err)
	}
	const script = `<script src="demo-feed.js" type="module"></script>`
	scene := strings.Replace(string(index), `<script src="page.js"`, script+`<script src="page.js"`, 1)
	text := func(kind, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { asPage(w, page, kind, body) }
	}
	mux := http.NewServeMux()
	mux.Handle("/", web.ForChannel(page, func(*http.Request) web.Channel { return web.Channel{} }))
	mux.Handle("/scene", text("text/html", scene))
	mux.Handle("/embed", text("text/html", strings.NewReplacer("%SCRIPT%", script, "%SRC%", "").Replace(embedding)))
	mux.Handle("/captions", text("text/html", strings.NewReplacer("%SCRIPT%", "",
		"%SRC%", ` src="feed"><track kind="captions" srclang="en" label="English" src="words.vtt"`).Replace(embedding)))
	mux.Handle("/words.vtt", text("text/vtt", "WEBVTT\n\n00:00.000 --> 99:00:00.000\nGood evening.\n"))
	mux.Handle("/demo-feed.js", text("text/javascript", demo))
	mux.Handle("/feed", plain.server.Handler)
	for name, s := range map[string]*station{"/local": plain, "/codec": codec, "/ended": ended} {
		mux.Handle(name+"/", http.StripPrefix(name, s.server.Handler))
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return listener.Addr().String()
}

// discard takes the headers of an answer and nothing else.
type discard struct{ header http.Header }

func (d discard) Header() http.Header         { return d.header }
func (d discard) Write(b []byte) (int, error) { return len(b), nil }
func (d discard) WriteHeader(int)             {}

// asPage answers with the headers of the page, its policy among them.
func asPage(w http.ResponseWriter, page http.Handler, kind, body string) {
	page.ServeHTTP(discard{w.Header()}, httptest.NewRequest(http.MethodGet, "/", nil))
	w.Header().Del("Content-Length")
	w.Header().Del("Content-Encoding")
	w.Header().Set("Content-Type", kind)
	_, _ = io.WriteString(w, body)
}

// bundled bundles a script of web/test.
func bundled(t *testing.T, name string) string {
	result := api.Build(api.BuildOptions{
		EntryPoints: []string{filepath.Join("../../web/test", name)}, Bundle: true, Format: api.FormatESModule, Target: api.ES2022,
	})
	if len(result.Errors) > 0 {
		t.Fatal(api.FormatMessages(result.Errors, api.FormatMessagesOptions{}))
	}
	return string(result.OutputFiles[0].Contents)
}
