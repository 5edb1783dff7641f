// Runs in each tab before its page's own scripts: watches whatever video the page
// shows, from outside of its player, and so measures every system alike. The time code
// in the picture is read by ../timecode.js.
//
// window.reader.begin() starts a measurement, window.reader.end() returns it:
//   firstFrame  ms from asking for the page until the first frame is shown
//   pageBytes   what was fetched to show the page, the stream aside
//   ages        ms from the drawing of the time code to its being on show, sampled
//   unread      samples in which no time code could be read
//   pauses      ms of each time for which one frame stood
//   skipped     ms of the stream that were jumped over
//   received, fromViewers, uploaded   bytes by the player's own count
{
  const sampleEvery = 500; // ms
  const pauseAfter = 250; // ms; what is shorter nobody would call a pause
  const skipAfter = 300; // ms

  let video = null;
  let firstFrame = NaN;
  let last = null; // the frame before: shown and time in ms, and its number
  let seen = null; // the measurement that is under way

  function sample() {
    const age = window.ageOfFrame(video, Date.now());
    if (Number.isNaN(age)) seen.unread++;
    else seen.ages.push(age);
  }

  function shown(at, frame) {
    if (Number.isNaN(firstFrame)) firstFrame = at;
    const now = { shown: frame.presentationTime, time: 1000 * frame.mediaTime, number: frame.presentedFrames };
    if (last && seen) {
      const took = now.shown - last.shown;
      // Frames may have come that this page was too busy to be told of.
      if (took > pauseAfter * (now.number - last.number)) seen.pauses.push(took);
      if (now.time - last.time - took > skipAfter) seen.skipped += now.time - last.time - took;
    }
    last = now;
    video.requestVideoFrameCallback(shown);
  }

  const look = setInterval(() => {
    video = document.querySelector('video') ?? document.querySelector('throng-player')?.shadowRoot?.querySelector('video');
    if (!video) return;
    clearInterval(look);
    video.requestVideoFrameCallback(shown);
  }, 5);

  /** What the player counts, in bytes since it began. */
  function counts() {
    const own = window.playerCounts?.();
    if (own) return own;
    const { receivedBytes, fromViewersBytes, uploadedBytes } = document.querySelector('throng-player').stats;
    return { received: receivedBytes, fromViewers: fromViewersBytes, uploaded: uploadedBytes };
  }

  function pageBytes() {
    const fetched = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    return fetched.filter((e) => !e.name.includes('/live/')).reduce((sum, e) => sum + e.transferSize, 0);
  }

  window.reader = {
    playing: () => !Number.isNaN(firstFrame),
    begin() {
      seen = { ages: [], unread: 0, pauses: [], skipped: 0, before: counts(), timer: setInterval(sample, sampleEvery) };
    },
    end() {
      const { before, timer, ...rest } = seen;
      clearInterval(timer);
      // A frame that stands still has not been succeeded by another.
      const stood = performance.now() - last.shown;
      if (stood > pauseAfter) rest.pauses.push(stood);
      const after = counts();
      for (const name in after) rest[name] = after[name] - before[name];
      return { ...rest, firstFrame, pageBytes: pageBytes() };
    },
  };
}
