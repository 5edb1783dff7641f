// Plays in a media element what a sink puts into a media source, as near the
// newest frame as its arrival allows.

import type { Fragment } from './feed';
import { Arrivals, limits, nextRate } from './latency';
import { seconds, Sink, type Arrival, type FromSink, type ToSink } from './sink';

/** What the player can make of itself, in seconds where nothing else is said. */
const rules = {
  /** The control loop's period, in milliseconds. */
  tick: 100,
  /** The start waits until what comes is no longer a burst: media that came in the last `calm` seconds … */
  calm: 0.06,
  /** … is less than this. */
  calmMedia: 0.15,
  /** But it waits no longer than this. */
  longestStart: 0.5,
  /** For so long after a start … */
  startTime: 5,
  /** … playing further behind than this is mended by a jump: the start came before the newest. */
  startError: 0.4,
  /** Between two jumps forward: a slow machine shows nothing while it seeks. */
  jumpPause: 1,
  /** So little before the end of a buffered range the playing stands still. */
  nearEnd: 0.06,
  /** Where the playing stands still for so long it is a stall, however much there is to play; a seek may take as long. */
  frozen: 1.2,
  /** A place so little after the start of a range is surely in it. */
  inside: 0.02,
  /** After a reconnection, arrivals say nothing of the network for so long: what was missed comes at once. */
  deaf: 0.3,
  /** A seek of the viewer's that ends further than this behind the edge leaves live playing. */
  leaveLive: 3,
  /** After a stall, playing goes on when so much of the target is there, … */
  refill: 0.7,
  /** … or after so long. */
  longestHold: 1.5,
  /** Capture times are remembered for so long. */
  captures: 120,
  /** The sink is told where the element plays when that is so far from what it knows. */
  place: 1,
} as const;

export type PlayState =
  | 'idle' // no init segment yet
  | 'starting' // waiting for the first frames
  | 'playing'
  | 'stalled' // nothing to play
  | 'paused' // by the viewer
  | 'blocked' // the browser wants a click first
  | 'unsupported'; // the browser has no decoder

/** Figures of the playing; times in milliseconds. */
export interface PlayStats {
  state: PlayState;
  /** From capture to screen; NaN while not known. */
  delayMs: number;
  /** From the player's making to the first frame shown; NaN until then. */
  firstFrameMs: number;
  stalls: number;
  stalledMs: number;
  /** How much is buffered beyond the frame on the screen. */
  bufferMs: number;
  /** The buffer target, and the jitter that it comes from. */
  targetMs: number;
  jitterMs: number;
  rate: number;
  /** Playing with the live edge, not at a place of the viewer's own. */
  live: boolean;
  /** Jumps forward of what already played. */
  jumps: number;
  frames: number;
  droppedFrames: number;
  currentTime: number;
  mime: string;
  /** Of the picture; nought while not known. */
  width: number;
  height: number;
}

export class MsePlayer {
  /** On this thread; null where the feed has one on its own. */
  private readonly sink: Sink | null;
  private url = '';
  private mime = '';
  /** The sink's time line, and the place in it that the sink knows. */
  private line = 0;
  private place = NaN;
  /** Something waits to be appended. */
  private waits = false;
  private deafUntil = NaN;
  private arrivals = new Arrivals();
  private recent: { at: number; time: number }[] = [];
  private captures: { time: number; capture: number }[] = [];
  private beganWaiting = NaN;
  private started = false;
  private startedAt = NaN;
  private hasVideo = true;

  private state: PlayState = 'idle';
  private live = true;
  private userPaused = false;
  private ownSeek = false;
  private stallSince = NaN;
  private holdSince = NaN;
  /** The first frame of all, which may be a still before the start. */
  private firstFrame = NaN;
  /** Whether a frame has been shown since the last start. */
  private played = false;
  private stallCount = 0;
  private stalledFor = 0;
  private jumps = 0;
  private jumpedAt = -Infinity;
  private lastTime = NaN;
  private lastMoved = NaN;
  private readonly made = seconds();
  private readonly timer: number;
  private readonly abort = new AbortController();

