import type { AlbumsApi } from '../api/albums';
import type { Item } from '../api/item';
import { MAX_BATCH, type BulkChange, type MediaApi } from '../api/media';
import { gapsOf } from '../domain/album-gaps';
import { changed, reversal } from '../domain/bulk';
import { grouped, type Failure } from '../domain/failures';
import { itemName } from '../domain/item-name';
import { texts } from '../texts';
import { bulkOutcomes, purgeEach, failureReason } from './bulk-calls';
import type { Notices } from './notices.svelte';
import type { Act, UndoHistory } from './undo';

export interface ChangesOptions {
  media: MediaApi;
  albums: AlbumsApi;
  notices: Notices;
  history: UndoHistory;
  /** Hears of what each item has become. */
  onItem: (item: Item) => void;
  /** Hears of items that are gone for good. */
  onPurged: (uploadIds: ReadonlySet<string>) => void;
  /** Hears that items were put into an album or taken out. */
  onAlbum: (albumId: string) => void;
}

/** What came of a change: the items before and after it, and those that were not changed. */
interface Result {
  before: readonly Item[];
  failures: readonly Failure[];
}

/** With the items as they are now. */
interface Done extends Result {
  after: readonly Item[];
}

/** How an act of the user's is taken back; `undo` answers what could not be. */
interface Reversible {
  act: Act;
  undo: () => Promise<readonly Failure[]>;
}

/** Makes the user's changes to one item or to many, reports the results, and offers to undo them. */
export class Changes {
  readonly #options: ChangesOptions;
  readonly #listeners = new Set<(item: Item) => void>();

  /** How far a change of many items has come; `undefined` when none is under way. */
  progress = $state.raw<{ done: number; all: number } | undefined>();

  constructor(options: ChangesOptions) {
    this.#options = options;
  }

  /** Calls `hear` with every item that has changed; returns a function that ends it. */
  listen(hear: (item: Item) => void): () => void {
    this.#listeners.add(hear);
    return () => this.#listeners.delete(hear);
  }

