package overlay

import (
	"testing"
	"time"

	"throng/internal/wire"
)

// linked adds so many neighbours that have said Hello and Status.
func linked(e *Engine, count int) []*neighbour {
	start := len(e.neighbours)
	for range count {
		n := &neighbour{link: LinkID(len(e.neighbours) + 1), hello: true, heard: e.now, statusAt: e.now, rtt: 20 * time.Millisecond}
		n.record.Peer[0] = byte(n.link)
		e.neighbours = append(e.neighbours, n)
		e.byLink.put(n.link, n)
	}
	return e.neighbours[start:]
}

// told is to which links e sends messages of a type.
func told(e *Engine, kind wire.Type) map[LinkID][]byte {
	links := make(map[LinkID][]byte)
	for {
		tr, ok := e.PollTransmit()
		if !ok {
			return links
		}
		if wire.TypeOf(tr.Head) == kind {
			links[tr.Link] = append([]byte(nil), tr.Head...)
		}
	}
}

// Where many stripes are lost, and one can be had again, those that lack it hear so at once,
// and nobody else.
func TestAnnounce(t *testing.T) {
	const s = 3
	setUp := func() (*Engine, []*neighbour) {
		e := parent(t, 20)
		list := linked(e, 6)
		list[1].status.Connected = 1 << s       // it has the stripe
		list[2].toldConnected = 1 << s          // it has heard so
		list[3].statusTo = e.now                // only just now it was told something
		list[4].source = true                   // it has all
		list[5].askedAt = e.now - 5*time.Second // it does not answer
		for _, n := range list[:3] {
			n.statusTo = e.now - announceEvery
		}
		for i := range manyLost {
			e.stripes[s+1+i].path = wire.Path{}
		}
		e.stripes[s].parent, e.stripes[s].path = nil, wire.Path{}
		e.stripes[s].next, e.stripes[s].nextPath = e.stripes[0].parent, wire.Path{Len: 1}
		return e, list
	}
	e, list := setUp()
	e.stripes[s+1].path = wire.Path{} // and one more than many, with s itself
	e.stripes[s+1+manyLost].path = wire.Path{}
	e.promote(s)
	links := told(e, wire.TypeStatus)
	if len(links) != 1 || links[list[0].link] == nil {
		t.Errorf("links %v are told", links)
	}
	e, _ = setUp()
	e.promote(s)
	if links := told(e, wire.TypeStatus); len(links) != 0 {
		t.Errorf("%d are told although few stripes are lost", len(links))
	}
	e, _ = setUp()
	e.stripes[s+1+manyLost].path = wire.Path{}
	e.cfg.MaxUpload = -1
	e.promote(s)
	if links := told(e, wire.TypeStatus); len(links) != 0 {
		t.Errorf("%d are told by one who can pass nothing on", len(links))
	}
}

// When a parent falls silent all who have not been heard for a while are asked, and come last
// until they answer.
func TestDoubtEndsWithAnAnswer(t *testing.T) {
	e := parent(t, 20)
	list := linked(e, 3)
	gone, quiet, loud := list[0], list[1], list[2]
	gone.wanted, gone.granted = 1<<5, 1<<5
	e.stripes[5].parent = gone
	e.now += time.Second
	loud.heard = e.now
	gone.askedAt = e.now - time.Second
	e.checkParents()
	if links := told(e, wire.TypeHello); len(links) != 1 || links[quiet.link] == nil {
		t.Errorf("%d are asked whether they are there", len(links))
	}
	e.now += 50 * time.Millisecond
	if !e.doubtful(quiet) || e.doubtful(loud) {
		t.Errorf("doubtful: who is silent %v, who is not %v", e.doubtful(quiet), e.doubtful(loud))
	}
	score := e.score(quiet, 7)
	hello := wire.Hello{Flags: wire.HelloReply}
	e.HandleDatagram(e.now, quiet.link, hello.Append(nil), nil)
	if e.doubtful(quiet) || quiet.askedAt != 0 {
		t.Error("who has answered is doubtful still")
	}
	e.now += heardLately + 10*time.Millisecond
	if e.doubtful(quiet) {
		t.Error("who has answered since is doubtful again")
	}
	if got := e.score(quiet, 7); got > score-doubtPenalty/2 {
		t.Errorf("score %v, and %v before the answer", got, score)
	}
	e.now, loud.heard = e.suspectAt+heardLately/2, e.suspectAt-heardLately/4
	if e.doubtful(loud) {
		t.Error("who was heard lately is doubtful")
	}
	e.now += heardLately
	if !e.doubtful(loud) {
		t.Error("who has not been heard since is not doubtful")
	}
	e.now = e.suspectAt + doubtFor
	if e.doubtful(loud) {
		t.Error("doubt does not end")
	}
}

