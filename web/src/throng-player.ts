// <throng-player src="feed">: plays a Throng channel.
//
// Attributes: src, a channel's link (throng:…), which is played by a peer of its
// own in the tab, or the address of a feed (a WebSocket, relative to the page);
// assets, the address of the folder with that peer where it is not tab/ beside the
// page.
// Properties: feed, to set a feed of one's own in place of src; stats, figures
// of the playing and the swarm; status, what is happening, in plain words;
// goLive().
// Events: "statuschange" when status changes, "statschange" four times a
// second, "infochange" when channelTitle or link changes.

import 'media-chrome/media-controller.js';
import 'media-chrome/media-control-bar.js';
import 'media-chrome/media-play-button.js';
import 'media-chrome/media-mute-button.js';
import 'media-chrome/media-volume-range.js';
import 'media-chrome/media-pip-button.js';
import 'media-chrome/media-fullscreen-button.js';

import { WebSocketFeed, type Feed, type FeedSink, type FeedState, type Figures } from './feed';
import { MsePlayer, type PlayState, type PlayStats } from './mse';
import styles from './player.css';
import { SwarmFeed } from './swarm/feed';

export type { Feed, FeedSink, FeedState, Figures, Fragment } from './feed';

/** What the player is doing. */
export type PlayerState =
  | 'connecting' // to the feed
  | 'waiting' // for the channel's first frames
  | 'playing'
  | 'stalled' // nothing has come in time
  | 'paused' // by the viewer
  | 'behind' // playing, at an earlier place of the viewer's choice
  | 'blocked' // the browser wants a click
  | 'lost' // the connection to the feed; it is being tried again
  | 'ended'
  | 'failed' // the feed cannot bring anything; the text says why
  | 'unsupported';

/** Figures of the playing and, as far as the feed tells, of the swarm. */
export type PlayerStats = Omit<PlayStats, 'state'> & Figures & { state: PlayerState };

/** What is happening: a sentence, and what to do or expect. */
export interface Status {
  state: PlayerState;
  text: string;
  hint: string;
}

const icons = {
  sound: '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path fill="currentColor" d="M11 5 6 9H3v6h3l5 4z"/><path d="m16 9.5 5 5m0-5-5 5"/></svg>',
  play: '<svg viewBox="0 0 24 24" fill="currentColor" aria-hidden="true"><path d="M7 4.5v15l12.5-7.5z"/></svg>',
  note: '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" aria-hidden="true"><path d="M4 10v4m4-8v12m4-15v18m4-14v10m4-6v2"/></svg>',
};

const template = `
<media-controller part="controller" autohide="3" defaultstreamtype="live" nomutedpref noautoseektolive keyboardbackwardseekoffset="5" keyboardforwardseekoffset="5">
  <video slot="media" playsinline muted></video>
  <div slot="poster" class="audio" hidden>${icons.note}</div>
  <media-control-bar class="bar">
    <media-play-button></media-play-button>
    <media-mute-button></media-mute-button>
    <media-volume-range></media-volume-range>
    <button class="badge" type="button"><b>LIVE</b><span></span></button>
    <span class="space"></span>
    <media-pip-button></media-pip-button>
    <media-fullscreen-button></media-fullscreen-button>
  </media-control-bar>
  <div slot="centered-chrome" hidden></div>
</media-controller>
<button class="sound" type="button" hidden>${icons.sound}<span>Sound on</span></button>
<div class="message plain">
  <div class="spinner" aria-hidden="true"></div>
  <button class="play" type="button" aria-label="Play" hidden>${icons.play}</button>
  <p role="status" aria-live="polite"></p>
  <small></small>
</div>`;

const soundKey = 'throng-sound';
/** Between two looks at the figures, in milliseconds. */
const statsInterval = 250;
/** A stall is not worth a message before this, in milliseconds. */
const patience = 600;
/** A delay beyond this, in milliseconds, or below nought tells of a wrong clock, not of a delay. */
const sensibleDelay = 120_000;

export class ThrongPlayer extends HTMLElement {
  static observedAttributes = ['src'];

  private readonly root: ShadowRoot;
  private readonly video: HTMLVideoElement;
  private own: Feed | null = null;
  private running: Feed | null = null;
  private player: MsePlayer | null = null;
  private feedState: FeedState = 'connecting';
  private figures: Figures = {};
  private timer = 0;
  private stalledSince = 0;
  private started = false;
  private said: Status = { state: 'connecting', text: '', hint: '' };