  /** How far the broadcaster's clock, as far as known, is ahead of this machine's. */
  clockOffset = 0;

  /** remote takes what is said to the feed's own sink, which answers by heard(). */
  constructor(
    private readonly video: HTMLMediaElement,
    private readonly changed: () => void,
    private readonly remote?: (message: ToSink) => void,
  ) {
    const on = (name: string, f: () => void) =>
      video.addEventListener(name, f, { signal: this.abort.signal });
    on('waiting', () => this.waiting());
    on('playing', () => this.playing());
    on('seeking', () => this.seeking());
    on('pause', () => this.paused());
    on('play', () => this.resumed());
    on('error', () => this.say({ kind: 'broken', line: this.line }));
    document.addEventListener(
      'visibilitychange',
      () => {
        if (document.visibilityState !== 'visible' || this.userPaused || !this.started) return;
        // Some browsers pause what nobody sees; the control loop makes up for it.
        this.play();
        this.tick();
      },
      { signal: this.abort.signal },
    );
    video.disableRemotePlayback = true;
    this.sink = remote ? null : new Sink((message) => this.heard(message));
    this.timer = window.setInterval(() => this.tick(), rules.tick);
    this.awaitFrame();
  }

  /** Gives everything up. */
  close(): void {
    clearInterval(this.timer);
    this.abort.abort();
    URL.revokeObjectURL(this.url);
    this.video.removeAttribute('src');
    if (this.video.srcObject) this.video.srcObject = null;
    this.video.load();
  }

  /** The feed begins anew: what comes next starts with an init and a key frame. */
  begin(): void {
    this.sink?.begin();
    this.deafUntil = NaN;
  }

  init(mime: string, data: Uint8Array): void {
    this.sink?.init(mime, data);
  }

  fragment(f: Fragment): void {
    this.sink?.fragment(f);
  }

  /** Takes what the sink says. */
  heard(message: FromSink): void {
    if (this.abort.signal.aborted) return;
    switch (message.kind) {
      case 'source':
        this.attach(message.source);
        this.newLine(message.line);
        if (message.broken) this.set('starting');
        break;
      case 'line':
        this.newLine(message.line);
        break;
      case 'type':
        this.mime = message.mime;
        if (!message.plays) {
          this.set('unsupported');
          break;
        }
        this.hasVideo = message.mime.startsWith('video/');
        if (this.state === 'idle' || this.state === 'unsupported') this.set('starting');
        break;
      case 'buffered':
        for (const a of message.arrived) this.note(a);
        this.waits = message.waits;
        this.tick();
    }
  }

  /** Plays on at the live edge. */
  goLive(): void {
    this.live = true;
    this.userPaused = false;
    if (!this.started) return;
    this.jumpTo(this.edge() - this.arrivals.target(seconds()));
    this.play();
  }

  /** Whether to play later, by what most networks never exceed, rather than as live as possible. */
  set steady(steady: boolean) {
    const least = steady ? limits.steadyTarget : limits.minTarget;
    if (this.arrivals.least === least) return;
    this.arrivals.least = least;
    this.arrivals.forgive();
    if (this.started && this.live && this.arrivals.known) this.jumpTo(this.arrivals.desired(seconds()));
  }

  get stats(): PlayStats {
    const now = seconds();
    const quality =
      this.video instanceof HTMLVideoElement ? this.video.getVideoPlaybackQuality() : null;
    return {
      state: this.state,
      delayMs: this.delay() * 1000,
      firstFrameMs: this.firstFrame * 1000,
      stalls: this.stallCount,
      stalledMs: 1000 * (this.stalledFor + (isNaN(this.stallSince) ? 0 : now - this.stallSince)),
      bufferMs: this.ahead() * 1000,
      targetMs: this.arrivals.known ? this.arrivals.target(now) * 1000 : this.arrivals.least * 1000,
      jitterMs: this.arrivals.jitter * 1000,
      rate: this.video.playbackRate,
      live: this.live,
      jumps: this.jumps,
      frames: quality?.totalVideoFrames ?? 0,
      droppedFrames: quality?.droppedVideoFrames ?? 0,
      currentTime: this.video.currentTime,
      mime: this.mime,
      width: this.video instanceof HTMLVideoElement ? this.video.videoWidth : 0,
      height: this.video instanceof HTMLVideoElement ? this.video.videoHeight : 0,
    };
  }

