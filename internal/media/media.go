// Package media knows as much of fragmented MP4 (ISO/IEC 14496-12, CMAF
// ISO/IEC 23000-19) as Throng needs: it tells the init segment from the
// fragments, reads which tracks there are and where a fragment begins, and can
// move a fragment in time. It decodes nothing and muxes nothing.
//
// A Reader cuts a stream into items; ParseInit and ParseFragment read one
// record that is whole already. All of them take hostile input: every size is
// checked against the bytes there are and against the limits below, and what
// does not fit is an error that wraps ErrFormat.
package media

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Limits of what is read. Input beyond them is refused.
const (
	// MaxBox is the longest top-level box in bytes, and so bounds what a Reader
	// holds: one fragment is at most a moof and an mdat of that size. A key
	// frame of 4K video has under 4 MiB.
	MaxBox = 16 << 20
	// MaxInit is the longest init segment in bytes. One with two tracks has
	// about 1,300; the rest is room for metadata.
	MaxInit = 1 << 20
	// MaxTracks is how many tracks an init segment may have, of any kind.
	MaxTracks = 16
	// MaxTrafs is how many track fragments one moof may have.
	MaxTrafs = MaxTracks
	// MaxRuns is how many trun boxes one track fragment may have.
	MaxRuns = 256
	// MaxSamples is how many samples one fragment may have in all.
	MaxSamples = 1 << 16
	// MaxChildren is how many boxes one container box may have.
	MaxChildren = 512
	// MaxTime is the latest time of a fragment: a century.
	MaxTime = 100 * 365 * 24 * time.Hour
	// MaxTimescale is the most ticks a second a track may have. With it and
	// MaxTime no sum of times overflows 63 bits.
	MaxTimescale = 1_000_000_000
	// maxDescriptor is how deep descriptors of an esds box nest: ES, decoder
	// configuration, decoder specific information.
	maxDescriptor = 3
	// maxCodec is the longest codec string in bytes.
	maxCodec = 64
)

// Errors of this package; what is returned wraps one of them.
var (
	// ErrFormat: the bytes are not fragmented MP4, or break one of its rules or
	// one of the limits.
	ErrFormat = errors.New("not fragmented MP4")
	// ErrTrack: a well-formed fragment holds no track that the init segment has.
	ErrTrack = errors.New("fragment of an unknown track")
)

func formatError(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrFormat, fmt.Sprintf(format, args...))
}

// Kind says what a track carries.
type Kind uint8

// The kinds of track.
const (
	Video Kind = iota + 1
	Audio
)

func (k Kind) String() string {
	switch k {
	case Video:
		return "video"
	case Audio:
		return "audio"
	}
	return fmt.Sprintf("kind %d", uint8(k))
}

// Track is one track of an init segment.
type Track struct {
	ID         uint32
	Kind       Kind
	Codec      string // RFC 6381, as MediaSource.isTypeSupported takes it: "avc1.64001f", "mp4a.40.2"
	Timescale  uint32 // ticks a second, 1 to MaxTimescale
	Width      int    // pixels, video only
	Height     int    // pixels, video only
	SampleRate int    // hertz, audio only
	Channels   int    // audio only; 0 when the track does not tell
}

// Init is an init segment: ftyp and moov.
type Init struct {
	Data   []byte
	Tracks []Track // video and audio only, in the order of the moov; at least one

	defaults map[uint32]sampleDefaults // by track ID: what trex says
}

// Track returns the track with that ID.
func (in *Init) Track(id uint32) (Track, bool) {
	for _, t := range in.Tracks {
		if t.ID == id {
			return t, true
		}
	}
	return Track{}, false
}

// First returns the first track of a kind.
func (in *Init) First(kind Kind) (Track, bool) {
	for _, t := range in.Tracks {
		if t.Kind == kind {
			return t, true
		}
	}
	return Track{}, false
}

// MIME is the type of the stream as browsers take it, with the codecs in the
// order of the tracks: `video/mp4; codecs="avc1.64001f,mp4a.40.2"`, or
// audio/mp4 when there is no video.
func (in *Init) MIME() string {
	kind := "audio"
	var codecs []string
	for _, t := range in.Tracks {
		if t.Kind == Video {
			kind = "video"
		}
		codecs = append(codecs, t.Codec)
	}
	return kind + `/mp4; codecs="` + strings.Join(codecs, ",") + `"`
}

// Fragment is one moof with its mdat, as it came.
type Fragment struct {
	Data     []byte
	Track    uint32        // the track of its first traf
	Kind     Kind          // the kind of that track
	Time     time.Duration // baseMediaDecodeTime of that track
	Duration time.Duration // sum of its sample durations in that track
	Key      bool          // playback may begin here: the first video sample is a sync sample, or the stream has no video
	Sequence uint32        // sequence_number of its mfhd
}

// End is the time at which the fragment's last sample ends.
func (f *Fragment) End() time.Duration { return f.Time + f.Duration }
