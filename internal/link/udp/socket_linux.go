package udp

import (
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"strconv"
	"sync/atomic"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	// messages is how many sendmsg or recvmsg calls one system call stands for.
	messages = 64
	// joinedMessages is that for receiving where the kernel joins packets, each
	// message then up to 64 kB.
	joinedMessages = 16
	joinedSize     = 65_535
	// packetSize is room for one packet too long, to tell it from the longest.
	packetSize = maxPacket + 64 + 512
	// controlSize is room for one UDP_SEGMENT, UDP_GRO or IP_RECVERR with its
	// address.
	controlSize = 128
)

// message is the kernel's struct mmsghdr.
type message struct {
	header unix.Msghdr
	length uint32
}

// kernelSocket sends and receives by sendmmsg and recvmmsg, and by UDP
// segmentation offload (GSO, GRO) where the kernel has it.
type kernelSocket struct {
	conn *net.UDPConn
	raw  syscall.RawConn
	addr netip.AddrPort
	v6   bool // an IPv6 socket, on which IPv4 addresses are written as IPv6 ones
	gso  atomic.Bool
	gro  bool
	// failed is set when a send got an ICMP error that the reader should look at.
	failed atomic.Bool

	in struct {
		messages []message
		vectors  []unix.Iovec
		names    []unix.RawSockaddrInet6
		controls [][controlSize]byte
		buffers  [][]byte
		batch    []received
		n        int
		errno    syscall.Errno
		refusals []netip.AddrPort
		call     func(fd uintptr) bool
	}
	out struct {
		messages [messages]message
		names    [messages]unix.RawSockaddrInet6
		controls [messages][controlSize]byte
		vectors  []unix.Iovec
		first, n int
		errno    syscall.Errno
		call     func(fd uintptr)
	}
}

// listen binds a socket: dual-stack if addr leaves the choice and the kernel can.
func listen(addr netip.AddrPort, offload bool) (socket, error) {
	network := "udp"
	var at *net.UDPAddr
	switch {
	case !addr.Addr().IsValid():
		at = &net.UDPAddr{Port: int(addr.Port())}
	default:
		if addr.Addr().Unmap().Is4() {
			network = "udp4"
		}
		at = net.UDPAddrFromAddrPort(addr)
	}
	conn, err := net.ListenUDP(network, at)
	if err != nil {
		return nil, err
	}
	s, err := newKernelSocket(conn, offload)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return s, nil
}

func newKernelSocket(conn *net.UDPConn, offload bool) (*kernelSocket, error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return nil, err
	}
	s := &kernelSocket{conn: conn, raw: raw}
	bound := conn.LocalAddr().(*net.UDPAddr).AddrPort()
	s.v6 = bound.Addr().Is6() && !bound.Addr().Is4In6()
	s.addr = netip.AddrPortFrom(bound.Addr().Unmap(), bound.Port())
	err = raw.Control(func(fd uintptr) { s.configure(int(fd), offload) })
	if err != nil {
		return nil, err
	}
	s.prepare()
	return s, nil
}

// configure sets what the kernel has; what it has not, the socket does without.
func (s *kernelSocket) configure(fd int, offload bool) {
	for _, o := range [][2]int{{unix.SO_RCVBUFFORCE, unix.SO_RCVBUF}, {unix.SO_SNDBUFFORCE, unix.SO_SNDBUF}} {
		if unix.SetsockoptInt(fd, unix.SOL_SOCKET, o[0], socketBuffer) != nil {
			_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, o[1], socketBuffer)
		}
	}
	_ = unix.SetsockoptInt(fd, unix.IPPROTO_IP, unix.IP_RECVERR, 1)
	if s.v6 {
		_ = unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_RECVERR, 1)
	}
	if offload {
		_, err := unix.GetsockoptInt(fd, unix.IPPROTO_UDP, unix.UDP_SEGMENT)
		s.gso.Store(err == nil)
		s.gro = unix.SetsockoptInt(fd, unix.IPPROTO_UDP, unix.UDP_GRO, 1) == nil
	}
}

