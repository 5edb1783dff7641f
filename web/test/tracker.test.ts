import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { address, decodeKey, encodeKey, Trackers, trackersOf, type TrackerHost } from '../src/swarm/tracker';
import { hex, unhex } from '../src/swarm/records';

/** Takes the place of a browser's WebSocket. */
class Socket {
  static all: Socket[] = [];
  onmessage: ((e: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  sent: Record<string, unknown>[] = [];
  closed = false;

  constructor(readonly url: string) {
    Socket.all.push(this);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.closed = true;
  }

  say(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

const self = '11'.repeat(32);
const channel = '22'.repeat(32);
const other = 'f0'.repeat(32);
const nonce = 'AAECAwQFBgcICQoLDA0ODw==';

function make(names: string[]) {
  Socket.all = [];
  (globalThis as { WebSocket: unknown }).WebSocket = Socket;
  const seen: string[] = [];
  const host: TrackerHost = {
    challenge: (n, key, nonce, name) => seen.push(`challenge ${n} ${hex(key)} ${nonce.length} ${name}`),
    peers: (peers, audience) => seen.push(`peers of ${audience} ${peers.map((p) => p.peer + (p.certificate ? ` certified ${p.certificate.length}` : '')).join()}`),
    relayed: (from, data) => seen.push(`relayed ${from} ${hex(data)}`),
    ice: (servers) => seen.push(`ice ${servers.join()}`),
    changed: () => {},
  };
  const trackers = new Trackers(names, host);
  trackers.start();
  return { trackers, seen };
}

test('keys and addresses are written as trackers write them', () => {
  assert.equal(encodeKey('ff'.repeat(32)), '_'.repeat(42) + '8');
  assert.equal(decodeKey(encodeKey(other)), other);
  for (const bad of [7, null, '', 'x', '!'.repeat(43)]) assert.equal(decodeKey(bad), null, String(bad));
  assert.equal(address('a.example:7400'), 'ws://a.example:7400/v1/announce');
  assert.equal(address('[2001:db8::1]:443'), 'wss://[2001:db8::1]:443/v1/announce');
});

test('the trackers of a link', () => {
  assert.deepEqual(trackersOf('throng:x'), []);
  assert.deepEqual(trackersOf('throng:x?t=a.example:1&i=stun:b:2&t=[::1]:3'), ['a.example:1', '[::1]:3']);
  assert.deepEqual(trackersOf('throng:x?t=a.example:1/any?x=:2&t=a.example&t=b.example:70000&t=b.example:3'), ['b.example:3'], 'what is no host with a port is left out');
});

test('a conversation', () => {
  const { trackers, seen } = make(['a.example:7400']);
  const [s] = Socket.all;
  s.say({ type: 'hello', version: 1, nonce, key: encodeKey(other) });
  assert.deepEqual(seen, []);
  trackers.identify(self, channel);
  assert.deepEqual(seen.splice(0), [`challenge 0 ${other} 16 a.example:7400`]);
  trackers.prove(0, unhex('0102'));
  assert.deepEqual(s.sent.splice(0), [{
    type: 'announce', version: 1, channel: encodeKey(channel), peer: encodeKey(self), tracker: 'a.example:7400', proof: 'AQI=',
    addrs: [], webrtc: true, want: 20,
  }]);
  assert.equal(trackers.up, 0);
  s.say({ type: 'welcome', observed: '192.0.2.1:5', peers: 3, ice: ['stun:a.example:7400', 5], later: true });
  assert.equal(trackers.up, 1);
  assert.equal(trackers.viewers, 2, 'one of them is the broadcaster');
  s.say({ type: 'peers', peers: [{ peer: encodeKey(other), addrs: [], webrtc: true }, { peer: encodeKey(self), addrs: ['192.0.2.1:1'] }, null, 7] });
  s.say({ type: 'relay', from: encodeKey(other), data: 'AQI=' });
  assert.deepEqual(seen.splice(0), ['ice stun:a.example:7400', `peers of 3 ${other}`, `relayed ${other} 0102`]);
  assert.equal(trackers.kinds.get(other), 'tab', 'who has no address');
  for (const size of [64, 63]) s.say({ type: 'peers', peers: [{ peer: encodeKey(other), addrs: [], webrtc: true, source: btoa('c'.repeat(size)) }] });
  assert.deepEqual(seen.splice(0), [`peers of 3 ${other} certified 64`, `peers of 3 ${other}`]);
  trackers.relay(other, unhex('03'));
  trackers.want(99);
  assert.deepEqual(s.sent, [{ type: 'relay', to: encodeKey(other), data: 'Aw==' }, { type: 'want', n: 50 }]);
  trackers.stop();
  assert.ok(s.closed);
});

test('an audience is believed within bounds', () => {
  const { trackers, seen } = make(['a.example:7400']);
  const [s] = Socket.all;
  for (const [told, taken] of [[-5, 0], [2 ** 40, 1e9], [7.5, 7], ['many', 0]]) {
    s.say({ type: 'welcome', observed: '192.0.2.1:5', peers: told });
    s.say({ type: 'peers', peers: [{ peer: encodeKey(other), addrs: [], webrtc: true }] });
    assert.deepEqual(seen.splice(0).at(-1), `peers of ${taken} ${other}`);
    s.say({ type: 'welcome', observed: '192.0.2.1:5', peers: 3 });
    s.say({ type: 'peers', peers: [{ peer: encodeKey(other), addrs: [], webrtc: true }], count: told });
    assert.deepEqual(seen.splice(0).at(-1), `peers of ${taken} ${other}`);
  }
  trackers.stop();
});

test('of a great many peers the newest are remembered, and what they are', () => {
  const { trackers } = make(['a.example:7400']);
  const [s] = Socket.all;
  const id = (i: number) => i.toString(16).padStart(64, '0');
  const tell = (from: number, to: number, addrs: string[]) => {
    const peers = Array.from({ length: to - from }, (_, i) => ({ peer: encodeKey(id(from + i)), addrs, webrtc: true }));
    for (let at = 0; at < peers.length; at += 50) s.say({ type: 'peers', peers: peers.slice(at, at + 50) });
  };
  tell(0, 3000, []);
  tell(3000, 3001, ['192.0.2.1:1']);
  assert.equal(trackers.kinds.size, 1000);
  assert.equal(trackers.kinds.get(id(0)), undefined);
  assert.equal(trackers.kinds.get(id(2999)), 'tab');
  assert.equal(trackers.kinds.get(id(3000)), 'native');
  trackers.stop();
});

test('nonsense changes nothing', () => {
  const { trackers, seen } = make(['a.example:7400']);
  const [s] = Socket.all;
  for (const m of [{}, { type: 'peers', peers: 5 }, { type: 'relay', from: 1, data: 2 }, { type: 'relay', from: encodeKey(other), data: '!' }, { type: 'later' }]) s.say(m);
  for (const data of ['', 'null', '[', '5']) s.onmessage?.({ data });
  assert.deepEqual(seen, []);
  assert.equal(s.closed, false);
  trackers.stop();
});

test('a lost tracker is tried again, ever later, and one that refuses without haste', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  mock.method(Math, 'random', () => 1);
  try {
    const { trackers } = make(['a.example:7400']);
    Socket.all[0].onclose?.();
    assert.match(trackers.error, /a\.example:7400 cannot be reached/);
    for (const [i, wait] of [250, 500, 1000, 1000].entries()) {
      mock.timers.tick(wait - 1);
      assert.equal(Socket.all.length, i + 1, `before try ${i + 2}`);
      mock.timers.tick(1);
      assert.equal(Socket.all.length, i + 2, `try ${i + 2}`);
      Socket.all[i + 1].onclose?.();
    }
    mock.timers.tick(1000);
    Socket.all[5].say({ type: 'error', code: 'full', message: 'no room' });
    Socket.all[5].onclose?.();
    assert.match(trackers.error, /refused: no room/);
    mock.timers.tick(2000);
    assert.equal(Socket.all.length, 6);
    trackers.now();
    assert.equal(Socket.all.length, 7);
    trackers.stop();
    mock.timers.tick(60_000);
    assert.equal(Socket.all.length, 7);
  } finally {
    mock.restoreAll();
    mock.timers.reset();
  }
});
