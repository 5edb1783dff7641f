// The client of a tracker: see docs/PROTOCOL.md, section 7. It runs in the worker;
// the proof that the tracker asks for is made by the peer.

import { isHostPort } from '../host';
import { hex, unhex, type PeerId } from './records';

/** Waits between tries, in milliseconds: the first; the longest while no other tracker is there; the longest. */
const firstRetry = 250;
const longestAlone = 1000;
const longestRetry = 15_000;
/** A connection is given up where nothing is said for so long before it is up. */
const setupFor = 10_000;
/** Peers asked for at first. */
const firstWant = 20;
const mostWanted = 50;
/** A broadcaster's certificate is so many bytes long. */
const certificateSize = 64;

/** So many peers are remembered of those that trackers have told of. */
const mostKnown = 1000;
/** The largest audience that is believed. */
const mostPeers = 1_000_000_000;
const mostTrackers = 8;
const version = 1;

/** A peer that a tracker names. The certificate is unchecked; null where it is no broadcaster. */
export interface Introduced {
  peer: PeerId;
  certificate: Uint8Array | null;
}

export interface TrackerHost {
  /** Asks the peer for the proof of its key; prove answers with the same number. */
  challenge(number: number, key: Uint8Array, nonce: Uint8Array, name: string): void;
  /** Peers that it names, and how many the channel has as far as it knows. */
  peers(peers: Introduced[], audience: number): void;
  relayed(from: PeerId, data: Uint8Array): void;
  ice(servers: string[]): void;
  changed(): void;
}

/** Who announces itself. */
interface Identity {
  self: string;
  channel: string;
}

/** All trackers of a channel. They are reached for before it is known who announces itself. */
export class Trackers {
  private readonly all: Tracker[];

  constructor(
    readonly names: string[],
    host: TrackerHost,
  ) {
    this.all = names.map((name, i) => new Tracker(name, i, host, this.kinds, () => this.up === 0));
  }

  /** Says who announces itself. */
  identify(self: PeerId, channel: PeerId): void {
    for (const t of this.all) t.identify({ self: encodeKey(self), channel: encodeKey(channel) });
  }

  /** What the peers are that trackers have told of: who has no address is a tab. */
  readonly kinds = new Recent<PeerId, 'tab' | 'native'>(mostKnown);

  get up(): number {
    return this.all.filter((t) => t.isUp).length;
  }

  /** How many watch, as far as trackers tell: of the peers that they count one is the broadcaster. */
  get viewers(): number {
    return Math.max(0, Math.max(...this.all.map((t) => t.count)) - 1);
  }

  /** Why no tracker is up, in plain words. */
  get error(): string {
    return this.up > 0 ? '' : (this.all.find((t) => t.error !== '')?.error ?? '');
  }

  start(): void {
    for (const t of this.all) t.connect();
  }

  prove(number: number, proof: Uint8Array): void {
    this.all[number]?.prove(proof);
  }

  want(n: number): void {
    for (const t of this.all) t.send({ type: 'want', n: Math.min(n, mostWanted) });
  }

  /** Has a tracker carry a signal: one that has told of the peer, where there is one. */
  relay(to: PeerId, data: Uint8Array): void {
    const up = this.all.filter((t) => t.isUp);
    const t = up.find((t) => t.knows(to)) ?? up[0];
    t?.send({ type: 'relay', to: encodeKey(to), data: base64(data) });
  }

  /** Tries at once where a try is being waited for. */
  now(): void {
    for (const t of this.all) t.now();
  }

  stop(): void {
    for (const t of this.all) t.stop();
  }
}

class Tracker {
  isUp = false;
  count = 0;
  error = '';

  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private refused = false;
  private stopped = false;
  private readonly known = new Recent<PeerId, true>(mostKnown);
  private identity: Identity | null = null;
  /** The tracker's challenge, until it is known who answers. */
  private asked: { key: Uint8Array; nonce: Uint8Array } | null = null;

  constructor(
    private readonly name: string,
    private readonly number: number,
    private readonly host: TrackerHost,
    private readonly kinds: Recent<PeerId, 'tab' | 'native'>,
    private readonly alone: () => boolean,
  ) {}

  identify(identity: Identity): void {
    this.identity = identity;
    this.answer();
  }

  connect(): void {
    this.drop();
    let socket: WebSocket;
    try {
      socket = new WebSocket(address(this.name));
    } catch {
      // A page that came by https may not open a connection without.
      this.error = `This browser does not let the page reach the tracker ${this.name}.`;
      this.again();
      return;
    }
    this.socket = socket;
    socket.onmessage = (e) => this.message(e.data);
    socket.onclose = () => this.again();
    this.timer = setTimeout(() => this.again(), setupFor);
  }

  send(message: object): void {
    if (this.isUp) this.socket?.send(JSON.stringify(message));
  }

  knows(peer: PeerId): boolean {
    return this.known.has(peer);
  }

  prove(proof: Uint8Array): void {
    if (proof.length === 0 || !this.identity) {
      this.again();
      return;
    }
    const { self, channel } = this.identity;
    this.socket?.send(JSON.stringify({
      type: 'announce', version, channel, peer: self, tracker: this.name, proof: base64(proof),
      addrs: [], webrtc: true, want: firstWant,
    }));
  }