// prepare lays out the structures that the kernel reads and writes.
func (s *kernelSocket) prepare() {
	count, size := messages, packetSize
	if s.gro {
		count, size = joinedMessages, joinedSize
	}
	in := &s.in
	in.messages = make([]message, count)
	in.vectors = make([]unix.Iovec, count)
	in.names = make([]unix.RawSockaddrInet6, count)
	in.controls = make([][controlSize]byte, count)
	in.buffers = make([][]byte, count)
	for i := range in.messages {
		in.buffers[i] = make([]byte, size)
		in.vectors[i].Base = &in.buffers[i][0]
		in.vectors[i].SetLen(size)
		h := &in.messages[i].header
		h.Name = (*byte)(unsafe.Pointer(&in.names[i]))
		h.Iov = &in.vectors[i]
		h.SetIovlen(1)
		h.Control = &in.controls[i][0]
	}
	in.call = s.receive
	s.out.call = s.send
	s.out.vectors = make([]unix.Iovec, 0, messages*maxSegments)
}

// receive is one recvmmsg; it returns false if the runtime should wait.
func (s *kernelSocket) receive(fd uintptr) bool {
	in := &s.in
	for i := range in.messages {
		h := &in.messages[i].header
		h.Namelen = unix.SizeofSockaddrInet6
		h.SetControllen(controlSize)
		h.Flags = 0
	}
	for {
		n, _, errno := unix.Syscall6(unix.SYS_RECVMMSG, fd, uintptr(unsafe.Pointer(&in.messages[0])),
			uintptr(len(in.messages)), unix.MSG_DONTWAIT, 0, 0)
		if errno == unix.EINTR {
			continue
		}
		in.n, in.errno = int(n), errno
		break
	}
	if in.errno != 0 {
		in.n = 0
	}
	if s.failed.Swap(false) || in.errno != 0 && in.errno != unix.EAGAIN {
		s.receiveErrors(int(fd))
	}
	return in.errno != unix.EAGAIN || len(in.refusals) > 0
}

// receiveErrors takes the ICMP errors that wait on the socket.
func (s *kernelSocket) receiveErrors(fd int) {
	var name unix.RawSockaddrInet6
	var control [controlSize]byte
	var data [1]byte
	vector := unix.Iovec{Base: &data[0]}
	vector.SetLen(len(data))
	for range messages {
		h := unix.Msghdr{Name: (*byte)(unsafe.Pointer(&name)), Namelen: unix.SizeofSockaddrInet6,
			Iov: &vector, Control: &control[0]}
		h.SetIovlen(1)
		h.SetControllen(controlSize)
		_, _, errno := unix.Syscall(unix.SYS_RECVMSG, uintptr(fd), uintptr(unsafe.Pointer(&h)),
			unix.MSG_ERRQUEUE|unix.MSG_DONTWAIT)
		if errno != 0 {
			return
		}
		if unreachable(control[:h.Controllen]) {
			s.in.refusals = append(s.in.refusals, addrOf(&name))
		}
	}
}

// unreachable reports whether an error message says that nobody listens there.
func unreachable(control []byte) bool {
	if len(control) < unix.CmsgLen(int(unsafe.Sizeof(unix.SockExtendedErr{}))) {
		return false
	}
	e := (*unix.SockExtendedErr)(unsafe.Pointer(&control[unix.CmsgLen(0)]))
	return (e.Origin == unix.SO_EE_ORIGIN_ICMP || e.Origin == unix.SO_EE_ORIGIN_ICMP6) &&
		(e.Errno == uint32(unix.ECONNREFUSED) || e.Errno == uint32(unix.EHOSTUNREACH) || e.Errno == uint32(unix.ENETUNREACH))
}

