package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// event is one line of --json.
type event struct {
	Event, Code, Message, Link, Page, Stream, HLS, Listen, Tracker, Reason string

	Stats *figures
	at    time.Time // when it was read
}

// figures are what these tests read of a stats or end event.
type figures struct {
	Peers, Parents, Children int
	Delay                    struct{ P50, P95, P99, Max float64 } `json:"delay_ms"`
	SentBytes                uint64                               `json:"sent_bytes"`
	PayloadBytes             uint64                               `json:"payload_bytes"`
	CarriedByViewers         float64                              `json:"carried_by_viewers"`
	Delivered, Lost, Late    uint64
	Pulled                   uint64
	Dropped                  map[string]uint64
}

// process is a child in a namespace, in a process group of its own.
type process struct {
	t    testing.TB
	name string
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended and all it said is read

	mu      sync.Mutex
	changed chan struct{} // closed and replaced with each event
	events  []event
	code    int // exit code, -1 for a signal; set before done is closed
	stderr  tail
}

// tail keeps the end of what a process says.
type tail struct {
	mu sync.Mutex
	b  []byte
}

const maxTail = 16 << 10

func (w *tail) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.b = append(w.b, b...)
	if len(w.b) > maxTail {
		w.b = w.b[len(w.b)-maxTail:]
	}
	return len(b), nil
}

func (w *tail) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return string(w.b)
}

// command makes a command that runs in the namespace: ip execs it, so that the
// child's pid is the program's.
func (h *host) command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command("ip", append([]string{"netns", "exec", h.ns, program}, args...)...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	return cmd
}

// start runs a program in the namespace and reads its standard output as
// events. It is killed with its group at the end of the test.
func (h *host) start(name, program string, args ...string) *process {
	h.lab.t.Helper()
	return h.launch(name, h.command(program, args...))
}

// launch is start for a command that command has made.
func (h *host) launch(name string, cmd *exec.Cmd) *process {
	t := h.lab.t
	t.Helper()
	p := &process{t: t, name: name, cmd: cmd, done: make(chan struct{}), changed: make(chan struct{})}
	p.cmd.Stderr = &p.stderr
	out, err := p.cmd.StdoutPipe()
	if err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		t.Fatalf("start %s: %v", name, err)
	}
	go p.read(keep(t, name, out))
	t.Cleanup(func() {
		p.kill()
		if said := p.stderr.String(); t.Failed() && said != "" {
			t.Logf("%s ended with code %d and said:\n%s", name, p.code, said)
		}
	})
	return p
}

// throng runs the program under test with --json.
func (h *host) throng(name, bin string, args ...string) *process {
	h.lab.t.Helper()
	return h.start(name, bin, append(args, "--json")...)
}

// keep copies what is read into the folder for logs, if there is one.
func keep(t testing.TB, name string, out io.Reader) io.Reader {
	folder := os.Getenv(envLogs)
	if folder == "" {
		return out
	}
	f, err := os.Create(filepath.Join(folder, strings.ReplaceAll(t.Name()+" "+name, "/", " ")+".jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return io.TeeReader(out, f)
}

func (p *process) read(out io.Reader) {
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		e := event{at: time.Now()}
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			e.Event, e.Message = "not JSON", lines.Text()
		}
		if e.Event == "stats" || e.Event == "end" {
			f := new(figures)
			if json.Unmarshal(lines.Bytes(), f) == nil {
				e.Stats = f
			}
		}
		p.mu.Lock()
		p.events = append(p.events, e)
		close(p.changed)
		p.changed = make(chan struct{})
		p.mu.Unlock()
	}
	err := p.cmd.Wait()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		p.code = exit.ExitCode()
	case err != nil:
		p.code = -1
	}
	close(p.done)
}

// kill ends the process and its children at once.
func (p *process) kill() {
	select {
	case <-p.done: // the pid is no longer ours
		return
	default:
	}
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	<-p.done
}

func (p *process) signal(s syscall.Signal) { _ = p.cmd.Process.Signal(s) }

// find returns the first event that fits, from the n-th on.
func (p *process) find(n int, fits func(event) bool) (event, int, <-chan struct{}, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for ; n < len(p.events); n++ {
		if fits(p.events[n]) {
			return p.events[n], n, nil, true
		}
	}
	return event{}, n, p.changed, false
}

// await waits for an event.
func (p *process) await(what string, fits func(event) bool) event {
	p.t.Helper()
	return p.awaitLong(0, what, fits)
}

// awaitLong waits for an event that takes a while by itself.
func (p *process) awaitLong(takes time.Duration, what string, fits func(event) bool) event {
	p.t.Helper()
	deadline := time.NewTimer(takes + patience)
	defer deadline.Stop()
	for n := 0; ; {
		e, next, changed, ok := p.find(n, fits)
		if ok {
			return e
		}
		n = next
		select {
		case <-changed:
		case <-p.done:
			if e, _, _, ok := p.find(n, fits); ok {
				return e
			}
			p.t.Fatalf("%s ended with code %d before: %s\n%s", p.name, p.code, what, p.stderr.String())
		case <-deadline.C:
			p.t.Fatalf("%s: not within %v: %s\n%s", p.name, takes+patience, what, p.stderr.String())
		}
	}
}

