package webrtc

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/ice/v4"
	"github.com/pion/sctp"

	"throng/internal/ident"
	"throng/internal/link"
	"throng/internal/signal"
)

const (
	// sctpMTU is how long an SCTP packet may be: a datagram of link.MaxDatagram
	// with its 28 bytes of headers, and what keeps an IPv6 packet below 1,280.
	sctpMTU = 1191
	// flightEvery is the first pause before DTLS repeats a flight.
	flightEvery = 250 * time.Millisecond
	// replayWindow is how far DTLS packets may come out of order.
	replayWindow = 2048
	// nominateSoonest is how long better pairs of addresses are waited for, by the
	// worse of a pair: seen by a STUN server or by the peer; lent by a TURN server.
	nominateSoonest = 100 * time.Millisecond
	nominateRelay   = time.Second
)

// errFingerprint: whoever is at the other end is not the peer who sent the signal.
var errFingerprint = errors.New("the peer's certificate is not the one that its signal names")

// session is an attempt at a link, then the link.
type session struct {
	t        *Transport
	peer     ident.Peer
	number   uint64
	offering bool
	began    time.Time
	inbox    *inbox
	ufrag    string
	pwd      string
	ctx      context.Context
	cancel   context.CancelCauseFunc
	answer   chan *signal.Signal // the answer to our offer
	wake     chan struct{}       // has a token when there is something to say

	// Set before the link is up, and not changed then.
	remoteAddr  netip.AddrPort
	association *sctp.Association
	stream      *sctp.Stream

	queue queue // what SCTP has been given

	// Guarded by t.mu.
	id        link.ID // 0 where nobody has asked for it
	initiator bool    // Connect was called
	answered  bool
	answers   int
	again     bool // the answer is to be repeated
	networks  []netip.Prefix
	agent     *ice.Agent         // nil until it can take candidates
	remote    []signal.Candidate // taken so far
	local     []signal.Candidate // found so far
	fresh     []signal.Candidate // and not told yet
}

// newSession is called with t.mu held.
func (t *Transport) newSession(peer ident.Peer, number uint64, offering bool) *session {
	t.order++
	var random [30]byte
	_, _ = rand.Read(random[:]) // crypto/rand.Read never fails
	s := &session{
		t: t, peer: peer, number: number, offering: offering, began: time.Now(), inbox: newInbox(t.order),
		ufrag:  base64.RawStdEncoding.EncodeToString(random[:6]), // of the alphabet of ICE
		pwd:    base64.RawStdEncoding.EncodeToString(random[6:]),
		answer: make(chan *signal.Signal, 1), wake: make(chan struct{}, 1),
	}
	s.ctx, s.cancel = context.WithCancelCause(context.Background())
	for _, c := range t.outside {
		s.local = append(s.local, c)
	}
	return s
}

// begin starts a session; offer is what it answers, if it does.
func (t *Transport) begin(s *session, offer *signal.Signal) {
	t.setups[s.peer] = s
	t.sessions.Go(func() { s.run(offer) })
}

// trickle tells the peer a candidate found late; t.mu is held.
func (s *session) trickle(c signal.Candidate) {
	if len(s.local) >= maxRemote {
		return
	}
	s.local = append(s.local, c)
	s.fresh = append(s.fresh, c)
	s.rouse()
}

// repeat has the answer sent again; t.mu is held.
func (s *session) repeat() {
	s.again = true
	s.rouse()
}

func (s *session) rouse() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// addRemote takes the peer's candidates; t.mu is held.
func (s *session) addRemote(candidates []signal.Candidate) {
	for _, c := range candidates {
		if !s.t.usable(c) || len(s.remote) >= maxRemote || slices.Contains(s.remote, c) {
			continue
		}
		s.remote = append(s.remote, c)
		if s.agent != nil {
			addCandidate(s.agent, c)
		}
	}
}

// addCandidate gives an agent one of the peer's candidates. It does not wait.
func addCandidate(agent *ice.Agent, c signal.Candidate) {
	parsed, err := ice.UnmarshalCandidate(c.String())
	if err == nil {
		_ = agent.AddRemoteCandidate(parsed) // fails only for names
	}
}

