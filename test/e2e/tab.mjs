// Plays a channel in tabs of a real Chromium, each with a peer of its own, for
// TestTabs.
// node tab.mjs URL SECONDS TABS [FOLDER]: prints one JSON object of what was seen:
// the figures of each tab, sampled from when all play; keeps screenshots in FOLDER.
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../web/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const [url, seconds, tabs, folder] = process.argv.slice(2);
const args = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required', '--mute-audio',
  // Each tab is looked at, as each viewer looks at one.
  '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows',
];
const sampleEvery = 500; // ms

/** Runs in the page before anything else: notes long tasks, those of the beginning apart, and the first frame. */
function prepare() {
  window.seen = { firstFrame: NaN, starting: 0, longest: 0 };
  new PerformanceObserver((list) => {
    for (const e of list.getEntries()) {
      const when = e.startTime > window.seen.firstFrame + 1000 ? 'longest' : 'starting';
      window.seen[when] = Math.max(window.seen[when], e.duration);
    }
  }).observe({ type: 'longtask', buffered: true });
  const look = setInterval(() => {
    const video = document.querySelector('throng-player')?.shadowRoot?.querySelector('video');
    if (!video) return;
    clearInterval(look);
    video.requestVideoFrameCallback((at) => (window.seen.firstFrame = at));
  }, 5);
}

const figures = () => {
  const marks = {};
  for (const m of performance.getEntriesByType('mark')) marks[m.name.replace('throng:', '')] ??= Math.round(m.startTime);
  return { ...document.querySelector('throng-player').stats, ...window.seen, marks, at: performance.now() };
};
const report = { tabs: [], errors: [] };
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args });

async function open() {
  const context = await browser.newContext({ viewport: { width: 640, height: 480 } });
  const page = await context.newPage();
  page.on('pageerror', (e) => report.errors.push(String(e)));
  page.on('console', (m) => m.type() === 'error' && report.errors.push(m.text()));
  await page.addInitScript(prepare);
  await page.goto(url, { timeout: 60000 });
  return page;
}

try {
  const pages = [];
  for (let i = 0; i < Number(tabs); i++) pages.push(await open());
  report.tabs = pages.map(() => []);
  for (const [i, page] of pages.entries()) {
    await page
      .waitForFunction(() => {
        const s = document.querySelector('throng-player')?.stats;
        return s?.state === 'playing' && s.frames > 0;
      }, null, { timeout: 60000 })
      .catch(async () => {
        const status = await page.evaluate(() => document.querySelector('throng-player').status);
        throw new Error(`tab ${i} does not play: ${JSON.stringify(status)} ${JSON.stringify(await page.evaluate(figures))}`);
      });
  }
  for (const end = Date.now() + 1000 * Number(seconds); Date.now() < end; ) {
    for (const [i, page] of pages.entries()) report.tabs[i].push(await page.evaluate(figures));
    await pages[0].waitForTimeout(sampleEvery);
  }
  if (folder) {
    const [page] = pages;
    for (const [name, width, height] of [['desktop', 1280, 800], ['phone', 390, 844]]) {
      await page.setViewportSize({ width, height });
      await page.waitForTimeout(1000);
      await page.screenshot({ path: `${folder}/${tabs}-${name}.png`, fullPage: true });
    }
  }
  report.sharing = [];
  for (const page of pages) {
    report.sharing.push(await page.evaluate(() => {
      const { canShare, sharing, sharingReason, stats, channelTitle } = document.querySelector('throng-player');
      return { canShare, sharing, sharingReason, uploadOn: stats.uploadOn, around: stats.fromPeers?.length ?? -1, channelTitle };
    }));
  }
  // Who turns sharing off on the page gives to nobody from then on.
  await pages[0].evaluate(() => document.querySelector('#sharing-switch').click());
  const off = () => document.querySelector('throng-player').stats.uploadOn === false;
  await pages[0].waitForFunction(off, null, { timeout: 60000, polling: 200 });
} catch (error) {
  report.failure = String(error.stack ?? error);
} finally {
  await browser.close();
}
console.log(JSON.stringify(report));
