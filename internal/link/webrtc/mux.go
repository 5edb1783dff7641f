package webrtc

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/stun/v4"
	"github.com/pion/transport/v5/packetio"
)

const (
	// packetSize is the longest packet read.
	packetSize = 2048
	// maxRequests is how many of the last STUN requests sent are remembered, by
	// whose transaction their responses are handed out.
	maxRequests = 4096
	// maxEndChecks is how many STUN packets wait for one agent.
	maxEndChecks = 64
	// maxClaims is how many addresses one session's packets may come from.
	maxClaims = 16
)

// mux shares one UDP socket among ICE agents and DTLS. STUN requests go to the
// agent whose ufrag they name, STUN responses to who sent the request. Everything
// else goes to the session that has claimed the address it comes from: firmly,
// when its agent has chosen that address, which takes an answer from there under
// the session's password; or loosely, by a check that names it, and then only as
// long as nobody has a firm claim. Of firm claims the newest counts. (The mux of
// pion/ice gives an address to whoever last sent anything there, so that a session
// that names another peer's address would take that one's packets away.)
type mux struct {
	conn  *net.UDPConn
	bound netip.AddrPort
	v6    bool // the socket is IPv6
	only6 bool // and bound to an address of that family

	mu       sync.RWMutex
	closed   bool
	ends     map[endKey]*muxEnd
	claims   map[netip.AddrPort]claim
	requests map[transaction]requester
	ring     []transaction // the keys of requests, oldest at next
	next     int

	received, bytesReceived, sent, bytesSent, strays, overflow atomic.Uint64
}

type transaction [stun.TransactionIDSize]byte

// requester is who waits for the response to a STUN request.
type requester interface {
	response(packet []byte, from netip.AddrPort)
}

// claim says who gets the packets of an address.
type claim struct {
	inbox *inbox
	firm  bool
}

// inbox is what has come for a session's DTLS. order counts the sessions.
type inbox struct {
	*packetio.Buffer
	order  uint64
	claims int // how many addresses it has; guarded by mux.mu
}

func newInbox(order uint64) *inbox {
	b := &inbox{Buffer: packetio.NewBuffer(), order: order}
	b.SetLimitCount(maxInbox)
	b.SetLimitSize(maxInboxBytes)
	return b
}

type endKey struct {
	ufrag string
	v6    bool
}

func newMux(listen netip.AddrPort) (*mux, error) {
	conn, err := listenUDP(listen)
	if err != nil {
		return nil, err
	}
	bound := conn.LocalAddr().(*net.UDPAddr).AddrPort()
	m := &mux{
		conn:     conn,
		bound:    netip.AddrPortFrom(bound.Addr().Unmap(), bound.Port()),
		v6:       bound.Addr().Is6() && !bound.Addr().Is4In6(),
		ends:     make(map[endKey]*muxEnd),
		claims:   make(map[netip.AddrPort]claim),
		requests: make(map[transaction]requester),
	}
	m.only6 = m.v6 && !m.bound.Addr().IsUnspecified()
	return m, nil
}

// reaches reports whether packets can be addressed to addr.
func (m *mux) reaches(addr netip.Addr) bool {
	if addr.Unmap().Is4() {
		return !m.only6
	}
	return m.v6
}

// read hands out what comes until the socket is closed.
func (m *mux) read() {
	buffer := make([]byte, packetSize)
	for {
		n, from, err := m.conn.ReadFromUDPAddrPort(buffer)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue // an ICMP error on systems that report them here
		}
		m.received.Add(1)
		m.bytesReceived.Add(uint64(n))
		m.hand(buffer[:n], netip.AddrPortFrom(from.Addr().Unmap(), from.Port()))
	}
}

func (m *mux) hand(packet []byte, from netip.AddrPort) {
	if stun.IsMessage(packet) {
		m.handSTUN(packet, from)
		return
	}
	m.mu.RLock()
	c := m.claims[from]
	m.mu.RUnlock()
	if c.inbox == nil {
		m.strays.Add(1)
		return
	}
	if _, err := c.inbox.Write(packet, nil); err != nil {
		m.overflow.Add(1)
	}
}

