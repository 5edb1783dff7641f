// Opens a channel's page in tabs of a real Chromium, one after the other, each with
// a profile of its own and nothing cached, for TestFirstPicture.
// node first.mjs URL TIMES: prints one JSON array of what was seen of each.
import { beginning, launch, openTab, wait } from '../../web/test/browsers.mjs';

const [url, times] = process.argv.slice(2);
const patience = 20_000; // ms
const pause = 700; // ms, for what a tab leaves behind

/** Runs in the page before its own scripts: notes the first frame. */
const prepare = () => {
  window.firstFrame = new Promise((shown) => window.whenVideo((video) => video.requestVideoFrameCallback(shown)));
};
/** In the page: when its first frame was shown, in ms after the page was asked for, and how far it had come before when. */
const first = async () => ({ firstFrame: await window.firstFrame, marks: window.marks() });

const seen = [];
const browser = await launch('chrome', 640, 480);
try {
  for (let i = 0; i < Number(times); i++) {
    const page = await openTab(browser, console.error);
    await page.evaluateOnNewDocument(beginning);
    await page.evaluateOnNewDocument(prepare);
    await page.goto(url, { timeout: patience });
    const late = wait(patience).then(() => {
      throw new Error(`tab ${i} shows nothing within ${patience} ms`);
    });
    seen.push(await Promise.race([page.evaluate(first), late]));
    await page.browserContext().close();
    await wait(pause);
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
process.exit(0); // not when the last tab's patience ends