  /** Shows an item as it is now, wherever it is shown. */
  took(item: Item): void {
    this.#options.onItem(item);
    for (const hear of this.#listeners) hear(item);
  }

  favorite(items: readonly Item[], favorite: boolean): Promise<readonly Item[]> {
    return this.#make(items, { favorite }, favorite ? texts.organise.favored : texts.organise.unfavored);
  }

  trash(items: readonly Item[], trashed: boolean): Promise<readonly Item[]> {
    return this.#make(items, { trashed }, trashed ? texts.organise.trashed : texts.organise.restored);
  }

  tag(items: readonly Item[], addTags: readonly string[]): Promise<readonly Item[]> {
    return this.#make(items, { addTags }, (what) => texts.organise.tagged(what, addTags));
  }

  untag(items: readonly Item[], removeTags: readonly string[]): Promise<readonly Item[]> {
    return this.#make(items, { removeTags }, (what) => texts.organise.untagged(what, removeTags));
  }

  addToAlbum(items: readonly Item[], album: { albumId: string; title: string }): Promise<readonly Item[]> {
    const change = { addToAlbum: album.albumId };
    return this.#make(items, change, (what) => texts.organise.added(what, album.title));
  }

  /** Takes items out of an album; `order` are the ids of its items, so that undoing puts each back where it stood. */
  removeFromAlbum(
    items: readonly Item[],
    album: { albumId: string; title: string },
    order: readonly string[],
  ): Promise<readonly Item[]> {
    const { albumId, title } = album;
    return this.#options.history.during(async (act) => {
      const result = await this.#run(items, { removeFromAlbum: albumId });
      const gaps = gapsOf(order, new Set(result.before.map(({ uploadId }) => uploadId)));
      const undo = async () => {
        for (const { after, uploadIds } of gaps) {
          const place = after === undefined ? ({ beginning: true } as const) : { after };
          await this.#options.albums.arrange(albumId, uploadIds, place);
        }
        this.#options.onAlbum(albumId);
        return [];
      };
      return this.#reported(result, (what) => texts.organise.removed(what, title), { act, undo });
    });
  }

  /** Ends items in the trash for good, which nothing undoes. */
  async purge(items: readonly Item[]): Promise<readonly Item[]> {
    const all = items.length;
    const { purged, failures } = await purgeEach(this.#options.media, items, (done) => (this.progress = { done, all }));
    this.progress = undefined;
    this.#options.onPurged(purged);
    const before = items.filter(({ uploadId }) => purged.has(uploadId));
    return this.#reported({ before, failures }, texts.organise.purged);
  }

  #make(items: readonly Item[], change: BulkChange, sentence: (what: string) => string): Promise<readonly Item[]> {
    return this.#options.history.during(async (act) => {
      const result = await this.#run(items, change);
      return this.#reported(result, sentence, { act, undo: () => this.#reverse(result, change) });
    });
  }

  /** Makes items again what they were before a change; answers those with which that failed. */
  async #reverse({ before, after }: Done, change: BulkChange): Promise<readonly Failure[]> {
    const failures: Failure[] = [];
    const now = new Map(after.map((item) => [item.uploadId, item]));
    for (const step of reversal(before, change)) {
      const again = step.uploadIds.flatMap((uploadId) => now.get(uploadId) ?? []);
      const undone = await this.#run(again, step.change);
      for (const item of undone.after) now.set(item.uploadId, item);
      failures.push(...undone.failures);
    }
    return failures;
  }

  /** Tells of a change that was made, and says how to take it back; answers the items that were not changed. */
  #reported({ before, failures }: Result, sentence: (what: string) => string, back?: Reversible): readonly Item[] {
    const text = before.length === 0 ? '' : sentence(texts.organise.what(before.length, before.map(itemName)));
    if (text === '' && failures.length === 0) this.#report(texts.organise.nothing, failures);
    else if (text === '' || back === undefined) this.#report(text, failures);
    else this.#offer(text, failures, back);
    return failures.map(({ item }) => item);
  }

  #offer(text: string, failures: readonly Failure[], { act, undo }: Reversible): void {
    const { history } = this.#options;
    act.undo = async () => {
      let left: readonly Failure[] = [];
      const detail = await failureReason(async () => void (left = await undo()));
      if (detail === undefined) this.#report(texts.organise.undone(text), left);
      else this.#options.notices.complain(texts.organise.notUndone(detail));
    };
    this.#report(text, failures, { label: texts.organise.undo, run: () => void history.undo(act) });
  }

  #report(text: string, failures: readonly Failure[], action?: { label: string; run: () => void }): void {
    const { notices } = this.#options;
    if (failures.length === 0) return notices.show(text, action);
    const sentence = [text, texts.organise.failed(failures.length)].filter(Boolean).join(' ');
    const details = grouped(failures).map(({ detail, names }) => texts.organise.because(names, detail));
    notices.complain(sentence, { details, ...(action && { action }) });
  }

  async #run(items: readonly Item[], change: BulkChange): Promise<Done> {
    const before: Item[] = [];
    const after: Item[] = [];
    const failures: Failure[] = [];
    for (let first = 0; first < items.length; first += MAX_BATCH) {
      const part = items.slice(first, first + MAX_BATCH);
      this.progress = { done: first, all: items.length };
      const outcomes = await bulkOutcomes(this.#options.media, part, change);
      for (const item of part) {
        const outcome = outcomes.get(item.uploadId);
        if (outcome?.done !== true) {
          failures.push({ item, detail: outcome?.detail ?? texts.organise.unanswered });
        } else if (outcome.etag !== item.etag) {
          const now = changed(item, change, outcome.etag, new Date().toISOString());
          before.push(item);
          after.push(now);
          this.took(now);
        }
      }
    }
    this.progress = undefined;
    const album = change.addToAlbum ?? change.removeFromAlbum;
    if (album !== undefined && after.length > 0) this.#options.onAlbum(album);
    return { before, after, failures };
  }
}
