import assert from 'node:assert/strict';
import { test } from 'node:test';
import { giveAtMost, hindrance, isMetered, shareLimits, type Circumstances } from '../src/sharing';

const free: Circumstances = {
  wanted: true, metered: false, meteredAllowed: false, hidden: false, onBattery: false, receivedBytes: 0, givenBytes: 0,
};
const why = (part: Partial<Circumstances>) => hindrance({ ...free, ...part });

test('giving is hindered by what must hinder it', () => {
  assert.equal(why({}), '');
  assert.match(why({ wanted: false }), /after those who share/);
  assert.match(why({ metered: true }), /paid for by the amount/);
  assert.equal(why({ metered: true, meteredAllowed: true }), '');
  assert.match(why({ hidden: true, onBattery: true }), /battery/);
  assert.equal(why({ hidden: true }), '');
  assert.equal(why({ onBattery: true }), '');
  assert.match(why({ wanted: false, metered: true, meteredAllowed: true }), /turned sharing off/);
});

test('never more than half as much again as was received', () => {
  const received = 10_000_000;
  const most = giveAtMost(received);
  assert.equal(most, 15_000_000 + shareLimits.start);
  assert.equal(why({ receivedBytes: received, givenBytes: most - 1 }), '');
  assert.match(why({ receivedBytes: received, givenBytes: most }), /1\.5 times/);
});

test('what browsers tell of the connection', () => {
  const machine = (connection?: object) => ({ connection }) as unknown as Navigator;
  assert.equal(isMetered(machine()), false);
  assert.equal(isMetered(machine({ type: 'wifi' })), false);
  assert.equal(isMetered(machine({ type: 'cellular' })), true);
  assert.equal(isMetered(machine({ saveData: true })), true);
});
