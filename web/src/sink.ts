// Puts a feed's fragments into a media source. It runs on the thread on which the
// stream arrives: that of the peer's worker where a browser has media sources
// there, else the page's. The media element is the page's in any case, and so is
// what plays in it (mse.ts); the two tell each other by messages.

import type { Fragment } from './feed';

/** In seconds where nothing else is said. */
const rules = {
  /** Buffer kept behind the playing point, when there is more than `trimAt`. */
  keepBehind: 20,
  trimAt: 30,
  /** Buffer kept in all while paused or playing behind. */
  keepAll: 90,
  /** Kept behind the playing point where the browser has no room for more. */
  keepLeast: 2,
  /** Bytes that may wait to be appended; beyond, the stream begins anew at the next key frame. */
  maxQueue: 32 << 20,
  /** A jump of the stream's time against that of capture by more than this is a new time line. */
  timeJump: 0.5,
  /** Decoding errors so many in so long mean that the browser cannot play this. */
  maxFailures: 4,
  failureWindow: 20,
} as const;

/** A fragment that has come: of the picture, or of the sound where there is no picture. */
export interface Arrival {
  /** When it came, by seconds(). */
  at: number;
  time: number;
  end: number;
  capture: number;
  /** It does not follow on what came before. */
  jump: boolean;
}

/** What a sink says to whoever has the element. */
export type FromSink =
  /**
   * The element is to play this from now on: line is a new time line. broken: what
   * it played could not be decoded.
   */
  | { kind: 'source'; source: MediaSource | MediaSourceHandle; line: number; broken: boolean }
  /** The stream's time begins anew: what is buffered goes, and line is a new time line. */
  | { kind: 'line'; line: number }
  /** The stream is of this type, which the browser plays or does not. */
  | { kind: 'type'; mime: string; plays: boolean }
  /** The buffer is another, and these have come since the last time; waits: more is to be appended. */
  | { kind: 'buffered'; arrived: Arrival[]; waits: boolean };

/** What it is told by them, each of a time line; what is of an earlier one is of no use. */
export type ToSink =
  /** Where the element plays. */
  | { kind: 'place'; line: number; at: number }
  /** It cannot decode what is in the source. */
  | { kind: 'broken'; line: number };

type Work =
  | { kind: 'init'; mime: string; data: Uint8Array }
  | { kind: 'media'; data: Uint8Array }
  | { kind: 'remove'; from: number; to: number };

// Phones of one make have only the managed kind, which wants no remote playback.
const Source: typeof MediaSource | undefined =
  globalThis.MediaSource ??
  (globalThis as { ManagedMediaSource?: typeof MediaSource }).ManagedMediaSource;

/** Whether workers have media sources here. */
export const inWorkers = globalThis.MediaSource?.canConstructInDedicatedWorker === true;

/** Whether the browser plays a codec by itself; null where it has no MSE at all. */
export const playable: ((codec: string) => boolean) | null = Source
  ? (codec) => Source.isTypeSupported(`video/mp4; codecs="${codec}"`)
  : null;

/** The time since 1970 by a clock that does not jump, and that page and workers share. */
export const seconds = () => (performance.timeOrigin + performance.now()) / 1000;

export class Sink {
  private source: MediaSource | null = null;
  private buffer: SourceBuffer | null = null;
  private bufferKinds = '';
  private work: Work[] = [];
  private queued = 0;
  private mime = '';
  private plays = true;
  private initData: Uint8Array | null = null;
  private needKey = true;
  private hasVideo = true;
  private lastEnd = NaN;
  private lastAudioEnd = NaN;
  /** Capture time less decode time of the last fragment. */
  private timeLine = NaN;
  private failures: number[] = [];
  private arrived: Arrival[] = [];
  private line = 0;
  private place = NaN;

  constructor(private readonly tell: (message: FromSink) => void) {
    this.openSource(false); // it takes a while
  }

