import { describe, expect, it } from 'vitest';
import { partsOf, withoutPart } from '../../../src/domain/search/parts';
import { termsOf } from '../../../src/domain/search/terms';
import { EVERYTHING } from '../../../src/domain/search-query';

describe('the parts of a search', () => {
  it.each([
    ['sea dog', ['sea', 'dog']],
    ['  sea  tag:dog ', ['sea', 'tag:dog']],
    ['tag:"new year" sea', ['tag:"new year"', 'sea']],
    ['beach dog | cat -red', ['beach', 'dog | cat', '-red']],
    ['-(tag:a tag:b) c', ['-(tag:a tag:b)', 'c']],
    ['a |b| c d', ['a |b| c', 'd']],
    ['sea "dog cat', ['sea', '"dog cat']],
    ['sea ) dog', ['sea', ')', 'dog']],
    ['', []],
  ])('of %s are %j', (search, parts) => {
    expect(partsOf(search).map(({ text }) => text)).toEqual(parts);
  });

  it.each(['sea dog', 'a | b c', 'x "y z" w', '-(a b) c d'])('are all gone from %s once each is left out', (search) => {
    const left = partsOf(search).reduce((rest) => withoutPart(rest, partsOf(rest)[0]!), search);
    expect(left).toBe('');
  });
});

describe('the terms of a query', () => {
  it('are its parts, tags, kind and days, each with the query that is left without it', () => {
    const query = { words: 'sea dog', tags: ['lake'], kind: 'photo' as const, from: '2008-10-01', to: '' };
    const terms = termsOf(query);
    expect(terms.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      'words sea',
      'words dog',
      'tag lake',
      'type photo',
      'days 2008-10-01/',
    ]);
    expect(terms.map(({ rest }) => rest)).toEqual([
      { ...query, words: 'dog' },
      { ...query, words: 'sea' },
      { ...query, tags: [] },
      { ...query, kind: 'all' },
      { ...query, from: '' },
    ]);
  });

  it('are none of a query for everything', () => {
    expect(termsOf(EVERYTHING)).toEqual([]);
  });
});
