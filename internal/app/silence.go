package app

import (
	"context"
	"fmt"
	"time"
)

// silenceWarn is how long nothing may come before the user is told.
const silenceWarn = 10 * time.Second

// silence tells the user when nothing comes from a channel, and what is waited
// for: a broadcaster may come back with the same key at any time.
type silence struct {
	pulse      <-chan struct{} // a block has come
	out        *Reporter
	blame      func(reason string)
	peers      func(ctx context.Context) int // neighbours linked to
	introduced func() bool                   // a tracker answers
	crowded    func() bool                   // there is no room for this viewer
}

// mind runs until ctx ends.
func (s *silence) mind(ctx context.Context) {
	look := time.NewTimer(silenceWarn)
	defer look.Stop()
	begun, told := false, false
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.pulse:
			if told {
				s.blame("")
				text := "the channel has begun"
				if begun {
					text = "the channel goes on"
				}
				s.out.Info("resumed", text)
			}
			begun, told = true, false
			look.Reset(silenceWarn)
		case <-look.C:
			reason, warning := s.reason(ctx, begun)
			if warning == "" {
				look.Reset(silenceWarn)
				continue
			}
			told = true
			s.blame(reason)
			s.out.Warn("silent", fmt.Sprintf("nothing has come for %v: %s", silenceWarn, warning))
		}
	}
}

// reason says why nothing comes, for the page and as a warning. Both are empty
// where something else has told already.
func (s *silence) reason(ctx context.Context, begun bool) (page, warning string) {
	switch {
	case s.crowded():
		return "", "" // it was told that the viewers' uplinks do not carry the stream
	case !begun && !s.introduced():
		return "", "" // it was told that the tracker cannot be reached
	case !begun:
		return "Nothing comes from the channel yet: its broadcaster may not be on air.",
			"the broadcaster may not be on air; still waiting"
	case s.peers(ctx) == 0:
		return "The broadcaster has gone off the air, and so have all viewers. Waiting for its return.",
			"the broadcaster and all other viewers have gone; waiting for the broadcaster's return, Ctrl-C ends it"
	default:
		return "The broadcaster sends nothing at the moment. Waiting for it to go on.",
			"others are there, but the broadcaster sends nothing; waiting for it to go on, Ctrl-C ends it"
	}
}
