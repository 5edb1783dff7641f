import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fragment } from '../src/feed';
import type { ToSink } from '../src/sink';

const able = 'video/mp4; codecs="avc1.42c01e"';
const unable = 'video/mp4; codecs="hvc1.1.6.L93"';

class FakeBuffer extends EventTarget {
  updating = false;
  types: string[] = [];
  appended: number[] = [];
  changeType(mime: string): void {
    this.types.push(mime);
  }
  appendBuffer(b: Uint8Array): void {
    this.appended.push(b[0]);
  }
}

class FakeSource extends EventTarget {
  static last: FakeSource;
  static isTypeSupported = (mime: string) => mime.includes('avc1');
  readyState = 'closed';
  duration = 0;
  buffers: FakeBuffer[] = [];
  constructor() {
    super();
    FakeSource.last = this;
  }
  addSourceBuffer(mime: string): FakeBuffer {
    if (!FakeSource.isTypeSupported(mime)) throw new DOMException('', 'NotSupportedError');
    this.buffers.push(new FakeBuffer());
    return this.buffers[this.buffers.length - 1];
  }
  open(): void {
    this.readyState = 'open';
    this.dispatchEvent(new Event('sourceopen'));
  }
}

class FakeVideo extends EventTarget {
  paused = true;
  seeking = false;
  currentTime = 0;
  playbackRate = 1;
  videoWidth = 0;
  videoHeight = 0;
  srcObject: unknown = null;
  error: unknown = null;
  end = 0;
  /** What is buffered; undefined: from 0 to end. */
  ranges?: [number, number][];
  private waitForFrame: (() => void)[] = [];
  get buffered() {
    const ranges = this.ranges ?? (this.end > 0 ? [[0, this.end]] : []);
    return { length: ranges.length, start: (i: number) => ranges[i][0], end: (i: number) => ranges[i][1] };
  }
  async play(): Promise<void> {
    this.paused = false;
  }
  load(): void {}
  removeAttribute(): void {}
  getVideoPlaybackQuality = () => null;
  requestVideoFrameCallback(f: () => void): void {
    this.waitForFrame.push(f);
  }
  show(): void {
    for (const f of this.waitForFrame.splice(0)) f();
  }
}

let tick = () => {};
Object.assign(globalThis, {
  MediaSource: FakeSource,
  HTMLVideoElement: FakeVideo,
  window: { setInterval: (f: () => void) => ((tick = f), 0) },
  document: Object.assign(new EventTarget(), { visibilityState: 'visible' }),
});
URL.createObjectURL = () => 'blob:';
URL.revokeObjectURL = () => {};
const { MsePlayer } = await import('../src/mse');

function player() {
  const video = new FakeVideo();
  return { video, player: new MsePlayer(video as unknown as HTMLVideoElement, () => {}), source: FakeSource.last };
}

const bytes = (...b: number[]) => new Uint8Array(b);

test('a codec that plays after one that does not gets its buffer', () => {
  for (const openAfter of [0, 1, 2]) {
    const { player: p, source } = player();
    if (openAfter === 0) source.open();
    p.init(unable, bytes(1));
    assert.equal(p.stats.state, 'unsupported');
    if (openAfter === 1) source.open();
    p.init(able, bytes(2));
    if (openAfter === 2) source.open();
    assert.equal(p.stats.state, 'starting');
    assert.equal(FakeSource.last, source);
    assert.equal(source.buffers.length, 1, `open after ${openAfter} types`);
    assert.deepEqual(source.buffers[0].types, [able]);
    assert.deepEqual(source.buffers[0].appended, [2]);
  }
});

test('more tracks than the buffer has take a new source', () => {
  const { player: p, source } = player();
  source.open();
  p.init(able, bytes(1));
  p.init(unable.replace('"hvc1', '"opus,hvc1'), bytes(2));
  p.init(able.replace('"avc1', '"opus,avc1'), bytes(3));
  assert.notEqual(FakeSource.last, source);
  FakeSource.last.open();
  assert.deepEqual(FakeSource.last.buffers[0].appended, [3]);
});

let now = 1000;
performance.now = () => now;

function later(ms: number): void {
  now += ms;
  tick();
}

/** A player with a second of the stream, whose first picture has been shown and stands. */
function beginning() {
  const { video, player: p, source } = player();
  source.open();
  p.init(able, bytes(1));
  p.fragment({ key: true, audio: false, time: 0, duration: 1, capture: 0, data: bytes(2) } as Fragment);
  video.end = 1;
  source.buffers[0].dispatchEvent(new Event('updateend'));
  video.show();
  return { video, p };
}

