// The browsers that tests drive: where they are, and how they are begun.
import puppeteer from 'puppeteer-core';

export const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
const firefox = process.env.FIREFOX ?? '/usr/bin/firefox-esr';

/** Chromium does nothing but what the page asks for, and is not heard. */
export const quiet = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--mute-audio',
];

/** Each tab plays without a click and is looked at, as each viewer looks at one. */
const watched = [
  '--autoplay-policy=no-user-gesture-required', '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows',
  '--disable-background-timer-throttling',
];

const browsers = {
  chrome: { executablePath: chromium, args: [...quiet, ...watched] },
  firefox: { executablePath: firefox, extraPrefsFirefox: { 'media.autoplay.default': 0 } },
};

/** Begins a browser, "chrome" or "firefox", in which tabs play; its pages are so large. */
export function launch(name, width, height) {
  return puppeteer.launch({ browser: name, headless: true, defaultViewport: { width, height }, ...browsers[name] });
}

/** Opens an empty tab with a profile of its own, as each viewer has; what its pages complain of goes to tell. */
export async function openTab(browser, tell) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.on('pageerror', (e) => tell(String(e)));
  page.on('console', (m) => m.type() === 'error' && tell(m.text()));
  page.on('error', () => {}); // it was killed
  return page;
}

export const wait = (ms) => new Promise((done) => setTimeout(done, ms));

/** In a page: whether its player shows a picture. */
export const playing = () => {
  const s = document.querySelector('throng-player')?.stats;
  return s?.state === 'playing' && s.frames > 0;
};

/**
 * Runs in a page before anything else: notes what keeps its thread busy. window.busy(from)
 * tells of the tasks of 50 ms before and after a time, and which scripts ran so long.
 */
export function busy() {
  const most = 1000; // of each are remembered
  const tasks = [];
  const scripts = [];
  new PerformanceObserver((list) => {
    for (const e of list.getEntries()) if (tasks.length < most) tasks.push({ at: e.startTime, took: e.duration });
  }).observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => {
    for (const { scripts: ran } of list.getEntries()) {
      for (const s of ran) {
        const what = `${s.invoker} ${s.sourceURL.split('/').at(-1)}:${s.sourceFunctionName || s.sourceCharPosition}`;
        if (s.duration >= 50 && scripts.length < most) scripts.push({ at: s.startTime, took: s.duration, what });
      }
    }
  }).observe({ type: 'long-animation-frame', buffered: true });
  window.busy = (from) => {
    const longest = (list) => list.reduce((m, t) => Math.max(m, t.took), 0);
    const [before, after] = [tasks.filter((t) => t.at <= from), tasks.filter((t) => t.at > from)];
    return { starting: longest(before), longest: longest(after), longTasks: after.length, scripts };
  };
}
