package web_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"throng/internal/web"
)

// ask asks a page of a channel for something.
func ask(t *testing.T, c web.Channel, method, path string, header http.Header) (*http.Response, string) {
	t.Helper()
	page, err := web.Handler()
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(method, "http://tv.example:7400"+path, nil)
	for k, v := range header {
		r.Header[k] = v
	}
	w := httptest.NewRecorder()
	web.ForChannel(page, func(*http.Request) web.Channel { return c }).ServeHTTP(w, r)
	body, err := io.ReadAll(w.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Result(), string(body)
}

func TestChannelIsTold(t *testing.T) {
	for _, want := range []web.Channel{{}, {Link: stationLink, Title: "News & more"}, {Link: stationLink, Local: true}} {
		resp, body := ask(t, want, http.MethodGet, "/channel.json", nil)
		var got web.Channel
		if err := json.Unmarshal([]byte(body), &got); err != nil || got != want {
			t.Errorf("%+v became %s: %v", want, body, err)
		}
		// No site that is visited learns what is watched on this machine.
		if open := resp.Header.Get("Access-Control-Allow-Origin") != ""; open == want.Local {
			t.Errorf("%+v: %v", want, resp.Header)
		}
	}
}

func TestPreviewHasTheTitle(t *testing.T) {
	c := web.Channel{Title: `News "live" </title><script>`}
	want := "News &#34;live&#34; &lt;/title&gt;&lt;script&gt;"
	resp, body := ask(t, c, http.MethodGet, "/", http.Header{"Accept-Encoding": {"gzip"}, "X-Forwarded-Proto": {"https"}})
	for _, part := range []string{
		"<title>" + want + " · Throng</title>", `<meta property="og:title" content="` + want + `">`,
		`<meta property="og:image" content="https://tv.example:7400/preview.png">`,
	} {
		if !strings.Contains(body, part) {
			t.Errorf("the page lacks %s", part)
		}
	}
	if resp.Header.Get("Content-Encoding") != "" || resp.ContentLength != int64(len(body)) || resp.Header.Get("Content-Security-Policy") == "" {
		t.Errorf("%d bytes: %v", len(body), resp.Header)
	}
	// Without a title the page is as it was built, and the rest of it always.
	for _, path := range []string{"/", "/page.js"} {
		title := ""
		if path != "/" {
			title = c.Title
		}
		plain := get(t, http.MethodGet, path, nil)
		was, err := io.ReadAll(plain.Body)
		if err != nil {
			t.Fatal(err)
		}
		if got, body := ask(t, web.Channel{Title: title}, http.MethodGet, path, nil); body != string(was) || got.Header.Get("ETag") != plain.Header.Get("ETag") {
			t.Errorf("%s is another", path)
		}
	}
}
