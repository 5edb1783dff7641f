// Drives Chromium through the page for internal/web's page test.
// node page.mjs ORIGIN FOLDER: prints one JSON object of what was seen, keeps
// screenshots in FOLDER.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { atDesk, click, inPlayer, launch, openTab, phone, playing, prefer, wait } from './browsers.mjs';

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const [origin, folder] = process.argv.slice(2);
/** A machine that does much else may take its time, in milliseconds. */
const patience = 90000;
const key = 'AbMJWQ1W4srFIARowgagmZLKez8lqw1-JgOvufnBbnvV8F-Q';
const link = `throng:${key}?t=127.0.0.1:7400`;

const browser = await launch('chrome', 1280, 800, atDesk);
const report = { checks: 0, wrong: [], errors: [], axe: [], sizes: {} };
let doing = '';

function check(what, ok, seen) {
  report.checks++;
  if (!ok) report.wrong.push(`${doing}: ${what}${seen === undefined ? '' : `: ${JSON.stringify(seen)}`}`);
}

/** Opens a page as openTab does; before runs in it before anything else. */
async function open(path, { before, ...options } = {}) {
  const tell = (text) => report.errors.push(`${doing}: ${text}`);
  // What is not there is what is tested.
  const page = await openTab(browser, tell, { colorScheme: 'light', mouse: true, expected: /ERR_CONNECTION|WebSocket|404/, ...options });
  page.setDefaultTimeout(patience);
  if (before) await page.evaluateOnNewDocument(before);
  await page.goto(origin + path);
  return page;
}

async function until(page, what, f, argument) {
  try {
    await page.waitForFunction(f, { polling: 100 }, argument);
    check(what, true);
    return true;
  } catch {
    await shoot(page, 'failed');
    check(what, false, await page.evaluate(() => document.querySelector('throng-player')?.status));
    return false;
  }
}

/** What f says of an element, as soon as that is there. */
const read = async (page, selector, f) => (await page.waitForSelector(selector)).evaluate(f);
const words = (page, selector) => read(page, selector, (e) => e.innerText);
const value = (page, selector) => read(page, selector, (e) => e.value);
/** Whether an element is to be seen now. */
const shown = async (page, selector) => (await page.$(selector))?.isVisible() ?? false;
const video = (page, f) => page.evaluate(`(${f})(document.querySelector('throng-player').shadowRoot.querySelector('video'))`);

/** axe-core's findings that are serious or worse. */
async function audit(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const result = await window.axe.run(document, { resultTypes: ['violations'] });
    return result.violations.map((v) => ({ impact: v.impact, id: v.id, at: v.nodes.map((n) => n.target.flat().join(' ')).slice(0, 3) }));
  });
  for (const v of found) {
    if (v.impact === 'serious' || v.impact === 'critical') report.axe.push(`${doing}: ${v.id} at ${v.at}`);
  }
}

/** In a page: ends what moves for a while, stops and returns what moves for ever, and hides the caret. */
function still() {
  document.documentElement.style.caretColor = 'transparent';
  const trees = [document];
  for (const tree of trees) {
    for (const e of tree.querySelectorAll('*')) if (e.shadowRoot) trees.push(e.shadowRoot);
  }
  const endless = [];
  for (const a of trees.flatMap((tree) => tree.getAnimations())) {
    if (a.effect.getComputedTiming().endTime < Infinity) a.finish();
    else endless.push(a);
  }
  for (const a of endless) a.cancel();
  return endless;
}

/** Keeps a picture in which nothing moves: of what the page shows, of all of it, or of an element. */
async function shoot(page, name, { of, fullPage = false } = {}) {
  const path = `${folder}/${name}.png`;
  const stopped = await page.evaluateHandle(still);
  // A picture of more than the viewport gives a telephone a mouse, unless the viewport grows for it.
  const options = of ? { clip: await read(page, of, place) } : { fullPage, captureBeyondViewport: fullPage && !page.viewport().hasTouch };
  const picture = await page.screenshot({ path, ...options });
  await stopped.evaluate((endless) => endless.forEach((a) => a.play()));
  return picture;
}

