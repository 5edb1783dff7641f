package overlay

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// limit is the value of a constant: a plain number, or a time in nanoseconds.
type limit struct {
	n     float64
	timed bool
}

func (l limit) String() string {
	if l.timed {
		return time.Duration(l.n).String()
	}
	return strconv.FormatFloat(l.n, 'f', -1, 64)
}

// docRow is a row of the table of policy limits: | `name` | value |.
var docRow = regexp.MustCompile("(?m)^\\| `(\\w+)` \\| ([^|]+) \\|$")

// docName is a constant's name in the text: `camelCase`.
var docName = regexp.MustCompile("`([a-z]+[A-Z]\\w*)`")

// The second implementation that docs/PROTOCOL.md is written for takes its
// numbers from there: they are those of limits.go, all of them.
func TestLimitsAreDocumented(t *testing.T) {
	text, err := os.ReadFile("../../docs/PROTOCOL.md")
	if err != nil {
		t.Fatal(err)
	}
	limits := limitsIn(t, "limits.go")
	if len(limits) < 50 {
		t.Fatalf("only %d constants were found", len(limits))
	}
	listed := map[string]bool{}
	for _, row := range docRow.FindAllStringSubmatch(string(text), -1) {
		name, value := row[1], row[2]
		if listed[name] {
			t.Errorf("%s stands twice in the table", name)
		}
		listed[name] = true
		want, ok := limits[name]
		if got, err := docValue(value); err != nil {
			t.Errorf("%s: %v", name, err)
		} else if !ok {
			t.Errorf("%s is in the table and not in limits.go", name)
		} else if got != want {
			t.Errorf("%s is %q in the table and %v in limits.go", name, value, want)
		}
	}
	for name, value := range limits {
		if !listed[name] {
			t.Errorf("%s (%v) is in limits.go and not in the table", name, value)
		}
	}
	for _, m := range docName.FindAllStringSubmatch(string(text), -1) {
		if _, ok := limits[m[1]]; !ok {
			t.Errorf("the text names %s, which is not in limits.go", m[1])
		}
	}
}

// docValue reads a value of the table.
func docValue(s string) (limit, error) {
	number, unit, timed := strings.Cut(strings.ReplaceAll(s, ",", ""), " ")
	n, err := strconv.ParseFloat(number, 64)
	if !timed || err != nil {
		return limit{n: n}, err
	}
	scale, ok := map[string]time.Duration{"ms": time.Millisecond, "s": time.Second, "min": time.Minute}[unit]
	if !ok {
		return limit{}, fmt.Errorf("no unit of time: %q", unit)
	}
	return limit{n * float64(scale), true}, nil
}

// limitsIn returns the constants of a file's groups, whose values are written
// out there.
func limitsIn(t *testing.T, file string) map[string]limit {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]limit{}
	for _, decl := range parsed.Decls {
		group, ok := decl.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST || !group.Lparen.IsValid() {
			continue
		}
		for _, spec := range group.Specs {
			s := spec.(*ast.ValueSpec)
			for i, name := range s.Names {
				l := limit{}
				l.n, ok = l.eval(s.Values[i])
				if !ok {
					t.Fatalf("%s: its value is no product of numbers and units of time", name)
				}
				found[name.Name] = l
			}
		}
	}
	return found
}

// eval computes a product of numbers and units of package time, and notes
// whether there were any of these.
func (l *limit) eval(e ast.Expr) (n float64, ok bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		n, err := strconv.ParseFloat(e.Value, 64)
		return n, err == nil
	case *ast.SelectorExpr:
		unit, ok := map[string]time.Duration{
			"Microsecond": time.Microsecond, "Millisecond": time.Millisecond, "Second": time.Second, "Minute": time.Minute,
		}[e.Sel.Name]
		l.timed = true
		return float64(unit), ok
	case *ast.BinaryExpr:
		x, okX := l.eval(e.X)
		y, okY := l.eval(e.Y)
		return x * y, okX && okY && e.Op == token.MUL
	}
	return 0, false
}
