// Tests of latency control over simulated time, by node:test. Run by
// `go test ./internal/web`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arrivals, limits, nextRate } from '../src/latency';

/** A repeatable source of numbers from 0 to 1. */
function random(seed: number): () => number {
  return () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
}

interface Outcome {
  /** Ticks of 10 ms at which there was nothing to play, after the first 3 s. */
  starved: number;
  /** Distance from the newest media time that there could be, at the end. */
  lag: number;
  worstRate: number;
  jumps: number;
}

/** Plays frames of 40 ms that arrive late by delay(frame number), for so many seconds. */
function play(duration: number, delay: (n: number) => number, at = 0.15): Outcome {
  const arrivals = new Arrivals();
  const step = 0.01;
  const due: number[] = [];
  let last = 0;
  for (let n = 0; n * 0.04 < duration; n++) {
    last = Math.max(last, (n + 1) * 0.04 + delay(n)); // in order
    due.push(last);
  }
  let next = 0;
  let edge = 0;
  let position = NaN;
  let rate = 1;
  const out: Outcome = { starved: 0, lag: 0, worstRate: 1, jumps: 0 };
  for (let now = 0; now < duration; now += step) {
    while (next < due.length && due[next] <= now) {
      edge = (next + 1) * 0.04;
      arrivals.arrived(due[next], edge);
      next++;
    }
    if (edge === 0) continue;
    if (isNaN(position)) position = edge - at;
    const error = arrivals.desired(now) - position;
    if (error > limits.jump) {
      position = Math.min(edge, arrivals.desired(now));
      out.jumps++;
    }
    rate = nextRate(error, rate);
    if (position + step * rate <= edge) position += step * rate;
    else if (now > 3) out.starved++;
    if (now > 3) out.worstRate = Math.abs(rate - 1) > Math.abs(out.worstRate - 1) ? rate : out.worstRate;
    out.lag = now - position;
  }
  return out;
}

test('an even stream plays near the edge, at its own rate', () => {
  const out = play(60, () => 0);
  assert.equal(out.starved, 0);
  assert.ok(out.lag < limits.minTarget + 0.06, `lag ${out.lag}`);
});

test('a start too far behind is made up for soon', () => {
  const out = play(20, () => 0, 0.9);
  assert.ok(out.lag < limits.minTarget + 0.1, `lag ${out.lag}`);
  assert.equal(out.jumps, 0);
});

test('blocks of 100 ms do not starve it, and cost no more than themselves', () => {
  const out = play(60, (n) => 0.1 - (((n + 1) * 0.04) % 0.1));
  assert.equal(out.starved, 0);
  assert.ok(out.lag < Math.max(limits.minTarget, 0.1 + limits.margin) + 0.06, `lag ${out.lag}`);
});

test('jitter raises the target so far that nothing starves', () => {
  const next = random(7);
  const jitter = Array.from({ length: 3000 }, () => next() * 0.3);
  const out = play(100, (n) => jitter[n]);
  assert.equal(out.starved, 0);
  assert.ok(out.lag > 0.3 && out.lag < 0.55, `lag ${out.lag}`);
});

test('the delay falls again when the network is well again', () => {
  const next = random(3);
  const out = play(90, (n) => (n < 500 ? next() * 0.5 : 0));
  assert.ok(out.lag < limits.minTarget + 0.06, `lag ${out.lag}`);
});

test('a clock that runs faster or slower is followed', () => {
  for (const drift of [-0.002, 0.002]) {
    const out = play(120, (n) => n * 0.04 * drift + 1);
    assert.equal(out.starved, 0, `drift ${drift}`);
    const lag = out.lag - 1 - 120 * drift;
    assert.ok(lag > 0.05 && lag < limits.minTarget + 0.1, `drift ${drift}: lag ${lag}`);
  }
});

test('an outage is jumped over, and forgotten', () => {
  const out = play(60, (n) => (n >= 500 && n < 600 ? (600 - n) * 0.04 : 0));
  assert.ok(out.lag < limits.minTarget + 0.06, `lag ${out.lag}`);
});

test('a stall raises the target for a while, and can be taken back', () => {
  const arrivals = new Arrivals();
  const feed = (from: number, to: number) => {
    for (let t = from; t < to; t += 0.04) {
      arrivals.arrived(t, t);
      arrivals.target(t);
    }
  };
  feed(0, 20);
  const before = arrivals.target(20);
  arrivals.stalled(20);
  assert.ok(arrivals.target(20) > before * 1.4);
  feed(20, 90);
  assert.ok(arrivals.target(90) < before * 1.05);
  for (let i = 0; i < 20; i++) arrivals.stalled(90);
  assert.equal(arrivals.target(90), limits.maxTarget);
  arrivals.forgive();
  assert.ok(arrivals.target(90.1) <= limits.minTarget);
});

test('the rate stays within its limits and rests near nought', () => {
  for (let e = -3; e <= 3; e += 0.001) {
    for (const rate of [1, 1.02]) {
      const r = nextRate(e, rate);
      assert.ok(r >= limits.minRate && r <= limits.maxRate, `${e}: ${r}`);
      assert.ok(e * (r - 1) >= 0, `${e}: ${r}`);
    }
  }
  assert.equal(nextRate(0.02, 1), 1);
  assert.notEqual(nextRate(0.02, 1.01), 1);
});

test('steady plays later from the beginning, and can be taken back', () => {
  const arrivals = new Arrivals();
  arrivals.least = limits.steadyTarget;
  for (let t = 0; t < 20; t += 0.04) arrivals.arrived(t, t);
  assert.equal(arrivals.target(20), limits.steadyTarget);
  arrivals.least = limits.minTarget;
  arrivals.forgive();
  assert.ok(arrivals.target(20) <= limits.minTarget);
});

test('a beginning that catches up is no jitter', () => {
  const arrivals = new Arrivals();
  for (let n = 0; n < 75; n++) {
    // What was missed of a second and a half comes within two.
    const media = n * 0.04;
    arrivals.arrived(media + Math.max(0, 1.5 - n * 0.03), media);
  }
  assert.equal(arrivals.target(3), limits.minTarget);
});

test('one outage says nothing of the next seconds', () => {
  const arrivals = new Arrivals();
  for (let n = 0; n < 250; n++) {
    // For a second from the sixth on nothing comes; what was missed comes within the next.
    const media = n * 0.04;
    arrivals.arrived(media < 6 || media > 8 ? media : Math.max(media, 7 + (media - 6) * 0.5), media);
  }
  assert.ok(arrivals.target(10) <= limits.minTarget + 0.01, `target ${arrivals.target(10)}`);
});
