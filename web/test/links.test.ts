import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { candidateLines, Links, type LinkHost } from '../src/swarm/links';
import { iceServer } from '../src/swarm/feed';

Object.assign(globalThis, { window: globalThis });

/** Takes the place of RTCPeerConnection: gathers one candidate, connects when both descriptions are set. */
class Connection extends EventTarget {
  static made: Connection[] = [];
  iceGatheringState = 'new';
  connectionState = 'new';
  localDescription: RTCSessionDescriptionInit | null = null;
  remoteDescription: RTCSessionDescriptionInit | null = null;
  onicecandidate: ((e: { candidate: { candidate: string } | null }) => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  added: string[] = [];
  closed = false;
  readonly number = Connection.made.push(this);

  createDataChannel(): RTCDataChannel {
    return { number: this.number } as unknown as RTCDataChannel;
  }

  async createOffer() {
    return { type: 'offer', sdp: `offer of ${this.number}` };
  }

  async createAnswer() {
    return { type: 'answer', sdp: `answer of ${this.number}` };
  }

  async setLocalDescription(d: RTCSessionDescriptionInit): Promise<void> {
    this.localDescription = d;
    this.onicecandidate?.({ candidate: { candidate: `candidate:${this.number}` } });
    this.iceGatheringState = 'complete';
    this.dispatchEvent(new Event('icegatheringstatechange'));
  }

  async setRemoteDescription(d: RTCSessionDescriptionInit): Promise<void> {
    this.remoteDescription = d;
  }

  async addIceCandidate(c: RTCIceCandidateInit): Promise<void> {
    this.added.push(c.candidate ?? '');
  }

  close(): void {
    this.closed = true;
  }

  become(state: string): void {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
}

function make(self: string) {
  const seen: string[] = [];
  const host: LinkHost = {
    channel: (id, peer) => seen.push(`channel ${id} ${peer}`),
    down: (id) => seen.push(`down ${id}`),
    failed: (peer) => seen.push(`failed ${peer}`),
    describe: (peer, type, session, sdp) => seen.push(`describe ${peer} ${type} ${sdp}`) && sessions.push(session),
    candidates: (peer, session, lines) => seen.push(`candidates ${peer} ${lines}`),
    refuse: (peer, session) => seen.push(`refuse ${peer} ${session}`),
  };
  const sessions: bigint[] = [];
  Connection.made = [];
  const links = new Links(self, host, () => new Connection() as unknown as RTCPeerConnection);
  return { links, seen, sessions };
}

/** Lets promises that are settled do what they do. */
const settle = async () => {
  for (let i = 0; i < 10; i++) await Promise.resolve();
};

test('an offer, its repeats, the answer', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const { links, seen, sessions } = make('b');
    links.connect('a');
    await settle();
    assert.deepEqual(seen.splice(0), ['channel 1 a', 'describe a 1 offer of 1']);
    links.connect('a'); // it is on its way
    mock.timers.tick(350);
    assert.deepEqual(seen.splice(0), ['describe a 1 offer of 1']);
    links.described('a', 2, 77n, 'of another session');
    links.described('a', 2, sessions[0], 'x\r\na=candidate:9\r\n');
    await settle();
    const [c] = Connection.made;
    assert.equal(c.remoteDescription?.type, 'answer');
    links.described('a', 2, sessions[0], 'x\r\na=candidate:9\r\na=candidate:10\r\n');
    links.candidatesOf('a', sessions[0], 'candidate:10\ncandidate:11\n');
    links.candidatesOf('a', 77n, 'candidate:12');
    assert.deepEqual(c.added, ['candidate:10', 'candidate:11']);
    c.onicecandidate?.({ candidate: { candidate: 'candidate:late' } });
    assert.deepEqual(seen.splice(0), ['candidates a candidate:1\ncandidate:late']);
    c.become('connected');
    assert.equal(links.up, 1);
    mock.timers.tick(60_000);
    c.become('failed');
    assert.deepEqual(seen, ['down 1']);
    assert.ok(c.closed);
  } finally {
    mock.timers.reset();
  }
});

