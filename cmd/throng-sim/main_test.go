package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/alecthomas/kong"

	"throng/internal/sim"
)

// parse reads a command line as main does.
func parse(t *testing.T, args ...string) *cli {
	t.Helper()
	var c cli
	p, err := kong.New(&c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Parse(args); err != nil {
		t.Fatal(err)
	}
	return &c
}

var small = []string{"run", "--peers", "8", "--duration", "9s", "--network", "lan", "--mix", "1:10", "--bitrate", "500k"}

// report runs a command line and returns what it prints.
func report(t *testing.T, args ...string) string {
	t.Helper()
	c := parse(t, args...)
	cfg, err := c.Run.config()
	if err != nil {
		t.Fatal(err)
	}
	r, err := sim.Run(cfg)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := c.Run.print(&out, r); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// The fields that scripts rely on are there, by these names and in this order.
func TestJSONReport(t *testing.T) {
	out := report(t, append(small, "--json")...)
	want := `^\{"scenario":"steady","peers":8,"seed":1,"sim_seconds":9,"wall_seconds":[0-9.]+,` +
		`"delay_ms":\{"p50":N,"p95":N,"p99":N,"max":N\},"source_upload_ratio":N,"carried_by_viewers":N,` +
		`"overhead":\{"parity":N,"proof":N,"control":N,"duplicate":N,"framing":N,"total":N\},` +
		`"continuity":N,"stalls_per_viewer_hour":N,"join_ms":\{"p50":N,"p95":N,"p99":N\},`
	if !regexp.MustCompile(strings.ReplaceAll(want, "N", `-?[0-9.e-]+`)).MatchString(out) {
		t.Errorf("report: %s", out)
	}
	if strings.Count(out, "\n") != 1 || !json.Valid([]byte(out)) {
		t.Error("the report is not one line of JSON")
	}
	wall := regexp.MustCompile(`"wall_seconds":[0-9.]+`)
	if again := report(t, append(small, "--json")...); wall.ReplaceAllString(out, "") != wall.ReplaceAllString(again, "") {
		t.Errorf("the second run differs:\n%s%s", out, again)
	}
}

func TestTable(t *testing.T) {
	short, long := report(t, small...), report(t, append(small, "-v")...)
	if !strings.Contains(short, "continuity") || strings.Contains(short, "uplink queue") {
		t.Errorf("table:\n%s", short)
	}
	if !strings.Contains(long, "uplink queue") || strings.Contains(long, "%!") {
		t.Errorf("long table:\n%s", long)
	}
}

func TestOutputFiles(t *testing.T) {
	dir := t.TempDir()
	trace, cpu, mem := filepath.Join(dir, "t"), filepath.Join(dir, "c"), filepath.Join(dir, "m")
	c := parse(t, append(small, "--json", "--trace", trace, "--cpuprofile", cpu, "--memprofile", mem)...)
	if err := c.Run.Run(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{trace, cpu, mem} {
		if info, err := os.Stat(name); err != nil || info.Size() == 0 {
			t.Errorf("%s is empty or missing (%v)", filepath.Base(name), err)
		}
	}
	b, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	joins := 0
	for line := range strings.Lines(string(b)) {
		var e struct {
			T     *float64
			Event string
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil || e.T == nil {
			t.Fatalf("trace line %q: %v", line, err)
		}
		if e.Event == "join" {
			joins++
		}
	}
	if joins != 9 {
		t.Errorf("%d joins in the trace, want 8 and the broadcaster", joins)
	}
}

// A trace that does not fit on the disk is an error, found when the file is
// closed.
func TestFullDisk(t *testing.T) {
	const full = "/dev/full"
	if _, err := os.Stat(full); err != nil {
		t.Skip("this system has no " + full)
	}
	c := parse(t, append(small, "--trace", full)...)
	if err := c.Run.Run(); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("a trace to %s: %v", full, err)
	}
}

func TestMixIsChecked(t *testing.T) {
	for _, bad := range []string{"1", "a:b", "0.5:1,"} {
		if _, err := parseMix(bad); err == nil {
			t.Errorf("mix %q is taken", bad)
		}
	}
}

// A wrong command line is told in two lines: what is wrong, with what may have been
// meant, and where the help is.
func TestUsage(t *testing.T) {
	for _, c := range []struct {
		args string
		want string // what standard error matches
	}{
		{"", `^throng-sim: expected one of "run",.*\nhint: see throng-sim --help\n$`},
		{"rum", `^throng-sim: unexpected argument rum, did you mean "run"\?\nhint: see throng-sim --help\n$`},
		{"run --pers 5", `^throng-sim: unknown flag --pers, did you mean "--peers"\?\nhint: see throng-sim run --help\n$`},
		{"growth --sizes x", `^throng-sim: --sizes: .*"x"\nhint: see throng-sim growth --help\n$`},
		{"watch nosuch", `^throng-sim: <trace>: .*nosuch: no such file.*\nhint: see throng-sim watch --help\n$`},
	} {
		var out, err bytes.Buffer
		code := run(strings.Fields(c.args), &out, &err)
		if code != exitUsage || out.Len() > 0 || !regexp.MustCompile(c.want).MatchString(err.String()) {
			t.Errorf("throng-sim %s: exit code %d, %q, %q", c.args, code, out.String(), err.String())
		}
	}
	var out, err bytes.Buffer
	if code := run([]string{"run", "--help"}, &out, &err); code != 0 || err.Len() > 0 || !strings.HasPrefix(out.String(), "Usage: throng-sim run") {
		t.Errorf("help: exit code %d, %q, %q", code, out.String(), err.String())
	}
	if code := run([]string{"suite", "--only", "stedy"}, &out, &err); code != 1 || !strings.Contains(err.String(), `no scenario "stedy"`) {
		t.Errorf("a scenario that there is not: exit code %d, %q", code, err.String())
	}
}
