package tracker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/time/rate"

	"throng/internal/ident"
)

// refusal is why the server says no; all but causeGone end the connection.
type refusal struct {
	cause cause
	text  string
	peer  ident.Peer
}

func refuse(why cause, text string) *refusal { return &refusal{cause: why, text: text} }

func errNotAnnounced() *refusal { return refuse(causeBad, "announce comes first") }

// code is what the client is told.
func (r *refusal) code() string {
	switch r.cause {
	case causeVersion:
		return CodeVersion
	case causeProof:
		return CodeProof
	case causeSource:
		return CodeSource
	case causeTracker:
		return CodeTracker
	case causeChannel:
		return CodeChannel
	case causeRate:
		return CodeRate
	case causePeers, causeChannels:
		return CodeFull
	case causeReplaced:
		return CodeReplaced
	case causeGone:
		return CodeGone
	}
	return CodeBad
}

// session is one client's connection. Three goroutines serve it: the reader
// (run itself), the writer and the pinger; all end when the connection does.
type session struct {
	server    *Server
	ws        *websocket.Conn
	remote    netip.AddrPort
	challenge *challenge
	limiter   *rate.Limiter
	// foreigners bounds the bytes of what other peers have it told.
	foreigners *rate.Limiter
	proven     *Announce // the last one that was

	out    chan []byte   // messages for the client
	ending chan struct{} // closed by end
	over   chan struct{} // closed when the reader is done
	once   sync.Once     // of end
	last   *refusal      // written before ending is closed

	// life is the context of every read: kill ends the connection at once.
	life context.Context
	kill context.CancelFunc

	entry entry // guarded by server.mu
}

func newSession(s *Server, ws *websocket.Conn, remote netip.AddrPort, ch *challenge) *session {
	ws.SetReadLimit(MaxRequest)
	c := &session{
		server:     s,
		ws:         ws,
		remote:     remote,
		challenge:  ch,
		limiter:    rate.NewLimiter(rate.Limit(s.limits.MessageRate), s.limits.MessageBurst),
		foreigners: rate.NewLimiter(foreignRate, foreignBurst),

		out:    make(chan []byte, s.limits.Queue),
		ending: make(chan struct{}),
		over:   make(chan struct{}),
	}
	c.life, c.kill = context.WithCancel(context.Background())
	return c
}

// run serves the client until the connection ends.
func (c *session) run() {
	defer c.kill()
	var others sync.WaitGroup
	others.Go(c.write)
	others.Go(c.ping)
	c.answer(c.challenge.hello())
	joined, r := c.listen(true)
	if joined && r == nil {
		_, r = c.listen(false)
	}
	c.server.leave(c)
	if r != nil {
		c.end(r)
		c.discard()
	}
	close(c.over)
	c.kill() // a ping or write under way need not wait
	others.Wait()
	_ = c.ws.CloseNow()
}

// listen handles messages. With first it returns after the first announce and
// gives up after AnnounceTimeout.
func (c *session) listen(first bool) (joined bool, r *refusal) {
	ctx := c.life
	if first {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, AnnounceTimeout)
		defer cancel()
	}
	for {
		kind, data, err := c.ws.Read(ctx)
		switch {
		case errors.Is(err, websocket.ErrMessageTooBig):
			c.server.counts.refuse(causeTooLong) // the library has sent the close frame
			return false, nil
		case err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded):
			c.server.counts.refuse(causeSilent)
			return false, nil
		case err != nil:
			return false, nil
		}
		c.server.counts.messages.Add(1)
		if !c.limiter.Allow() {
			return false, refuse(causeRate, "messages come too fast")
		}
		if kind != websocket.MessageText {
			return false, refuse(causeBad, "messages are text")
		}
		r := c.handle(data)
		if r != nil && r.cause == causeGone {
			c.server.counts.refuse(causeGone)
			c.answer(&Error{Code: r.code(), Text: r.text, Peer: r.peer})
			continue
		}
		if r != nil {
			return false, r
		}
		if first && c.joined() {
			return true, nil
		}
	}
}

// discard reads on until the connection is closed, so that the close handshake
// comes to its end.
func (c *session) discard() {
	for {
		if _, _, err := c.ws.Read(c.life); err != nil {
			return
		}
	}
}

func (c *session) joined() bool {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	return c.entry.channel != nil
}

func (c *session) handle(data []byte) *refusal {
	m, err := DecodeRequest(data)
	if errors.Is(err, ErrUnknownType) {
		return nil
	}
	if err != nil {
		return refuse(causeBad, cut(err.Error(), MaxErrorText))
	}
	switch m := m.(type) {
	case *Announce:
		return c.handleAnnounce(m)
	case *Want:
		return c.give(m.N)
	case *ConnectTo:
		target, from, addrs, r := c.server.find(c, m.To)
		switch {
		case r == nil:
			target.foreign(&Connect{Peer: from, Addrs: addrs})
		case r.cause != causeGone || !c.server.connectLocal(from, m.To, addrs):
			return r
		}
	case *RelayTo:
		target, from, _, r := c.server.find(c, m.To)
		switch {
		case r == nil:
			target.foreign(&Relay{From: from, Data: m.Data})
		case r.cause != causeGone || !c.server.relayLocal(from, m):
			return r
		}
	}
	return nil
}

