import { shortcutFor, type KeyPlace, type ShortcutName } from '../domain/shortcuts';
import type { Preferences } from '../storage/preferences';
import { hasOwnKeys, isLayerOpen, targetOf } from './own-keys';

/** Milliseconds without a key after which somebody who was typing has come to a rest. */
const PAUSE_MILLISECONDS = 500;
/** Keys by which somebody leaves a field or a dialog on purpose. */
const EXIT_KEYS: ReadonlySet<string> = new Set(['Escape', 'Tab']);

/** The keys of the page: what is meant by one, and whether their list is shown. */
export class Shortcuts {
  readonly #preferences: Preferences;
  #singleKeys = $state(true);
  /** When a key was last typed into something else than the page, or as the continuation of such typing. */
  #typedAt = -Infinity;
  /** The held key, and what it was first pressed on. */
  #held: { key: string; target: EventTarget | null } | undefined;

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

  /** The shortcut that is meant, if the key is the page's own: see `isFree`. */
  meant(event: KeyboardEvent, place: KeyPlace): ShortcutName | undefined {
    if (!this.isFree(event)) return undefined;
    const single = isAlone(event) && event.key.length === 1;
    if (single && !this.#singleKeys) return undefined;
    return shortcutFor(event, place);
  }

  /**
   * Whether a key is the page's own.
   *
   * It belongs to a dialog, menu or list while one is open, wherever the focus is; to the field that has the focus; to an
   * input method that composes with it; and to the typing that it continues: a dialog that closes by itself, or a field
   * that goes away, does not make commands of the words of somebody who is still typing.
   */
  isFree(event: KeyboardEvent): boolean {
    if (event.defaultPrevented || isComposing(event) || isLayerOpen(document)) return false;
    return !isAlone(event) || !(hasOwnKeys(targetOf(event)) || this.#continuesTyping(event));
  }

  /** To be called with every key that is pressed, before anything obeys it. */
  observe(event: KeyboardEvent): void {
    const target = targetOf(event);
    if (!event.repeat) this.#held = { key: event.key, target };
    else if (this.#wanders(event, target)) return stop(event);
    if (EXIT_KEYS.has(event.key)) this.#typedAt = -Infinity;
    else if (isTypedInto(target) || this.#continuesTyping(event)) this.#typedAt = event.timeStamp;
  }

  /** To be called when a pointer is pressed: what follows is meant for what it points at. */
  pointed(): void {
    this.#typedAt = -Infinity;
  }

  /** Whether a held key has come to act on something else than it was pressed on: a dialog has opened or closed under it. */
  #wanders(event: KeyboardEvent, target: EventTarget | null): boolean {
    if (isMoving(event.key)) return false;
    return this.#held?.key === event.key && this.#held.target !== target;
  }

  #continuesTyping(event: KeyboardEvent): boolean {
    return !isMoving(event.key) && event.timeStamp - this.#typedAt < PAUSE_MILLISECONDS;
  }
}

function isAlone(event: KeyboardEvent): boolean {
  return !event.ctrlKey && !event.metaKey;
}

function isTypedInto(target: EventTarget | null): boolean {
  return hasOwnKeys(target) || isLayerOpen(document);
}

/** Whether a key moves the focus or what is seen, and changes nothing. */
function isMoving(key: string): boolean {
  return key.startsWith('Arrow') || key.startsWith('Page') || key === 'Tab' || key === 'Home' || key === 'End';
}

/** Safari ends a composition before the key that ended it, whose code is 229 everywhere (UI Events, 7.3.1). */
function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === COMPOSING;
}

const COMPOSING = 229;

function stop(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}
