// The records that a page and the peer in WebAssembly write each other: see
// internal/tab/records.go, which says what each holds.

/** Input records: to the peer. */
export const input = {
  linkUp: 1,
  linkDown: 2,
  linkFailed: 3,
  datagram: 4,
  introduced: 5,
  sharing: 6,
  challenge: 7,
  signal: 8,
  description: 9,
  candidates: 10,
  refuse: 11,
  leave: 12,
} as const;

/** Output records: from the peer. */
export const output = {
  send: 1,
  connect: 2,
  disconnect: 3,
  wantPeers: 4,
  relay: 5,
  described: 6,
  candidatesOf: 7,
  refused: 8,
  proof: 9,
  media: 10,
  meta: 11,
  joined: 12,
  ended: 13,
  figures: 14,
  fault: 15,
  opened: 16,
  wake: 17,
} as const;

/** Kinds of a session description, as internal/signal has them. */
export const description = { offer: 1, answer: 2 } as const;

const head = 5;
const keySize = 32;

/** A peer's key in hexadecimal: a name that compares as the key does. */
export type PeerId = string;

const digits = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));

export function hex(bytes: Uint8Array): string {
  let s = '';
  for (const b of bytes) s += digits[b];
  return s;
}

export function unhex(s: string): Uint8Array {
  const b = new Uint8Array(s.length / 2);
  for (let i = 0; i < b.length; i++) b[i] = parseInt(s.slice(2 * i, 2 * i + 2), 16);
  return b;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A batch of input records that grows. */
export class Batch {
  private bytes = new Uint8Array(16 << 10);
  private view = new DataView(this.bytes.buffer);
  private at = 0;
  private start = 0;

  get length(): number {
    return this.at;
  }

  /** What was written so far; good until more is. */
  get content(): Uint8Array {
    return this.bytes.subarray(0, this.at);
  }

  clear(): void {
    this.at = 0;
  }

  begin(kind: number): this {
    this.start = this.at;
    this.room(head);
    this.at += 4;
    this.bytes[this.at++] = kind;
    return this;
  }

  end(): void {
    this.view.setUint32(this.start, this.at - this.start - 4);
  }

  u8(v: number): this {
    this.room(1);
    this.bytes[this.at++] = v;
    return this;
  }

  u32(v: number): this {
    this.room(4);
    this.view.setUint32(this.at, v);
    this.at += 4;
    return this;
  }

  u64(v: bigint): this {
    this.room(8);
    this.view.setBigUint64(this.at, v);
    this.at += 8;
    return this;
  }

  f64(v: number): this {
    this.room(8);
    this.view.setFloat64(this.at, v);
    this.at += 8;
    return this;
  }

  raw(b: Uint8Array): this {
    this.room(b.length);
    this.bytes.set(b, this.at);
    this.at += b.length;
    return this;
  }

  peer(id: PeerId): this {
    return this.raw(unhex(id));
  }

  text(s: string): this {
    return this.raw(encoder.encode(s));
  }

  private room(n: number): void {
    if (this.at + n <= this.bytes.length) return;
    const more = new Uint8Array(Math.max(2 * this.bytes.length, this.at + n));
    more.set(this.bytes.subarray(0, this.at));
    this.bytes = more;
    this.view = new DataView(more.buffer);
  }
}

/** Reads one record's body. Every method takes what it returns. */
export class Reader {
  private at = 0;
  private readonly view: DataView;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  u8(): number {
    return this.view.getUint8(this.at++);
  }

  u32(): number {
    this.at += 4;
    return this.view.getUint32(this.at - 4);
  }

  u64(): bigint {
    this.at += 8;
    return this.view.getBigUint64(this.at - 8);
  }

  f64(): number {
    this.at += 8;
    return this.view.getFloat64(this.at - 8);
  }

  peer(): PeerId {
    this.at += keySize;
    return hex(this.bytes.subarray(this.at - keySize, this.at));
  }

  /** What is left, as a view of the record. */
  rest(): Uint8Array {
    const b = this.bytes.subarray(this.at);
    this.at = this.bytes.length;
    return b;
  }

  text(): string {
    return decoder.decode(this.rest());
  }
}

/** Calls take with the kind and a reader of each output record. */
export function eachRecord(bytes: Uint8Array, take: (kind: number, r: Reader) => void): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + head <= bytes.length; ) {
    const end = at + 4 + view.getUint32(at);
    if (end > bytes.length) return;
    take(bytes[at + 4], new Reader(bytes.subarray(at + head, end)));
    at = end;
  }
}

/** What a peer tells of itself each second. */
export interface PeerFigures {
  neighbours: number;
  parents: number;
  children: number;
  stripes: number;
  /** From capture to here, in seconds; NaN while not known. */
  delay: number;
  /** How far the broadcaster's clock is ahead of this one, in seconds; NaN while not known. */
  ahead: number;
  payloadBytes: number;
  receivedBytes: number;
  sentBytes: number;
  fromSourceBytes: number;
  fromPeersBytes: number;
  delivered: number;
  lost: number;
  pulled: number;
  /** The viewers' uplinks do not carry the stream. */
  short: boolean;
  uploadOn: boolean;
  /** As much as may be has been given. */
  uploadHeld: boolean;
  links: LinkFigures[];
}

/** One link. Bytes are since it is up. */
export interface LinkFigures {
  link: number;
  peer: PeerId;
  /** What the peer is, as far as is known. */
  kind: 'source' | 'native' | 'tab' | 'peer';
  /** In how many stripes it gives to this peer, and in how many it takes. */
  gives: number;
  takes: number;
  /** Nought while not known. */
  rttMs: number;
  inBytes: number;
  outBytes: number;
}

const linkSource = 1;
const linkProgram = 2;

function readLink(r: Reader): LinkFigures {
  const link = r.u32();
  const peer = r.peer();
  const flags = r.u8();
  const kind = flags & linkSource ? 'source' : flags & linkProgram ? 'native' : 'peer';
  return {
    link, peer, kind, gives: r.u8(), takes: r.u8(), rttMs: r.u32() / 1000,
    inBytes: Number(r.u64()), outBytes: Number(r.u64()),
  };
}

export function readFigures(r: Reader): PeerFigures {
  const numbers = Array.from({ length: r.u8() }, () => r.f64());
  const links: LinkFigures[] = [];
  while (r.left > 0) links.push(readLink(r));
  const [neighbours, parents, children, stripes, delay, ahead, payloadBytes, receivedBytes, sentBytes] = numbers;
  const [fromSourceBytes, fromPeersBytes, delivered, lost, pulled, short, uploadOn, uploadHeld] = numbers.slice(9);
  return {
    neighbours, parents, children, stripes, delay, ahead, payloadBytes, receivedBytes, sentBytes,
    fromSourceBytes, fromPeersBytes, delivered, lost, pulled,
    short: short === 1, uploadOn: uploadOn === 1, uploadHeld: uploadHeld === 1, links,
  };
}