/** In a page: the whole pixels that an element is on. */
function place(e) {
  const box = e.getBoundingClientRect();
  const [x, y] = [Math.floor(box.left + scrollX), Math.floor(box.top + scrollY)];
  return { x, y, width: Math.ceil(box.right + scrollX) - x, height: Math.ceil(box.bottom + scrollY) - y };
}

/** Nothing is wider than the window. */
async function fits(page) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  check('nothing sticks out of the window', over <= 0, over);
}

async function done(page) {
  await page.browserContext().close();
}

const parts = {
  async looks() {
    for (const [size, viewport] of [['desktop', undefined], ['phone', phone]]) {
      for (const colorScheme of ['light', 'dark']) {
        doing = `looks ${size} ${colorScheme}`;
        const page = await open(`/scene?peers=9#${link}`, { viewport, colorScheme });
        await until(page, 'plays', playing);
        await wait(1800);
        await fits(page);
        await audit(page);
        await shoot(page, `${size}-${colorScheme}`);
        await shoot(page, `${size}-${colorScheme}-whole`, { fullPage: true });
        await page.mouse.move(200, 200);
        await page.evaluate(() => scrollTo(0, 0));
        await page.mouse.move(220, 210);
        await wait(400);
        await shoot(page, `${size}-${colorScheme}-controls`);
        await (await page.waitForSelector(inPlayer('.gear'))).click();
        await wait(400);
        await audit(page);
        await shoot(page, `${size}-${colorScheme}-settings`);
        await page.keyboard.press('Escape');
        await page.keyboard.press('?');
        await wait(300);
        await shoot(page, `${size}-${colorScheme}-keys`);
        await audit(page);
        await done(page);
      }
    }
  },

  /** The viewers around this one: drawn, and in a table that is as wide as there is room. */
  async panel() {
    const page = await open(`/scene?peers=9#${link}`);
    await until(page, 'plays', playing);
    await until(page, 'all are listed', () => document.querySelectorAll('#panel tbody tr').length === 10);
    const rows = await page.$$eval('#panel tbody tr', (all) => all.map((e) => e.innerText));
    check('the broadcaster comes first', /^Broadcaster\s+31 ms\s+\d+ kb\/s\s+1 stripe, \d+ kB\s+–/.test(rows[0]), rows[0]);
    check('who gives and takes is told', rows.some((r) => /\d stripes, [\d.]+ MB\s+\d+ kb\/s\s+\d stripes?, [\d.]+ MB/.test(r)), rows);
    check('as many are drawn', (await page.$$('#panel .nodes > .node')).length === 10);
    for (const [size, viewport] of [['desktop', { width: 1280, height: 900 }], ['phone', { width: 390, height: 844 }]]) {
      await page.setViewport(viewport);
      for (const colorScheme of ['light', 'dark']) {
        doing = `panel ${size} ${colorScheme}`;
        await prefer(page, colorScheme);
        await wait(300);
        const over = await page.evaluate(() => {
          const list = document.querySelector('#panel .list');
          return list.scrollWidth - list.clientWidth;
        });
        check('the table has room', over <= 0, over);
        await shoot(page, `panel-${size}-${colorScheme}`, { of: '#panel' });
      }
    }
    await done(page);
  },

  async keyboard() {
    const page = await open(`/scene?peers=5&qualities=720p,360p#${link}`);
    await until(page, 'plays', playing);
    const press = async (k) => {
      await page.keyboard.press(k);
      await wait(150);
    };
    await press('k');
    check('k pauses', await video(page, (v) => v.paused));
    await press(' ');
    check('space plays', await video(page, (v) => !v.paused));
    await press('m');
    check('m unmutes', await video(page, (v) => !v.muted));
    await press('ArrowDown');
    check('down is softer', await video(page, (v) => v.volume < 0.95));
    await press('ArrowUp');
    check('up is louder', await video(page, (v) => v.volume > 0.95));
    check('a key tells what it did', /Volume 100 %/.test(await read(page, inPlayer('.toast'), (e) => e.textContent)));
    await wait(3500);
    await press('ArrowLeft');
    await until(page, 'left goes back', () => document.querySelector('throng-player').status.state === 'behind');
    await press('l');
    await until(page, 'l goes live', () => document.querySelector('throng-player').status.state === 'playing');
    await press('f');
    await until(page, 'f goes full screen', () => document.fullscreenElement?.localName === 'throng-player');
    await press('f');
    await until(page, 'f comes back', () => document.fullscreenElement === null);
    await press('c');
    check('c tells that there are no captions', /no captions/.test(await read(page, inPlayer('.toast'), (e) => e.textContent)));
    await press('?');
    check('? opens the keys', await shown(page, inPlayer('.help')));
    await press('Escape');
    check('escape closes them', !(await shown(page, inPlayer('.help'))));
    await press('s');
    check('s opens the settings', await shown(page, inPlayer('.settings')));
    // The radio buttons and switches are reached and worked by keys alone.
    await page.focus(inPlayer('[name="delay"][value="live"]'));
    await press('ArrowDown');
    check('steady by key', (await page.evaluate(() => document.querySelector('throng-player').delayMode)) === 'steady');
    await until(page, 'steady plays later', () => document.querySelector('throng-player').stats.targetMs >= 1500 && document.querySelector('throng-player').stats.delayMs > 1300);
    await press('ArrowUp');
    await until(page, 'live again', () => document.querySelector('throng-player').stats.targetMs < 1000);
    await press('Tab');
    check('the pictures come next', await page.evaluate(() => document.querySelector('throng-player').shadowRoot.activeElement?.name === 'quality'));
    await press('ArrowDown');
    check('a picture is chosen', (await page.evaluate(() => document.querySelector('throng-player').feed.quality.chosen)) === 1);
    await press('Tab');
    await press(' ');
    check('sharing is off by key', (await page.evaluate(() => document.querySelector('throng-player').sharing)) === false);
    await press('Escape');
    await press('Tab');
    await walk(page);
    await done(page);
  },

  async sharing() {
    const page = await open(`/scene?peers=5#${link}`);
    await until(page, 'plays', playing);
    check('what watching shares is said', /see your internet address, and some/.test(await words(page, '#sharing')));
    await click(page, '#sharing-switch');
    await until(page, 'nothing is given', () => document.querySelector('throng-player').stats.uploadOn === false);
    check('why, in words', /last|after those who share/.test(await words(page, '#sharing-why')));
    check('that nothing is passed on', /Nothing of what you receive/.test(await words(page, '#sharing')));
    await wait(700);
    await shoot(page, 'sharing-off', { fullPage: true });
    await audit(page);
    await page.reload();
    await until(page, 'plays again', playing);
    check('remembered', !(await read(page, '#sharing-switch', (e) => e.checked)));
    await click(page, '#sharing-switch');
    await until(page, 'given again', () => document.querySelector('throng-player').stats.uploadOn === true);
    await done(page);

    const metered = await open(`/scene?peers=5#${link}`, { viewport: phone, before: () => {
      Object.defineProperty(navigator, 'connection', { value: Object.assign(new EventTarget(), { saveData: false, type: 'cellular' }) });
    } });
    await until(metered, 'plays', playing);
    check('a metered connection gives nothing', await metered.evaluate(() => document.querySelector('throng-player').stats.uploadOn === false));
    await wait(500);
    await shoot(metered, 'metered', { fullPage: true });
    await audit(metered);
    await click(metered, '#metered-switch');
    await until(metered, 'asked to, it gives', () => document.querySelector('throng-player').stats.uploadOn === true);
    await done(metered);
  },

  async embedded() {
    const page = await open(`/embed?peers=5`);
    await until(page, 'plays', playing);
    check('the player says what watching shares', await shown(page, inPlayer('.notice')));
    await wait(500);
    await shoot(page, 'embedded');
    await audit(page);
    await click(page, inPlayer('.notice .fine'));
    check('once', !(await shown(page, inPlayer('.notice'))));
    await page.reload();
    await until(page, 'plays', playing);
    check('and not again', !(await shown(page, inPlayer('.notice'))));
    await done(page);
    const plain = await open('/local/demo.html');
    await until(plain, 'the demonstration plays what channel.json names', playing);
    await shoot(plain, 'demo');
    await audit(plain);
    await done(plain);
  },

  async handing() {
    const page = await open(`/scene?peers=5#${link}`);
    await page.browserContext().overridePermissions(origin, ['clipboard-read', 'clipboard-sanitized-write']);
    await until(page, 'plays', playing);
    const address = await value(page, '#address');
    check('the address has the link', address.endsWith(`#${link}`), address);
    await page.evaluate(() => (navigator.share = undefined));
    await click(page, '#share-button');
    await until(page, 'copied', () => /Copied/.test(document.querySelector('#said').textContent));
    check('it is what was copied', (await page.evaluate(() => navigator.clipboard.readText())) === address);
    await page.evaluate(() => (navigator.share = async (what) => void (window.shared = what)));
    await click(page, '#share-button');
    check('the browser’s own sharing where there is one', (await page.evaluate(() => window.shared?.url)) === address);
    report.code = await read(page, '#code path', (e) => e.getAttribute('d'));
    report.address = address;
    const drawn = await shoot(page, 'code', { of: '#code' });
    await page.evaluate(() => document.querySelector('#code path').setAttribute('d', ''));
    const empty = await (await page.$('#code')).screenshot();
    check('the code is drawn', drawn.length > 1.5 * empty.length, `${drawn.length} bytes, ${empty.length} without it`);
    await done(page);
  },

  async choosing() {
    for (const [size, viewport] of [['desktop', undefined], ['phone', phone]]) {
      doing = `choosing ${size}`;
      const page = await open('/', { viewport });
      await page.waitForSelector('#choose', { visible: true });
      await fits(page);
      await audit(page);
      await shoot(page, `choose-${size}`);
      await click(page, '#paste');
      await page.locator('#paste').fill('throng:AbMJWQ1W4srFIAR');
      await page.keyboard.press('Enter');
      check('a link that is not whole', /19|15 characters long instead of 48/.test(await words(page, '#paste-error')));
      await shoot(page, `choose-wrong-${size}`);
      await audit(page);
      await click(page, '#paste');
      await page.locator('#paste').fill(`  http://127.0.0.1:7400/#${link} `);
      await page.keyboard.press('Enter');
      await until(page, 'a page’s address leads to its channel', (key) => document.querySelector('throng-player').getAttribute('src')?.includes(key), key);
      await done(page);
    }
  },

  async failures() {
    const changed = link.replace('AbMJ', 'AbMK');
    const cases = [
      ['no-engine', `/scene?peers=1&problem=engine-missing#${link}`, /joins the viewers is missing/, /throng watch/],
      ['broken-engine', `/scene?peers=1&problem=engine-broken#${link}`, /arrived damaged/, /Try again/],
      ['no-tracker', `/scene?peers=1&problem=tracker&detail=127.0.0.1:7400+cannot+be+reached.#${link}`, /tracker does not answer/, /Leave this page open/],
      ['no-webrtc', `/#${link}`, /does not let pages connect/, /load it again/, () => delete window.RTCPeerConnection],
      ['no-wasm', `/#${link}`, /does not run what this page needs/, /up to date/, () => delete window.WebAssembly],
      ['no-codec', '/codec/', /cannot play this channel’s H.265 video/, /another browser/],
      ['no-mse', '/local/', /cannot play live video/, /up to date/, () => { delete window.MediaSource; delete window.ManagedMediaSource; }],
      ['ended', '/ended/', /has ended/, /same link/],
    ];
    for (const [name, path, text, hint, before] of cases) {
      doing = `failure ${name}`;
      const page = await open(path, { before });
      await until(page, 'is said', (source) => new RegExp(source).test(document.querySelector('throng-player').status.text), text.source);
      const said = await words(page, inPlayer('.message'));
      check('is shown', text.test(said) && (await shown(page, inPlayer('.message'))), said);
      check('with what to do', hint.test(said), said);
      await audit(page);
      await shoot(page, `failure-${name}`);
      await done(page);
    }
    for (const [size, viewport] of [['desktop', undefined], ['phone', phone]]) {
      doing = `failure wrong link ${size}`;
      const wrong = await open(`/#${changed}`, { viewport });
      await until(wrong, 'is said', () => /does not lead to a channel/.test(document.querySelector('#paste-error').textContent));
      check('with what to do', /was changed on its way. Copy it again/.test(await words(wrong, '#paste-error')));
      check('it can be mended', (await read(wrong, '#paste', (e) => e.value)) === changed);
      check('it is not handed on', !(await shown(wrong, '#watch')) && !(await shown(wrong, '#share-button')));
      await fits(wrong);
      await audit(wrong);
      await shoot(wrong, `failure-wrong-link-${size}`);
      await wrong.locator('#paste').fill(link);
      await wrong.keyboard.press('Enter');
      await until(wrong, 'mended, it leads to the channel', (to) => document.querySelector('throng-player').getAttribute('src')?.includes(to), link);
      await done(wrong);
    }
    doing = 'failure on a phone';
    const page = await open(`/scene?peers=1&problem=tracker#${link}`, { viewport: phone });
    await until(page, 'is said', () => document.querySelector('throng-player').status.problem === 'tracker');
    const box = await read(page, inPlayer('.message'), (e) => e.scrollHeight - e.clientHeight);
    check('it fits', box <= 0, box);
    await shoot(page, 'failure-phone');
    await done(page);
  },

  /** Why peer-to-peer does not work here, in words. */
  async reasons() {
    for (const [name, query, text] of [
      ['udp', 'peers=0&reason=This+network+blocks+UDP,+by+which+viewers+reach+each+other.', /blocks UDP/],
      ['nobody', 'peers=0', /Looking for other viewers/],
    ]) {
      doing = `reason ${name}`;
      const page = await open(`/scene?${query}#${link}`);
      await until(page, 'plays', playing);
      await wait(700);
      check('is said', text.test(await words(page, '#panel')));
      await shoot(page, `reason-${name}`, { fullPage: true });
      await done(page);
    }
  },

  async local() {
    const page = await open('/local/');
    await until(page, 'plays', playing);
    check('the addresses for other players are there', await shown(page, '#stream-address'));
    check('no sharing is spoken of', !(await shown(page, '#sharing')));
    const address = await value(page, '#address');
    check('the address is the tracker’s', address === `http://127.0.0.1:7400/#${link}`, address);
    await wait(500);
    await shoot(page, 'local', { fullPage: true });
    await done(page);
  },

  async captions() {
    const page = await open('/captions');
    await until(page, 'plays', playing);
    check('the captions button is there', await read(page, inPlayer('media-captions-button'), (e) => getComputedStyle(e).display !== 'none'));
    // On a page that hands no keys on, the player has those pressed in it.
    await page.focus(inPlayer('media-play-button'));
    await page.keyboard.press('c');
    await until(page, 'c shows them', () => document.querySelector('throng-player').shadowRoot.querySelector('video').textTracks[0].mode === 'showing');
    await done(page);
  },

  /** Browsers that have only the managed kind of MSE. */
  async managed() {
    const page = await open('/local/', { before: () => {
      window.ManagedMediaSource = class extends MediaSource {};
      delete window.MediaSource;
    } });
    await until(page, 'plays', playing);
    await done(page);
  },
};

/** Goes over the page by the tab key: everything that can be worked is reached, and seen to be. */
async function walk(page) {
  const seen = new Set();
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      let e = document.activeElement;
      while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
      if (!e || e === document.body) return '';
      const box = e.getBoundingClientRect();
      return `${e.id || e.className || e.localName}${box.width > 0 ? '' : ' unseen'}`;
    });
    if (at) seen.add(at);
  }
  const all = [...seen];
  check('nothing unseen has the focus', !all.some((a) => a.endsWith('unseen')), all);
  for (const name of ['share-button', 'media-play-button', 'media-mute-button', 'badge', 'gear', 'media-fullscreen-button', 'sharing-switch', 'press']) {
    check(`tab reaches ${name}`, all.some((a) => a.includes(name)), all);
  }
}

try {
  const wanted = process.argv[4]?.split(',') ?? Object.keys(parts);
  for (const name of wanted) {
    doing = name;
    await parts[name]();
  }
} catch (error) {
  report.failure = `${doing}: ${error.stack ?? error}`;
} finally {
  await browser.close();
}
console.log(JSON.stringify(report));