func (m *mux) handSTUN(packet []byte, from netip.AddrPort) {
	message := stun.Message{Raw: packet}
	if message.Decode() != nil {
		m.strays.Add(1)
		return
	}
	if message.Type.Class != stun.ClassRequest && message.Type.Class != stun.ClassIndication {
		m.mu.RLock()
		who := m.requests[message.TransactionID]
		m.mu.RUnlock()
		if who == nil {
			m.strays.Add(1)
			return
		}
		who.response(packet, from)
		return
	}
	name, err := message.Get(stun.AttrUsername)
	if err != nil {
		m.strays.Add(1)
		return
	}
	ufrag := string(name)
	for i := range name {
		if name[i] == ':' {
			ufrag = string(name[:i])
			break
		}
	}
	m.mu.RLock()
	end := m.ends[endKey{ufrag, from.Addr().Is6()}]
	_, claimed := m.claims[from]
	m.mu.RUnlock()
	if end == nil {
		m.strays.Add(1)
		return
	}
	if !claimed {
		m.claim(from, end.inbox, false)
	}
	end.response(packet, from)
}

// claim gives the packets from an address to a session.
func (m *mux) claim(from netip.AddrPort, to *inbox, firm bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	old := m.claims[from]
	switch {
	case to == nil, m.closed,
		old.inbox == to && old.firm,
		old.firm && !firm,
		old.firm && old.inbox.order > to.order,
		old.inbox != to && to.claims >= maxClaims && !firm:
		return
	}
	if old.inbox != to {
		if old.inbox != nil {
			old.inbox.claims--
		}
		to.claims++
	}
	m.claims[from] = claim{to, firm}
}

// forget takes a session's claims away.
func (m *mux) forget(of *inbox) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if of.claims == 0 {
		return
	}
	for from, c := range m.claims {
		if c.inbox == of {
			delete(m.claims, from)
		}
	}
	of.claims = 0
}

// note remembers who sent a request.
func (m *mux) note(id transaction, who requester) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.ring) < maxRequests {
		m.ring = append(m.ring, id)
	} else {
		delete(m.requests, m.ring[m.next])
		m.ring[m.next] = id
		m.next = (m.next + 1) % maxRequests
	}
	m.requests[id] = who
}

// write sends one packet.
func (m *mux) write(packet []byte, to netip.AddrPort) (int, error) {
	n, err := m.conn.WriteToUDPAddrPort(packet, to)
	if err == nil {
		m.sent.Add(1)
		m.bytesSent.Add(uint64(n))
	}
	return n, err
}

func (m *mux) close() error {
	m.mu.Lock()
	m.closed = true
	ends := make([]*muxEnd, 0, len(m.ends))
	for _, e := range m.ends {
		ends = append(ends, e)
	}
	m.mu.Unlock()
	for _, e := range ends {
		_ = e.Close() // never fails
	}
	return m.conn.Close()
}

// view is the mux as one agent sees it: an ice.UDPMux with one address of each
// family, whatever addresses the machine has, since all are one socket. What is
// told to peers is another matter (see hosts).
type view struct {
	*mux
	addrs []net.Addr
	inbox *inbox
	made  int           // ends; guarded by mux.mu
	ready chan struct{} // closed when there is an end for each address
}

// GetListenAddresses returns one address of each family.
func (v *view) GetListenAddresses() []net.Addr { return v.addrs }