test('nobody answers', async () => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  let now = 0;
  mock.method(performance, 'now', () => now);
  try {
    const { links, seen } = make('b');
    links.connect('a');
    await settle();
    for (let i = 0; i < 40 && !seen.includes('failed a'); i++) {
      now += 500;
      mock.timers.tick(500);
    }
    assert.equal(seen.at(-1), 'failed a');
    assert.ok(now >= 12_000 && now < 15_000, `after ${now} ms`);
    const offers = seen.filter((s) => s.startsWith('describe')).length;
    assert.ok(offers > 6 && offers < 14, `${offers} offers`);
  } finally {
    mock.restoreAll();
    mock.timers.reset();
  }
});

test('an offer is answered, again when it comes again, and replaces an older link', async () => {
  const { links, seen } = make('b');
  links.described('a', 1, 5n, 'theirs');
  await settle();
  assert.deepEqual(seen.splice(0), ['channel 1 a', 'describe a 2 answer of 1']);
  links.described('a', 1, 5n, 'theirs\r\na=candidate:3');
  assert.deepEqual(seen.splice(0), ['describe a 2 answer of 1']);
  assert.deepEqual(Connection.made[0].added, ['candidate:3']);
  Connection.made[0].become('connected');
  links.described('a', 1, 6n, 'theirs anew');
  await settle();
  assert.equal(Connection.made[0].closed, false);
  Connection.made[1].become('connected');
  assert.deepEqual(seen, ['channel 2 a', 'describe a 2 answer of 2', 'down 1']);
  assert.ok(Connection.made[0].closed);
  links.close();
});

test('of two offers at once that of the higher key counts', async () => {
  const lower = make('a');
  lower.links.connect('b');
  await settle();
  lower.seen.length = 0;
  lower.links.described('b', 1, 5n, 'theirs');
  await settle();
  assert.deepEqual(lower.seen, ['channel 2 b', 'describe b 2 answer of 2']);
  assert.ok(Connection.made[0].closed);
  // The peer inside asked for a link, and is told where this one fails.
  Connection.made[1].become('failed');
  assert.equal(lower.seen.at(-1), 'failed b');

  const higher = make('b');
  higher.links.connect('a');
  await settle();
  higher.seen.length = 0;
  higher.links.described('a', 1, 5n, 'theirs');
  await settle();
  assert.deepEqual(higher.seen, []);
  higher.links.close();
  lower.links.close();
});

test('no more are answered than there is room for', async () => {
  const { links, seen } = make('b');
  for (let i = 0; i < 30; i++) links.described(`p${i}`, 1, BigInt(i), 'theirs');
  await settle();
  assert.equal(seen.filter((s) => s.startsWith('refuse')).length, 6);
  assert.ok(seen.includes('refuse p24 24'));
  links.close();
});

test('a refusal ends an attempt', async () => {
  const { links, seen, sessions } = make('b');
  links.connect('a');
  await settle();
  links.refused('a', 77n);
  links.refused('a', sessions[0]);
  assert.equal(seen.at(-1), 'failed a');
  assert.equal(seen.filter((s) => s.startsWith('failed')).length, 1);
});

test('candidates and servers are read', () => {
  assert.deepEqual(candidateLines('v=0\r\na=candidate:1 x\r\na=mid:0\na=candidate:2\n'), ['candidate:1 x', 'candidate:2']);
  assert.deepEqual(iceServer('stun:a.example:1'), { urls: 'stun:a.example:1' });
  assert.deepEqual(iceServer('turn:me:p%40ss@a.example:1'), { urls: 'turn:a.example:1', username: 'me', credential: 'p@ss' });
  for (const bad of ['', 'http://x', 'stun:a@b', 'javascript:x']) assert.equal(iceServer(bad), null, bad);
});
