import { ProblemError } from '../api/problem';
import { delayBefore } from '../domain/uploads/retry-delay';

/** Waits; ends early when the network comes back, if `wakes`; rejects with the signal's reason. */
export type Pause = (milliseconds: number, wakes: boolean, signal: AbortSignal) => Promise<void>;

export interface RetryOptions {
  signal: AbortSignal;
  /** Hears why a try failed, before the pause that follows it. */
  onFailure?: (problem: ProblemError) => void;
}

/** Tries again what fails for a while: see `delayBefore`. */
export class RetryPolicy {
  readonly #pause: Pause;
  readonly #random: () => number;

  constructor(pause: Pause = pauseInBrowser, random: () => number = Math.random) {
    this.#pause = pause;
    this.#random = random;
  }

  /**
   * Runs `task` until it succeeds. A task that has made headway calls `progressed`, and its failures are counted anew.
   *
   * Throws ProblemError when trying again is of no use, and the signal's reason.
   */
  async run<T>(task: (progressed: () => void) => Promise<T>, { signal, onFailure }: RetryOptions): Promise<T> {
    let failures = 0;
    for (;;) {
      signal.throwIfAborted();
      try {
        return await task(() => (failures = 0));
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        const delay = delayBefore(error, failures++, this.#random);
        if (delay === undefined) throw error;
        onFailure?.(error);
        await this.#pause(delay, error.status === 0, signal);
      }
    }
  }
}

const pauseInBrowser: Pause = (milliseconds, wakes, signal) =>
  new Promise((resolve, reject) => {
    const control = new AbortController();
    const timer = setTimeout(() => end(resolve), milliseconds);
    const end = (finish: () => void) => {
      clearTimeout(timer);
      control.abort();
      finish();
    };
    signal.addEventListener('abort', () => end(() => reject(signal.reason)), { signal: control.signal });
    if (wakes) window.addEventListener('online', () => end(resolve), { signal: control.signal });
  });
