package tab

import (
	"strings"

	"throng/internal/ident"
)

// Open makes a Tab of a channel's link, with a fresh key, and the output records
// that tell of it: one Opened, or one Fault, and no Tab, where the link is none.
func Open(link string, seed uint64) (*Tab, []byte) {
	l, err := ident.ParseLink(link)
	if err != nil {
		t := new(Tab)
		t.fault(err.Error())
		return nil, t.out
	}
	t, err := New(Config{Channel: l.Channel, Secret: ident.NewPeerSecret(), Seed: seed})
	if err != nil {
		t = new(Tab)
		t.fault(err.Error())
		return nil, t.out
	}
	var lines []string
	for _, tracker := range l.Trackers {
		lines = append(lines, "t="+tracker)
	}
	for _, server := range l.ICE {
		lines = append(lines, "i="+server)
	}
	t.record(Opened, append(t.self[:len(t.self):len(t.self)], l.Channel[:]...), []byte(strings.Join(lines, "\n")))
	return t, t.out
}
