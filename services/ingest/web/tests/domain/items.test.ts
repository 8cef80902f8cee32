import { describe, expect, it } from 'vitest';
import { itemName } from '../../src/domain/item-name';
import { groupByMonth } from '../../src/domain/months';
import { ownTags, tagName } from '../../src/domain/own-tags';
import { placeholder } from '../../src/domain/placeholder';
import { previewSize } from '../../src/domain/preview-size';
import { item } from '../item';

describe('grouping by month', () => {
  it('goes by the month in UTC and keeps the order', () => {
    const november = item({ uploadId: 'a', takenAt: '2008-10-31T23:30:00-01:00' });
    const october = item({ uploadId: 'b', takenAt: '2008-10-31T23:30:00Z' });
    const earlier = item({ uploadId: 'c', takenAt: '2008-10-01T00:00:00Z' });
    expect(groupByMonth([november, october, earlier])).toEqual([
      { month: '2008-11', items: [november] },
      { month: '2008-10', items: [october, earlier] },
    ]);
  });
});

describe('tags', () => {
  it('are the owner’s own only by their source', () => {
    expect(
      ownTags([
        { name: 'dog', source: 'user' },
        { name: 'dog', source: 'model', confidence: 0.9 },
        { name: 'lisboa', source: 'place' },
      ]),
    ).toEqual(['dog']);
  });

  it('are kept trimmed, in lower case and composed', () => {
    expect(tagName('  Reykjavi\u0301k   Harbour ')).toBe('reykjav\u00edk harbour');
  });
});

describe('an item', () => {
  it('is called by its title, or else its file name', () => {
    expect(itemName(item({ title: 'By the lake' }))).toBe('By the lake');
    expect(itemName(item({ title: '' }))).toBe('IMG_0001.JPG');
    expect(itemName(item())).toBe('IMG_0001.JPG');
  });

  it('has a preview of 1440 pixels on its longest side, or of its own size when smaller', () => {
    expect(previewSize({ width: 4000, height: 3000 })).toEqual({ width: 1440, height: 1080 });
    expect(previewSize({ width: 2000, height: 8000 })).toEqual({ width: 360, height: 1440 });
    expect(previewSize({ width: 640, height: 480 })).toEqual({ width: 640, height: 480 });
  });

  it('has a placeholder when it has a ThumbHash', () => {
    expect(placeholder('EkgKJYiIh3h6h4iAd5eHd5h0gHkH')).toMatch(/^data:image\/png;base64,/);
    expect(placeholder('')).toBeUndefined();
  });
});
