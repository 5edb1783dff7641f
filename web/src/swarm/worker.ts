// The worker that runs the peer: engine, trackers and data channels.

import 'wasm_exec';
import { takeMessage } from '../feed';
import { Sink } from '../sink';
import { Engine } from './engine';
import type { Sharing, ToPage, ToWorker } from './messages';
import { Outgoing } from './outgoing';
import { input, output, readFigures, type PeerFigures, type PeerId, type Reader } from './records';
import { Trackers, trackersOf, type Introduced } from './tracker';

const post = (message: ToPage, transfer: Transferable[] = []) => (self as unknown as Worker).postMessage(message, transfer);

/** What the page says to a peer that is there. */
type Said = Exclude<ToWorker, { kind: 'prepare' | 'load' | 'open' | 'sink' }>;

class Peer {
  private readonly channels = new Map<number, Outgoing | null>();
  private opened = false;
  private media: ArrayBuffer[] = [];

  constructor(private readonly engine: Engine) {}

  sharing(s: Sharing): void {
    this.engine.batch.begin(input.sharing).u64(BigInt(Math.max(0, Math.floor(s.upload)))).f64(s.bound).end();
    this.engine.soon();
  }

  /** Takes what the page says. */
  message(m: Said): void {
    const { batch } = this.engine;
    switch (m.kind) {
      case 'up':
        this.up(m.id, m.peer, m.channel ?? null);
        break;
      case 'down':
        this.down(m.id);
        break;
      case 'data':
        batch.begin(input.datagram).u32(m.id).raw(new Uint8Array(m.data)).end();
        break;
      case 'failed':
        batch.begin(input.linkFailed).peer(m.peer).end();
        break;
      case 'describe':
        batch.begin(input.description).peer(m.peer).u8(m.type).u64(m.session).text(m.sdp).end();
        break;
      case 'candidates':
        batch.begin(input.candidates).peer(m.peer).u64(m.session).text(m.lines).end();
        break;
      case 'refuse':
        batch.begin(input.refuse).peer(m.peer).u64(m.session).end();
        break;
      case 'sharing':
        this.sharing(m.sharing);
        break;
      case 'online':
        trackers?.now();
        break;
      case 'leave':
        batch.begin(input.leave).end();
        this.engine.step();
        trackers?.stop();
        this.engine.stop();
        return;
    }
    this.engine.soon();
  }

  /** Takes an output record. */
  take(kind: number, r: Reader): void {
    switch (kind) {
      case output.send:
        this.send(r.u32(), r.rest());
        break;
      case output.media:
        this.media.push(r.rest().slice().buffer);
        break;
      case output.connect:
        post({ kind: 'connect', peer: r.peer() });
        break;
      case output.disconnect:
        this.disconnect(r.u32());
        break;
      case output.wantPeers:
        trackers?.want(r.u32());
        break;
      case output.relay:
        trackers?.relay(r.peer(), r.rest());
        break;
      case output.described:
        post({ kind: 'described', peer: r.peer(), type: r.u8(), session: r.u64(), sdp: r.text() });
        break;
      case output.candidatesOf:
        post({ kind: 'candidatesOf', peer: r.peer(), session: r.u64(), lines: r.text() });
        break;
      case output.refused:
        post({ kind: 'refused', peer: r.peer(), session: r.u64() });
        break;
      case output.proof:
        trackers?.prove(r.u32(), r.rest());
        break;
      default:
        this.tell(kind, r);
    }
  }

  /** Hands the sink, or the page, what came out of a step. */
  flush(): void {
    if (this.media.length === 0) return;
    const messages = this.media;
    this.media = [];
    if (sink) for (const m of messages) takeMessage(m, sink);
    else post({ kind: 'media', messages }, messages);
  }

  private tell(kind: number, r: Reader): void {
    switch (kind) {
      case output.opened:
        this.begin(r.peer(), r.peer(), r.text());
        break;
      case output.meta:
        post({ kind: 'meta', text: r.text() });
        break;
      case output.ended:
        this.flush();
        post({ kind: 'ended' });
        break;
      case output.figures:
        post({
          kind: 'figures', figures: withKinds(readFigures(r)), heldBytes: this.engine.heldBytes,
          trackersUp: trackers?.up ?? 0, viewers: trackers?.viewers ?? 0, trackerError: trackers?.error ?? '',
        });
        break;
      case output.fault:
        post({ kind: 'fault', text: r.text(), fatal: !this.opened });
    }
  }

  private begin(self: PeerId, channel: PeerId, servers: string): void {
    const named = (kind: string) => servers.split('\n').filter((l) => l.startsWith(kind)).map((l) => l.slice(kind.length));
    this.opened = true;
    given = named('i=');
    post({ kind: 'opened', peer: self });
    post({ kind: 'ice', servers: given });
    reach(named('t='));
    trackers?.identify(self, channel);
  }

  challenge(number: number, key: Uint8Array, nonce: Uint8Array, name: string): void {
    this.engine.batch.begin(input.challenge).u32(number).raw(key).u8(nonce.length).raw(nonce).text(name).end();
    this.engine.soon();
  }

