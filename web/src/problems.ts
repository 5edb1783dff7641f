// What does not work, as sentences that say what to do. Pure.

import type { Problem } from './feed';

export interface Sentence {
  text: string;
  hint: string;
}

const another = 'Until then, watch with the Throng program: throng watch and the link.';

/** A problem's sentence. detail is what the feed knows of it. */
export function problemSentence(problem: Problem, detail = ''): Sentence {
  switch (problem) {
    case 'link':
      return {
        text: 'This link does not lead to a channel.',
        hint: `${detail} Copy it again from where you found it, from “throng:” to its end.`.trim(),
      };
    case 'tracker':
      return {
        text: 'The tracker does not answer. Trying again…',
        hint: `${detail || 'It introduces viewers to each other.'} The broadcaster may be off the air, or this network may not let you reach it. Leave this page open, or try another network.`,
      };
    case 'webrtc':
      return {
        text: 'This browser does not let pages connect to each other.',
        hint: 'WebRTC is turned off, by a setting or an extension. Turn it on for this page and load it again, or use another browser.',
      };
    case 'engine-missing':
      return {
        text: 'The part of this page that joins the viewers is missing.',
        hint: `It was not found in “tab/”. On a site of your own: copy that folder beside the page, or say where it is by “assets”. A program that serves this page was built without it; “make build” makes it. ${another}`,
      };
    case 'engine-broken':
      return {
        text: 'A part of this page arrived damaged.',
        hint: 'Try again. If it happens again, something between you and the server changes what is loaded: try another network.',
      };
    case 'engine-unable':
      return {
        text: 'This browser does not run what this page needs.',
        hint: 'WebAssembly is missing or turned off. Bring the browser up to date, allow it for this page, or use another browser.',
      };
  }
}

const codecNames: [RegExp, string][] = [
  [/^(hvc1|hev1)/, 'H.265 video'],
  [/^av01/, 'AV1 video'],
  [/^avc[13]/, 'H.264 video'],
  [/^vp0?9/, 'VP9 video'],
  [/^mp4a/, 'AAC sound'],
  [/^opus/i, 'Opus sound'],
];

/** The codecs that a MIME type names. */
export function codecsOf(mime: string): string[] {
  return /codecs="([^"]*)"/.exec(mime)?.[1].split(',').map((c) => c.trim()) ?? [];
}

export function codecName(codec: string): string {
  return codecNames.find(([re]) => re.test(codec))?.[1] ?? codec;
}

/**
 * The sentence for a stream that cannot be played. playable says of a codec
 * whether the browser has it, null: it has no Media Source Extensions at all.
 * local: the page has the addresses for other players.
 */
export function codecSentence(mime: string, playable: ((codec: string) => boolean) | null, local: boolean): Sentence {
  if (!playable) {
    return {
      text: 'This browser cannot play live video on a page.',
      hint: 'It lacks Media Source Extensions. Bring it up to date, or use another browser.',
    };
  }
  const codecs = codecsOf(mime);
  // Where each is playable by itself, it was the decoding that failed.
  const bad = codecs.filter((c) => !playable(c));
  const names = (bad.length > 0 ? bad : codecs).map(codecName);
  const other = local
    ? 'open the address of stream.mp4 in a player such as VLC or mpv'
    : 'watch with the Throng program, which hands it to a player such as VLC or mpv';
  return {
    text: `This browser cannot play this channel’s ${names.join(' and ') || 'format'}.`,
    hint: `Try another browser, or ${other}. Whoever broadcasts can make it playable everywhere with H.264 and AAC.`,
  };
}
