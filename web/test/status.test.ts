import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Problem } from '../src/feed';
import { codecSentence, problemSentence } from '../src/problems';
import { describe, type Situation } from '../src/status';

const good: Situation = {
  feed: 'open', problem: null, detail: '', play: 'playing', bufferMs: 300, live: true, mime: 'video/mp4; codecs="avc1.42c01e,mp4a.40.2"',
  playable: () => true, local: false, reason: '', failed: false,
};
const state = (part: Partial<Situation>) => describe({ ...good, ...part }).state;

test('states', () => {
  assert.equal(state({}), 'playing');
  assert.equal(state({ live: false }), 'behind');
  assert.equal(state({ feed: 'connecting', play: 'idle' }), 'connecting');
  assert.equal(state({ play: 'starting' }), 'waiting');
  assert.equal(state({ feed: 'lost', play: 'stalled' }), 'lost');
  assert.equal(state({ play: 'unsupported' }), 'unsupported');
});

test('what is in the buffer is played to the end', () => {
  assert.equal(state({ feed: 'ended' }), 'playing');
  assert.equal(state({ feed: 'ended', bufferMs: 20 }), 'ended');
  assert.equal(state({ problem: 'tracker' }), 'playing', 'a swarm goes on without its tracker');
  assert.equal(state({ problem: 'tracker', play: 'stalled' }), 'lost');
  assert.equal(state({ problem: 'webrtc', play: 'idle' }), 'failed');
});

test('a feed that has failed says why', () => {
  const said = describe({ ...good, play: 'idle', failed: true, reason: 'It came damaged.' });
  assert.deepEqual([said.state, said.text], ['failed', 'It came damaged.']);
  assert.equal(state({ failed: true }), 'playing', 'what came before is played to its end');
});

test('the reason is told where nothing comes', () => {
  const reason = 'There is no room.';
  assert.equal(describe({ ...good, play: 'stalled', reason }).hint, reason);
  assert.equal(describe({ ...good, play: 'idle', feed: 'connecting', reason }).hint, reason);
  assert.equal(describe({ ...good, reason }).hint, '');
});

test('every problem is a sentence and says what to do', () => {
  const all: Problem[] = ['link', 'tracker', 'webrtc', 'engine-missing', 'engine-broken', 'engine-unable'];
  for (const problem of all) {
    const { text, hint } = problemSentence(problem);
    assert.match(text, /[.…]$/, problem);
    assert.match(hint, /\.$|link\.$/, problem);
    assert.match(hint, /[Tt]ry|[Tt]urn|[Cc]opy|[Ll]eave|watch|[Bb]ring/, problem);
  }
});

test('the codec at fault is named', () => {
  const mime = 'video/mp4; codecs="hvc1.1.6.L93.B0,mp4a.40.2"';
  assert.match(codecSentence(mime, (c) => !c.startsWith('hvc1'), false).text, /H\.265 video\.$/);
  assert.match(codecSentence(mime, () => true, false).text, /H\.265 video and AAC sound/);
  assert.match(codecSentence(mime, () => false, true).hint, /stream\.mp4/);
  assert.match(codecSentence(mime, null, false).text, /live video on a page/);
  assert.match(codecSentence('nonsense', () => true, false).text, /format/);
});
