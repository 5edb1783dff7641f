package tab

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// The page's numbers of the records are these.
func TestPageKnowsRecords(t *testing.T) {
	source, err := os.ReadFile("../../web/src/swarm/records.ts")
	if err != nil {
		t.Fatal(err)
	}
	for list, names := range map[string][]string{
		"input": {
			LinkUp: "linkUp", LinkDown: "linkDown", LinkFailed: "linkFailed", Datagram: "datagram", Introduced: "introduced",
			Sharing: "sharing", Challenge: "challenge", Signal: "signal", Description: "description", Candidates: "candidates",
			Refuse: "refuse", Leave: "leave",
		},
		"output": {
			Send: "send", Connect: "connect", Disconnect: "disconnect", WantPeers: "wantPeers", Relay: "relay", Described: "described",
			CandidatesOf: "candidatesOf", Refused: "refused", Proof: "proof", Media: "media", Meta: "meta", Joined: "joined",
			Ended: "ended", Figures: "figures", Fault: "fault", Opened: "opened", Wake: "wake",
		},
	} {
		_, body, _ := strings.Cut(string(source), "export const "+list+" = {")
		body, _, _ = strings.Cut(body, "}")
		found := regexp.MustCompile(`(\w+): (\d+),`).FindAllStringSubmatch(body, -1)
		if len(found) != len(names)-1 {
			t.Errorf("%s has %d names, want %d", list, len(found), len(names)-1)
		}
		for _, f := range found {
			if n, _ := strconv.Atoi(f[2]); n >= len(names) || names[n] != f[1] {
				t.Errorf("%s: %s is not %s", list, f[1], f[2])
			}
		}
	}
}

// The page shows the bound that the tab keeps.
func TestPageKnowsBound(t *testing.T) {
	source, err := os.ReadFile("../../web/src/sharing.ts")
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("start: %d << 20,", shareSlack>>20); !strings.Contains(string(source), want) {
		t.Errorf("sharing.ts has no %q", want)
	}
}
