import { queryString } from './http';
import type { Item, ItemChanges, ItemPage, MediaKind } from './item';
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
}

/** A link to the original that soon expires. */
export interface OriginalLink {
  url: string;
  expiresAt: string;
}

export class MediaApi {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** A page of at most `limit` items, newest first; of a search in words each item says why it was found. */
  list(
    { tags, ...filter }: ItemFilter,
    cursor: string | undefined,
    signal: AbortSignal,
    limit: number,
  ): Promise<ItemPage> {
    const query = queryString({ ...filter, tag: tags, cursor, limit, explain: filter.q !== undefined });
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

  /** A link under which the browser saves the original. */
  saveLink(uploadId: string): Promise<OriginalLink> {
    return this.#transport.send({ path: `${pathOf(uploadId)}/download` });
  }

  /** A link under which the browser plays the original. */
  playLink(uploadId: string): Promise<OriginalLink> {
    return this.#transport.send({ path: `${pathOf(uploadId)}/download?disposition=inline` });
  }
}

function pathOf(uploadId: string): string {
  return `/media/${encodeURIComponent(uploadId)}`;
}
