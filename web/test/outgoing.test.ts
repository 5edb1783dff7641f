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
  const flood = (ms: number, rate: number, offers = true) => {
    let taken = 0;
    let most = 0;
    for (let i = 0; i < ms; i++) {
      now++;
      channel.bufferedAmount = Math.max(0, channel.bufferedAmount - rate);
      if (offers && out.send(data)) taken++;
      most = Math.max(most, channel.bufferedAmount);
    }
    return { taken, most };
  };
  return { channel, out, data, flood };
}

test('nothing is sent behind what has waited for long', () => {
  const { flood, channel } = made();
  flood(6000, 100); // a tenth of what is offered leaves
  const waits = (ms: number, offered: number) => {
    let most = 0;
    for (let i = 0; i < ms; i += offered) most = Math.max(most, flood(1, 0).most, flood(offered - 1, 100, false).most);
    return most;
  };
  channel.bufferedAmount = 0;
  const most = waits(10_000, 7); // two thirds more than leaves
  assert.ok(most > 20_000 && most <= 143 * 260 + 1000, `${most} bytes waited`);
});

test('a channel that sends little is given little', () => {
  const { flood } = made();
  assert.ok(flood(20_000, 0).most <= 64 << 10);
  assert.equal(flood(1000, 0).taken, 0);
  flood(7000, 100);
  const { taken, most } = flood(10_000, 100);
  assert.ok(taken > 950 && taken < 1050, `${taken} were taken`);
  assert.ok(most <= 64 << 10, `${most} bytes waited`);
});

test('a burst is taken whole where nothing waits, however little was sent before', () => {
  const { flood, channel, out, data } = made();
  flood(20_000, 100);
  channel.bufferedAmount = 0;
  for (let i = 0; i < 60; i++) assert.ok(out.send(data));
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