// When the broadcaster asks who is there it shows its certificate: without it nobody would
// keep a link to one who says that he is the broadcaster.
func TestProbeKeepsTheCertificate(t *testing.T) {
	s, src := running(t)
	src.step(s.now)
	for _, n := range src.neighbours {
		n.heard, n.askedAt = src.now-time.Second, 0
	}
	src.probe()
	links := told(src.Engine, wire.TypeHello)
	if len(links) == 0 || len(links) != len(src.neighbours) {
		t.Fatalf("%d of %d are asked", len(links), len(src.neighbours))
	}
	for link, b := range links {
		var m wire.Hello
		if err := m.Parse(b); err != nil || m.Flags != wire.HelloSource || m.Certificate != src.cfg.Certificate {
			t.Errorf("%+v: %v", m, err)
		}
		v := src.ends[link]
		n := v.byLink.find(link)
		n.source = false // as if the first Hello had been lost
		v.HandleDatagram(s.now, link, b, nil)
		if n.gone || !n.source || len(told(v.Engine, wire.TypeHello)) == 0 {
			t.Errorf("viewer %d: gone %v, the broadcaster %v, or no answer", v.index, n.gone, n.source)
		}
	}
}

// Who was cut off from all asks everybody again as soon as one is heard, and so does who hears one
// again that was away; otherwise nobody is asked twice.
func TestSilentAreAskedAgain(t *testing.T) {
	for _, k := range []struct {
		name         string
		heard, asked time.Duration // how long ago anybody was heard, and the one who is heard now was asked
		want         int
	}{
		{"nobody was away", tickEvery, tickEvery, 0},
		{"one was away", tickEvery, awayFor + 1, 3},
		{"this peer was", awayFor + 1, tickEvery, 3},
	} {
		e := parent(t, 20)
		list := linked(e, 5)
		e.lastHeard = e.now - k.heard
		for _, n := range list[:4] {
			n.heard, n.askedAt = e.now-5*time.Second, e.now-4*time.Second
		}
		list[0].askedAt = e.now - k.asked
		hear(e, list[0], &wire.Hello{Flags: wire.HelloReply})
		asked := told(e, wire.TypeHello)
		if len(asked) != k.want || asked[list[0].link] != nil || asked[list[4].link] != nil {
			t.Errorf("%s: %d are asked, want %d", k.name, len(asked), k.want)
		}
		e.lastHeard = e.now - awayFor - 1
		if hear(e, list[4], &wire.Hello{Flags: wire.HelloReply}); k.want > 0 && len(told(e, wire.TypeHello)) > 0 {
			t.Errorf("%s: they are asked again at once", k.name)
		}
	}
}

// Of many silent neighbours askSilentMost are asked at once, in turns.
func TestSilentTakeTurns(t *testing.T) {
	e := parent(t, 20)
	list := linked(e, askSilentMost+9)
	for _, n := range list {
		n.heard, n.askedAt = e.now-5*time.Second, e.now-4*time.Second
	}
	all := map[LinkID]bool{}
	for _, want := range []int{askSilentMost, askSilentMost} {
		e.now += askSilentEvery
		e.askSilent()
		asked := told(e, wire.TypeHello)
		if len(asked) != want {
			t.Errorf("%d are asked at once", len(asked))
		}
		for l := range asked {
			all[l] = true
		}
	}
	if len(all) != len(list) {
		t.Errorf("%d of %d have had a turn", len(all), len(list))
	}
}

// A better parent is sought more often as long as the peer has not been there for long and there
// are many to choose from.
func TestSeeksOftenAtFirst(t *testing.T) {
	e := parent(t, 40)
	e.deliver.begun = true
	for _, k := range []struct {
		age, every time.Duration
		known      int
	}{{settlingFor - time.Second, improveFirst, 2*fewContacts + 1}, {settlingFor, improveEvery, 2*fewContacts + 1}, {0, improveEvery, 2 * fewContacts}} {
		e.deliver.since, e.improveAt, e.known = e.now-k.age, 0, nil
		for range k.known {
			e.known = append(e.known, &contact{retryAt: e.now + time.Hour})
		}
		e.tick()
		if wait := e.improveAt - e.now; wait < k.every/2 || wait > k.every*3/2 {
			t.Errorf("after %v it looks again in %v", k.age, wait)
		}
	}
}