  /** The channel's title and link, as the feed tells them. */
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
    this.find('.sound').addEventListener('click', () => this.soundOn());
    this.find('.badge').addEventListener('click', () => this.goLive());
    this.find('.play').addEventListener('click', () => this.soundOn());
    this.video.addEventListener('volumechange', () => this.volumeChanged());
  }

  connectedCallback(): void {
    this.timer = window.setInterval(() => this.look(), statsInterval);
    this.restart();
  }

  disconnectedCallback(): void {
    clearInterval(this.timer);
    this.halt();
  }

  attributeChangedCallback(): void {
    if (this.isConnected) this.restart();
  }

  /** A feed of one's own, in place of the one at src. */
  set feed(feed: Feed | null) {
    this.own = feed;
    if (this.isConnected) this.restart();
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

  /** Plays on at the live edge. */
  goLive(): void {
    this.player?.goLive();
    this.look();
  }

  private restart(): void {
    this.halt();
    const src = this.getAttribute('src');
    const feed = this.own ?? (src ? this.feedOf(src) : null);
    if (!feed) return;
    this.feedState = 'connecting';
    this.started = false;
    // Sound is tried at once where the viewer had it on; the player falls back
    // to silence where the browser wants a click first.
    this.video.muted = stored() !== 'on';
    const player = new MsePlayer(this.video, () => this.look());
    this.player = player;
    this.running = feed;
    feed.start(this.sink(player));
    this.look();
  }

  private feedOf(src: string): Feed {
    if (!src.startsWith('throng:')) return new WebSocketFeed(src);
    return new SwarmFeed(src, { assets: this.getAttribute('assets') ?? undefined });
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
      init: (mime, data) => {
        this.find('.audio').hidden = mime.startsWith('video/');
        player.init(mime, data);
      },
      fragment: (f) => player.fragment(f),
      figures: (figures) => (this.figures = figures),
      title: (title) => {
        if (title === this.channelTitle) return;
        this.channelTitle = title;
        this.dispatchEvent(new Event('infochange'));
      },
      link: (link) => {
        this.link = link;
        this.dispatchEvent(new Event('infochange'));
      },
      clock: (offset) => (player.clockOffset = offset),
    };
  }

  private soundOn(): void {
    this.video.muted = false;
    if (this.video.volume === 0) this.video.volume = 1;
    this.video.play().catch(() => {});
    this.look();
  }

  private volumeChanged(): void {
    const on = !this.video.muted && this.video.volume > 0;
    if (on || this.started) store(on ? 'on' : 'off');
    this.look();
  }

  /** Brings what is shown up to date. */
  private look(): void {
    const player = this.player;
    if (!player) return;
    const stats = player.stats;
    if (stats.frames > 0 || stats.state === 'playing') this.started = true;
    const status = this.describe(stats);
    this.showMessage(status, stats);
    this.showBadge(status, stats);
    const silent = this.video.muted && this.started && status.state !== 'ended' && status.state !== 'unsupported';
    this.find('.sound').hidden = !silent || !hasAudio(stats.mime) || status.state === 'blocked';
    if (status.state !== this.said.state || status.text !== this.said.text) {
      this.said = status;
      this.setAttribute('state', status.state);
      this.dispatchEvent(new Event('statuschange'));
    }
    this.dispatchEvent(new Event('statschange'));
  }

  private describe(stats: PlayStats): Status {
    if (stats.state === 'unsupported') return { state: 'unsupported', ...unsupported(stats.mime) };
    if (this.figures.failed) return { state: 'failed', text: this.figures.reason ?? '', hint: '' };
    const drained = stats.state !== 'playing' || stats.bufferMs < 100;
    if (this.feedState === 'ended' && drained) {
      return { state: 'ended', text: 'This channel has ended.', hint: 'Thank you for watching.' };
    }
    if (this.feedState === 'connecting') {
      return { state: 'connecting', text: 'Connecting…', hint: '' };
    }
    const playing = mapState(stats.state);
    if (this.feedState === 'lost' && (playing === 'waiting' || playing === 'stalled')) {
      return { state: 'lost', text: 'The connection is lost. Trying again…', hint: 'It plays on by itself. Is the program that serves this page still running?' };
    }
    if (playing === 'playing' && !stats.live) return { state: 'behind', text: 'Playing behind live.', hint: '' };
    return { state: playing, text: words[playing] ?? '', hint: playing === 'waiting' || playing === 'stalled' ? (this.figures.reason ?? '') : '' };
  }

  private showMessage(status: Status, stats: PlayStats): void {
    const box = this.find('.message');
    const now = performance.now();
    if (stats.state !== 'stalled') this.stalledSince = now;
    const quiet = ['playing', 'paused', 'behind'].includes(status.state);
    const brief = status.state === 'stalled' && now - this.stalledSince < patience;
    box.hidden = quiet || brief;
    box.classList.toggle('plain', stats.frames === 0 || ['ended', 'failed', 'unsupported'].includes(status.state));
    this.find('.spinner').hidden = ['blocked', 'ended', 'failed', 'unsupported'].includes(status.state);
    this.find('.play').hidden = status.state !== 'blocked';
    say(box.querySelector('p'), status.text);
    say(box.querySelector('small'), status.hint);
  }

  private showBadge(status: Status, stats: PlayStats): void {
    const badge = this.find('.badge');
    const live = status.state === 'playing' && stats.live;
    badge.classList.toggle('live', live);
    badge.hidden = !this.started || status.state === 'ended' || status.state === 'unsupported';
    const known = sensible(stats.delayMs);
    const delay = known ? seconds(stats.delayMs) : '';
    say(badge.querySelector('b'), live ? 'LIVE' : 'GO LIVE');
    say(badge.querySelector('span'), delay);
    const label = live ? `Live${known ? `, ${delay} behind the camera` : ''}` : `Go to live${known ? `, now ${delay} behind` : ''}`;
    if (badge.getAttribute('aria-label') !== label) badge.setAttribute('aria-label', label);
    badge.title = live ? 'Time from the camera to this screen' : 'Jump to the newest picture';
  }

  private find<T extends HTMLElement>(selector: string): T {
    return this.root.querySelector(selector) as T;
  }
}