  introduced(peers: Introduced[], audience: number): void {
    const batch = this.engine.batch.begin(input.introduced).u32(audience);
    for (const p of peers) {
      batch.peer(p.peer).u8(p.certificate?.length ?? 0);
      if (p.certificate) batch.raw(p.certificate);
    }
    batch.end();
    this.engine.soon();
  }

  signalled(from: PeerId, data: Uint8Array): void {
    this.engine.batch.begin(input.signal).peer(from).raw(data).end();
    this.engine.soon();
  }

  private up(id: number, peer: PeerId, channel: RTCDataChannel | null): void {
    if (!channel) {
      this.channels.set(id, null);
      this.engine.batch.begin(input.linkUp).u32(id).peer(peer).end();
      return;
    }
    channel.binaryType = 'arraybuffer';
    const open = () => {
      if (this.channels.has(id)) return;
      this.channels.set(id, new Outgoing(channel));
      this.engine.batch.begin(input.linkUp).u32(id).peer(peer).end();
      this.engine.soon();
    };
    channel.onopen = open;
    channel.onmessage = (e) => {
      open(); // a datagram may be told before the opening
      this.engine.batch.begin(input.datagram).u32(id).raw(new Uint8Array(e.data)).end();
      this.engine.soon();
    };
    channel.onclose = () => this.down(id);
    if (channel.readyState === 'open') open();
  }

  private down(id: number): void {
    const channel = this.channels.get(id)?.channel;
    if (!this.channels.delete(id)) return;
    if (channel) channel.onmessage = channel.onclose = null;
    this.engine.batch.begin(input.linkDown).u32(id).end();
    this.engine.soon();
  }

  private disconnect(id: number): void {
    const channel = this.channels.get(id)?.channel;
    this.channels.delete(id);
    if (channel) channel.onmessage = channel.onclose = null;
    // The page closes the connection; what the peer said last goes first.
    post({ kind: 'disconnect', id });
  }

  private send(id: number, data: Uint8Array): void {
    const out = this.channels.get(id);
    if (out === null) {
      const copy = data.slice().buffer;
      post({ kind: 'data', id, data: copy }, [copy]);
      return;
    }
    out?.send(data as Uint8Array<ArrayBuffer>);
  }
}

/** Adds to the figures what trackers know of the peers. */
function withKinds(figures: PeerFigures): PeerFigures {
  for (const link of figures.links) {
    if (link.kind === 'peer') link.kind = trackers?.kinds.get(link.peer) ?? 'peer';
  }
  return figures;
}

/** A start that no player has taken after so long is none: its trackers are let go, in milliseconds. */
const untakenFor = 30_000;

let taken = false;
let engine: Promise<Engine> | null = null;
let peer: Peer | null = null;
let trackers: Trackers | null = null;
/** Where this worker has the media source. */
let sink: Sink | null = null;
/** The STUN and TURN servers of the link. */
let given: string[] = [];
const waiting: Said[] = [];

/** Reaches for trackers, if it is not for these already, in whatever order a link has them. */
function reach(names: string[]): void {
  if (trackers && trackers.names.toSorted().join() === names.toSorted().join()) return;
  trackers?.stop();
  trackers = new Trackers(names, {
    challenge: (number, key, nonce, name) => peer?.challenge(number, key, nonce, name),
    peers: (peers, audience) => peer?.introduced(peers, audience),
    relayed: (from, data) => peer?.signalled(from, data),
    ice: (servers) => post({ kind: 'ice', servers: [...given, ...servers] }),
    changed: () => {},
  });
  trackers.start();
}

/** Has the media source here; its handle goes to the page, which has the element. */
function makeSink(): void {
  sink = new Sink((said) => post({ kind: 'sink', said }, said.kind === 'source' ? [said.source as unknown as Transferable] : []));
}

/** Lets trackers go that nobody has come to need; who comes yet reaches for them anew. */
function letGo(): void {
  if (taken) return;
  trackers?.stop();
  trackers = null;
}

/** Begins the peer's program. */
function load(module: WebAssembly.Module): void {
  engine = Engine.start(
    module,
    (kind, r) => peer?.take(kind, r),
    () => peer?.flush(),
    () => post({ kind: 'fault', text: 'The peer in this tab has stopped. Load the page again.', fatal: true }),
  );
  engine.catch(() => {}); // begin says it
}

async function begin(m: Extract<ToWorker, { kind: 'open' }>): Promise<void> {
  taken = true;
  try {
    if (!engine) throw new Error('it has no program');
    const running = await engine;
    peer = new Peer(running);
    running.open(m.link);
    peer.sharing(m.sharing);
    for (const w of waiting.splice(0)) peer.message(w);
  } catch (error) {
    post({ kind: 'fault', text: `The peer in this tab cannot start: ${String(error)}`, fatal: true });
  }
}

self.onmessage = (e: MessageEvent<ToWorker>) => {
  const m = e.data;
  if (m.kind === 'prepare') {
    reach(trackersOf(m.link));
    if (m.sink) makeSink();
    setTimeout(letGo, untakenFor);
  } else if (m.kind === 'sink') sink?.told(m.said);
  else if (m.kind === 'load') load(m.module);
  else if (m.kind === 'open') void begin(m);
  else if (peer) peer.message(m);
  else waiting.push(m);
};
