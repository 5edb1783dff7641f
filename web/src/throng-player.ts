// <throng-player src="throng:…">: plays a Throng channel. Attributes,
// properties and events are told of in web/README.md.

import 'media-chrome/media-controller.js';
import 'media-chrome/media-control-bar.js';
import 'media-chrome/media-play-button.js';
import 'media-chrome/media-mute-button.js';
import 'media-chrome/media-volume-range.js';
import 'media-chrome/media-captions-button.js';
import 'media-chrome/media-pip-button.js';
import 'media-chrome/media-fullscreen-button.js';

import { loadChannel } from './channel';
import { WebSocketFeed, type Feed, type FeedSink, type FeedState, type Figures, type Problem } from './feed';
import { feedFor } from './feeds';
import { seconds } from './format';
import { commandOf, type Command } from './keys';
import { recall, remember } from './memory';
import { MsePlayer, type PlayStats } from './mse';
import styles from './player.css';
import { codecName, codecsOf } from './problems';
import { playable } from './sink';
import { describe, nothing, type PlayerState, type Status } from './status';
import { template } from './template';

export type {
  Feed, FeedSink, FeedState, Figures, Fragment, PeerFigures, PeerKind, Problem, QualityControl, ShareControl,
} from './feed';
export type { PlayerState, Status } from './status';

/** Figures of the playing and, as far as the feed tells, of the swarm. */
export type PlayerStats = Omit<PlayStats, 'state'> & Figures & { state: PlayerState };

/** How far behind the camera to play. */
export type DelayMode = 'live' | 'steady';

/** Between two looks at the figures, in milliseconds. */
const statsInterval = 500;
/** A stall is not worth a message before this, in milliseconds. */
const patience = 600;
/** A delay beyond this, in milliseconds, or below nought tells of a wrong clock, not of a delay. */
const sensibleDelay = 120_000;
/** How far an arrow key goes, in seconds, and how much it changes the volume. */
const keySeek = 5;
const keyVolume = 0.1;
/** For how long a key's effect is told, in milliseconds. */
const toastTime = 1400;
/** On windows narrower than this the dialogs are sheets at the lower edge, as in player.css. */
const narrow = '(max-width: 560px)';

const quiet: readonly PlayerState[] = ['playing', 'paused', 'behind'];
const final: readonly PlayerState[] = ['idle', 'ended', 'unsupported', 'failed'];

export class ThrongPlayer extends HTMLElement {
  static observedAttributes = ['src', 'assets'];

  private readonly root: ShadowRoot;
  private readonly video: HTMLVideoElement;
  private own: Feed | null = null;
  private running: Feed | null = null;
  private player: MsePlayer | null = null;
  private feedState: FeedState = 'connecting';
  private problem: Problem | null = null;
  private detail = '';
  private figures: Figures = {};
  private timer = 0;
  private toastTimer = 0;
  private stalledSince = 0;
  private started = false;
  private starts = 0;
  private said: Status = nothing;
  private shared = '';

  /** The channel's title and link, as the feed or channel.json tell them. */
  channelTitle = '';
  link = '';

  constructor() {
    super();
    this.root = this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    this.root.adoptedStyleSheets = [sheet];
    this.root.innerHTML = template;
    this.video = this.find('video');
    const click = (selector: string, f: () => void) => this.find(selector).addEventListener('click', f);
    click('.sound', () => this.soundOn());
    click('.badge', () => this.goLive());
    click('.play', () => this.soundOn());
    click('.retry', () => this.retry());
    click('.gear', () => this.open('settings'));
    click('.notice .choose', () => this.open('settings'));
    click('.notice .fine', () => this.acknowledge());
    this.video.addEventListener('volumechange', () => this.volumeChanged());
    // No control shows any of these, but the controller would have the page drawn anew with each.
    for (const name of ['timeupdate', 'progress', 'ratechange']) {
      this.video.addEventListener(name, (event) => event.stopImmediatePropagation(), { capture: true });
    }
    this.addEventListener('keydown', (event) => this.handleKey(event));
    for (const dialog of this.root.querySelectorAll('dialog')) {
      dialog.addEventListener('click', (event) => {
        const closes = event.target === dialog || (event.target as Element).closest('.close');
        if (closes) dialog.close();
      });
      // What a dialog is told is not meant for the player; Escape closes it by itself.
      dialog.addEventListener('keydown', (event) => event.stopPropagation());
    }
    this.find('.settings').addEventListener('change', (event) => this.chosen(event.target as HTMLInputElement));
  }

