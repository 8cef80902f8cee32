import type { Item } from '../api/item';

/** What to call an item: its title if it has one, otherwise its file name. */
export function itemName({ title, fileName }: Item): string {
  return title === undefined || title === '' ? fileName : title;
}
