// SwarmFeed brings the stream by a peer of the channel's own swarm, in this tab.

import { takeMessage, type Feed, type FeedSink, type Figures } from '../feed';
import { inWorkers } from '../sink';
import { Links } from './links';
import type { Sharing, ToPage, ToWorker } from './messages';
import { Outgoing } from './outgoing';
import type { PeerFigures, PeerId } from './records';
import { bringPeer, mark, Missing, unable } from './start';

/** What a tab gives where nothing else is said: bits a second, and the most as a share of what it received. */
const defaultUpload = 10_000_000;
const defaultBound = 1.5;
/** After so long without a picture the reason is said, in milliseconds. */
const patience = 4000;

export interface SwarmOptions {
  /** The address of the folder with the peer; the page's own where it is not given. */
  assets?: string;
  sharing?: Sharing;
}

export class SwarmFeed implements Feed {
  private sink: FeedSink | null = null;
  private worker: Worker | null = null;
  private links: Links | null = null;
  private self: PeerId = '';
  private open = false;
  private began = 0;
  private fatal = '';
  private fault = '';
  private trackerError = '';
  private lost = '';
  private last: PeerFigures | null = null;
  private lastAt = 0;
  private readonly online = () => this.post({ kind: 'online' });
  private readonly leave = () => this.post({ kind: 'leave' });

  /** The worker puts the stream into the media source, where it can have one. */
  readonly remote: Feed['remote'] = inWorkers ? (said) => this.post({ kind: 'sink', said }) : undefined;

  /** Receives everything that is shown of the peer, each second. */
  onfigures: ((figures: PeerFigures) => void) | null = null;

  constructor(
    private readonly link: string,
    private readonly options: SwarmOptions = {},
  ) {
    this.allowed = options.sharing ?? { upload: defaultUpload, bound: defaultBound };
  }

  private allowed: Sharing;

  /** What this tab may give to others. */
  get sharing(): Sharing {
    return this.allowed;
  }

  set sharing(sharing: Sharing) {
    this.allowed = sharing;
    this.post({ kind: 'sharing', sharing });
  }

  start(sink: FeedSink): void {
    this.sink = sink;
    this.began = performance.now();
    sink.state('connecting');
    sink.link(this.link);
    window.addEventListener('online', this.online);
    window.addEventListener('pagehide', this.leave);
    const missing = unable();
    if (missing) sink.problem(missing);
    else void this.begin();
  }

  stop(): void {
    window.removeEventListener('online', this.online);
    window.removeEventListener('pagehide', this.leave);
    this.sink = null;
    this.post({ kind: 'leave' });
    this.links?.close();
    const worker = this.worker;
    this.worker = this.links = null;
    // What the peer says in parting goes first.
    if (worker) setTimeout(() => worker.terminate(), 100);
  }

  private async begin(): Promise<void> {
    const start = bringPeer(this.options.assets);
    let worker: Worker | null = null;
    try {
      worker = await start.worker;
      worker.onerror = () => this.sink?.problem('engine-broken');
      worker.onmessage = (e: MessageEvent<ToPage>) => this.message(e.data);
      worker.postMessage({ kind: 'prepare', link: this.link, sink: inWorkers } satisfies ToWorker);
      await start.loaded;
      if (this.sink) this.worker = worker;
      else worker.terminate();
    } catch (error) {
      worker?.terminate();
      if (error instanceof Missing) this.sink?.problem('engine-missing');
      else this.sink?.problem('engine-broken', String(error));
      return;
    }
    this.post({ kind: 'open', link: this.link, sharing: this.allowed });
  }

  private post(message: ToWorker, transfer: Transferable[] = []): void {
    this.worker?.postMessage(message, transfer);
  }

  private message(m: ToPage): void {
    if (!this.sink) return;
    switch (m.kind) {
      case 'opened':
        mark('opened');
        this.opened(m.peer);
        break;
      case 'connect':
        mark('connect');
        this.links?.connect(m.peer);
        break;
      case 'disconnect':
        this.links?.disconnect(m.id);
        break;
      case 'described':
        this.links?.described(m.peer, m.type, m.session, m.sdp);
        break;
      case 'candidatesOf':
        this.links?.candidatesOf(m.peer, m.session, m.lines);
        break;
      case 'refused':
        this.links?.refused(m.peer, m.session);
        break;
      case 'ice':
        if (this.links) this.links.iceServers = m.servers.map(iceServer).filter((s) => s !== null).slice(0, 4);
        break;
      case 'data':
        this.bridges.get(m.id)?.send(m.data);
        break;
      default:
        this.stream(m);
    }
  }

  private stream(m: ToPage): void {
    const sink = this.sink;
    if (!sink) return;
    switch (m.kind) {
      case 'media':
        this.comes(sink);
        for (const buffer of m.messages) takeMessage(buffer, sink);
        break;
      case 'sink':
        if (m.said.kind === 'type') this.comes(sink);
        sink.heard(m.said);
        break;
      case 'meta':
        sink.title(titleOf(m.text));
        break;
      case 'ended':
        sink.state('ended');
        break;
      case 'figures':
        this.trackerError = m.trackerError;
        this.figures(sink, m.figures, m.viewers, m.heldBytes);
        break;
      case 'fault':
        if (m.fatal) this.fail(m.text);
        else this.fault = m.text;
    }
  }

