import type { Item, ItemChanges } from '../api/item';
import type { ItemFilter, MediaApi } from '../api/media';
import { isAbort, sentenceOf } from '../api/problem';
import { appendPage, insertItem, removeItem, replaceItem } from '../domain/item-order';

/** The items that match the present filter, as far as they have been scrolled to. */
export class Library {
  readonly #api: MediaApi;
  #filter: ItemFilter = {};
  #cursor: string | undefined;
  #request = new AbortController();
  /** What has left the list by an edit, and belongs in it again when the edit is undone. */
  #left = new Set<string>();

  items = $state.raw<readonly Item[]>([]);
  loading = $state(false);
  /** Whether there are pages that have not been loaded. */
  more = $state(false);
  /** Why the last page could not be loaded, in a sentence, or empty. */
  problem = $state('');

  constructor(api: MediaApi) {
    this.#api = api;
  }

  /** Starts anew with another filter. */
  show(filter: ItemFilter): Promise<void> {
    this.#request.abort();
    this.#filter = filter;
    this.#cursor = undefined;
    this.#left = new Set();
    this.items = [];
    this.more = false;
    this.loading = false;
    return this.loadMore();
  }

  async loadMore(): Promise<void> {
    if (this.loading) return;
    const request = (this.#request = new AbortController());
    this.loading = true;
    this.problem = '';
    try {
      this.#take(await this.#api.list(this.#filter, this.#cursor, request.signal));
    } catch (error) {
      if (isAbort(error)) return;
      this.problem = sentenceOf(error);
    } finally {
      if (request === this.#request) this.loading = false;
    }
  }

  find(uploadId: string): Item | undefined {
    return this.items.find((item) => item.uploadId === uploadId);
  }

  /** Changes an item; it leaves the list when it goes to the trash or comes back from it. Throws ProblemError. */
  async edit(item: Item, changes: ItemChanges): Promise<Item> {
    const edited = await this.#api.edit(item, changes);
    this.place(edited);
    return edited;
  }

  /** Asks for an item anew: after somebody else changed it, or when its preview links have expired. */
  async reload(uploadId: string): Promise<Item> {
    const item = await this.#api.item(uploadId);
    this.place(item);
    return item;
  }

  /** Takes in an item that has just been stored. */
  add(item: Item): void {
    if (Object.keys(this.#filter).length === 0) this.items = insertItem(this.items, item, this.more);
  }

  /** Shows an item as it is now, where it belongs to what is shown. */
  place(item: Item): void {
    if ((item.trashedAt !== undefined) !== (this.#filter.trashed === true)) this.#remove(item);
    else if (this.find(item.uploadId) !== undefined) this.items = replaceItem(this.items, item);
    else if (this.#left.has(item.uploadId)) this.items = insertItem(this.items, item, this.more);
  }

  #remove({ uploadId }: Item): void {
    if (this.find(uploadId) === undefined) return;
    this.items = removeItem(this.items, uploadId);
    this.#left.add(uploadId);
  }

  #take({ items, nextCursor }: { items: Item[]; nextCursor?: string }): void {
    this.items = appendPage(this.items, items);
    this.#cursor = nextCursor;
    this.more = nextCursor !== undefined;
  }
}
