// The feed for what a player's src names.

import { WebSocketFeed, type Feed, type FeedSink, type Problem } from './feed';
import { LinkError, linkScheme, parseLink } from './link';
import { TabFeed, type Peer } from './tab-feed';

/** Where the files of the peer for tabs are; tab/ beside the page where it is not said. */
export interface PeerOptions {
  assets?: string;
}

/** A feed that brings nothing but its problem. */
export class FailedFeed implements Feed {
  constructor(
    private readonly problem: Problem,
    private readonly detail = '',
  ) {}

  start(sink: FeedSink): void {
    sink.problem(this.problem, this.detail);
  }

  stop(): void {}
}

/** Makes the peer that joins the swarm of a link in this tab. */
const makePeer = null as ((link: string, options: PeerOptions) => Peer) | null;

/** The feed of what a player's src names: a link, or the address of a WebSocket feed. */
export function feedFor(src: string, options: PeerOptions = {}): Feed {
  if (!src.trimStart().startsWith(linkScheme)) return new WebSocketFeed(src);
  try {
    const link = parseLink(src);
    if (typeof RTCPeerConnection === 'undefined') return new FailedFeed('webrtc');
    if (typeof WebAssembly === 'undefined') return new FailedFeed('engine-unable');
    return makePeer ? new TabFeed(makePeer(link.text, options)) : new FailedFeed('engine-missing');
  } catch (error) {
    if (error instanceof LinkError) return new FailedFeed('link', error.message);
    throw error;
  }
}