test('waiting at the start is no stall, and going to its place no jump', () => {
  const { video, p } = beginning();
  assert.ok(p.stats.firstFrameMs >= 0);
  later(1000);
  assert.equal(video.paused, false);
  video.dispatchEvent(new Event('playing'));
  video.dispatchEvent(new Event('waiting'));
  assert.deepEqual([p.stats.stalls, p.stats.jumps], [0, 0]);
  video.show();
  video.dispatchEvent(new Event('waiting'));
  assert.equal(p.stats.stalls, 1);
  p.goLive();
  assert.equal(p.stats.jumps, 1);
});

test('a source of another thread is played by its handle, and that thread is told what it needs', () => {
  const said: ToSink[] = [];
  const video = new FakeVideo();
  const p = new MsePlayer(video as unknown as HTMLVideoElement, () => {}, (m) => said.push(m));
  const handle = {} as MediaSourceHandle;
  p.heard({ kind: 'source', source: handle, line: 3, broken: false });
  assert.equal(video.srcObject, handle);
  p.heard({ kind: 'type', mime: able, plays: true });
  video.end = 1;
  p.heard({ kind: 'buffered', arrived: [{ at: now / 1000, time: 0, end: 1, capture: 0, jump: false }], waits: false });
  later(1000);
  video.dispatchEvent(new Event('playing'));
  tick();
  assert.deepEqual(said, [{ kind: 'place', line: 3, at: video.currentTime }]);
  tick();
  assert.equal(said.length, 1, 'it has not moved');
  video.error = {};
  video.dispatchEvent(new Event('error'));
  video.dispatchEvent(new Event('pause'));
  assert.deepEqual(said.at(-1), { kind: 'broken', line: 3 });
  assert.equal(p.stats.state, 'playing', 'nobody has paused it');
  p.heard({ kind: 'source', source: handle, line: 4, broken: true });
  assert.equal(p.stats.state, 'starting');
});

test('what is not played stays so while what was there plays to its end', () => {
  const { video, p } = beginning();
  later(1000);
  video.show();
  p.init(unable, bytes(3));
  for (const event of ['playing', 'waiting', 'pause']) video.dispatchEvent(new Event(event));
  assert.deepEqual([p.stats.state, p.stats.stalls], ['unsupported', 0]);
  p.init(able, bytes(4));
  assert.equal(p.stats.state, 'starting');
});

test('a picture that stands is a stall, with something in the buffer too', () => {
  const { video, p } = beginning();
  later(1000);
  video.dispatchEvent(new Event('playing'));
  video.show();
  video.currentTime = 0.8; // 0.2 s before the end
  tick();
  later(1000);
  assert.deepEqual([p.stats.state, p.stats.stalls], ['playing', 0]);
  later(300);
  assert.deepEqual([p.stats.state, p.stats.stalls], ['stalled', 1]);
  video.end = 9;
  tick();
  assert.equal(p.stats.state, 'playing');
  tick();
  assert.deepEqual([p.stats.state, p.stats.stalls], ['playing', 1]);
});

/** A player in whose buffer there are these ranges, and which seeks to a place. */
function seeking(at: number, ...ranges: [number, number][]) {
  const { video, p } = beginning();
  later(1000);
  video.dispatchEvent(new Event('playing'));
  video.show();
  video.ranges = ranges;
  video.seeking = true;
  video.currentTime = at;
  later(100);
  later(1000);
  assert.deepEqual([video.currentTime, p.stats.state], [at, 'playing'], 'a slow machine needs its time');
  return { video, p };
}

test('a seek that does not end is a stall, and goes on behind the hole', () => {
  const { video, p } = seeking(0.6, [0, 0.8], [3, 8]);
  later(300);
  assert.ok(video.currentTime >= 3, `at ${video.currentTime}`);
  video.seeking = false;
  later(100);
  assert.deepEqual([p.stats.state, p.stats.stalls], ['playing', 1]);
});

test('a long seek to where there is enough is one stall, which says nothing of the network', () => {
  const { video, p } = seeking(0.6, [0, 2], [3, 8]);
  const target = p.stats.targetMs;
  for (let i = 0; i < 30; i++) later(200);
  assert.deepEqual([video.currentTime, p.stats.state, p.stats.stalls], [0.6, 'stalled', 1]);
  assert.ok(p.stats.stalledMs > 5000, `${p.stats.stalledMs} ms`);
  assert.equal(p.stats.targetMs, target);
  video.seeking = false;
  video.dispatchEvent(new Event('playing'));
  assert.equal(p.stats.state, 'playing');
});

test('a picture that stands on when a long seek has ended says that the target is too low', () => {
  const { video, p } = seeking(0.3, [0, 0.8]);
  later(300);
  const target = p.stats.targetMs;
  video.seeking = false;
  later(100);
  assert.ok(p.stats.targetMs > target, `${p.stats.targetMs} ms after ${target}`);
  assert.equal(p.stats.stalls, 1);
});
