// The feed for what a player's src names.

import { WebSocketFeed, type Feed, type FeedSink, type Problem } from './feed';
import { LinkError, linkScheme, parseLink } from './link';
import { SwarmFeed } from './swarm/feed';
import { TabFeed } from './tab-feed';

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

/** The feed of what a player's src names: a link, or the address of a WebSocket feed. */
export function feedFor(src: string, options: PeerOptions = {}): Feed {
  if (!src.trimStart().startsWith(linkScheme)) return new WebSocketFeed(src);
  try {
    const link = parseLink(src);
    return new TabFeed(new SwarmFeed(link.text, options));
  } catch (error) {
    if (error instanceof LinkError) return new FailedFeed('link', error.message);
    throw error;
  }
}