// addrOf reads an address that the kernel wrote.
func addrOf(name *unix.RawSockaddrInet6) netip.AddrPort {
	port := binary.BigEndian.Uint16((*[2]byte)(unsafe.Pointer(&name.Port))[:])
	if name.Family == unix.AF_INET {
		return netip.AddrPortFrom(netip.AddrFrom4((*unix.RawSockaddrInet4)(unsafe.Pointer(name)).Addr), port)
	}
	a := netip.AddrFrom16(name.Addr).Unmap()
	if name.Scope_id != 0 && a.IsLinkLocalUnicast() {
		a = a.WithZone(strconv.FormatUint(uint64(name.Scope_id), 10))
	}
	return netip.AddrPortFrom(a, port)
}

// setName writes an address for the kernel and returns its length.
func (s *kernelSocket) setName(name *unix.RawSockaddrInet6, to netip.AddrPort) uint32 {
	if !s.v6 {
		four := (*unix.RawSockaddrInet4)(unsafe.Pointer(name))
		*four = unix.RawSockaddrInet4{Family: unix.AF_INET, Addr: to.Addr().As4()}
		binary.BigEndian.PutUint16((*[2]byte)(unsafe.Pointer(&four.Port))[:], to.Port())
		return unix.SizeofSockaddrInet4
	}
	*name = unix.RawSockaddrInet6{Family: unix.AF_INET6, Addr: to.Addr().As16(), Scope_id: scope(to.Addr())}
	binary.BigEndian.PutUint16((*[2]byte)(unsafe.Pointer(&name.Port))[:], to.Port())
	return unix.SizeofSockaddrInet6
}

func scope(a netip.Addr) uint32 {
	zone := a.Zone()
	if zone == "" {
		return 0
	}
	if n, err := strconv.ParseUint(zone, 10, 32); err == nil {
		return uint32(n)
	}
	if i, err := net.InterfaceByName(zone); err == nil {
		return uint32(i.Index)
	}
	return 0
}

func (s *kernelSocket) read() ([]received, error) {
	in := &s.in
	in.batch, in.refusals = in.batch[:0], in.refusals[:0]
	if err := s.raw.Read(in.call); err != nil {
		return nil, err
	}
	for _, a := range in.refusals {
		in.batch = append(in.batch, received{from: a, refused: true})
	}
	for i := range in.messages[:in.n] {
		m := &in.messages[i]
		b, from := in.buffers[i][:m.length], addrOf(&in.names[i])
		size := len(b)
		if s.gro {
			if n := joined(in.controls[i][:m.header.Controllen]); n > 0 {
				size = n
			}
		}
		for len(b) > size {
			in.batch = append(in.batch, received{data: b[:size:size], from: from})
			b = b[size:]
		}
		in.batch = append(in.batch, received{data: b, from: from})
	}
	return in.batch, nil
}

// joined returns the length of the packets that the kernel has joined into one
// message, or 0.
func joined(control []byte) int {
	if len(control) < unix.CmsgLen(4) {
		return 0
	}
	h := (*unix.Cmsghdr)(unsafe.Pointer(&control[0]))
	if h.Level != unix.IPPROTO_UDP || h.Type != unix.UDP_GRO {
		return 0
	}
	return int(*(*int32)(unsafe.Pointer(&control[unix.CmsgLen(0)])))
}

func (s *kernelSocket) segments() int {
	if s.gso.Load() {
		return maxSegments
	}
	return 1
}

// fill lays out runs for sendmmsg and returns how many.
func (s *kernelSocket) fill(runs []run) int {
	out := &s.out
	out.vectors = out.vectors[:0]
	n := min(len(runs), messages)
	for i := range runs[:n] {
		r, h := &runs[i], &out.messages[i].header
		*h = unix.Msghdr{Name: (*byte)(unsafe.Pointer(&out.names[i])), Namelen: s.setName(&out.names[i], r.to)}
		first := len(out.vectors)
		for _, p := range r.parts {
			v := unix.Iovec{Base: &p[0]}
			v.SetLen(len(p))
			out.vectors = append(out.vectors, v)
		}
		h.Iov = &out.vectors[first]
		h.SetIovlen(len(r.parts))
		if len(r.parts) > 1 {
			c := &out.controls[i]
			ch := (*unix.Cmsghdr)(unsafe.Pointer(&c[0]))
			ch.Level, ch.Type = unix.IPPROTO_UDP, unix.UDP_SEGMENT
			ch.SetLen(unix.CmsgLen(2))
			binary.NativeEndian.PutUint16(c[unix.CmsgLen(0):], uint16(len(r.parts[0])))
			h.Control = &c[0]
			h.SetControllen(unix.CmsgSpace(2))
		}
	}
	return n
}

