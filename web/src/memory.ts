// What the viewer chose, remembered by the browser.

const prefix = 'throng-';

export type Remembered = 'sound' | 'delay' | 'sharing' | 'metered' | 'notice';

export function recall(key: Remembered): string | null {
  try {
    return localStorage.getItem(prefix + key);
  } catch {
    return null;
  }
}

export function remember(key: Remembered, value: string): void {
  try {
    localStorage.setItem(prefix + key, value);
  } catch {
    // Nothing is remembered where the browser forbids it.
  }
}
