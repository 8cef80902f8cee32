import { tick } from 'svelte';
import type { Attachment } from 'svelte/attachments';
import { isAbort } from '../../api/problem';
import { RetryPolicy } from '../../state/retry-policy';

export interface RetryImageOptions {
  /** Asks for the item anew, which renews a session that has to be; throws ProblemError. */
  renew: () => Promise<unknown>;
  /** Hears why the item cannot be had. */
  onFailure: (error: unknown) => void;
  retryPolicy?: RetryPolicy;
}

/** Milliseconds before each further try: a session that was to be renewed needs none, a server that is busy some. */
const PAUSES = [0, 1_000, 4_000];

/**
 * Loads a picture again when that has failed.
 *
 * The browser cannot distinguish a session that has to be renewed from a connection that broke, which happens to all pictures on
 * their way when a laptop changes its network. Each try asks for the item first; after the last one, only a network that
 * returns begins anew.
 */
export function retryImage({
  renew,
  onFailure,
  retryPolicy = new RetryPolicy(),
}: RetryImageOptions): Attachment<HTMLImageElement> {
  return (image) => {
    const control = new AbortController();
    const { signal } = control;
    let tries = 0;

    const load = async () => {
      try {
        await retryPolicy.run(renew, { signal });
        await tick();
        // An image loads what it is given anew, also when the address is the same (HTML, "relevant mutations").
        if (!signal.aborted) image.src = String(image.src);
      } catch (error) {
        if (!isAbort(error)) onFailure(error);
      }
    };
    const failed = () => {
      const pause = PAUSES[tries++];
      if (pause === undefined) return;
      const timer = setTimeout(() => void load(), pause);
      signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
    };
    const back = () => {
      if (tries <= PAUSES.length) return;
      tries = 0;
      failed();
    };

    image.addEventListener('error', failed, { signal });
    image.addEventListener('load', () => (tries = 0), { signal });
    window.addEventListener('online', back, { signal });
    return () => control.abort();
  };
}
