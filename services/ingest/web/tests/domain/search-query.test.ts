import { describe, expect, it } from 'vitest';
import {
  daysOfMonth,
  EVERYTHING,
  filterOf,
  isEverything,
  readQuery,
  withoutTag,
  withTag,
  writeQuery,
  type SearchQuery,
} from '../../src/domain/search-query';

const FULL: SearchQuery = {
  words: 'old harbour & sea',
  tags: ['reykjavík', 'dog'],
  kind: 'video',
  from: '2008-10-01',
  to: '2008-10-31',
};

describe('a search query', () => {
  it('comes back unchanged from the address', () => {
    expect(readQuery(new URLSearchParams(writeQuery(FULL)))).toEqual(FULL);
  });

  it('leaves nothing in the address when everything is wanted', () => {
    expect(writeQuery(EVERYTHING)).toBe('');
    expect(isEverything(readQuery(new URLSearchParams('')))).toBe(true);
    expect(isEverything(FULL)).toBe(false);
  });

  it.each(['type=audio', 'from=yesterday', 'from=2008-02-30', 'to=2008-13-01', 'tag=', 'q=%20%20', 'item=abc'])(
    'does not take up %s',
    (search) => {
      expect(readQuery(new URLSearchParams(search))).toEqual(EVERYTHING);
    },
  );

  it('holds a tag once', () => {
    expect(withTag(FULL, 'dog')).toBe(FULL);
    expect(withTag(FULL, 'sky').tags).toEqual(['reykjavík', 'dog', 'sky']);
    expect(withoutTag(FULL, 'dog').tags).toEqual(['reykjavík']);
    expect(readQuery(new URLSearchParams('tag=dog&tag=dog')).tags).toEqual(['dog']);
  });
});

describe('the filter for the API', () => {
  it('is empty for everything', () => {
    expect(filterOf(EVERYTHING, { trash: false, favorites: false })).toEqual({});
  });

  it('reaches to the end of the last day', () => {
    expect(filterOf(FULL, { trash: true, favorites: false })).toEqual({
      q: 'old harbour & sea',
      tags: ['reykjavík', 'dog'],
      type: 'video',
      from: '2008-10-01T00:00:00Z',
      to: '2008-11-01T00:00:00Z',
      trashed: true,
    });
  });
});

describe('the days of a month', () => {
  it.each([
    ['2024-02', '2024-02-29'],
    ['2023-02', '2023-02-28'],
    ['2023-12', '2023-12-31'],
  ])('of %s end with %s', (month, last) => {
    expect(daysOfMonth(month)).toEqual({ from: `${month}-01`, to: last });
  });
});
