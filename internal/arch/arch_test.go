// Package arch holds no code, only the test of the architecture: which package
// may import which, and what the engine must keep out of itself so that a
// simulation is repeatable. The rules are about paths, so that they hold for
// packages that appear later; each has a canary in testdata that breaks it.
package arch

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
)

// module is the module's path, the first element of all its import paths.
const module = "throng"

// importers says who may import a package or one below it. The packages below a
// folder may always import each other. Folders that are not listed may be
// imported by anyone.
var importers = map[string]struct {
	by  []string
	why string
}{
	"cmd":               {nil, "a command is not a library"},
	"internal/app":      {[]string{"cmd", "test"}, "app wires everything and is wired by nobody"},
	"internal/node":     {[]string{"internal/app", "cmd", "test"}, "what stands below node must not know it"},
	"internal/sim":      {[]string{"internal/app", "cmd", "test"}, "the simulator is a tool, not a part"},
	"internal/tab":      {[]string{"cmd"}, "a tab's peer is a program of its own"},
	"internal/chart":    {[]string{"cmd/throng-sim"}, "only the simulator's command draws"},
	"internal/overlay":  {[]string{"internal/node", "internal/sim", "internal/tab", "internal/app", "cmd", "test"}, "links, ingest, play and tracker must not know the engine"},
	"internal/wire":     {[]string{"internal/overlay", "internal/node", "internal/sim", "internal/app", "cmd", "test"}, "only the engine and its drivers speak the overlay's messages"},
	"internal/block":    {[]string{"internal/wire", "internal/overlay", "internal/node", "internal/sim", "internal/tab", "internal/app", "cmd", "test"}, "blocks are made and read around the engine only"},
	"internal/link":     {[]string{"internal/node", "internal/app", "cmd", "test"}, "the engine and the simulator must not know a transport"},
	"internal/signal":   {[]string{"internal/link", "internal/tab", "internal/app", "cmd", "test"}, "only what sets up WebRTC links speaks signals"},
	"internal/tracker":  {[]string{"internal/tab", "internal/node", "internal/app", "cmd", "test"}, "adapters must not know each other"},
	"internal/discover": {[]string{"internal/node", "internal/app", "cmd", "test"}, "adapters must not know each other"},
	"internal/ingest":   {[]string{"internal/app", "cmd", "test"}, "adapters must not know each other"},
	"internal/play":     {[]string{"internal/app", "cmd", "test"}, "adapters must not know each other"},
	"internal/await":    {nil, "only tests wait by looking again and again"},
	"internal/golden":   {nil, "only tests have golden files"},
	"internal/freeport": {nil, "only tests name a port before they listen on it"},
	"internal/web":      {[]string{"internal/play", "internal/tracker", "internal/app", "cmd", "test"}, "pages are served by adapters"},
}

// closed says what a package may import of this module, beside packages below
// itself.
var closed = map[string][]string{
	"internal/ident":   nil,
	"internal/media":   nil,
	"internal/chart":   nil,
	"internal/signal":  {"internal/ident"},
	"internal/block":   {"internal/ident"},
	"internal/wire":    {"internal/ident", "internal/block"},
	"internal/overlay": {"internal/ident", "internal/block", "internal/wire"},
	"internal/sim":     {"internal/ident", "internal/block", "internal/wire", "internal/overlay"},
	"internal/tab": {
		"internal/ident", "internal/media", "internal/block", "internal/overlay", "internal/feed", "internal/signal", "internal/tracker/proof",
	},
}

// stdOnly are packages that import nothing but the standard library.
var stdOnly = []string{"internal/ident", "internal/media", "internal/signal"}

// pure are the packages without input, output, clock, randomness or threads of
// their own.
var pure = []string{"internal/overlay", "internal/block", "internal/wire", "internal/signal"}

// forbidden are the standard packages kept out of a folder. A package below one
// of these is forbidden, too, unless it is in allowed.
var forbidden = map[string][]string{
	"internal/overlay": impure,
	"internal/block":   impure,
	"internal/wire":    impure,
	"internal/signal":  impure,
	"internal/tab":     {"net", "os", "io/fs", "syscall", "log", "sync", "context", "encoding/json", "testing"}, // and small
	"internal/sim":     {"net", "os", "syscall", "log", "math/rand", "crypto/rand"},
}

var (
	impure  = []string{"net", "os", "io/fs", "syscall", "log", "sync", "context", "math/rand", "crypto/rand", "hash/maphash", "testing"}
	allowed = []string{"net/netip", "math/rand/v2"} // values; sources that are seeded
)

// clock are the functions of package time that read or wait on the clock.
var clock = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}

// seeded are the names of package math/rand/v2 that do not touch the global source.
var seeded = []string{"New", "NewPCG", "NewChaCha8", "NewZipf", "Rand", "Source", "PCG", "ChaCha8", "Zipf"}