// run sets the link up and reads from it until it ends.
func (s *session) run(offer *signal.Signal) {
	ctx, done := context.WithTimeoutCause(s.ctx, setupTimeout, link.ErrTimeout)
	c := connection{inbox: s.inbox}
	// The agent is there before the peer hears of it, and of its checks none is lost.
	err := c.gather(ctx, s)
	if err == nil {
		var hosts []signal.Candidate
		if !s.t.untold {
			hosts = s.t.hosts()
		}
		talked := make(chan struct{})
		go func() {
			s.talk(ctx, hosts)
			close(talked)
		}()
		err = c.open(ctx, s, offer)
		if err != nil && ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		done()
		<-talked
	}
	done()
	if err == nil {
		hung := make(chan struct{})
		stop := context.AfterFunc(s.ctx, func() {
			c.hangUp(context.Cause(s.ctx))
			close(hung)
		})
		if s.t.up(s) {
			s.read()
			err = link.ErrRemote
		}
		if !stop() {
			<-hung
		}
	}
	s.t.mu.Lock()
	s.t.end(s, err)
	s.t.unlock()
	s.cancel(err)
	c.close()
	s.t.mux.forget(s.inbox)
}

// talk sends the signals of a session until ctx ends.
func (s *session) talk(ctx context.Context, hosts []signal.Candidate) {
	t := s.t
	keys := t.keysOf(s.peer, false)
	if keys == nil {
		return // no usable key: nobody will answer
	}
	told := 1
	var stale []signal.Candidate // told once, and that may have been lost
	tell := func(what []signal.Candidate) {
		for part := range slices.Chunk(what, signal.MaxCandidates) {
			t.post(s.peer, keys, &signal.Signal{Kind: signal.Candidates, Session: s.number, Candidates: part})
		}
	}
	locked := func(do func()) {
		t.mu.Lock()
		defer t.unlock()
		do()
	}
	locked(func() { t.post(s.peer, keys, s.description(hosts)) })
	tick := time.NewTicker(offerEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
			locked(func() {
				if s.again {
					t.post(s.peer, keys, s.description(hosts))
				} else {
					tell(s.fresh)
					stale = append(stale, s.fresh...)
				}
				s.again, s.fresh = false, nil
			})
		case <-tick.C:
			locked(func() {
				if s.offering && !s.answered && told < maxOffers {
					t.post(s.peer, keys, s.description(hosts))
					told++
				} else {
					tell(stale)
				}
				stale = nil
			})
		}
	}
}

// description is the offer or answer, with what has been found so far.
func (s *session) description(hosts []signal.Candidate) *signal.Signal {
	g := &signal.Signal{Kind: signal.Answer, Session: s.number, Ufrag: s.ufrag, Pwd: s.pwd, Fingerprint: s.t.fingerprint}
	if s.offering {
		g.Kind = signal.Offer
	}
	found := s.local[:min(len(s.local), signal.MaxCandidates/2)]
	g.Candidates = append(slices.Clone(found), hosts[:min(len(hosts), signal.MaxCandidates-len(found))]...)
	return g
}

// up makes a session a link, unless it has been ended.
func (t *Transport) up(s *session) bool {
	t.mu.Lock()
	defer t.unlock()
	if t.setups[s.peer] != s {
		return false
	}
	t.remove(s)
	if old := t.peers[s.peer]; old != nil {
		t.end(old, link.ErrReplaced)
	}
	if s.id == 0 {
		s.id = t.newID()
	}
	t.links[s.id], t.peers[s.peer] = s, s
	t.stats.LinksUp++
	t.emit(link.Event{Kind: link.Up, Link: s.id, Peer: s.peer, Remote: s.remoteAddr, Initiator: s.initiator})
	return true
}

// read passes on what comes until the channel ends.
func (s *session) read() {
	t := s.t
	var buffer [link.MaxDatagram]byte
	for {
		n, kind, err := s.stream.ReadSCTP(buffer[:])
		switch {
		case errors.Is(err, io.ErrShortBuffer): // it stays until it is read
			t.dropLong.Add(1)
			_, _, _ = s.stream.ReadSCTP(make([]byte, n)) // at most receiveWindow
			continue
		case err != nil:
			return
		case kind == sctp.PayloadTypeWebRTCDCEP:
			continue // the channel is negotiated: there is nothing to say about it
		case kind == sctp.PayloadTypeWebRTCBinaryEmpty, kind == sctp.PayloadTypeWebRTCStringEmpty:
			n = 0
		}
		data := make([]byte, n)
		copy(data, buffer[:n])
		t.mu.Lock()
		if t.links[s.id] == s { // nothing comes after Down
			t.dataReceived.Add(1)
			t.dropQueue.Add(uint64(t.events.Push(link.Event{Kind: link.Data, Link: s.id, Peer: s.peer, Data: data})))
		}
		t.mu.Unlock()
	}
}