  private opened(self: PeerId): void {
    this.self = self;
    this.links = new Links(self, {
      up: () => mark('up'),
      channel: (id, peer, channel) => this.channel(id, peer, channel),
      down: (id) => {
        this.bridges.delete(id);
        this.post({ kind: 'down', id });
      },
      failed: (peer) => this.post({ kind: 'failed', peer }),
      describe: (peer, type, session, sdp) => this.post({ kind: 'describe', peer, type, session, sdp }),
      candidates: (peer, session, lines) => this.post({ kind: 'candidates', peer, session, lines }),
      refuse: (peer, session) => this.post({ kind: 'refuse', peer, session }),
    });
  }

  /** The channels that stay with the page. */
  private readonly bridges = new Map<number, Outgoing>();

  /** Gives a channel to the worker, or where a browser cannot, carries its datagrams. */
  private channel(id: number, peer: PeerId, channel: RTCDataChannel): void {
    try {
      this.post({ kind: 'up', id, peer, channel }, [channel as unknown as Transferable]);
      return;
    } catch {
      // This browser leaves channels where they were made.
    }
    channel.binaryType = 'arraybuffer';
    channel.onopen = () => {
      this.bridges.set(id, new Outgoing(channel));
      this.post({ kind: 'up', id, peer });
    };
    channel.onmessage = (e) => this.post({ kind: 'data', id, data: e.data }, [e.data]);
    channel.onclose = () => {
      this.bridges.delete(id);
      this.post({ kind: 'down', id });
    };
  }

  /** The stream comes. */
  private comes(sink: FeedSink): void {
    if (this.open) return;
    this.open = true;
    mark('media');
    sink.begin();
    sink.state('open');
  }

  private figures(sink: FeedSink, f: PeerFigures, viewers: number, heldBytes: number): void {
    if (!Number.isNaN(f.ahead)) sink.clock(f.ahead);
    this.onfigures?.(f);
    const figures: Figures = {
      peers: f.neighbours,
      viewers,
      receivedBytes: f.fromSourceBytes + f.fromPeersBytes,
      fromViewersBytes: f.fromPeersBytes,
      uploadedBytes: f.sentBytes,
      heldBytes,
      uploadOn: f.uploadOn,
      uploadHeld: f.uploadHeld,
      reason: this.reason(f),
    };
    if (!Number.isNaN(f.delay)) figures.delayMs = f.delay * 1000;
    sink.figures(figures);
    this.lookForTracker(sink, f);
    if (this.last && f.delivered > this.last.delivered) this.lastAt = performance.now();
    this.last = f;
    // A feed that is connected but brings nothing says why.
    if (!this.open && performance.now() - this.began > patience) sink.state('open');
  }

  /** Without neighbours a tracker is needed: says where none answers. */
  private lookForTracker(sink: FeedSink, f: PeerFigures): void {
    const lost = f.neighbours === 0 && performance.now() - this.began > patience ? this.trackerError : '';
    if (lost === this.lost) return;
    this.lost = lost;
    sink.problem(lost ? 'tracker' : null, lost);
  }

  /** Why there is nothing to see, in plain words; empty where there is no reason to ask. */
  private reason(f: PeerFigures): string {
    if (this.fatal) return this.fatal;
    const now = performance.now();
    if (now - this.lastAt < patience || now - this.began < patience) return '';
    if (this.trackerError && f.neighbours === 0) return this.trackerError;
    if (f.neighbours === 0) {
      const counts = this.links?.counts;
      if (counts && counts.failed > 0 && counts.up === 0) {
        return 'No connection to another viewer could be made. A firewall or the browser may block WebRTC (UDP).';
      }
      return 'Nobody is here who has the channel. It plays as soon as the broadcaster is.';
    }
    if (f.short) return 'The viewers cannot pass on enough for all just now. It plays as soon as there is room.';
    if (this.fault) return this.fault;
    return 'Connected, but nothing comes: the broadcaster may have stopped.';
  }

  /** Says for good that nothing will come. */
  private fail(text: string): void {
    this.fatal = text;
    this.sink?.state('open');
    this.sink?.figures({ reason: text, failed: true });
  }
}

/** stun:host:port or turn:user:password@host:port, as links have them. */
export function iceServer(text: string): RTCIceServer | null {
  const turn = /^(turns?):([^:@]+):([^@]+)@(.+)$/.exec(text);
  if (turn) return { urls: `${turn[1]}:${turn[4]}`, username: decodeURIComponent(turn[2]), credential: decodeURIComponent(turn[3]) };
  return /^stuns?:[^@]+$/.test(text) ? { urls: text } : null;
}

function titleOf(text: string): string {
  try {
    const title = JSON.parse(text)?.title;
    return typeof title === 'string' ? title.slice(0, 200) : '';
  } catch {
    return '';
  }
}
