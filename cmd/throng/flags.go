package main

import (
	"fmt"
	"net/netip"
	"time"

	"throng/internal/bitrate"
	"throng/internal/ident"
)

// upload is what the engine calls a limit: there 0 is the default, and less nothing.
func upload(limit bitrate.Rate) int64 {
	if limit == 0 {
		return -1
	}
	return int64(limit)
}

// hostPort is a flag that names a tracker.
type hostPort string

// UnmarshalText reads HOST:PORT.
func (h *hostPort) UnmarshalText(text []byte) error {
	if err := ident.CheckTracker(string(text)); err != nil {
		return fmt.Errorf("%q is not a tracker's address (%w); write HOST:PORT, such as tracker.example.org:7400", text, err)
	}
	*h = hostPort(text)
	return nil
}

// iceServer is a flag that names a STUN or TURN server.
type iceServer string

// UnmarshalText reads what ident.ParseICE does.
func (i *iceServer) UnmarshalText(text []byte) error {
	if _, err := ident.ParseICE(string(text)); err != nil {
		return err
	}
	*i = iceServer(text)
	return nil
}

func texts[T ~string](list []T) []string {
	var all []string
	for _, t := range list {
		all = append(all, string(t))
	}
	return all
}

// network is a flag that names a network, or one address.
type network netip.Prefix

// UnmarshalText reads ADDRESS/BITS or ADDRESS.
func (n *network) UnmarshalText(text []byte) error {
	if a, err := netip.ParseAddr(string(text)); err == nil {
		*n = network(netip.PrefixFrom(a, a.BitLen()))
		return nil
	}
	p, err := netip.ParsePrefix(string(text))
	if err != nil {
		return fmt.Errorf("%q is not a network; write 192.0.2.1 or 192.0.2.0/24", text)
	}
	*n = network(p.Masked())
	return nil
}

func prefixes(list []network) []netip.Prefix {
	var all []netip.Prefix
	for _, n := range list {
		all = append(all, netip.Prefix(n))
	}
	return all
}

type common struct {
	JSON       bool   `name:"json" help:"Write one JSON object a line to standard output, each with an \"event\": ready, stats (each second), warning, info, end."`
	LogLevel   string `name:"log-level" default:"warn" enum:"debug,info,warn,error" help:"Least level of the log lines on standard error: debug, info, warn (default) or error."`
	Metrics    string `name:"metrics" placeholder:"ADDR" help:"Serve Prometheus metrics, named throng_…, at http://ADDR/metrics. Default: nowhere."`
	WithParent bool   `name:"with-parent" hidden:"" help:"End when standard input does."`
}

type castCmd struct {
	Input     string       `arg:"" help:"What to broadcast: a file; rtmp://:1935/live/KEY or srt://:9000 to let OBS or a hardware encoder publish here; - for MPEG-TS or fragmented MP4 on standard input; testcard for the built-in one; or any URL that ffmpeg opens."`
	Loop      bool         `help:"Start a file again when it ends, for ever."`
	Transcode bool         `help:"Make H.264 and AAC of what cannot pass as it is. H.264, H.265, AV1, AAC and Opus always pass uncut."`
	Title     string       `help:"The channel's name, as viewers see it."`
	Key       string       `placeholder:"FILE" type:"path" help:"The channel's secret key; made if it is not there. With it the channel keeps its link from one start to the next. Default: a new channel each time."`
	Listen    string       `placeholder:"ADDR" help:"UDP address for viewers, and TCP address of the tracker inside: IP:PORT or :PORT. Default: port 7400 of every address, or any free port if that is taken."`
	Tracker   []hostPort   `placeholder:"HOST:PORT" help:"Announce the channel to this tracker instead of running one inside; may be repeated."`
	Announce  string       `placeholder:"HOST" help:"Name or address under which viewers reach this machine, for the link. Needed behind a router that passes the port on. Default: this machine's first address."`
	Page      string       `default:"127.0.0.1:0" placeholder:"ADDR" help:"Serve a page that plays the channel at ADDR; \"\" for none. Default: a free port, for this machine alone."`
	WebRTC    bool         `name:"webrtc" default:"true" help:"Let browsers link to this machine, at the UDP port after that of --listen, or any free one; --webrtc=false for not. Default: true."`
	ICE       []iceServer  `name:"ice" placeholder:"SERVER" help:"A server that helps browsers through routers, named in the link: stun:HOST:PORT or turn:USER:PASSWORD@HOST:PORT. May be repeated, 4 at most. Default: those that the tracker tells of."`
	QR        bool         `name:"qr" help:"Draw the link as a QR code."`
	MaxUpload bitrate.Rate `name:"max-upload" default:"50M" placeholder:"RATE" help:"Most to send, in bits a second (800k, 20M). About 1.3 times the stream is used, more while the viewers' uplinks do not carry it. Default: 50M."`
	common
}

