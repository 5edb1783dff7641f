package webrtc

import (
	"bytes"
	"sync/atomic"
	"testing"
	"time"

	pion "github.com/pion/webrtc/v4"

	"throng/internal/ident"
	"throng/internal/link"
	"throng/internal/signal"
)

// peerConnection is a peer as a browser has it: a PeerConnection, and package signal
// between it and the transport.
type peerConnection struct {
	t       *testing.T
	secret  ident.PeerSecret
	to      *Transport
	session atomic.Uint64
	pc      *pion.PeerConnection
	dc      *pion.DataChannel
	open    chan struct{}
	heard   chan []byte
	closed  chan struct{}
}

func newPeerConnection(t *testing.T, to *Transport) *peerConnection {
	t.Helper()
	var settings pion.SettingEngine
	settings.SetIncludeLoopbackCandidate(true)
	pc, err := pion.NewAPI(pion.WithSettingEngine(settings)).NewPeerConnection(pion.Configuration{})
	if err != nil {
		t.Fatal(err)
	}
	p := &peerConnection{
		t: t, secret: ident.NewPeerSecret(), to: to, pc: pc,
		open: make(chan struct{}), heard: make(chan []byte, 16), closed: make(chan struct{}),
	}
	yes, no, zero := true, false, uint16(0)
	p.dc, err = pc.CreateDataChannel("throng", &pion.DataChannelInit{Negotiated: &yes, ID: &zero, Ordered: &no, MaxRetransmits: &zero})
	if err != nil {
		t.Fatal(err)
	}
	p.dc.OnOpen(func() { close(p.open) })
	p.dc.OnMessage(func(m pion.DataChannelMessage) { p.heard <- bytes.Clone(m.Data) })
	p.dc.OnClose(func() { close(p.closed) })
	t.Cleanup(func() {
		if err := pc.GracefulClose(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// say sends the transport a signal.
func (p *peerConnection) say(g *signal.Signal) {
	p.t.Helper()
	data, err := g.Seal(p.secret, p.to.channel, p.to.self)
	if err != nil {
		p.t.Fatal(err)
	}
	p.to.HandleSignal(p.secret.Peer(), data)
}

// hear waits for a signal of one kind.
func (p *peerConnection) hear(kind signal.Kind) *signal.Signal {
	p.t.Helper()
	for {
		select {
		case s := <-p.to.Signals():
			if s.To != p.secret.Peer() {
				continue // a repeat for another
			}
			g, err := signal.Open(p.secret, p.to.channel, p.to.self, s.Data)
			if err != nil {
				p.t.Fatal(err)
			}
			if g.Kind == kind {
				return g
			}
		case <-time.After(time.Minute):
			p.t.Fatalf("no signal of kind %d", kind)
		}
	}
}

// local sets a local description; its candidates follow one by one.
func (p *peerConnection) local(kind signal.Kind, session uint64, d pion.SessionDescription, err error) *signal.Signal {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
	p.pc.OnICECandidate(func(c *pion.ICECandidate) {
		if c == nil {
			return
		}
		parsed, err := signal.ParseCandidate(c.ToJSON().Candidate)
		if err == nil {
			p.say(&signal.Signal{Kind: signal.Candidates, Session: session, Candidates: []signal.Candidate{parsed}})
		}
	})
	if err := p.pc.SetLocalDescription(d); err != nil {
		p.t.Fatal(err)
	}
	g, err := signal.FromSDP(kind, session, d.SDP)
	if err != nil {
		p.t.Fatal(err)
	}
	return g
}

func (p *peerConnection) remote(kind pion.SDPType, g *signal.Signal) {
	p.t.Helper()
	if err := p.pc.SetRemoteDescription(pion.SessionDescription{Type: kind, SDP: g.SDP()}); err != nil {
		p.t.Fatal(err)
	}
}

// talk passes datagrams both ways and ends the link.
func (p *peerConnection) talk(id link.ID) {
	p.t.Helper()
	<-p.open
	for _, text := range []string{"short", "", string(bytes.Repeat([]byte("x"), link.MaxDatagram))} {
		p.to.Send(id, nil, []byte(text))
		if got := <-p.heard; string(got) != text {
			p.t.Fatalf("heard %d bytes, want %d", len(got), len(text))
		}
		if err := p.dc.Send([]byte(text)); err != nil {
			p.t.Fatal(err)
		}
		if e := next(p.t, p.to); e.Kind != link.Data || e.Link != id || string(e.Data) != text {
			p.t.Fatalf("got %+v", e)
		}
	}
}

// TestOfferToPeerConnection: the transport offers, a PeerConnection answers and is
// told when the link ends.
func TestOfferToPeerConnection(t *testing.T) {
	tr := openAlone(t)
	p := newPeerConnection(t, tr)
	id := tr.Connect(p.secret.Peer(), nil)
	o := p.hear(signal.Offer)
	p.remote(pion.SDPTypeOffer, o)
	answer, err := p.pc.CreateAnswer(nil)
	p.say(p.local(signal.Answer, o.Session, answer, err))
	if e := next(t, tr); e.Kind != link.Up || e.Link != id || !e.Initiator {
		t.Fatalf("got %+v", e)
	}
	p.talk(id)
	tr.Disconnect(id)
	<-p.closed
}

// TestOfferOfPeerConnection: a PeerConnection offers, and the transport is told
// when it ends.
func TestOfferOfPeerConnection(t *testing.T) {
	tr := openAlone(t)
	p := newPeerConnection(t, tr)
	o, err := p.pc.CreateOffer(nil)
	p.say(p.local(signal.Offer, 77, o, err))
	p.remote(pion.SDPTypeAnswer, p.hear(signal.Answer))
	e := next(t, tr)
	if e.Kind != link.Up || e.Peer != p.secret.Peer() || e.Initiator {
		t.Fatalf("got %+v", e)
	}
	p.talk(e.Link)
	if err := p.pc.Close(); err != nil {
		t.Fatal(err)
	}
	if e := next(t, tr); e.Kind != link.Down || e.Err != link.ErrRemote {
		t.Errorf("got %+v", e)
	}
}

// openAlone opens a transport whose signals the test takes itself.
func openAlone(t *testing.T) *Transport {
	t.Helper()
	tr, err := New(Config{Secret: ident.NewPeerSecret(), Channel: ident.NewChannelSecret().Channel(), Listen: loopback, Loopback: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := tr.Close(); err != nil {
			t.Error(err)
		}
	})
	return tr
}
