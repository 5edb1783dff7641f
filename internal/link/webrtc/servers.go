package webrtc

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pion/stun/v4"

	"throng/internal/ident"
	"throng/internal/link"
	"throng/internal/signal"
)

const (
	// observeEvery is the pause between questions to a STUN server: NATs keep a
	// way open for 30 s or more.
	observeEvery = 20 * time.Second
	// stunPause is the first pause between STUN requests, each twice the one
	// before, and stunTries how many are sent.
	stunPause = 300 * time.Millisecond
	stunTries = 4
)

// server is a STUN or TURN server.
type server struct {
	host           string // host:port
	turn           bool
	user, password string
}

// parseServer reads what ident.ParseICE does.
func parseServer(s string) (server, error) {
	ice, err := ident.ParseICE(s)
	if err != nil {
		return server{}, err
	}
	scheme, host, _ := strings.Cut(ice.URL, ":")
	return server{host: host, turn: scheme == "turn", user: ice.User, password: ice.Password}, nil
}

// uri is the server as pion has it.
func (v server) uri() *stun.URI {
	host, port, _ := net.SplitHostPort(v.host) // ident.ParseICE has seen to it
	n, _ := strconv.Atoi(port)
	return &stun.URI{
		Scheme: stun.SchemeTypeTURN, Host: host, Port: n, Proto: stun.ProtoTypeUDP,
		Username: v.user, Password: v.password,
	}
}

// Use adds STUN and TURN servers, written as in Config.ICE, for the links that are set up from
// now on. Those that are known already, that cannot be read and that are more than MaxServers
// in all are left out. It returns how many are new.
func (t *Transport) Use(list []string) (added int) {
	t.mu.Lock()
	defer t.unlock()
	for _, s := range list {
		v, err := parseServer(s)
		if err != nil || t.closed || len(t.servers) >= MaxServers || slices.Contains(t.servers, v) {
			continue
		}
		t.servers = append(t.servers, v)
		added++
		if !v.turn {
			t.workers.Go(func() { t.observe(v) })
		}
	}
	return added
}

// turns are the TURN servers.
func (t *Transport) turns() (list []*stun.URI) {
	t.mu.Lock()
	defer t.unlock()
	for _, v := range t.servers {
		if v.turn {
			list = append(list, v.uri())
		}
	}
	return list
}

// observe asks a STUN server again and again under which address it sees the
// socket, which is what peers elsewhere can reach it by.
func (t *Transport) observe(v server) {
	for {
		addrs, err := net.DefaultResolver.LookupNetIP(t.ctx, "ip", hostOf(v.host))
		if err == nil {
			for _, v6 := range []bool{false, true} {
				t.observeFamily(v, addrs, v6)
			}
		}
		select {
		case <-time.After(observeEvery):
		case <-t.ctx.Done():
			return
		}
	}
}

func hostOf(hostPort string) string {
	host, _, _ := net.SplitHostPort(hostPort) // ident.ParseICE has seen to it
	return host
}

// observeFamily asks by the server's first address of one family.
func (t *Transport) observeFamily(v server, addrs []netip.Addr, v6 bool) {
	_, port, _ := net.SplitHostPort(v.host) // ident.ParseICE has seen to it
	n, _ := strconv.ParseUint(port, 10, 16)
	for _, a := range addrs {
		a = a.Unmap()
		if a.Is6() != v6 || !t.mux.reaches(a) {
			continue
		}
		seen, err := t.mux.observed(t.ctx, netip.AddrPortFrom(a, uint16(n)))
		if err == nil {
			t.found(v, seen)
		}
		return
	}
}

// found takes note of an address under which others see the socket, and tells
// those to whom a link is being set up if it is new.
func (t *Transport) found(v server, seen netip.AddrPort) {
	c := signal.Candidate{Kind: signal.Srflx, Addr: seen.Addr(), Port: seen.Port(), Priority: priority(signal.Srflx, 0)}
	key := v.host
	if seen.Addr().Is6() {
		key = "6 " + key
	}
	t.mu.Lock()
	defer t.unlock()
	if t.closed || t.outside[key] == c {
		return
	}
	t.outside[key] = c
	for _, s := range t.setups {
		s.trickle(c)
	}
}

// observation waits for the response to one STUN request.
type observation struct {
	server netip.AddrPort
	seen   chan netip.AddrPort
}

func (o *observation) response(packet []byte, from netip.AddrPort) {
	m := stun.Message{Raw: append([]byte(nil), packet...)}
	var mapped stun.XORMappedAddress
	if from != o.server || m.Decode() != nil || mapped.GetFrom(&m) != nil {
		return
	}
	ip, ok := netip.AddrFromSlice(mapped.IP)
	if !ok || mapped.Port <= 0 || mapped.Port > 65535 {
		return
	}
	select {
	case o.seen <- netip.AddrPortFrom(ip.Unmap(), uint16(mapped.Port)):
	default:
	}
}

var errSTUN = errors.New("the STUN server does not answer")

// observed asks a STUN server once, with repeats.
func (m *mux) observed(ctx context.Context, server netip.AddrPort) (netip.AddrPort, error) {
	request, err := stun.Build(stun.TransactionID, stun.BindingRequest, stun.Fingerprint)
	if err != nil {
		return netip.AddrPort{}, err
	}
	o := &observation{server, make(chan netip.AddrPort, 1)}
	m.note(request.TransactionID, o)
	pause := stunPause
	for range stunTries {
		if _, err := m.write(request.Raw, server); err != nil {
			return netip.AddrPort{}, err
		}
		select {
		case seen := <-o.seen:
			return seen, nil
		case <-ctx.Done():
			return netip.AddrPort{}, ctx.Err()
		case <-time.After(pause):
			pause *= 2
		}
	}
	return netip.AddrPort{}, errSTUN
}

// priority is a candidate's (RFC 8445, section 5.1.2), where preference counts
// those of one kind, the best first.
func priority(kind signal.CandidateKind, preference int) uint32 {
	of := map[signal.CandidateKind]uint32{signal.Host: 126, signal.Srflx: 100, signal.Relay: 0}
	return of[kind]<<24 | uint32(65535-preference)<<8 | 255
}

// hosts lists this machine's addresses with the socket's port: those of networks
// first, loopback only where it is asked for.
func (t *Transport) hosts() []signal.Candidate {
	var outer, inner []netip.Addr
	for _, a := range t.localAddrs() {
		switch {
		case a.IsLoopback():
			inner = append(inner, a)
		case !a.Is6() || !a.IsLinkLocalUnicast():
			outer = append(outer, a)
		}
	}
	if t.loopback {
		outer = append(outer, inner...)
	}
	if len(outer) > maxHosts {
		outer = outer[:maxHosts]
	}
	found := make([]signal.Candidate, 0, len(outer))
	for i, a := range outer {
		found = append(found, signal.Candidate{Kind: signal.Host, Addr: a, Port: t.mux.bound.Port(), Priority: priority(signal.Host, i)})
	}
	return found
}

// localAddrs returns the addresses that the socket has.
func (t *Transport) localAddrs() []netip.Addr {
	if a := t.mux.bound.Addr(); !a.IsUnspecified() {
		return []netip.Addr{a}
	}
	var found []netip.Addr
	for _, a := range link.InterfaceAddrs() {
		if t.mux.reaches(a) && !a.IsUnspecified() {
			found = append(found, a)
		}
	}
	return found
}
