// Plays a channel in one tab of a real Chromium for long, and looks at what it holds
// and how busy its page is, for TestSoak.
// node soak.mjs URL SECONDS EVERY FILE: says {"event":"playing"} when it plays; writes
// what was seen each EVERY seconds to FILE.
import { writeFileSync } from 'node:fs';
import { busy, launch, openTab, playing, wait } from '../../web/test/browsers.mjs';

const [url, seconds, every, file] = process.argv.slice(2);
const patience = 60_000; // ms

const say = (event) => console.log(JSON.stringify({ event }));
const report = { samples: [], errors: [] };
const browser = await launch('chrome', 640, 480);

/** What a thread's scripts hold after everything that is of no use has gone, in bytes. */
async function heap(session) {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize = 0 } = await session.send('Runtime.getHeapUsage');
  return { used: usedSize, buffers: backingStorageSize };
}

const look = () => {
  const player = document.querySelector('throng-player');
  const { buffered, currentTime } = player.shadowRoot.querySelector('video');
  let held = 0;
  for (let i = 0; i < buffered.length; i++) held += buffered.end(i) - buffered.start(i);
  const { state, frames, droppedFrames, stalls, delayMs, peers, receivedBytes, heldBytes } = player.stats;
  return {
    at: performance.now() / 1000, state, frames, dropped: droppedFrames, stalls, delayMs, peers, receivedBytes, wasm: heldBytes,
    held, behind: buffered.length > 0 ? currentTime - buffered.start(0) : 0, ...window.busy(-Infinity),
  };
};

try {
  const page = await openTab(browser, (text) => report.errors.push(text));
  await page.evaluateOnNewDocument(busy);
  await page.goto(url, { timeout: patience });
  await page.waitForFunction(playing, { timeout: patience, polling: 100 });
  say('playing');
  const session = await page.createCDPSession();
  const worker = page.workers()[0]?.client;
  if (!worker) throw new Error('the page has no worker');
  for (const end = Date.now() + 1000 * Number(seconds); Date.now() < end; ) {
    await wait(1000 * Number(every));
    const [own, theirs] = [await heap(session), await heap(worker)];
    const counts = await session.send('Memory.getDOMCounters');
    report.samples.push({
      ...(await page.evaluate(look)), pageHeap: own.used, pageBuffers: own.buffers, workerHeap: theirs.used, workerBuffers: theirs.buffers,
      nodes: counts.nodes, listeners: counts.jsEventListeners,
    });
  }
} catch (error) {
  report.failure = String(error.stack ?? error);
} finally {
  await Promise.race([browser.close(), wait(10_000)]);
}
writeFileSync(file, JSON.stringify(report));
if (report.failure) console.error(report.failure, report.errors);
say('done');
process.exit(report.failure ? 1 : 0);
