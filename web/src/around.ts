// The swarm around this peer: where each neighbour is drawn, and what is said
// of it. Pure.

import type { Figures, PeerFigures, PeerKind } from './feed';
import { bytes, count, rate } from './format';

/** What a neighbour does, seen from here. */
export type Part = 'gives' | 'both' | 'takes' | 'rests';

export interface Place {
  peer: PeerFigures;
  part: Part;
  x: number;
  y: number;
}

/** So many neighbours are drawn at most, those first between whom and this peer most goes. */
export const maxDrawn = 24;

export const kindNames: Record<PeerKind, string> = { tab: 'Browser tab', native: 'Program', source: 'Broadcaster', peer: 'Viewer' };

export function partOf(peer: PeerFigures): Part {
  if (peer.parentOf > 0) return peer.childOf > 0 ? 'both' : 'gives';
  return peer.childOf > 0 ? 'takes' : 'rests';
}

const byId = (a: PeerFigures, b: PeerFigures) => (a.id < b.id ? -1 : 1);

function busiest(peers: readonly PeerFigures[], most: number): PeerFigures[] {
  return [...peers].sort((a, b) => b.inBps + b.outBps - (a.inBps + a.outBps) || byId(a, b)).slice(0, most);
}

const partOrder: readonly Part[] = ['gives', 'both', 'takes', 'rests'];

/** The busiest neighbours in an order that does not change with their rates: the broadcaster, who gives, who takes. */
export function listed(peers: readonly PeerFigures[], most: number): PeerFigures[] {
  const rank = (p: PeerFigures) => (p.kind === 'source' ? -1 : partOrder.indexOf(partOf(p)));
  return busiest(peers, most).sort((a, b) => rank(a) - rank(b) || byId(a, b));
}

/** Between two of a group, in radians, where there is room. */
const widest = Math.PI / 4;
/** Who is drawn nearer to another than this would cover a part of it. */
const leastApart = 40;

/**
 * Places neighbours around the middle of a box: who gives above, who takes
 * below, who does both or neither at the sides, by their ids, so that each stays
 * where it is while nothing changes. Where that makes a crowd, all are spread evenly.
 */
export function places(peers: readonly PeerFigures[], width: number, height: number, margin: number): Place[] {
  const shown = busiest(peers, maxDrawn).sort(byId);
  const of = (...parts: Part[]) => shown.filter((p) => parts.includes(partOf(p)));
  // The broadcaster is at the very top.
  const gives = of('gives').sort((a, b) => Number(b.kind === 'source') - Number(a.kind === 'source'));
  const sides = of('both', 'rests');
  const half = (list: PeerFigures[], odd: number) => list.filter((_, i) => i % 2 === odd);
  const put = (peer: PeerFigures, angle: number): Place => ({
    peer,
    part: partOf(peer),
    x: width / 2 + (width / 2 - margin) * Math.cos(angle),
    y: height / 2 + (height / 2 - margin) * Math.sin(angle),
  });
  const top = [...half(gives, 1).reverse(), ...half(gives, 0)];
  const [right, bottom, left] = [half(sides, 0), of('takes').reverse(), half(sides, 1).reverse()];
  // The broadcaster stands at the very top, between the others.
  const middle = (group: PeerFigures[]) => (group === top && gives[0]?.kind === 'source' ? half(gives, 1).length : (group.length - 1) / 2);
  const corner = Math.max(top.length + 1, bottom.length) + Math.max(right.length, left.length);
  const step = Math.min(widest, Math.PI / corner);
  // Each group around its own direction, clockwise from the top; angles are from the right, clockwise.
  const placed = [top, right, bottom, left].flatMap((group, quarter) =>
    group.map((peer, i) => put(peer, (quarter - 1) * (Math.PI / 2) + (i - middle(group)) * step)),
  );
  const crowd = placed.some((a, i) => placed.some((b, k) => k < i && Math.hypot(a.x - b.x, a.y - b.y) < leastApart));
  if (!crowd) return placed;
  const ring = [...half(gives, 0), ...right, ...bottom, ...left, ...half(gives, 1).reverse()];
  // Going round clockwise; the first is at the top if it gives, else to the right of it.
  const lead = gives.length > 0 ? 0 : 0.5;
  return ring.map((peer, i) => put(peer, ((i + lead) / ring.length) * 2 * Math.PI - Math.PI / 2));
}

/** What goes over a link one way, in a few words; empty where nothing goes. */
export function carried(bps: number, total: number, stripes: number): { rate: string; more: string } {
  if (bps < idle && stripes === 0) return { rate: '', more: total < tellBytes ? '' : `${bytes(total)} so far` };
  return { rate: rate(bps), more: `${count(stripes, 'stripe')}, ${bytes(total)}` };
}

/** What is less, in bits a second and in bytes, is words and no stream. */
const idle = 8_000;
const tellBytes = 100_000;

/** How wide a line is drawn for a rate, against the greatest rate of all. */
export function lineWidth(bps: number, most: number): number {
  return bps <= 0 || most <= 0 ? 0 : 1 + 5 * Math.sqrt(Math.min(1, bps / most));
}

/** The share of the stream that came from other viewers, from 0 to 1; NaN before anything came. */
export function viewerShare(f: Figures): number {
  return f.receivedBytes ? Math.min(1, (f.fromViewersBytes ?? 0) / f.receivedBytes) : NaN;
}

/** What there is to tell about where the stream comes from and goes to. */
export function summary(f: Figures): string {
  const peers = f.fromPeers ?? [];
  const from = peers.filter((p) => p.parentOf > 0).length;
  const to = peers.filter((p) => p.childOf > 0).length;
  if (peers.length === 0) return 'Looking for other viewers…';
  const gets = from > 0 ? `You get the stream from ${count(from, 'peer')}` : 'You get nothing yet';
  const gives = to > 0 ? `pass it on to ${count(to, 'peer')}` : 'pass it on to nobody just now';
  const share = viewerShare(f);
  const part = isNaN(share) ? '' : ` ${Math.round(100 * share)} % of it came from other viewers.`;
  const given = f.uploadedBytes ? ` You have passed on ${bytes(f.uploadedBytes)}.` : '';
  return `${gets} and ${gives}.${part}${given}`;
}

/** So much must have come before it is worth a word that none of it came from viewers. */
const tellingBytes = 2_000_000;

/** In plain words, why viewers do not carry the stream to here. Why nothing is given, sharing tells. */
export function reasons(f: Figures): string[] {
  if (f.reason) return [f.reason];
  const peers = f.fromPeers ?? [];
  const alone = peers.length > 0 && peers.every((p) => p.kind === 'source');
  const nothing = peers.length > 0 && f.fromViewersBytes === 0 && (f.receivedBytes ?? 0) > tellingBytes;
  if (!alone && !nothing) return [];
  return ['All of it comes from the broadcaster so far: you are linked to no other viewer who has it.'];
}
