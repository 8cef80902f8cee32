import { type Fetch, queryString } from './http';
import type { Item, ItemChanges, ItemPage, MediaKind } from './item';
import { evictPictures } from './cached-pictures';
import type { Transport } from './transport';

/** Which items are wanted. */
export interface ItemFilter {
  q?: string;
  tags?: readonly string[];
  type?: MediaKind;
  /** First moment, included. */
  from?: string;
  /** Last moment, not included. */
  to?: string;
  trashed?: boolean;
  favorite?: boolean;
}

/** A change of many items; only the members present are changed. */
export interface BulkChange {
  addTags?: readonly string[];
  removeTags?: readonly string[];
  favorite?: boolean;
  trashed?: boolean;
  addToAlbum?: string;
  removeFromAlbum?: string;
}

/** What became of one of many items: its new etag, or the code and the sentence of why it was not changed. */
export type Outcome =
  { uploadId: string; done: true; etag: string } | { uploadId: string; done: false; code: string; detail: string };

/** A link to the original that soon expires. */
export interface OriginalLink {
  url: string;
  expiresAt: string;
}

/** So many items one call may change. */
export const MAX_BATCH = 500;
const FAVORITES = 'is:favorite';

export class MediaApi {
  readonly #transport: Transport;
  readonly #fetch: Fetch;

  constructor(transport: Transport, fetch: Fetch) {
    this.#transport = transport;
    this.#fetch = fetch;
  }

  /** A page of at most `limit` items, newest first; of a search in words each item says why it was found. */
  list(
    { tags, favorite, q, ...filter }: ItemFilter,
    cursor: string | undefined,
    signal: AbortSignal,
    limit: number,
  ): Promise<ItemPage> {
    const words = [favorite === true ? FAVORITES : '', q ?? ''].filter(Boolean).join(' ');
    const query = queryString({ q: words, ...filter, tag: tags, cursor, limit, explain: q !== undefined });
    return this.#transport.send({ path: `/media${query}`, signal });
  }

  item(uploadId: string): Promise<Item> {
    return this.#transport.send({ path: pathOf(uploadId) });
  }

  /** Throws ProblemError with code ETAG_MISMATCH when the item was changed since `etag`. */
  edit({ uploadId, etag }: Item, changes: ItemChanges): Promise<Item> {
    return this.#transport.send({
      method: 'PATCH',
      path: pathOf(uploadId),
      headers: { 'if-match': etag },
      body: changes,
    });
  }

  /** Changes up to 500 items, each by itself, and says of each what became of it; may be repeated. */
  async bulk(uploadIds: readonly string[], change: BulkChange): Promise<Outcome[]> {
    const { items } = await this.#transport.send<{ items: Outcome[] }>({
      method: 'POST',
      path: '/media/bulk',
      body: { uploadIds, ...change },
    });
    return items;
  }

  /** Ends an item in the trash for good, and what the browser keeps of it. */
  async purge({ uploadId, previews }: Item): Promise<void> {
    await this.#transport.send({ method: 'DELETE', path: pathOf(uploadId) });
    await evictPictures(this.#fetch, Object.values(previews));
  }

  /** A link under which the browser saves the original. */
  saveLink(uploadId: string): Promise<OriginalLink> {
    return this.#transport.send({ path: `${pathOf(uploadId)}/download` });
  }

  /** A link under which the browser saves up to 500 originals as one ZIP. */
  archiveLink(uploadIds: readonly string[]): Promise<OriginalLink> {
    return this.#transport.send({ method: 'POST', path: '/media/archive', body: { uploadIds } });
  }

  /** A link under which the browser plays the original. */
  playLink(uploadId: string): Promise<OriginalLink> {
    return this.#transport.send({ path: `${pathOf(uploadId)}/download?disposition=inline` });
  }
}

function pathOf(uploadId: string): string {
  return `/media/${encodeURIComponent(uploadId)}`;
}