  connectedCallback(): void {
    customElements.upgrade(this.root);
    // The whole player goes full screen, so that what lies over the picture does.
    (this.find('media-controller') as HTMLElement & { fullscreenElement: Element }).fullscreenElement = this;
    for (const track of this.querySelectorAll(':scope > track')) this.video.append(track.cloneNode());
    this.timer = window.setInterval(() => this.look(), statsInterval);
    void this.restart();
  }

  disconnectedCallback(): void {
    clearInterval(this.timer);
    this.halt();
    for (const track of this.video.querySelectorAll('track')) track.remove();
  }

  attributeChangedCallback(): void {
    if (this.isConnected) void this.restart();
  }

  /** A feed of one's own, in place of the one at src. */
  set feed(feed: Feed | null) {
    this.own = feed;
    if (this.isConnected) void this.restart();
  }

  get feed(): Feed | null {
    return this.running;
  }

  get stats(): PlayerStats | null {
    if (!this.player) return null;
    const delay = this.player.stats.delayMs;
    return { ...this.figures, ...this.player.stats, delayMs: sensible(delay) ? delay : NaN, state: this.said.state };
  }

  get status(): Status {
    return this.said;
  }

  /** Whether the stream comes from a program on this machine, which is the peer in this page's place. */
  get local(): boolean {
    return this.running instanceof WebSocketFeed;
  }

  /** How far behind the camera to play; remembered. */
  get delayMode(): DelayMode {
    return recall('delay') === 'steady' ? 'steady' : 'live';
  }

  set delayMode(mode: DelayMode) {
    remember('delay', mode);
    if (this.player) this.player.steady = mode === 'steady';
    this.look();
  }

  /** Whether this page can give to other viewers at all. */
  get canShare(): boolean {
    return this.running?.share !== undefined;
  }

  /** Whether the viewer wants to give to others; remembered. */
  get sharing(): boolean {
    return recall('sharing') !== 'off';
  }

  set sharing(on: boolean) {
    remember('sharing', on ? 'on' : 'off');
    this.running?.share?.set(on);
    this.acknowledge();
  }

  /** Whether to give even where the connection is paid for by the amount; remembered. */
  get sharingOnMetered(): boolean {
    return recall('metered') === 'on';
  }

  set sharingOnMetered(allowed: boolean) {
    remember('metered', allowed ? 'on' : 'off');
    this.running?.share?.allowMetered(allowed);
    this.acknowledge();
  }

  /** In plain words, why nothing is given now; empty where something may be. */
  get sharingReason(): string {
    return this.running?.share?.why ?? '';
  }

  /** Plays on at the live edge. */
  goLive(): void {
    this.player?.goLive();
    this.look();
  }

  /** Starts the feed again, as after a failure. */
  retry(): void {
    void this.restart();
  }

  /** Does what a key means; a page may hand on those that nothing else on it takes. */
  handleKey(event: KeyboardEvent): void {
    const command = commandOf(event);
    if (!command || !this.player) return;
    event.preventDefault();
    this.obey(command);
  }

