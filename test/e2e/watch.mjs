// Watches a channel in tabs of a real browser, each with a peer of its own, for
// TestSwarmOfTabs and TestFirefox.
// node watch.mjs BROWSER URL TABS KILL REPORT SECONDS...: opens the tabs one after
// the other, each when the one before plays; then come as many phases as there are
// SECONDS, and after the first of them KILL tabs are killed. Prints {"event":"playing"}
// when all play and {"event":"phase"} after each phase; writes all that was seen to REPORT.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../web/package.json', import.meta.url));
const puppeteer = require('puppeteer-core');
const [name, url, tabs, kill, file, ...phases] = process.argv.slice(2);
const browsers = {
  chrome: {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required', '--mute-audio',
      // Each tab is looked at, as each viewer looks at one.
      '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows',
    ],
  },
  firefox: {
    executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr',
    extraPrefsFirefox: { 'media.autoplay.default': 0 },
  },
};
const sampleEvery = 1000; // ms
const patience = 60_000; // ms

/** Runs in the page before anything else: notes how long it takes until a next frame is shown, and reads the time code of some. */
function prepare() {
  const bits = 16;
  const readEvery = 150; // ms
  const seen = (window.seen = { firstFrame: NaN, delays: [], gaps: [], misread: 0 });
  const code = new OffscreenCanvas(2 * bits, 1).getContext('2d', { willReadFrequently: true });
  code.imageSmoothingEnabled = false;

  /** Milliseconds from the making of the frame to its showing; NaN where there is no code. */
  function delay(video, shownAt) {
    code.drawImage(video, 0, 0, video.videoWidth, Math.floor(video.videoHeight / 18), 0, 0, 2 * bits, 1);
    const { data } = code.getImageData(0, 0, 2 * bits, 1);
    const bit = (i) => (data[4 * i + 1] > 128 ? 1 : 0);
    let made = 0;
    for (let i = 0; i < bits; i++) {
      if (bit(i) === bit(bits + i)) return NaN;
      made += bit(i) * 2 ** i;
    }
    const range = 2 ** bits;
    return (((Date.now() + shownAt - performance.now() - made) % range) + range) % range;
  }

  /** Reads one frame in a while, since a page that asks for each is drawn anew with each. */
  function watch(video) {
    let asked = performance.now();
    const shown = (at, frame) => {
      const now = performance.now();
      if (isNaN(seen.firstFrame)) seen.firstFrame = at;
      else seen.gaps.push([Date.now(), now - asked]);
      const late = delay(video, frame.expectedDisplayTime);
      if (isNaN(late)) seen.misread++;
      else seen.delays.push([Date.now(), late]);
      setTimeout(ask, readEvery);
    };
    const ask = () => {
      asked = performance.now();
      video.requestVideoFrameCallback(shown);
    };
    ask();
  }

  const look = setInterval(() => {
    const video = document.querySelector('throng-player')?.shadowRoot?.querySelector('video');
    if (!video) return;
    clearInterval(look);
    watch(video);
  }, 5);
}

const sample = () => ({ at: Date.now(), ...document.querySelector('throng-player').stats });
const playing = () => {
  const s = document.querySelector('throng-player')?.stats;
  return s?.state === 'playing' && s.frames > 0;
};
/** All that is seen of a tab, with how its beginning went. */
const all = () => {
  const marks = {};
  for (const m of performance.getEntriesByType('mark')) marks[m.name.replace('throng:', '')] ??= Math.round(m.startTime);
  return { ...window.seen, marks };
};

const say = (event) => console.log(JSON.stringify({ event }));
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const report = { tabs: [], phases: [], errors: [] };
// Small pages: without a graphics processor, drawing them is a good part of what tabs cost.
const defaultViewport = { width: 400, height: 300 };
const browser = await puppeteer.launch({ browser: name, headless: true, defaultViewport, ...browsers[name] });

async function open() {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const tab = { page, samples: [], killed: false };
  page.on('pageerror', (e) => report.errors.push(String(e)));
  page.on('console', (m) => m.type() === 'error' && report.errors.push(m.text()));
  page.on('error', () => {}); // it was killed
  await page.evaluateOnNewDocument(prepare);
  await page.goto(url, { timeout: patience });
  await page.waitForFunction(playing, { timeout: patience, polling: 100 }).catch(async (e) => {
    throw new Error(`tab ${report.tabs.length} does not play: ${e} ${JSON.stringify(await page.evaluate(sample))} ${JSON.stringify(await page.evaluate(all))}`);
  });
  report.tabs.push(tab);
}

const left = () => report.tabs.filter((t) => !t.killed);
/** Asks a tab, which must answer in time. */
const ask = (tab, f) => {
  const late = wait(patience / 2).then(() => {
    throw new Error(`tab ${report.tabs.indexOf(tab)} does not answer`);
  });
  return Promise.race([tab.page.evaluate(f), late]);
};
const look = () => Promise.all(left().map(async (t) => t.samples.push(await ask(t, sample))));
const note = (tabs) => Promise.all(tabs.map(async (t) => Object.assign(t, await ask(t, all))));

/** Ends a tab as a crash does, without a word to anybody. */
async function crash(tab) {
  await note([tab]);
  tab.killed = true;
  const session = await tab.page.createCDPSession();
  session.send('Page.crash').catch(() => {});
}

try {
  for (let i = 0; i < Number(tabs); i++) await open();
  say('playing');
  for (const [i, seconds] of phases.entries()) {
    const from = Date.now();
    const to = from + 1000 * Number(seconds);
    await look();
    while (Date.now() < to) {
      await wait(Math.min(sampleEvery, Math.max(0, to - Date.now())));
      await look();
    }
    report.phases.push({ from, to: Date.now() });
    if (i === 0) for (const tab of report.tabs.slice(0, Number(kill))) await crash(tab);
    say('phase');
  }
  await note(left());
} catch (error) {
  report.failure = String(error.stack ?? error);
} finally {
  const gone = browser.close();
  await Promise.race([gone, wait(10_000)]);
}
writeFileSync(file, JSON.stringify(report, (key, value) => (key === 'page' ? undefined : value)));
if (report.failure) console.error(report.failure, report.errors);
say('done');
process.exit(report.failure ? 1 : 0);