  /** The feed begins anew: what comes next starts with an init and a key frame. */
  begin(): void {
    this.needKey = true;
    this.initData = null;
  }

  init(mime: string, data: Uint8Array): void {
    if (this.initData && this.mime === mime && same(this.initData, data) && this.buffer) return;
    this.initData = data;
    this.needKey = true;
    this.mime = mime;
    this.plays = Source?.isTypeSupported(mime) === true;
    if (!this.plays) {
      this.tell({ kind: 'type', mime, plays: false });
      return;
    }
    this.hasVideo = mime.startsWith('video/');
    if (this.buffer ? this.bufferKinds !== kinds(mime) : !this.source) this.openSource(false);
    if (!this.buffer) {
      // What waits for a buffer is of a type that there was before.
      this.forget();
      this.addBuffer();
    }
    this.push({ kind: 'init', mime, data });
    this.tell({ kind: 'type', mime, plays: this.plays });
  }

  fragment(f: Fragment): void {
    if (!this.plays || !this.source) return;
    if (this.needKey && !f.key) return;
    const lead = !f.audio || !this.hasVideo;
    const follows = this.sameTime(f, lead);
    if (!follows) {
      if (!lead) return;
      if (!f.key) {
        this.needKey = true;
        return;
      }
      if (f.time < this.lastEnd - rules.timeJump) this.restart();
    }
    this.needKey = false;
    if (this.queued + f.data.length > rules.maxQueue) {
      this.needKey = true;
      return;
    }
    if (lead) this.note(f, !follows);
    else this.lastAudioEnd = f.time + f.duration;
    this.push({ kind: 'media', data: f.data });
  }

  /** Takes what is said of the element. */
  told(message: ToSink): void {
    if (message.line !== this.line) return;
    if (message.kind === 'place') {
      this.place = message.at;
      this.trim();
    } else {
      this.failed();
    }
  }

  private note(f: Fragment, jump: boolean): void {
    this.lastEnd = f.time + f.duration;
    this.timeLine = f.capture - f.time;
    this.arrived.push({ at: seconds(), time: f.time, end: this.lastEnd, capture: f.capture, jump });
  }

  /**
   * Whether a fragment belongs to the time line of what came before it: it
   * follows on in the stream's time, or as in that so in the time of capture.
   */
  private sameTime(f: Fragment, lead: boolean): boolean {
    const last = lead ? this.lastEnd : this.lastAudioEnd;
    const follows = !(Math.abs(f.time - last) > rules.timeJump);
    return follows || !(Math.abs(f.capture - f.time - this.timeLine) > rules.timeJump);
  }

  /** The stream's time has jumped back: a new beginning with the same init. */
  private restart(): void {
    this.work = this.work.filter((w) => w.kind === 'init');
    this.queued = 0;
    this.newLine();
    this.tell({ kind: 'line', line: this.line });
    this.push({ kind: 'remove', from: 0, to: Infinity });
  }

  private newLine(): void {
    this.line++;
    this.place = this.lastEnd = this.lastAudioEnd = NaN;
    this.arrived = [];
  }

  // The source and its buffer.

  private openSource(broken: boolean): void {
    this.buffer = null;
    this.forget();
    if (!Source) return;
    const source = new Source();
    this.source = source;
    source.addEventListener('sourceopen', () => this.addBuffer());
    this.newLine();
    // A worker's source has a handle, which can be sent to the page.
    const { handle } = source as { handle?: MediaSourceHandle };
    this.tell({ kind: 'source', source: handle ?? source, line: this.line, broken });
  }

  /** Gives the source its buffer, once it is open and the type is known to be playable. */
  private addBuffer(): void {
    const source = this.source;
    if (source?.readyState !== 'open' || this.buffer || !Source?.isTypeSupported(this.mime)) return;
    try {
      source.duration = Infinity;
      const buffer = source.addSourceBuffer(this.mime);
      buffer.addEventListener('updateend', () => {
        if (buffer === this.buffer) this.updated();
      });
      this.buffer = buffer;
      this.bufferKinds = kinds(this.mime);
    } catch {
      this.failed();
    }
    this.next();
  }

