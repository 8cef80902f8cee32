import { isAbort, sentenceOf } from '../api/problem';

/** Something a page asks the server for: on its way, there, or not to be had. A later load takes the place of an earlier one. */
export class Fetched<T> {
  readonly #fetch: (signal: AbortSignal) => Promise<T>;
  #request = new AbortController();

  /** `undefined` until it has come; what came before stays while it is loaded anew. */
  value = $state.raw<T | undefined>();
  loading = $state(false);
  /** Why it could not be loaded, in a sentence, or empty. */
  problem = $state('');

  constructor(fetch: (signal: AbortSignal) => Promise<T>) {
    this.#fetch = fetch;
  }

  async load(): Promise<void> {
    this.#request.abort();
    const request = (this.#request = new AbortController());
    this.loading = true;
    this.problem = '';
    try {
      const value = await this.#fetch(request.signal);
      if (request === this.#request) this.value = value;
    } catch (error) {
      if (isAbort(error) || request !== this.#request) return;
      this.problem = sentenceOf(error);
    } finally {
      if (request === this.#request) this.loading = false;
    }
  }
}
