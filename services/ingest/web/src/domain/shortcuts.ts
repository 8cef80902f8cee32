/** Where a shortcut works: on every page, among the pictures, or in the viewer. */
export type KeyPlace = 'everywhere' | 'gallery' | 'viewer';

interface Shortcut {
  /** As `KeyboardEvent.key` names them, with `Ctrl+` before those that need it; each of them does the same. */
  keys: readonly string[];
  places: readonly KeyPlace[];
  /** Whether a key that is held down does it again and again; what changes something never does. */
  repeats?: true;
  /** Whether Shift has a meaning of its own with it. */
  shift?: true;
}

/**
 * The keys of the page, in the order in which they are listed. A new one is a line here, a sentence of the same name in
 * `texts.keyboard.does`, and its handler asks `Shortcuts.meant`.
 */
export const shortcuts = {
  search: { keys: ['/', 'Ctrl+k'], places: ['everywhere'] },
  list: { keys: ['?'], places: ['everywhere'] },
  undo: { keys: ['Ctrl+z'], places: ['everywhere'] },
  move: { keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'], places: ['gallery'], repeats: true, shift: true },
  open: { keys: ['Enter'], places: ['gallery'] },
  select: { keys: ['x'], places: ['gallery'], shift: true },
  clear: { keys: ['Escape'], places: ['gallery'] },
  turn: { keys: ['ArrowLeft', 'ArrowRight'], places: ['viewer'], repeats: true },
  zoom: { keys: ['z'], places: ['viewer'] },
  favorite: { keys: ['f'], places: ['gallery', 'viewer'] },
  tag: { keys: ['t'], places: ['gallery', 'viewer'] },
  album: { keys: ['l'], places: ['gallery', 'viewer'] },
  earlier: { keys: [','], places: ['gallery'] },
  later: { keys: ['.'], places: ['gallery'] },
  download: { keys: ['d'], places: ['gallery', 'viewer'] },
  trash: { keys: ['Delete', '#'], places: ['gallery', 'viewer'] },
  restore: { keys: ['r'], places: ['gallery', 'viewer'] },
  information: { keys: ['i'], places: ['viewer'] },
  close: { keys: ['Escape'], places: ['viewer'] },
} as const satisfies Record<string, Shortcut>;

export type ShortcutName = keyof typeof shortcuts;

/** What is known of a key that was pressed. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'repeat'>;

/**
 * The shortcut that a key means at a place. Command counts as Ctrl. Shift counts only through the sign that it gives:
 * with a letter, a named key or Ctrl it is another key, which is the browser's or nobody's.
 */
export function shortcutFor(press: KeyPress, place: KeyPlace): ShortcutName | undefined {
  if (press.altKey) return undefined;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const modified = press.ctrlKey || press.metaKey;
  const name = modified ? `Ctrl+${key}` : key;
  const shifted = press.shiftKey && (modified || !isSign(key));
  return shortcutNames().find((shortcut) => {
    const { keys, places, repeats, shift }: Shortcut = shortcuts[shortcut];
    if ((shifted && shift !== true) || (press.repeat && repeats !== true)) return false;
    return keys.includes(name) && (places.includes(place) || places.includes('everywhere'));
  });
}

/** Whether a key gives a sign that is no letter, for which a keyboard may need Shift. */
function isSign(key: string): boolean {
  return key.length === 1 && !/\p{L}/u.test(key);
}

/** The shortcuts that are listed under a place. */
export function shortcutsAt(place: KeyPlace): ShortcutName[] {
  return shortcutNames().filter((name) => (shortcuts[name] as Shortcut).places.includes(place));
}

function shortcutNames(): ShortcutName[] {
  return Object.keys(shortcuts) as ShortcutName[];
}
