package tracker

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/coder/websocket"
	"go.uber.org/goleak"

	"throng/internal/ident"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// trackerAddr is where the in-memory trackers stand.
const trackerAddr = "198.51.100.1:7000"

// memoryNet is a network of pipes on which dialling from any address works, so
// that synctest controls the time of everything on it.
type memoryNet struct {
	mu        sync.Mutex
	listeners map[string]*memoryListener
}

func newMemoryNet() *memoryNet { return &memoryNet{listeners: make(map[string]*memoryListener)} }

type memoryListener struct {
	net    *memoryNet
	addr   string
	queue  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (n *memoryNet) listen(addr string) *memoryListener {
	l := &memoryListener{net: n, addr: addr, queue: make(chan net.Conn), closed: make(chan struct{})}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.listeners[addr] = l
	return l
}

func (l *memoryListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.queue:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *memoryListener) Close() error {
	l.once.Do(func() {
		close(l.closed)
		l.net.mu.Lock()
		defer l.net.mu.Unlock()
		if l.net.listeners[l.addr] == l {
			delete(l.net.listeners, l.addr)
		}
	})
	return nil
}

func (l *memoryListener) Addr() net.Addr { return tcpAddr(l.addr) }

func tcpAddr(s string) net.Addr { return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(s)) }

// memoryConn is one end of a pipe with addresses.
type memoryConn struct {
	net.Conn
	local, remote net.Addr
}

func (c memoryConn) LocalAddr() net.Addr  { return c.local }
func (c memoryConn) RemoteAddr() net.Addr { return c.remote }

