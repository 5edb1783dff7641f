// The page around the player: which channel, what is shown of it, sharing,
// handing it on.

import { viewerShare } from './around';
import { loadChannel } from './channel';
import { bytes, seconds } from './format';
import { LinkError, findLink, linkScheme, pageAddress, parseLink, sameChannel } from './link';
import { Panel } from './panel';
import { problemSentence } from './problems';
import { drawCode } from './qr';
import { giveAtMost, isMetered, shareLimits } from './sharing';
import type { PlayerStats, ThrongPlayer } from './throng-player';

const player = document.querySelector('throng-player') as ThrongPlayer;
const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
const panel = new Panel(element('panel'));

/** Between two looks at the figures, and for how long a word of thanks stays, in milliseconds. */
const figuresInterval = 500;
const saidTime = 2200;

/** Changes a text only when it is another. */
function say(id: string, text: string): void {
  const e = element(id);
  if (e.textContent !== text) e.textContent = text;
}

// The channel.

/** Whether the page's address names the channel; else the page is that of one channel. */
let named = false;
let begins = 0;

/** Plays what channel.json says, or the address where it names another channel, or asks for a link. */
async function begin(): Promise<void> {
  const mine = ++begins;
  const channel = await loadChannel('channel.json');
  if (mine !== begins) return;
  const asked = findLink(location.hash.slice(1));
  named = asked.startsWith(linkScheme) && !(channel?.link && sameChannel(asked, channel.link));
  const wrong = named ? whyNoLink(asked) : '';
  if (wrong) askAgain(asked, wrong);
  else if (named) play(asked, '');
  else if (channel?.local) play('feed', channel.title, true);
  else if (channel?.link) play(channel.link, channel.title);
  else ask();
}

function play(src: string, title: string, local = false): void {
  element('choose').hidden = true;
  element('watch').hidden = false;
  element('other-box').hidden = !local;
  player.channelTitle = title;
  player.link = local ? '' : findLink(src);
  player.setAttribute('src', src);
  showInfo();
  showSharing();
  showStatus();
}

/** Why a text is no link, as a sentence; empty where it is one. */
function whyNoLink(text: string): string {
  try {
    parseLink(text);
    return '';
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    return error.message;
  }
}

function ask(): void {
  element('watch').hidden = true;
  element('choose').hidden = false;
  element('share-button').hidden = true;
  player.removeAttribute('src');
  element('paste').removeAttribute('aria-invalid');
  say('paste-error', '');
  document.title = 'Throng';
}

/** Says what is wrong with the link in the address, and lets it be mended. */
function askAgain(link: string, why: string): void {
  ask();
  const { text, hint } = problemSentence('link', why);
  const field = element<HTMLInputElement>('paste');
  field.value = link;
  refuse(field, `${text} ${hint}`);
}

function refuse(field: HTMLInputElement, why: string): void {
  field.setAttribute('aria-invalid', 'true');
  say('paste-error', why);
  field.focus();
}

function chosen(event: SubmitEvent): void {
  event.preventDefault();
  const field = element<HTMLInputElement>('paste');
  const wrong = whyNoLink(field.value);
  if (wrong) {
    refuse(field, wrong);
    return;
  }
  field.removeAttribute('aria-invalid');
  say('paste-error', '');
  location.hash = parseLink(field.value).text; // and hashchange plays it
}

// Figures.

function figure(id: string, value: string | null): void {
  element(id).hidden = value === null;
  if (value !== null) say(`${id}-value`, value);
}

function showFigures(stats: PlayerStats | null): void {
  if (!stats) return;
  const shown = Number.isFinite(stats.delayMs) && ['playing', 'behind', 'paused'].includes(stats.state);
  figure('delay', shown ? seconds(stats.delayMs) : null);
  figure('peers', stats.peers === undefined ? null : String(stats.peers));
  figure('viewers', stats.viewers ? String(stats.viewers) : null);
  const share = viewerShare(stats);
  figure('share', isNaN(share) ? null : `${Math.round(100 * share)} %`);
  figure('given', stats.uploadedBytes === undefined ? null : bytes(stats.uploadedBytes));
  panel.show(stats);
  showSharing();
  showCap(stats);
}

// Sharing.

