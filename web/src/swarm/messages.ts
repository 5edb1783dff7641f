// What page and worker tell each other. The page has the connections, which
// browsers do not give to workers; the worker has the peer, its timers and the
// trackers, since a page that is not looked at gets its timers late.

import type { FromSink, ToSink } from '../sink';
import type { PeerFigures, PeerId } from './records';

/** From the page. */
export type ToWorker =
  /**
   * The link that will be opened: its trackers can be reached for meanwhile. sink:
   * the worker is to have the media source, and brings the stream there.
   */
  | { kind: 'prepare'; link: string; sink: boolean }
  /** The peer's program. */
  | { kind: 'load'; module: WebAssembly.Module }
  | { kind: 'open'; link: string; sharing: Sharing }
  | { kind: 'sharing'; sharing: Sharing }
  /** A link that is up: its channel, or none where the page carries the datagrams. */
  | { kind: 'up'; id: number; peer: PeerId; channel?: RTCDataChannel }
  | { kind: 'down'; id: number }
  | { kind: 'failed'; peer: PeerId }
  | { kind: 'data'; id: number; data: ArrayBuffer }
  | { kind: 'describe'; peer: PeerId; type: number; session: bigint; sdp: string }
  | { kind: 'candidates'; peer: PeerId; session: bigint; lines: string }
  | { kind: 'refuse'; peer: PeerId; session: bigint }
  | { kind: 'sink'; said: ToSink }
  | { kind: 'online' }
  | { kind: 'leave' };

/** From the worker. */
export type ToPage =
  | { kind: 'opened'; peer: PeerId }
  | { kind: 'connect'; peer: PeerId }
  | { kind: 'disconnect'; id: number }
  | { kind: 'data'; id: number; data: ArrayBuffer }
  | { kind: 'described'; peer: PeerId; type: number; session: bigint; sdp: string }
  | { kind: 'candidatesOf'; peer: PeerId; session: bigint; lines: string }
  | { kind: 'refused'; peer: PeerId; session: bigint }
  | { kind: 'ice'; servers: string[] }
  /** The stream, where the page has the media source. */
  | { kind: 'media'; messages: ArrayBuffer[] }
  | { kind: 'sink'; said: FromSink }
  | { kind: 'meta'; text: string }
  | { kind: 'ended' }
  | { kind: 'figures'; figures: PeerFigures; heldBytes: number; trackersUp: number; viewers: number; trackerError: string }
  | { kind: 'fault'; text: string; fatal: boolean };

/** What the viewer lets the tab give. */
export interface Sharing {
  /** Bits a second; 0: nothing. */
  upload: number;
  /** The most that is given, as a share of what was received; 0: no bound. */
  bound: number;
}