// GetConn makes the end by which the agent of ufrag sends and receives.
func (v *view) GetConn(ufrag string, addr net.Addr) (net.PacketConn, error) {
	u, ok := addr.(*net.UDPAddr)
	if !ok {
		return nil, net.InvalidAddrError("not of UDP")
	}
	key := endKey{ufrag, u.IP.To4() == nil}
	e := &muxEnd{
		mux: v.mux, key: key, inbox: v.inbox, local: u,
		in: make(chan check, maxEndChecks), done: make(chan struct{}),
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.closed || v.ends[key] != nil {
		return nil, io.ErrClosedPipe
	}
	v.ends[key] = e
	if v.made++; v.made == len(v.addrs) {
		close(v.ready)
	}
	return e, nil
}

// RemoveConnByUfrag closes the ends of an agent.
func (v *view) RemoveConnByUfrag(ufrag string) {
	for _, v6 := range []bool{false, true} {
		v.mu.RLock()
		e := v.ends[endKey{ufrag, v6}]
		v.mu.RUnlock()
		if e != nil {
			_ = e.Close() // never fails
		}
	}
}

// Close does nothing: the socket is the transport's.
func (v *view) Close() error { return nil }

// muxEnd is a net.PacketConn for one agent and family. Only STUN comes by it.
type muxEnd struct {
	mux   *mux
	key   endKey
	inbox *inbox
	local *net.UDPAddr
	in    chan check
	once  sync.Once
	done  chan struct{}
}

// check is a STUN packet.
type check struct {
	packet []byte
	from   netip.AddrPort
}

func (e *muxEnd) response(packet []byte, from netip.AddrPort) {
	select {
	case e.in <- check{append([]byte(nil), packet...), from}:
	default:
		e.mux.overflow.Add(1)
	}
}

// ReadFromAddrPort waits for a packet.
func (e *muxEnd) ReadFromAddrPort(b []byte) (int, netip.AddrPort, error) {
	select {
	case c := <-e.in:
		if len(c.packet) > len(b) {
			return 0, c.from, io.ErrShortBuffer
		}
		return copy(b, c.packet), c.from, nil
	case <-e.done:
		return 0, netip.AddrPort{}, io.EOF
	}
}

// WriteToAddrPort sends a packet.
func (e *muxEnd) WriteToAddrPort(b []byte, to netip.AddrPort) (int, error) {
	select {
	case <-e.done:
		return 0, io.ErrClosedPipe
	default:
	}
	// The class of a STUN message is in bits 4 and 8 of its type; a request has
	// neither.
	if stun.IsMessage(b) && binary.BigEndian.Uint16(b)&0x0110 == 0 {
		e.mux.note(transaction(b[8:20]), e)
	}
	return e.mux.write(b, netip.AddrPortFrom(to.Addr().Unmap(), to.Port()))
}

// ReadFrom waits for a packet.
func (e *muxEnd) ReadFrom(b []byte) (int, net.Addr, error) {
	n, from, err := e.ReadFromAddrPort(b)
	if err != nil {
		return n, nil, err
	}
	return n, net.UDPAddrFromAddrPort(from), nil
}

// WriteTo sends a packet.
func (e *muxEnd) WriteTo(b []byte, to net.Addr) (int, error) {
	u, ok := to.(*net.UDPAddr)
	if !ok {
		return 0, net.InvalidAddrError("not of UDP")
	}
	return e.WriteToAddrPort(b, u.AddrPort())
}

// Close ends ReadFrom.
func (e *muxEnd) Close() error {
	e.once.Do(func() {
		close(e.done)
		e.mux.mu.Lock()
		defer e.mux.mu.Unlock()
		if e.mux.ends[e.key] == e {
			delete(e.mux.ends, e.key)
		}
	})
	return nil
}

// LocalAddr returns what the agent takes for its address.
func (e *muxEnd) LocalAddr() net.Addr { return e.local }

// SetDeadline ends ReadFrom where the deadline is over, which is what agents use
// it for.
func (e *muxEnd) SetDeadline(at time.Time) error { return e.SetReadDeadline(at) }

// SetReadDeadline is as SetDeadline.
func (e *muxEnd) SetReadDeadline(at time.Time) error {
	if !at.IsZero() && !at.After(time.Now()) {
		return e.Close()
	}
	return nil
}

// SetWriteDeadline does nothing: sending does not wait.
func (e *muxEnd) SetWriteDeadline(time.Time) error { return nil }

// dtlsConn is the net.PacketConn under DTLS: out through the agent, in from the
// session's inbox.
type dtlsConn struct {
	net.Conn
	inbox *inbox
}

func (c *dtlsConn) ReadFrom(b []byte) (int, net.Addr, error) {
	n, _, err := c.inbox.Read(b, nil)
	if errors.Is(err, packetio.ErrTimeout) {
		err = os.ErrDeadlineExceeded
	}
	return n, c.RemoteAddr(), err
}

func (c *dtlsConn) WriteTo(b []byte, _ net.Addr) (int, error) { return c.Write(b) }

func (c *dtlsConn) SetDeadline(at time.Time) error { return c.SetReadDeadline(at) }

func (c *dtlsConn) SetReadDeadline(at time.Time) error { return c.inbox.SetReadDeadline(at) }

func (c *dtlsConn) SetWriteDeadline(time.Time) error { return nil }

// Close ends ReadFrom; the agent is closed by the session.
func (c *dtlsConn) Close() error { return c.inbox.Close() }
