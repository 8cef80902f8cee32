import { expect, it } from 'vitest';
import { matchesInWords } from '../../src/format/matches';

it('says why a search found an item', () => {
  const matched = [
    { term: 'lake', by: 'tag', value: 'lake' },
    { term: 'berlin', by: 'place', value: 'berlin' },
  ];
  expect(matchesInWords(matched)).toEqual(['Tag: lake', 'Place: berlin']);
});

it('keeps to itself what has no name here', () => {
  expect(matchesInWords([{ term: 'x', by: 'something-new', value: 'x' }])).toEqual([]);
});
