// Plays a channel in tabs of a real Chromium, each with a peer of its own, for
// TestTabs.
// node tab.mjs URL SECONDS TABS [FOLDER]: prints one JSON object of what was seen:
// the figures of each tab, with what kept its page busy, sampled from when all play; keeps screenshots in FOLDER.
import { beginning, busy, launch, openTab, playing, wait } from '../../web/test/browsers.mjs';

const [url, seconds, tabs, folder] = process.argv.slice(2);
const sampleEvery = 500; // ms
const patience = 60_000; // ms

/** Runs in the page before its own scripts: notes the first frame. */
const prepare = () => window.whenVideo((video) => video.requestVideoFrameCallback((at) => (window.firstFrame = at)));

const figures = () => ({
  ...document.querySelector('throng-player').stats, firstFrame: window.firstFrame, ...window.busy((window.firstFrame ?? Infinity) + 1000),
  marks: window.marks(), at: performance.now(),
});
const report = { tabs: [], errors: [] };
const browser = await launch('chrome', 640, 480);

async function open() {
  const page = await openTab(browser, (text) => report.errors.push(text));
  await page.evaluateOnNewDocument(beginning);
  await page.evaluateOnNewDocument(busy);
  await page.evaluateOnNewDocument(prepare);
  await page.goto(url, { timeout: patience });
  return page;
}

try {
  const pages = [];
  for (let i = 0; i < Number(tabs); i++) pages.push(await open());
  report.tabs = pages.map(() => []);
  for (const [i, page] of pages.entries()) {
    await page
      .waitForFunction(playing, { timeout: patience, polling: 100 })
      .catch(async () => {
        const status = await page.evaluate(() => document.querySelector('throng-player').status);
        throw new Error(`tab ${i} does not play: ${JSON.stringify(status)} ${JSON.stringify(await page.evaluate(figures))}`);
      });
  }
  for (const end = Date.now() + 1000 * Number(seconds); Date.now() < end; ) {
    for (const [i, page] of pages.entries()) report.tabs[i].push(await page.evaluate(figures));
    await wait(sampleEvery);
  }
  if (folder) {
    const [page] = pages;
    for (const [name, width, height] of [['desktop', 1280, 800], ['phone', 390, 844]]) {
      await page.setViewport({ width, height });
      await wait(1000);
      await page.screenshot({ path: `${folder}/${tabs}-${name}.png`, fullPage: true });
    }
  }
  report.sharing = [];
  for (const page of pages) {
    report.sharing.push(await page.evaluate(() => {
      const player = document.querySelector('throng-player');
      const { canShare, sharing, sharingReason, stats, channelTitle } = player;
      const inWorker = player.shadowRoot.querySelector('video').srcObject instanceof MediaSourceHandle;
      return { canShare, sharing, sharingReason, uploadOn: stats.uploadOn, around: stats.fromPeers ?? [], channelTitle, inWorker };
    }));
  }
  // Who turns sharing off on the page gives to nobody from then on.
  await pages[0].evaluate(() => document.querySelector('#sharing-switch').click());
  const off = () => document.querySelector('throng-player').stats.uploadOn === false;
  await pages[0].waitForFunction(off, { timeout: patience, polling: 200 });
} catch (error) {
  report.failure = String(error.stack ?? error);
} finally {
  await browser.close();
}
console.log(JSON.stringify(report));
