package arch

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// TestCanaries checks that every rule fires. Each archive in testdata is a
// module; a line that ends in "// want: TEXT" must be reported with that text,
// and no other line may be.
func TestCanaries(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no canaries: %v", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			module := unpack(string(text))
			if len(module) < 2 {
				t.Fatalf("%d files in it", len(module))
			}
			violations, _, err := check(module)
			if err != nil {
				t.Fatal(err)
			}
			compare(t, module, violations)
		})
	}
}

// unpack makes a file system of the text of an archive, in which each file
// comes after a line "-- NAME --".
func unpack(text string) fstest.MapFS {
	files := make(fstest.MapFS)
	for part := range strings.SplitSeq("\n"+text, "\n-- ") {
		if name, data, ok := strings.Cut(part, " --\n"); ok {
			files[name] = &fstest.MapFile{Data: []byte(data)}
		}
	}
	return files
}

func compare(t *testing.T, module fstest.MapFS, violations []string) {
	t.Helper()
	for name, f := range module {
		for i, line := range strings.Split(string(f.Data), "\n") {
			_, want, expected := strings.Cut(line, "// want: ")
			at := fmt.Sprintf("%s:%d: ", name, i+1)
			found := false
			for _, v := range violations {
				if !strings.HasPrefix(v, at) {
					continue
				}
				found = true
				if !expected || !strings.Contains(v, want) {
					t.Errorf("unexpected: %s", v)
				}
			}
			if expected && !found {
				t.Errorf("%s%q is not reported: %s", at, want, line)
			}
		}
	}
}
