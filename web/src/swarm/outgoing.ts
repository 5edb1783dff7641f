// What goes out over a data channel, and for how long it may wait there.

/** So many bytes may always wait, so many while the channel is new, and so many at most. */
const leastWaiting = 16 << 10;
const newWaiting = 64 << 10;
const mostWaiting = 256 << 10;
/** For so long a channel is new, and SCTP sends less than it could; in milliseconds. */
const newFor = 5000;
/** Between them, as much as left the channel in so long: more would come later than that. In milliseconds. */
const longestWait = 250;

/**
 * A data channel that drops what it could not send soon, as a full queue on the way
 * would: what comes late is of no use to anybody, and everything after it is late too.
 */
export class Outgoing {
  /** What has been sent, and what of it had left the channel when that was measured. */
  private sent = 0;
  private left = 0;
  private at = performance.now();
  private readonly made = this.at;
  private room = newWaiting;

  constructor(readonly channel: RTCDataChannel) {}

  /** Sends data, or drops it; tells which. */
  send(data: Uint8Array<ArrayBuffer> | ArrayBuffer): boolean {
    if (this.channel.readyState !== 'open') return false;
    this.measure();
    if (this.channel.bufferedAmount > this.room) return false;
    try {
      this.channel.send(data as ArrayBuffer);
    } catch {
      return false; // it has just closed
    }
    this.sent += data.byteLength;
    return true;
  }

  private measure(): void {
    const now = performance.now();
    const took = now - this.at;
    if (took < longestWait) return;
    const left = this.sent - this.channel.bufferedAmount;
    const rate = (left - this.left) / took;
    const least = now - this.made < newFor ? newWaiting : leastWaiting;
    this.room = Math.min(mostWaiting, Math.max(least, rate * longestWait));
    this.left = left;
    this.at = now;
  }
}