  // Arrival.

  private note(a: Arrival): void {
    this.recent.push({ at: a.at, time: a.end });
    while (this.recent.length > 1 && this.recent[0].at < a.at - 1) this.recent.shift();
    if (a.jump) this.arrivals.reset();
    if (isNaN(this.deafUntil)) this.deafUntil = this.started ? a.at + rules.deaf : 0;
    if (this.started && a.at >= this.deafUntil) this.arrivals.arrived(a.at, a.end);
    this.captures.push({ time: a.time, capture: a.capture });
    while (this.captures.length > 1 && this.captures[0].time < a.time - rules.captures) {
      this.captures.shift();
    }
  }

  /** From the capture of what is on the screen to now. */
  private delay(): number {
    const at = this.video.currentTime;
    let found = NaN;
    for (let i = this.captures.length - 1; i >= 0; i--) {
      const c = this.captures[i];
      if (c.time <= at) {
        found = c.capture + Math.min(at - c.time, 1);
        break;
      }
    }
    return Date.now() / 1000 + this.clockOffset - found;
  }

  // The source.

  private say(message: ToSink): void {
    if (this.sink) this.sink.told(message);
    else this.remote?.(message);
  }

  /** Has the element play a source: of this thread, or by its handle of another. */
  private attach(source: MediaSource | MediaSourceHandle): void {
    if (!('readyState' in source)) {
      this.video.srcObject = source as MediaProvider;
      return;
    }
    URL.revokeObjectURL(this.url);
    const url = URL.createObjectURL(source);
    this.url = url;
    source.addEventListener('sourceopen', () => URL.revokeObjectURL(url));
    this.video.src = url;
  }

  /** What comes from now on has nothing to do with what came before. */
  private newLine(line: number): void {
    this.line = line;
    this.place = NaN;
    this.recent = [];
    this.captures = [];
    this.started = false;
    this.beganWaiting = NaN;
  }

  /** Tells the sink what it may let go of. */
  private tellPlace(): void {
    const at = this.video.currentTime;
    if (Math.abs(at - this.place) < rules.place) return;
    this.place = at;
    this.say({ kind: 'place', line: this.line, at });
  }

  private rangeStart(): number {
    const b = this.video.buffered;
    return b.length > 0 ? b.start(0) : NaN;
  }

  private edge(): number {
    const b = this.video.buffered;
    return b.length > 0 ? b.end(b.length - 1) : NaN;
  }

  // Control.

  private tick(): void {
    if (this.state === 'unsupported') return;
    if (!this.started) {
      this.tryStart();
      return;
    }
    this.tellPlace();
    if (this.video.paused) return;
    const now = seconds();
    this.watchProgress(now);
    this.skipHoles();
    if (!isNaN(this.holdSince)) {
      this.tryRelease(now);
      return;
    }
    if (!this.live || !this.arrivals.known || this.video.seeking) return;
    const error = this.arrivals.desired(now) - this.video.currentTime;
    const far = error > limits.jump && this.edge() - this.video.currentTime > limits.jump;
    const beginning = now - this.startedAt < rules.startTime && this.played;
    const early = beginning && error > rules.startError && this.calm(now);
    if ((far || early) && now - this.jumpedAt > rules.jumpPause) {
      this.jumpTo(this.arrivals.desired(now));
      return;
    }
    this.setRate(nextRate(error, this.video.playbackRate));
  }