func named(name string) func(event) bool { return func(e event) bool { return e.Event == name } }

func (p *process) ready() event {
	p.t.Helper()
	return p.await("ready", named("ready"))
}

// delivered waits until a viewer plays.
func (p *process) delivered() event {
	p.t.Helper()
	return p.await("a block delivered", func(e event) bool { return e.Event == "stats" && e.Stats.Delivered > 0 })
}

// exit waits for the process's end, for patience beyond the time that it takes
// by itself, and returns its exit code and its end event.
func (p *process) exit(takes time.Duration) (int, event) {
	p.t.Helper()
	deadline := time.NewTimer(takes + patience)
	defer deadline.Stop()
	select {
	case <-p.done:
	case <-deadline.C:
		p.t.Fatalf("%s has not ended within %v", p.name, takes+patience)
	}
	e, _, _, _ := p.find(0, named("end"))
	return p.code, e
}

// ended reports whether the process has ended.
func (p *process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// residentBytes is how much memory a process holds.
func (p *process) residentBytes() uint64 {
	p.t.Helper()
	n, err := statusField(p.cmd.Process.Pid, "VmRSS:")
	if err != nil {
		p.t.Fatal(err)
	}
	return n << 10
}

// peakBytes is the most memory that it has held, 0 when it has ended.
func (p *process) peakBytes() uint64 {
	n, err := statusField(p.cmd.Process.Pid, "VmHWM:")
	if err != nil {
		return 0
	}
	return n << 10
}

// cpu is the processor time that the process and its children took in all, once
// it has ended.
func (p *process) cpu() time.Duration {
	return p.cmd.ProcessState.UserTime() + p.cmd.ProcessState.SystemTime()
}

// tick is the unit of processor times: USER_HZ is 100 wherever Linux runs.
const tick = 10 * time.Millisecond

// machineCPU is the processor time that the whole machine has spent busy.
func machineCPU(t testing.TB) time.Duration {
	t.Helper()
	line, _, _ := strings.Cut(string(readFile(t, "/proc/stat")), "\n")
	busy := time.Duration(0)
	for i, field := range strings.Fields(line) {
		n, err := strconv.ParseInt(field, 10, 64)
		if idle := i == 4 || i == 5; err == nil && !idle && i < 9 {
			busy += time.Duration(n) * tick
		}
	}
	return busy
}

// cpu is the processor time that each process in the namespace has taken.
func (h *host) cpu() map[string]time.Duration {
	out, err := exec.Command("ip", "netns", "pids", h.ns).Output()
	if err != nil {
		h.lab.t.Fatalf("ip netns pids %s: %v", h.ns, err)
	}
	took := make(map[string]time.Duration)
	for _, pid := range strings.Fields(string(out)) {
		// The name, in brackets, may hold spaces; user and system time are the 12th and
		// 13th field after it.
		stat, err := os.ReadFile("/proc/" + pid + "/stat")
		_, rest, ok := strings.Cut(string(stat), ") ")
		if fields := strings.Fields(rest); err == nil && ok && len(fields) > 12 {
			for _, field := range fields[11:13] {
				n, _ := strconv.ParseInt(field, 10, 64)
				took[pid] += time.Duration(n) * tick
			}
		}
	}
	return took
}

// spent is the processor time that the processes of a later reading by cpu have
// taken since an earlier one; what those took that have ended is not known.
func spent(before, after map[string]time.Duration) (took time.Duration) {
	for pid, now := range after {
		took += max(0, now-before[pid])
	}
	return took
}

// result is what a program that ran to its end said.
type result struct {
	code           int
	stdout, stderr string
}

// run runs a program in the namespace to its end, which must come within patience
// beyond the time that it takes by itself.
func (h *host) run(takes time.Duration, program string, args ...string) result {
	t := h.lab.t
	t.Helper()
	cmd := h.command(program, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(takes+patience, func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
	err := cmd.Wait()
	timer.Stop()
	r := result{code: cmd.ProcessState.ExitCode(), stdout: stdout.String(), stderr: stderr.String()}
	if err != nil && r.code < 0 {
		t.Errorf("%s %s: %v (limit %v)\n%s", program, strings.Join(args, " "), err, takes+patience, r.stderr)
	}
	return r
}

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// statusField reads a number of /proc/PID/status, in kB.
func statusField(pid int, field string) (uint64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, field); ok {
			return strconv.ParseUint(strings.Fields(rest)[0], 10, 64)
		}
	}
	return 0, fmt.Errorf("no %s in the status of %d", field, pid)
}