// Help is the end of the command's help text.
func (castCmd) Help() string {
	return `It prints the address at which viewers' browsers watch, of the tracker inside, where each is a peer of its own; the channel's link, for throng watch and relay; the address of a page for this machine; and for rtmp:// and srt:// what to enter in OBS. It ends with exit code 0 when the input does, or at Ctrl-C.

Examples:

  throng cast --loop film.mp4
  throng cast --key channel.key --title "Village TV" rtmp://:1935/live/secret
  ffmpeg … -f mpegts - | throng cast -

The fields of stats and end with --json: role; peers, parents, children (neighbours); stripes; viewers (in the channel, as the tracker inside knows; 0: not known); delay_ms {p50 p95 p99 max} (of the last 10 s, in end of the whole run); clock_error_ms; upload_bps, download_bps (bits a second, in the last second, in end on average); sent_bytes, received_bytes, payload_bytes; carried_by_viewers (0 to 1; here 1 − sent ÷ (viewers × stream), counted second by second, 0 where viewers are not known); delivered, lost, late (blocks); pulled (shards); dropped, kicked {cause: count}; short (true while the viewers' uplinks do not carry the stream, else absent).`
}

type watchCmd struct {
	Link      string        `arg:"" help:"The channel's link, throng:…, in quotes."`
	Out       string        `placeholder:"FILE" help:"Record to FILE as fragmented MP4, or - for standard output; all else then goes to standard error. A file that is there is replaced."`
	Page      string        `default:"127.0.0.1:0" placeholder:"ADDR" help:"Serve the page, /stream.mp4 (endless MP4) and /index.m3u8 (low-latency HLS) at ADDR; \"\" for none. With :8080, say, others open the page as well, and their browsers find the channel through this machine, with or without another tracker. Default: a free port, for this machine alone."`
	Open      bool          `help:"Open the page in a browser."`
	Player    string        `placeholder:"PROGRAM" help:"Start a player, and end when it is closed: mpv, ffplay, vlc or another program that takes a URL."`
	Listen    string        `placeholder:"ADDR" help:"UDP address for other viewers: IP:PORT or :PORT. Default: any free port of every address."`
	Tracker   []hostPort    `placeholder:"HOST:PORT" help:"Ask this tracker too; may be repeated."`
	WebRTC    bool          `name:"webrtc" default:"true" help:"Let browsers link to this machine; --webrtc=false for not. Default: true."`
	MaxUpload bitrate.Rate  `name:"max-upload" default:"50M" placeholder:"RATE" help:"Most to pass on to others, in bits a second (800k, 20M); 0: nothing. Default: 50M."`
	Timeout   time.Duration `placeholder:"TIME" help:"Give up, with exit code 1, when nothing has come for so long after the start (30s, 2m). Default: never."`
	common
}

// Help is the end of the command's help text.
func (watchCmd) Help() string {
	return `It joins the channel, passes it on to others, and plays it: open the page that it prints in a browser, or give the address of stream.mp4 to a player. It ends with exit code 0 when the channel does, or at Ctrl-C. Until the broadcaster and a tracker are there it waits and says so, and likewise when nothing has come for 10 s: the broadcaster may come back at any time. It says once when the stream can be played, and in the end what --out has recorded. It says, too, when the viewers' uplinks together do not carry the stream for everybody.

Examples:

  throng watch 'throng:…'
  throng watch --player mpv 'throng:…'
  throng watch --out - 'throng:…' | ffplay -

With --json the fields are those of throng cast --help; carried_by_viewers is the share of the bytes received that did not come from the broadcaster itself. With --out, end has recorded {file, seconds, bytes}.`
}

