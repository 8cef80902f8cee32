import { describe, expect, it } from 'vitest';
import type { AlbumPlace, AlbumsApi } from '../../src/api/albums';
import type { MediaApi, Outcome } from '../../src/api/media';
import { AlbumOrder } from '../../src/state/album-order';
import { Notices } from '../../src/state/notices.svelte';
import { OpenAlbum } from '../../src/state/open-album.svelte';
import { UndoHistory } from '../../src/state/undo';
import { item } from '../item';

/** An album of a, b, c and d at a server that keeps its order; it refuses to move `refused`. */
async function world(refused = '') {
  let order = ['a', 'b', 'c', 'd'];
  const calls: [readonly string[], AlbumPlace][] = [];
  const api = {
    album: async () => ({ albumId: 'italy', title: 'Italy' }),
    items: async () => ({ items: order.map((uploadId) => item({ uploadId, fileName: `${uploadId}.jpg` })) }),
    arrange: async (_album: string, uploadIds: readonly string[], place: AlbumPlace): Promise<Outcome[]> => {
      calls.push([uploadIds, place]);
      if (uploadIds.includes(refused)) return [{ uploadId: refused, done: false, code: 'GONE', detail: 'It is gone.' }];
      const rest = order.filter((uploadId) => !uploadIds.includes(uploadId));
      order = rest.toSpliced('after' in place ? rest.indexOf(place.after) + 1 : 0, 0, ...uploadIds);
      return uploadIds.map((uploadId) => ({ uploadId, done: true, etag: '"2"' }));
    },
  } as unknown as AlbumsApi;
  const openAlbum = new OpenAlbum(api, {} as MediaApi);
  await openAlbum.show('italy');
  const notices = new Notices();
  const history = new UndoHistory();
  const albumOrder = new AlbumOrder({ api, openAlbum, notices, history });
  const items = (ids: string) => [...ids].map((uploadId) => openAlbum.find(uploadId)!);
  const shown = () => openAlbum.items.map(({ uploadId }) => uploadId).join('');
  return { albumOrder, calls, history, items, notices, shown, stored: () => order.join('') };
}

describe('the order of an album', () => {
  it('is shown at once, and made', async () => {
    const { albumOrder, items, notices, shown, stored } = await world();
    const made = albumOrder.step(items('c'), 'earlier');
    expect(shown()).toBe('acbd');
    await made;
    expect(stored()).toBe('acbd');
    expect(notices.list.map(({ text }) => text)).toEqual(['Moved c.jpg in the order of the album.']);
  });

  it('follows several steps that are taken faster than they are made', async () => {
    const { albumOrder, calls, items, shown, stored } = await world();
    const steps = [1, 2, 3].map(() => albumOrder.step(items('d'), 'earlier'));
    expect(shown()).toBe('dabc');
    await Promise.all(steps);
    expect(stored()).toBe('dabc');
    expect(calls.at(-1)).toEqual([['d'], { beginning: true }]);
  });

  it('takes what is dropped beside another item', async () => {
    const { albumOrder, items, stored } = await world();
    await albumOrder.put(items('ac'), items('d')[0]!, 'behind');
    expect(stored()).toBe('bdac');
  });

  it('is as before when a move is undone', async () => {
    const { albumOrder, history, items, shown, stored } = await world();
    await albumOrder.put(items('ac'), items('d')[0]!, 'behind');
    await history.undo();
    expect(stored()).toBe('abcd');
    expect(shown()).toBe('abcd');
  });

  it('is as before a move that was shown, and undone before it was made', async () => {
    const { albumOrder, history, items, shown, stored } = await world();
    await albumOrder.step(items('b'), 'earlier');
    const moving = albumOrder.step(items('d'), 'earlier');
    expect(shown()).toBe('badc');
    await Promise.all([moving, history.undo()]);
    expect(stored()).toBe('bacd');
    expect(shown()).toBe('bacd');
  });

  it('is shown as it is when a move is refused', async () => {
    const { albumOrder, history, items, notices, shown } = await world('b');
    await albumOrder.step(items('b'), 'later');
    expect(shown()).toBe('abcd');
    expect(notices.list.map(({ text }) => text)).toEqual(['The order was not changed. It is gone.']);
    expect(history.size).toBe(0);
  });

  it('asks nothing where there is nothing to move', async () => {
    const { albumOrder, calls, items } = await world();
    await albumOrder.step(items('a'), 'earlier');
    expect(calls).toEqual([]);
  });
});
