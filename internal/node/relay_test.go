//go:build unix

package node_test

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	"throng/internal/block"
	"throng/internal/ident"
	"throng/internal/link/udp"
	"throng/internal/node"
	"throng/internal/overlay"
)

// envPart tells a child process of BenchmarkRelay what to be, as JSON.
const envPart = "THRONG_RELAY_PART"

// part is what a child process is: the broadcaster, or all the children of the relay.
type part struct {
	Children int            // how many; 0: the broadcaster
	Rate     int            // media bits a second that are broadcast; 0: as many as get through
	Relay    overlay.Record // where the relay is; the broadcaster is asked by it
}

const (
	relayBlock = 20 * block.MaxShard // bytes of media in each block
	relayEntry = 100                 // blocks from one Entry to the next
	// relayAhead is how many blocks may be between the broadcaster and the slowest child
	// where all is sent that gets through: less than the sockets' buffers hold.
	relayAhead = 64
	// relayStep is every how many blocks the children say how far they are.
	relayStep = 8
	// relayWarm is how long all runs before anything is measured.
	relayWarm = 3 * time.Second
	// relayWait is how long the relay and its children wait for a block that was lost.
	relayWait = 500 * time.Millisecond
	// relayLeast is the rate until the children get something.
	relayLeast = 3_000_000
	// relayUpload is more than anyone sends here.
	relayUpload = 20_000_000_000
)

// relayChannel is the channel of the benchmark: all its processes know the secret.
func relayChannel() ident.ChannelSecret {
	return ident.ChannelSecretFromSeed([ident.KeySize]byte{'r', 'e', 'l', 'a', 'y'})
}

// relayPeer is a node over a socket of its own on loopback.
type relayPeer struct {
	*node.Node
	transport *udp.Transport
	record    overlay.Record
}

// startRelayPeer starts a peer; where known is set it opens links to that one alone.
func startRelayPeer(secret ident.PeerSecret, role overlay.Role, coder block.Coder, known *overlay.Record) (*relayPeer, error) {
	channel := relayChannel()
	cfg := overlay.Config{Channel: channel.Channel(), Self: secret.Peer(), Role: role, Coder: coder,
		Seed: uint64(secret[0]), MaxUpload: relayUpload, MaxWait: relayWait}
	if role == overlay.Source {
		cfg.Certificate = channel.Certify(cfg.Self)
	}
	engine, err := overlay.New(cfg)
	if err != nil {
		return nil, err
	}
	transport, err := udp.New(udp.Config{Secret: secret, Channel: cfg.Channel, Listen: netip.MustParseAddrPort("127.0.0.1:0")})
	if err != nil {
		return nil, err
	}
	nc := node.Config{Engine: engine, Transport: transport, NoPayload: role == overlay.Relay}
	if known != nil {
		nc.Engine = &faithful{Engine: engine, to: known.Peer}
		nc.Introducer = acquaintance(*known)
	}
	n, err := node.Start(context.Background(), nc)
	if err != nil {
		return nil, err
	}
	return &relayPeer{n, transport, overlay.Record{Peer: cfg.Self, Addrs: transport.Addrs()}}, nil
}

// faithful is an engine that connects to one peer only.
type faithful struct {
	*overlay.Engine
	to      ident.Peer
	refused []ident.Peer
}

func (f *faithful) PollEvent() (overlay.Event, bool) {
	for {
		e, ok := f.Engine.PollEvent()
		if !ok || e.Kind != overlay.Connect || e.Record.Peer == f.to {
			return e, ok
		}
		f.refused = append(f.refused, e.Record.Peer)
	}
}

func (f *faithful) HandleTimeout(now time.Duration) {
	for _, p := range f.refused {
		f.HandleLinkFailed(now, p)
	}
	f.refused = f.refused[:0]
	f.Engine.HandleTimeout(now)
}

// acquaintance is an introducer that knows one peer.
type acquaintance overlay.Record

