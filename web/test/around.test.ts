import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carried, lineWidth, listed, maxDrawn, places, reasons, summary, viewerShare } from '../src/around';
import type { PeerFigures } from '../src/feed';
import { bytes, count, milliseconds, rate, seconds } from '../src/format';

const peer = (id: string, parentOf: number, childOf: number, kind: PeerFigures['kind'] = 'tab'): PeerFigures => ({
  id, kind, rttMs: 20, inBps: parentOf * 60_000, outBps: childOf * 60_000, inBytes: 0, outBytes: 0, parentOf, childOf,
});
const some = [peer('d', 0, 2), peer('s', 1, 0, 'source'), peer('a', 2, 0), peer('b', 1, 1), peer('c', 0, 0), peer('e', 0, 1)];

test('who gives is above, who takes below, nobody on another', () => {
  const ring = places(some, 520, 340, 34);
  assert.equal(ring.length, some.length);
  const y = (id: string) => ring.find((p) => p.peer.id === id)?.y ?? NaN;
  assert.ok(y('s') === 34, 'the broadcaster at the top');
  assert.ok(y('a') < 170 && y('d') > 170 && y('e') > 170, JSON.stringify(ring));
  for (const a of ring) {
    assert.ok(a.x >= 34 && a.x <= 486 && a.y >= 34 && a.y <= 306);
    for (const b of ring) assert.ok(a === b || Math.hypot(a.x - b.x, a.y - b.y) > 40);
  }
});

test('each stands on the side of its part, whatever the others are', () => {
  const many = (n: number, from: number, parentOf: number, childOf: number) => Array.from({ length: n }, (_, i) => peer(`p${from + i}`, parentOf, childOf));
  for (const [up, down, beside] of [[1, 0, 1], [1, 1, 0], [1, 0, 20], [5, 6, 9], [8, 1, 1], [1, 7, 4], [0, 3, 3]]) {
    const ring = places([...many(up, 0, 2, 0), ...many(down, 30, 0, 1), ...many(beside, 60, 1, 1)], 520, 340, 34);
    assert.equal(ring.length, up + down + beside);
    for (const { part, x, y } of ring) {
      const what = `${up} ${down} ${beside}: ${part} at ${x} ${y}`;
      if (part === 'gives') assert.ok(y < 171, what);
      if (part === 'takes') assert.ok(y > 169, what);
      if (part === 'both') assert.ok(Math.abs(x - 260) > 30, what);
    }
  }
});

test('places do not hang on the order or the rates', () => {
  const at = (peers: PeerFigures[]) => places(peers, 520, 340, 34).map((p) => `${p.peer.id} ${p.x} ${p.y}`).sort();
  const changed = some.map((p) => ({ ...p, inBps: p.inBps * 1.3, rttMs: 99 })).reverse();
  assert.deepEqual(at(changed), at(some));
  const order = (peers: PeerFigures[]) => listed(peers, 9).map((p) => p.id).join('');
  assert.equal(order(changed), order(some));
  assert.equal(order(some), 'sabdec');
});

test('a great many are cut down to the busiest', () => {
  const many = Array.from({ length: 60 }, (_, i) => peer(`p${i}`, i, 0));
  const ring = places(many, 520, 340, 34);
  assert.equal(ring.length, maxDrawn);
  assert.ok(ring.every((p) => p.peer.parentOf >= 60 - maxDrawn));
  assert.deepEqual(places([], 520, 340, 34), []);
});

test('what a link carries is told shortly', () => {
  assert.deepEqual(carried(240_000, 1_200_000, 3), { rate: '240 kb/s', more: '3 stripes, 1.2 MB' });
  assert.deepEqual(carried(900, 20_000, 0), { rate: '', more: '' });
  assert.deepEqual(carried(900, 2_000_000, 0), { rate: '', more: '2.0 MB so far' });
  assert.deepEqual(carried(0, 0, 1), { rate: '0 kb/s', more: '1 stripe, 0 B' });
});

test('lines', () => {
  assert.equal(lineWidth(0, 100), 0);
  assert.equal(lineWidth(100, 100), 6);
  assert.equal(lineWidth(100, 0), 0);
  assert.ok(lineWidth(1, 100) > 1);
});

test('it is told in words', () => {
  const f = { fromPeers: some, receivedBytes: 100, fromViewersBytes: 94, uploadedBytes: 9_500_000 };
  assert.equal(summary(f), 'You get the stream from 3 peers and pass it on to 3 peers. 94 % of it came from other viewers. You have passed on 9.5 MB.');
  assert.match(summary({ fromPeers: [] }), /Looking/);
  assert.match(summary({ fromPeers: [peer('c', 0, 0)] }), /nothing yet and pass it on to nobody just now/);
  assert.equal(viewerShare({}), NaN);
  assert.equal(viewerShare({ receivedBytes: 10, fromViewersBytes: 20 }), 1);
  assert.deepEqual(reasons({ reason: 'UDP is blocked.', fromPeers: [] }), ['UDP is blocked.']);
  assert.match(reasons({ fromPeers: [peer('s', 9, 0, 'source')] })[0], /from the broadcaster so far/);
  assert.deepEqual(reasons(f), []);
});

test('numbers', () => {
  assert.deepEqual([0, 999, 1000, 9_449_000, 999_600_000].map(bytes), ['0 B', '999 B', '1 kB', '9.4 MB', '1.0 GB']);
  assert.deepEqual([0, 999_000, 1_000_000, 250_000_000].map(rate), ['0 kb/s', '999 kb/s', '1.0 Mb/s', '250 Mb/s']);
  assert.deepEqual([0.26, 1, 123.4].map(milliseconds), ['0.3 ms', '1 ms', '123 ms']);
  assert.deepEqual([240, 9_940, 9_960].map(seconds), ['0.2 s', '9.9 s', '10 s']);
  assert.deepEqual([0, 1, 2].map((n) => count(n, 'peer')), ['no peers', '1 peer', '2 peers']);
});
