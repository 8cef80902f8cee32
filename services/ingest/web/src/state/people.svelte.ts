import type { AdministrationApi, Person } from '../api/administration';
import { isAbort, sentenceOf } from '../api/problem';

/** The accounts that an administrator looks at, page after page. */
export class People {
  readonly #api: AdministrationApi;
  #query = '';
  #cursor: string | undefined;
  #request = new AbortController();

  list = $state.raw<readonly Person[]>([]);
  loading = $state(false);
  more = $state(false);
  /** Why they could not be loaded, in a sentence, or empty. */
  problem = $state('');

  constructor(api: AdministrationApi) {
    this.#api = api;
  }

  /** Begins anew with those whose address holds `query`. */
  async find(query: string): Promise<void> {
    this.#query = query;
    this.#cursor = undefined;
    await this.#load([]);
  }

  async loadMore(): Promise<void> {
    await this.#load(this.list);
  }

  /** Shows somebody as they are now. */
  replace(person: Person): void {
    this.list = this.list.map((known) => (known.userId === person.userId ? person : known));
  }

  async #load(before: readonly Person[]): Promise<void> {
    this.#request.abort();
    const request = (this.#request = new AbortController());
    this.loading = true;
    this.problem = '';
    try {
      const page = await this.#api.people(this.#query, this.#cursor, request.signal);
      if (request !== this.#request) return;
      this.list = [...before, ...page.accounts];
      this.#cursor = page.nextCursor ?? undefined;
      this.more = page.nextCursor !== null;
    } catch (error) {
      if (isAbort(error) || request !== this.#request) return;
      this.problem = sentenceOf(error);
    } finally {
      if (request === this.#request) this.loading = false;
    }
  }
}
