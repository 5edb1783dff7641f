package ingest

import (
	"bytes"
	"io"
	"testing"
	"testing/iotest"
	"testing/synctest"

	"pgregory.net/rapid"
)

func noTouch() {}

func TestFeedReplaysUntilReleased(t *testing.T) {
	f := newFeed(noTouch)
	if _, err := f.Write([]byte("hello ")); err != nil {
		t.Fatal(err)
	}
	first := f.open()
	buf := make([]byte, 4)
	if _, err := io.ReadFull(first, buf); err != nil || string(buf) != "hell" {
		t.Fatalf("%q %v", buf, err)
	}
	second := f.open()
	if _, err := first.Read(buf); err != errFeedClosed {
		t.Errorf("the reader before: %v", err)
	}
	f.keepNothing()
	if _, err := f.Write([]byte("world")); err != nil {
		t.Fatal(err)
	}
	f.close(io.EOF)
	if got, err := io.ReadAll(second); err != nil || string(got) != "hello world" {
		t.Errorf("%q %v", got, err)
	}
	if got, err := io.ReadAll(f.open()); err != nil || len(got) != 0 {
		t.Errorf("after all was read: %q %v", got, err)
	}
	if _, err := f.Write([]byte("x")); err != errFeedClosed {
		t.Errorf("write after close: %v", err)
	}
}

func TestFeedBounds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFeed(noTouch)
		written := make(chan int, 1)
		go func() {
			n, _ := f.Write(make([]byte, 3*maxReplay))
			written <- n
		}()
		synctest.Wait()
		if len(written) != 0 || len(f.buf) != maxReplay {
			t.Fatalf("%d bytes are kept", len(f.buf))
		}
		r := f.open()
		if _, err := io.CopyN(io.Discard, r, 2*maxReplay); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if len(f.buf) > maxAhead {
			t.Fatalf("%d bytes are kept after the replay", len(f.buf))
		}
		if _, err := io.CopyN(io.Discard, r, maxReplay); err != nil {
			t.Fatal(err)
		}
		if n := <-written; n != 3*maxReplay {
			t.Errorf("%d bytes written", n)
		}
		read := make(chan error, 1)
		go func() { _, err := r.Read(make([]byte, 1)); read <- err }()
		synctest.Wait()
		r.Close()
		if err := <-read; err != errFeedClosed {
			t.Errorf("a closed reader's Read: %v", err)
		}
	})
}

func TestFeedBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := rapid.SliceOfN(rapid.Byte(), 0, 5000).Draw(t, "data")
		f := newFeed(noTouch)
		go func() {
			_, _ = io.Copy(f, iotest.OneByteReader(bytes.NewReader(data)))
			f.close(io.EOF)
		}()
		for range rapid.IntRange(0, 3).Draw(t, "replays") {
			n := rapid.IntRange(0, len(data)).Draw(t, "read")
			got := make([]byte, n)
			if _, err := io.ReadFull(f.open(), got); err != nil || !bytes.Equal(got, data[:n]) {
				t.Fatalf("%d bytes: %v", n, err)
			}
		}
		r := f.open()
		f.keepNothing()
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, data) {
			t.Fatalf("%d of %d bytes, %v", len(got), len(data), err)
		}
	})
}

func TestIsTS(t *testing.T) {
	ts := bytes.Repeat(append([]byte{'G'}, make([]byte, tsPacket-1)...), 3)
	for _, c := range []struct {
		b    []byte
		want bool
	}{{ts, true}, {ts[:tsPacket+1], true}, {ts[:tsPacket], false}, {ts[1:], false}, {nil, false}, {[]byte("GGG"), false}} {
		if got := isTS(c.b); got != c.want {
			t.Errorf("%d bytes: %v", len(c.b), got)
		}
	}
}
