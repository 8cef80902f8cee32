import { describe, expect, it } from 'vitest';
import { appendPage, insertItem, removeItem, replaceItem } from '../../src/domain/item-order';
import { item } from '../item';

const newest = item({ uploadId: 'c', takenAt: '2024-03-01T00:00:00Z' });
const middle = item({ uploadId: 'b', takenAt: '2024-02-01T00:00:00Z' });
const oldest = item({ uploadId: 'a', takenAt: '2024-01-01T00:00:00Z' });
const ids = (items: readonly { uploadId: string }[]) => items.map(({ uploadId }) => uploadId);

describe('inserting an item', () => {
  it('puts it where its moment belongs', () => {
    expect(ids(insertItem([newest, oldest], middle, true))).toEqual(['c', 'b', 'a']);
    expect(ids(insertItem([middle, oldest], newest, true))).toEqual(['c', 'b', 'a']);
  });

  it('puts the oldest last only when nothing more is to come', () => {
    expect(ids(insertItem([newest, middle], oldest, false))).toEqual(['c', 'b', 'a']);
    expect(ids(insertItem([newest, middle], oldest, true))).toEqual(['c', 'b']);
  });

  it('replaces an older version of it', () => {
    const later = item({ ...oldest, takenAt: '2024-04-01T00:00:00Z' });
    expect(insertItem([newest, oldest], later, false)).toEqual([later, newest]);
  });

  it('orders items of one moment by their upload id, the later first', () => {
    const twin = item({ uploadId: 'd', takenAt: middle.takenAt });
    expect(ids(insertItem([newest, middle], twin, false))).toEqual(['c', 'd', 'b']);
  });
});

describe('a list of items', () => {
  it('takes from a page only what it does not hold', () => {
    expect(ids(appendPage([newest, middle], [middle, oldest]))).toEqual(['c', 'b', 'a']);
  });

  it('replaces and removes by upload id', () => {
    const marked = item({ ...middle, favorite: true });
    expect(replaceItem([newest, middle], marked)).toEqual([newest, marked]);
    expect(ids(removeItem([newest, middle], 'c'))).toEqual(['b']);
  });
});