  /** Begins to play when the burst of a beginning is over. */
  private tryStart(): void {
    const edge = this.edge();
    if (isNaN(edge) || this.recent.length === 0) return;
    const now = seconds();
    if (isNaN(this.beganWaiting)) {
      this.beganWaiting = now;
      this.jumpTo(this.rangeStart()); // there is a picture at least
    }
    const enough = edge - this.rangeStart() >= limits.minTarget;
    if (!(enough && this.calm(now)) && now - this.beganWaiting < rules.longestStart) return;
    this.started = true;
    this.startedAt = now;
    this.played = false;
    this.awaitPlayed();
    this.release(now);
    this.arrivals.reset();
    this.arrivals.arrived(now, this.recent[this.recent.length - 1].time);
    // Until the first frame is decoded the buffer grows to the target.
    this.jumpTo(edge - this.arrivals.least);
    if (this.userPaused) return;
    this.play();
  }

  /** Whether what comes is no burst, and all of it is in the buffer. */
  private calm(now: number): boolean {
    const newest = this.recent[this.recent.length - 1];
    const before = this.recent.findLast((r) => r.at <= now - rules.calm);
    return !this.waits && before !== undefined && newest.time - before.time < rules.calmMedia;
  }

  private play(): void {
    if (!this.video.paused) return;
    this.video.play().catch((error: unknown) => {
      if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return;
      if (!this.video.muted) {
        this.video.muted = true;
        this.play();
      } else {
        this.set('blocked');
      }
    });
  }

  /** Goes to a place, or to the nearest that is buffered, as near the end as it may be. */
  private jumpTo(time: number): void {
    const b = this.video.buffered;
    if (b.length === 0 || isNaN(time)) return;
    let to = Math.min(time, b.end(b.length - 1) - rules.nearEnd);
    for (let i = 0; i < b.length; i++) {
      if (to <= b.end(i)) {
        to = Math.max(to, b.start(i) + (i > 0 || b.start(i) > 0 ? rules.inside : 0));
        break;
      }
    }
    this.ownSeek = true;
    this.jumpedAt = seconds();
    if (this.started && this.played) this.jumps++;
    this.setRate(1);
    this.video.currentTime = to;
  }

  /** Where playing has come to a hole in the buffer, goes on behind it: what is missing never comes. */
  private skipHoles(): void {
    // While seeking as well: a seek to a range without a picture never ends, nor does
    // one to a range that is too short to begin with.
    const b = this.video.buffered;
    const at = this.video.currentTime;
    const stuck = this.seeksLong(seconds()) && this.ahead() < limits.minTarget;
    const held = !isNaN(this.holdSince) || stuck;
    for (let i = 0; i < b.length; i++) {
      if (at < b.start(i)) {
        const desired = this.arrivals.known ? this.arrivals.desired(seconds()) : 0;
        this.jumpTo(this.live && i === b.length - 1 ? Math.max(b.start(i), desired) : b.start(i));
        // The stall came from the hole, and says nothing of the network.
        if (held) this.arrivals.forgive();
        return;
      }
      if (at < b.end(i) - rules.nearEnd && !held) return;
    }
  }

  /** Notices standing still, which not every browser says by a waiting event. */
  private watchProgress(now: number): void {
    const at = this.video.currentTime;
    if (at !== this.lastTime) {
      this.lastTime = at;
      this.lastMoved = now;
      if (isNaN(this.holdSince)) this.endStall(now);
      return;
    }
    if (!isNaN(this.holdSince)) return;
    if (this.seeksLong(now)) this.countStall(now);
    if (this.video.seeking) return;
    const still = now - this.lastMoved;
    // A picture that stands is a stall, whatever is in the buffer.
    if (still > rules.frozen || (still > 0.4 && this.ahead() < rules.nearEnd * 2)) this.stall(now);
  }

  /** Whether a picture has been standing for long while a seek does not end. */
  private seeksLong(now: number): boolean {
    return this.played && this.video.seeking && now - this.lastMoved > rules.frozen;
  }