// send is one sendmmsg of out.messages from out.first to out.n.
func (s *kernelSocket) send(fd uintptr) {
	out := &s.out
	for {
		n, _, errno := unix.Syscall6(unix.SYS_SENDMMSG, fd, uintptr(unsafe.Pointer(&out.messages[out.first])),
			uintptr(out.n-out.first), unix.MSG_DONTWAIT, 0, 0)
		if errno == unix.EINTR {
			continue
		}
		out.errno = errno
		if errno == 0 {
			out.first += int(n)
		}
		return
	}
}

func (s *kernelSocket) write(runs []run) (written, error) {
	var done written
	for done.runs < len(runs) {
		n := s.fill(runs[done.runs:])
		s.out.first, s.out.n = 0, n
		tries := 0
		for s.out.first < n {
			before := s.out.first
			if err := s.raw.Control(s.out.call); err != nil {
				return done, err
			}
			for _, r := range runs[done.runs : done.runs+s.out.first-before] {
				done.packets += len(r.parts)
				for _, p := range r.parts {
					done.bytes += uint64(len(p))
				}
			}
			done.runs += s.out.first - before
			if s.out.errno == 0 {
				tries = 0
				continue
			}
			switch s.out.errno {
			case unix.EAGAIN:
				return done, errAgain
			case unix.ENOBUFS: // a full queue behind the socket: lost, as further on
				done.refused += len(runs[done.runs].parts)
				done.runs++
				s.out.first++
				continue
			}
			// An ICMP error about an earlier packet comes back once and is then
			// gone; another error is of this message and comes again.
			s.failed.Store(true)
			if tries++; tries < 2 {
				continue
			}
			tries = 0
			s.writeSingly(&runs[done.runs], &done)
			done.runs++
			s.out.first++
		}
	}
	return done, nil
}

// writeSingly sends the packets of a run that the kernel refused one by one: a
// network card may not be able to cut them.
func (s *kernelSocket) writeSingly(r *run, done *written) {
	if len(r.parts) > 1 && s.out.errno == unix.EIO {
		s.gso.Store(false)
	}
	for _, p := range r.parts {
		if len(r.parts) == 1 || s.writeOne(p, r.to) != nil {
			done.refused++
			continue
		}
		done.packets++
		done.bytes += uint64(len(p))
	}
}

func (s *kernelSocket) writeOne(b []byte, to netip.AddrPort) error {
	var err error
	control := s.raw.Control(func(fd uintptr) {
		var name unix.RawSockaddrInet6
		length := s.setName(&name, to)
		for range 2 { // the first may bring an ICMP error about an earlier packet
			_, _, errno := unix.Syscall6(unix.SYS_SENDTO, fd, uintptr(unsafe.Pointer(&b[0])), uintptr(len(b)),
				unix.MSG_DONTWAIT, uintptr(unsafe.Pointer(&name)), uintptr(length))
			if errno == 0 {
				err = nil
				return
			}
			err = errno
			if errno == unix.EAGAIN {
				return
			}
			s.failed.Store(true)
		}
	})
	if control != nil {
		return control
	}
	return err
}

func (s *kernelSocket) writable() error {
	return s.raw.Write(func(fd uintptr) bool {
		room := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}
		n, err := unix.Poll(room, 0)
		return n > 0 || err != nil
	})
}

func (s *kernelSocket) local() netip.AddrPort { return s.addr }

func (s *kernelSocket) reaches(addr netip.Addr) bool { return s.v6 || addr.Unmap().Is4() }

func (s *kernelSocket) close() error { return s.conn.Close() }
