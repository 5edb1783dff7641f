// Links as people paste them: what internal/ident reads, and the address of a
// page that carries one in its fragment.

import { sha256 } from '@noble/hashes/sha2.js';

import { isHostPort } from './host';

export const linkScheme = 'throng:';
const version = 1;
const keyBytes = 32;
const checksumBytes = 3;
const keyLetters = 48;
const maxLength = 2048;
const maxTrackers = 8;

/** A channel's link: the text that a peer joins by, and the trackers in it. */
export interface Link {
  text: string;
  trackers: string[];
}

/** What is wrong with a link, as a sentence. */
export class LinkError extends Error {}

/** The link in a text: by itself, or in the fragment of a page's address. */
export function findLink(text: string): string {
  const trimmed = text.trim();
  const at = trimmed.indexOf(linkScheme);
  if (at > 0) return unescaped(trimmed.slice(at));
  const escaped = /throng%3a.*$/i.exec(trimmed);
  return escaped ? unescaped(escaped[0]) : trimmed;
}

function unescaped(text: string): string {
  if (!/^[^?&=]*%[0-9a-f]{2}/i.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Reads a link, or throws a LinkError that says what is wrong with it. */
export function parseLink(text: string): Link {
  const link = findLink(text);
  if (link === '') throw new LinkError('There is no link yet.');
  if (link.length > maxLength) throw new LinkError(`The link is longer than ${maxLength} characters.`);
  if (!link.startsWith(linkScheme)) throw new LinkError(`A link begins with “${linkScheme}”, this does not.`);
  const [key, ...rest] = link.slice(linkScheme.length).split('?');
  checkKey(key);
  const trackers = new URLSearchParams(rest.join('?')).getAll('t');
  if (trackers.length > maxTrackers) throw new LinkError(`The link names more than ${maxTrackers} trackers.`);
  for (const tracker of trackers) checkTracker(tracker);
  return { text: link, trackers };
}

/** Whether two links are of one channel, whichever trackers they name. */
export function sameChannel(a: string, b: string): boolean {
  const key = (link: string) => link.split('?')[0];
  return key(a) === key(b);
}

function checkKey(key: string): void {
  if (key.length !== keyLetters) {
    throw new LinkError(
      `The key in the link is ${key.length} characters long instead of ${keyLetters}: a part of it is missing or doubled.`,
    );
  }
  if (!/^[\w-]*$/.test(key)) throw new LinkError('The key in the link holds characters that do not belong there.');
  const raw = Uint8Array.from(atob(key.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
  const signed = raw.subarray(0, 1 + keyBytes);
  const sum = sha256(signed);
  for (let i = 0; i < checksumBytes; i++) {
    if (sum[i] !== raw[1 + keyBytes + i]) throw new LinkError('A character of the link was changed on its way.');
  }
  if (raw[0] !== version) throw new LinkError(`The link is of version ${raw[0]}, which is newer than this page knows.`);
}

function checkTracker(address: string): void {
  if (!isHostPort(address)) throw new LinkError(`The link names a tracker “${address}”, which is no host with a port.`);
}

/** The address of the page that a tracker of the link serves; empty where it names none. */
export function pageAddress(link: Link): string {
  return link.trackers.length > 0 ? `http://${link.trackers[0]}/#${link.text}` : '';
}
