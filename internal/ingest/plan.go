package ingest

import (
	"fmt"
	"regexp"
	"strings"
)

// inputInfo is what ffmpeg says of its input.
type inputInfo struct {
	format  string // names of the demuxer, with commas
	endless bool   // it does not know a duration
	video   *streamInfo
	audio   *streamInfo
	other   []string // codecs of streams that are neither
	more    [2]int   // how many further streams of video and of audio there are
}

// streamInfo is one line "Stream #0:0: Video: h264 (High), yuv420p, …".
type streamInfo struct {
	codec string
	// whole: picture size or sample rate is known.
	whole bool
}

var (
	streamLine = regexp.MustCompile(`^ +Stream #0:\d+(?:\[0x[0-9a-f]+\])?(?:\([^)]*\))?: (\w+): (\w+)(.*)$`)
	sizeText   = regexp.MustCompile(`, [1-9]\d*x[1-9]\d*`)
	rateText   = regexp.MustCompile(`, [1-9]\d* Hz`)
	formatText = regexp.MustCompile(`^Input #0, (.*), from `)
)

func formatOf(line string) string {
	if m := formatText.FindStringSubmatch(line); m != nil {
		return m[1]
	}
	return ""
}

// line takes a line of the description and reports whether it is one of those
// that matter. The first video that is no cover picture and the first audio
// count, as in the mapping.
func (in *inputInfo) line(line string) bool {
	if rest, ok := strings.CutPrefix(line, "  Duration: "); ok {
		in.endless = strings.HasPrefix(rest, "N/A")
		return true
	}
	m := streamLine.FindStringSubmatch(line)
	if m == nil {
		return false
	}
	kind, codec, rest := m[1], m[2], m[3]
	switch {
	case kind == "Video" && strings.Contains(rest, "(attached pic)"):
	case kind == "Video":
		if in.video == nil {
			in.video = &streamInfo{codec: codec, whole: sizeText.MatchString(rest)}
		} else {
			in.more[0]++
		}
	case kind == "Audio":
		if in.audio == nil {
			in.audio = &streamInfo{codec: codec, whole: rateText.MatchString(rest)}
		} else {
			in.more[1]++
		}
	default:
		in.other = append(in.other, codec)
	}
	return true
}

// picture reports whether the input is one still picture.
func (in *inputInfo) picture() bool {
	return in.format == "image2" || strings.HasSuffix(in.format, "_pipe")
}

// treatment says what is done with a stream.
type treatment uint8

const (
	pass   treatment = iota // as it is
	encode                  // transcoded
	drop                    // left out
)

// plan is how one input is treated, besides where it comes from.
type plan struct {
	video, audio treatment
	adts         bool // the sound may be AAC with ADTS heads, as MPEG-TS has it
	hevc         bool // the picture is H.265
	still        bool // show a picture for ever
}

// firstPlan is what is tried before anything is known: what nearly all inputs
// need.
var firstPlan = plan{adts: true}

// Codecs that pass uncut, by ffmpeg's names: those that browsers play from MP4.
var (
	passVideo = map[string]bool{"h264": true, "hevc": true, "av1": true}
	passAudio = map[string]bool{"aac": true, "opus": true}
	pretty    = map[string]string{"video": "H.264, H.265 and AV1", "audio": "AAC and Opus"}
)

// planFor decides by what ffmpeg found. lost are sentences on what is left out.
func planFor(cfg Config, in inputInfo) (p plan, lost []string, err error) {
	if in.video == nil && in.audio == nil {
		return p, nil, noMedia(cfg.Input, in)
	}
	for i, kind := range [...]string{"pictures", "sound"} {
		if in.more[i] > 0 {
			lost = append(lost, fmt.Sprintf("the input has %d streams of %s, and only the first goes on air", 1+in.more[i], kind))
		}
	}
	if in.picture() {
		if !cfg.Loop || !cfg.Transcode {
			return p, nil, &Error{
				Message: cfg.Input + " is a still picture",
				Advice:  "--loop --transcode shows it as a channel", Err: ErrCodec,
			}
		}
		return plan{video: encode, audio: drop, still: true}, nil, nil
	}
	if in.video == nil {
		p.video = drop
	} else {
		p.hevc = in.video.codec == "hevc"
		if p.video, err = treat(cfg, "video", in.video, passVideo); err != nil {
			return p, nil, err
		}
	}
	switch {
	case in.audio == nil:
		p.audio = drop
	case !in.audio.whole && in.video != nil:
		p.audio = drop
		lost = append(lost, "the input names a sound stream but sends none: the channel has no sound")
	default:
		p.adts = in.audio.codec == "aac"
		p.audio, err = treat(cfg, "audio", in.audio, passAudio)
	}
	return p, lost, err
}

