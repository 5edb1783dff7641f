// Begins what takes longest, the peer of this tab, before the page's other scripts
// run. A page that plays by a peer loads it after naming where that is; it plays as
// well without, a little later.

import { bringPeer, namedAssets, unable } from './swarm/start';

if (!unable() && namedAssets()) globalThis.throngStart = bringPeer();
