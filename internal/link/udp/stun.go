package udp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"

	"github.com/pion/stun/v3"
)

const (
	// maxObserved is how many calls of Observed may be under way.
	maxObserved = 16
	// stunPause is the first pause between STUN requests; each is twice the one
	// before (RFC 8489, section 6.2.1).
	stunPause = 300 * time.Millisecond
	// stunTimeout ends Observed if its context does not.
	stunTimeout = 5 * time.Second
)

// errSTUN says that a STUN server did not answer.
var errSTUN = errors.New("the STUN server does not answer")

// Observed asks a STUN server under which address it sees this transport's
// socket. It gives up after 5 s or when ctx ends.
func (t *Transport) Observed(ctx context.Context, server netip.AddrPort) (netip.AddrPort, error) {
	server = netip.AddrPortFrom(server.Addr().Unmap(), server.Port())
	fail := func(err error) (netip.AddrPort, error) {
		return netip.AddrPort{}, fmt.Errorf("ask STUN server %s: %w", server, err)
	}
	if !t.usable(server) {
		return fail(net.InvalidAddrError("not an address that packets can be sent to"))
	}
	request, err := stun.Build(stun.TransactionID, stun.BindingRequest, stun.Fingerprint)
	if err != nil {
		return fail(err)
	}
	answer := make(chan netip.AddrPort, 1)
	t.mu.Lock()
	if t.closed || len(t.waiters) >= maxObserved {
		t.mu.Unlock()
		return fail(net.ErrClosed)
	}
	t.waiters[request.TransactionID] = answer
	t.mu.Unlock()
	defer func() {
		t.mu.Lock()
		delete(t.waiters, request.TransactionID)
		t.mu.Unlock()
	}()
	ctx, cancel := context.WithTimeoutCause(ctx, stunTimeout, errSTUN)
	defer cancel()
	for pause := stunPause; ; pause *= 2 {
		t.mu.Lock()
		t.post(request.Raw, server)
		t.mu.Unlock()
		select {
		case addr := <-answer:
			return addr, nil
		case <-time.After(pause):
		case <-ctx.Done():
			return fail(context.Cause(ctx))
		case <-t.done:
			return fail(net.ErrClosed)
		}
	}
}

// handleSTUN takes the answer to a request of Observed. Whoever can tell the
// 96-bit transaction has seen the request.
func (t *Transport) handleSTUN(b []byte, _ netip.AddrPort) {
	waiter := t.waiters[[12]byte(b[8:20])]
	if waiter == nil {
		t.stats.DropType++
		return
	}
	m := &stun.Message{Raw: append([]byte(nil), b...)}
	if m.Decode() != nil || m.Type != stun.BindingSuccess {
		t.stats.DropType++
		return
	}
	var ip net.IP
	var port int
	var xor stun.XORMappedAddress
	var plain stun.MappedAddress
	if xor.GetFrom(m) == nil {
		ip, port = xor.IP, xor.Port
	} else if plain.GetFrom(m) == nil {
		ip, port = plain.IP, plain.Port
	}
	addr, ok := netip.AddrFromSlice(ip)
	if !ok {
		t.stats.DropType++
		return
	}
	select {
	case waiter <- netip.AddrPortFrom(addr.Unmap(), uint16(port)):
	default:
	}
}
