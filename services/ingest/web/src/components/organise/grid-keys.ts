import { tick } from 'svelte';
import type { Item } from '../../api/item';
import type { ShortcutName } from '../../domain/shortcuts';
import type { Listing } from '../../state/listing';
import type { Direction } from '../../domain/album-order';
import type { AlbumOrder } from '../../state/album-order';
import type { Organiser } from '../../state/organiser.svelte';
import type { Selection } from '../../state/selection.svelte';

export interface GridKeysOptions {
  listing: () => Listing;
  selection: Selection;
  organiser: Organiser;
  albumOrder: AlbumOrder;
  /** Whether an album is shown, whose items have an order. */
  album: () => boolean;
  /** Whether the trash is shown, where the same keys mean something else. */
  trash: () => boolean;
}

/** What the keys do in a grid: with what is ticked, or else with the tile that has the focus. */
export class GridKeys {
  readonly #options: GridKeysOptions;

  constructor(options: GridKeysOptions) {
    this.#options = options;
  }

  /** Does what a shortcut of the grid means; `range` is whether Shift was held. Answers whether there was anything to do. */
  press(shortcut: ShortcutName, range: boolean): boolean {
    const { selection, organiser } = this.#options;
    const focused = this.#focused();
    if (shortcut === 'clear' && selection.count > 0) selection.clear();
    else if (shortcut === 'select' && focused !== undefined) void organiser.tick(focused, range);
    else return this.#act(shortcut, selection.count > 0 ? selection.items : focused ? [focused] : []);
    return true;
  }

  #act(shortcut: ShortcutName, items: readonly Item[]): boolean {
    const actions = this.#options.trash() ? this.#inTrash(items) : this.#inLibrary(items);
    const action = actions[shortcut];
    if (action === undefined || items.length === 0) return false;
    action();
    return true;
  }

  #inLibrary(items: readonly Item[]): Partial<Record<ShortcutName, () => void>> {
    const { organiser } = this.#options;
    return {
      favorite: () => void this.#refocused(() => organiser.toggleFavorite(items)),
      tag: () => organiser.ask({ what: 'tags', items }),
      album: () => organiser.ask({ what: 'album', items }),
      download: () => void organiser.download(items),
      ...(this.#options.album() && {
        earlier: () => void this.#step(items, 'earlier'),
        later: () => void this.#step(items, 'later'),
      }),
      trash: () => void this.#refocused(() => organiser.trash(items, true)),
    };
  }

  #inTrash(items: readonly Item[]): Partial<Record<ShortcutName, () => void>> {
    const { organiser } = this.#options;
    return {
      trash: () => organiser.ask({ what: 'purge', items }),
      restore: () => void this.#refocused(() => organiser.trash(items, false)),
    };
  }

  /** The focus goes with the item, whose tile the browser takes it from when it comes into another place. */
  async #step(items: readonly Item[], direction: Direction): Promise<void> {
    const focused = this.#focused();
    const moved = this.#options.albumOrder.step(items, direction);
    await tick();
    const tiles = [...document.querySelectorAll<HTMLElement>('[data-upload-id]')];
    tiles.find(({ dataset }) => dataset['uploadId'] === focused?.uploadId)?.focus();
    await moved;
  }

  #focused(): Item | undefined {
    const uploadId = document.activeElement?.closest<HTMLElement>('[data-upload-id]')?.dataset['uploadId'];
    return uploadId === undefined ? undefined : this.#options.listing().find(uploadId);
  }

  /** Keeps the focus where it was in the grid when the tile that had it is gone afterwards. */
  async #refocused(act: () => Promise<unknown>): Promise<void> {
    const tiles = () => [...document.querySelectorAll<HTMLElement>('[data-upload-id]')];
    const index = tiles().findIndex((tile) => tile === document.activeElement);
    const had = tiles()[index];
    await act();
    await tick();
    // The page's own place for the focus is where it goes when nobody knows a better one.
    const lost = document.activeElement === document.body || document.activeElement?.matches('main') === true;
    if (had === undefined || had.isConnected || !lost) return;
    tiles()[Math.min(index, tiles().length - 1)]?.focus();
  }
}
