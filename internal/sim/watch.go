package sim

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

//go:embed watch.html
var watchPage []byte

// watchMark is where the page has its data.
var watchMark = []byte("@@DATA@@")

// maxWatchEvents bounds what a page holds: a browser must keep it in memory.
const maxWatchEvents = 8_000_000

// watchPeer is a peer as the page knows it.
type watchPeer struct {
	City   string  `json:"city"`
	Lat    float64 `json:"lat"`
	Lon    float64 `json:"lon"`
	Uplink int64   `json:"uplink"` // bits a second
	Join   float64 `json:"join"`   // milliseconds
	Play   float64 `json:"play"`   // when it began to play; -1: it did not
	Leave  float64 `json:"leave"`  // -1: it did not
}

// watchData is what the page is given. Events are flat lists of numbers, in the order
// of time: t, peer, stripe, parent of Parents; t, peer, ms of Delays; t, peer, blocks
// of Lost.
type watchData struct {
	Peers   []watchPeer `json:"peers"`
	Parents []float64   `json:"parents"`
	Delays  []float64   `json:"delays"`
	Lost    []float64   `json:"lost"`
	Stripes int         `json:"stripes"`
	End     float64     `json:"end"`
}

// WatchPage reads a trace, as Config.Trace gets it, and writes a page that shows it:
// one file that needs no server.
func WatchPage(trace io.Reader, page io.Writer) error {
	d, err := readTrace(trace)
	if err != nil {
		return err
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if err := errors.Join(json.NewEncoder(z).Encode(d), z.Close()); err != nil {
		return fmt.Errorf("pack the trace: %w", err)
	}
	before, after, _ := bytes.Cut(watchPage, watchMark)
	w := bufio.NewWriter(page)
	_, err1 := w.Write(before)
	_, err2 := w.WriteString(base64.StdEncoding.EncodeToString(packed.Bytes()))
	_, err3 := w.Write(after)
	if err := errors.Join(err1, err2, err3, w.Flush()); err != nil {
		return fmt.Errorf("write the page: %w", err)
	}
	return nil
}

func readTrace(trace io.Reader) (*watchData, error) {
	d := &watchData{}
	lines := bufio.NewScanner(trace)
	for n := 1; lines.Scan(); n++ {
		var e struct {
			T                            float64
			Event, City                  string
			Peer, Stripe, Parent, Blocks int
			MS                           int
			Lat, Lon                     float64
			Uplink                       int64
		}
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return nil, fmt.Errorf("line %d is not of a trace of throng-sim: %w", n, err)
		}
		if e.Event == "join" {
			for e.Peer >= 0 && e.Peer < maxEver && len(d.Peers) <= e.Peer {
				d.Peers = append(d.Peers, watchPeer{Play: -1, Leave: -1, Join: -1})
			}
		}
		if e.Peer < 0 || e.Peer >= len(d.Peers) || e.Stripe < 0 || e.Parent < 0 {
			return nil, fmt.Errorf("line %d names peer %d, which has not come", n, e.Peer)
		}
		p := &d.Peers[e.Peer]
		switch e.Event {
		case "join":
			*p = watchPeer{City: e.City, Lat: e.Lat, Lon: e.Lon, Uplink: e.Uplink, Join: e.T, Play: -1, Leave: -1}
		case "playing":
			p.Play = e.T
		case "leave":
			p.Leave = e.T
		case "parent":
			d.Parents = append(d.Parents, e.T, float64(e.Peer), float64(e.Stripe), float64(e.Parent))
			d.Stripes = max(d.Stripes, e.Stripe+1)
		case "delay":
			d.Delays = append(d.Delays, e.T, float64(e.Peer), float64(e.MS))
		case "lost":
			d.Lost = append(d.Lost, e.T, float64(e.Peer), float64(e.Blocks))
		}
		d.End = max(d.End, e.T)
		if len(d.Parents)/4+len(d.Delays)/3 > maxWatchEvents {
			return nil, fmt.Errorf("the trace has more than %d events: simulate fewer viewers or a shorter time", maxWatchEvents)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read the trace: %w", err)
	}
	if len(d.Peers) == 0 {
		return nil, errors.New("the trace is empty: make one with throng-sim run --trace FILE")
	}
	return d, nil
}