  private obey(command: Command): void {
    const video = this.video;
    switch (command) {
      case 'play':
        if (this.said.state === 'blocked') this.soundOn();
        else if (video.paused) video.play().catch(() => {});
        else video.pause();
        break;
      case 'mute':
        video.muted = !video.muted;
        this.toast(video.muted ? 'Sound off' : 'Sound on');
        break;
      case 'louder':
      case 'softer': {
        const from = video.muted ? 0 : video.volume;
        const to = Math.min(1, Math.max(0, from + (command === 'louder' ? keyVolume : -keyVolume)));
        video.volume = Math.round(to * 100) / 100;
        video.muted = video.volume === 0;
        this.toast(`Volume ${Math.round(100 * video.volume)} %`);
        break;
      }
      case 'back':
      case 'forward':
        this.seek(command === 'back' ? -keySeek : keySeek);
        break;
      case 'live':
        this.goLive();
        this.toast('Live');
        break;
      case 'fullscreen':
        this.request(document.fullscreenElement ? 'mediaexitfullscreenrequest' : 'mediaenterfullscreenrequest');
        break;
      case 'captions':
        this.toggleCaptions();
        break;
      case 'settings':
      case 'help':
        this.open(command);
    }
  }

  private request(what: string): void {
    this.find('media-controller').dispatchEvent(new CustomEvent(what, { bubbles: true, composed: true }));
  }

  private toggleCaptions(): void {
    if (this.video.textTracks.length === 0) {
      this.toast('This channel has no captions');
      return;
    }
    this.request('mediatogglesubtitlesrequest');
    const showing = [...this.video.textTracks].some((t) => t.mode === 'showing');
    this.toast(showing ? 'Captions on' : 'Captions off');
  }

  private seek(by: number): void {
    const b = this.video.buffered;
    if (b.length === 0) return;
    const to = this.video.currentTime + by;
    if (to >= b.end(b.length - 1)) this.goLive();
    else this.video.currentTime = Math.max(b.start(0), to);
  }

  /** Starts what src or feed name. */
  private async restart(): Promise<void> {
    this.halt();
    const mine = ++this.starts;
    const src = this.getAttribute('src') ?? '';
    let feed = this.own;
    if (!feed && /\.json$/.test(src)) {
      const channel = await loadChannel(new URL(src, document.baseURI));
      if (mine !== this.starts || !this.isConnected) return;
      this.tell(channel?.title ?? '', channel?.link ?? '');
      if (channel) feed = this.feedOf(channel.local ? 'feed' : channel.link);
    } else if (!feed && src) {
      feed = this.feedOf(src);
    }
    if (feed) this.begin(feed);
    this.look();
  }

  private feedOf(src: string): Feed {
    return feedFor(src, { assets: this.getAttribute('assets') ?? undefined });
  }

  private begin(feed: Feed): void {
    this.feedState = 'connecting';
    this.problem = null;
    this.figures = {};
    this.started = false;
    // Sound is tried at once where the viewer had it on; the player falls back
    // to silence where the browser wants a click first.
    this.video.muted = recall('sound') !== 'on';
    const player = new MsePlayer(this.video, () => this.look(), feed.remote);
    player.steady = this.delayMode === 'steady';
    this.player = player;
    this.running = feed;
    feed.share?.set(this.sharing);
    feed.share?.allowMetered(this.sharingOnMetered);
    feed.start(this.sink(player));
  }

  private halt(): void {
    this.running?.stop();
    this.player?.close();
    this.running = this.player = null;
  }

  private sink(player: MsePlayer): FeedSink {
    return {
      state: (state) => {
        this.feedState = state;
        this.look();
      },
      begin: () => player.begin(),
      init: (mime, data) => player.init(mime, data),
      fragment: (f) => player.fragment(f),
      heard: (message) => player.heard(message),
      figures: (figures) => (this.figures = figures),
      problem: (problem, detail = '') => {
        this.problem = problem;
        this.detail = detail;
        this.look();
      },
      title: (title) => this.tell(title, this.link),
      link: (link) => this.tell(this.channelTitle, link),
      clock: (offset) => (player.clockOffset = offset),
    };
  }

  private tell(title: string, link: string): void {
    if (title === this.channelTitle && link === this.link) return;
    this.channelTitle = title;
    this.link = link;
    this.dispatchEvent(new Event('infochange'));
  }