// does reports whether a run by plan p does what plan want does, for the streams
// that there are.
func (p plan) does(want plan, in inputInfo) bool {
	if p.still != want.still {
		return false
	}
	if in.video != nil && (p.video != want.video || p.hevc != want.hevc) {
		return false
	}
	return in.audio == nil || p.audio == want.audio && (p.audio != pass || p.adts == want.adts)
}

func treat(cfg Config, kind string, in *streamInfo, passes map[string]bool) (treatment, error) {
	switch {
	case passes[in.codec]:
		return pass, nil
	case cfg.Transcode:
		return encode, nil
	}
	return pass, &Error{
		Message: fmt.Sprintf("the %s of %s is %s, which does not pass as it is: %s do", kind, cfg.Input, in.codec, pretty[kind]),
		Advice:  "--transcode makes H.264 and AAC of it",
		Err:     ErrCodec,
	}
}

func noMedia(input string, in inputInfo) error {
	message := input + " holds neither video nor audio"
	if len(in.other) > 0 {
		message += ", only " + strings.Join(in.other, ", ")
	}
	return &Error{Message: message, Advice: "check it with ffprobe", Err: ErrNoMedia}
}

// Options of every run. Times begin one second late, so that those before zero
// (of an encoder's first frames) stay positive without ffmpeg's moving the
// tracks, which in fragments of one frame goes wrong.
var (
	commonArgs = []string{"-hide_banner", "-nostats", "-loglevel", "info"}
	delayArgs  = []string{"-itsoffset", "1"}
	// cutDelayArgs is that for MP4, where a file that was cut between key frames has what lies
	// before the cut too, back to a key frame. (In MPEG-TS more than ten is taken for a break.)
	cutDelayArgs = []string{"-itsoffset", "60"}
	mapArgs      = []string{"-map", "0:V:0?", "-map", "0:a:0?", "-map_metadata", "-1", "-map_chapters", "-1"}
	// A fragment for each frame of each track, in the order in which they come
	// (frag_duration; with frag_every_frame ffmpeg 5.1 gives frames of length 0
	// and times that are off by some frames when there are two tracks);
	// times and lengths as in the input (frag_discont, no edit lists); the init
	// segment once the decoders' configurations are known (delay_moov).
	muxArgs = []string{
		"-avoid_negative_ts", "disabled", "-use_editlist", "0",
		"-max_interleave_delta", "100000", "-flush_packets", "1",
		"-frag_duration", "1",
		"-movflags", "empty_moov+delay_moov+default_base_moof+separate_moof+frag_discont",
		"-f", "mp4", "pipe:1",
	}
	videoArgs = []string{
		"-c:v", "libx264", "-preset", "veryfast", "-tune", "zerolatency", "-profile:v", "high",
		"-pix_fmt", "yuv420p", "-crf", "23", "-maxrate", "4M", "-bufsize", "4M",
		"-force_key_frames", "expr:gte(t,n_forced*2)", "-g", "600",
		"-vf", "yadif=deint=interlaced,scale=trunc(iw/2)*2:trunc(ih/2)*2",
	}
	audioArgs = []string{"-c:a", "aac", "-b:a", "128k", "-ac", "2", "-ar", "48000"}
)

// args puts the options together. input ends with -i and its name; vfr is how
// this ffmpeg is told to keep the times of frames.
func (p plan) args(input, vfr []string) []string {
	args := append([]string(nil), commonArgs...)
	if p.still {
		args = append(args, "-loop", "1", "-framerate", "10")
	}
	args = append(args, delayArgs...)
	args = append(args, input...)
	args = append(args, mapArgs...)
	switch p.video {
	case pass:
		args = append(args, "-c:v", "copy")
		if p.hevc {
			args = append(args, "-tag:v", "hvc1")
		}
	case encode:
		args = append(append(args, videoArgs...), vfr...)
	case drop:
		args = append(args, "-vn")
	}
	switch p.audio {
	case pass:
		args = append(args, "-c:a", "copy")
		if p.adts {
			args = append(args, "-bsf:a", "aac_adtstoasc")
		}
	case encode:
		args = append(args, audioArgs...)
	case drop:
		args = append(args, "-an")
	}
	return append(args, muxArgs...)
}
