package tracker

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"net"
	"net/netip"
	"time"

	"github.com/pion/stun/v3"
)

const (
	// stunBuckets is how many counters the STUN rate limit has; addresses that
	// fall on one counter share its allowance.
	stunBuckets = 1 << 14
	// maxSTUN is the longest STUN datagram looked at, in bytes.
	maxSTUN = 1280
)

// ServeSTUN answers binding requests (RFC 8489) on pc until ctx ends, then
// closes pc, so that peers learn their outside UDP address. Everything else is
// dropped, and so is what passes Limits.STUNRate. It returns nil when ctx ended
// it.
func (s *Server) ServeSTUN(ctx context.Context, pc net.PacketConn) error {
	stop := context.AfterFunc(ctx, func() { _ = pc.Close() })
	defer func() {
		if stop() {
			_ = pc.Close()
		}
	}()
	limit := newSTUNLimit(s.limits.STUNRate)
	buf := make([]byte, maxSTUN)
	for {
		n, from, err := pc.ReadFrom(buf)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return fmt.Errorf("tracker: stun: %w", err)
		}
		remote, err := netip.ParseAddrPort(from.String())
		if err != nil || !limit.allow(remote.Addr(), time.Now()) {
			s.counts.refuse(causeSTUN)
			continue
		}
		answer, err := bindingAnswer(buf[:n], normal(remote))
		if err != nil {
			s.counts.refuse(causeSTUN)
			continue
		}
		if _, err := pc.WriteTo(answer, from); err != nil {
			s.log.Debug("stun answer", "to", remote, "err", err)
			continue
		}
		s.counts.stun.Add(1)
	}
}

// bindingAnswer answers the binding request in data, which came from remote.
func bindingAnswer(data []byte, remote netip.AddrPort) ([]byte, error) {
	if !stun.IsMessage(data) {
		return nil, errors.New("no STUN message")
	}
	request := &stun.Message{Raw: append([]byte(nil), data...)}
	if err := request.Decode(); err != nil {
		return nil, fmt.Errorf("decode: %w", err)
	}
	if request.Type != stun.BindingRequest {
		return nil, errors.New("no binding request")
	}
	answer, err := stun.Build(
		stun.NewTransactionIDSetter(request.TransactionID),
		stun.BindingSuccess,
		&stun.XORMappedAddress{IP: remote.Addr().AsSlice(), Port: int(remote.Port())},
	)
	if err != nil {
		return nil, fmt.Errorf("build: %w", err)
	}
	return answer.Raw, nil
}

// stunLimit counts the datagrams of each address in the current second. Its
// memory is fixed, whatever addresses a flood claims to come from.
type stunLimit struct {
	perSecond uint32
	seed      maphash.Seed
	second    int64
	counts    [stunBuckets]uint32
}

func newSTUNLimit(perSecond int) *stunLimit {
	return &stunLimit{perSecond: uint32(perSecond), seed: maphash.MakeSeed()}
}

func (l *stunLimit) allow(a netip.Addr, now time.Time) bool {
	if second := now.Unix(); second != l.second {
		l.second = second
		clear(l.counts[:])
	}
	count := &l.counts[maphash.Comparable(l.seed, networkOf(a))%stunBuckets]
	if *count >= l.perSecond {
		return false
	}
	*count++
	return true
}
