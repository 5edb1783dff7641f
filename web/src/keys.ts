// The player's keys. Pure but for the event.

export type Command = 'play' | 'mute' | 'fullscreen' | 'captions' | 'louder' | 'softer' | 'back' | 'forward' | 'live' | 'settings' | 'help';

/** The keys in the order in which help tells them. */
export const keys: readonly { command: Command; keys: readonly string[]; shown: string; does: string }[] = [
  { command: 'play', keys: [' ', 'k'], shown: 'Space K', does: 'Play or pause' },
  { command: 'mute', keys: ['m'], shown: 'M', does: 'Sound on or off' },
  { command: 'louder', keys: ['ArrowUp'], shown: '↑', does: 'Louder' },
  { command: 'softer', keys: ['ArrowDown'], shown: '↓', does: 'Softer' },
  { command: 'back', keys: ['ArrowLeft'], shown: '←', does: 'Five seconds back' },
  { command: 'forward', keys: ['ArrowRight'], shown: '→', does: 'Five seconds on' },
  { command: 'live', keys: ['l'], shown: 'L', does: 'Go to live' },
  { command: 'fullscreen', keys: ['f'], shown: 'F', does: 'Full screen' },
  { command: 'captions', keys: ['c'], shown: 'C', does: 'Captions' },
  { command: 'settings', keys: ['s'], shown: 'S', does: 'Settings' },
  { command: 'help', keys: ['?'], shown: '?', does: 'This list' },
];

/** The command of a key event, or null where the event is for something else. */
export function commandOf(event: KeyboardEvent): Command | null {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
  const at = event.composedPath()[0];
  if (at instanceof Element) {
    // What takes text, or is moved by arrows, keeps its keys; a button its space and enter.
    if (at.matches('input, textarea, select, [contenteditable]')) return null;
    const presses = event.key === ' ' || event.key === 'Enter';
    if (presses && at.closest('button, a, summary, [role="button"]')) return null;
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return keys.find((k) => k.keys.includes(key))?.command ?? null;
}
