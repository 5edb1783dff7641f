package e2e

import (
	"bufio"
	"container/heap"
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"throng/internal/sim"
)

// What the laboratory and the simulator may differ by.
const maxApart = 0.25

// internetPeers is how many viewers the comparison has; two cores carry them at
// a third of the usual bitrate.
const internetPeers = 40

// TestLikeTheSimulator runs real programs on a network that a relay makes of TUN
// devices, with the access lines, distances, jitter and losses of a simulated
// run, then that run, and compares what came of both.
func TestLikeTheSimulator(t *testing.T) {
	bin := need(t)
	if !*full {
		t.Skip("takes minutes alone on the machine; make lab runs it")
	}
	file, bitrate := smallClip(t)
	for seed := range uint64(2) {
		t.Run(fmt.Sprint("seed ", seed+1), func(t *testing.T) {
			cfg := sim.Config{Scenario: "steady", Peers: internetPeers, Seed: seed + 1, Bitrate: bitrate, Duration: 55 * time.Second}
			measured := newInternet(t, cfg).watch(bin, file)
			report, err := sim.Run(cfg)
			if err != nil {
				t.Fatal(err)
			}
			measured.compare(t, report)
		})
	}
}

// compare prints both and fails where they are too far apart.
func (s *seen) compare(t *testing.T, r *sim.Report) {
	t.Helper()
	for _, c := range []struct {
		what      string
		lab, sim  float64
		precision int
	}{
		{"delay p50, ms", s.p50, r.Delay.P50, 0},
		{"delay p99, ms", s.p99, r.Delay.P99, 0},
		{"source upload, times the stream", s.source, r.SourceUploadRatio, 2},
		{"overhead", s.overhead, r.Overhead.Total, 3},
	} {
		apart := c.lab/c.sim - 1
		t.Logf("| %-31s | %8.*f | %8.*f | %+4.0f %% |", c.what, c.precision, c.lab, c.precision, c.sim, 100*apart)
		if math.Abs(apart) > maxApart {
			t.Errorf("%s: the laboratory has %.3f, the simulator %.3f", c.what, c.lab, c.sim)
		}
	}
	t.Logf("%d viewers at %d b/s; lost in the laboratory: %d blocks; cores used: %.2f", r.Peers, r.Bitrate, s.lost, s.cores)
}

// smallClip returns a file of a minute with the pictures and groups of the
// simulator's encoder, and its bitrate.
func smallClip(t *testing.T) (path string, bitrate int64) {
	t.Helper()
	path = filepath.Join(scratch, "small.mp4")
	err := ffmpeg("-f", "lavfi", "-i", "testsrc2=size=640x360:rate=30:duration=60,noise=alls=20:allf=t,format=yuv420p",
		"-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=60",
		"-c:v", "libx264", "-preset", "veryfast", "-tune", "zerolatency", "-g", "60", "-keyint_min", "60", "-sc_threshold", "0",
		"-b:v", "900k", "-maxrate", "900k", "-bufsize", "450k", "-c:a", "aac", "-b:a", "96k", "-shortest", path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return path, info.Size() * 8 / 60
}

// internet is a network of hosts that each hang on a TUN device.
type internet struct {
	*lab
	cfg    sim.Config
	cables *sim.Cables
	hosts  []*host
	tuns   []*os.File
	began  time.Time
	closed atomic.Bool
	late   atomic.Int64 // packets handed over more than a few milliseconds late

	mu    sync.Mutex
	queue packets
	woken chan struct{}
}

// flying is a packet on its way: to its access line, or through it.
type flying struct {
	at      time.Duration
	to      int
	through bool
	data    []byte
}

type packets []*flying

func (q packets) Len() int           { return len(q) }
func (q packets) Less(i, j int) bool { return q[i].at < q[j].at }
func (q packets) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *packets) Push(x any)        { *q = append(*q, x.(*flying)) }
func (q *packets) Pop() any {
	old := *q
	x := old[len(old)-1]
	old[len(old)-1] = nil
	*q = old[:len(old)-1]
	return x
}

// maxFlying is the most packets on their way at a time; more are dropped.
const maxFlying = 100_000

