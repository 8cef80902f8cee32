import type { Album, AlbumsApi } from '../api/albums';
import type { Item, ItemPage } from '../api/item';
import type { MediaApi } from '../api/media';
import { isAbort, sentenceOf } from '../api/problem';
import { arranged, type Move } from '../domain/album-order';
import { appendPage, replaceItem } from '../domain/item-order';
import { rangeBetween } from '../domain/range';
import { momentOf, monthOf } from '../domain/timeline/contents';
import type { Listing } from './listing';

/** The album whose items are shown, in the order of its owner, as far as it has been scrolled to. */
export class OpenAlbum implements Listing {
  readonly #api: AlbumsApi;
  readonly #media: MediaApi;
  #request = new AbortController();
  #albumId = '';
  #cursor: string | undefined;
  /** With those that went to the trash meanwhile: they keep their place. */
  #known = $state.raw<readonly Item[]>([]);

  album = $state.raw<Album | undefined>();
  readonly items: readonly Item[] = $derived(this.#known.filter(({ trashedAt }) => trashedAt === undefined));
  loading = $state(false);
  more = $state(false);
  /** Why the album or its next page could not be loaded, in a sentence, or empty. */
  problem = $state('');

  constructor(api: AlbumsApi, media: MediaApi) {
    this.#api = api;
    this.#media = media;
  }

  /** Shows an album; what was shown of another is gone at once, of the same one when its items are there. */
  async show(albumId: string): Promise<void> {
    this.#request.abort();
    if (albumId !== this.#albumId) {
      this.album = undefined;
      this.#known = [];
      this.more = false;
    }
    this.#albumId = albumId;
    this.#cursor = undefined;
    await this.#load(async (signal) => {
      const [album, page] = await Promise.all([this.#api.album(albumId), this.#api.items(albumId, undefined, signal)]);
      signal.throwIfAborted();
      this.album = album;
      this.#known = [];
      this.#take(page);
    });
  }

  async loadMore(): Promise<void> {
    if (this.loading) return;
    if (this.album === undefined) return this.show(this.#albumId);
    await this.#load(async (signal) => this.#take(await this.#api.items(this.#albumId, this.#cursor, signal)));
  }

  find(uploadId: string): Item | undefined {
    return this.items.find((item) => item.uploadId === uploadId);
  }

  around(uploadId: string): readonly Item[] {
    return this.find(uploadId) === undefined ? [] : this.items;
  }

  reach(uploadId: string, ahead: number): void {
    if (this.more && this.items.slice(-ahead).some((item) => item.uploadId === uploadId)) void this.loadMore();
  }

  async between(from: Item, to: Item): Promise<readonly Item[]> {
    return rangeBetween(this.items, from, to);
  }

  async ofMonth(month: string): Promise<readonly Item[]> {
    return this.items.filter((item) => monthOf(momentOf(item)) === month);
  }

  place(item: Item): void {
    this.#known = replaceItem(this.#known, item);
  }

  drop(uploadIds: ReadonlySet<string>): void {
    this.#known = this.#known.filter(({ uploadId }) => !uploadIds.has(uploadId));
  }

  /** Shows the items in another order, before the server knows. */
  arrange(move: Move): void {
    const known = new Map(this.#known.map((item) => [item.uploadId, item]));
    this.#known = arranged([...known.keys()], move).flatMap((uploadId) => known.get(uploadId) ?? []);
  }

  async reload(uploadId: string): Promise<Item> {
    const item = await this.#media.item(uploadId);
    this.place(item);
    return item;
  }

  /** Shows the album as it is now, if it is the one that is shown. */
  replace(album: Album): void {
    if (album.albumId === this.#albumId) this.album = album;
  }

  /** Loads the album anew after items were put into it or taken out, if it is the one that is shown. */
  async changed(albumId: string): Promise<void> {
    if (albumId === this.#albumId) await this.show(albumId);
  }

  #take({ items, nextCursor }: ItemPage): void {
    this.#known = appendPage(this.#known, items);
    this.#cursor = nextCursor;
    this.more = nextCursor !== undefined;
  }

  async #load(load: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const request = (this.#request = new AbortController());
    this.loading = true;
    this.problem = '';
    try {
      await load(request.signal);
    } catch (error) {
      if (isAbort(error)) return;
      this.problem = sentenceOf(error);
    } finally {
      if (request === this.#request) this.loading = false;
    }
  }
}
