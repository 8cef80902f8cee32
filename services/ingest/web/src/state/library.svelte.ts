import type { BrowseApi } from '../api/browse';
import type { Item } from '../api/item';
import type { ItemFilter, MediaApi } from '../api/media';
import { matchesFilter } from '../domain/filter-match';
import { isBefore } from '../domain/item-order';
import { rangeBetween } from '../domain/range';
import { boundsOf, momentOf, type Bounds } from '../domain/timeline/contents';
import { neighbourhood } from '../domain/timeline/neighbourhood';
import type { Listing } from './listing';
import { allPages } from './all-pages';
import { Timeline } from './timeline.svelte';

/** The items that match the present filter, as far as they have been looked at, and what the user does to them. */
export class Library implements Listing {
  readonly #api: MediaApi;
  #filter: ItemFilter = {};
  /** What has left the list by an edit, and belongs in it again when the edit is undone. */
  #left = new Set<string>();

  readonly timeline: Timeline;

  constructor(api: MediaApi, browse: BrowseApi) {
    this.#api = api;
    this.timeline = new Timeline(api, browse);
  }

  /** Everything that is loaded, in order; something may be missing in between. */
  get items(): readonly Item[] {
    return this.timeline.items;
  }

  /** Starts anew with another filter. */
  show(filter: ItemFilter): Promise<void> {
    this.#filter = filter;
    this.#left = new Set();
    return this.timeline.show(filter);
  }

  find(uploadId: string): Item | undefined {
    return this.timeline.find(uploadId);
  }

  /** Loads more where the items around one end within `ahead` of it. */
  reach(uploadId: string, ahead: number): void {
    this.timeline.reach(uploadId, ahead);
  }

  /** The items around one, between which none is missing. */
  around(uploadId: string): readonly Item[] {
    return neighbourhood(this.timeline.months, uploadId, 0).items;
  }

  /** Asks for an item anew: after somebody else changed it, or when its picture could not be loaded. */
  async reload(uploadId: string): Promise<Item> {
    const item = await this.#api.item(uploadId);
    this.place(item);
    return item;
  }

  /** Takes in an item that has just been stored. */
  add(item: Item): void {
    if (Object.keys(this.#filter).length > 0) return;
    if (this.find(item.uploadId) === undefined) this.timeline.insert(item);
    else this.timeline.replace(item);
  }

  /** Shows an item as it is now, where it belongs to what is shown. */
  place(item: Item): void {
    const here = this.find(item.uploadId) !== undefined;
    if (!matchesFilter(item, this.#filter)) this.#remove(item, here);
    else if (here) this.timeline.replace(item);
    else if (this.#left.has(item.uploadId)) this.timeline.insert(item);
  }

  /** Takes out items that are gone. */
  drop(uploadIds: ReadonlySet<string>): void {
    for (const item of this.items.filter(({ uploadId }) => uploadIds.has(uploadId))) this.timeline.remove(item);
  }

  /** Everything from one item to another, whichever is newer; what is not loaded is asked for. Throws ProblemError. */
  async between(from: Item, to: Item): Promise<readonly Item[]> {
    const around = this.around(to.uploadId);
    if (around.some(({ uploadId }) => uploadId === from.uploadId)) return rangeBetween(around, from, to);
    const [newer, older] = isBefore(from, to) ? [from, to] : [to, from];
    const bounds = { oldest: momentOf(older), newest: momentOf(newer) + 1 };
    return (await this.#everything(bounds)).filter((item) => !isBefore(item, newer) && !isBefore(older, item));
  }

  /** Everything of a month, written `2008-10`, that matches the filter; throws ProblemError. */
  ofMonth(month: string): Promise<readonly Item[]> {
    return this.#everything(boundsOf(month));
  }

  async #everything({ oldest, newest }: Bounds): Promise<readonly Item[]> {
    const { from, to } = this.#filter;
    const filter = {
      ...this.#filter,
      from: new Date(Math.max(oldest, from === undefined ? oldest : Date.parse(from))).toISOString(),
      to: new Date(Math.min(newest, to === undefined ? newest : Date.parse(to))).toISOString(),
    };
    return allPages(this.#api, filter);
  }

  #remove(item: Item, here: boolean): void {
    if (!here) return;
    this.timeline.remove(item);
    this.#left.add(item.uploadId);
  }
}
