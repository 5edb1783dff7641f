// Whether a tab gives to other viewers: what the viewer wants, and what the
// connection, the battery and fairness say to it.

import type { ShareControl } from './feed';

/** The limits of giving. */
export const shareLimits = {
  /** So many times what was received is given at most. */
  ratio: 1.5,
  /** So much may be given before anything has come, in bytes, as the peer has it: a beginning is no unfairness. */
  start: 2 << 20,
} as const;

/** What decides. */
export interface Circumstances {
  wanted: boolean;
  metered: boolean;
  meteredAllowed: boolean;
  hidden: boolean;
  onBattery: boolean;
}

/** In plain words, why nothing may be given; empty where something may be. */
export function hindrance(c: Circumstances): string {
  if (!c.wanted) {
    return 'You have turned sharing off. You are served by viewers who have room to spare, after those who share.';
  }
  if (c.metered && !c.meteredAllowed) {
    return 'This connection looks as if it is paid for by the amount, so nothing is passed on.';
  }
  if (c.hidden && c.onBattery) return 'Nothing is passed on while this tab is hidden and the device runs on its battery.';
  return '';
}

/** How much may be given to others after so much was received, in bytes. */
export function giveAtMost(receivedBytes: number): number {
  return shareLimits.start + shareLimits.ratio * receivedBytes;
}

/** What browsers tell of a connection; few tell all of it. */
interface Connection extends EventTarget {
  saveData?: boolean;
  type?: string;
}

interface Battery extends EventTarget {
  charging: boolean;
}

type Machine = Navigator & { connection?: Connection; getBattery?: () => Promise<Battery> };

/** Whether the browser tells that the connection is paid for by the amount, or that data is to be saved. */
export function isMetered(machine: Machine = navigator): boolean {
  const connection = machine.connection;
  return connection?.saveData === true || connection?.type === 'cellular';
}

/** The ShareControl of a tab. */
export class Sharing implements ShareControl {
  private readonly now: Circumstances = {
    wanted: true,
    metered: isMetered(),
    meteredAllowed: false,
    hidden: false,
    onBattery: false,
  };
  private held = false;
  private watching: AbortController | null = null;
  private changed = () => {};
  private said = '';

  /** Looks at the machine until close; changed is called when what comes of it has changed. */
  watch(changed: () => void): void {
    this.close();
    this.changed = changed;
    const { signal } = (this.watching = new AbortController());
    const machine = navigator as Machine;
    const see = () => this.update({ hidden: document.visibilityState === 'hidden' });
    const meter = () => this.update({ metered: isMetered() });
    machine.connection?.addEventListener('change', meter, { signal });
    document.addEventListener('visibilitychange', see, { signal });
    // Until it is known otherwise the device runs on its battery.
    this.now.onBattery = machine.getBattery !== undefined;
    machine.getBattery?.().then(
      (battery) => {
        if (signal.aborted) return;
        const look = () => this.update({ onBattery: !battery.charging });
        battery.addEventListener('chargingchange', look, { signal });
        look();
      },
      () => signal.aborted || this.update({ onBattery: false }), // a browser that does not tell is on the mains
    );
    meter();
    see();
  }

  /** Looks at the machine no more. */
  close(): void {
    this.watching?.abort();
    this.changed = () => {};
  }

  get on(): boolean {
    return this.now.wanted;
  }

  /** Why nothing may be given; empty where something may be. */
  get forbidden(): string {
    return hindrance(this.now);
  }

  get why(): string {
    const spent = `You have passed on ${shareLimits.ratio} times what you received. More goes on as more comes.`;
    return this.forbidden || (this.held ? spent : '');
  }

  set(on: boolean): void {
    this.update({ wanted: on });
  }

  allowMetered(allowed: boolean): void {
    this.update({ meteredAllowed: allowed });
  }

  /** Notes whether the peer gives nothing, or hardly anything, because it has given as much as it may. */
  hold(held: boolean): void {
    this.held = held;
    this.update({});
  }

  private update(part: Partial<Circumstances>): void {
    Object.assign(this.now, part);
    const why = this.why;
    if (why === this.said) return;
    this.said = why;
    this.changed();
  }
}
