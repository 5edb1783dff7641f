import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fragment } from '../src/feed';
import type { Arrival, FromSink } from '../src/sink';

const able = 'video/mp4; codecs="avc1.42c01e"';

class FakeBuffer extends EventTarget {
  updating = false;
  full = false;
  did: string[] = [];
  range: [number, number] | null = null;
  get buffered() {
    return { length: this.range ? 1 : 0, start: () => this.range![0], end: () => this.range![1] };
  }
  changeType(): void {}
  appendBuffer(b: Uint8Array): void {
    if (this.full) throw new DOMException('', 'QuotaExceededError');
    this.did.push(`append ${b.join()}`);
    this.updating = true;
  }
  remove(from: number, to: number): void {
    this.did.push(`remove ${from} ${to}`);
    this.updating = true;
    this.full = false;
  }
  /** What it does is done; it holds this from then on. */
  done(from: number, to: number): void {
    this.range = [from, to];
    this.updating = false;
    this.dispatchEvent(new Event('updateend'));
  }
  /** What it has done since the last look. */
  get recent(): string[] {
    return this.did.splice(0);
  }
}

class FakeSource extends EventTarget {
  static made: FakeSource[] = [];
  static isTypeSupported = (mime: string) => mime.includes('avc1');
  readyState = 'closed';
  duration = 0;
  readonly handle = { of: this };
  readonly buffer = new FakeBuffer();
  constructor() {
    super();
    FakeSource.made.push(this);
  }
  addSourceBuffer = () => this.buffer;
  open(): void {
    this.readyState = 'open';
    this.dispatchEvent(new Event('sourceopen'));
  }
}

let now = 1000;
performance.now = () => now;
Object.assign(globalThis, { MediaSource: FakeSource });
const { Sink } = await import('../src/sink');

const bytes = (...b: number[]) => new Uint8Array(b);
const picture = (time: number, ...data: number[]): Fragment =>
  ({ key: true, gap: false, audio: false, time, duration: 1, capture: 500 + time, data: bytes(...data) });

/** A sink with a second of the stream from 100 s on. */
function playing() {
  const told: FromSink[] = [];
  const sink = new Sink((message) => told.push(message));
  const source = FakeSource.made.at(-1)!;
  source.open();
  sink.init(able, bytes(1));
  source.buffer.done(0, 0);
  sink.fragment(picture(100, 2));
  source.buffer.done(100, 101);
  assert.deepEqual(source.buffer.recent, ['append 1', 'append 2']);
  return { sink, source, buffer: source.buffer, told, line: 1 };
}

const lines = (told: FromSink[]) => told.flatMap((m) => ('line' in m ? [[m.kind, m.line]] : []));
const arrivals = (told: FromSink[]): Arrival[] => told.flatMap((m) => (m.kind === 'buffered' ? m.arrived : []));

test('a worker’s source is told by its handle, and what has come when it is in the buffer', () => {
  const { told, source, sink, buffer } = playing();
  assert.deepEqual(told[0], { kind: 'source', source: source.handle, line: 1, broken: false });
  assert.deepEqual(told[1], { kind: 'type', mime: able, plays: true });
  assert.deepEqual(arrivals(told).map((a) => [a.time, a.end, a.capture, a.jump]), [[100, 101, 600, false]]);
  sink.fragment(picture(101, 3));
  sink.fragment(picture(102, 4));
  sink.fragment(picture(103, 5));
  buffer.done(100, 102);
  assert.deepEqual(buffer.recent, ['append 3', 'append 4,5']);
  assert.equal(arrivals(told).length, 4);
});

test('what has been played is let go', () => {
  const { sink, buffer, line } = playing();
  buffer.range = [100, 140];
  sink.told({ kind: 'place', line, at: 129 });
  sink.told({ kind: 'place', line: line + 1, at: 139 });
  assert.deepEqual(buffer.recent, []);
  sink.told({ kind: 'place', line, at: 131 });
  assert.deepEqual(buffer.recent, ['remove 0 111']);
  buffer.done(111, 205); // nobody plays that
  assert.deepEqual(buffer.recent, ['remove 0 133']);
});

test('where there is no room, what has just been played goes', () => {
  const { sink, buffer, line } = playing();
  sink.told({ kind: 'place', line, at: 104 });
  buffer.full = true;
  sink.fragment(picture(101, 3));
  assert.deepEqual(buffer.recent, ['remove 0 102']);
  buffer.done(102, 103);
  assert.deepEqual(buffer.recent, ['append 3']);
  buffer.done(102, 103);
  sink.told({ kind: 'place', line, at: 103 });
  buffer.full = true;
  sink.fragment(picture(102, 4));
  buffer.full = false;
  sink.fragment({ ...picture(103, 5), key: false });
  assert.deepEqual(buffer.recent, [], 'it begins again with a key frame');
  sink.fragment(picture(103, 6));
  assert.deepEqual(buffer.recent, ['append 6']);
});

test('a jump of the time is a new line backwards, and told forwards', () => {
  const { sink, buffer, told } = playing();
  sink.fragment({ ...picture(140, 3), capture: 700 });
  buffer.done(100, 141);
  assert.equal(arrivals(told).at(-1)?.jump, true);
  assert.deepEqual(lines(told), [['source', 1]]);
  sink.fragment({ ...picture(20, 4), capture: 710 });
  assert.deepEqual(lines(told), [['source', 1], ['line', 2]]);
  buffer.done(0, 0);
  assert.deepEqual(buffer.recent, ['append 3', 'remove 0 Infinity', 'append 4']);
  buffer.range = [20, 60];
  sink.told({ kind: 'place', line: 1, at: 140 }); // said before the page knew
  buffer.done(20, 61);
  assert.deepEqual(buffer.recent, []);
});

test('what cannot be decoded takes a new source, and too often is not played', () => {
  const { sink, told, source } = playing();
  sink.told({ kind: 'broken', line: 1 });
  const next = FakeSource.made.at(-1)!;
  assert.notEqual(next, source);
  assert.deepEqual(told.at(-1), { kind: 'source', source: next.handle, line: 2, broken: true });
  sink.told({ kind: 'broken', line: 1 }); // the same once more
  assert.equal(FakeSource.made.at(-1), next);
  next.open();
  assert.deepEqual(next.buffer.recent, ['append 1']);
  for (const line of [2, 3, 4]) sink.told({ kind: 'broken', line });
  assert.equal(told.at(-1)?.kind, 'source');
  sink.told({ kind: 'broken', line: 5 });
  assert.deepEqual(told.at(-1), { kind: 'type', mime: able, plays: false });
});
