// Brings the worker and the peer that runs in it. A page may have this done before
// the player is there, see early.ts.

import type { Problem } from '../feed';
import type { ToWorker } from './messages';

/** A peer that is being brought. */
export interface Start {
  worker: Promise<Worker>;
  /** Fulfilled when the peer is compiled and the worker has it. */
  loaded: Promise<void>;
}

/** The server has no peer for tabs. */
export class Missing extends Error {}

/** What this browser lacks to have a peer; null where nothing. */
export function unable(): Problem | null {
  if (typeof RTCPeerConnection === 'undefined') return 'webrtc';
  if (typeof WebAssembly === 'undefined' || !WebAssembly.compileStreaming) return 'engine-unable';
  return null;
}

/** Where the worker and the peer are. */
interface Assets {
  worker: string;
  wasm: string;
}

declare global {
  /** What early.ts has begun. */
  var throngStart: Start | undefined;
}

/** Notes in the browser's time line how far the beginning has come. */
export const mark = (what: string) => performance.mark(`throng:${what}`);

/** The files that a page names itself; null where it names none. */
export function namedAssets(): Assets | null {
  const hint = document.querySelector<HTMLLinkElement>('link[data-worker]');
  return hint?.dataset.worker ? { wasm: hint.href, worker: new URL(hint.dataset.worker, document.baseURI).href } : null;
}

/** Brings the peer from a folder, or where none is given from where the page says. */
export function bringPeer(folder?: string): Start {
  if (folder === undefined && globalThis.throngStart) {
    const begun = globalThis.throngStart;
    globalThis.throngStart = undefined; // a worker has one peer
    return begun;
  }
  mark('start');
  const named = folder === undefined ? namedAssets() : null;
  const assets = named ? Promise.resolve(named) : findAssets(new URL(folder ?? 'tab/', document.baseURI));
  const worker = assets.then((a) => makeWorker(a.worker));
  const compiled = assets.then((a) => WebAssembly.compileStreaming(fetch(a.wasm, { credentials: 'same-origin' })));
  const loaded = Promise.all([worker, compiled]).then(([w, module]) => {
    mark('compiled');
    w.postMessage({ kind: 'load', module } satisfies ToWorker);
  });
  loaded.catch(() => {}); // whoever waits for it hears of it
  return { worker, loaded };
}

/** Finds the files whose names have a hash. */
async function findAssets(folder: URL): Promise<Assets> {
  const answer = await fetch(new URL('names.json', folder), { cache: 'no-cache' });
  if (answer.status === 404) throw new Missing();
  const names = await answer.json();
  return { wasm: new URL(names.wasm, folder).href, worker: new URL(names.worker, folder).href };
}

/** Makes the worker. Of another origin than the page's it must be loaded first. */
async function makeWorker(url: string): Promise<Worker> {
  if (new URL(url).origin === location.origin) return new Worker(url);
  const script = URL.createObjectURL(await (await fetch(url)).blob());
  try {
    return new Worker(script);
  } finally {
    URL.revokeObjectURL(script);
  }
}
