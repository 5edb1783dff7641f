package await

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

type failure struct{ said string }

func (f *failure) Fatalf(format string, args ...any) { f.said = fmt.Sprintf(format, args...) }

func TestTrue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began, looks := time.Now(), 0
		True(t, "the third look", time.Minute, func() bool { looks++; return looks == 3 })
		if took := time.Since(began); looks != 3 || took != 2*every {
			t.Errorf("%d looks in %v", looks, took)
		}
		var f failure
		True(&f, "what never comes", time.Second, func() bool { return false })
		if f.said != "not within 1s: what never comes" {
			t.Errorf("it said %q", f.said)
		}
	})
}
