import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { FeedSink, Figures } from '../src/feed';
import { TabFeed, type Peer, type Watched } from '../src/tab-feed';

class Control implements Watched {
  on = true;
  why = '';
  held = false;
  private changed = () => {};
  set(on: boolean): void {
    this.on = on;
    this.why = on ? '' : 'off';
    this.changed();
  }
  allowMetered(): void {}
  get forbidden(): string {
    return this.on ? '' : 'off';
  }
  hold(held: boolean): void {
    this.held = held;
    this.why = held ? 'held' : this.forbidden;
    this.changed();
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

  let now = 0;
  mock.method(performance, 'now', () => now);
  const link = (n: number, inBytes: number, outBytes: number) => ({ link: n, peer: 'ab'[n], kind: n ? 'tab' : 'source', gives: 3 - n, takes: 2 * n, rttMs: 7, inBytes, outBytes });
  peer.onfigures?.({ links: [link(0, 9_000_000, 10)] } as never);
  now += 2000;
  peer.onfigures?.({ links: [link(0, 9_100_000, 10), link(1, 10, 60_000)] } as never);
  mock.restoreAll();
  (sink as FeedSink | null)?.figures({ uploadHeld: true });
  assert.ok(control.held);
  assert.equal(peer.sharing.upload, 10_000_000, 'the peer alone knows when to give less');
  const [a, b] = told[0].fromPeers ?? [];
  assert.deepEqual(a, { id: 'a', kind: 'source', rttMs: 7, inBytes: 9_100_000, outBytes: 10, parentOf: 3, childOf: 0, inBps: 400_000, outBps: 0 });
  assert.deepEqual([b.kind, b.parentOf, b.childOf, b.inBps, b.outBps], ['tab', 2, 2, 40, 240_000]);

  feed.stop();
  assert.equal(sink, null);
  feed.share.set(false);
  assert.equal(peer.sharing.upload, 10_000_000, 'after its stop nothing is said to the peer');
});
