import { ProblemError } from '../api/problem';
import type { ServiceStatus } from '../api/status';
import { texts } from '../texts';

/** Milliseconds between two questions: while everything works, and while something does not. */
const PAUSES = { well: 60_000, degraded: 10_000 };

export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** What works of Momento, asked again and again, and what to say about it. */
export class ServiceWatch {
  readonly #ask: () => Promise<ServiceStatus>;
  readonly #wait: Wait;
  #status = $state.raw<ServiceStatus | undefined>();

  constructor(ask: () => Promise<ServiceStatus>, wait: Wait = whileSeen) {
    this.#ask = ask;
    this.#wait = wait;
  }

  /** What does not work, in a sentence, or empty. */
  readonly sentence = $derived(this.#status === undefined ? '' : sentenceFor(this.#status));

  /** Asks until the signal ends it. */
  async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#look();
      await this.#wait(this.sentence === '' ? PAUSES.well : PAUSES.degraded, signal);
    }
  }

  /** An edge that does not answer says nothing; what the page is asked to do meanwhile says that it cannot be reached. */
  async #look(): Promise<void> {
    try {
      this.#status = await this.#ask();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      this.#status = undefined;
    }
  }
}

function sentenceFor({ library, uploads }: ServiceStatus): string {
  if (library === 'unavailable') return texts.status.library;
  if (uploads === 'unavailable') return texts.status.uploads;
  return uploads === 'delayed' ? texts.status.safetyCheck : '';
}

/** Waits, and on while nobody sees the page; ends at once with the signal. */
const whileSeen: Wait = (milliseconds, signal) =>
  new Promise((resolve) => {
    const control = new AbortController();
    const timer = setTimeout(() => document.visibilityState === 'visible' && end(), milliseconds);
    const end = () => {
      clearTimeout(timer);
      control.abort();
      resolve();
    };
    signal.addEventListener('abort', end, { signal: control.signal });
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && end(), {
      signal: control.signal,
    });
  });
