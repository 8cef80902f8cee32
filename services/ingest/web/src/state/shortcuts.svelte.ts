import { shortcutFor, type KeyPlace, type ShortcutName } from '../domain/shortcuts';
import type { Preferences } from '../storage/preferences';
import { hasOwnKeys } from './own-keys';

/** The keys of the page: what is meant by one, and whether their list is shown. */
export class Shortcuts {
  readonly #preferences: Preferences;
  #singleKeys = $state(true);

  /** Whether the list of all keys is open. */
  listed = $state(false);

  constructor(preferences: Preferences) {
    this.#preferences = preferences;
    this.#singleKeys = preferences.singleKeys;
  }

  /** Whether signs without Ctrl are obeyed; who speaks to their machine can switch them off (WCAG 2.2, 2.1.4). */
  get singleKeys(): boolean {
    return this.#singleKeys;
  }

  set singleKeys(obeyed: boolean) {
    this.#singleKeys = this.#preferences.singleKeys = obeyed;
  }

  /** The shortcut that is meant, unless the key belongs to the element that has the focus, or to an open dialog. */
  meant(event: KeyboardEvent, place: KeyPlace): ShortcutName | undefined {
    if (event.defaultPrevented || isInDialog(event.target)) return undefined;
    const alone = !event.ctrlKey && !event.metaKey;
    if (alone && hasOwnKeys(event.target)) return undefined;
    if (alone && event.key.length === 1 && !this.#singleKeys) return undefined;
    return shortcutFor(event, place);
  }
}

function isInDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('dialog') !== null;
}
