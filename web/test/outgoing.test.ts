import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Outgoing } from '../src/swarm/outgoing';

let now = 1000;
performance.now = () => now;

function made() {
  const channel = { readyState: 'open', bufferedAmount: 0, sent: 0, send: (data: ArrayBuffer) => {
    channel.bufferedAmount += data.byteLength;
    channel.sent++;
  } };
  const out = new Outgoing(channel as unknown as RTCDataChannel);
  const data = new ArrayBuffer(1000);
  /** Offers a datagram each millisecond, of which so many bytes leave in one; returns how many were taken, and what waited at most. */
  const flood = (ms: number, rate: number) => {
    let taken = 0;
    let most = 0;
    for (let i = 0; i < ms; i++) {
      now++;
      channel.bufferedAmount = Math.max(0, channel.bufferedAmount - rate);
      if (out.send(data)) taken++;
      most = Math.max(most, channel.bufferedAmount);
    }
    return { taken, most };
  };
  return { channel, out, data, flood };
}

test('what would wait for long in a channel is dropped', () => {
  const { flood } = made();
  assert.ok(flood(4000, 100).most <= (64 << 10) + 1000);
  flood(3000, 100); // what waited while it was new
  const { taken, most } = flood(10_000, 100);
  assert.ok(taken > 950 && taken < 1050, `${taken} were taken`);
  assert.ok(most <= 100 * 250 + 1000, `${most} bytes waited`);
});

test('a channel that sends nothing holds little', () => {
  const { flood } = made();
  assert.ok(flood(20_000, 0).most <= (64 << 10) + 1000);
});

test('a channel that keeps up drops nothing, however slow it was', () => {
  const { flood } = made();
  flood(20_000, 100);
  flood(100, 2000);
  assert.equal(flood(1000, 2000).taken, 1000);
});

test('nothing is sent over a channel that is not open', () => {
  const { channel, out, data } = made();
  channel.readyState = 'closing';
  assert.equal(out.send(data), false);
  channel.readyState = 'open';
  channel.send = () => {
    throw new DOMException('', 'InvalidStateError');
  };
  assert.equal(out.send(data), false);
});
