// The page around the player.

import type { ThrongPlayer, PlayerStats } from './throng-player';
import './throng-player';

const player = document.querySelector('throng-player') as ThrongPlayer;
const element = (id: string) => document.getElementById(id) as HTMLElement;

/** Changes a text only when it is another. */
function say(id: string, text: string): void {
  const e = element(id);
  if (e.textContent !== text) e.textContent = text;
}

function bytes(n: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let i = 0;
  while (n >= 1000 && i < units.length - 1) {
    n /= 1000;
    i++;
  }
  return `${n < 10 && i > 0 ? n.toFixed(1) : Math.round(n)} ${units[i]}`;
}

function figure(id: string, value: string | null): void {
  element(id).hidden = value === null;
  if (value !== null) say(`${id}-value`, value);
}

function showFigures(stats: PlayerStats | null): void {
  if (!stats) return;
  const shown = Number.isFinite(stats.delayMs) && ['playing', 'behind', 'paused'].includes(stats.state);
  figure('delay', shown ? `${(stats.delayMs / 1000).toFixed(1)} s` : null);
  figure('peers', stats.peers === undefined ? null : String(stats.peers));
  figure('viewers', stats.viewers ? String(stats.viewers) : null);
  const share = stats.receivedBytes
    ? Math.round((100 * (stats.fromViewersBytes ?? 0)) / stats.receivedBytes)
    : null;
  figure('share', share === null ? null : `${share} %`);
  figure('given', stats.uploadedBytes === undefined ? null : bytes(stats.uploadedBytes));
}

function showInfo(): void {
  const title = player.channelTitle || 'Live';
  say('title', title);
  document.title = `${title} · Throng`;
  element('share-box').hidden = player.link === '';
  (element('link') as HTMLInputElement).value = player.link;
}

async function copy(button: HTMLButtonElement): Promise<void> {
  const field = element(button.dataset.copy ?? '') as HTMLInputElement;
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // On a page without https the older way may still be open.
    document.execCommand('copy');
  }
  button.textContent = 'Copied';
  say('copied', 'Copied to the clipboard');
  setTimeout(() => {
    button.textContent = 'Copy';
    say('copied', '');
  }, 1500);
}

player.addEventListener('statuschange', () => {
  const { state, text } = player.status;
  say('status', text);
  element('status').dataset.state = state;
});
let shown = 0;
player.addEventListener('statschange', () => {
  if (performance.now() - shown < 500) return;
  shown = performance.now();
  showFigures(player.stats);
});
player.addEventListener('infochange', showInfo);

for (const [id, path] of [
  ['stream-address', 'stream.mp4'],
  ['hls-address', 'index.m3u8'],
]) {
  (element(id) as HTMLInputElement).value = new URL(path, location.href).href;
}
for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
  button.addEventListener('click', () => void copy(button));
}
for (const field of document.querySelectorAll<HTMLInputElement>('input[readonly]')) {
  field.addEventListener('focus', () => field.select());
}
// The player's keys work wherever on the page nothing else takes them.
document.addEventListener('keydown', (event) => {
  const at = event.target as HTMLElement;
  if (at !== document.body || event.ctrlKey || event.metaKey || event.altKey) return;
  const controller = player.shadowRoot?.querySelector('media-controller');
  if (!controller || !['k', 'm', 'f', ' '].includes(event.key)) return;
  event.preventDefault();
  controller.dispatchEvent(new KeyboardEvent('keydown', { key: event.key }));
  controller.dispatchEvent(new KeyboardEvent('keyup', { key: event.key }));
});
