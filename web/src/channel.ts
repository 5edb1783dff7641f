// Which channel a page is of.

/** What channel.json beside a page says. */
export interface Channel {
  link: string;
  title: string;
  /** The page is served by a viewer's own program, which has the stream at "feed". */
  local: boolean;
}

/** Reads a channel.json; null where there is none. */
export async function loadChannel(url: string | URL): Promise<Channel | null> {
  try {
    const answer = await fetch(url, { cache: 'no-cache' });
    if (!answer.ok) return null;
    const said = await answer.json();
    return { link: String(said.link ?? ''), title: String(said.title ?? ''), local: said.local === true };
  } catch {
    return null;
  }
}
