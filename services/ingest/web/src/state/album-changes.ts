import type { Album, AlbumChanges as Wish, AlbumsApi } from '../api/albums';
import { ProblemError, sentenceOf } from '../api/problem';
import { texts } from '../texts';
import type { Notices } from './notices.svelte';
import type { UndoHistory } from './undo';

export interface AlbumChangesOptions {
  api: AlbumsApi;
  notices: Notices;
  history: UndoHistory;
  /** Hears of what an album has become. */
  onAlbum: (album: Album) => void;
}

/** Makes albums and changes them, reports the result, and offers to undo it. */
export class AlbumChanges {
  readonly #options: AlbumChangesOptions;

  constructor(options: AlbumChangesOptions) {
    this.#options = options;
  }

  /** The new album, or `undefined` when it could not be made and the user has seen why. */
  async create(title: string): Promise<Album | undefined> {
    return this.#orComplain(async () => {
      const album = await this.#options.api.create(title);
      this.#options.onAlbum(album);
      return album;
    });
  }

  rename(album: Album, title: string): Promise<void> {
    return this.#make(album, { title }, { title: album.title }, texts.albums.renamed(title));
  }

  describe(album: Album, description: string): Promise<void> {
    return this.#make(album, { description }, { description: album.description }, texts.albums.described(album.title));
  }

  archive(album: Album, archived: boolean): Promise<void> {
    const sentence = archived ? texts.albums.archivedNow(album.title) : texts.albums.fetched(album.title);
    return this.#make(album, { archived }, { archived: !archived }, sentence);
  }

  cover(album: Album, coverUploadId: string): Promise<void> {
    const before = { coverUploadId: album.cover?.uploadId ?? '' };
    return this.#make(album, { coverUploadId }, before, texts.albums.covered(album.title));
  }

  #make(album: Album, wish: Wish, back: Wish, sentence: string): Promise<void> {
    const { api, history, notices } = this.#options;
    return history.during(async (act) => {
      const changed = await this.#orComplain(() => this.#change(album, wish));
      if (changed === undefined) return;
      act.undo = async () => {
        const undone = await this.#orComplain(async () => this.#change(await api.album(album.albumId), back));
        if (undone !== undefined) notices.show(texts.organise.undone(sentence));
      };
      notices.show(sentence, { label: texts.organise.undo, run: () => void history.undo(act) });
    });
  }

  async #change(album: Album, wish: Wish): Promise<Album> {
    const { api, onAlbum } = this.#options;
    try {
      const changed = await api.change(album, wish);
      onAlbum(changed);
      return changed;
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'ETAG_MISMATCH') onAlbum(await api.album(album.albumId));
      throw error;
    }
  }

  async #orComplain<T>(call: () => Promise<T>): Promise<T | undefined> {
    try {
      return await call();
    } catch (error) {
      const elsewhere = error instanceof ProblemError && error.code === 'ETAG_MISMATCH';
      this.#options.notices.complain(elsewhere ? texts.albums.changedElsewhere : sentenceOf(error));
      return undefined;
    }
  }
}
