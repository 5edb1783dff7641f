package ingest

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"time"

	"throng/internal/media"
)

// testCard is the built-in clip. testcard/make.sh makes it: eight seconds that
// loop without a seam.
//
//go:embed testcard/testcard.mp4
var testCard []byte

// runTestCard gives the built-in clip again and again.
func runTestCard(ctx context.Context, s *Stream) error {
	for {
		s.timeline.begin(bySeam)
		for item, err := range media.NewReader(bytes.NewReader(testCard)).All() {
			if err != nil {
				return fmt.Errorf("test card: %w", err)
			}
			if err := s.item(ctx, item, time.Now()); err != nil {
				return err
			}
		}
	}
}