function showSharing(): void {
  element('sharing').hidden = !player.canShare;
  element<HTMLInputElement>('sharing-switch').checked = player.sharing;
  element<HTMLInputElement>('metered-switch').checked = player.sharingOnMetered;
  const why = player.sharingReason;
  const metered = player.sharing && (isMetered() || player.sharingOnMetered);
  const watches = (player.stats?.receivedBytes ?? 0) > 0;
  const gives = watches ? 'You help to carry this channel' : 'What watching shares';
  const title = why === '' ? gives : 'Nothing is passed on just now';
  say('sharing-title', player.sharing ? title : 'You do not pass this channel on');
  const seen = 'Watching connects you to other viewers: they see your internet address';
  say('sharing-text', player.sharing && why === '' ? `${seen}, and some of what you receive is passed on to them.` : `${seen}. Nothing of what you receive is passed on to them now.`);
  element('metered').hidden = !metered;
  // The reason stands beside the switch that is about it.
  const about = metered && !player.sharingOnMetered;
  say('metered-text', about ? why : 'This connection looks as if it is paid for by the amount.');
  say('sharing-why', about ? '' : why);
}

function showCap(stats: PlayerStats): void {
  const given = stats.uploadedBytes ?? 0;
  const most = giveAtMost(stats.receivedBytes ?? 0);
  element<HTMLProgressElement>('cap').value = Math.min(1, given / most);
  say('cap-text', `${bytes(given)} passed on, of ${bytes(most)} at most: ${shareLimits.ratio} times what you receive`);
}

// Handing on.

/** The address under which others can open this channel; empty where none is known. */
function publicAddress(): string {
  try {
    const link = parseLink(player.link);
    // The page of a program on this machine is nobody else's; the tracker has one for all.
    if (player.local) return pageAddress(link);
    return new URL(named ? `#${link.text}` : '.', location.href).href;
  } catch {
    return '';
  }
}

function showInfo(): void {
  const title = player.channelTitle || 'Live channel';
  say('title', title);
  document.title = `${title} · Throng`;
  const address = publicAddress();
  const link = player.link !== '' && whyNoLink(player.link) === '' ? player.link : '';
  element('share-box').hidden = link === '';
  element('share-button').hidden = link === '';
  element('address-field').hidden = element('code-box').hidden = address === '';
  element<HTMLInputElement>('link').value = link;
  element<HTMLInputElement>('address').value = address;
  if (address) drawCode(document.querySelector('#code') as SVGSVGElement, address);
}

async function share(): Promise<void> {
  const url = publicAddress();
  if (navigator.share && url) {
    try {
      await navigator.share({ title: player.channelTitle || 'Live on Throng', url });
      return;
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return;
    }
  }
  await copy(element<HTMLInputElement>(url ? 'address' : 'link'));
}

let saidTimer = 0;

function tell(text: string): void {
  say('said', text);
  element('said').classList.toggle('shown', text !== '');
  clearTimeout(saidTimer);
  if (text) saidTimer = window.setTimeout(() => tell(''), saidTime);
}

async function copy(field: HTMLInputElement): Promise<void> {
  let done = false;
  try {
    await navigator.clipboard.writeText(field.value);
    done = true;
  } catch {
    // On a page without https the older way may still be open.
    const at = document.activeElement as HTMLElement | null;
    field.select();
    done = document.execCommand('copy');
    at?.focus();
  }
  tell(done ? 'Copied. Paste it where others see it.' : 'This browser does not let the page copy. Select the text and copy it.');
}

function showStatus(): void {
  const { state, text } = player.status;
  say('status', text);
  element('status').dataset.state = state;
}

// What happens.

player.addEventListener('statuschange', showStatus);
let shown = 0;
player.addEventListener('statschange', () => {
  if (performance.now() - shown < figuresInterval) return;
  shown = performance.now();
  showFigures(player.stats);
});
player.addEventListener('infochange', showInfo);
player.addEventListener('sharechange', showSharing);
element('choose').querySelector('form')?.addEventListener('submit', chosen);
element('share-button').addEventListener('click', () => void share());
element('sharing-switch').addEventListener('change', (e) => (player.sharing = (e.target as HTMLInputElement).checked));
element('metered-switch').addEventListener('change', (e) => (player.sharingOnMetered = (e.target as HTMLInputElement).checked));
window.addEventListener('hashchange', () => void begin());

for (const [id, path] of [
  ['stream-address', 'stream.mp4'],
  ['hls-address', 'index.m3u8'],
]) {
  element<HTMLInputElement>(id).value = new URL(path, location.href).href;
}
for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
  button.addEventListener('click', () => void copy(element<HTMLInputElement>(button.dataset.copy ?? '')));
}
for (const field of document.querySelectorAll<HTMLInputElement>('input[readonly]')) {
  field.addEventListener('focus', () => field.select());
}
// The player's keys work wherever on the page nothing else takes them.
document.addEventListener('keydown', (event) => {
  if (event.target !== player) player.handleKey(event);
});
void begin();
