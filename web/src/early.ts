// Begins what takes longest, the peer of this tab, before the page's other scripts
// are there. The page plays as well without it, a little later.

import { bringPeer, namedAssets } from './swarm/start';

const able = typeof RTCPeerConnection !== 'undefined' && typeof WebAssembly !== 'undefined' && WebAssembly.compileStreaming !== undefined;
if (able && namedAssets()) globalThis.throngStart = bringPeer();
