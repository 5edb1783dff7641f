// Feeds bring the stream to the player. WebSocketFeed is the one of a Throng
// program's own page; another can take its place, see Feed.

import type { FromSink, ToSink } from './sink';

/** A fragment of the stream: one moof with its mdat. Times are in seconds. */
export interface Fragment {
  data: Uint8Array;
  key: boolean;
  /** Fragments before this one are missing. */
  gap: boolean;
  audio: boolean;
  /** Decode time in the stream. */
  time: number;
  duration: number;
  /** Unix time at which it was captured, by the broadcaster's clock. */
  capture: number;
}

/** What the page may be told of the swarm; whatever is absent is not shown. */
export interface Figures {
  peers?: number;
  viewers?: number;
  delayMs?: number;
  receivedBytes?: number;
  fromViewersBytes?: number;
  uploadedBytes?: number;
  /** What the peer in this tab holds of memory. */
  heldBytes?: number;
  /** Who this peer is linked to, and what goes between them. */
  fromPeers?: PeerFigures[];
  /** Whether this peer gives to others now. */
  uploadOn?: boolean;
  /** It does not, or hardly, since it has given so many times what it received as it may. */
  uploadHeld?: boolean;
  /** In plain words: why the stream does not come, or not from other viewers. */
  reason?: string;
  /** The reason is one for which nothing will come. */
  failed?: boolean;
}

/** What another peer is: a browser's tab, a program, the broadcaster, or not known which. */
export type PeerKind = 'tab' | 'native' | 'source' | 'peer';

/** One neighbour. Rates are in bits a second, bytes since the link is up. */
export interface PeerFigures {
  /** Tells it from others; need not be its whole key. */
  id: string;
  kind: PeerKind;
  /** Nought where it is not known. */
  rttMs: number;
  /** What comes from it, and what goes to it. */
  inBps: number;
  outBps: number;
  inBytes: number;
  outBytes: number;
  /** In how many stripes it gives to this peer, and in how many it takes. */
  parentOf: number;
  childOf: number;
}

/** What the viewer says about giving to others, and what comes of it. */
export interface ShareControl {
  /** What the viewer wants. */
  readonly on: boolean;
  set(on: boolean): void;
  /** Whether to give where the connection seems to be paid for by the amount. */
  allowMetered(allowed: boolean): void;
  /** In plain words, why nothing is given now; empty where something may be. */
  readonly why: string;
}

/** The pictures that a feed can bring, where there are several. */
export interface QualityControl {
  readonly names: readonly string[];
  readonly chosen: number;
  choose(index: number): void;
}

/**
 * What keeps a feed from playing. All but "tracker" stay as they are until the
 * feed is started again.
 */
export type Problem =
  | 'link' // it is no link, or not a whole one
  | 'tracker' // does not answer; it is being tried again
  | 'webrtc' // the browser has it not, or forbids it
  | 'engine-missing' // the server has no WebAssembly module
  | 'engine-broken' // it came damaged
  | 'engine-unable'; // the browser runs no WebAssembly

/** connecting: not there yet; open: the feed is there; lost: it was, and is being looked for; ended: for good. */
export type FeedState = 'connecting' | 'open' | 'lost' | 'ended';

/** Takes what a feed brings. */
export interface FeedSink {
  state(state: FeedState): void;
  /** A new beginning: fragments from here on start with a key frame, and an init comes first. */
  begin(): void;
  init(mime: string, data: Uint8Array): void;
  fragment(fragment: Fragment): void;
  /** In place of these three: what the sink says that the feed has by itself, see Feed.remote. */
  heard(message: FromSink): void;
  figures(figures: Figures): void;
  /** What keeps it from playing, and details for those who can use them; null: nothing any more. */
  problem(problem: Problem | null, detail?: string): void;
  title(title: string): void;
  link(link: string): void;
  /** How far the clock of the feed's source is ahead of this machine's, in seconds. */
  clock(offset: number): void;
}

/** A feed calls its sink from start to stop. */
export interface Feed {
  start(sink: FeedSink): void;
  stop(): void;
  /** Where the feed gives to other viewers; there from the beginning. */
  readonly share?: ShareControl;
  /** Where there are several pictures. */
  readonly quality?: QualityControl;
  /** Where the feed brings the stream to a sink of its own, on another thread: takes what is said to that. */
  readonly remote?: (message: ToSink) => void;
}

const kindInit = 1;
const kindFragment = 2;
const flagKey = 1;
const flagGap = 2;
const flagAudio = 4;
const initHead = 4;
const fragmentHead = 24;

