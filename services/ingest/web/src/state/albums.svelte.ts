import type { Album, AlbumsApi } from '../api/albums';
import { isAbort, sentenceOf } from '../api/problem';

/** The albums of the user, newest first: the archived ones, or the others. */
export class Albums {
  readonly #api: AlbumsApi;
  #request = new AbortController();
  #archived = false;

  list = $state.raw<readonly Album[]>([]);
  loading = $state(false);
  /** Why the albums could not be loaded, in a sentence, or empty. */
  problem = $state('');

  constructor(api: AlbumsApi) {
    this.#api = api;
  }

  /** Loads all of them anew; what is shown stays until they are there. */
  async show(archived: boolean): Promise<void> {
    this.#request.abort();
    const request = (this.#request = new AbortController());
    if (archived !== this.#archived) this.list = [];
    this.#archived = archived;
    this.loading = true;
    this.problem = '';
    try {
      this.list = await this.#all(archived, request.signal);
    } catch (error) {
      if (isAbort(error)) return;
      this.problem = sentenceOf(error);
    } finally {
      if (request === this.#request) this.loading = false;
    }
  }

  /** Shows an album as it is now; it leaves the list when it is archived or unarchived. */
  place(album: Album): void {
    const others = this.list.filter(({ albumId }) => albumId !== album.albumId);
    const belongs = (album.archivedAt !== undefined) === this.#archived;
    const shown = belongs ? [...others, album] : others;
    this.list = shown.toSorted((one, other) => (one.albumId < other.albumId ? 1 : -1));
  }

  async #all(archived: boolean, signal: AbortSignal): Promise<Album[]> {
    const albums: Album[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.#api.list(archived, cursor, signal);
      albums.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return albums;
  }
}
