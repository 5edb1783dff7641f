// The honest panel: whom this peer gets the stream from and gives it to, drawn
// and listed, and why viewers do not carry it here where they do not.

import { carried, kindNames, lineWidth, listed, maxDrawn, partOf, places, reasons, summary, type Place } from './around';
import type { Figures, PeerFigures, PeerKind } from './feed';
import { count, milliseconds, rate } from './format';

const width = 520;
const height = 340;
const margin = 34;
const svgSpace = 'http://www.w3.org/2000/svg';
/** So many neighbours are listed at most. */
const maxListed = 12;

const glyphs: Record<PeerKind | 'self', string> = {
  tab: 'M-8-6.5h16v13h-16zM-8-2.5h16M-5.5-4.5h.1m2.4 0h.1',
  native: 'M-8-6h16v10h-16zM-4 7.5h8',
  source: 'M0 2v6M-3.2 1.2a4.5 4.5 0 1 1 6.4 0M-6 4a8.5 8.5 0 1 1 12 0',
  peer: 'M0-7.5a3.7 3.7 0 1 0 .1 0M-7 7.5c1-4.4 3.5-5.8 7-5.8s6 1.4 7 5.8',
  self: 'M0-8a4.2 4.2 0 1 0 .1 0M-8 8.5c1-5 4-6.5 8-6.5s7 1.5 8 6.5',
};

/** What a neighbour is drawn with, made once and changed after. */
interface Drawn {
  node: SVGGElement;
  title: SVGTitleElement;
  glyph: SVGPathElement;
  into: SVGPathElement;
  out: SVGPathElement;
}

export class Panel {
  private readonly drawn = new Map<string, Drawn>();
  private readonly lines: SVGGElement;
  private readonly nodes: SVGGElement;
  private readonly more: Element;
  private readonly rows: Element;
  private readonly around: HTMLElement;
  private readonly summary: Element;
  private readonly reasons: Element;
  private seen = true;

  /** root is the panel's section in the page. */
  constructor(private readonly root: HTMLElement) {
    const drawing = root.querySelector('svg') as SVGSVGElement;
    drawing.setAttribute('viewBox', `0 0 ${width} ${height}`);
    this.lines = shape('g', { class: 'lines' });
    this.nodes = shape('g', { class: 'nodes' });
    const self = node('self');
    self.node.setAttribute('transform', at(width / 2, height / 2));
    self.title.textContent = 'You';
    drawing.append(this.lines, this.nodes, self.node);
    this.more = root.querySelector('.more') as Element;
    this.around = root.querySelector('.around') as HTMLElement;
    this.rows = root.querySelector('tbody') as Element;
    this.summary = root.querySelector('.summary') as Element;
    this.reasons = root.querySelector('.reasons') as Element;
    // What nobody sees is not drawn.
    new IntersectionObserver((entries) => {
      this.seen = entries.at(-1)?.isIntersecting ?? true;
      root.classList.toggle('unwatched', !this.seen);
    }).observe(root);
  }

  show(figures: Figures): void {
    const peers = figures.fromPeers;
    const known = peers !== undefined;
    this.root.hidden = !known;
    if (!known) return;
    say(this.summary, summary(figures));
    this.sayReasons(reasons(figures));
    this.around.hidden = peers.length === 0;
    if (!this.seen && this.drawn.size > 0) return;
    this.draw(peers);
    this.list(peers);
  }

  private sayReasons(texts: string[]): void {
    const old = [...this.reasons.children].map((c) => c.textContent);
    if (old.join('\n') === texts.join('\n')) return;
    this.reasons.replaceChildren(
      ...texts.map((text) => {
        const p = document.createElement('p');
        p.textContent = text;
        return p;
      }),
    );
  }

  private draw(peers: readonly PeerFigures[]): void {
    const ring = places(peers, width, height, margin);
    const most = Math.max(...peers.map((p) => Math.max(p.inBps, p.outBps)), 1);
    const left = new Set(this.drawn.keys());
    for (const place of ring) {
      left.delete(place.peer.id);
      this.drawPeer(place, most);
    }
    for (const id of left) {
      const d = this.drawn.get(id);
      d?.node.remove();
      d?.into.remove();
      d?.out.remove();
      this.drawn.delete(id);
    }
    const rest = peers.length - ring.length;
    say(this.more, rest > 0 ? `The ${maxDrawn} busiest are drawn; ${count(rest, 'other')} not.` : '');
  }

