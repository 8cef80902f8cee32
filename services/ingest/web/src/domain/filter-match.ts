import type { Item } from '../api/item';
import type { ItemFilter } from '../api/media';

/** Whether an item that was found with a filter still belongs to it after an edit, as far as edits can change that. */
export function matchesFilter(item: Item, { trashed = false, favorite = false }: ItemFilter): boolean {
  return (item.trashedAt !== undefined) === trashed && (item.favorite || !favorite);
}
