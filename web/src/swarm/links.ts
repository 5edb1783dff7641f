// The WebRTC links of the peer: one connection with one data channel each. What
// the two ends say to set one up goes as signals, which the peer seals and opens;
// signals may be lost, so that who offers repeats the offer until it is answered.

import { description, type PeerId } from './records';

/** Connections that may be in the making at a time, made by others, and in all that are up. */
const mostAnswering = 24;
const mostLinks = 128;
/** An offer is repeated after so long, in milliseconds, then after ever longer times. */
const firstRepeat = 350;
const repeatGrowth = 1.6;
const longestRepeat = 2000;
/** A link that is not up by then has failed. */
const setupFor = 12_000;
/** A description waits so long for more candidates to go with it. */
const gatherFor = 60;

/** What a link is set up with: RTCPeerConnection, or what a test has in its place. */
export type Connector = (config: RTCConfiguration) => RTCPeerConnection;

export interface LinkHost {
  /** A channel that will open, or fail. Whoever gets it may give it to a worker. */
  channel(id: number, peer: PeerId, channel: RTCDataChannel): void;
  /** A connection stands; its channel opens. */
  up?(id: number): void;
  down(id: number): void;
  /** No link to the peer could be made. */
  failed(peer: PeerId): void;
  describe(peer: PeerId, type: number, session: bigint, sdp: string): void;
  candidates(peer: PeerId, session: bigint, lines: string): void;
  refuse(peer: PeerId, session: bigint): void;
}

/** One connection. */
interface Link {
  id: number;
  peer: PeerId;
  session: bigint;
  offered: boolean; // by this side
  wanted: boolean; // the peer inside asked for it, and is told of its failure
  connection: RTCPeerConnection;
  remote: boolean; // the other side's description is set
  up: boolean;
  candidates: string[]; // of this side
  told: number; // of these, how many the other side has been told
  heard: Set<string>; // of the other side
  repeat: number;
  timer: number;
  deadline: number;
}

export class Links {
  private readonly links = new Map<number, Link>();
  private nextId = 1;
  private closed = false;
  /** What the trackers and the link say of STUN and TURN. */
  iceServers: RTCIceServer[] = [];
  /** How links have gone, for the reason shown when there are none. */
  readonly counts = { tried: 0, up: 0, failed: 0 };

  constructor(
    private readonly self: PeerId,
    private readonly host: LinkHost,
    private readonly make: Connector = (config) => new RTCPeerConnection(config),
  ) {}

  /** How many links are up. */
  get up(): number {
    return [...this.links.values()].filter((l) => l.up).length;
  }

  /** Makes a link to a peer, or says that it failed. */
  connect(peer: PeerId): void {
    if (this.closed) return;
    const there = this.find(peer);
    if (there) {
      there.wanted = true; // it is on its way
      return;
    }
    if (this.links.size >= mostLinks) {
      this.host.failed(peer);
      return;
    }
    const link = this.open(peer, randomSession(), true);
    if (link) void this.offer(link);
  }

  /** The peer has sent a description. */
  described(peer: PeerId, type: number, session: bigint, sdp: string): void {
    if (this.closed) return;
    if (type === description.offer) this.offered(peer, session, sdp);
    else if (type === description.answer) this.answered(peer, session, sdp);
  }

  /** The peer has found ways to itself. */
  candidatesOf(peer: PeerId, session: bigint, lines: string): void {
    const link = this.find(peer);
    if (link?.session === session) this.addCandidates(link, lines.split('\n'));
  }

  /** The peer has no room. */
  refused(peer: PeerId, session: bigint): void {
    const link = this.find(peer);
    if (link?.session === session && link.offered && !link.up) this.drop(link);
  }

  /** Closes a link without a word to the host. */
  disconnect(id: number): void {
    const link = this.links.get(id);
    if (link) this.forget(link);
  }

  close(): void {
    this.closed = true;
    for (const link of [...this.links.values()]) this.forget(link);
  }

  private find(peer: PeerId): Link | undefined {
    let found: Link | undefined;
    for (const l of this.links.values()) if (l.peer === peer) found = l; // the newest
    return found;
  }

  private open(peer: PeerId, session: bigint, offered: boolean): Link | null {
    let connection: RTCPeerConnection;
    let channel: RTCDataChannel;
    try {
      connection = this.make({ iceServers: this.iceServers });
      channel = connection.createDataChannel('throng', { negotiated: true, id: 0, ordered: false, maxRetransmits: 0 });
    } catch {
      this.counts.failed++;
      if (offered) this.host.failed(peer);
      return null;
    }
    const link: Link = {
      id: this.nextId++, peer, session, offered, wanted: offered, connection, remote: false, up: false, candidates: [], told: 0, heard: new Set(),
      repeat: firstRepeat, timer: 0, deadline: performance.now() + setupFor,
    };
    this.links.set(link.id, link);
    this.counts.tried++;
    connection.onicecandidate = (e) => {
      if (!e.candidate?.candidate) return;
      link.candidates.push(e.candidate.candidate);
      // What goes with the description goes with it; later ones go as they come.
      if (link.told > 0) this.tellCandidates(link);
    };
    connection.onconnectionstatechange = () => this.stateChanged(link);
    // The channel goes to the worker now, before anything can have come by it.
    this.host.channel(link.id, peer, channel);
    this.schedule(link);
    return link;
  }

  private stateChanged(link: Link): void {
    switch (link.connection.connectionState) {
      case 'connected':
        if (link.up) return;
        link.up = true;
        this.counts.up++;
        this.host.up?.(link.id);
        clearTimeout(link.timer);
        this.replaceOlder(link);
        break;
      case 'failed':
      case 'closed':
        this.drop(link);
    }
  }

