// Opens a page in tabs of one Chromium, each with a profile of its own as each
// viewer has, and measures what they show by reader.js.
// node watch.mjs URL TABS SETTLE SECONDS FILE: says on standard output, one JSON
// object a line, when the measurement begins and ends; writes it to FILE.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../web/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const [url, tabs, settle, seconds, file] = process.argv.slice(2);
const args = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required', '--mute-audio',
  // Each tab is looked at, as each viewer looks at one.
  '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows', '--disable-background-timer-throttling',
];
const apart = 2000; // ms from one viewer's first frame to the coming of the next
const patience = 120000; // ms for what must come

const say = (event) => console.log(JSON.stringify({ event }));
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args });

async function open() {
  const context = await browser.newContext({ viewport: { width: 640, height: 480 } });
  const page = await context.newPage();
  page.on('pageerror', (e) => console.error(String(e)));
  page.on('console', (m) => m.type() === 'error' && console.error(m.text()));
  await page.addInitScript(readFileSync(new URL('reader.js', import.meta.url), 'utf8'));
  await page.goto(url, { timeout: patience });
  return page;
}

try {
  const pages = [];
  for (let i = 0; i < Number(tabs); i++) {
    const page = await open();
    await page.waitForFunction(() => window.reader.playing(), null, { timeout: patience, polling: 100 }).catch((e) => {
      throw new Error(`tab ${i} shows nothing: ${e.message}`);
    });
    pages.push(page);
    await sleep(apart);
  }
  await sleep(1000 * Number(settle));
  await Promise.all(pages.map((page) => page.evaluate(() => window.reader.begin())));
  say('begun');
  await sleep(1000 * Number(seconds));
  say('over');
  const seen = await Promise.all(pages.map((page) => page.evaluate(() => window.reader.end())));
  writeFileSync(file, JSON.stringify(seen));
} finally {
  await browser.close();
}
