// Watches a channel in tabs of a real browser, each with a peer of its own, for
// TestSwarmOfTabs and TestFirefox.
// node watch.mjs BROWSER URL TABS KILL REPORT SECONDS...: opens the tabs one after
// the other, each some seconds after the one before plays; then come as many phases as there
// are SECONDS, and after the first of them KILL tabs are killed. Prints {"event":"playing"}
// when all play and {"event":"phase"} at the end of each; writes all that was seen to REPORT.
import { readFileSync, writeFileSync } from 'node:fs';
import { beginning, launch, openTab, playing, wait } from '../../web/test/browsers.mjs';

const [name, url, tabs, kill, file, ...phases] = process.argv.slice(2);
const sampleEvery = 1000; // ms
const patience = 60_000; // ms
// A tab that has begun goes on compiling, on a machine that viewers do not share but tabs here do.
const apart = 3000; // ms
const readFor = 500; // ms, for the test to read what the browser's processes took, before there are fewer

const timeCode = readFileSync(new URL('../timecode.js', import.meta.url), 'utf8');

/** Runs in the page before anything else: notes how long it takes until a next frame is shown, and reads the time code of some. */
function prepare() {
  const readEvery = 150; // ms
  const seen = (window.seen = { firstFrame: NaN, delays: [], gaps: [], misread: 0 });

  /** Reads one frame in a while, since a page that asks for each is drawn anew with each. */
  function watch(video) {
    let asked = performance.now();
    const shown = (at, frame) => {
      const now = performance.now();
      if (isNaN(seen.firstFrame)) seen.firstFrame = at;
      else seen.gaps.push([Date.now(), now - asked]);
      const late = window.ageOfFrame(video, Date.now() + frame.expectedDisplayTime - now);
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

  window.whenVideo(watch);
}

const sample = () => ({ at: Date.now(), ...document.querySelector('throng-player').stats });
/** All that is seen of a tab, with how its beginning went. */
const all = () => ({ ...window.seen, marks: window.marks() });

const say = (event) => console.log(JSON.stringify({ event }));
const report = { tabs: [], phases: [], errors: [] };
// Small pages: without a graphics processor, drawing them is a good part of what tabs cost.
const browser = await launch(name, 320, 240);

async function open() {
  const page = await openTab(browser, (text) => report.errors.push(text));
  const tab = { page, samples: [], killed: false };
  await page.evaluateOnNewDocument(timeCode);
  await page.evaluateOnNewDocument(beginning);
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
  for (let i = 0; i < Number(tabs); i++) {
    if (i > 0) await wait(apart);
    await open();
  }
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
    say('phase');
    const ends = i === 0 && Number(kill) > 0 || i === phases.length - 1;
    if (ends) await wait(readFor);
    if (i === 0) for (const tab of report.tabs.slice(0, Number(kill))) await crash(tab);
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
