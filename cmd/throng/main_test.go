package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"throng/internal/await"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"throng": main})
}

// patience is how long a script waits for what must come.
const patience = time.Minute

// TestScripts runs the scripts in testdata. Beside the usual commands they have:
//
//	exits CODE PROGRAM ARGS…    runs a program, which must end with that code
//	start NAME ARGS…            starts throng; it writes NAME.json and NAME.err
//	end NAME CODE [SIGNAL]      signals it, or just waits for its end, with that code
//	ready FILE FIELD VARIABLE   waits for a ready event in a file of events, and
//	                            sets the variable to one of its fields
//	event FILE EVENT [REGEXP]   waits for such an event, whose line matches
//	events FILE EVENT…          every line of the file is an event, and these are
//	                            among them in this order
//	occupy NETWORK VARIABLE     takes a free port and sets the variable to it
//	get URL REGEXP              waits for an answer that matches
//	gone URL                    waits until nobody answers there
//	grown FILE BYTES            waits for a file to have as many bytes at least
//	alone                       hides all programs but throng
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Values["running"] = running{}
			return nil
		},
		Deadline: time.Now().Add(4 * patience),
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits": exits, "start": start, "end": end, "ready": ready, "event": event, "events": events,
			"occupy": occupy, "get": get, "gone": gone, "grown": grown, "alone": alone,
		},
	})
}

func want(ts *testscript.TestScript, neg bool, args []string, least, most int) {
	if neg || len(args) < least || len(args) > most {
		ts.Fatalf("usage: see TestScripts")
	}
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 2, 99)
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%s: %v", args[1], err)
		}
		code = exit.ExitCode()
	}
	if fmt.Sprint(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// program is where throng is in the script's PATH.
func program(ts *testscript.TestScript) string {
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) {
		path := filepath.Join(dir, "throng")
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	ts.Fatalf("throng is not in PATH %s", ts.Getenv("PATH"))
	return ""
}

// running are the processes of a script by name.
type running map[string]chan error

func start(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 2, 99)
	cmd := exec.Command(program(ts), args[1:]...)
	cmd.Dir = ts.MkAbs(".")
	cmd.Env = []string{"PATH=" + ts.Getenv("PATH"), "HOME=" + ts.Getenv("HOME")}
	var err error
	var files [2]*os.File
	for i, suffix := range []string{".json", ".err"} {
		files[i], err = os.Create(ts.MkAbs(args[0] + suffix))
		ts.Check(err)
		defer files[i].Close()
	}
	cmd.Stdout, cmd.Stderr = files[0], files[1]
	ts.Check(cmd.Start())
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	ts.Defer(func() { _ = cmd.Process.Kill() })
	ts.Setenv(args[0]+"_PID", fmt.Sprint(cmd.Process.Pid))
	ts.Value("running").(running)[args[0]] = done
}

func end(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 2, 3)
	if len(args) > 2 {
		pid, err := strconv.Atoi(ts.Getenv(args[0] + "_PID"))
		ts.Check(err)
		signals := map[string]syscall.Signal{"INT": syscall.SIGINT, "TERM": syscall.SIGTERM, "KILL": syscall.SIGKILL}
		ts.Check(syscall.Kill(pid, signals[args[2]]))
	}
	code := 0
	select {
	case err := <-ts.Value("running").(running)[args[0]]:
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			code = exit.ExitCode()
		}
	case <-time.After(patience):
		ts.Fatalf("%s has not ended after %v", args[0], patience)
	}
	if fmt.Sprint(code) != args[1] {
		text, _ := os.ReadFile(ts.MkAbs(args[0] + ".err"))
		ts.Fatalf("%s ended with exit code %d, want %s; it said:\n%s", args[0], code, args[1], text)
	}
}

// lines are the whole lines of a file that may still be written.
func lines(ts *testscript.TestScript, file string) (all []string) {
	f, err := os.Open(ts.MkAbs(file))
	if err != nil {
		return nil
	}
	defer f.Close()
	r := bufio.NewReader(f)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return all
		}
		all = append(all, line)
	}
}

