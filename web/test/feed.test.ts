import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMessage } from '../src/feed';

const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (h) => parseInt(h, 16)).buffer;

test('a fragment is read', () => {
  const got = parseMessage(bytes('02070000' + '00000304' + '0000000000000102' + '0006651728988506' + '7879'));
  assert.deepEqual(got, {
    data: Uint8Array.from([0x78, 0x79]),
    key: true,
    gap: true,
    audio: true,
    duration: 0x304 / 1e6,
    time: 0x102 / 1e6,
    capture: 1_800_000_000 + 0x506 / 1e6,
  });
});

test('an init is read', () => {
  const got = parseMessage(bytes('01000003' + '612f62' + '0102'));
  assert.deepEqual(got, { mime: 'a/b', data: Uint8Array.from([1, 2]) });
});

test('what is short or unknown is nothing', () => {
  for (const hex of ['', '01', '010000', '0100000461', '02', '02000000'.padEnd(46, '0'), '03000000'.padEnd(60, '0')]) {
    assert.equal(parseMessage(bytes(hex)), null, hex);
  }
});
