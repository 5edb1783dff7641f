import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Batch, eachRecord, hex, input, readFigures, unhex, type Reader } from '../src/swarm/records';

const peer = Array.from({ length: 32 }, (_, i) => i.toString(16).padStart(2, '0')).join('');

test('a batch is records, one after the other', () => {
  const b = new Batch();
  b.begin(input.linkUp).u32(0x01020304).peer(peer).end();
  b.begin(input.sharing).u64(5n).f64(1.5).end();
  b.begin(input.challenge).u8(2).text('é').end();
  assert.equal(
    hex(b.content),
    '00000025' + '01' + '01020304' + peer + '00000011' + '06' + '0000000000000005' + '3ff8000000000000' + '00000004' + '07' + '02' + 'c3a9',
  );
  b.clear();
  assert.equal(b.content.length, 0);
});

test('a batch grows', () => {
  const b = new Batch();
  const data = new Uint8Array(1125).fill(7);
  for (let i = 0; i < 100; i++) b.begin(input.datagram).u32(i).raw(data).end();
  let next = 0;
  eachRecord(b.content, (kind, r) => {
    assert.equal(kind, input.datagram);
    assert.equal(r.u32(), next++);
    assert.deepEqual(r.rest(), data);
  });
  assert.equal(next, 100);
});

test('records are read, and a cut one is not', () => {
  const seen: [number, string][] = [];
  const take = (kind: number, r: Reader) => seen.push([kind, r.text()]);
  eachRecord(unhex('00000003' + '0a' + '6869' + '00000001' + '0c' + '00000009' + '0a' + '68'), take);
  assert.deepEqual(seen, [[10, 'hi'], [12, '']]);
});

test('figures are read', () => {
  const b = new Batch();
  b.begin(1).u8(17);
  for (let i = 1; i <= 14; i++) b.f64(i);
  b.f64(0).f64(1).f64(0).u32(9).peer(peer).u8(1).u8(4).u8(2).u32(31_500).u64(5_000_000_000n).u64(2000n);
  b.u32(10).peer(peer).u8(2).u8(0).u8(0).u32(0).u64(0n).u64(0n).u32(11).peer(peer).u8(0).u8(0).u8(0).u32(0).u64(0n).u64(0n).end();
  eachRecord(b.content, (_, r) => {
    const f = readFigures(r);
    assert.equal(f.neighbours, 1);
    assert.equal(f.sentBytes, 9);
    assert.equal(f.pulled, 14);
    assert.deepEqual([f.short, f.uploadOn, f.uploadHeld], [false, true, false]);
    assert.deepEqual(f.links[0], { link: 9, peer, kind: 'source', gives: 4, takes: 2, rttMs: 31.5, inBytes: 5_000_000_000, outBytes: 2000 });
    assert.deepEqual(f.links.map((l) => [l.link, l.kind]), [[9, 'source'], [10, 'native'], [11, 'peer']]);
  });
});