func (a acquaintance) Introductions() <-chan node.Introduction {
	c := make(chan node.Introduction, 1)
	c <- node.Introduction{Peers: []overlay.Record{overlay.Record(a)}}
	return c
}
func (acquaintance) Relay(ident.Peer, ident.Peer, []byte) bool { return false }
func (acquaintance) Want(int)                                  {}
func (acquaintance) Connecting(ident.Peer)                     {}

// trusting is a coder that believes every signature: what the relay's children do need
// not cost more than it must.
type trusting struct{ block.Coder }

func (trusting) Verify(*block.Header, block.Hash, *block.Signature) bool { return true }

// playRelayPart is a child process: it lives until its standard input is closed.
func playRelayPart(text string) error {
	var p part
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	way := os.NewFile(3, "from the children to the broadcaster")
	if p.Children > 0 {
		return relayChildren(ctx, &p, way)
	}
	return relaySource(ctx, &p, way)
}

// relayChildren receives and says how far the slowest is.
func relayChildren(ctx context.Context, p *part, out io.Writer) error {
	var mu sync.Mutex
	at := make([]uint32, p.Children)
	told := uint32(0)
	var work sync.WaitGroup
	for i := range p.Children {
		secret := ident.PeerSecret{'c', byte(i)}
		coder := trusting{block.NewCoder(relayChannel().Channel())}
		n, err := startRelayPeer(secret, overlay.Viewer, coder, &p.Relay)
		if err != nil {
			return err
		}
		work.Go(func() {
			defer n.Close()
			for {
				item, err := n.Blocks().Next(ctx)
				if err != nil {
					return
				}
				if item.Kind != node.Block {
					continue
				}
				mu.Lock()
				at[i] = item.Header.Seq.Number()
				least := at[0]
				for _, a := range at {
					least = min(least, a)
				}
				if least >= told+relayStep {
					told = least
					_ = binary.Write(out, binary.BigEndian, told)
				}
				mu.Unlock()
			}
		})
	}
	work.Wait()
	return nil
}

// relaySource broadcasts to the relay.
func relaySource(ctx context.Context, p *part, in io.Reader) error {
	channel := relayChannel()
	signer := block.NewSigner(channel)
	n, err := startRelayPeer(channel.PeerSecret(), overlay.Source, signer, nil)
	if err != nil {
		return err
	}
	if err := json.NewEncoder(os.Stdout).Encode(n.record); err != nil {
		return err
	}
	defer n.Close()
	progress := make(chan uint32, 1024)
	go func() {
		for {
			var at uint32
			if binary.Read(in, binary.BigEndian, &at) != nil {
				return
			}
			progress <- at
		}
	}()
	rate, far := p.Rate, uint32(0)
	if rate == 0 {
		rate = relayLeast
	}
	every := time.Duration(float64(relayBlock*8) / float64(rate) * float64(time.Second))
	payload := make([]byte, relayBlock)
	next := time.Now()
	for number := uint32(0); ; number++ {
		due := time.NewTimer(time.Until(next))
		// It goes on at its pace, or where none is set as soon as the children are near.
		for open := false; !open && (p.Rate != 0 || far == 0 || number-far >= relayAhead); {
			select {
			case far = <-progress:
			case <-due.C:
				open = true
			case <-ctx.Done():
				return nil
			}
		}
		due.Stop()
		next = next.Add(every)
		if p.Rate == 0 {
			next = time.Now().Add(every)
		}
		h := block.Header{Seq: block.MakeSeq(1, number), Capture: n.Now(), Length: relayBlock,
			Shape: block.Shape{Data: 20, Total: 22}, SinceEntry: uint16(number % relayEntry)}
		if h.SinceEntry == 0 {
			h.Flags = block.Entry | block.Start
		}
		binary.BigEndian.PutUint32(payload, number)
		sealed, err := signer.Seal(h, payload)
		if err != nil {
			return err
		}
		if err := n.Publish(ctx, sealed); err != nil {
			return nil
		}
	}
}

