package e2e

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/sys/unix"
)

// labs counts the labs of this run, for their names.
var labs atomic.Int64

// lab is a small network: namespaces on one bridge, which has one of its own.
type lab struct {
	t      testing.TB
	prefix string
	hosts  int
}

// host is one namespace with an interface eth0 on the bridge.
type host struct {
	lab  *lab
	ns   string
	addr string // IPv4
}

func newLab(t testing.TB) *lab {
	t.Helper()
	l := &lab{t: t, prefix: fmt.Sprintf("throng-e2e-%d-%d-", os.Getpid(), labs.Add(1))}
	l.add("switch")
	l.ip("-n", l.name("switch"), "link", "add", "br0", "type", "bridge")
	l.ip("-n", l.name("switch"), "link", "set", "br0", "up")
	return l
}

func (l *lab) name(s string) string { return l.prefix + s }

func (l *lab) ip(args ...string) {
	l.t.Helper()
	if out, err := exec.Command("ip", args...).CombinedOutput(); err != nil {
		l.t.Fatalf("ip %s: %v: %s", strings.Join(args, " "), err, out)
	}
}

// add makes a namespace that goes with the test, and with it all that still runs
// there: a browser that is killed with its driver leaves processes behind.
func (l *lab) add(name string) {
	l.t.Helper()
	l.ip("netns", "add", l.name(name))
	l.t.Cleanup(func() {
		killAll(l.name(name))
		if out, err := exec.Command("ip", "netns", "del", l.name(name)).CombinedOutput(); err != nil {
			l.t.Logf("ip netns del %s: %v: %s", l.name(name), err, out)
		}
	})
	l.ip("-n", l.name(name), "link", "set", "lo", "up")
}

// killAll kills what runs in a namespace: a browser is in no group of its starter's.
func killAll(ns string) {
	pids, _ := exec.Command("ip", "netns", "pids", ns).Output()
	for _, pid := range strings.Fields(string(pids)) {
		if n, err := strconv.Atoi(pid); err == nil && n != os.Getpid() {
			_ = unix.Kill(n, unix.SIGKILL)
		}
	}
}

// host adds a namespace to the network. It has a default route, without which
// programs hold themselves offline. Its packets are cut to size before they
// reach the interface, so that its counters see what a cable would.
func (l *lab) host(name string) *host {
	l.t.Helper()
	l.hosts++
	h := &host{lab: l, ns: l.name(name), addr: fmt.Sprintf("10.77.0.%d", l.hosts)}
	l.add(name)
	port := "p" + strconv.Itoa(l.hosts)
	l.ip("-n", l.name("switch"), "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", h.ns)
	l.ip("-n", l.name("switch"), "link", "set", port, "master", "br0", "up")
	l.ip("-n", h.ns, "addr", "add", h.addr+"/24", "dev", "eth0")
	l.ip("-n", h.ns, "link", "set", "eth0", "gso_max_segs", "1")
	l.ip("-n", h.ns, "link", "set", "eth0", "up")
	l.ip("-n", h.ns, "route", "add", "default", "via", "10.77.0.254")
	return h
}

// counter reads one of eth0's statistics, such as tx_bytes.
func (h *host) counter(name string) uint64 {
	h.lab.t.Helper()
	out, err := exec.Command("ip", "netns", "exec", h.ns, "cat", "/sys/class/net/eth0/statistics/"+name).Output()
	if err != nil {
		h.lab.t.Fatalf("%s of %s: %v", name, h.ns, err)
	}
	n, err := strconv.ParseUint(strings.TrimSpace(string(out)), 10, 64)
	if err != nil {
		h.lab.t.Fatal(err)
	}
	return n
}

// udpErrors says how many datagrams the namespace's kernel has dropped for want
// of room: in sockets that were not read in time, and on sending.
func (h *host) udpErrors() string {
	h.lab.t.Helper()
	out, err := exec.Command("ip", "netns", "exec", h.ns, "cat", "/proc/net/snmp").Output()
	if err != nil {
		h.lab.t.Fatal(err)
	}
	var names []string
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		if fields[0] != "Udp:" {
			continue
		}
		if names == nil {
			names = fields
			continue
		}
		said := ""
		for i, name := range names {
			if strings.HasSuffix(name, "bufErrors") {
				said += " " + name + " " + fields[i]
			}
		}
		return strings.TrimSpace(said)
	}
	return "unknown"
}

// enter runs f with a thread in the namespace; sockets that f makes stay there.
func (h *host) enter(f func() error) error {
	done := make(chan error, 1)
	go func() { done <- h.inside(f) }()
	return <-done
}

// inside must have a goroutine of its own. It leaves the thread as it was: one
// that ended would take the processes with it that it has started.
func (h *host) inside(f func() error) error {
	there, err := os.Open("/run/netns/" + h.ns)
	if err != nil {
		return err
	}
	defer func() { _ = there.Close() }()
	runtime.LockOSThread()
	home, err := os.Open("/proc/thread-self/ns/net")
	if err != nil {
		runtime.UnlockOSThread()
		return err
	}
	defer func() { _ = home.Close() }()
	if err := unix.Setns(int(there.Fd()), unix.CLONE_NEWNET); err != nil {
		runtime.UnlockOSThread()
		return err
	}
	failed := f()
	if err := unix.Setns(int(home.Fd()), unix.CLONE_NEWNET); err != nil {
		return err // and the thread ends, still locked
	}
	runtime.UnlockOSThread()
	return failed
}

// dial connects from the namespace; the address must be numeric.
func (h *host) dial(ctx context.Context, network, address string) (c net.Conn, err error) {
	err = h.enter(func() error {
		c, err = (&net.Dialer{Timeout: patience}).DialContext(ctx, network, address)
		return err
	})
	return c, err
}

// client is an HTTP client in the namespace.
func (h *host) client() *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: h.dial, DisableCompression: true, DisableKeepAlives: true}}
}