  private drawPeer({ peer, part, x, y }: Place, most: number): void {
    let d = this.drawn.get(peer.id);
    if (!d) {
      d = { ...node(peer.kind), into: shape('path', { class: 'into' }), out: shape('path', { class: 'out' }) };
      this.nodes.append(d.node);
      this.lines.append(d.into, d.out);
      this.drawn.set(peer.id, d);
    }
    d.node.setAttribute('transform', at(x, y));
    d.node.setAttribute('class', `node ${peer.kind} ${part}`);
    say(d.title, `${kindNames[peer.kind]} ${peer.id.slice(0, 6)}: gives ${rate(peer.inBps)}, gets ${rate(peer.outBps)}`);
    d.glyph.setAttribute('d', glyphs[peer.kind]);
    line(d.into, x, y, 1, lineWidth(peer.parentOf > 0 ? peer.inBps : 0, most));
    line(d.out, x, y, -1, lineWidth(peer.childOf > 0 ? peer.outBps : 0, most));
  }

  private list(peers: readonly PeerFigures[]): void {
    const shown = listed(peers, maxListed);
    while (this.rows.children.length > shown.length) this.rows.lastElementChild?.remove();
    shown.forEach((peer, i) => {
      const row = this.rows.children[i] ?? this.rows.appendChild(makeRow());
      row.className = `${peer.kind} ${partOf(peer)}`;
      row.querySelector('path')?.setAttribute('d', glyphs[peer.kind]);
      say(row.querySelector('.kind'), kindNames[peer.kind]);
      say(row.querySelector('.id'), peer.kind === 'source' ? '' : peer.id.slice(0, 6));
      const cells = row.querySelectorAll('td');
      say(row.querySelector('th small'), peer.rttMs > 0 ? milliseconds(peer.rttMs) : '');
      sayCarried(cells[0], carried(peer.inBps, peer.inBytes, peer.parentOf));
      sayCarried(cells[1], carried(peer.outBps, peer.outBytes, peer.childOf));
    });
  }
}

function makeRow(): HTMLTableRowElement {
  const row = document.createElement('tr');
  const head = document.createElement('th');
  head.scope = 'row';
  const icon = shape('svg', { viewBox: '-12 -12 24 24', 'aria-hidden': 'true' });
  icon.append(shape('path', {}));
  const kind = document.createElement('span');
  kind.className = 'kind';
  const id = document.createElement('span');
  id.className = 'id';
  head.append(icon, kind, id, ' ', document.createElement('small'));
  const ways = Array.from({ length: 2 }, () => document.createElement('td'));
  for (const way of ways) way.append(document.createElement('span'), ' ', document.createElement('small'));
  row.append(head, ...ways);
  return row;
}

function sayCarried(cell: Element, { rate, more }: { rate: string; more: string }): void {
  say(cell.firstElementChild, rate || '–');
  say(cell.lastElementChild, more);
}

function node(kind: PeerKind | 'self'): { node: SVGGElement; title: SVGTitleElement; glyph: SVGPathElement } {
  const group = shape('g', { class: `node ${kind}` });
  const title = shape('title', {});
  const glyph = shape('path', { d: glyphs[kind] });
  group.append(title, shape('circle', { r: kind === 'self' ? '24' : '18' }), glyph);
  return { node: group, title, glyph };
}

/** Draws a line between a neighbour and the middle, a little to the side so that two of them are told apart. */
function line(path: SVGPathElement, x: number, y: number, side: 1 | -1, thickness: number): void {
  path.setAttribute('stroke-width', thickness.toFixed(1));
  if (thickness === 0) {
    path.removeAttribute('d');
    return;
  }
  const [cx, cy] = [width / 2, height / 2];
  const length = Math.hypot(x - cx, y - cy) || 1;
  const [nx, ny] = [(-(y - cy) / length) * 4 * side, ((x - cx) / length) * 4 * side];
  const ends = [`${(x + nx).toFixed(1)} ${(y + ny).toFixed(1)}`, `${(cx + nx).toFixed(1)} ${(cy + ny).toFixed(1)}`];
  if (side < 0) ends.reverse(); // dashes run along the line's direction
  path.setAttribute('d', `M${ends[0]}L${ends[1]}`);
}

function at(x: number, y: number): string {
  return `translate(${x.toFixed(1)} ${y.toFixed(1)})`;
}

function shape<K extends keyof SVGElementTagNameMap>(name: K, attributes: Record<string, string>): SVGElementTagNameMap[K] {
  const element = document.createElementNS(svgSpace, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function say(element: Element | null, text: string): void {
  if (element && element.textContent !== text) element.textContent = text;
}
