package arch

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// mapRow is a row of the table of packages: | `folder`, `folder` | … | imports |.
var mapRow = regexp.MustCompile("(?m)^\\| (`[^|]*`) \\| [^|]+ \\| ([^|]+) \\|$")

// TestFolderMap compares the table of packages in docs/ARCHITECTURE.md with the
// sources.
func TestFolderMap(t *testing.T) {
	root := os.DirFS("../..")
	text, err := fs.ReadFile(root, "docs/ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	differences, err := compareMap(root, string(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range differences {
		t.Error(d)
	}
}

// compareMap says in what the table in text is not what the module at root is.
func compareMap(root fs.FS, text string) (differences []string, err error) {
	told := map[string]string{}
	for _, row := range mapRow.FindAllStringSubmatch(text, -1) {
		imports := row[2]
		if imports == "—" {
			imports = ""
		}
		for folder := range strings.SplitSeq(row[1], ", ") {
			told[strings.Trim(folder, "`")] = imports
		}
	}
	found, err := foldersOf(root)
	if err != nil {
		return nil, err
	}
	for folder, imports := range found {
		listed, ok := told[folder]
		if !ok {
			differences = append(differences, folder+" is not in the table")
			continue
		}
		want := slices.Sorted(maps.Keys(imports))
		got := strings.FieldsFunc(listed, func(r rune) bool { return r == ',' || r == ' ' })
		if slices.Sort(got); !slices.Equal(got, want) {
			differences = append(differences, fmt.Sprintf("%s imports %q, and %q in the table", folder, want, got))
		}
	}
	for folder := range told {
		if found[folder] == nil {
			differences = append(differences, folder+" is in the table and not there")
		}
	}
	slices.Sort(differences)
	return differences, nil
}

// foldersOf returns the folders of packages directly below internal and cmd, each
// with what it and the packages below it import of internal.
func foldersOf(root fs.FS) (map[string]map[string]bool, error) {
	folders := map[string]map[string]bool{}
	err := eachFile(root, func(s *source, test bool) {
		parts := strings.Split(s.folder, "/")
		if len(parts) < 2 || parts[0] != "internal" && parts[0] != "cmd" {
			return
		}
		folder := parts[0] + "/" + parts[1]
		if folders[folder] == nil {
			folders[folder] = map[string]bool{}
		}
		if test {
			return
		}
		for _, spec := range s.file.Imports {
			target, inside := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), module+"/internal/")
			name, _, _ := strings.Cut(target, "/")
			if inside && "internal/"+name != folder {
				folders[folder][name] = true
			}
		}
	})
	return folders, err
}

// A table that is wrong is noticed.
func TestFolderMapCanary(t *testing.T) {
	root := fstest.MapFS{
		"internal/a/a.go":      {Data: []byte("package a\nimport _ \"throng/internal/b/deep\"\n")},
		"internal/b/deep/d.go": {Data: []byte("package deep\nimport _ \"throng/internal/b\"\n")},
		"internal/c/c_test.go": {Data: []byte("package c\nimport _ \"throng/internal/a\"\n")},
		"cmd/x/main.go":        {Data: []byte("package main\nimport _ \"throng/internal/a\"\n")},
	}
	right := "| `internal/a` | holds | b |\n| `internal/b`, `internal/c` | holds | — |\n| `cmd/x` | holds | a |\n"
	for text, want := range map[string]int{
		right: 0,
		"":    4,
		strings.Replace(right, "| b |", "| — |", 1):                   1,
		strings.Replace(right, "| — |", "| a |", 1):                   2,
		right + "| `internal/gone` | holds | — |\n":                   1,
		strings.Replace(right, "`internal/b`, ", "", 1):               1,
		strings.Replace(right, "holds | a |", "holds | a, c, b |", 1): 1,
	} {
		got, err := compareMap(root, text)
		if err != nil || len(got) != want {
			t.Errorf("%q: %q (%v), want %d differences", text, got, err, want)
		}
	}
}
