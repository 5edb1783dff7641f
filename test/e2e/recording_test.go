package e2e

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"throng/internal/media"
)

// fragment is one moof with its mdat, by its hash, and by that of it without its
// times and its number, which a viewer's copy has anew where the broadcaster began anew.
type fragment struct {
	hash [sha256.Size]byte
	same [sha256.Size]byte
	size int
	key  bool
	kind media.Kind

	track     uint32
	time, end time.Duration
	at        time.Time // when it was read
}

// timeless is a fragment with zeros for its decode times and its number.
func timeless(b []byte) []byte {
	b = bytes.Clone(b)
	var walk func(b []byte)
	walk = func(b []byte) {
		for len(b) >= 8 {
			size := int(binary.BigEndian.Uint32(b))
			if size < 8 || size > len(b) {
				return
			}
			switch string(b[4:8]) {
			case "moof", "traf":
				walk(b[8:size])
			case "mfhd", "tfdt":
				clear(b[min(12, size):size]) // behind version and flags
			}
			b = b[size:]
		}
	}
	walk(b)
	return b
}

// recording is fragmented MP4 taken apart.
type recording struct {
	inits     [][]byte
	fragments []fragment
	bytes     int
	rest      []byte // a box that has not come whole yet
	head      []byte // boxes before the next moof or mdat
	init      *media.Init
}

// maxBox is the longest box believed; a longer one is a broken file.
const maxBox = 16 << 20

// Write takes bytes as they come. It splits boxes itself, so that the program's
// own reader is not what judges the program.
func (r *recording) Write(b []byte) (int, error) {
	r.bytes += len(b)
	r.rest = append(r.rest, b...)
	for len(r.rest) >= 8 {
		size := int(binary.BigEndian.Uint32(r.rest))
		if size < 8 || size > maxBox {
			return 0, fmt.Errorf("a box of %d bytes at %d", size, r.bytes-len(r.rest))
		}
		if len(r.rest) < size {
			break
		}
		if err := r.box(r.rest[:size]); err != nil {
			return 0, err
		}
		r.rest = r.rest[size:]
	}
	r.rest = bytes.Clone(r.rest)
	return len(b), nil
}

func (r *recording) box(b []byte) (err error) {
	kind := string(b[4:8])
	r.head = append(r.head, b...)
	switch kind {
	case "ftyp", "moof":
	case "moov":
		r.inits = append(r.inits, r.head)
		r.init, err = media.ParseInit(r.head)
		r.head = nil
	case "mdat":
		if r.init == nil {
			return fmt.Errorf("a fragment before the init segment")
		}
		f, err := media.ParseFragment(r.init, r.head)
		if err != nil {
			return err
		}
		r.fragments = append(r.fragments, fragment{
			hash: sha256.Sum256(r.head), same: sha256.Sum256(timeless(r.head)), size: len(r.head),
			key: f.Key, kind: f.Kind, track: f.Track, time: f.Time, end: f.End(), at: time.Now(),
		})
		r.head = nil
	default:
		return fmt.Errorf("a box %q", kind)
	}
	return err
}

// readRecording reads a file, which must end with a whole fragment.
func readRecording(t *testing.T, path string) *recording {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	r := &recording{}
	if _, err := io.Copy(r, f); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if len(r.rest)+len(r.head) > 0 {
		t.Errorf("%s ends in the midst of a fragment", path)
	}
	return r
}

// span is where a part of a recording lies in a reference.
type span struct{ from, to int }

// place finds rec's fragments in the reference: one gapless run that begins at
// a key frame. It does not say that the run reaches the end.
func place(rec, reference []fragment) (span, error) {
	return placeBy(rec, reference, func(a, b fragment) bool { return a.hash == b.hash })
}

