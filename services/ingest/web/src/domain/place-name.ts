import type { Tag } from '../api/item';

/** The place of an item in words, from the nearest to the farthest, as its tags name it; empty when none does. */
export function placeName(tags: readonly Tag[]): string {
  return tags
    .filter(({ source }) => source === 'place')
    .map(({ name }) => name)
    .join(', ');
}