/** What a binary message of the feed says, or null where it says nothing known. */
export function parseMessage(
  buffer: ArrayBuffer,
): { mime: string; data: Uint8Array } | Fragment | null {
  const view = new DataView(buffer);
  if (buffer.byteLength < initHead) return null;
  switch (view.getUint8(0)) {
    case kindInit: {
      const length = view.getUint16(2);
      if (buffer.byteLength < initHead + length) return null;
      return {
        mime: new TextDecoder().decode(new Uint8Array(buffer, initHead, length)),
        data: new Uint8Array(buffer, initHead + length),
      };
    }
    case kindFragment: {
      if (buffer.byteLength < fragmentHead) return null;
      const flags = view.getUint8(1);
      return {
        data: new Uint8Array(buffer, fragmentHead),
        key: (flags & flagKey) !== 0,
        gap: (flags & flagGap) !== 0,
        audio: (flags & flagAudio) !== 0,
        duration: view.getUint32(4) / 1e6,
        time: Number(view.getBigInt64(8)) / 1e6,
        capture: Number(view.getBigInt64(16)) / 1e6,
      };
    }
  }
  return null;
}

/** Hands on what a message brings; tells whether it is anything. */
export function takeMessage(buffer: ArrayBuffer, sink: Pick<FeedSink, 'init' | 'fragment'>): boolean {
  const message = parseMessage(buffer);
  if (!message) return false;
  if ('mime' in message) sink.init(message.mime, message.data);
  else sink.fragment(message);
  return true;
}

/** Waits between tries to connect, in milliseconds: the first, and the longest. */
const firstRetry = 250;
const longestRetry = 5000;
/** A connection that says nothing for so long is dead: figures come each second. */
const silence = 6000;

/** The feed of a Throng program: see internal/play/feed.go for what is sent. */
export class WebSocketFeed implements Feed {
  private sink: FeedSink | null = null;
  private socket: WebSocket | null = null;
  private retry = firstRetry;
  private timer = 0;
  private watch = 0;
  private heard = 0;
  private wasOpen = false;
  private ahead = -Infinity;
  private readonly wake = () => this.now();

  constructor(private readonly url: string) {}

  start(sink: FeedSink): void {
    this.sink = sink;
    window.addEventListener('online', this.wake);
    document.addEventListener('visibilitychange', this.wake);
    this.connect();
  }

  stop(): void {
    window.removeEventListener('online', this.wake);
    document.removeEventListener('visibilitychange', this.wake);
    this.sink = null;
    this.drop();
  }

  private connect(): void {
    const sink = this.sink;
    if (!sink) return;
    this.drop();
    sink.state(this.wasOpen ? 'lost' : 'connecting');
    const socket = new WebSocket(new URL(this.url, location.href.replace(/^http/, 'ws')));
    socket.binaryType = 'arraybuffer';
    this.socket = socket;
    this.heard = performance.now();
    this.watch = window.setInterval(() => {
      if (performance.now() - this.heard > silence) this.again();
    }, 1000);
    socket.onopen = () => {
      this.wasOpen = true;
      this.ahead = -Infinity;
      sink.begin();
      sink.state('open');
    };
    socket.onmessage = (event) => {
      this.heard = performance.now();
      if (typeof event.data === 'string') this.text(event.data);
      else this.binary(event.data);
    };
    socket.onclose = () => this.again();
  }

  private drop(): void {
    clearTimeout(this.timer);
    clearInterval(this.watch);
    this.timer = 0;
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /** Connects again after a while, later each time. */
  private again(): void {
    this.drop();
    if (!this.sink) return;
    this.sink.state(this.wasOpen ? 'lost' : 'connecting');
    const wait = this.retry * (0.75 + Math.random() / 2);
    this.retry = Math.min(longestRetry, this.retry * 2);
    this.timer = window.setTimeout(() => this.connect(), wait);
  }

  /** Connects at once where a try is being waited for: the network is back, the tab is seen again. */
  private now(): void {
    if (this.timer === 0 || document.visibilityState === 'hidden') return;
    this.retry = firstRetry;
    this.connect();
  }

  private binary(buffer: ArrayBuffer): void {
    if (this.sink && takeMessage(buffer, this.sink)) this.retry = firstRetry;
  }

  private text(text: string): void {
    const sink = this.sink;
    if (!sink) return;
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      return;
    }
    if (typeof message.title === 'string') sink.title(message.title);
    if (typeof message.now === 'number') {
      // What waited on its way seems to come from a clock that is behind: the most is the truest.
      this.ahead = Math.max(this.ahead, message.now / 1e6 - Date.now() / 1e3);
      sink.clock(this.ahead);
    }
    switch (message.type) {
      case 'hello':
        if (typeof message.link === 'string') sink.link(message.link);
        break;
      case 'stats':
        sink.figures(message.figures ?? {});
        break;
      case 'end':
        sink.state('ended');
        this.stop();
        break;
    }
  }
}
