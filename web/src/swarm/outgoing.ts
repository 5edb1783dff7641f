// What goes out over a data channel, and for how long it may wait there.

/** Behind what has waited longer than this nothing more is sent, and while a channel is new, when SCTP begins slowly; in milliseconds. */
const longestWait = 250;
const longestNew = 600;
/** For so long a channel is new; in milliseconds. */
const newFor = 5000;
/** So many bytes may wait at most: more than a key frame's share of one link. */
const mostWaiting = 64 << 10;
/** How exactly the time is known for which something has waited, in milliseconds. */
const markEvery = 10;

/**
 * A data channel that drops what could not be sent soon, as a full queue on the way
 * would: what comes late is of no use to anybody, and everything after it is late too.
 */
export class Outgoing {
  private given = 0;
  /** Of what may be waiting, the oldest first: when the bytes after the mark before, up to one, were given. */
  private marks: { upTo: number; at: number }[] = [];
  private readonly made = performance.now();

  constructor(readonly channel: RTCDataChannel) {}

  /** Sends data, or drops it; tells which. */
  send(data: Uint8Array<ArrayBuffer> | ArrayBuffer): boolean {
    const now = performance.now();
    if (this.channel.readyState !== 'open' || this.full(data.byteLength, now)) return false;
    try {
      this.channel.send(data as ArrayBuffer);
    } catch {
      return false; // it has just closed
    }
    this.given += data.byteLength;
    const last = this.marks.at(-1);
    if (last && now - last.at < markEvery) last.upTo = this.given;
    else this.marks.push({ upTo: this.given, at: now });
    return true;
  }

  private full(more: number, now: number): boolean {
    const waiting = this.channel.bufferedAmount;
    while (this.marks.length > 0 && this.marks[0].upTo <= this.given - waiting) this.marks.shift();
    if (waiting === 0) return false;
    const longest = now - this.made < newFor ? longestNew : longestWait;
    return waiting + more > mostWaiting || (this.marks.length > 0 && now - this.marks[0].at > longest);
  }
}
