import type { Item } from '../api/item';
import type { BulkChange } from '../api/media';
import { ownTags } from './own-tags';

/** One call that changes several items in the same way. */
export interface BulkStep {
  uploadIds: readonly string[];
  change: BulkChange;
}

/** An item as it is after a change that the server made at `now`; `etag` is what it answered. */
export function changed(item: Item, change: BulkChange, etag: string, now: string): Item {
  const { trashedAt, purgeAt, ...rest } = item;
  const trashed = change.trashed ?? trashedAt !== undefined;
  return {
    ...rest,
    etag,
    favorite: change.favorite ?? item.favorite,
    tags: retagged(item, change),
    ...(trashed && { trashedAt: trashedAt ?? now, ...(purgeAt && { purgeAt }) }),
  };
}

/**
 * What brings items back to what they were before a change.
 *
 * Each item gets back only what the change took or gave it: who was a favourite before stays one.
 */
export function reversal(items: readonly Item[], change: BulkChange): BulkStep[] {
  const { favorite, trashed, addTags = [], removeTags = [], addToAlbum } = change;
  return [
    ...(favorite === undefined ? [] : step(withoutMark(items, favorite), { favorite: !favorite })),
    ...(trashed === undefined ? [] : step(items, { trashed: !trashed })),
    ...addTags.flatMap((tag) => step(lacking(items, tag), { removeTags: [tag] })),
    ...removeTags.flatMap((tag) => step(owning(items, tag), { addTags: [tag] })),
    ...(addToAlbum === undefined ? [] : step(items, { removeFromAlbum: addToAlbum })),
  ];
}

function retagged({ tags }: Item, { addTags = [], removeTags = [] }: BulkChange): Item['tags'] {
  const kept = tags.filter(({ name, source }) => !(source === 'user' && removeTags.includes(name)));
  const added = addTags.filter((name) => !kept.some((tag) => tag.source === 'user' && tag.name === name));
  const others = kept.filter(({ name }) => !added.includes(name));
  const own = others.filter(({ source }) => source === 'user');
  const suggested = others.filter(({ source }) => source !== 'user');
  return [...own, ...added.map((name) => ({ name, source: 'user' as const })), ...suggested];
}

function step(items: readonly Item[], change: BulkChange): BulkStep[] {
  return items.length === 0 ? [] : [{ uploadIds: items.map(({ uploadId }) => uploadId), change }];
}

function withoutMark(items: readonly Item[], favorite: boolean): readonly Item[] {
  return items.filter((item) => item.favorite !== favorite);
}

function lacking(items: readonly Item[], tag: string): readonly Item[] {
  return items.filter(({ tags }) => !ownTags(tags).includes(tag));
}

function owning(items: readonly Item[], tag: string): readonly Item[] {
  return items.filter(({ tags }) => ownTags(tags).includes(tag));
}