// placeBy is place where that tells which fragments are the same.
func placeBy(rec, reference []fragment, same func(a, b fragment) bool) (span, error) {
	if len(rec) == 0 {
		return span{}, fmt.Errorf("no fragments")
	}
	from := slices.IndexFunc(reference, func(f fragment) bool { return same(f, rec[0]) })
	if from < 0 {
		return span{}, fmt.Errorf("its first fragment is not the broadcaster's")
	}
	if !rec[0].key {
		return span{}, fmt.Errorf("it does not begin with a key frame")
	}
	for i := range rec {
		if from+i >= len(reference) {
			return span{}, fmt.Errorf("%d fragments more than the broadcaster's", len(rec)-i)
		}
		if same(rec[i], reference[from+i]) {
			continue
		}
		if j := slices.IndexFunc(reference, func(f fragment) bool { return same(f, rec[i]) }); j >= 0 {
			return span{}, fmt.Errorf("fragment %d is the broadcaster's %d where %d should follow (at %v)", i, j, from+i, rec[i].time)
		}
		return span{}, fmt.Errorf("fragment %d differs from the broadcaster's %d (at %v)", i, from+i, rec[i].time)
	}
	return span{from, from + len(rec)}, nil
}

// overlap leaves out what rec has from before the reference began: a stream
// without pictures has a key frame in every fragment, and a reader of it gets
// nothing from before it came.
func overlap(rec, reference []fragment) []fragment {
	at := slices.IndexFunc(rec, func(f fragment) bool { return f.hash == reference[0].hash })
	return rec[max(at, 0):]
}

// download takes in an endless stream in the background.
type download struct {
	cancel context.CancelFunc
	done   chan struct{}

	mu  sync.Mutex
	rec recording
	err error // set before done is closed; nil when the server ended it
}

// fetch begins to read url from the namespace.
func (h *host) fetch(url string) *download {
	ctx, cancel := context.WithCancel(context.Background())
	d := &download{cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(d.done)
		d.err = d.read(ctx, h.client(), url)
	}()
	h.lab.t.Cleanup(d.stop)
	return d
}

func (d *download) read(ctx context.Context, client *http.Client, url string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", url, answer.Status)
	}
	_, err = io.Copy(d, answer.Body)
	return err
}

func (d *download) Write(b []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.rec.Write(b)
}

// count is how many fragments have come.
func (d *download) count() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.rec.fragments)
}

// stop ends the reading.
func (d *download) stop() {
	d.cancel()
	<-d.done
}

// recording waits for the end that the server makes and returns what came.
func (d *download) recording(t *testing.T) *recording {
	t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	select {
	case <-d.done:
	case <-deadline.C:
		t.Fatalf("the stream has not ended within %v", patience)
	}
	if d.err != nil {
		t.Fatal(d.err)
	}
	return &d.rec
}

// TestPlace is the canary of the comparison: it must see what it is there for.
func TestPlace(t *testing.T) {
	var reference []fragment
	for i := range 40 {
		reference = append(reference, fragment{hash: sha256.Sum256([]byte{byte(i)}), key: i%10 == 0})
	}
	if s, err := place(reference[10:], reference); err != nil || s != (span{10, 40}) {
		t.Errorf("a suffix: %v %v", s, err)
	}
	flipped := slices.Clone(reference[10:])
	flipped[7].hash[0] ^= 1
	// Only times and number may differ where they may: anything else is seen.
	moof := []byte("\x00\x00\x00\x2cmoof\x00\x00\x00\x10mfhd\x00\x00\x00\x00\x00\x00\x00\x07\x00\x00\x00\x14traf\x00\x00\x00\x0ctfdtABCD\x00\x00\x00\x09mdatx")
	other := bytes.Clone(moof)
	other[23], other[len(other)-1] = 8, 'x'
	if bytes.Equal(moof, other) || !bytes.Equal(timeless(moof), timeless(other)) {
		t.Error("another number makes another fragment")
	}
	other[len(other)-1] = 'y'
	if bytes.Equal(timeless(moof), timeless(other)) {
		t.Error("other media makes no other fragment")
	}
	for name, bad := range map[string][]fragment{
		"nothing":             nil,
		"no key frame first":  reference[11:],
		"a gap":               append(slices.Clone(reference[10:20]), reference[21:]...),
		"one twice":           append(slices.Clone(reference[10:20]), reference[19:]...),
		"a bit flipped":       flipped,
		"more than there are": append(slices.Clone(reference[10:]), reference[0]),
	} {
		if _, err := place(bad, reference); err == nil {
			t.Errorf("%s was not seen", name)
		}
	}
}
