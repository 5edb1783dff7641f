// Numbers as people read them. Pure.

export function bytes(n: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let i = 0;
  while (n >= 999.5 && i < units.length - 1) {
    n /= 1000;
    i++;
  }
  return `${n < 9.95 && i > 1 ? n.toFixed(1) : Math.round(n)} ${units[i]}`;
}

/** A rate in bits a second. */
export function rate(bps: number): string {
  if (bps < 999_500) return `${Math.round(bps / 1000)} kb/s`;
  const n = bps / 1e6;
  return `${n < 99.95 ? n.toFixed(1) : Math.round(n)} Mb/s`;
}

export function milliseconds(ms: number): string {
  return `${ms < 0.95 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

export function seconds(ms: number): string {
  const s = ms / 1000;
  return `${s < 9.95 ? s.toFixed(1) : Math.round(s)} s`;
}

export function count(n: number, one: string, many = `${one}s`): string {
  return n === 1 ? `1 ${one}` : `${n === 0 ? 'no' : n} ${many}`;
}
