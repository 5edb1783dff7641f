// A feed for tests and for looking at the page: the fragments of a WebSocket
// feed, with the figures and choices of a tab that is a peer. It is in no
// bundle that is served.

import { WebSocketFeed, type Feed, type FeedSink, type Figures, type PeerFigures, type Problem, type QualityControl } from '../src/feed';
import { giveAtMost, Sharing } from '../src/sharing';

export interface Scene {
  /** Peers besides the broadcaster. */
  peers: number;
  problem?: Problem;
  detail?: string;
  reason?: string;
  qualities?: string[];
}

const bitrate = 1_000_000;
const period = 500;

export class DemoFeed implements Feed {
  readonly share = new Sharing();
  readonly quality?: QualityControl;
  private readonly inner: WebSocketFeed;
  private timer = 0;
  private ticks = 0;
  private received = 12_000_000;
  private given = 9_000_000;

  constructor(
    url: string,
    private readonly scene: Scene,
  ) {
    this.inner = new WebSocketFeed(url);
    const names = scene.qualities;
    if (names) {
      let chosen = 0;
      this.quality = { names, get chosen() { return chosen; }, choose: (i) => void (chosen = i) };
    }
  }

  start(sink: FeedSink): void {
    if (this.scene.problem) {
      sink.problem(this.scene.problem, this.scene.detail);
      return;
    }
    this.inner.start({ ...sink, figures: () => {}, link: () => {} });
    this.share.watch(() => {});
    const tick = () => sink.figures(this.figures());
    this.timer = window.setInterval(tick, period);
    tick();
  }

  stop(): void {
    clearInterval(this.timer);
    this.share.close();
    this.inner.stop();
  }

  private figures(): Figures {
    const n = this.scene.peers;
    const gives = this.share.why === '';
    this.ticks++;
    if (n > 0) this.received += (bitrate / 8) * (period / 1000);
    if (gives && n > 0) this.given += ((1.1 * bitrate) / 8) * (period / 1000);
    this.share.hold(this.given >= giveAtMost(this.received));
    const peers = n === 0 ? [] : [this.peer(0, 'source', gives), ...Array.from({ length: n }, (_, i) => this.peer(i + 1, i % 3 === 1 ? 'native' : 'tab', gives))];
    return {
      peers: peers.length, viewers: n * 9 + 1, receivedBytes: this.received, fromViewersBytes: Math.round(this.received * (n > 0 ? 0.94 : 0)),
      uploadedBytes: Math.round(this.given), fromPeers: peers, uploadOn: gives, reason: this.scene.reason,
    };
  }

  /** Numbers that go up and down a little, and are the same in every run. */
  private peer(i: number, kind: PeerFigures['kind'], gives: boolean): PeerFigures {
    const wave = 1 + 0.12 * Math.sin(i * 2.1 + this.ticks / 2);
    const stripesIn = kind === 'source' ? 1 : [3, 2, 0, 4, 1, 0, 2][i % 7];
    const stripesOut = !gives || kind === 'source' ? 0 : [2, 0, 3, 1, 0, 4, 0][i % 7];
    const [inBps, outBps] = [(stripesIn * bitrate * wave) / 16, (stripesOut * bitrate * wave) / 16];
    const so = (bps: number) => Math.round((bps / 8) * (95 + this.ticks * (period / 1000)));
    return {
      id: ((i * 2654435761 + 7) >>> 0).toString(16).padStart(8, '0'), kind, rttMs: kind === 'source' ? 31 : 18 + ((i * 37) % 120),
      inBps, outBps, inBytes: so(inBps), outBytes: so(outBps), parentOf: stripesIn, childOf: stripesOut,
    };
  }
}

// The test's page names the scene in its address: ?peers=9&problem=…
const asked = new URLSearchParams(location.search);
const player = document.querySelector('throng-player');
if (player && asked.has('peers')) {
  player.feed = new DemoFeed('feed', {
    peers: Number(asked.get('peers')),
    problem: (asked.get('problem') as Problem | null) ?? undefined,
    detail: asked.get('detail') ?? undefined,
    reason: asked.get('reason') ?? undefined,
    qualities: asked.get('qualities')?.split(','),
  });
}
