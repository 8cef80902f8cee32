import type { Item } from '../api/item';

/** Whether `first` stands before `second`: newest first, and by upload id within the same moment. */
export function isBefore(first: Item, second: Item): boolean {
  const difference = Date.parse(first.takenAt) - Date.parse(second.takenAt);
  return difference === 0 ? first.uploadId > second.uploadId : difference > 0;
}

/**
 * Puts an item where it belongs, in place of an older version of itself.
 *
 * While more pages are to come, an item that belongs after the last one is left out: its page will bring it.
 */
export function insertItem(items: readonly Item[], item: Item, moreToCome: boolean): readonly Item[] {
  const others = removeItem(items, item.uploadId);
  const index = others.findIndex((other) => isBefore(item, other));
  if (index === -1) return moreToCome ? others : [...others, item];
  return others.toSpliced(index, 0, item);
}

/** Adds a page at the end; items that are there already keep their place. */
export function appendPage(items: readonly Item[], page: readonly Item[]): readonly Item[] {
  const known = new Set(items.map((item) => item.uploadId));
  return [...items, ...page.filter((item) => !known.has(item.uploadId))];
}

export function replaceItem(items: readonly Item[], item: Item): readonly Item[] {
  return items.map((other) => (other.uploadId === item.uploadId ? item : other));
}

export function removeItem(items: readonly Item[], uploadId: string): readonly Item[] {
  return items.filter((item) => item.uploadId !== uploadId);
}
