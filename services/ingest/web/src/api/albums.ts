import { queryString } from './http';
import type { Item, ItemPage } from './item';
import type { Outcome } from './media';
import type { Transport } from './transport';

/** A set of items that its owner arranges. Moments are RFC 3339 in UTC. */
export interface Album {
  albumId: string;
  title: string;
  description: string;
  /** Without those in the trash. */
  mediaCount: number;
  createdAt: string;
  updatedAt: string;
  etag: string;
  /** The item that stands for the album: the one chosen, or else the first. */
  cover?: Item;
  /** When it was archived. */
  archivedAt?: string;
}

export interface AlbumPage {
  items: Album[];
  nextCursor?: string;
}

/** What may be changed; only the members present are. An empty `coverUploadId` lets the first item stand for the album. */
export interface AlbumChanges {
  title?: string;
  description?: string;
  coverUploadId?: string;
  archived?: boolean;
}

/** Where items go in an album: right behind another, before all others, or at the end. */
export type AlbumPlace = { after: string } | { beginning: true } | Record<never, never>;

const PAGE_SIZE = 60;

export class AlbumsApi {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  list(archived: boolean, cursor: string | undefined, signal?: AbortSignal): Promise<AlbumPage> {
    const path = `/albums${queryString({ archived, cursor, limit: PAGE_SIZE })}`;
    return this.#transport.send({ path, ...(signal && { signal }) });
  }

  album(albumId: string): Promise<Album> {
    return this.#transport.send({ path: pathOf(albumId) });
  }

  create(title: string): Promise<Album> {
    return this.#transport.send({ method: 'POST', path: '/albums', body: { title } });
  }

  /** Throws ProblemError with code ETAG_MISMATCH when the album was changed since `etag`. */
  change({ albumId, etag }: Album, changes: AlbumChanges): Promise<Album> {
    return this.#transport.send({
      method: 'PATCH',
      path: pathOf(albumId),
      headers: { 'if-match': etag },
      body: changes,
    });
  }

  items(albumId: string, cursor: string | undefined, signal: AbortSignal): Promise<ItemPage> {
    const query = queryString({ cursor, limit: PAGE_SIZE });
    return this.#transport.send({ path: `${pathOf(albumId)}/media${query}`, signal });
  }

  /** Puts up to 500 items at a place of the album, in their order; says of each what became of it. */
  async arrange(albumId: string, uploadIds: readonly string[], place: AlbumPlace): Promise<Outcome[]> {
    const { items } = await this.#transport.send<{ items: Outcome[] }>({
      method: 'POST',
      path: `${pathOf(albumId)}/media`,
      body: { uploadIds, ...place },
    });
    return items;
  }
}

function pathOf(albumId: string): string {
  return `/albums/${encodeURIComponent(albumId)}`;
}