func (c *session) handleAnnounce(a *Announce) *refusal {
	config := &c.server.config
	switch {
	case a.Version != Version:
		return refuse(causeVersion, fmt.Sprintf("this tracker speaks version %d, not %d", Version, a.Version))
	case len(config.Channels) > 0 && !slices.Contains(config.Channels, a.Channel):
		return refuse(causeChannel, "this tracker does not serve that channel")
	case len(config.Names) > 0 && !slices.Contains(config.Names, a.Tracker):
		return refuse(causeTracker, "this tracker goes by another name")
	case !c.proves(a):
		return refuse(causeProof, "the announce does not prove that it holds the peer's key")
	case a.Source != nil && !c.certified(a):
		return refuse(causeSource, "the source signature is not the channel's")
	}
	c.proven = a
	addrs := believed(c.remote.Addr(), a.Addrs, slices.Contains(config.TrustedPeers, a.Peer))
	welcome, r := c.server.join(c, a, addrs)
	if r != nil {
		return r
	}
	c.answer(welcome)
	if a.Want > 0 {
		return c.give(a.Want)
	}
	return nil
}

// proves reports whether a proves its key. Computing that costs more than all
// the rest of a message, so the same proof is not looked at twice.
func (c *session) proves(a *Announce) bool {
	p := c.proven
	if p != nil && p.Peer == a.Peer && p.Channel == a.Channel && p.Tracker == a.Tracker && bytes.Equal(p.Proof, a.Proof) {
		return true
	}
	return c.challenge.proven(a)
}

// certified reports whether the channel's key has signed that a.Peer is a source.
func (c *session) certified(a *Announce) bool {
	p := c.proven
	if p != nil && len(p.Source) > 0 && p.Peer == a.Peer && p.Channel == a.Channel && bytes.Equal(p.Source, a.Source) {
		return true
	}
	return a.Channel.Certified(a.Peer, a.Source)
}

func (c *session) give(n int) *refusal {
	if !c.limiter.AllowN(time.Now(), answerCost-1) {
		return refuse(causeRate, "peers are asked for too often")
	}
	peers, r := c.server.pick(c, n)
	if r != nil {
		return r
	}
	c.answer(peers)
	return nil
}

// answer queues what the client asked for. One that does not read loses the
// connection.
func (c *session) answer(m Message) {
	select {
	case c.out <- Encode(m):
	default:
		if c.life.Err() == nil {
			c.server.counts.refuse(causeSlow)
			c.kill()
		}
	}
}

// foreign queues a message from another peer, or drops it.
func (c *session) foreign(m Message) {
	data := Encode(m)
	if len(c.out) < cap(c.out)/2 && c.foreigners.AllowN(time.Now(), len(data)) {
		select {
		case c.out <- data:
			return
		default:
		}
	}
	c.server.counts.refuse(causeFlooded)
}

// end tells the client why and closes the connection. Only the first call
// counts. It does not wait.
func (c *session) end(r *refusal) {
	c.once.Do(func() {
		c.server.counts.refuse(r.cause)
		c.last = r
		close(c.ending)
	})
}

// write is the goroutine that hands messages to the network.
func (c *session) write() {
	for {
		select {
		case data := <-c.out:
			if !c.put(data) {
				return
			}
		case <-c.ending:
			c.farewell()
			return
		case <-c.server.done:
			c.close(websocket.StatusGoingAway, "the tracker stops")
			return
		case <-c.over:
			return
		}
	}
}

// farewell writes what still waits, then the reason for the end.
func (c *session) farewell() {
	for {
		select {
		case data := <-c.out:
			if !c.put(data) {
				return
			}
			continue
		default:
		}
		break
	}
	if c.put(Encode(&Error{Code: c.last.code(), Text: c.last.text})) {
		c.close(websocket.StatusPolicyViolation, c.last.code())
	}
}

func (c *session) close(code websocket.StatusCode, reason string) {
	t := time.AfterFunc(CloseTimeout, c.kill)
	defer t.Stop()
	_ = c.ws.Close(code, reason) // a client that is gone already is no news
}

// put writes one message; a client that does not take it in time is cut off.
func (c *session) put(data []byte) bool {
	err := send(c.life, c.ws, data)
	c.lost(err, causeSlow)
	return err == nil
}

// ping is the goroutine that finds out when the client is gone.
func (c *session) ping() { c.lost(mind(c.life, c.ws, c.over), causeSilent) }

// lost cuts a client off after an error, and counts it where it took too long.
func (c *session) lost(err error, late cause) {
	if err == nil {
		return
	}
	if errors.Is(err, context.DeadlineExceeded) {
		c.server.counts.refuse(late)
	}
	c.kill()
}
