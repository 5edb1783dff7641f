package main

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// Who writes never waits, what waits is bounded, and lines are dropped whole.
func TestOutputOfAStoppedReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		o := newOutput(w)
		line := strings.Repeat("x", 999) + "\n"
		for range 2 * maxWaiting / len(line) {
			if n, err := o.Write([]byte(line)); n != len(line) || err != nil {
				t.Fatal(n, err)
			}
			synctest.Wait()
		}
		began := time.Now()
		o.close()
		if took := time.Since(began); took != outputPatience {
			t.Errorf("the end waited %v for a reader that reads nothing", took)
		}
		go func() {
			<-o.done
			w.Close()
		}()
		got, err := io.ReadAll(r)
		lines := strings.Count(string(got), line)
		if err != nil || lines*len(line) != len(got) || len(got) > maxWaiting+len(line) || len(got) < maxWaiting/2 {
			t.Errorf("%d bytes came, %d of them in whole lines (%v)", len(got), lines*len(line), err)
		}
	})
}

type failing struct{ calls int }

func (f *failing) Write([]byte) (int, error) {
	f.calls++
	return 0, errors.New("nobody reads")
}

func TestOutput(t *testing.T) {
	var b bytes.Buffer
	o := newOutput(&b)
	for _, text := range []string{"one\n", "two\n", "three\n"} {
		_, _ = io.WriteString(o, text)
	}
	o.close()
	if b.String() != "one\ntwo\nthree\n" {
		t.Errorf("%q", b.String())
	}
	f := &failing{}
	o = newOutput(f)
	_, _ = io.WriteString(o, "lost")
	<-o.done
	_, _ = io.WriteString(o, "lost")
	o.close()
	if f.calls != 1 || len(o.waiting) != 0 {
		t.Errorf("%d writes after a failure, %d bytes wait", f.calls, len(o.waiting))
	}
}
