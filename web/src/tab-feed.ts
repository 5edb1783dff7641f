// The feed of a peer in this tab, with what the viewer says about sharing, and
// with its links as the panel shows them.

import type { Feed, FeedSink, Figures, PeerFigures, ShareControl } from './feed';
import { Sharing, shareLimits } from './sharing';

/** What TabFeed asks of the peer's own feed. */
export interface Peer extends Feed {
  /** What may be given: bits a second, and the most as a share of what was received. */
  sharing: { upload: number; bound: number };
  /**
   * Called once a second with figures that have links: LinkBytes[], what went
   * over each since the last call. (never: a peer may hand over more than that.)
   */
  onfigures: ((figures: never) => void) | null;
}

export interface LinkBytes {
  peer: string;
  inBytes: number;
  outBytes: number;
}

/** The share control that TabFeed drives; Sharing is one. */
export interface Watched extends ShareControl {
  count(receivedBytes: number, givenBytes: number): void;
  watch(changed: () => void): void;
  close(): void;
}

/** What a tab gives at most where the viewer lets it, in bits a second. */
const upload = 10_000_000;
/** A link over which less comes, in bits a second, carries words and no stream. */
const idle = 8_000;

export class TabFeed implements Feed {
  private links: PeerFigures[] = [];
  private last = NaN;

  constructor(
    private readonly peer: Peer,
    readonly share: Watched = new Sharing(),
  ) {}

  start(sink: FeedSink): void {
    const allow = () => (this.peer.sharing = { upload: this.share.why === '' ? upload : 0, bound: shareLimits.ratio });
    this.share.watch(allow);
    allow();
    this.peer.onfigures = ({ links }: { links: readonly LinkBytes[] }) => this.note(links);
    this.peer.start({ ...sink, figures: (figures) => sink.figures(this.complete(figures)) });
  }

  stop(): void {
    this.peer.onfigures = null;
    this.share.close();
    this.peer.stop();
  }

  private note(links: readonly LinkBytes[]): void {
    const now = performance.now();
    const span = isNaN(this.last) ? 1 : Math.max(0.1, (now - this.last) / 1000);
    this.last = now;
    this.links = links.map((l) => {
      const [inBps, outBps] = [(8 * l.inBytes) / span, (8 * l.outBytes) / span];
      return { id: l.peer, kind: 'peer', rttMs: 0, inBps, outBps, parentOf: inBps > idle ? 1 : 0, childOf: outBps > idle ? 1 : 0 };
    });
  }

  private complete(figures: Figures): Figures {
    this.share.count(figures.receivedBytes ?? 0, figures.uploadedBytes ?? 0);
    return { fromPeers: this.links, ...figures };
  }
}
