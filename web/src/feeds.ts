// The feed for what a player's src names.

import { WebSocketFeed, type Feed, type FeedSink, type Problem } from './feed';
import { LinkError, linkScheme, parseLink } from './link';

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

/** Makes the feed that joins the swarm of a link. */
const swarmFeed: (link: string) => Feed = () => new FailedFeed('engine-missing');

/** The feed of what a player's src names: a link, or the address of a WebSocket feed. */
export function feedFor(src: string): Feed {
  if (!src.trimStart().startsWith(linkScheme)) return new WebSocketFeed(src);
  try {
    const link = parseLink(src);
    if (typeof RTCPeerConnection === 'undefined') return new FailedFeed('webrtc');
    if (typeof WebAssembly === 'undefined') return new FailedFeed('engine-unable');
    return swarmFeed(link.text);
  } catch (error) {
    if (error instanceof LinkError) return new FailedFeed('link', error.message);
    throw error;
  }
}