  private waiting(): void {
    // A seek waits as well, and so does a beginning; those are no stalls.
    if (!this.started || this.video.seeking || this.ownSeek || !this.played) return;
    if (this.video.paused || !isNaN(this.holdSince) || this.state === 'unsupported') return;
    this.stall(seconds());
  }

  /** What comes is too late for the target: plays on when there is more. */
  private stall(now: number): void {
    this.countStall(now);
    this.arrivals.stalled(now);
    this.holdSince = now;
    this.video.playbackRate = 0;
  }

  /** Counts a stall, unless one is going on. */
  private countStall(now: number): void {
    if (!isNaN(this.stallSince)) return;
    this.stallSince = now;
    this.stallCount++;
    this.set('stalled');
  }

  /** After a stall: plays on when there is enough not to stall again. */
  private tryRelease(now: number): void {
    const ahead = this.ahead();
    const enough = ahead >= this.arrivals.target(now) * rules.refill;
    if (!enough && (now - this.holdSince < rules.longestHold || ahead < rules.nearEnd)) return;
    this.release(now);
  }

  private release(now: number): void {
    this.holdSince = NaN;
    this.lastMoved = now;
    this.video.playbackRate = 1;
    this.endStall(now);
  }

  /** What is buffered from here on without a hole. */
  private ahead(): number {
    const b = this.video.buffered;
    const at = this.video.currentTime;
    for (let i = 0; i < b.length; i++) {
      if (at >= b.start(i) && at <= b.end(i)) return b.end(i) - at;
    }
    return 0;
  }

  private endStall(now: number): void {
    if (isNaN(this.stallSince)) return;
    this.stalledFor += now - this.stallSince;
    this.stallSince = NaN;
    this.set('playing');
  }

  private setRate(rate: number): void {
    if (isNaN(this.holdSince) && this.video.playbackRate !== rate) this.video.playbackRate = rate;
  }

  // What the element says.

  private playing(): void {
    this.ownSeek = false;
    if (!this.hasVideo && isNaN(this.firstFrame)) this.firstFrame = seconds() - this.made;
    if (this.started && !this.tellsFrames) this.played = true;
    if (isNaN(this.holdSince)) {
      this.endStall(seconds());
      this.set('playing');
    }
  }

  private seeking(): void {
    if (this.ownSeek) return;
    if (!isNaN(this.holdSince)) this.release(seconds());
    this.live = this.edge() - this.video.currentTime < rules.leaveLive;
    if (!this.live) this.setRate(1);
    this.changed();
  }

  private paused(): void {
    // What cannot be decoded pauses by itself.
    if (!this.started || this.video.ended || this.video.error || document.visibilityState === 'hidden') return;
    this.userPaused = true;
    this.set('paused');
  }

  private resumed(): void {
    const was = this.userPaused;
    this.userPaused = false;
    if (was && this.live) this.goLive();
  }

  private awaitFrame(): void {
    const video = this.video;
    if (!(video instanceof HTMLVideoElement) || !video.requestVideoFrameCallback) {
      video.addEventListener('loadeddata', () => this.sawFrame(), { once: true });
      return;
    }
    video.requestVideoFrameCallback(() => this.sawFrame());
  }

  /** Whether the browser says when it shows a frame. */
  private get tellsFrames(): boolean {
    return this.hasVideo && 'requestVideoFrameCallback' in this.video && document.visibilityState === 'visible';
  }

  private awaitPlayed(): void {
    const start = this.startedAt;
    (this.video as Partial<HTMLVideoElement>).requestVideoFrameCallback?.(() => {
      if (start === this.startedAt) this.played = true;
    });
  }

  private sawFrame(): void {
    if (isNaN(this.firstFrame)) this.firstFrame = seconds() - this.made;
    this.changed();
  }

  private set(state: PlayState): void {
    // What is not played stays so until something else comes, though the rest of what was plays on.
    if (this.state === state || (this.state === 'unsupported' && state !== 'starting')) return;
    this.state = state;
    this.changed();
  }
}
