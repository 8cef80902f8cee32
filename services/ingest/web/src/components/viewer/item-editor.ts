import type { Item, ItemChanges, TagChanges } from '../../api/item';
import type { MediaApi } from '../../api/media';
import { ProblemError, sentenceOf } from '../../api/problem';
import { Queue } from '../../state/queue.svelte';
import { itemName } from '../../domain/item-name';
import type { Notices } from '../../state/notices.svelte';
import type { UndoHistory } from '../../state/undo';
import { texts } from '../../texts';

export interface ItemEditorOptions {
  media: MediaApi;
  notices: Notices;
  history: UndoHistory;
  /** The item as the page knows it now, if it does. */
  current: (uploadId: string) => Item | undefined;
  /** Hears of every newer version of an item. */
  onItem: (item: Item) => void;
}

/** Changes of an item and how to take them back, as they follow from what it is when its turn comes. */
type Reversible = (item: Item) => { changes: ItemChanges; back: ItemChanges; sentence: string };

/**
 * Makes the user's changes to the words of one item, says what came of them, and offers to undo them. One is made after
 * another, because each needs the version of the item that the one before it has left.
 */
export class ItemEditor {
  readonly #options: ItemEditorOptions;
  readonly #queue = new Queue();

  constructor(options: ItemEditorOptions) {
    this.#options = options;
  }

  /** Whether a change is being made. */
  get busy(): boolean {
    return this.#queue.busy;
  }

  title(item: Item, title: string): Promise<void> {
    return this.#make(item, (now) => ({
      changes: { title },
      back: { title: now.title ?? '' },
      sentence: title === '' ? texts.organise.untitled(now.fileName) : texts.organise.titled(title),
    }));
  }

  addTag(item: Item, tag: string): Promise<void> {
    const sentence = texts.organise.tagged(itemName(item), [tag]);
    return this.#retag(item, { add: [tag] }, { remove: [tag] }, sentence);
  }

  removeTag(item: Item, tag: string): Promise<void> {
    const sentence = texts.organise.untagged(itemName(item), [tag]);
    return this.#retag(item, { remove: [tag] }, { add: [tag] }, sentence);
  }

  acceptTag(item: Item, tag: string): Promise<void> {
    return this.#retag(item, { accept: [tag] }, { remove: [tag] }, texts.organise.accepted(itemName(item), tag));
  }

  /** A rejected tag comes back by the owner's own word alone, so undoing makes it one of their own. */
  rejectTag(item: Item, tag: string): Promise<void> {
    return this.#retag(item, { reject: [tag] }, { add: [tag] }, texts.organise.rejected(itemName(item), tag));
  }

  #retag(item: Item, tags: TagChanges, back: TagChanges, sentence: string): Promise<void> {
    return this.#make(item, () => ({ changes: { tags }, back: { tags: back }, sentence }));
  }

  #make(item: Item, wished: Reversible): Promise<void> {
    const { media, notices, history, current } = this.#options;
    return history.during(async (act) => {
      const made = await this.#queue.run(async () => {
        const now = current(item.uploadId) ?? item;
        const wish = wished(now);
        return (await this.#edit(() => Promise.resolve(now), wish.changes)) ? wish : undefined;
      });
      if (made === undefined) return;
      const { back, sentence } = made;
      act.undo = async () => {
        const undone = await this.#queue.run(() => this.#edit(() => media.item(item.uploadId), back));
        if (undone) notices.show(texts.organise.undone(sentence));
      };
      notices.show(sentence, { label: texts.organise.undo, run: () => void history.undo(act) });
    });
  }

  /** Whether the change was made; otherwise the user has seen why not. */
  async #edit(newest: () => Promise<Item>, changes: ItemChanges): Promise<boolean> {
    const { media, notices, onItem } = this.#options;
    let item: Item | undefined;
    try {
      item = await newest();
      onItem(await media.edit(item, changes));
      return true;
    } catch (error) {
      const elsewhere = error instanceof ProblemError && error.code === 'ETAG_MISMATCH';
      notices.complain(elsewhere ? texts.viewer.changedElsewhere : sentenceOf(error));
      if (elsewhere && item !== undefined) await this.#refresh(item.uploadId);
      return false;
    }
  }

  async #refresh(uploadId: string): Promise<void> {
    const { media, notices, onItem } = this.#options;
    try {
      onItem(await media.item(uploadId));
    } catch (error) {
      notices.complain(sentenceOf(error));
    }
  }
}