func TestArchitecture(t *testing.T) {
	root := os.DirFS("../..")
	if text, err := fs.ReadFile(root, "go.mod"); err != nil || !strings.HasPrefix(string(text), "module "+module+"\n") {
		t.Fatalf("the module is not %q: %v", module, err)
	}
	violations, files, err := check(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range violations {
		t.Error(v)
	}
	if files < 20 {
		t.Errorf("only %d files were looked at", files)
	}
}

// check returns the violations in a module's sources, tests aside, and how many
// files it looked at.
func check(root fs.FS) (violations []string, files int, err error) {
	err = eachFile(root, func(s *source, test bool) {
		if test {
			return
		}
		files++
		s.imports()
		if within(s.folder, pure...) {
			s.purity()
		}
		violations = append(violations, s.violations...)
	})
	return violations, files, err
}

// eachFile calls do for each source of a module.
func eachFile(root fs.FS, do func(s *source, test bool)) error {
	return fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := path.Base(name)
		if d.IsDir() {
			if name != "." && (strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") || base == "testdata" || base == "node_modules") {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		text, err := fs.ReadFile(root, name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // gone since the directory was read
		}
		if err != nil {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, text, parser.SkipObjectResolution)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		do(&source{set: set, file: file, folder: path.Dir(name)}, strings.HasSuffix(name, "_test.go"))
		return nil
	})
}

// within reports whether folder is one of roots or below one.
func within(folder string, roots ...string) bool {
	return slices.ContainsFunc(roots, func(root string) bool {
		return folder == root || strings.HasPrefix(folder, root+"/")
	})
}

// source is one file under test.
type source struct {
	set        *token.FileSet
	file       *ast.File
	folder     string
	violations []string
}

func (s *source) violation(at ast.Node, format string, args ...any) {
	p := s.set.Position(at.Pos())
	s.violations = append(s.violations, fmt.Sprintf("%s:%d: %s", p.Filename, p.Line, fmt.Sprintf(format, args...)))
}

func (s *source) imports() {
	for _, spec := range s.file.Imports {
		target := strings.Trim(spec.Path.Value, "`\"")
		if inside, ok := strings.CutPrefix(target, module+"/"); ok {
			s.inside(spec, inside)
			continue
		}
		first, _, _ := strings.Cut(target, "/")
		if strings.Contains(first, ".") {
			if within(s.folder, stdOnly...) {
				s.violation(spec, "%s imports %s: only the standard library is for it", s.folder, target)
			}
			continue
		}
		for folder, list := range forbidden {
			if within(s.folder, folder) && within(target, list...) && !within(target, allowed...) {
				s.violation(spec, "%s imports %s, which is kept out of it", s.folder, target)
			}
		}
	}
}

// inside checks an import of a package of this module.
func (s *source) inside(spec *ast.ImportSpec, target string) {
	for root, rule := range importers {
		if within(target, root) && !within(s.folder, root) && !within(s.folder, rule.by...) {
			s.violation(spec, "%s imports %s: %s", s.folder, target, rule.why)
			return
		}
	}
	for root, list := range closed {
		if within(s.folder, root) && !within(target, root) && !within(target, list...) {
			s.violation(spec, "%s imports %s: it may import only %s of this module", s.folder, target, strings.Join(list, ", "))
			return
		}
	}
}

// purity finds threads, clocks and global randomness in the syntax tree.
func (s *source) purity() {
	names := make(map[string]string) // what a file calls time and math/rand/v2
	for _, spec := range s.file.Imports {
		target := strings.Trim(spec.Path.Value, "`\"")
		if target != "time" && target != "math/rand/v2" {
			continue
		}
		name := strings.TrimPrefix(target, "math/")
		name = strings.TrimSuffix(name, "/v2")
		if spec.Name != nil {
			name = spec.Name.Name
		}
		if name == "." {
			s.violation(spec, "%s hides by a dot import what it takes from %s", s.folder, target)
		}
		names[name] = target
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			s.violation(n, "%s starts a goroutine", s.folder)
		case *ast.SelectStmt:
			s.violation(n, "%s selects on channels", s.folder)
		case *ast.ChanType:
			s.violation(n, "%s uses a channel", s.folder)
		case *ast.SendStmt:
			s.violation(n, "%s sends on a channel", s.folder)
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				s.violation(n, "%s receives from a channel", s.folder)
			}
		case *ast.SelectorExpr:
			x, ok := n.X.(*ast.Ident)
			if !ok {
				break
			}
			if names[x.Name] == "time" && slices.Contains(clock, n.Sel.Name) {
				s.violation(n, "%s reads the clock: time.%s", s.folder, n.Sel.Name)
			}
			if names[x.Name] == "math/rand/v2" && !slices.Contains(seeded, n.Sel.Name) {
				s.violation(n, "%s uses the global random source: rand.%s", s.folder, n.Sel.Name)
			}
		}
		return true
	})
}