  /** A new link to a peer takes the place of an older one: it has begun anew. */
  private replaceOlder(link: Link): void {
    for (const other of [...this.links.values()]) {
      if (other.peer === link.peer && other.id < link.id) this.drop(other);
    }
  }

  private async offer(link: Link): Promise<void> {
    try {
      await link.connection.setLocalDescription(await link.connection.createOffer());
      await this.gathered(link);
      this.describe(link);
    } catch {
      this.drop(link);
    }
  }

  /** Waits for candidates, but not for long. */
  private gathered(link: Link): Promise<void> {
    const { connection } = link;
    return new Promise((done) => {
      if (connection.iceGatheringState === 'complete') return done();
      const timer = window.setTimeout(done, gatherFor);
      connection.addEventListener('icegatheringstatechange', () => {
        if (connection.iceGatheringState !== 'complete') return;
        clearTimeout(timer);
        done();
      });
    });
  }

  /** Sends this side's description, with all candidates that there are. */
  private describe(link: Link): void {
    if (!this.links.has(link.id)) return;
    const local = link.connection.localDescription;
    if (!local) return;
    link.told = Math.max(1, link.candidates.length);
    this.host.describe(link.peer, link.offered ? description.offer : description.answer, link.session, local.sdp);
  }

  private tellCandidates(link: Link): void {
    if (link.candidates.length <= link.told && link.told > 1) return;
    link.told = link.candidates.length;
    // All of them again: signals may be lost.
    this.host.candidates(link.peer, link.session, link.candidates.join('\n'));
  }

  /** Repeats an offer that has no answer, and gives up in the end. */
  private schedule(link: Link): void {
    link.timer = window.setTimeout(() => {
      if (link.up || !this.links.has(link.id)) return;
      if (performance.now() >= link.deadline) {
        this.drop(link);
        return;
      }
      if (link.offered && !link.remote) this.describe(link);
      link.repeat = Math.min(longestRepeat, link.repeat * repeatGrowth);
      this.schedule(link);
    }, link.repeat);
  }

  private offered(peer: PeerId, session: bigint, sdp: string): void {
    const there = this.find(peer);
    if (there && !there.offered && there.session === session) {
      // Again: the answer was lost, or there are more candidates.
      this.addCandidates(there, candidateLines(sdp));
      if (there.connection.localDescription) this.describe(there);
      return;
    }
    if (there?.offered && !there.up) {
      // Both have offered at once: the one with the lower key answers.
      if (this.self > peer) return;
      this.forget(there);
    }
    const wanted = there?.wanted === true && !there.up;
    const answering = [...this.links.values()].filter((l) => !l.offered && !l.up);
    if (answering.length >= mostAnswering || this.links.size >= mostLinks) {
      this.host.refuse(peer, session);
      if (wanted) this.host.failed(peer);
      return;
    }
    for (const old of answering) if (old.peer === peer) this.forget(old);
    const link = this.open(peer, session, false);
    if (!link) {
      if (wanted) this.host.failed(peer);
      return;
    }
    link.wanted = wanted;
    void this.answer(link, sdp);
  }

  private async answer(link: Link, sdp: string): Promise<void> {
    try {
      await link.connection.setRemoteDescription({ type: 'offer', sdp });
      link.remote = true;
      for (const line of candidateLines(sdp)) link.heard.add(line);
      await link.connection.setLocalDescription(await link.connection.createAnswer());
      await this.gathered(link);
      this.describe(link);
    } catch {
      this.drop(link);
    }
  }

  private answered(peer: PeerId, session: bigint, sdp: string): void {
    const link = this.find(peer);
    if (!link?.offered || link.session !== session) return;
    if (link.remote) {
      this.addCandidates(link, candidateLines(sdp));
      return;
    }
    link.remote = true;
    for (const line of candidateLines(sdp)) link.heard.add(line);
    link.connection.setRemoteDescription({ type: 'answer', sdp }).then(
      // What was found after the offer went may have been lost with a repeat.
      () => link.candidates.length > link.told && this.tellCandidates(link),
      () => this.drop(link),
    );
  }

  private addCandidates(link: Link, lines: string[]): void {
    if (!link.connection.remoteDescription) return;
    for (const line of lines) {
      if (line === '' || link.heard.has(line)) continue;
      link.heard.add(line);
      link.connection.addIceCandidate({ candidate: line, sdpMid: '0', sdpMLineIndex: 0 }).catch(() => {
        // One that this browser cannot use.
      });
    }
  }

  /** Ends a link; the peer inside is told: that it could not be made, or that it is down. */
  private drop(link: Link): void {
    if (!this.links.has(link.id)) return;
    this.forget(link);
    if (!link.up) this.counts.failed++;
    if (!link.up && link.wanted) this.host.failed(link.peer);
    else this.host.down(link.id);
  }

  private forget(link: Link): void {
    this.links.delete(link.id);
    clearTimeout(link.timer);
    link.connection.onicecandidate = link.connection.onconnectionstatechange = null;
    link.connection.close();
  }
}

/** The candidates in a session description, as addIceCandidate takes them. */
export function candidateLines(sdp: string): string[] {
  return sdp
    .split(/\r?\n/)
    .filter((line) => line.startsWith('a=candidate:'))
    .map((line) => line.slice(2));
}

function randomSession(): bigint {
  return crypto.getRandomValues(new BigUint64Array(1))[0];
}
