import type { Album } from '../api/albums';
import type { Item } from '../api/item';
import { MAX_BATCH, type MediaApi } from '../api/media';
import { sentenceOf } from '../api/problem';
import type { Changes } from './changes.svelte';
import { allPages } from './all-pages';
import type { Notices } from './notices.svelte';
import type { Listing } from './listing';
import type { OpenAlbum } from './open-album.svelte';
import type { Selection } from './selection.svelte';

/** What is asked in a dialog before something is done. */
export type Prompt =
  | { what: 'tags' | 'album'; items: readonly Item[] }
  /** `then` is called when the items have been purged, as far as they could be. */
  | { what: 'purge'; items: readonly Item[]; then?: () => void }
  | { what: 'emptyTrash' };

export interface OrganiserOptions {
  /** What is shown. */
  listing: () => Listing;
  selection: Selection;
  changes: Changes;
  openAlbum: OpenAlbum;
  media: MediaApi;
  notices: Notices;
}

/** What the selection bar, the viewer and the keys do with items: afterwards only what could not be changed is ticked. */
export class Organiser {
  readonly #options: OrganiserOptions;

  prompt = $state.raw<Prompt | undefined>();

  constructor(options: OrganiserOptions) {
    this.#options = options;
  }

  ask(prompt: Prompt): void {
    if (!('items' in prompt) || prompt.items.length > 0) this.prompt = prompt;
  }

  closePrompt(): void {
    this.prompt = undefined;
  }

  /** Takes in what an item has become, in the dialog too. */
  refresh(item: Item): void {
    this.#options.selection.refresh(item);
    const { prompt } = this;
    if (prompt === undefined || !('items' in prompt)) return;
    const items = prompt.items.map((other) => (other.uploadId === item.uploadId ? item : other));
    this.prompt = { ...prompt, items };
  }

  /** Ticks an item or takes its tick away; in a range, everything from the item that was ticked last. */
  async tick(item: Item, range: boolean): Promise<void> {
    const { selection, listing } = this.#options;
    const { anchor } = selection;
    if (!range || anchor === undefined) return selection.toggle(item);
    const items = await this.#orComplain(() => listing().between(anchor, item));
    if (items !== undefined) selection.extend(item, items);
  }

  /** Ticks everything of a month, written `2008-10`, or takes the ticks away. */
  async tickMonth(month: string, ticked: boolean): Promise<void> {
    const { selection, listing } = this.#options;
    if (!ticked) return selection.removeMonth(month);
    const items = await this.#orComplain(() => listing().ofMonth(month));
    if (items !== undefined) selection.add(items);
  }

  /** Marks items as favourites, or takes the mark off when all of them have it. */
  toggleFavorite(items: readonly Item[]): Promise<void> {
    const favorite = !items.every((item) => item.favorite);
    return this.#left(items, () => this.#options.changes.favorite(items, favorite));
  }

  trash(items: readonly Item[], trashed: boolean): Promise<void> {
    return this.#left(items, () => this.#options.changes.trash(items, trashed));
  }

  addToAlbum(items: readonly Item[], album: Album): Promise<void> {
    return this.#left(items, () => this.#options.changes.addToAlbum(items, album));
  }

  /** Takes items out of the album that is shown. */
  async leaveAlbum(items: readonly Item[]): Promise<void> {
    const { openAlbum, changes } = this.#options;
    const { album } = openAlbum;
    if (album === undefined) return;
    const order = openAlbum.items.map(({ uploadId }) => uploadId);
    await this.#left(items, () => changes.removeFromAlbum(items, album, order));
  }

  purge(items: readonly Item[]): Promise<void> {
    return this.#left(items, () => this.#options.changes.purge(items));
  }

  /** Purges everything in the trash, also what has not been scrolled to. */
  async emptyTrash(): Promise<void> {
    const items = await this.#orComplain(() => allPages(this.#options.media, { trashed: true }));
    if (items !== undefined) await this.purge(items);
  }

  /** Lets the browser save an original, or many as one ZIP for each 500 of them. */
  async download(items: readonly Item[]): Promise<void> {
    const { media } = this.#options;
    const ids = items.map(({ uploadId }) => uploadId);
    for (let first = 0; first < ids.length; first += MAX_BATCH) {
      const part = ids.slice(first, first + MAX_BATCH);
      const [only] = ids;
      const alone = ids.length === 1 && only !== undefined;
      const link = await this.#orComplain(() => (alone ? media.saveLink(only) : media.archiveLink(part)));
      if (link === undefined) return;
      Object.assign(document.createElement('a'), { href: link.url, download: '' }).click();
    }
  }

  async #left(items: readonly Item[], change: () => Promise<readonly Item[]>): Promise<void> {
    if (items.length === 0) return;
    const { selection } = this.#options;
    const ticked = items.filter(({ uploadId }) => selection.has(uploadId));
    const failed = new Set((await change()).map(({ uploadId }) => uploadId));
    selection.remove(ticked.filter(({ uploadId }) => !failed.has(uploadId)));
  }

  async #orComplain<T>(call: () => Promise<T>): Promise<T | undefined> {
    try {
      return await call();
    } catch (error) {
      this.#options.notices.complain(sentenceOf(error));
      return undefined;
    }
  }
}
