// A page whose player is given a feed with a sink in a worker, as the peer of a tab
// has one where browsers have media sources there. It is in no bundle that is served.

import type { Feed, FeedSink, FeedState } from '../src/feed';
import type { FromSink, ToSink } from '../src/sink';

/** What feed-worker.ts says. */
export type FromWorker = { begin: true } | { state: FeedState } | { said: FromSink };

class WorkerFeed implements Feed {
  private worker: Worker | null = null;
  readonly remote = (said: ToSink) => this.worker?.postMessage(said);

  start(sink: FeedSink): void {
    this.worker = new Worker('/test/feed-worker.js');
    this.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if ('said' in data) sink.heard(data.said);
      else if ('state' in data) sink.state(data.state);
      else sink.begin();
    };
  }

  stop(): void {
    this.worker?.terminate();
  }
}

const player = document.querySelector('throng-player')!;
player.feed = new WorkerFeed();
document.addEventListener('keydown', (event) => {
  if (event.target !== player) player.handleKey(event);
});
