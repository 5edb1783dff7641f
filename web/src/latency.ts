// How far behind the newest frame to play, and how fast. Pure: the caller says
// what time it is. All times are in seconds.

/** The limits of latency control, in seconds where nothing else is said. */
export const limits = {
  /** The lowest target, and the one before the network has shown anything: with less, a parent that is late for once, or a busy machine, makes the picture stand still. */
  minTarget: 0.4,
  /** The lowest target where the viewer wants it steady: what most networks never exceed. */
  steadyTarget: 1.5,
  /** The highest target. */
  maxTarget: 2.5,
  /** What the target has beyond the jitter seen: appending, decoding, timers. */
  margin: 0.12,
  /** For how long jitter is remembered. */
  window: 10,
  /** How fast the target falls, in seconds a second. It rises at once. */
  fall: 0.2,
  /** For how long a stall keeps the target up. */
  stallMemory: 20,
  /** For so long after the start it may still be a beginning that catches up. */
  settle: 5,
  /** Then jitter beyond this that grows less is a beginning that catches up, and is forgotten. */
  burst: 0.1,
  /** An error below this is not corrected … */
  deadZone: 0.03,
  /** … and a correction ends below this. */
  done: 0.01,
  /** The share of the error that is made up for in a second. */
  gain: 0.15,
  minRate: 0.97,
  maxRate: 1.05,
  /** Playing further behind than this beyond the target is mended by a jump. */
  jump: 0.75,
} as const;

const buckets = 20;

/**
 * Arrivals knows from the arrival of fragments how the stream's time runs
 * against this machine's, and how unevenly it comes.
 *
 * A fragment that ends at media time m and arrives at time t has the offset
 * t − m. The least of them in the window is the base: the offset without
 * jitter. The target is the distance from base at which nothing comes too late.
 */
export class Arrivals {
  private slots: { at: number; min: number; max: number }[] = [];
  private begun = -1;
  private last = 0;
  private lastAt = 0;
  private stallFloor = 0;
  private stallAt = -Infinity;

  /** The lowest target: limits.minTarget or limits.steadyTarget. */
  least: number = limits.minTarget;

  /** Forgets all, as at the beginning or after a jump in the stream's time. */
  reset(): void {
    this.slots = [];
    this.begun = -1;
  }

  /** Notes that media up to time media has arrived at time now. */
  arrived(now: number, media: number): void {
    if (this.begun < 0) {
      this.begun = now;
      this.last = this.least;
      this.lastAt = now;
    }
    const offset = now - media;
    if (now - this.begun < limits.settle && offset < this.base && this.jitter > limits.burst) {
      this.slots = [];
      this.last = this.least;
    }
    const width = limits.window / buckets;
    const slot = this.slots[this.slots.length - 1];
    if (slot && now - slot.at < width) {
      slot.min = Math.min(slot.min, offset);
      slot.max = Math.max(slot.max, offset);
    } else {
      this.slots.push({ at: now, min: offset, max: offset });
      // The last window's worth is kept even when nothing comes for long.
      while (this.slots.length > buckets) this.slots.shift();
    }
  }

  /** Notes a stall: the target was too low. */
  stalled(now: number): void {
    this.stallFloor = Math.min(limits.maxTarget, this.target(now) * 1.5);
    this.stallAt = now;
  }

  /** Takes the last stall back: it had another cause than the network. */
  forgive(): void {
    this.stallFloor = 0;
    this.last = this.least;
  }

  /** Whether anything has arrived since reset. */
  get known(): boolean {
    return this.slots.length > 0;
  }

  /** The least offset in the window. */
  get base(): number {
    let least = Infinity;
    for (const s of this.slots) least = Math.min(least, s.min);
    return least;
  }

  /**
   * The jitter in the window, but for its worst half-second and those beside it: a
   * single outage says nothing of the next seconds, what comes twice does.
   */
  get jitter(): number {
    if (!this.known) return 0;
    const late = this.slots.map((s) => s.max);
    const worst = late.indexOf(Math.max(...late));
    const others = late.filter((_, i) => Math.abs(i - worst) > 1);
    return Math.max(0, Math.max(...(others.length > 0 ? others : late)) - this.base);
  }

  /** How far behind the base to play. */
  target(now: number): number {
    let want = this.jitter + limits.margin;
    const since = now - this.stallAt;
    if (since < limits.stallMemory) {
      want = Math.max(want, this.stallFloor * (1 - since / limits.stallMemory));
    }
    want = Math.min(limits.maxTarget, Math.max(this.least, want));
    const lowest = this.last - limits.fall * Math.max(0, now - this.lastAt);
    this.last = Math.max(want, Math.min(this.last, lowest));
    this.lastAt = now;
    return this.last;
  }

  /** The media time that should be on the screen. */
  desired(now: number): number {
    return now - this.base - this.target(now);
  }
}

/**
 * The playback rate that brings an error (how much further behind than desired
 * the playing is; negative: too near the edge) towards nought.
 */
export function nextRate(error: number, rate: number): number {
  const zone = rate === 1 ? limits.deadZone : limits.done;
  if (Math.abs(error) < zone) return 1;
  const want = Math.min(limits.maxRate, Math.max(limits.minRate, 1 + error * limits.gain));
  return Math.round(want * 200) / 200;
}