  private updated(): void {
    this.next();
    this.trim();
    const arrived = this.arrived;
    this.arrived = [];
    this.tell({ kind: 'buffered', arrived, waits: this.work.length > 0 });
  }

  /** Drops what waits. */
  private forget(): void {
    this.work = [];
    this.queued = 0;
  }

  private push(work: Work): void {
    this.work.push(work);
    if (work.kind === 'media') this.queued += work.data.length;
    this.next();
  }

  /** Does the next work of the source buffer, if it is free. */
  private next(): void {
    const buffer = this.buffer;
    const first = this.work[0];
    if (!buffer || !first || buffer.updating || this.source?.readyState !== 'open') return;
    try {
      switch (first.kind) {
        case 'init':
          // Where the type is the same this only makes it expect an init.
          buffer.changeType(first.mime);
          buffer.appendBuffer(first.data as BufferSource);
          this.work.shift();
          break;
        case 'remove':
          buffer.remove(first.from, first.to);
          this.work.shift();
          break;
        case 'media': {
          let n = 1;
          while (n < this.work.length && this.work[n].kind === 'media') n++;
          const parts = this.work.slice(0, n).map((w) => (w as { data: Uint8Array }).data);
          const joined = join(parts);
          buffer.appendBuffer(joined as BufferSource);
          this.work.splice(0, n);
          this.queued -= joined.length;
        }
      }
    } catch (error) {
      if (error instanceof DOMException && error.name === 'QuotaExceededError') this.makeRoom();
      else this.failed();
    }
  }

  /** The buffer is full: lets go of more than usual, then what could not be appended. */
  private makeRoom(): void {
    const to = this.place - rules.keepLeast;
    if (this.range().start < to) {
      this.work.unshift({ kind: 'remove', from: 0, to });
      this.next();
      return;
    }
    this.work = this.work.filter((w) => w.kind !== 'media');
    this.queued = 0;
    this.needKey = true;
  }

  /** Decoding has failed: a new source, from the next key frame. */
  private failed(): void {
    if (!this.initData || !this.plays) return;
    const now = seconds();
    this.failures = this.failures.filter((at) => now - at < rules.failureWindow);
    this.failures.push(now);
    if (this.failures.length > rules.maxFailures) {
      this.plays = false;
      this.tell({ kind: 'type', mime: this.mime, plays: false });
      return;
    }
    const data = this.initData;
    this.openSource(true);
    this.needKey = true;
    this.push({ kind: 'init', mime: this.mime, data });
  }

  private trim(): void {
    if (!this.buffer || this.buffer.updating || this.work.length > 0) return;
    const { start, edge } = this.range();
    let to = this.place - start > rules.trimAt ? this.place - rules.keepBehind : 0;
    if (edge - start > rules.keepAll) to = Math.max(to, edge - rules.keepAll * 0.8);
    if (to > start) this.push({ kind: 'remove', from: 0, to });
  }

  /** Where the buffer begins and ends; NaN where nothing is in it, or the element has given it up. */
  private range(): { start: number; edge: number } {
    try {
      const b = this.buffer?.buffered;
      if (b && b.length > 0) return { start: b.start(0), edge: b.end(b.length - 1) };
    } catch {
      // The page's thread has just let go of the source.
    }
    return { start: NaN, edge: NaN };
  }
}

/** What a buffer keeps when its type changes: how many tracks, and whether there is a picture. */
function kinds(mime: string): string {
  return mime.split(',').length + mime.slice(0, 5);
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((x, i) => x === b[i]);
}

function join(parts: Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0];
  const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    all.set(p, at);
    at += p.length;
  }
  return all;
}
