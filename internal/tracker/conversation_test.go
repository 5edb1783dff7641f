package tracker

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"throng/internal/golden"
	"throng/internal/ident"
)

// TestConversations replays the conversations in testdata. A line
//
//	NAME: dial ADDRESS
//	NAME: announce peer=N [channel=N] [want=N] [upload=N] [addrs=A,B] [source] [webrtc]
//	NAME: say JSON          (${N} stands for the key of peer N)
//	NAME: leave
//	wait DURATION
//
// is done; what the tracker then sends is written below as "NAME < JSON" or
// "NAME x REASON" (connection closed) and must be what the file holds.
func TestConversations(t *testing.T) {
	files, err := filepath.Glob("testdata/conversations/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no conversations: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			script, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			golden.Check(t, file, converse(t, string(script)))
		})
	}
}

func converse(t *testing.T, script string) string {
	t.Helper()
	var out strings.Builder
	fixed := rand.NewChaCha8([32]byte{'c', 'o', 'n', 'v'})
	inMemory(t, Config{Rand: fixed, TrustedPeers: []ident.Peer{peerSecret(100).Peer()},
		ICE: []string{"turn:user:pass@192.0.2.250:3478"}, STUN: true}, func(t *testing.T, n *memoryNet, _ *Server) {
		clients := make(map[string]*rawClient)
		defer func() {
			for _, c := range clients {
				c.close()
			}
		}()
		closed := make(map[string]bool)
		for line := range strings.Lines(script) {
			line = strings.TrimSpace(line)
			if w := strings.Fields(line); len(w) > 1 && (w[1] == "<" || w[1] == "x") {
				continue // what was heard is written anew
			}
			fmt.Fprintln(&out, line)
			if line == "" || line[0] == '#' {
				continue
			}
			act(t, n, clients, line)
			synctest.Wait()
			for _, name := range slices.Sorted(maps.Keys(clients)) {
				for _, text := range clients[name].take() {
					fmt.Fprintf(&out, "%s < %s\n", name, text)
				}
				if err := clients[name].ended(); err != nil && !closed[name] {
					closed[name] = true
					reason := "cut off"
					var close websocket.CloseError
					if errors.As(err, &close) {
						reason = fmt.Sprintf("%d %s", close.Code, close.Reason)
					}
					fmt.Fprintf(&out, "%s x %s\n", name, reason)
				}
			}
		}
	})
	return out.String()
}

func act(t *testing.T, n *memoryNet, clients map[string]*rawClient, line string) {
	t.Helper()
	if d, ok := strings.CutPrefix(line, "wait "); ok {
		pause, err := time.ParseDuration(d)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(pause)
		return
	}
	name, rest, _ := strings.Cut(line, ": ")
	verb, rest, _ := strings.Cut(rest, " ")
	c := clients[name]
	switch verb {
	case "dial":
		clients[name] = mustDial(t, n, rest)
		hello := Encode(clients[name].hello)
		clients[name].got = []string{string(hello)}
	case "announce":
		c.write(string(Encode(scriptedAnnounce(t, c.hello, rest))))
	case "say":
		c.write(os.Expand(rest, func(peer string) string {
			n, err := strconv.Atoi(peer)
			if err != nil {
				t.Fatal(err)
			}
			return peerSecret(byte(n)).Peer().String()
		}))
	case "leave":
		c.close()
		delete(clients, name)
	default:
		t.Fatalf("unknown line %q", line)
	}
}

func scriptedAnnounce(t *testing.T, hello *Hello, words string) *Announce {
	t.Helper()
	arg := map[string]string{"channel": "1", "want": "0", "upload": "0"}
	for _, w := range strings.Fields(words) {
		k, v, _ := strings.Cut(w, "=")
		arg[k] = v
	}
	number := func(key string) int {
		n, err := strconv.Atoi(arg[key])
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	channel := channelSecret(byte(number("channel")))
	secret := peerSecret(byte(number("peer")))
	a := &Announce{
		Version: Version, Channel: channel.Channel(), Peer: secret.Peer(), Tracker: trackerAddr,
		Addrs: addrPorts(strings.FieldsFunc(arg["addrs"], func(r rune) bool { return r == ',' })...),
		Want:  number("want"), Upload: int64(number("upload")),
	}
	_, a.WebRTC = arg["webrtc"]
	var err error
	if a.Proof, err = Prove(secret, hello, a.Channel, a.Tracker); err != nil {
		t.Fatal(err)
	}
	if _, ok := arg["source"]; ok {
		a.Source = certificate(channel, a.Peer)
	}
	return a
}

// TestConversationCanary shows that a conversation that differs is found.
func TestConversationCanary(t *testing.T) {
	script := "a: dial 192.0.2.1:4000\na < {\"type\":\"hello\"}\n"
	if got := converse(t, script); got == script || !bytes.Contains([]byte(got), []byte(`a < {"type":"hello","version":1,"nonce"`)) {
		t.Errorf("replayed as\n%s", got)
	}
	if !json.Valid(Encode(&Want{})) {
		t.Error("no JSON")
	}
}
