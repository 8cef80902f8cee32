import type { Fetch } from './http';

/**
 * Has the browser forget pictures that are gone from the server, since what it keeps it shows without asking.
 *
 * Nothing but asking the server removes a single answer from the browser's cache, so only what is there is asked for.
 */
export async function evictPictures(fetch: Fetch, addresses: readonly string[]): Promise<void> {
  await Promise.all(addresses.map((address) => forget(fetch, address)));
}

async function forget(fetch: Fetch, address: string): Promise<void> {
  try {
    const kept = await fetch(address, { cache: 'only-if-cached', mode: 'same-origin' });
    await kept.body?.cancel();
    if (kept.ok) await fetch(address, { cache: 'reload' });
  } catch (error) {
    // It is not kept, or there is no network: then it is asked about when it is a day old.
    if (!(error instanceof TypeError)) throw error;
  }
}