func parse(ts *testscript.TestScript, line string) map[string]any {
	var e map[string]any
	if err := json.Unmarshal([]byte(line), &e); err != nil {
		ts.Fatalf("line %q: %v", line, err)
	}
	if _, ok := e["event"].(string); !ok {
		ts.Fatalf("line %q has no event", line)
	}
	if _, err := time.Parse(time.RFC3339, e["time"].(string)); err != nil {
		ts.Fatalf("line %q: %v", line, err)
	}
	return e
}

func ready(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 3, 3)
	await.True(ts, "ready in "+args[0], patience, func() bool {
		for _, line := range lines(ts, args[0]) {
			if e := parse(ts, line); e["event"] == "ready" {
				value, ok := e[args[1]].(string)
				if !ok {
					ts.Fatalf("no %s in %s", args[1], line)
				}
				ts.Setenv(args[2], value)
				return true
			}
		}
		return false
	})
}

func event(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 2, 3)
	match := regexp.MustCompile("")
	if len(args) > 2 {
		match = regexp.MustCompile(args[2])
	}
	await.True(ts, fmt.Sprintf("event %s %v in %s", args[1], match, args[0]), patience, func() bool {
		for _, line := range lines(ts, args[0]) {
			if e := parse(ts, line); e["event"] == args[1] && match.MatchString(line) {
				return true
			}
		}
		return false
	})
}

func events(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 1, 99)
	rest := args[1:]
	for _, line := range lines(ts, args[0]) {
		if e := parse(ts, line); len(rest) > 0 && e["event"] == rest[0] {
			rest = rest[1:]
		}
	}
	if len(rest) > 0 {
		ts.Fatalf("no %s in %s where it should be", rest[0], args[0])
	}
}

func occupy(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 2, 2)
	var addr net.Addr
	var c io.Closer
	switch args[0] {
	case "udp":
		p, err := net.ListenPacket("udp", "127.0.0.1:0")
		ts.Check(err)
		addr, c = p.LocalAddr(), p
	default:
		l, err := net.Listen("tcp", "127.0.0.1:0")
		ts.Check(err)
		addr, c = l.Addr(), l
	}
	ts.Defer(func() { _ = c.Close() })
	_, port, err := net.SplitHostPort(addr.String())
	ts.Check(err)
	ts.Setenv(args[1], port)
}

func get(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 2, 2)
	match := regexp.MustCompile(args[1])
	client := &http.Client{Timeout: patience}
	await.True(ts, fmt.Sprintf("%v at %s", match, args[0]), patience, func() bool {
		answer, err := client.Get(args[0])
		if err != nil {
			return false
		}
		defer answer.Body.Close()
		body, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
		return err == nil && answer.StatusCode == http.StatusOK && match.Match(body)
	})
}

func gone(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 1, 1)
	u, err := url.Parse(args[0])
	ts.Check(err)
	await.True(ts, "nobody at "+u.Host, patience, func() bool {
		c, err := net.DialTimeout("tcp", u.Host, time.Second)
		if err == nil {
			_ = c.Close()
		}
		return err != nil
	})
}

func grown(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 2, 2)
	least, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	await.True(ts, args[0]+" grown", patience, func() bool {
		info, err := os.Stat(ts.MkAbs(args[0]))
		return err == nil && info.Size() >= least
	})
}

func alone(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, neg, args, 0, 0)
	ts.Setenv("PATH", filepath.Dir(program(ts)))
}

func TestNetwork(t *testing.T) {
	for text, want := range map[string]string{
		"127.0.0.1": "127.0.0.1/32", "192.0.2.7/24": "192.0.2.0/24", "::1": "::1/128", "2001:db8::/32": "2001:db8::/32",
	} {
		var n network
		if err := n.UnmarshalText([]byte(text)); err != nil || prefixes([]network{n})[0].String() != want {
			t.Errorf("%s is %v (%v), want %s", text, netip.Prefix(n), err, want)
		}
	}
	for _, text := range []string{"", "proxy.example", "192.0.2.0/33", "192.0.2.0/", "1.2.3"} {
		if err := new(network).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

func TestUpload(t *testing.T) {
	if n := upload(0); n >= 0 {
		t.Errorf("no upload is %d for the engine, where 0 is the default", n)
	}
	if n := upload(5); n != 5 {
		t.Errorf("5 b/s are %d", n)
	}
}
