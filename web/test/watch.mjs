// Drives Chromium through the page for internal/web's browser test.
// node watch.mjs ORIGIN FOLDER: prints one JSON object of what was seen, keeps
// screenshots in FOLDER. ORIGIN/test/… is how it tells the test to disturb the
// stream.
import { atDesk, click, inPlayer, launch, openTab, phone, playing, wait } from './browsers.mjs';

const [origin, folder, watchSeconds = '20'] = process.argv.slice(2);

const browser = await launch('chrome', 1280, 860, atDesk);
const report = { errors: [] };

/** Polls until f is true of the player's figures. */
async function until(page, what, f, limit = 40000) {
  const expression = `(${f})(document.querySelector('throng-player').stats ?? {}, document.querySelector('throng-player'))`;
  for (const end = Date.now() + limit; Date.now() < end; await wait(100)) {
    if (await page.evaluate(expression)) return;
  }
  await page.screenshot({ path: `${folder}/failed.png` });
  throw new Error(`${what}: ${JSON.stringify(await stats(page))}`);
}

const stats = (page) => page.evaluate(() => document.querySelector('throng-player').stats);

async function open(options, path = '/') {
  // A connection refused while the server is away is what is tested.
  const page = await openTab(browser, (text) => report.errors.push(text), { ...options, mouse: true, expected: /ERR_CONNECTION|WebSocket/ });
  await page.goto(origin + path);
  return page;
}

async function shot(name, options) {
  const page = await open(options);
  await until(page, name, playing);
  await until(page, `${name}: figures`, `(s) => s.peers !== undefined && s.delayMs > 0 && s.currentTime > 0`);
  await wait(1500);
  await page.screenshot({ path: `${folder}/${name}.png` });
  if (!options.viewport) {
    await page.mouse.move(640, 500);
    await page.mouse.move(600, 480);
    await wait(500);
    await page.screenshot({ path: `${folder}/${name}-controls.png` });
  }
  await page.browserContext().close();
}

/** hls.js, an independent player of low-latency HLS, plays /index.m3u8. */
async function playHLS() {
  const page = await open({ viewport: { width: 640, height: 400 } }, '/test/hls');
  const look = () => page.evaluate(() => ({
    at: document.querySelector('video').currentTime,
    latency: window.hls.latency,
    low: window.hls.latestLevelDetails?.partList?.length ?? 0,
    fatal: window.fatal,
  }));
  for (const end = Date.now() + 40000; Date.now() < end && !((await look()).at > 0); ) await wait(100);
  await wait(1000);
  const before = await look();
  await wait(5000);
  report.hls = { before, after: await look() };
  await page.browserContext().close();
}

/** Watches an even stream; more often when it stalls, for another program may have had the machine. */
async function watch() {
  for (let tries = 3; tries > 0; tries--) {
    const page = await open();
    await until(page, 'first picture', playing);
    report.samples = await sample(page);
    if (report.samples.at(-1).stalls === 0 || tries === 1) await disturb(page);
    await page.browserContext().close();
    if (report.disturbed) return;
  }
}

async function sample(page) {
  const samples = [];
  for (let i = 0; i < Number(watchSeconds); i++) {
    samples.push(await stats(page));
    await wait(1000);
  }
  samples.push(await stats(page));
  return samples;
}

/** Tells the test to do something to the stream. */
const ask = async (what) => {
  const answer = await fetch(`${origin}/test/${what}`, { method: 'POST' });
  if (!answer.ok) throw new Error(`${what}: ${answer.status}`);
};

async function moves(page, what) {
  await until(page, `${what}: playing`, playing);
  const before = await stats(page);
  await page.evaluate((n) => (window.framesBefore = n), before.frames);
  await until(page, `${what}: frames go on`, `(s) => s.state === 'playing' && s.frames > window.framesBefore + 25 && s.delayMs < 2000`);
}

/**
 * Plays by a worker that has the media source: the page's thread may stand still, and
 * the stream's misfortunes are mended there as here.
 */
async function watchInWorker() {
  const page = await open({}, '/test/worker');
  await until(page, 'first picture from a worker', playing);
  await wait(2000);
  const held = await page.evaluate(() => document.querySelector('throng-player').shadowRoot.querySelector('video').srcObject instanceof MediaSourceHandle);
  const blocked = await page.evaluate(blockThread, 3000);
  report.worker = { held, blocked, before: await stats(page) };
  await misfortunes(page);
  report.worker.after = await stats(page);
  await page.browserContext().close();
}

/** Runs in the page: keeps its thread for so long, and returns how many frames were decoded meanwhile. */
function blockThread(ms) {
  const video = document.querySelector('throng-player').shadowRoot.querySelector('video');
  const frames = () => video.getVideoPlaybackQuality().totalVideoFrames;
  const before = frames();
  for (const end = performance.now() + ms; performance.now() < end; );
  return frames() - before;
}

/** What may befall the stream. */
async function misfortunes(page) {
  for (const what of ['gap', 'init', 'back', 'forward', 'garbage', 'restart']) {
    const edge = await page.evaluate(bufferedTo);
    await ask(what);
    await wait(300);
    await moves(page, what);
    if (what !== 'forward') continue;
    // What lies more than half a minute back is let go.
    await until(page, 'trimmed', `(s, p) => p.shadowRoot.querySelector('video').buffered.start(0) > ${edge}`);
  }
  await ask('codec');
  await until(page, 'a codec that does not play', `(s) => s.state === 'unsupported'`);
  await page.screenshot({ path: `${folder}/unsupported.png` });
  await ask('codec');
  await moves(page, 'a codec that plays again');
}

/** Runs in the page. */
function bufferedTo() {
  const { buffered } = document.querySelector('throng-player').shadowRoot.querySelector('video');
  return buffered.end(buffered.length - 1);
}

async function disturb(page) {
  const before = await stats(page);
  // The viewer's own keys and buttons.
  await click(page, inPlayer('.sound'));
  await until(page, 'sound on', `(s, p) => !p.shadowRoot.querySelector('video').muted`);
  await page.keyboard.press('k');
  await until(page, 'paused by key', `(s) => s.state === 'paused'`);
  await wait(2500);
  await page.keyboard.press('k');
  await moves(page, 'after a pause');
  await page.evaluate(() => (document.querySelector('throng-player').shadowRoot.querySelector('video').currentTime -= 6));
  await until(page, 'behind', `(s) => s.state === 'behind' && s.delayMs > 3500`);
  await click(page, inPlayer('.badge'));
  await moves(page, 'live again');
  await misfortunes(page);
  report.disturbed = { before, after: await stats(page) };
  await ask('end');
  await until(page, 'ended', `(s) => s.state === 'ended'`);
  await page.screenshot({ path: `${folder}/ended.png` });
}

try {
  await Promise.all([
    shot('desktop-light', { colorScheme: 'light' }),
    shot('desktop-dark', { colorScheme: 'dark' }),
    shot('phone-light', { viewport: phone, colorScheme: 'light' }),
    shot('phone-dark', { viewport: phone, colorScheme: 'dark' }),
    playHLS(),
  ]);
  await watchInWorker();
  await watch();
} catch (error) {
  report.failure = String(error.stack ?? error);
} finally {
  await browser.close();
}
console.log(JSON.stringify(report));
