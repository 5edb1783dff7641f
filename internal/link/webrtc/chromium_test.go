//go:build linux

package webrtc

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"throng/internal/ident"
	"throng/internal/link"
	"throng/internal/signal"
)

// page has a browser answer an offer of the transport's, then offer itself. What
// it hears it sends back. The test is what package signal is to a real page.
const page = `<!doctype html><script>
const post = (path, body = '') => fetch(path, { method: 'POST', body }).then((r) => r.text());
function connection(which) {
  const pc = new RTCPeerConnection();
  const dc = pc.createDataChannel('throng', { negotiated: true, id: 0, ordered: false, maxRetransmits: 0 });
  dc.binaryType = 'arraybuffer';
  dc.onmessage = (e) => (e.data.byteLength === 3 ? pc.close() : dc.send(e.data));
  dc.onclose = () => post(which + '/closed');
  pc.onicecandidate = (e) => e.candidate && post(which + '/candidate', e.candidate.candidate);
  return pc;
}
async function main() {
  const answering = connection('/answering');
  await answering.setRemoteDescription({ type: 'offer', sdp: await post('/answering/offer') });
  await answering.setLocalDescription();
  await post('/answering/answer', answering.localDescription.sdp);
  const offering = connection('/offering');
  await offering.setLocalDescription();
  const sdp = await post('/offering/answer', offering.localDescription.sdp);
  await offering.setRemoteDescription({ type: 'answer', sdp });
}
main().catch((e) => post('/failed', String(e)));
</script>`

const (
	chromiumAddr   = "10.79.0.2"
	browserSession = 77 // the number of what the browser offers
)

// namespace makes a network namespace that looks online, which Chromium asks for.
func namespace(t *testing.T) string {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("needs root for a network namespace")
	}
	name := fmt.Sprintf("throng-webrtc-%d", os.Getpid())
	for _, args := range []string{
		"netns add " + name,
		"-n " + name + " link set lo up",
		"-n " + name + " link add eth0 type veth peer name eth1",
		"-n " + name + " addr add " + chromiumAddr + "/24 dev eth0",
		"-n " + name + " link set eth0 up",
		"-n " + name + " link set eth1 up",
		"-n " + name + " route add default via 10.79.0.254",
	} {
		if out, err := exec.Command("ip", strings.Fields(args)...).CombinedOutput(); err != nil {
			t.Skipf("no network namespaces here: ip %s: %v: %s", args, err, out)
		}
		if strings.HasPrefix(args, "netns add") {
			t.Cleanup(func() { _ = exec.Command("ip", "netns", "del", name).Run() })
		}
	}
	return name
}

// inside runs f on a thread in a namespace; sockets that f makes stay there.
func inside(t *testing.T, name string, f func() error) {
	t.Helper()
	done := make(chan error, 1)
	go func() {
		there, err := os.Open("/run/netns/" + name)
		if err != nil {
			done <- err
			return
		}
		defer there.Close()
		// The thread is not unlocked: it ends with the goroutine.
		runtime.LockOSThread()
		if err := unix.Setns(int(there.Fd()), unix.CLONE_NEWNET); err != nil {
			done <- err
			return
		}
		done <- f()
	}()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

// serve is the page and what its signals go through.
func serve(t *testing.T, peers map[string]*peerConnection) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, page)
	})
	mux.HandleFunc("POST /failed", func(_ http.ResponseWriter, r *http.Request) {
		why, _ := io.ReadAll(r.Body)
		t.Errorf("the page: %s", why)
	})
	mux.HandleFunc("POST /{which}/{what}", func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		p, which := peers[r.PathValue("which")], r.PathValue("which")
		switch r.PathValue("what") {
		case "offer":
			p.to.Connect(p.secret.Peer(), nil)
			o := p.hear(signal.Offer)
			p.session.Store(o.Session)
			_, _ = io.WriteString(w, o.SDP())
		case "answer":
			kind := signal.Answer
			if which == "offering" {
				kind = signal.Offer
				p.session.Store(browserSession)
			}
			g, err := signal.FromSDP(kind, p.session.Load(), string(text))
			if err != nil {
				t.Error(err)
				return
			}
			p.say(g)
			if which == "offering" {
				_, _ = io.WriteString(w, p.hear(signal.Answer).SDP())
			}
		case "candidate":
			if c, err := signal.ParseCandidate(string(text)); err == nil {
				p.say(&signal.Signal{Kind: signal.Candidates, Session: p.session.Load(), Candidates: []signal.Candidate{c}})
			}
		case "closed":
			close(p.closed)
		}
	})
	return mux
}

// TestChromium sets up links with a real browser, which hides its addresses behind
// names as it does from any page: one that the transport offers and one that the
// browser offers.
func TestChromium(t *testing.T) {
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("there is no chromium here")
	}
	ns := namespace(t)
	var tr *Transport
	var pages net.Listener
	inside(t, ns, func() (err error) {
		tr, err = New(Config{
			Secret: ident.NewPeerSecret(), Channel: ident.NewChannelSecret().Channel(), Listen: netip.MustParseAddrPort(chromiumAddr + ":0"),
		})
		if err == nil {
			pages, err = net.Listen("tcp4", "127.0.0.1:0")
		}
		return err
	})
	defer tr.Close()
	peers := map[string]*peerConnection{}
	for _, which := range []string{"answering", "offering"} {
		peers[which] = &peerConnection{t: t, secret: ident.NewPeerSecret(), to: tr, closed: make(chan struct{})}
	}
	server := &http.Server{Handler: serve(t, peers)}
	go func() { _ = server.Serve(pages) }()
	defer server.Close()
	browse(t, ns, chromium, "http://"+pages.Addr().String()+"/")

	first, second := next(t, tr), next(t, tr)
	if second.Initiator { // in whichever order they come
		first, second = second, first
	}
	if first.Kind != link.Up || first.Peer != peers["answering"].secret.Peer() || !first.Initiator {
		t.Fatalf("got %+v", first)
	}
	if second.Kind != link.Up || second.Peer != peers["offering"].secret.Peer() || second.Initiator {
		t.Fatalf("got %+v", second)
	}
	echo(t, tr, first.Link)
	echo(t, tr, second.Link)
	tr.Disconnect(first.Link)
	if e := next(t, tr); e.Kind != link.Down || e.Err != link.ErrClosed {
		t.Errorf("got %+v", e)
	}
	select {
	case <-peers["answering"].closed:
	case <-time.After(time.Minute):
		t.Error("the browser does not notice that the link has ended")
	}
	tr.Send(second.Link, nil, []byte("end"))
	if e := next(t, tr); e.Kind != link.Down || e.Err != link.ErrRemote {
		t.Errorf("got %+v", e)
	}
}

// echo sends datagrams that the page sends back.
func echo(t *testing.T, tr *Transport, id link.ID) {
	t.Helper()
	for i := range 100 {
		body := bytes.Repeat([]byte{byte(i)}, link.MaxDatagram-i)
		tr.Send(id, body[:10], body[10:])
		if e := next(t, tr); e.Kind != link.Data || e.Link != id || !bytes.Equal(e.Data, body) {
			t.Fatalf("datagram %d came back as %+v", i, e)
		}
	}
}

// browse opens a page until the test ends.
func browse(t *testing.T, ns, chromium, url string) {
	t.Helper()
	profile, err := os.MkdirTemp("", "throng-chromium-") //nolint:usetesting // a child of the browser may still be writing there
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("ip", "netns", "exec", ns, chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic",
		"--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir="+profile, url)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		_ = cmd.Wait()
		_ = os.RemoveAll(profile) // a child may still be writing there
	})
}
