//go:build !js

package signal_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/pion/webrtc/v4"
	"go.uber.org/goleak"

	"throng/internal/signal"
)

var samples = flag.Bool("samples", false, "write pion's session descriptions to testdata")

// connection is a pion peer with the one data channel that links have.
func connection(t *testing.T) *webrtc.PeerConnection {
	t.Helper()
	var settings webrtc.SettingEngine
	settings.SetIncludeLoopbackCandidate(true)
	pc, err := webrtc.NewAPI(webrtc.WithSettingEngine(settings)).NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := pc.GracefulClose(); err != nil {
			t.Error(err)
		}
	})
	return pc
}

func channelOf(t *testing.T, pc *webrtc.PeerConnection) *webrtc.DataChannel {
	t.Helper()
	yes, no, zero := true, false, uint16(0)
	dc, err := pc.CreateDataChannel("throng", &webrtc.DataChannelInit{Negotiated: &yes, ID: &zero, Ordered: &no, MaxRetransmits: &zero})
	if err != nil {
		t.Fatal(err)
	}
	return dc
}

// describe sets the local description, with all candidates, and returns its text.
func describe(t *testing.T, pc *webrtc.PeerConnection, d webrtc.SessionDescription, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	gathered := webrtc.GatheringCompletePromise(pc)
	if err := pc.SetLocalDescription(d); err != nil {
		t.Fatal(err)
	}
	<-gathered
	return pc.LocalDescription().SDP
}

// carried is what comes out at the other side of FromSDP, encoding and SDP.
func carried(t *testing.T, kind signal.Kind, text string) string {
	t.Helper()
	s, err := signal.FromSDP(kind, 99, text)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return s.SDP()
}

// TestPion connects two pion peers that hear of each other by signals alone.
func TestPion(t *testing.T) {
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, before) })
	a, b := connection(t), connection(t)
	from, to := channelOf(t, a), channelOf(t, b)
	heard := make(chan []byte, 1)
	to.OnMessage(func(m webrtc.DataChannelMessage) { heard <- m.Data })
	from.OnOpen(func() {
		if err := from.Send([]byte("by signals")); err != nil {
			t.Error(err)
		}
	})
	offer, err := a.CreateOffer(nil)
	text := describe(t, a, offer, err)
	if err := b.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: carried(t, signal.Offer, text)}); err != nil {
		t.Fatal(err)
	}
	answer, err := b.CreateAnswer(nil)
	reply := describe(t, b, answer, err)
	if err := a.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: carried(t, signal.Answer, reply)}); err != nil {
		t.Fatal(err)
	}
	if m := <-heard; !bytes.Equal(m, []byte("by signals")) {
		t.Errorf("heard %q", m)
	}
	if *samples {
		for name, text := range map[string]string{"pion-offer.sdp": text, "pion-answer.sdp": reply} {
			if err := os.WriteFile(filepath.Join("testdata", name), []byte(text), 0o600); err != nil {
				t.Error(err)
			}
		}
	}
}
