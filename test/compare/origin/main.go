// Command origin serves the files of a folder, as any web server would that HLS is
// put on. It says on standard output when it is there:
//
//	origin ADDRESS FOLDER
package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"path"
	"time"
)

// kinds are the media types that the machine's own table may not know.
var kinds = map[string]string{
	".m3u8": "application/vnd.apple.mpegurl",
	".m4s":  "video/iso.segment",
	".mp4":  "video/mp4",
	".js":   "text/javascript; charset=utf-8",
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "origin ADDRESS FOLDER")
		os.Exit(2)
	}
	if err := serve(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "origin:", err)
		os.Exit(1)
	}
}

func serve(address, folder string) error {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	files := http.FileServer(http.Dir(folder))
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ext := path.Ext(r.URL.Path)
		if kind := kinds[ext]; kind != "" {
			w.Header().Set("Content-Type", kind)
		}
		if ext == ".m3u8" {
			w.Header().Set("Cache-Control", "no-cache")
		}
		files.ServeHTTP(w, r)
	})
	fmt.Println(`{"event":"ready"}`)
	return (&http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}).Serve(l)
}
