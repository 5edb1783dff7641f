package play

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Paths of what a playlist names, under the playlist's own folder.
const (
	hlsFolder     = "hls/"
	hlsInitName   = "init-"
	hlsInitExt    = ".mp4"
	hlsSegName    = "seg-"
	hlsPartName   = "part-"
	hlsMediaExt   = ".m4s"
	hlsDateLayout = "2006-01-02T15:04:05.000Z07:00"
)

// playlist writes the media playlist of RFC 8216bis.
func (p *packager) playlist() string {
	var b strings.Builder
	listed := p.segments[p.listed:]
	partTarget := seconds(p.longest)
	fmt.Fprintf(&b, "#EXTM3U\n#EXT-X-VERSION:9\n#EXT-X-TARGETDURATION:%d\n", int(math.Round(p.target.Seconds())))
	fmt.Fprintf(&b, "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=%s\n", seconds(3*p.longest))
	fmt.Fprintf(&b, "#EXT-X-PART-INF:PART-TARGET=%s\n", partTarget)
	first := uint64(0)
	if len(listed) > 0 {
		first = listed[0].number
	}
	fmt.Fprintf(&b, "#EXT-X-MEDIA-SEQUENCE:%d\n", first)
	if skipped := p.discontinuities(); skipped > 0 {
		fmt.Fprintf(&b, "#EXT-X-DISCONTINUITY-SEQUENCE:%d\n", skipped)
	}
	if independent(listed) {
		b.WriteString("#EXT-X-INDEPENDENT-SEGMENTS\n")
	}
	total := time.Duration(0)
	for _, s := range listed {
		total += s.duration
	}
	init := -1
	for i, s := range listed {
		if !s.whole && len(s.parts) == 0 {
			break
		}
		p.segmentHead(&b, s, i == 0, &init)
		if total <= hlsPartsShown*p.target || !s.whole {
			p.partLines(&b, s)
		}
		total -= s.duration
		if s.whole {
			fmt.Fprintf(&b, "#EXTINF:%s,\n%s\n", seconds(s.duration), p.path(hlsSegName, s.number, hlsMediaExt))
		}
	}
	if errors.Is(p.err, ErrEnded) {
		b.WriteString("#EXT-X-ENDLIST\n")
	} else {
		fmt.Fprintf(&b, "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=%q\n", p.path(hlsPartName, p.hint(), hlsMediaExt))
	}
	return b.String()
}

// segmentHead writes what stands before a segment. init is the number of the
// EXT-X-MAP in force.
func (p *packager) segmentHead(b *strings.Builder, s *segment, first bool, init *int) {
	if s.breaks && !first {
		b.WriteString("#EXT-X-DISCONTINUITY\n")
	}
	if s.init != *init {
		*init = s.init
		fmt.Fprintf(b, "#EXT-X-MAP:URI=%q\n", p.path(hlsInitName, uint64(s.init), hlsInitExt))
	}
	fmt.Fprintf(b, "#EXT-X-PROGRAM-DATE-TIME:%s\n", time.Unix(0, 0).Add(s.capture).UTC().Format(hlsDateLayout))
}

func (p *packager) partLines(b *strings.Builder, s *segment) {
	for _, part := range s.parts {
		fmt.Fprintf(b, "#EXT-X-PART:DURATION=%s,URI=%q", seconds(part.duration), p.path(hlsPartName, part.number, hlsMediaExt))
		if part.independent {
			b.WriteString(",INDEPENDENT=YES")
		}
		b.WriteByte('\n')
	}
}

// hint is the number of the part that comes next.
func (p *packager) hint() uint64 {
	if p.part != nil {
		return p.part.number
	}
	return p.nextPart
}

// discontinuities counts those before the first listed segment, its own
// included, for that one's tag is not written.
func (p *packager) discontinuities() uint64 {
	n := p.skipped
	for i := 0; i <= p.listed && i < len(p.segments); i++ {
		if p.segments[i].breaks {
			n++
		}
	}
	return n
}

func independent(segments []*segment) bool {
	for _, s := range segments {
		if !s.independent {
			return false
		}
	}
	return true
}

// path is where a thing is, relative to the playlist.
func (p *packager) path(name string, number uint64, ext string) string {
	return hlsFolder + p.session + "/" + name + strconv.FormatUint(number, 10) + ext
}

// seconds writes a duration to the microsecond, without needless zeros.
func seconds(d time.Duration) string {
	return strconv.FormatFloat(math.Round(d.Seconds()*1e6)/1e6, 'f', -1, 64)
}
