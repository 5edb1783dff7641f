import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FeedSink, Figures } from '../src/feed';
import { TabFeed, type Peer, type Watched } from '../src/tab-feed';

class Control implements Watched {
  on = true;
  why = '';
  counted: number[] = [];
  private changed = () => {};
  set(on: boolean): void {
    this.on = on;
    this.why = on ? '' : 'off';
    this.changed();
  }
  allowMetered(): void {}
  count(...bytes: number[]): void {
    this.counted = bytes;
  }
  watch(changed: () => void): void {
    this.changed = changed;
  }
  close(): void {
    this.changed = () => {};
  }
}

test('a peer gives what the viewer lets it, and its links are told', () => {
  let sink: FeedSink | null = null;
  const peer: Peer = { sharing: { upload: 0, bound: 0 }, onfigures: null, start: (s) => (sink = s), stop: () => (sink = null) };
  const control = new Control();
  const feed = new TabFeed(peer, control);
  const told: Figures[] = [];
  const page = { figures: (f: Figures) => told.push(f) } as unknown as FeedSink;
  feed.start(page);
  assert.deepEqual(peer.sharing, { upload: 10_000_000, bound: 1.5 });
  feed.share.set(false);
  assert.equal(peer.sharing.upload, 0);
  feed.share.set(true);
  assert.equal(peer.sharing.upload, 10_000_000);

  const links = [{ peer: 'a', inBytes: 50_000, outBytes: 10 }, { peer: 'b', inBytes: 10, outBytes: 60_000 }];
  peer.onfigures?.({ links } as never);
  (sink as FeedSink | null)?.figures({ receivedBytes: 100, uploadedBytes: 40 });
  assert.deepEqual(control.counted, [100, 40]);
  const [a, b] = told[0].fromPeers ?? [];
  assert.deepEqual([a.id, a.kind, a.inBps, a.parentOf, a.childOf], ['a', 'peer', 400_000, 1, 0]);
  assert.deepEqual([b.id, b.parentOf, b.childOf], ['b', 0, 1]);

  feed.stop();
  assert.equal(sink, null);
  feed.share.set(false);
  assert.equal(peer.sharing.upload, 10_000_000, 'after its stop nothing is said to the peer');
});
