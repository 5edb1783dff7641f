// Runs the peer in WebAssembly: hands it batches of records through its memory
// and keeps its timer.

import { Batch, eachRecord, output, type Reader } from './records';

/** What cmd/throng-tab exports. */
interface Exports {
  mem: WebAssembly.Memory;
  buffer(n: number): number;
  open(n: number): number;
  step(now: number, n: number): number;
  output(): number;
}

/** Between two looks at the clock where the peer asks for none, in milliseconds. */
const longestWait = 1000;

/** The time since 1970 in milliseconds, by a clock that does not jump. */
const now = () => performance.timeOrigin + performance.now();

export class Engine {
  /** Input that waits for the next step. Whoever writes to it calls soon(). */
  readonly batch = new Batch();

  private timer: ReturnType<typeof setTimeout> | undefined;
  private due = Infinity;
  private flushing = false;
  private stepping = false;
  private stopped = false;

  private constructor(
    private readonly exports: Exports,
    private readonly take: (kind: number, r: Reader) => void,
    private readonly batchDone: () => void,
  ) {}

  /** Begins Go's runtime. take gets each output record, then done once. */
  static async start(module: WebAssembly.Module, take: (kind: number, r: Reader) => void, done: () => void, died: () => void): Promise<Engine> {
    const go = new Go();
    const instance = await WebAssembly.instantiate(module, go.importObject);
    void go.run(instance).then(died, died);
    return new Engine(instance.exports as unknown as Exports, take, done);
  }

  /** Opens a channel's link; take hears of it. */
  open(link: string): void {
    const bytes = new TextEncoder().encode(link);
    this.write(bytes);
    this.read(this.exports.open(bytes.length));
  }

  /** Has the batch taken when the events that wait in this thread are. A timer costs a third of a message to oneself. */
  soon(): void {
    if (this.flushing || this.stopped) return;
    this.flushing = true;
    setTimeout(() => {
      this.flushing = false;
      this.step();
    }, 0);
  }

  step(): void {
    if (this.stopped || this.stepping) return;
    this.stepping = true;
    const content = this.batch.content;
    this.write(content);
    const length = this.batch.length;
    this.batch.clear();
    this.read(this.exports.step(now(), length));
    this.stepping = false;
    this.batchDone();
    if (this.batch.length > 0) this.soon();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** What the peer holds of memory, in bytes. */
  get heldBytes(): number {
    return this.exports.mem.buffer.byteLength;
  }

  private write(bytes: Uint8Array): void {
    const at = this.exports.buffer(bytes.length);
    new Uint8Array(this.exports.mem.buffer, at, bytes.length).set(bytes);
  }

  private read(length: number): void {
    // Growing detaches views of the memory: a new one each time.
    const bytes = new Uint8Array(this.exports.mem.buffer, this.exports.output(), length);
    eachRecord(bytes, (kind, r) => {
      if (kind === output.wake) this.wake(r.u32());
      else this.take(kind, r);
    });
  }

  private wake(after: number): void {
    const due = performance.now() + Math.min(after, longestWait);
    if (this.timer !== undefined && due >= this.due - 0.5 && this.due > performance.now()) return;
    clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.step();
    }, Math.max(0, due - performance.now()));
  }
}
