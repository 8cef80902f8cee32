import { describe, expect, it } from 'vitest';
import type { BrowseApi, MonthCount } from '../../src/api/browse';
import type { ItemPage } from '../../src/api/item';
import type { ItemFilter, MediaApi } from '../../src/api/media';
import { ProblemError } from '../../src/api/problem';
import { Library } from '../../src/state/library.svelte';
import { item } from '../item';

const newer = item({ uploadId: 'b', takenAt: '2024-02-01T00:00:00Z' });
const older = item({ uploadId: 'a', takenAt: '2024-01-01T00:00:00Z' });

type List = (filter: ItemFilter, cursor: string | undefined, signal: AbortSignal) => Promise<ItemPage>;

function library(list: List, counts: MonthCount[] = []): Library {
  const browse = { months: async () => counts } as unknown as BrowseApi;
  return new Library({ list } as unknown as MediaApi, browse);
}

const trashed = { ...newer, trashedAt: '2024-05-01T00:00:00Z' };

describe('the library', () => {
  it('loads a search page after page until there are no more', async () => {
    const cursors: (string | undefined)[] = [];
    const shown = library(async (_filter, cursor) => {
      cursors.push(cursor);
      return cursor === undefined ? { items: [newer], nextCursor: 'two' } : { items: [older] };
    });
    await shown.show({ q: 'lake' });
    expect(shown.items).toEqual([newer]);
    await shown.timeline.more();
    expect(shown.items).toEqual([newer, older]);
    await shown.timeline.more();
    expect(cursors).toEqual([undefined, 'two']);
  });

  it('forgets the answer to a filter that was given up', async () => {
    const shown = library(
      ({ q }, _cursor, signal) =>
        new Promise((resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
          if (q === 'second') resolve({ items: [older] });
        }),
    );
    const first = shown.show({ q: 'first' });
    await shown.show({ q: 'second' });
    await first;
    expect([shown.items, shown.timeline.pending]).toEqual([[older], 0]);
  });

  it('says why a page could not be loaded and loads it when asked again', async () => {
    let fails = true;
    const shown = library(async () => {
      if (fails) throw new ProblemError(403, 'FORBIDDEN', 'This key may not look.');
      return { items: [newer] };
    });
    await shown.show({ q: 'lake' });
    expect(shown.timeline.failure?.message).toBe('This key may not look.');
    fails = false;
    await shown.timeline.retry();
    expect([shown.timeline.failure, shown.items]).toEqual([undefined, [newer]]);
  });

  it('takes an item out when it is trashed and puts it back when that is undone', async () => {
    const shown = library(async () => ({ items: [newer, older] }));
    await shown.show({ q: 'lake' });
    shown.place(trashed);
    expect(shown.items).toEqual([older]);
    shown.place(newer);
    expect(shown.items).toEqual([newer, older]);
  });

  it('shows a new item among everything, but not within a search that it may not match', async () => {
    const shown = library(async () => ({ items: [older] }), [{ month: '2024-01', count: 1 }]);
    await shown.show({ q: 'lake' });
    shown.add(newer);
    expect(shown.items).toEqual([older]);
    await shown.show({});
    shown.add(newer);
    expect(shown.items).toEqual([newer, older]);
  });

  it('fetches what lies between two items that are not loaded together, and no more', async () => {
    const filters: ItemFilter[] = [];
    const between = item({ uploadId: 'm', takenAt: '2024-01-15T00:00:00Z' });
    const sameMoment = item({ uploadId: 'z', takenAt: newer.takenAt });
    const shown = library(async (filter) => {
      filters.push(filter);
      return filter.from === undefined ? { items: [newer] } : { items: [sameMoment, newer, between, older] };
    });
    await shown.show({ q: 'lake' });
    const range = await shown.between(older, newer);
    expect(range.map(({ uploadId }) => uploadId)).toEqual(['b', 'm', 'a']);
    expect(filters[1]).toEqual({ q: 'lake', from: '2024-01-01T00:00:00.000Z', to: '2024-02-01T00:00:00.001Z' });
  });

  it('fetches a month as far as the filter reaches', async () => {
    const filters: ItemFilter[] = [];
    const shown = library(async (filter) => {
      filters.push(filter);
      return { items: [] };
    });
    await shown.show({ from: '2024-02-10T00:00:00Z' });
    await shown.ofMonth('2024-02');
    expect(filters[1]).toEqual({ from: '2024-02-10T00:00:00.000Z', to: '2024-03-01T00:00:00.000Z' });
  });
});
