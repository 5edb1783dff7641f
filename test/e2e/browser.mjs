// Plays a page of Throng in a real Chromium for TestBrowser.
// node browser.mjs URL SECONDS: prints one JSON object of what was seen.
//
// Beside the player's own figures it reads the number of the frame from the
// picture: twelve boxes at its lower edge, white for 1, the lowest bit first.
import { launch, openTab, playing, wait } from '../../web/test/browsers.mjs';

const [url, seconds] = process.argv.slice(2);
const sampleEvery = 500; // ms

/** Runs in the page: the player's figures and the frame that is shown. */
function look() {
  const player = document.querySelector('throng-player');
  const video = player.shadowRoot.querySelector('video');
  const sample = { ...player.stats, at: performance.now(), position: video.currentTime, counter: -1 };
  if (video.videoWidth > 0) {
    const canvas = (window.counterCanvas ??= new OffscreenCanvas(1280, 100));
    const picture = canvas.getContext('2d', { willReadFrequently: true });
    picture.drawImage(video, 0, 620, 1280, 100, 0, 0, 1280, 100);
    sample.counter = 0;
    for (let bit = 0; bit < 12; bit++) {
      const [r, g, b] = picture.getImageData(80 + 100 * bit, 50, 1, 1).data;
      if (r + g + b > 3 * 128) sample.counter += 2 ** bit;
    }
  }
  return sample;
}

const report = { samples: [], errors: [] };
const browser = await launch('chrome', 1280, 900);
try {
  const page = await openTab(browser, (text) => report.errors.push(text));
  await page.goto(url, { timeout: 60_000 });
  await page.waitForFunction(playing, { timeout: 60_000, polling: 100 });
  for (const end = Date.now() + 1000 * Number(seconds); Date.now() < end; ) {
    report.samples.push(await page.evaluate(look));
    await wait(sampleEvery);
  }
} catch (error) {
  report.failure = String(error.stack ?? error);
} finally {
  await browser.close();
}
console.log(JSON.stringify(report));
