import { expect, it } from 'vitest';
import { daysLeft } from '../../src/domain/days-left';

const NOW = Date.parse('2024-11-01T10:00:00Z');

it.each([
  ['2024-11-01T10:00:00Z', 0],
  ['2024-10-01T10:00:00Z', 0],
  ['2024-11-01T10:00:01Z', 1],
  ['2024-11-02T10:00:00Z', 1],
  ['2024-12-01T09:59:59Z', 30],
])('until %s there are %i days left', (moment, days) => {
  expect(daysLeft(moment, NOW)).toBe(days);
});
