package web

import (
	"encoding/json"
	"html"
	"net/http"
	"strconv"
	"strings"
)

// Channel is what channel.json beside the page says of the channel to play.
type Channel struct {
	// Link is the channel's link; empty where the page is of no channel: it
	// asks for one.
	Link string `json:"link"`
	// Title is shown, and told to those who make a preview of the page's address.
	Title string `json:"title"`
	// Local says that the stream is at /feed: a peer on this machine serves it,
	// and the page is none.
	Local bool `json:"local"`
}

// ForChannel is a page, as Handler makes it, with the channel.json that tells
// it what to play, and with the channel's title where previews of its address
// take theirs from. channel is called for each request for either.
func ForChannel(page http.Handler, channel func(*http.Request) Channel) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", page)
	mux.HandleFunc("GET /channel.json", func(w http.ResponseWriter, r *http.Request) {
		c := channel(r)
		b, err := json.Marshal(c)
		if err != nil {
			http.Error(w, "the channel cannot be told of", http.StatusInternalServerError)
			return
		}
		h := w.Header()
		h.Set("Content-Type", "application/json")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		if !c.Local {
			// A player on another site's page may ask what this page plays; what is
			// watched on this machine is no site's business.
			h.Set("Access-Control-Allow-Origin", "*")
		}
		_, _ = w.Write(append(b, '\n')) // an error is the client's going
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		title := channel(r).Title
		if title == "" || r.Method == http.MethodHead {
			page.ServeHTTP(w, r)
			return
		}
		titled := &titledPage{ResponseWriter: w, title: title, origin: origin(r)}
		plain := r.Clone(r.Context())
		for _, name := range []string{"Accept-Encoding", "If-None-Match"} {
			plain.Header.Del(name)
		}
		page.ServeHTTP(titled, plain)
	})
	return mux
}

// What of index.html has the title in it, before and after.
const (
	plainTitle   = "<title>Throng</title>"
	plainPreview = `<meta property="og:title" content="Live on Throng">`
	plainPicture = `<meta property="og:image" content="preview.png">`
)

// origin is how the page was called: previews want whole addresses. A reverse
// proxy says by which scheme.
func origin(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil || strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https") {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

// titledPage writes a title into index.html as it passes. The handler of the
// page writes a file in one piece.
type titledPage struct {
	http.ResponseWriter
	title  string
	origin string
}

func (w *titledPage) Write(b []byte) (int, error) {
	title := html.EscapeString(w.title)
	text := strings.Replace(string(b), plainTitle, "<title>"+title+" · Throng</title>", 1)
	text = strings.Replace(text, plainPreview, `<meta property="og:title" content="`+title+`">`, 1)
	picture := html.EscapeString(w.origin + "/preview.png")
	text = strings.Replace(text, plainPicture, `<meta property="og:image" content="`+picture+`">`, 1)
	h := w.Header()
	h.Del("ETag")
	h.Set("Content-Length", strconv.Itoa(len(text)))
	if _, err := w.ResponseWriter.Write([]byte(text)); err != nil {
		return 0, err
	}
	return len(b), nil
}
