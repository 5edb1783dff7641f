// The worker of worker-feed.ts: a WebSocket feed that has its sink here.

import { WebSocketFeed } from '../src/feed';
import { Sink } from '../src/sink';
import type { FromWorker } from './worker-feed';

const post = (message: FromWorker, transfer: Transferable[] = []) => (self as unknown as Worker).postMessage(message, transfer);

// The feed listens for what only pages have.
Object.assign(self, { window: self, document: Object.assign(new EventTarget(), { visibilityState: 'visible' }) });

const sink = new Sink((said) => post({ said }, said.kind === 'source' ? [said.source as unknown as Transferable] : []));
self.onmessage = (e) => sink.told(e.data);
new WebSocketFeed('/feed').start({
  begin: () => {
    sink.begin();
    post({ begin: true });
  },
  init: (mime, data) => sink.init(mime, data),
  fragment: (fragment) => sink.fragment(fragment),
  state: (state) => post({ state }),
  heard: () => {}, figures: () => {}, problem: () => {}, title: () => {}, link: () => {}, clock: () => {},
});