const words: Partial<Record<PlayerState, string>> = {
  waiting: 'Waiting for the channel…',
  stalled: 'Waiting for more picture…',
  blocked: 'Press play to watch.',
  playing: 'Playing live.',
  paused: 'Paused.',
};

function mapState(state: PlayState): PlayerState {
  return state === 'idle' || state === 'starting' ? 'waiting' : state;
}

const codecNames: [RegExp, string][] = [
  [/^(hvc1|hev1)/, 'H.265 video'],
  [/^av01/, 'AV1 video'],
  [/^avc[13]/, 'H.264 video'],
  [/^vp0?9/, 'VP9 video'],
  [/^mp4a/, 'AAC sound'],
  [/^opus/i, 'Opus sound'],
];

function unsupported(mime: string): { text: string; hint: string } {
  const codecs = /codecs="([^"]*)"/.exec(mime)?.[1].split(',') ?? [];
  // Where each is playable by itself, it was the decoding that failed.
  const bad = codecs.filter((c) => !playable(c));
  const names = (bad.length > 0 ? bad : codecs).map((c) => codecNames.find(([re]) => re.test(c))?.[1] ?? c);
  return {
    text: `This browser cannot play this channel's ${names.join(' and ') || 'format'}.`,
    hint: 'Try another browser, or open the address of stream.mp4 in a player such as VLC or mpv.',
  };
}

function playable(codec: string): boolean {
  const source = globalThis.MediaSource;
  return source?.isTypeSupported(`video/mp4; codecs="${codec}"`) ?? false;
}

function hasAudio(mime: string): boolean {
  return /mp4a|opus|ac-3|ec-3|flac/i.test(mime);
}

function sensible(delayMs: number): boolean {
  return delayMs >= 0 && delayMs < sensibleDelay;
}

function seconds(ms: number): string {
  const s = ms / 1000;
  return `${s < 10 ? s.toFixed(1) : Math.round(s)} s`;
}

/** Changes a text only when it is another, so that screen readers stay quiet. */
function say(element: Element | null, text: string): void {
  if (element && element.textContent !== text) element.textContent = text;
}

function stored(): string | null {
  try {
    return localStorage.getItem(soundKey);
  } catch {
    return null;
  }
}

function store(value: string): void {
  try {
    localStorage.setItem(soundKey, value);
  } catch {
    // Nothing is remembered where the browser forbids it.
  }
}

if (!customElements.get('throng-player')) customElements.define('throng-player', ThrongPlayer);
