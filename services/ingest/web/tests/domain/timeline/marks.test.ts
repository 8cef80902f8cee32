import { describe, expect, it } from 'vitest';
import { marksOf, monthByKey } from '../../../src/domain/timeline/marks';
import type { Layout } from '../../../src/domain/timeline/layout';

const NAMES = ['2024-06', '2024-02', '2023-12', '2023-01', '2021-07'];
const LAYOUT: Layout = {
  months: NAMES.map((month, index) => ({ month, count: 9, top: index * 1000, height: 1000, rows: [], gaps: [] })),
  height: 5000,
};

describe('the marks of the scrubber', () => {
  it('name each year where it begins and dot the other months', () => {
    const marks = marksOf(LAYOUT, 4000, { years: 0.05, months: 0.02 });
    expect(marks.map(({ month, year }) => `${month} ${year}`.trim())).toEqual([
      '2024-06 2024',
      '2024-02',
      '2023-12 2023',
      '2023-01',
      '2021-07 2021',
    ]);
  });

  it('leave out what has no room, and never stand on each other', () => {
    const marks = marksOf(LAYOUT, 4000, { years: 0.6, months: 0.3 });
    const years = marks.filter(({ year }) => year !== '').map(({ place }) => place);
    expect(years).toEqual([0, 1]);
  });
});

describe('the keys of the scrubber', () => {
  it.each([
    ['ArrowDown', 0, 1],
    ['ArrowUp', 1, 0],
    ['ArrowUp', 0, 0],
    ['PageDown', 0, 2],
    ['PageDown', 3, 4],
    ['PageDown', 4, 4],
    ['PageUp', 3, 2],
    ['PageUp', 2, 0],
    ['Home', 3, 0],
    ['End', 0, 4],
    ['a', 2, undefined],
  ])('%s leads from month %d to %s', (key, from, to) => {
    expect(monthByKey(LAYOUT, from, key)).toBe(to);
  });
});
