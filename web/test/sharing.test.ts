import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hindrance, isMetered, Sharing, type Circumstances } from '../src/sharing';

const free: Circumstances = {
  wanted: true, metered: false, meteredAllowed: false, hidden: false, onBattery: false,
};
const why = (part: Partial<Circumstances>) => hindrance({ ...free, ...part });

test('giving is hindered by what must hinder it', () => {
  assert.equal(why({}), '');
  assert.match(why({ wanted: false }), /after those who share/);
  assert.match(why({ metered: true }), /paid for by the amount/);
  assert.equal(why({ metered: true, meteredAllowed: true }), '');
  assert.match(why({ hidden: true, onBattery: true }), /battery/);
  assert.equal(why({ hidden: true }), '');
  assert.equal(why({ onBattery: true }), '');
  assert.match(why({ wanted: false, metered: true, meteredAllowed: true }), /turned sharing off/);
});

test('who has given half as much again as was received hears of it, and is not stopped by the page', () => {
  const { sharing, said } = watched(new Machine());
  sharing.hold(true);
  assert.match(sharing.why, /1\.5 times/);
  assert.equal(sharing.forbidden, '');
  sharing.set(false);
  assert.match(sharing.why, /turned sharing off/);
  assert.equal(sharing.forbidden, sharing.why);
  sharing.set(true);
  sharing.hold(false);
  assert.equal(sharing.why, '');
  assert.equal(said.length, 4);
  sharing.close();
});

test('what browsers tell of the connection', () => {
  const machine = (connection?: object) => ({ connection }) as unknown as Navigator;
  assert.equal(isMetered(machine()), false);
  assert.equal(isMetered(machine({ type: 'wifi' })), false);
  assert.equal(isMetered(machine({ type: 'cellular' })), true);
  assert.equal(isMetered(machine({ saveData: true })), true);
});

/** A machine with a page on it, as browsers tell of it. */
class Machine {
  readonly page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  readonly battery = Object.assign(new EventTarget(), { charging: true });
  readonly connection = Object.assign(new EventTarget(), { saveData: false, type: 'wifi' });
  tells: Promise<unknown> = Promise.resolve(this.battery);

  constructor() {
    const navigator = { connection: this.connection, getBattery: () => this.tells };
    Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
    Object.defineProperty(globalThis, 'document', { value: this.page, configurable: true });
  }

  hide(hidden: boolean): void {
    this.page.visibilityState = hidden ? 'hidden' : 'visible';
    this.page.dispatchEvent(new Event('visibilitychange'));
  }

  plug(charging: boolean): void {
    this.battery.charging = charging;
    this.battery.dispatchEvent(new Event('chargingchange'));
  }

  meter(type: string, saveData = false): void {
    Object.assign(this.connection, { type, saveData });
    this.connection.dispatchEvent(new Event('change'));
  }
}

/** Every word that comes of what the machine does. */
function watched(machine: Machine) {
  const sharing = new Sharing();
  const said: string[] = [];
  sharing.watch(() => said.push(sharing.why));
  return { machine, sharing, said };
}

test('a tab that is hidden gives nothing on a battery, and goes on when it is seen or plugged in', async () => {
  const { machine, sharing, said } = watched(new Machine());
  await machine.tells;
  machine.hide(true);
  assert.equal(sharing.why, '', 'hidden on the mains');
  machine.plug(false);
  assert.match(sharing.why, /battery/, 'unplugged while hidden');
  machine.hide(false);
  assert.equal(sharing.why, '', 'seen');
  machine.hide(true);
  assert.match(sharing.why, /battery/, 'hidden on its battery');
  machine.plug(true);
  assert.equal(sharing.why, '', 'plugged in');
  assert.deepEqual(said.map((w) => w !== ''), [true, false, true, false], 'each change was told, and no other');
  sharing.close();
  machine.plug(false);
  assert.equal(said.length, 4, 'after its close nothing is');
});

test('a tab that is opened in the background gives nothing until it is known that there is no battery', async () => {
  const { machine, sharing, said } = watched(hidden());
  assert.match(sharing.why, /battery/);
  await machine.tells;
  assert.equal(sharing.why, '');
  assert.deepEqual(said.map((w) => w !== ''), [true, false]);
  sharing.close();
});

test('browsers that tell of no battery count as on the mains', async () => {
  const machine = hidden();
  machine.tells = Promise.reject(new Error('not allowed'));
  const refused = watched(machine);
  await new Promise((done) => setTimeout(done));
  assert.equal(refused.sharing.why, '');
  refused.sharing.close();
  delete (navigator as { getBattery?: unknown }).getBattery;
  const without = watched(machine);
  assert.equal(without.sharing.why, '');
  without.sharing.close();
});

test('a connection that is paid for by the amount carries nothing to others unless asked to', () => {
  const { machine, sharing, said } = watched(new Machine());
  machine.meter('cellular');
  assert.match(sharing.why, /paid for/);
  sharing.allowMetered(true);
  assert.equal(sharing.why, '');
  sharing.allowMetered(false);
  machine.meter('wifi');
  assert.equal(sharing.why, '');
  machine.meter('wifi', true);
  assert.match(sharing.why, /paid for/);
  assert.equal(said.length, 5);
  sharing.close();
  const metered = new Machine();
  metered.meter('cellular');
  const begun = watched(metered);
  assert.match(begun.sharing.why, /paid for/, 'from the beginning');
  begun.sharing.close();
});

function hidden(): Machine {
  const machine = new Machine();
  machine.hide(true);
  return machine;
}
