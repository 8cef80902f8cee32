import type { Item } from '../api/item';

/** The items from one to another, both included, whichever stands first; only `to` when `from` is not in the list. */
export function rangeBetween(items: readonly Item[], from: Item, to: Item): readonly Item[] {
  const end = items.findIndex(({ uploadId }) => uploadId === to.uploadId);
  const start = items.findIndex(({ uploadId }) => uploadId === from.uploadId);
  if (end === -1) return [];
  return start === -1 ? items.slice(end, end + 1) : items.slice(Math.min(start, end), Math.max(start, end) + 1);
}