type relayCmd struct {
	Link      string        `arg:"" help:"The channel's link, throng:…, in quotes."`
	Listen    string        `placeholder:"ADDR" help:"UDP address for viewers: IP:PORT or :PORT. Default: any free port of every address."`
	Tracker   []hostPort    `placeholder:"HOST:PORT" help:"Ask this tracker too; may be repeated."`
	Page      string        `placeholder:"ADDR" help:"Serve a page at ADDR, such as :8080, at which browsers watch; they find the channel through this machine, with or without another tracker. Default: none."`
	WebRTC    bool          `name:"webrtc" default:"true" help:"Let browsers link to this machine; --webrtc=false for not. Default: true."`
	MaxUpload bitrate.Rate  `name:"max-upload" default:"50M" placeholder:"RATE" help:"Most to pass on, in bits a second (800k, 20M). Default: 50M."`
	Timeout   time.Duration `placeholder:"TIME" help:"Give up, with exit code 1, when nothing has come for so long after the start (30s, 2m). Default: never."`
	common
}

type trackerCmd struct {
	Listen string      `default:":7400" placeholder:"ADDR" help:"TCP address for peers, and UDP address at which they learn their own: IP:PORT or :PORT. Default: :7400."`
	Name   []hostPort  `placeholder:"HOST:PORT" help:"Address under which peers reach this tracker, as links name it; peers that use another are refused. May be repeated. Default: any."`
	ICE    []iceServer `name:"ice" placeholder:"SERVER" help:"A server that helps browsers through routers, of which peers are told: stun:HOST:PORT or turn:USER:PASSWORD@HOST:PORT. May be repeated, 4 at most. Default: the tracker's own STUN server."`
	Proxy  []network   `placeholder:"NET" help:"Address or network of a reverse proxy before this tracker, whose X-Forwarded-For header says where a peer is. Without it all peers seem to be where the proxy is. May be repeated. Default: none."`
	common
}

// Help is the end of the command's help text.
func (trackerCmd) Help() string {
	return `It introduces the peers of any channel to each other and carries no video. At http://HOST:PORT/ it serves the page, in which a channel's link can be pasted. A broadcaster names it with throng cast --tracker HOST:PORT. HOST is the name or address under which others reach this machine; what it prints is the first address that the machine itself knows, unless --name tells.

The fields of stats and end with --json: channels, members (peers of all channels), connections, messages, stun (requests answered), refused {cause: count}.`
}

type demoCmd struct {
	Viewers int    `default:"5" placeholder:"N" help:"How many viewers to run, 1 to 50. Default: 5."`
	Input   string `default:"testcard" help:"What to broadcast, as for throng cast. Default: testcard."`
	Page    string `default:"127.0.0.1:0" placeholder:"ADDR" help:"Where the first viewer serves its page. Default: a free port, for this machine alone."`
	common
}

type keyCmd struct {
	New struct {
		File string `arg:"" type:"path" help:"The file to make; it must not be there yet."`
		JSON bool   `name:"json" help:"Write a JSON object with \"event\":\"key\" and \"channel\"."`
	} `cmd:"" help:"Make a channel's secret key, and print the public one."`
	Show struct {
		File string `arg:"" type:"path" help:"A key file."`
		JSON bool   `name:"json" help:"Write a JSON object with \"event\":\"key\" and \"channel\"."`
	} `cmd:"" help:"Print the public key of a channel's secret key."`
}

type cli struct {
	Cast    castCmd    `cmd:"" help:"Broadcast a channel."`
	Watch   watchCmd   `cmd:"" help:"Watch a channel, and pass it on."`
	Relay   relayCmd   `cmd:"" help:"Pass a channel on without playing it, to lend upload."`
	Tracker trackerCmd `cmd:"" help:"Introduce the peers of channels to each other."`
	Key     keyCmd     `cmd:"" help:"Make or show a channel's key."`
	Demo    demoCmd    `cmd:"" help:"Run a tracker, a broadcaster and viewers on this machine, with a page that plays."`
}
