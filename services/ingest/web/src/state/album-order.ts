import type { AlbumsApi } from '../api/albums';
import type { Item } from '../api/item';
import { ProblemError } from '../api/problem';
import { gapsOf } from '../domain/album-gaps';
import { beside, step, type Direction, type Move } from '../domain/album-order';
import { itemName } from '../domain/item-name';
import { texts } from '../texts';
import { failureReason } from './bulk-calls';
import type { Notices } from './notices.svelte';
import type { OpenAlbum } from './open-album.svelte';
import type { Act, UndoHistory } from './undo';

export interface AlbumOrderOptions {
  api: AlbumsApi;
  openAlbum: OpenAlbum;
  notices: Notices;
  history: UndoHistory;
}

/** What the owner of an album does to the order of its items: shown at once, made one after another, and undone. */
export class AlbumOrder {
  readonly #options: AlbumOrderOptions;
  #running: Promise<void> = Promise.resolve();

  constructor(options: AlbumOrderOptions) {
    this.#options = options;
  }

  /** Takes items of the open album one place earlier or later. */
  step(items: readonly Item[], direction: Direction): Promise<void> {
    return this.#make(items, (order, moved) => step(order, moved, direction));
  }

  /** Puts items of the open album right before or behind another one. */
  put(items: readonly Item[], other: Item, side: 'before' | 'behind'): Promise<void> {
    return this.#make(items, (order, moved) => beside(order, moved, other.uploadId, side));
  }

  #make(
    items: readonly Item[],
    wish: (order: readonly string[], moved: ReadonlySet<string>) => Move | undefined,
  ): Promise<void> {
    const { openAlbum, notices, history } = this.#options;
    const { album } = openAlbum;
    const order = openAlbum.items.map(({ uploadId }) => uploadId);
    const move = wish(order, new Set(items.map(({ uploadId }) => uploadId)));
    if (album === undefined || move === undefined) return this.#running;
    openAlbum.arrange(move);
    const make = async (act: Act) => {
      await this.#arrange(album.albumId, move);
      const text = texts.albums.moved(texts.organise.what(items.length, items.map(itemName)));
      act.undo = () => this.#undo(album.albumId, gapsOf(order, new Set(move.uploadIds)), text);
      notices.show(text, { label: texts.organise.undo, run: () => void history.undo(act) });
    };
    return history.during((act) => this.#queued(album.albumId, () => make(act)));
  }

  #undo(albumId: string, back: readonly Move[], text: string): Promise<void> {
    const { openAlbum, notices } = this.#options;
    return this.#queued(albumId, async () => {
      for (const move of back) await this.#arrange(albumId, move);
      await openAlbum.changed(albumId);
      notices.show(texts.organise.undone(text));
    });
  }

  /** Runs what is to be made after all that was begun before; what fails is reported, and the album shown as it is. */
  #queued(albumId: string, run: () => Promise<void>): Promise<void> {
    this.#running = this.#running.then(async () => {
      const detail = await failureReason(run);
      if (detail === undefined) return;
      this.#options.notices.complain(texts.albums.notMoved(detail));
      await this.#options.openAlbum.changed(albumId);
    });
    return this.#running;
  }

  async #arrange(albumId: string, { uploadIds, after }: Move): Promise<void> {
    const place = after === undefined ? ({ beginning: true } as const) : { after };
    const outcomes = await this.#options.api.arrange(albumId, uploadIds, place);
    for (const outcome of outcomes) {
      if (!outcome.done) throw new ProblemError(0, outcome.code, outcome.detail);
    }
  }
}
