import { describe, expect, it } from 'vitest';
import { gapsOf } from '../../src/domain/album-gaps';
import { matchesFilter } from '../../src/domain/filter-match';
import { grouped } from '../../src/domain/failures';
import { onMap } from '../../src/domain/map-position';
import { neighbour } from '../../src/domain/neighbour';
import { placeName } from '../../src/domain/place-name';
import { rangeBetween } from '../../src/domain/range';
import { item } from '../item';

const ids = (...names: string[]) => names.map((uploadId) => item({ uploadId }));

describe('a range', () => {
  const list = ids('a', 'b', 'c', 'd');
  const between = (from: string, to: string) =>
    rangeBetween(list, item({ uploadId: from }), item({ uploadId: to })).map(({ uploadId }) => uploadId);

  it('holds both ends and everything in between, whichever was ticked first', () => {
    expect(between('b', 'd')).toEqual(['b', 'c', 'd']);
    expect(between('d', 'b')).toEqual(['b', 'c', 'd']);
  });

  it('is the one item when the other end is no longer in the list', () => {
    expect(between('gone', 'c')).toEqual(['c']);
    expect(between('a', 'gone')).toEqual([]);
  });
});

describe('gaps in an album', () => {
  const fill = (order: readonly string[], taken: readonly string[]) => {
    let album = order.filter((id) => !taken.includes(id));
    for (const { after, uploadIds } of gapsOf(order, new Set(taken))) {
      const at = after === undefined ? 0 : album.indexOf(after) + 1;
      album = album.toSpliced(at, 0, ...uploadIds);
    }
    return album;
  };

  it('give the old order when they are filled one after another, whatever was taken out', () => {
    const order = ['a', 'b', 'c', 'd', 'e'];
    for (let mask = 0; mask < 2 ** order.length; mask++) {
      const taken = order.filter((_, index) => (mask >> index) & 1);
      expect(fill(order, taken)).toEqual(order);
    }
  });

  it('take neighbours together, so that they go back in one call', () => {
    expect(gapsOf(['a', 'b', 'c', 'd'], new Set(['a', 'c', 'd']))).toEqual([
      { after: undefined, uploadIds: ['a'] },
      { after: 'b', uploadIds: ['c', 'd'] },
    ]);
  });
});

describe('failures', () => {
  it('are grouped by their reason, most frequent first', () => {
    const failures = [
      { item: item({ fileName: 'one.jpg' }), detail: 'Gone.' },
      { item: item({ fileName: 'two.jpg' }), detail: 'Busy.' },
      { item: item({ title: 'Three' }), detail: 'Busy.' },
    ];
    expect(grouped(failures)).toEqual([
      { detail: 'Busy.', names: ['two.jpg', 'Three'] },
      { detail: 'Gone.', names: ['one.jpg'] },
    ]);
  });
});

describe('what is shown', () => {
  it('loses an item that goes to the trash, and among favourites one whose mark is taken off', () => {
    const trashed = item({ trashedAt: '2024-11-01T10:00:00Z' });
    expect([matchesFilter(trashed, {}), matchesFilter(trashed, { trashed: true })]).toEqual([false, true]);
    expect([
      matchesFilter(item(), { favorite: true }),
      matchesFilter(item({ favorite: true }), { favorite: true }),
    ]).toEqual([false, true]);
  });
});

describe('arrow keys', () => {
  // Two rows: three tiles above, two wide ones below.
  const boxes = [
    { left: 0, right: 100, top: 0 },
    { left: 106, right: 206, top: 0.4 },
    { left: 212, right: 312, top: 0 },
    { left: 0, right: 150, top: 106 },
    { left: 156, right: 312, top: 106 },
  ];

  it('move to the next tile and over the end of a row', () => {
    expect(neighbour(boxes, 2, 'ArrowRight')).toBe(3);
    expect(neighbour(boxes, 3, 'ArrowLeft')).toBe(2);
  });

  it('move to the tile of the next row whose middle is nearest', () => {
    expect([0, 1, 2].map((from) => neighbour(boxes, from, 'ArrowDown'))).toEqual([3, 4, 4]);
    expect([3, 4].map((from) => neighbour(boxes, from, 'ArrowUp'))).toEqual([0, 2]);
  });

  it('stay at the edges', () => {
    expect(neighbour(boxes, 0, 'ArrowLeft')).toBeUndefined();
    expect(neighbour(boxes, 4, 'ArrowRight')).toBeUndefined();
    expect(neighbour(boxes, 1, 'ArrowUp')).toBeUndefined();
    expect(neighbour(boxes, 3, 'ArrowDown')).toBeUndefined();
  });
});

describe('a place', () => {
  it('is named by its tags', () => {
    const tags = [
      { name: 'arezzo', source: 'place' as const },
      { name: 'sea', source: 'user' as const },
      { name: 'italy', source: 'place' as const },
    ];
    expect(placeName(tags)).toBe('arezzo, italy');
  });

  it('is on the whole map where its degrees say', () => {
    expect(onMap({ latitude: 45, longitude: 90 }, 1)).toEqual({
      width: 100,
      left: 0,
      top: 0,
      markLeft: 75,
      markTop: 25,
    });
  });

  it('is in the middle of a magnified map, unless that would show more than the world', () => {
    expect(onMap({ latitude: 0, longitude: 0 }, 6)).toMatchObject({ left: -250, top: -250, markLeft: 50, markTop: 50 });
    expect(onMap({ latitude: 90, longitude: 180 }, 6)).toMatchObject({ left: -500, top: 0, markLeft: 100, markTop: 0 });
  });
});
