/** Whether a text is a host with a port, as links name trackers. */
export function isHostPort(text: string): boolean {
  const port = Number(/^(\[[^\]/?#@ ]+\]|[^:/?#@ []+):(\d{1,5})$/.exec(text)?.[2] ?? 0);
  return port >= 1 && port <= 65535;
}
