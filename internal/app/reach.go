package app

import (
	"fmt"
	"net"
	"net/netip"

	"throng/internal/ident"
	"throng/internal/link"
	"throng/internal/link/webrtc"
	"throng/internal/overlay"
)

// webConfig is what a peer's WebRTC transport is opened with.
type webConfig struct {
	secret  ident.PeerSecret
	channel ident.Channel
	listen  netip.AddrPort
	ice     []string // STUN and TURN servers
	// loopback: peers of this machine alone are meant.
	loopback bool
}

// openWebRTC opens the transport by which browsers reach a peer.
func openWebRTC(cfg webConfig) (link.Transport, error) {
	t, err := webrtc.New(webrtc.Config{
		Secret: cfg.secret, Channel: cfg.channel, Listen: cfg.listen, ICE: cfg.ice, Loopback: cfg.loopback,
	})
	if err != nil {
		return nil, err // not a nil pointer in an interface
	}
	return t, nil
}

// reach adds WebRTC to the UDP transport of a peer, where that is wanted and there, and
// says by what the peer can be reached then. The transport that it returns owns the first.
func (cfg *peerConfig) reach(c Common) (link.Transport, overlay.Reach) {
	if !cfg.webrtc {
		return cfg.transport, overlay.ByUDP
	}
	at := cfg.transport.Addrs()[0]
	web := webConfig{secret: cfg.secret, channel: cfg.channel, ice: servers(cfg.ice, cfg.trackers), loopback: at.Addr().IsLoopback()}
	if cfg.listen.IsValid() {
		at = netip.AddrPortFrom(cfg.listen.Addr(), at.Port())
	} else {
		at = netip.AddrPortFrom(netip.IPv6Unspecified(), at.Port())
	}
	open := c.webrtc
	if open == nil {
		open = openWebRTC
	}
	// The next port, so that a firewall can be told; or any.
	var t link.Transport
	var err error
	for _, port := range []uint16{at.Port() + 1, 0} {
		web.listen = netip.AddrPortFrom(at.Addr(), port)
		if t, err = open(web); err == nil {
			break
		}
	}
	switch {
	case err != nil:
		c.Out.Warn("webrtc", fmt.Sprintf("browsers cannot reach this peer: %v", brief{err}))
		return cfg.transport, overlay.ByUDP
	case t == nil:
		return cfg.transport, overlay.ByUDP
	}
	if w, ok := t.(*webrtc.Transport); ok {
		cfg.use = w.Use // those that trackers tell of
	}
	return link.Join(cfg.transport, t), overlay.ByUDP | overlay.ByWebRTC
}

// servers are the STUN and TURN servers to use: those that are named, or else the STUN
// servers that the trackers may be.
func servers(named, trackers []string) []string {
	if len(named) > 0 {
		return named
	}
	var list []string
	for _, t := range trackers {
		if server := "stun:" + t; len(list) < ident.MaxLinkICE && !local127(t) {
			if _, err := ident.ParseICE(server); err == nil {
				list = append(list, server)
			}
		}
	}
	return list
}

// local127 reports whether an address is of this machine: a STUN server there says nothing.
func local127(hostPort string) bool {
	if host, _, err := net.SplitHostPort(hostPort); err == nil && host == "localhost" {
		return true
	}
	a, err := netip.ParseAddrPort(hostPort)
	return err == nil && a.Addr().IsLoopback()
}
