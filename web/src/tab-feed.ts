// The feed of a peer in this tab, with what the viewer says about sharing, and
// with its links as the panel shows them.

import type { Feed, FeedSink, Figures, PeerFigures, PeerKind, ShareControl } from './feed';
import { Sharing, shareLimits } from './sharing';

/** What TabFeed asks of the peer's own feed. */
export interface Peer extends Feed {
  /** What may be given: bits a second, and the most as a share of what was received. */
  sharing: { upload: number; bound: number };
  /**
   * Called once a second with figures that have links: Link[]. (never: a peer may
   * hand over more than that.)
   */
  onfigures: ((figures: never) => void) | null;
}

export interface Link {
  link: number;
  peer: string;
  kind: PeerKind;
  gives: number;
  takes: number;
  rttMs: number;
  /** Since it is up. */
  inBytes: number;
  outBytes: number;
}

/** The share control that TabFeed drives; Sharing is one. */
export interface Watched extends ShareControl {
  /** Why nothing may be given, whatever was given before; empty where something may be. */
  readonly forbidden: string;
  hold(held: boolean): void;
  watch(changed: () => void): void;
  close(): void;
}

/** What a tab gives at most where the viewer lets it, in bits a second. */
const upload = 10_000_000;

export class TabFeed implements Feed {
  private links: PeerFigures[] = [];
  /** What each link had carried at the last call. */
  private before = new Map<number, Link>();
  private last = NaN;

  constructor(
    private readonly peer: Peer,
    readonly share: Watched = new Sharing(),
  ) {}

  get remote(): Feed['remote'] {
    return this.peer.remote;
  }

  start(sink: FeedSink): void {
    const allow = () => (this.peer.sharing = { upload: this.share.forbidden === '' ? upload : 0, bound: shareLimits.ratio });
    this.share.watch(allow);
    allow();
    this.peer.onfigures = ({ links }: { links: readonly Link[] }) => this.note(links);
    this.peer.start({ ...sink, figures: (figures) => sink.figures(this.complete(figures)) });
  }

  stop(): void {
    this.peer.onfigures = null;
    this.share.close();
    this.peer.stop();
  }

  private note(links: readonly Link[]): void {
    const now = performance.now();
    const span = isNaN(this.last) ? 1 : Math.max(0.1, (now - this.last) / 1000);
    this.last = now;
    this.links = links.map((l) => {
      const before = this.before.get(l.link) ?? { inBytes: 0, outBytes: 0 };
      return {
        id: l.peer, kind: l.kind, rttMs: l.rttMs, inBytes: l.inBytes, outBytes: l.outBytes, parentOf: l.gives, childOf: l.takes,
        inBps: (8 * (l.inBytes - before.inBytes)) / span, outBps: (8 * (l.outBytes - before.outBytes)) / span,
      };
    });
    this.before = new Map(links.map((l) => [l.link, l]));
  }

  private complete(figures: Figures): Figures {
    this.share.hold(figures.uploadHeld ?? false);
    return { fromPeers: this.links, ...figures };
  }
}