// startRelayPart starts a child process and ends it with the benchmark.
func startRelayPart(b *testing.B, p part, way *os.File) (out io.Reader) {
	b.Helper()
	text, err := json.Marshal(p)
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), envPart+"="+string(text))
	cmd.ExtraFiles = []*os.File{way}
	cmd.Stderr = os.Stderr
	out, err = cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	stop, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = stop.Close()
		if err := cmd.Wait(); err != nil {
			b.Error(err)
		}
	})
	return out
}

// startRelay starts a relay between a broadcaster and children, each in a process of
// their own.
func startRelay(b *testing.B, children, rate int) *relayPeer {
	b.Helper()
	in, out, err := os.Pipe()
	if err != nil {
		b.Fatal(err)
	}
	defer in.Close()
	defer out.Close()
	var source overlay.Record
	if err := json.NewDecoder(startRelayPart(b, part{Rate: rate}, in)).Decode(&source); err != nil {
		b.Fatal(err)
	}
	relay, err := startRelayPeer(ident.PeerSecret{'r'}, overlay.Relay, block.NewCoder(relayChannel().Channel()), &source)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = relay.Close() })
	startRelayPart(b, part{Children: children, Relay: relay.record}, out)
	return relay
}

// cpuTime is the processor time that this process has spent.
func cpuTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkRelay is what a relay costs, from the packet that comes to those that go: this
// process is a relay and nothing else, with real sockets, cryptography and coding; the
// broadcaster and the children, who all get the whole stream from the relay, are other
// processes. CPU-s/Gbit is this process's time, user and system, by the UDP payload that
// it sends; with one child that is as much as it receives. Flat out the broadcaster sends
// whenever the slowest child is less than relayAhead blocks behind. All is in real time:
// on a machine that is busy with other things links break and it ends with an error.
func BenchmarkRelay(b *testing.B) {
	for _, c := range []struct {
		name           string
		children, rate int
	}{
		{"Flat/1Child", 1, 0},
		{"Flat/4Children", 4, 0},
		{"90Mbps/1Child", 1, 90_000_000},
		{"3Mbps/4Children", 4, 3_000_000},
	} {
		b.Run(c.name, func(b *testing.B) { relayRun(b, c.children, c.rate) })
	}
}

func relayRun(b *testing.B, children, rate int) {
	relay := startRelay(b, children, rate)
	ctx, cancel := context.WithTimeout(b.Context(), 2*time.Minute)
	defer cancel()
	next := func() {
		if _, err := relay.Blocks().Next(ctx); err != nil {
			b.Fatalf("the stream does not come through: %v (is there processor time for three processes?)", err)
		}
	}
	stats := func() overlay.Stats {
		s, err := relay.Stats(ctx)
		if err != nil {
			b.Fatal(err)
		}
		return s
	}
	for began, ready := time.Now(), false; !ready || time.Since(began) < relayWarm; {
		for range relayStep {
			next()
		}
		s := stats()
		ready = s.Stripes >= 20 && s.ChildSlots >= 20*children
	}
	var heap, grown runtime.MemStats
	runtime.ReadMemStats(&heap)
	from, before, busy, began := stats(), relay.transport.Stats(), cpuTime(b), time.Now()
	for b.Loop() {
		next()
	}
	took := time.Since(began)
	busy = cpuTime(b) - busy
	to, after := stats(), relay.transport.Stats()
	runtime.ReadMemStats(&grown)
	blocks, sent := float64(to.Delivered-from.Delivered), float64(after.BytesSent-before.BytesSent)*8
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(busy.Seconds()/(sent/1e9), "CPU-s/Gbit")
	b.ReportMetric(busy.Seconds()*1e6/blocks, "CPU-µs/block")
	b.ReportMetric(float64(after.DataSent-before.DataSent)/blocks/float64(children), "shards/block/child")
	b.ReportMetric(float64(grown.Mallocs-heap.Mallocs)/blocks, "allocs/block")
	b.ReportMetric(sent/1e6/took.Seconds(), "Mbit/s")
	b.ReportMetric(100*busy.Seconds()/took.Seconds(), "%-of-a-core")
	b.ReportMetric(100*float64(to.Lost-from.Lost)/blocks, "%-lost")
}
