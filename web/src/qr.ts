// An address as a QR code.

import { generate } from 'lean-qr';

/** So many modules of quiet belong around a code. */
const quiet = 4;

/** Draws a text as a QR code into an svg element, dark on what is behind it. */
export function drawCode(svg: SVGSVGElement, text: string): void {
  const code = generate(text);
  const size = code.size + 2 * quiet;
  let path = '';
  for (let y = 0; y < code.size; y++) {
    for (let x = 0; x < code.size; x++) {
      let run = 0;
      while (code.get(x + run, y)) run++;
      if (run > 0) path += `M${x + quiet} ${y + quiet}h${run}v1h-${run}z`;
      x += run;
    }
  }
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
  svg.querySelector('path')?.setAttribute('d', path);
}