func newInternet(t *testing.T, cfg sim.Config) *internet {
	t.Helper()
	if _, err := os.Stat("/dev/net/tun"); err != nil {
		t.Skipf("no TUN devices here: %v", err)
	}
	cables, err := sim.NewCables(cfg)
	if err != nil {
		t.Fatal(err)
	}
	n := &internet{
		lab: &lab{t: t, prefix: fmt.Sprintf("throng-e2e-%d-%d-", os.Getpid(), labs.Add(1))},
		cfg: cfg, cables: cables, began: time.Now(), woken: make(chan struct{}, 1),
	}
	for i := range cables.Hosts() {
		n.add(strconv.Itoa(i))
		h := &host{lab: n.lab, ns: n.name(strconv.Itoa(i)), addr: fmt.Sprintf("10.78.%d.%d", (i+1)>>8, (i+1)&255)}
		n.hosts = append(n.hosts, h)
		tun, err := h.tun("eth0")
		if err != nil {
			t.Skipf("no TUN device can be made: %v", err)
		}
		n.tuns = append(n.tuns, tun)
		n.ip("-n", h.ns, "addr", "add", h.addr+"/16", "dev", "eth0")
		n.ip("-n", h.ns, "link", "set", "eth0", "up")
		n.ip("-n", h.ns, "route", "add", "default", "via", "10.78.255.254")
	}
	var running sync.WaitGroup
	running.Go(n.deliver)
	for i := range n.tuns {
		running.Go(func() { n.read(i) })
	}
	t.Cleanup(func() {
		n.closed.Store(true)
		for _, f := range n.tuns {
			_ = f.Close()
		}
		n.wake()
		running.Wait()
	})
	return n
}

// tun makes a TUN device in the host's namespace.
func (h *host) tun(name string) (f *os.File, err error) {
	err = h.enter(func() error {
		fd, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
		if err != nil {
			return err
		}
		req, err := unix.NewIfreq(name)
		if err == nil {
			req.SetUint16(unix.IFF_TUN | unix.IFF_NO_PI)
			err = unix.IoctlIfreq(fd, unix.TUNSETIFF, req)
		}
		if err != nil {
			_ = unix.Close(fd)
			return err
		}
		f = os.NewFile(uintptr(fd), "tun of "+h.ns)
		return nil
	})
	return f, err
}

func (n *internet) now() time.Duration { return time.Since(n.began) }

func (n *internet) wake() {
	select {
	case n.woken <- struct{}{}:
	default:
	}
}

// read takes what a host sends.
func (n *internet) read(from int) {
	buf := make([]byte, 2048)
	for {
		size, err := n.tuns[from].Read(buf)
		if err != nil {
			return
		}
		to, ok := n.destination(buf[:size])
		if !ok {
			continue
		}
		at, ok := n.cables.Send(n.now(), from, to, size)
		if ok {
			n.put(&flying{at: at, to: to, data: append([]byte(nil), buf[:size]...)})
		}
	}
}

// destination is the host that an IPv4 packet is for.
func (n *internet) destination(b []byte) (int, bool) {
	if len(b) < 20 || b[0]>>4 != 4 || b[16] != 10 || b[17] != 78 {
		return 0, false
	}
	i := int(binary.BigEndian.Uint16(b[18:])) - 1
	return i, i >= 0 && i < len(n.hosts)
}

func (n *internet) put(p *flying) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.queue) < maxFlying {
		heap.Push(&n.queue, p)
		if n.queue[0] == p {
			n.wake()
		}
	}
}

// deliver hands packets over when their time has come.
func (n *internet) deliver() {
	timer := time.NewTimer(time.Hour)
	for !n.closed.Load() {
		n.mu.Lock()
		wait := time.Hour
		var due *flying
		if len(n.queue) > 0 {
			if wait = n.queue[0].at - n.now(); wait <= 0 {
				due = heap.Pop(&n.queue).(*flying)
			}
		}
		n.mu.Unlock()
		if due == nil {
			timer.Reset(wait)
			select {
			case <-timer.C:
			case <-n.woken:
			}
			continue
		}
		if !due.through {
			if at, ok := n.cables.Receive(due.at, due.to, len(due.data)); ok {
				due.at, due.through = at, true
				n.put(due)
			}
			continue
		}
		if n.now()-due.at > 5*time.Millisecond {
			n.late.Add(1)
		}
		_, _ = n.tuns[due.to].Write(due.data) // a device that is full drops it, as a line does
	}
}