// takes reports whether n bytes more may be written: they would not wait for too long behind what
// waits already.
func (s *session) takes(n int) bool {
	trip := time.Duration(s.association.SRTT() * float64(time.Millisecond))
	return s.queue.take(s.stream.BufferedAmount(), max(n, 1), trip, time.Now())
}

// write gives one datagram to SCTP, which copies it and does not wait.
func (s *session) write(b []byte) error {
	kind := sctp.PayloadTypeWebRTCBinary
	if len(b) == 0 {
		b, kind = []byte{0}, sctp.PayloadTypeWebRTCBinaryEmpty
	}
	_, err := s.stream.WriteSCTP(b, kind)
	return err
}

// lost ends a session whose peer does not answer any more.
func (s *session) lost() {
	s.t.mu.Lock()
	defer s.t.unlock()
	s.t.end(s, link.ErrTimeout)
}

// connection is what a session stands on, from the lowest up; nil is what there is
// not yet.
type connection struct {
	inbox       *inbox
	agent       *ice.Agent
	relayed     bool // it may go by a TURN server
	dtls        *dtls.Conn
	association *sctp.Association
	stream      *sctp.Stream
}

// open sets up ICE, DTLS, SCTP and the channel, each over the one before.
func (c *connection) open(ctx context.Context, s *session, offer *signal.Signal) error {
	theirs := offer
	if theirs == nil {
		select {
		case theirs = <-s.answer:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	if err := c.connect(ctx, s, theirs); err != nil {
		return err
	}
	association, err := sctp.ClientContext(ctx,
		sctp.WithNetConn(&patientConn{Conn: c.dtls}), sctp.WithLoggerFactory(s.t.logs), sctp.WithMTU(sctpMTU),
		sctp.WithMaxReceiveBufferSize(receiveWindow))
	if err != nil {
		return fmt.Errorf("SCTP: %w", err)
	}
	c.association = association
	if c.stream, err = association.OpenStream(0, sctp.PayloadTypeWebRTCBinary); err != nil {
		return fmt.Errorf("SCTP: %w", err)
	}
	c.stream.SetReliabilityParams(true, sctp.ReliabilityTypeRexmit, 0)
	s.association, s.stream = c.association, c.stream
	return nil
}

// gather makes the agent and has it look for candidates. The only ones that it
// finds by itself and that are told are those of TURN servers.
func (c *connection) gather(ctx context.Context, s *session) error {
	t := s.t
	view := t.view(s)
	kinds := []ice.CandidateType{ice.CandidateTypeHost}
	servers := t.turns()
	if c.relayed = len(servers) > 0; c.relayed {
		kinds = append(kinds, ice.CandidateTypeRelay)
	}
	options := []ice.AgentOption{
		ice.WithUDPMux(view), ice.WithCandidateTypes(kinds), ice.WithUrls(servers),
		ice.WithNetworkTypes([]ice.NetworkType{ice.NetworkTypeUDP4, ice.NetworkTypeUDP6}),
		ice.WithMulticastDNSMode(ice.MulticastDNSModeDisabled), ice.WithDisableActiveTCP(),
		ice.WithLocalCredentials(s.ufrag, s.pwd), ice.WithLoggerFactory(t.logs),
		ice.WithCheckInterval(checkEvery), ice.WithMaxBindingRequests(maxChecks),
		ice.WithKeepaliveInterval(keepaliveEvery), ice.WithDisconnectedTimeout(silenceLimit), ice.WithFailedTimeout(silenceLimit),
		ice.WithSrflxAcceptanceMinWait(nominateSoonest), ice.WithPrflxAcceptanceMinWait(nominateSoonest),
		ice.WithRelayAcceptanceMinWait(nominateRelay),
	}
	if t.loopback {
		options = append(options, ice.WithIncludeLoopback())
	}
	agent, err := ice.NewAgentWithOptions(options...)
	if err != nil {
		return fmt.Errorf("ICE: %w", err)
	}
	c.agent = agent
	err = errors.Join(
		agent.OnConnectionStateChange(func(state ice.ConnectionState) {
			if state == ice.ConnectionStateDisconnected || state == ice.ConnectionStateFailed {
				s.lost()
			}
		}),
		agent.OnSelectedCandidatePairChange(func(local, remote ice.Candidate) {
			if a, ok := addrOf(remote); ok && local.Type() != ice.CandidateTypeRelay {
				t.mux.claim(a, s.inbox, true)
			}
		}),
		agent.OnCandidate(func(found ice.Candidate) {
			if found == nil || found.Type() != ice.CandidateTypeRelay {
				return
			}
			if told, err := signal.ParseCandidate("candidate:" + found.Marshal()); err == nil {
				t.mu.Lock()
				s.trickle(told)
				t.unlock()
			}
		}),
		agent.GatherCandidates(),
	)
	if err != nil {
		return fmt.Errorf("ICE: %w", err)
	}
	select {
	case <-view.ready:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func addrOf(c ice.Candidate) (netip.AddrPort, bool) {
	a, err := netip.ParseAddr(c.Address())
	return netip.AddrPortFrom(a.Unmap(), uint16(c.Port())), err == nil
}

// connect finds a pair of addresses and does the DTLS handshake over it. Who
// answers is the client, as an answer's description says.
func (c *connection) connect(ctx context.Context, s *session, theirs *signal.Signal) error {
	start := c.agent.StartAccept
	if s.offering {
		start = c.agent.StartDial
	}
	over, err := start(theirs.Ufrag, theirs.Pwd)
	if err != nil {
		return fmt.Errorf("ICE: %w", err)
	}
	s.t.mu.Lock()
	s.addRemote(theirs.Candidates)
	for _, known := range s.remote {
		addCandidate(c.agent, known)
	}
	s.agent = c.agent
	s.t.mu.Unlock()
	if c.relayed {
		s.t.sessions.Go(func() { pump(over, c.inbox) })
	}
	if err = c.agent.AwaitConnect(ctx); err != nil {
		return fmt.Errorf("ICE: %w", err)
	}
	if a, err := netip.ParseAddrPort(over.RemoteAddr().String()); err == nil {
		s.remoteAddr = netip.AddrPortFrom(a.Addr().Unmap(), a.Port())
	}
	conn, err := s.handshake(&dtlsConn{over, c.inbox}, theirs.Fingerprint)
	if err != nil {
		return fmt.Errorf("DTLS: %w", err)
	}
	c.dtls = conn
	if err = conn.HandshakeContext(ctx); err != nil {
		return fmt.Errorf("DTLS: %w", err)
	}
	return nil
}

// pump passes on what comes by a TURN server.
func pump(from *ice.Conn, to *inbox) {
	buffer := make([]byte, packetSize)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		_, _ = to.Write(buffer[:n], nil) // full or closed: lost, as on the way
	}
}

// handshake makes ready for DTLS with who has the certificate of a fingerprint.
func (s *session) handshake(over *dtlsConn, fingerprint [sha256.Size]byte) (*dtls.Conn, error) {
	shared := []dtls.Option{
		dtls.WithCertificates(s.t.certificate), dtls.WithLoggerFactory(s.t.logs),
		dtls.WithExtendedMasterSecret(dtls.RequireExtendedMasterSecret),
		// Browsers ask for SRTP, and end a handshake without it, though none is sent.
		dtls.WithSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AES128_CM_HMAC_SHA1_80),
		dtls.WithFlightInterval(flightEvery), dtls.WithReplayProtectionWindow(replayWindow),
		// No authority vouches for these certificates: the peer's signal does.
		dtls.WithInsecureSkipVerify(true),
		dtls.WithVerifyPeerCertificate(func(certificates [][]byte, _ [][]*x509.Certificate) error {
			if len(certificates) == 0 || sha256.Sum256(certificates[0]) != fingerprint {
				return errFingerprint
			}
			return nil
		}),
	}
	if !s.offering {
		var options []dtls.ClientOption
		for _, o := range shared {
			options = append(options, o)
		}
		return dtls.ClientWithOptions(over, over.RemoteAddr(), options...)
	}
	// ICE has shown that the client is where it seems to be, so that a cookie of
	// DTLS would only cost a round trip.
	options := []dtls.ServerOption{dtls.WithClientAuth(dtls.RequireAnyClientCert), dtls.WithInsecureSkipVerifyHello(true)}
	for _, o := range shared {
		options = append(options, o)
	}
	return dtls.ServerWithOptions(over, over.RemoteAddr(), options...)
}

// hangUp tells the peer that the link ends, after what was sent before.
func (c *connection) hangUp(why error) {
	if !errors.Is(why, link.ErrTimeout) {
		for end := time.Now().Add(linger); c.stream.BufferedAmount() > 0 && time.Now().Before(end); {
			time.Sleep(time.Millisecond)
		}
	}
	c.association.Abort("")
}

// close frees all.
func (c *connection) close() {
	if c.association != nil {
		_ = c.association.Close() // it may be closed already
	}
	if c.dtls != nil {
		_ = c.dtls.Close() // it may be closed already
	}
	if c.agent != nil {
		_ = c.agent.GracefulClose() // never fails
	}
	_ = c.inbox.Close() // never fails
}
