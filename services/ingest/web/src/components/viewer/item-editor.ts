import type { Item, ItemChanges } from '../../api/item';
import { ProblemError, sentenceOf } from '../../api/problem';
import { itemName } from '../../domain/item-name';
import type { Library } from '../../state/library.svelte';
import type { Notices } from '../../state/notices.svelte';
import { texts } from '../../texts';

/** Makes the user's changes to items and says what came of them. */
export class ItemEditor {
  readonly #library: Library;
  readonly #notices: Notices;
  readonly #onItem: (item: Item) => void;

  /** `onItem` hears of every newer version of an item. */
  constructor(library: Library, notices: Notices, onItem: (item: Item) => void) {
    this.#library = library;
    this.#notices = notices;
    this.#onItem = onItem;
  }

  /** The changed item, or `undefined` when the change was not made and the user has been told why. */
  async edit(item: Item, changes: ItemChanges): Promise<Item | undefined> {
    try {
      const edited = await this.#library.edit(item, changes);
      this.#onItem(edited);
      return edited;
    } catch (error) {
      await this.#explain(item, error);
      return undefined;
    }
  }

  /** Moves an item to the trash or back, and offers to undo it. */
  async move(item: Item, trashed: boolean): Promise<boolean> {
    const moved = await this.edit(item, { trashed });
    if (moved === undefined) return false;
    const sentence = trashed ? texts.viewer.trashed : texts.viewer.restored;
    this.#notices.tell(sentence(itemName(moved)), {
      label: texts.viewer.undo,
      run: () => void this.edit(moved, { trashed: !trashed }),
    });
    return true;
  }

  async #explain(item: Item, error: unknown): Promise<void> {
    if (!(error instanceof ProblemError && error.code === 'ETAG_MISMATCH')) {
      this.#notices.complain(sentenceOf(error));
      return;
    }
    try {
      this.#onItem(await this.#library.reload(item.uploadId));
      this.#notices.complain(texts.viewer.changedElsewhere);
    } catch (reloadError) {
      this.#notices.complain(sentenceOf(reloadError));
    }
  }
}
