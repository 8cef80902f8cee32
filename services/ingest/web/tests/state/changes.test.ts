import { describe, expect, it } from 'vitest';
import type { AlbumPlace, AlbumsApi } from '../../src/api/albums';
import type { Item } from '../../src/api/item';
import type { BulkChange, MediaApi, Outcome } from '../../src/api/media';
import { ProblemError } from '../../src/api/problem';
import { Changes } from '../../src/state/changes.svelte';
import { Notices } from '../../src/state/notices.svelte';
import { UndoHistory } from '../../src/state/undo';
import { item } from '../item';

type Bulk = (uploadIds: readonly string[], change: BulkChange) => Outcome[];

const ITALY = { albumId: 'italy', title: 'Italy' };
let edits = 1;
const done = (uploadId: string, etag = `"${++edits}"`): Outcome => ({ uploadId, done: true, etag });
const refused = (uploadId: string, code: string, detail: string): Outcome => ({ uploadId, done: false, code, detail });

function world(bulk: Bulk = (ids) => ids.map((id) => done(id))) {
  const calls: unknown[] = [];
  const placed: Item[] = [];
  const notices = new Notices();
  const history = new UndoHistory();
  const media = {
    bulk: async (uploadIds: readonly string[], change: BulkChange) => {
      calls.push([uploadIds, change]);
      return bulk(uploadIds, change);
    },
    purge: async ({ uploadId }: Item) => {
      if (uploadId === 'kept') throw new ProblemError(409, 'NOT_IN_TRASH', 'Put it into the trash first.');
    },
  };
  const arrange = async (albumId: string, uploadIds: readonly string[], place: AlbumPlace) => {
    calls.push([albumId, uploadIds, place]);
    return uploadIds.map((id) => done(id));
  };
  const changes = new Changes({
    media: media as unknown as MediaApi,
    albums: { arrange } as unknown as AlbumsApi,
    notices,
    history,
    onItem: (one) => placed.push(one),
    onPurged: (ids) => calls.push(['purged', ...ids]),
    onAlbum: (albumId) => calls.push(['album', albumId]),
  });
  return { changes, history, notices, calls, placed };
}

const items = ['a', 'b', 'c'].map((uploadId) => item({ uploadId, fileName: `${uploadId}.jpg` }));
const [a] = items as [Item, Item, Item];

describe('a change of many items', () => {
  it('is made in one call, shown at once and reported', async () => {
    const { changes, calls, placed, notices } = world();
    expect(await changes.trash(items, true)).toEqual([]);
    expect(calls).toEqual([[['a', 'b', 'c'], { trashed: true }]]);
    expect(placed.map(({ trashedAt }) => trashedAt !== undefined)).toEqual([true, true, true]);
    expect(placed.map(({ etag }) => etag)).not.toContain(a.etag);
    expect(notices.list.map(({ text }) => text)).toEqual(['Moved 3 items to the trash.']);
  });

  it('reports which items were not changed and why, and undoing leaves those alone', async () => {
    const { changes, calls, notices, history } = world((ids) =>
      ids.map((id) => (id === 'b' ? refused(id, 'TAG_INVALID', 'An item takes at most 50 tags.') : done(id))),
    );
    const left = await changes.tag(items, ['sea']);
    expect(left.map(({ uploadId }) => uploadId)).toEqual(['b']);
    expect(notices.list[0]).toMatchObject({
      tone: 'error',
      text: 'Tagged 2 items with sea. One item was not changed.',
      details: ['b.jpg: An item takes at most 50 tags.'],
    });
    await history.undo();
    expect(calls[1]).toEqual([['a', 'c'], { removeTags: ['sea'] }]);
  });

  it('is not undone for items that were so before', async () => {
    const { changes, calls, history } = world((ids) => ids.map((id) => (id === 'a' ? done(id, a.etag) : done(id))));
    await changes.addToAlbum(items, ITALY);
    await history.undo();
    expect(calls.at(-2)).toEqual([['b', 'c'], { removeFromAlbum: 'italy' }]);
  });

  it('goes on with items for which there was no time', async () => {
    const { changes, calls, notices } = world((ids) =>
      ids.map((id, index) => (index === 0 ? done(id) : refused(id, 'STORE_UNAVAILABLE', 'No time.'))),
    );
    await changes.favorite(items, true);
    expect(calls.map((call) => (call as [string[]])[0])).toEqual([['a', 'b', 'c'], ['b', 'c'], ['c']]);
    expect(notices.list.map(({ tone }) => tone)).toEqual(['plain']);
  });

  it('gives up when asking again brings nothing further', async () => {
    const { changes, calls, notices } = world((ids) => ids.map((id) => refused(id, 'STORE_UNAVAILABLE', 'No time.')));
    await changes.favorite(items, true);
    expect(calls).toHaveLength(1);
    expect(notices.list[0]).toMatchObject({
      text: '3 items were not changed.',
      details: ['a.jpg, b.jpg, c.jpg: No time.'],
    });
  });

  it('asks for at most 500 items in one call, and a call that fails concerns its own items alone', async () => {
    const many = Array.from({ length: 501 }, (_, index) => item({ uploadId: `${index}` }));
    const { changes, calls } = world((ids) => {
      if (ids.length === 500) throw new ProblemError(503, 'SERVICE_UNREACHABLE', 'Try again.');
      return ids.map((id) => done(id));
    });
    expect(await changes.favorite(many, true)).toHaveLength(500);
    expect(calls).toHaveLength(2);
  });
});

describe('items taken out of an album', () => {
  it('go back to where they stood when that is undone', async () => {
    const { changes, calls, history } = world();
    await changes.removeFromAlbum([a], ITALY, ['b', 'a', 'c']);
    await history.undo();
    expect(calls).toEqual([
      [['a'], { removeFromAlbum: 'italy' }],
      ['album', 'italy'],
      ['italy', ['a'], { after: 'b' }],
      ['album', 'italy'],
    ]);
  });
});

describe('purging', () => {
  it('reports what could not be purged, and cannot be undone', async () => {
    const { changes, calls, notices, history } = world();
    const kept = item({ uploadId: 'kept', fileName: 'kept.jpg' });
    expect(await changes.purge([...items, kept])).toEqual([kept]);
    expect(calls).toEqual([['purged', 'a', 'b', 'c']]);
    expect(notices.list[0]).toMatchObject({ details: ['kept.jpg: Put it into the trash first.'] });
    expect(history.size).toBe(0);
  });
});