  now(): void {
    if (this.isUp || this.timer === undefined || this.stopped) return;
    this.failures = 0;
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    this.drop();
  }

  private drop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const socket = this.socket;
    this.socket = null;
    this.isUp = false;
    this.asked = null;
    this.known.clear();
    if (!socket) return;
    socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /** Connects again after a while, later each time. */
  private again(): void {
    const was = this.isUp;
    this.drop();
    if (this.stopped) return;
    this.error ||= `The tracker ${this.name} cannot be reached; trying again.`;
    if (was) this.failures = 0;
    this.host.changed();
    const most = this.alone() && !this.refused ? longestAlone : longestRetry;
    const wait = Math.min(most, firstRetry * 2 ** Math.min(this.failures++, 10));
    this.timer = setTimeout(() => this.connect(), wait * (0.5 + Math.random() / 2));
  }

  private message(text: unknown): void {
    let m;
    try {
      m = JSON.parse(String(text));
    } catch {
      return;
    }
    if (typeof m !== 'object' || m === null) return;
    switch (m.type) {
      case 'hello':
        this.challenged(m);
        break;
      case 'welcome':
        this.welcomed(m);
        break;
      case 'peers':
        this.introduced(m);
        break;
      case 'relay': {
        const from = decodeKey(m.from);
        const data = bytes(m.data);
        if (!from || !data) return;
        this.known.set(from, true);
        this.host.relayed(from, data);
        break;
      }
      case 'error':
        if (m.code === 'gone') return;
        this.refused = true;
        this.error = `The tracker ${this.name} refused: ${String(m.message).slice(0, 200)}`;
    }
  }

  private challenged(m: { version?: unknown; key?: unknown; nonce?: unknown }): void {
    const key = decodeKey(m.key);
    const nonce = bytes(m.nonce);
    if (m.version !== version || !key || !nonce || nonce.length > 255) {
      this.error = `The tracker ${this.name} speaks another version.`;
      this.refused = true;
      this.again();
      return;
    }
    this.asked = { key: unhex(key), nonce };
    this.answer();
  }

  /** Has the peer answer the challenge, once both are there. */
  private answer(): void {
    if (!this.asked || !this.identity) return;
    const { key, nonce } = this.asked;
    this.asked = null;
    this.host.challenge(this.number, key, nonce, this.name);
  }

  private welcomed(m: { peers?: unknown; ice?: unknown }): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.isUp = true;
    this.error = '';
    this.refused = false;
    this.count = believed(m.peers);
    if (Array.isArray(m.ice)) this.host.ice(m.ice.filter((s) => typeof s === 'string'));
    this.host.changed();
  }

  private introduced(m: { peers?: unknown; count?: unknown }): void {
    const list = m.peers;
    if (!Array.isArray(list)) return;
    if (m.count !== undefined) this.count = believed(m.count);
    const peers: Introduced[] = [];
    for (const entry of list.slice(0, mostWanted)) {
      const peer = decodeKey(entry?.peer);
      if (!peer || entry.webrtc !== true) continue;
      this.known.set(peer, true);
      if (Array.isArray(entry.addrs)) this.kinds.set(peer, entry.addrs.length > 0 ? 'native' : 'tab');
      const certificate = bytes(entry.source);
      peers.push({ peer, certificate: certificate?.length === certificateSize ? certificate : null });
    }
    if (peers.length > 0) this.host.peers(peers, this.count);
  }
}

/** How many peers there are, as a tracker says. */
function believed(count: unknown): number {
  return typeof count === 'number' ? Math.min(Math.max(Math.trunc(count), 0), mostPeers) : 0;
}

/** A map that forgets what was set longest ago. */
class Recent<K, V> extends Map<K, V> {
  constructor(private readonly most: number) {
    super();
  }

  set(key: K, value: V): this {
    this.delete(key);
    if (this.size >= this.most) this.delete(this.keys().next().value as K);
    return super.set(key, value);
  }
}

/** The trackers that a channel's link names. */
export function trackersOf(link: string): string[] {
  const query = link.indexOf('?');
  return query < 0 ? [] : new URLSearchParams(link.slice(query)).getAll('t').filter(isHostPort).slice(0, mostTrackers);
}

/** Where a tracker is: wss where its port is 443, as for native peers. */
export function address(name: string): string {
  return `${name.endsWith(':443') ? 'wss' : 'ws'}://${name}/v1/announce`;
}

function base64(b: Uint8Array): string {
  return btoa(String.fromCharCode(...b));
}

function bytes(s: unknown): Uint8Array | null {
  if (typeof s !== 'string') return null;
  try {
    return Uint8Array.from(atob(s), (c) => c.charCodeAt(0));
  } catch {
    return null;
  }
}

/** A key as trackers write it: base64 for addresses, without padding. */
export function encodeKey(id: PeerId): string {
  return base64(unhex(id)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

export function decodeKey(s: unknown): PeerId | null {
  if (typeof s !== 'string' || s.length !== 43) return null;
  const b = bytes(s.replaceAll('-', '+').replaceAll('_', '/') + '=');
  return b?.length === 32 ? hex(b) : null;
}
