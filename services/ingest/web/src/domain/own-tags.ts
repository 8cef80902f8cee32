import type { Tag } from '../api/item';

/** The names of the tags that the owner gave. */
export function ownTags(tags: readonly Tag[]): string[] {
  return tags.filter(({ source }) => source === 'user').map(({ name }) => name);
}

/** A typed word as the catalog keeps tags: trimmed, inner spaces single, lower case, NFC. */
export function tagName(typed: string): string {
  return typed.normalize('NFC').trim().replace(/\s+/gu, ' ').toLowerCase();
}
