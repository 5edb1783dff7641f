// Begins what takes longest, the peer of this tab, before the page's other scripts
// run. A page that plays by a peer loads it after naming where that is; it plays as
// well without, a little later.

import { bringPeer, namedAssets } from './swarm/start';

const able = typeof RTCPeerConnection !== 'undefined' && typeof WebAssembly !== 'undefined' && WebAssembly.compileStreaming !== undefined;
if (able && namedAssets()) globalThis.throngStart = bringPeer();
