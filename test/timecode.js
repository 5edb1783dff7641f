// Runs in each tab before its page's own scripts: reads the time code that a test's
// camera draws into the upper edge of each picture; clock_test.go in e2e says how.
{
  const bits = 16;
  const range = 2 ** bits;
  const strip = 18; // the picture is so many times as high as the code
  const code = new OffscreenCanvas(2 * bits, 1).getContext('2d', { willReadFrequently: true });
  code.imageSmoothingEnabled = false;

  /** Milliseconds from the drawing of the frame on show to a time, in ms since 1970; NaN where no code can be read. */
  window.ageOfFrame = (video, at) => {
    code.drawImage(video, 0, 0, video.videoWidth, Math.floor(video.videoHeight / strip), 0, 0, 2 * bits, 1);
    const { data } = code.getImageData(0, 0, 2 * bits, 1);
    const bit = (i) => (data[4 * i + 1] > 128 ? 1 : 0);
    let drawn = 0;
    for (let i = 0; i < bits; i++) {
      if (bit(i) === bit(bits + i)) return NaN;
      drawn += bit(i) * 2 ** i;
    }
    return (((at - drawn) % range) + range) % range;
  };
}
