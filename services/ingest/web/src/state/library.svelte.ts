import type { BrowseApi } from '../api/browse';
import type { Item, ItemChanges } from '../api/item';
import type { ItemFilter, MediaApi } from '../api/media';
import { neighbourhood } from '../domain/timeline/neighbourhood';
import { Timeline } from './timeline.svelte';

/** The items that match the present filter, as far as they have been looked at, and what the user does to them. */
export class Library {
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

  /** The items around one, between which none is missing. */
  around(uploadId: string): readonly Item[] {
    return neighbourhood(this.timeline.months, uploadId, 0).items;
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
    if (Object.keys(this.#filter).length > 0) return;
    if (this.find(item.uploadId) === undefined) this.timeline.insert(item);
    else this.timeline.replace(item);
  }

  /** Shows an item as it is now, where it belongs to what is shown. */
  place(item: Item): void {
    const here = this.find(item.uploadId) !== undefined;
    if ((item.trashedAt !== undefined) !== (this.#filter.trashed === true)) this.#remove(item, here);
    else if (here) this.timeline.replace(item);
    else if (this.#left.has(item.uploadId)) this.timeline.insert(item);
  }

  #remove(item: Item, here: boolean): void {
    if (!here) return;
    this.timeline.remove(item);
    this.#left.add(item.uploadId);
  }
}