// from returns a dialling function for somebody at the address from.
func (n *memoryNet) from(from string) func(ctx context.Context, network, address string) (net.Conn, error) {
	return func(ctx context.Context, _, address string) (net.Conn, error) {
		n.mu.Lock()
		l := n.listeners[address]
		n.mu.Unlock()
		if l == nil {
			return nil, errors.New("connection refused")
		}
		near, far := bufferedPipe()
		select {
		case l.queue <- memoryConn{far, tcpAddr(address), tcpAddr(from)}:
			return memoryConn{near, tcpAddr(from), tcpAddr(address)}, nil
		case <-l.closed:
			return nil, errors.New("connection refused")
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// pipeBuffer is how many writes a pipe holds in each direction.
const pipeBuffer = 4

// bufferedPipe is net.Pipe with a small buffer, as sockets have: two sides that
// write at the same time must not wait for each other.
func bufferedPipe() (near, far net.Conn) {
	near, a := net.Pipe()
	b, far := net.Pipe()
	pump := func(from, to net.Conn) {
		queue := make(chan []byte, pipeBuffer)
		over := make(chan struct{})
		go func() {
			defer close(queue)
			for {
				buf := make([]byte, MaxReply)
				n, err := from.Read(buf)
				if err != nil {
					return
				}
				select {
				case queue <- buf[:n]:
				case <-over:
					return
				}
			}
		}()
		go func() {
			defer close(over)
			defer func() { _ = from.Close(); _ = to.Close() }()
			for data := range queue {
				if _, err := to.Write(data); err != nil {
					return
				}
			}
		}()
	}
	pump(a, b)
	pump(b, a)
	return near, far
}

// start serves a tracker at addr and returns it with a function that stops it.
func (n *memoryNet) start(t *testing.T, addr string, c Config) (*Server, func()) {
	t.Helper()
	s := New(c)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	l := n.listen(addr)
	go func() { done <- s.Serve(ctx, l) }()
	return s, sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
}

// rawClient speaks to a tracker message by message.
type rawClient struct {
	t     *testing.T
	ws    *websocket.Conn
	hello *Hello
	mu    sync.Mutex
	got   []string // received and not yet taken
	err   error    // why the connection ended
	done  chan struct{}
}

// dialRaw opens a WebSocket from an address. Unless it is deaf it reads at once
// and takes the challenge.
func dialRaw(t *testing.T, n *memoryNet, from string, deaf bool) (*rawClient, error) {
	t.Helper()
	hc := &http.Client{Transport: &http.Transport{DialContext: n.from(from), DisableKeepAlives: true}}
	ws, _, err := websocket.Dial(context.Background(), "ws://"+trackerAddr+Path, &websocket.DialOptions{HTTPClient: hc})
	if err != nil {
		return nil, err
	}
	ws.SetReadLimit(MaxReply)
	c := &rawClient{t: t, ws: ws, done: make(chan struct{})}
	if deaf {
		close(c.done)
		return c, nil
	}
	go c.readAll()
	synctest.Wait()
	if got := c.take(); len(got) == 1 {
		c.hello, _ = mustReply(t, got[0]).(*Hello)
	}
	if c.hello == nil {
		t.Fatal("no hello came first")
	}
	return c, nil
}

func mustDial(t *testing.T, n *memoryNet, from string) *rawClient {
	t.Helper()
	c, err := dialRaw(t, n, from, false)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *rawClient) readAll() {
	defer close(c.done)
	for {
		_, data, err := c.ws.Read(context.Background())
		c.mu.Lock()
		if err != nil {
			c.err = err
			c.mu.Unlock()
			return
		}
		c.got = append(c.got, string(data))
		c.mu.Unlock()
	}
}

// take returns what came since the last take.
func (c *rawClient) take() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	got := c.got
	c.got = nil
	return got
}

// ended returns why the connection ended, nil while it has not.
func (c *rawClient) ended() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

func (c *rawClient) write(text string) {
	// An error shows as the end of the connection.
	_ = c.ws.Write(context.Background(), websocket.MessageText, []byte(text))
}

// send writes a message, waits for all that follows from it, and returns the
// answers.
func (c *rawClient) send(m Message) []Message {
	c.t.Helper()
	c.write(string(Encode(m)))
	synctest.Wait()
	return c.messages()
}

func (c *rawClient) messages() []Message {
	c.t.Helper()
	var list []Message
	for _, text := range c.take() {
		list = append(list, mustReply(c.t, text))
	}
	return list
}

func (c *rawClient) close() {
	_ = c.ws.CloseNow()
	<-c.done
}

func mustReply(t *testing.T, text string) Message {
	t.Helper()
	m, err := DecodeReply([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return m
}

// announceDeaf announces a peer and reads nothing after the welcome.
func announceDeaf(t *testing.T, n *memoryNet, peer byte, from string) *rawClient {
	t.Helper()
	c, err := dialRaw(t, n, from, true)
	if err != nil {
		t.Fatal(err)
	}
	_, data, err := c.ws.Read(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	hello, ok := mustReply(t, string(data)).(*Hello)
	if !ok {
		t.Fatalf("got %s instead of hello", data)
	}
	c.write(string(Encode(announceTo(t, hello, peer, 0))))
	if _, _, err := c.ws.Read(context.Background()); err != nil {
		t.Fatal(err)
	}
	return c
}

// Keys of the tests.
func peerSecret(n byte) ident.PeerSecret {
	return ident.PeerSecret{'p', 'e', 'e', 'r', n}
}

func certificate(channel ident.ChannelSecret, peer ident.Peer) []byte {
	c := channel.Certify(peer)
	return c[:]
}

func channelSecret(n byte) ident.ChannelSecret {
	return ident.ChannelSecretFromSeed([ident.KeySize]byte{'c', 'h', 'a', 'n', n})
}

// announceOf makes a proven announce of peer n in channel 1.
func (c *rawClient) announceOf(n byte, want int, addrs ...string) *Announce {
	c.t.Helper()
	return announceTo(c.t, c.hello, n, want, addrs...)
}

func announceTo(t *testing.T, hello *Hello, n byte, want int, addrs ...string) *Announce {
	t.Helper()
	channel := channelSecret(1).Channel()
	p, err := Prove(peerSecret(n), hello, channel, trackerAddr)
	if err != nil {
		t.Fatal(err)
	}
	a := &Announce{
		Version: Version, Channel: channel, Peer: peerSecret(n).Peer(),
		Tracker: trackerAddr, Proof: p, Addrs: addrPorts(addrs...), Want: want,
	}
	return a
}

func addrPorts(texts ...string) []netip.AddrPort {
	list := []netip.AddrPort{}
	for _, s := range texts {
		list = append(list, netip.MustParseAddrPort(s))
	}
	return list
}

// only returns the one message in list, which must be a T.
func only[T Message](t *testing.T, list []Message) T {
	t.Helper()
	var zero T
	if len(list) != 1 {
		t.Fatalf("%d messages, want one %s: %s", len(list), zero.kind(), describe(list))
	}
	m, ok := list[0].(T)
	if !ok {
		t.Fatalf("got %s, want %s", describe(list), zero.kind())
	}
	return m
}

func describe(list []Message) string {
	s := ""
	for _, m := range list {
		s += string(Encode(m)) + "\n"
	}
	return s
}
