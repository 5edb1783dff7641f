// What the player is doing, in plain words. Pure.

import type { FeedState, Problem } from './feed';
import type { PlayState } from './mse';
import { codecSentence, problemSentence } from './problems';

/** What the player is doing. */
export type PlayerState =
  | 'idle' // there is nothing to play
  | 'connecting' // to the feed
  | 'waiting' // for the channel's first frames
  | 'playing'
  | 'stalled' // nothing has come in time
  | 'paused' // by the viewer
  | 'behind' // playing, at an earlier place of the viewer's choice
  | 'blocked' // the browser wants a click
  | 'lost' // the connection to the feed; it is being tried again
  | 'ended'
  | 'unsupported' // the browser cannot play the stream
  | 'failed'; // something else keeps it from playing, see Status.problem

/** What is happening: a sentence, and what to do or expect. */
export interface Status {
  state: PlayerState;
  text: string;
  hint: string;
  problem?: Problem;
}

/** What it is told from. */
export interface Situation {
  feed: FeedState;
  problem: Problem | null;
  detail: string;
  play: PlayState;
  bufferMs: number;
  live: boolean;
  mime: string;
  playable: ((codec: string) => boolean) | null;
  /** The feed is that of a program on this machine. */
  local: boolean;
  reason: string;
  /** The feed says that nothing will come, and why in reason. */
  failed: boolean;
}

/** With less in the buffer nothing of the end is left to be seen. */
const drainedMs = 100;

const words: Partial<Record<PlayerState, string>> = {
  waiting: 'Waiting for the channel…',
  stalled: 'Waiting for more picture…',
  blocked: 'Press play to watch.',
  playing: 'Playing live.',
  paused: 'Paused.',
};

export const nothing: Status = { state: 'idle', text: 'No channel has been chosen.', hint: '' };

export function describe(s: Situation): Status {
  if (s.play === 'unsupported') return { state: 'unsupported', ...codecSentence(s.mime, s.playable, s.local) };
  const starved = s.play !== 'playing' || s.bufferMs < drainedMs;
  if (s.feed === 'ended' && starved) {
    return {
      state: 'ended',
      text: 'This channel has ended.',
      hint: 'Thank you for watching. When it is on the air again, the same link leads to it.',
    };
  }
  if (s.problem && starved) {
    const state = s.problem === 'tracker' ? 'lost' : 'failed';
    return { state, problem: s.problem, ...problemSentence(s.problem, s.detail) };
  }
  if (s.failed && starved) return { state: 'failed', text: s.reason, hint: '' };
  if (s.feed === 'connecting') return { state: 'connecting', text: 'Connecting…', hint: s.reason };
  const state = s.play === 'idle' || s.play === 'starting' ? 'waiting' : s.play;
  if (s.feed === 'lost' && (state === 'waiting' || state === 'stalled')) {
    return {
      state: 'lost',
      text: 'The connection is lost. Trying again…',
      hint: s.local
        ? 'It plays on by itself. Is the program that serves this page still running?'
        : s.reason || 'It plays on by itself when the network is there again.',
    };
  }
  if (state === 'playing' && !s.live) return { state: 'behind', text: 'Playing behind live.', hint: '' };
  return { state, text: words[state] ?? '', hint: state === 'waiting' || state === 'stalled' ? s.reason : '' };
}
