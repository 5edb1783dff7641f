// Opens a page in tabs of one Chromium, each with a profile of its own as each
// viewer has, and measures what they show by reader.js.
// node watch.mjs URL TABS SETTLE SECONDS FILE: says on standard output, one JSON
// object a line, when the measurement begins and ends; writes it to FILE.
import { readFileSync, writeFileSync } from 'node:fs';
import { launch, openTab, wait } from '../../web/test/browsers.mjs';

const [url, tabs, settle, seconds, file] = process.argv.slice(2);
const apart = 2000; // ms from one viewer's first frame to the coming of the next
const patience = 120000; // ms for what must come

const say = (event) => console.log(JSON.stringify({ event }));
const source = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const browser = await launch('chrome', 320, 240);

async function open() {
  const page = await openTab(browser, (text) => console.error(text));
  for (const name of ['../timecode.js', 'reader.js']) await page.evaluateOnNewDocument(source(name));
  await page.goto(url, { timeout: patience });
  return page;
}

try {
  const pages = [];
  for (let i = 0; i < Number(tabs); i++) {
    const page = await open();
    await page.waitForFunction(() => window.reader.playing(), { timeout: patience, polling: 100 }).catch((e) => {
      throw new Error(`tab ${i} shows nothing: ${e.message}`);
    });
    pages.push(page);
    await wait(apart);
  }
  await wait(1000 * Number(settle));
  await Promise.all(pages.map((page) => page.evaluate(() => window.reader.begin())));
  say('begun');
  await wait(1000 * Number(seconds));
  say('over');
  const seen = await Promise.all(pages.map((page) => page.evaluate(() => window.reader.end())));
  writeFileSync(file, JSON.stringify(seen));
} finally {
  await browser.close();
}