// seen is what came of a run in the laboratory.
type seen struct {
	p50, p99         float64 // of all viewers' blocks, ms
	source, overhead float64
	lost             uint64
	cores            float64
}

// watch has the broadcaster cast the file, each viewer come at its time, and
// measures from the time on from which a simulation does, to the end of the run.
func (n *internet) watch(bin, file string) seen {
	t := n.t
	t.Helper()
	const metrics = "127.0.0.1:9100"
	ends := n.cables.Hosts()
	cast := n.hosts[0].throng("cast", bin, "cast", file, "--page", "", "--max-upload", strconv.FormatInt(ends[0].MaxUpload, 10))
	link := cast.ready().Link
	start := time.Now()
	var viewers []*process
	for i, end := range ends[1:] {
		time.Sleep(time.Until(start.Add(end.Born)))
		viewers = append(viewers, n.hosts[i+1].throng(fmt.Sprintf("viewer %d", i), bin, "watch", link, "--page", "", "--metrics", metrics,
			"--max-upload", strconv.FormatInt(max(end.MaxUpload, 0), 10)))
	}
	warm := min(10*time.Second, n.cfg.Duration/6)
	until := func(at time.Duration) { time.Sleep(time.Until(start.Add(at))) }
	until(warm + 5*time.Second)
	busy, began := machineCPU(t), time.Now()
	before, cables := n.scrape(metrics), n.cables.Hosts()
	until(n.cfg.Duration - 2*time.Second) // before the file ends
	after, cablesAfter := n.scrape(metrics), n.cables.Hosts()
	took := time.Since(began).Seconds()
	s := seen{cores: (machineCPU(t) - busy).Seconds() / took}
	counts := make(map[float64]float64)
	var payload, published, received float64
	for i := range after {
		for le, v := range after[i].buckets {
			counts[le] += v - before[i].buckets[le]
		}
		payload += after[i].payload - before[i].payload
		published = max(published, after[i].payload-before[i].payload) // whoever had it all
		received += float64(cablesAfter[i+1].Received - cables[i+1].Received)
		s.lost += uint64(after[i].lost - before[i].lost)
	}
	s.p50, s.p99 = quantile(counts, 0.5), quantile(counts, 0.99)
	s.source = float64(cablesAfter[0].Sent-cables[0].Sent) / published
	s.overhead = received/payload - 1
	for _, v := range viewers {
		v.delivered()
	}
	t.Logf("%d packets were handed over late", n.late.Load())
	return s
}

// scraped is what a viewer's metrics say.
type scraped struct {
	buckets       map[float64]float64 // how many blocks were at most so many milliseconds late
	payload, lost float64
}

func (n *internet) scrape(metrics string) []scraped {
	t := n.t
	t.Helper()
	all := make([]scraped, len(n.hosts)-1)
	var wg sync.WaitGroup
	for i, h := range n.hosts[1:] {
		wg.Go(func() {
			s := scraped{buckets: make(map[float64]float64)}
			res, err := h.client().Get("http://" + metrics + "/metrics")
			if err != nil {
				t.Errorf("viewer %d: %v", i, err)
				return
			}
			defer func() { _ = res.Body.Close() }()
			for lines := bufio.NewScanner(res.Body); lines.Scan(); {
				name, text, _ := strings.Cut(lines.Text(), " ")
				v, err := strconv.ParseFloat(text, 64)
				if err != nil {
					continue
				}
				if le, ok := strings.CutPrefix(name, `throng_delay_seconds_bucket{le="`); ok {
					bound, err := strconv.ParseFloat(strings.TrimSuffix(le, `"}`), 64)
					if err == nil {
						s.buckets[1000*bound] = v
					}
				}
				switch name {
				case "throng_payload_bytes_total":
					s.payload = v
				case `throng_blocks_total{result="lost"}`:
					s.lost = v
				}
			}
			all[i] = s
		})
	}
	wg.Wait()
	return all
}

// quantile reads a histogram of running sums, by straight lines between its
// bounds.
func quantile(counts map[float64]float64, q float64) float64 {
	total, below, floor := counts[math.Inf(1)], 0.0, 0.0
	for _, le := range slices.Sorted(maps.Keys(counts)) {
		if counts[le] >= q*total && !math.IsInf(le, 1) {
			return floor + (le-floor)*(q*total-below)/(counts[le]-below)
		}
		below, floor = counts[le], le
	}
	return math.Inf(1)
}
