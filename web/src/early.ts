// Begins what takes longest, the peer of this tab and the way to its trackers, before
// the page's other scripts run. A page that plays by a peer loads it after naming where
// that is; it plays as well without, a little later.

import type { ToWorker } from './swarm/messages';
import { bringPeer, namedAssets, unable } from './swarm/start';

if (!unable() && namedAssets()) {
  const start = bringPeer();
  globalThis.throngStart = start;
  // The player says it again, of the link that it finds. Where that is another, other trackers are reached for.
  const link = location.hash.slice(1);
  if (link.startsWith('throng:')) {
    start.worker.then((w) => w.postMessage({ kind: 'prepare', link, sink: false } satisfies ToWorker)).catch(() => {});
  }
}