  private soundOn(): void {
    this.video.muted = false;
    if (this.video.volume === 0) this.video.volume = 1;
    this.video.play().catch(() => {});
    this.look();
  }

  private volumeChanged(): void {
    const on = !this.video.muted && this.video.volume > 0;
    if (on || this.started) remember('sound', on ? 'on' : 'off');
    this.look();
  }

  /** Brings what is shown up to date. */
  private look(): void {
    const stats = this.player?.stats;
    if (stats && (stats.frames > 0 || stats.state === 'playing')) this.started = true;
    const status = stats ? this.describe(stats) : nothing;
    this.showMessage(status, stats);
    this.showBadge(status, stats);
    const silent = this.video.muted && this.started && !final.includes(status.state);
    hide(this.find('.sound'), !silent || !hasAudio(stats?.mime ?? '') || status.state === 'blocked');
    hide(this.find('.audio'), !stats?.mime || stats.mime.startsWith('video/'));
    hide(this.find('.bar'), !this.started && final.includes(status.state));
    this.showNotice(status);
    if (this.find<HTMLDialogElement>('.settings').open) this.showSettings();
    if (status.state !== this.said.state || status.text !== this.said.text) {
      this.said = status;
      this.setAttribute('state', status.state);
      this.dispatchEvent(new Event('statuschange'));
    }
    this.showSharing();
    if (stats) this.dispatchEvent(new Event('statschange'));
  }

  private describe(stats: PlayStats): Status {
    return describe({
      feed: this.feedState, problem: this.problem, detail: this.detail, play: stats.state, bufferMs: stats.bufferMs,
      live: stats.live, mime: stats.mime, playable, local: this.local, reason: this.figures.reason ?? '',
      failed: this.figures.failed === true,
    });
  }

  private showMessage(status: Status, stats?: PlayStats): void {
    const box = this.find('.message');
    const now = performance.now();
    if (stats?.state !== 'stalled') this.stalledSince = now;
    const brief = status.state === 'stalled' && now - this.stalledSince < patience;
    hide(box, quiet.includes(status.state) || brief);
    const bad = status.state === 'failed' || status.state === 'unsupported';
    box.classList.toggle('plain', !stats?.frames || final.includes(status.state));
    hide(this.find('.spinner'), status.state === 'blocked' || final.includes(status.state));
    hide(this.find('.sign'), !bad);
    hide(this.find('.play'), status.state !== 'blocked');
    hide(this.find('.retry'), status.state !== 'failed' || status.problem === 'link');
    say(box.querySelector('p'), status.text);
    say(box.querySelector('small'), status.hint);
  }

  private showBadge(status: Status, stats?: PlayStats): void {
    const badge = this.find('.badge');
    const live = status.state === 'playing' && stats?.live === true;
    badge.classList.toggle('live', live);
    hide(badge, !this.started || final.includes(status.state));
    const known = stats !== undefined && sensible(stats.delayMs);
    const delay = known ? seconds(stats.delayMs) : '';
    say(badge.querySelector('b'), live ? 'LIVE' : 'GO LIVE');
    say(badge.querySelector('span'), delay);
    hide(this.find('.badge .unseen'), !known);
    badge.title = live ? 'Time from the camera to this screen' : 'Jump to the newest picture';
  }

  // Sharing.

  /** Shows once what watching shares, unless the page around the player says it. */
  private showNotice(status: Status): void {
    const told = this.getAttribute('notice') === 'off' || recall('notice') === 'seen';
    hide(this.find('.notice'), !this.canShare || told || final.includes(status.state));
  }

  private acknowledge(): void {
    remember('notice', 'seen');
    this.look();
  }

  private showSharing(): void {
    const now = [this.canShare, this.sharing, this.sharingOnMetered, this.sharingReason].join();
    if (now === this.shared) return;
    this.shared = now;
    this.dispatchEvent(new Event('sharechange'));
  }

  // Dialogs.

