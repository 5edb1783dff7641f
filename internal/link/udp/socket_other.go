//go:build !linux

package udp

import (
	"errors"
	"net"
	"net/netip"
	"time"

	"throng/internal/link"
)

// sendPatience is how long a send may wait for room in the kernel's buffer.
const sendPatience = time.Millisecond

// plainSocket sends and receives one packet a call, as every system can.
type plainSocket struct {
	conn   *net.UDPConn
	addr   netip.AddrPort
	v6     bool
	buffer [maxPacket + 512]byte
	batch  [1]received
}

func listen(addr netip.AddrPort, _ bool) (socket, error) {
	conn, err := link.ListenUDP(addr, socketBuffer)
	if err != nil {
		return nil, err
	}
	bound := conn.LocalAddr().(*net.UDPAddr).AddrPort()
	return &plainSocket{
		conn: conn,
		addr: netip.AddrPortFrom(bound.Addr().Unmap(), bound.Port()),
		v6:   bound.Addr().Is6() && !bound.Addr().Is4In6(),
	}, nil
}

func (s *plainSocket) read() ([]received, error) {
	for {
		n, from, err := s.conn.ReadFromUDPAddrPort(s.buffer[:])
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return nil, err
			}
			continue // an ICMP error on systems that report them here
		}
		from = netip.AddrPortFrom(from.Addr().Unmap(), from.Port())
		s.batch[0] = received{data: s.buffer[:n], from: from}
		return s.batch[:], nil
	}
}

func (s *plainSocket) write(runs []run) (written, error) {
	var done written
	for _, r := range runs {
		for _, p := range r.parts {
			if s.writeOne(p, r.to) != nil {
				done.refused++
				continue
			}
			done.packets++
			done.bytes += uint64(len(p))
		}
		done.runs++
	}
	return done, nil
}

func (s *plainSocket) writeOne(b []byte, to netip.AddrPort) error {
	if err := s.conn.SetWriteDeadline(time.Now().Add(sendPatience)); err != nil {
		return err
	}
	_, err := s.conn.WriteToUDPAddrPort(b, to)
	return err
}

func (s *plainSocket) writable() error { return nil }

func (s *plainSocket) segments() int { return 1 }

func (s *plainSocket) local() netip.AddrPort { return s.addr }

func (s *plainSocket) reaches(addr netip.Addr) bool { return s.v6 || addr.Unmap().Is4() }

func (s *plainSocket) close() error { return s.conn.Close() }
