import type { Item } from '../api/item';
import type { ItemFilter, MediaApi } from '../api/media';

/** The catalog reads one more than it answers, and a hundred records at once. */
const PAGE_SIZE = 99;

/** Every item that matches a filter, page by page; throws ProblemError. */
export async function allPages(api: MediaApi, filter: ItemFilter): Promise<Item[]> {
  const { signal } = new AbortController();
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.list(filter, cursor, signal, PAGE_SIZE);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return items;
}
