// The browsers that tests drive: where they are, how they are begun, and what is done in them.
import puppeteer from 'puppeteer-core';

const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
const firefox = process.env.FIREFOX ?? '/usr/bin/firefox-esr';

/**
 * Chromium does nothing but what the page asks for, and is not heard. The popups are those of its address bar:
 * pages of its own that it makes with each window, for most of a second of processor time, and a test opens a window a viewer.
 */
const quiet = [
  '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup',
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--mute-audio',
];

/** Each tab plays without a click and is looked at, as each viewer looks at one. */
const watched = [
  '--autoplay-policy=no-user-gesture-required', '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows',
  '--disable-background-timer-throttling',
];

/**
 * Given to launch, makes Chromium like that of a viewer at a desk: pages are heard only after a click
 * or a key, and there is a mouse, although the machine may have none.
 */
export const atDesk = [
  '--autoplay-policy=document-user-activation-required',
  '--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4',
];

const browsers = {
  chrome: { executablePath: chromium, args: [...quiet, ...watched], pipe: true }, // when the pipe ends, the browser does
  firefox: { executablePath: firefox, extraPrefsFirefox: { 'media.autoplay.default': 0 }, args: [] },
};

/** A viewport like that of a telephone. */
export const phone = { width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

/** Begins a browser, "chrome" or "firefox", in which tabs play; its pages are so large. Of args the last count. */
export function launch(name, width, height, args = []) {
  const own = browsers[name];
  return puppeteer.launch({ browser: name, headless: true, defaultViewport: { width, height }, ...own, args: [...own.args, ...args] });
}

/**
 * Opens an empty tab with a profile of its own, as each viewer has; what its pages complain of goes to tell,
 * but for errors on the console that match expected. Its viewport is the browser's unless it is given one;
 * with mouse, pages see the one that atDesk has.
 */
export async function openTab(browser, tell, { viewport, colorScheme, mouse = false, expected } = {}) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.on('pageerror', (e) => tell(String(e)));
  page.on('console', (m) => m.type() === 'error' && !expected?.test(m.text()) && tell(m.text()));
  page.on('error', () => {}); // it was killed
  if (viewport) await page.setViewport(viewport);
  if (colorScheme) await prefer(page, colorScheme);
  // With a viewport set the page sees no mouse, until one from elsewhere comes, in another process.
  if (mouse) await page.goto('data:,');
  return page;
}

/** Shows a page as to somebody who prefers it "light" or "dark". */
export const prefer = (page, colorScheme) => page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: colorScheme }]);

/** The selector of what is inside the player. */
export const inPlayer = (selector) => `throng-player >>>> ${selector}`;

/** Clicks on an element as soon as a viewer could: it is shown, keeps still, and nothing lies over it. */
export function click(page, selector) {
  const onTop = (e) => {
    e.scrollIntoView({ block: 'nearest', behavior: 'instant' });
    const { x, y, width, height } = e.getBoundingClientRect();
    return e.contains(e.getRootNode().elementFromPoint(x + width / 2, y + height / 2));
  };
  return page.locator(selector).setVisibility('visible').filter(onTop).click().catch((e) => {
    throw new Error(`${selector} cannot be clicked on: ${e.message}`);
  });
}

export const wait = (ms) => new Promise((done) => setTimeout(done, ms));

/** In a page: whether its player shows a picture. */
export const playing = () => {
  const s = document.querySelector('throng-player')?.stats;
  return s?.state === 'playing' && s.frames > 0;
};

/**
 * Runs in a page before anything else. window.whenVideo calls back with the player's video as soon as there is one;
 * window.marks tells how far the beginning had come when, in ms after the page was asked for.
 */
export function beginning() {
  window.whenVideo = (then) => {
    const look = setInterval(() => {
      const video = document.querySelector('throng-player')?.shadowRoot?.querySelector('video');
      if (!video) return;
      clearInterval(look);
      then(video);
    }, 5);
  };
  window.marks = () => {
    const marks = {};
    for (const m of performance.getEntriesByType('mark')) marks[m.name.replace('throng:', '')] ??= Math.round(m.startTime);
    return marks;
  };
}

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