  private open(which: 'settings' | 'help'): void {
    const dialog = this.find<HTMLDialogElement>(`.${which}`);
    if (dialog.open) return;
    if (which === 'settings') this.showSettings();
    dialog.showModal();
    if (which === 'settings') this.place(dialog);
  }

  /** Puts the settings above their button, or where that is hidden or the window small, as the style sheet has it. */
  private place(dialog: HTMLDialogElement): void {
    const gear = this.find('.gear').getBoundingClientRect();
    const free = gear.width === 0 || matchMedia(narrow).matches;
    const bottom = Math.max(8, innerHeight - gear.top + 8);
    const fits = bottom + dialog.offsetHeight <= innerHeight - 8;
    dialog.style.inset = free ? '' : `auto ${Math.max(8, innerWidth - gear.right)}px ${fits ? bottom : 8}px auto`;
  }

  private showSettings(): void {
    const input = (name: string, value?: string) =>
      this.find<HTMLInputElement>(`.settings [name="${name}"]${value === undefined ? '' : `[value="${value}"]`}`);
    input('delay', this.delayMode).checked = true;
    this.find('.settings .sharing').hidden = !this.canShare;
    input('share').checked = this.sharing;
    input('metered').checked = this.sharingOnMetered;
    input('metered').disabled = !this.sharing;
    say(this.find('.settings .why'), this.sharingReason);
    this.showQuality();
  }

  private showQuality(): void {
    const box = this.find('.settings .quality');
    const quality = this.running?.quality;
    const names = quality && quality.names.length > 1 ? quality.names : [];
    const inputs = box.querySelectorAll('label');
    if (inputs.length !== names.length) {
      for (const old of inputs) old.remove();
      box.append(...names.map((name, i) => radio('quality', String(i), name)));
    }
    for (const i of box.querySelectorAll('input')) i.checked = i.value === String(quality?.chosen);
    const stats = this.player?.stats;
    const codecs = codecsOf(stats?.mime ?? '').map(codecName).join(', ');
    const size = stats && stats.height > 0 ? `${stats.height}p (${stats.width} × ${stats.height})` : '';
    say(box.querySelector('p'), [size, codecs].filter(Boolean).join(' · ') || 'Not known yet');
  }

  private chosen(input: HTMLInputElement): void {
    switch (input.name) {
      case 'delay':
        this.delayMode = input.value as DelayMode;
        break;
      case 'quality':
        this.running?.quality?.choose(Number(input.value));
        break;
      case 'share':
        this.sharing = input.checked;
        break;
      case 'metered':
        this.sharingOnMetered = input.checked;
    }
    this.showSettings();
  }

  private toast(text: string): void {
    const toast = this.find('.toast');
    toast.textContent = text;
    toast.classList.add('shown');
    clearTimeout(this.toastTimer);
    this.toastTimer = window.setTimeout(() => toast.classList.remove('shown'), toastTime);
  }

  private find<T extends HTMLElement>(selector: string): T {
    return this.root.querySelector(selector) as T;
  }
}

function radio(name: string, value: string, text: string): HTMLLabelElement {
  const label = document.createElement('label');
  const input = document.createElement('input');
  Object.assign(input, { type: 'radio', name, value });
  const span = document.createElement('span');
  span.textContent = text;
  label.append(input, span);
  return label;
}

function hasAudio(mime: string): boolean {
  return /mp4a|opus|ac-3|ec-3|flac/i.test(mime);
}

function sensible(delayMs: number): boolean {
  return delayMs >= 0 && delayMs < sensibleDelay;
}

/** Hides an element or shows it, and touches it only when that changes something. */
function hide(element: HTMLElement, hidden: boolean): void {
  if (element.hidden !== hidden) element.hidden = hidden;
}

/** Changes a text only when it is another, so that screen readers stay quiet. */
function say(element: Element | null, text: string): void {
  if (element && element.textContent !== text) element.textContent = text;
}

declare global {
  interface HTMLElementTagNameMap {
    'throng-player': ThrongPlayer;
  }
}

if (!customElements.get('throng-player')) customElements.define('throng-player', ThrongPlayer);
