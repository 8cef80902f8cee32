import type { BrowseApi } from '../api/browse';
import type { Item, ItemPage } from '../api/item';
import type { ItemFilter, MediaApi } from '../api/media';
import { isAbort, ProblemError } from '../api/problem';
import { retryOnce } from './retry-once';
import {
  loadedItems,
  momentOf,
  unloadedMonth,
  type Continuation,
  type Month,
  type Page,
} from '../domain/timeline/contents';
import { averageRatio } from '../domain/justified-rows';
import { inserted, removed, replaced } from '../domain/timeline/edit-contents';
import { neighbourhood } from '../domain/timeline/neighbourhood';
import { nextPage, type PageRequest, type Wanted } from '../domain/timeline/next-page';
import { appendItems, takePage } from '../domain/timeline/take-page';

/** Items of one answer. The catalog reads one more than it answers, and a hundred records at once. */
const PAGE_SIZE = 99;
/** Fewer, so that the first picture is there sooner. */
const FIRST_PAGE_SIZE = 60;
const MAX_PARALLEL_LOADS = 2;
/** Between 3:2 and 4:3, until some pictures are known. */
const USUAL_RATIO = 1.4;
const EVERYTHING = { newest: Infinity, oldest: -Infinity };

/** A page that is on its way. */
interface Loading {
  request: PageRequest;
  abort: AbortController;
}

/**
 * What is known of a list that is ordered by time: months with their counts, and the items that have been looked at.
 *
 * The months of the whole library are counted by the API, so that any of them can be gone to. Those of a search are not;
 * its items come in order, page by page.
 */
export class Timeline {
  readonly #media: MediaApi;
  readonly #browse: BrowseApi;
  #filter: ItemFilter = {};
  #loading: Loading[] = $state.raw([]);

  /** How often the list has been begun anew. */
  beginnings = $state(0);
  months = $state.raw<readonly Month[]>([]);
  /** Where a list without counts goes on. */
  tail = $state.raw<Continuation | undefined>();
  /** Whether the months are counted. */
  counted = $state(true);
  /** Width to height of the first pictures on average: what the rest is taken to look like. It stays, so that nothing moves. */
  usualRatio = $state(USUAL_RATIO);
  /** Why the last page could not be loaded, or `undefined`. */
  failure = $state.raw<ProblemError | undefined>();

  readonly items: readonly Item[] = $derived(this.months.flatMap(loadedItems));
  /** How many pages are on their way. */
  readonly pending = $derived(this.#loading.length);
  readonly #byId = $derived(new Map(this.items.map((item) => [item.uploadId, item])));

  constructor(media: MediaApi, browse: BrowseApi) {
    this.#media = media;
    this.#browse = browse;
  }

  find(uploadId: string): Item | undefined {
    return this.#byId.get(uploadId);
  }

  /** Starts anew with another filter. */
  async show(filter: ItemFilter): Promise<void> {
    for (const { abort } of this.#loading) abort.abort();
    this.#loading = [];
    this.#filter = filter;
    this.beginnings += 1;
    this.months = [];
    this.tail = undefined;
    this.counted = Object.keys(filter).length === 0;
    await this.#load({ bounds: EVERYTHING, expected: EVERYTHING }, FIRST_PAGE_SIZE, this.counted);
  }

  /** Loads what is wanted and not on its way, and gives up what is no longer wanted. */
  want(wanted: readonly Wanted[]): void {
    if (this.failure !== undefined || !this.counted || this.months.length === 0) return;
    this.#giveUpAllBut(wanted);
    for (const each of wanted) {
      if (this.#loading.length >= MAX_PARALLEL_LOADS) return;
      if (!this.#loading.some((other) => overlap(each.gap, other.request))) {
        void this.#load(nextPage(this.months, each, PAGE_SIZE), PAGE_SIZE);
      }
    }
  }

  /** The next page of a list without counts. */
  async more(): Promise<void> {
    if (this.pending > 0 || this.tail === undefined) return;
    await this.#load({ bounds: this.tail.bounds, expected: this.tail.bounds, next: this.tail }, PAGE_SIZE);
  }

  /** Tries again what failed. */
  async retry(): Promise<void> {
    this.failure = undefined;
    if (this.months.length === 0) await this.show(this.#filter);
    else await this.more();
  }

  /** The items around one between which none is missing; loads on where they end within `ahead` of it. */
  reach(uploadId: string, ahead: number): void {
    const { before, after } = neighbourhood(this.months, uploadId, ahead);
    if (this.counted) this.want([before, after].filter((gap) => gap !== undefined));
    else if (after === undefined && this.items.slice(-ahead).some((item) => item.uploadId === uploadId))
      void this.more();
  }

  replace(item: Item): void {
    this.months = replaced(this.months, item);
  }

  remove(item: Item): void {
    this.months = removed(this.months, item);
  }

  /** Takes in an item; one that belongs after the last page of a list without counts is left to its own page. */
  insert(item: Item): void {
    const last = this.items.at(-1);
    if (this.tail !== undefined && last !== undefined && momentOf(item) < momentOf(last)) return;
    this.months = inserted(this.months, item);
  }

  #giveUpAllBut(wanted: readonly Wanted[]): void {
    const idle = this.#loading.filter(({ request }) => !wanted.some(({ gap }) => overlap(gap, request)));
    for (const { abort } of idle) abort.abort();
    this.#loading = this.#loading.filter((each) => !idle.includes(each));
  }

  async #load(request: PageRequest, size: number, first = false): Promise<void> {
    const loading = { request, abort: new AbortController() };
    this.#loading = [...this.#loading, loading];
    this.failure = undefined;
    try {
      const { signal } = loading.abort;
      const [page, months] = await Promise.all([
        retryOnce(() => this.#media.list(this.#filterOf(request), request.next?.cursor, signal, size), signal),
        first ? retryOnce(() => this.#browse.months(signal), signal) : undefined,
      ]);
      if (months !== undefined) this.months = months.map(({ month, count }) => unloadedMonth(month, count));
      this.#take(page, request);
    } catch (error) {
      if (isAbort(error)) return;
      if (!(error instanceof ProblemError)) throw error;
      this.failure = error;
    } finally {
      this.#loading = this.#loading.filter((each) => each !== loading);
    }
  }

  #filterOf({ bounds, next }: PageRequest): ItemFilter {
    const { oldest, newest } = next?.bounds ?? bounds;
    return {
      ...this.#filter,
      ...(Number.isFinite(oldest) && { from: new Date(oldest).toISOString() }),
      ...(Number.isFinite(newest) && { to: new Date(newest).toISOString() }),
    };
  }

  #take({ items, nextCursor }: ItemPage, { bounds, next: before }: PageRequest): void {
    if (this.items.length === 0 && items.length > 0) this.usualRatio = averageRatio(items);
    const next = nextCursor === undefined ? undefined : { cursor: nextCursor, bounds: before?.bounds ?? bounds };
    const fresh = items.filter((item) => this.find(item.uploadId) === undefined);
    const last = items.at(-1);
    const page: Page = { bounds, items: fresh, ...(last && { last: momentOf(last) }), ...(next && { next }) };
    if (this.counted) {
      this.months = takePage(this.months, page);
      return;
    }
    this.tail = next;
    this.months = appendItems(this.months, fresh);
  }
}

function overlap(gap: { newest: number; oldest: number }, { expected }: PageRequest): boolean {
  return gap.oldest < expected.newest && gap.newest > expected.oldest;
}
