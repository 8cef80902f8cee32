import type { ActivityApi, ActivityEvent } from '../api/activity';
import { isAbort, sentenceOf } from '../api/problem';
import { kindOf, type ActivityKind } from '../domain/activity';

/** So many pages are read in search of one kind of event before the user is asked whether to look further back. */
const MAX_PAGES = 5;
const ENOUGH = 25;

/** What happened in the account, as far as it has been read, and of it what is of one kind. */
export class ActivityHistory {
  readonly #api: Pick<ActivityApi, 'page'>;
  #cursor: string | undefined;
  #events = $state.raw<readonly ActivityEvent[]>([]);
  #request = new AbortController();

  /** `undefined` for events of every kind. */
  kind = $state<ActivityKind | undefined>();
  loading = $state(false);
  /** Why more could not be loaded, in a sentence, or empty. */
  problem = $state('');
  /** Whether the end of the history has been read. */
  complete = $state(false);

  readonly shown = $derived(this.#events.filter((event) => this.kind === undefined || kindOf(event) === this.kind));

  constructor(api: Pick<ActivityApi, 'page'>) {
    this.#api = api;
  }

  /** Shows events of a kind, and reads on when too few of them are known. */
  async show(kind: ActivityKind | undefined): Promise<void> {
    this.kind = kind;
    if (this.shown.length < ENOUGH) await this.loadMore();
  }

  /** Reads until a good number of further events can be shown, or the end is reached, or many pages had none. */
  async loadMore(): Promise<void> {
    if (this.loading || this.complete) return;
    this.loading = true;
    this.problem = '';
    const wanted = this.shown.length + ENOUGH;
    try {
      for (let pages = 0; pages < MAX_PAGES && this.shown.length < wanted && !this.complete; pages += 1) {
        await this.#readPage();
      }
    } catch (error) {
      if (!isAbort(error)) this.problem = sentenceOf(error);
    } finally {
      this.loading = false;
    }
  }

  /** Gives up what is still on its way. */
  leave(): void {
    this.#request.abort();
  }

  async #readPage(): Promise<void> {
    const page = await this.#api.page(this.#cursor, this.#request.signal);
    this.#events = [...this.#events, ...page.items];
    this.#cursor = page.nextCursor;
    this.complete = page.nextCursor === undefined;
  }
}
