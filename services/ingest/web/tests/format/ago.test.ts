import { describe, expect, it } from 'vitest';
import { ago } from '../../src/format/ago';

const NOW = Date.UTC(2026, 2, 1, 12);
const DAY = 86_400_000;

describe('how long ago', () => {
  it.each([
    [0, 'now'],
    [-59_000, 'now'],
    [-60_000, '1 minute ago'],
    [-3_600_000, '1 hour ago'],
    [-DAY, 'yesterday'],
    [-40 * DAY, '40 days ago'],
    [DAY, 'tomorrow'],
    [90 * DAY, 'in 90 days'],
  ])('%d milliseconds are %s', (difference, words) => expect(ago(new Date(NOW + difference), NOW)).toBe(words));
});
