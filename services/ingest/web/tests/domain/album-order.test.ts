import { describe, expect, it } from 'vitest';
import { arranged, beside, step, type Direction } from '../../src/domain/album-order';

const ORDER = ['a', 'b', 'c', 'd', 'e'];

/** The order after a step of some items, written together. */
function stepped(moved: string, direction: Direction): string {
  const move = step(ORDER, new Set(moved), direction);
  return move === undefined ? 'as before' : arranged(ORDER, move).join('');
}

describe('a step in the order of an album', () => {
  it.each([
    ['c', 'earlier', 'acbde'],
    ['c', 'later', 'abdce'],
    ['b', 'earlier', 'bacde'],
    ['d', 'later', 'abced'],
    ['bc', 'earlier', 'bcade'],
    ['bc', 'later', 'adbce'],
    ['bd', 'earlier', 'bdace'],
    ['bd', 'later', 'acebd'],
    ['a', 'earlier', 'as before'],
    ['e', 'later', 'as before'],
    ['ab', 'earlier', 'as before'],
    ['ae', 'earlier', 'aebcd'],
    ['ae', 'later', 'bcdae'],
    ['abcde', 'later', 'as before'],
    ['', 'earlier', 'as before'],
  ] as const)('of %s goes %s to %s', (moved, direction, order) => {
    expect(stepped(moved, direction)).toBe(order);
  });
});

describe('items that are dropped beside another', () => {
  it.each([
    ['a', 'd', 'before', 'bcade'],
    ['a', 'd', 'behind', 'bcdae'],
    ['ae', 'c', 'before', 'baecd'],
    ['b', 'a', 'before', 'bacde'],
    ['b', 'a', 'behind', 'as before'],
    ['b', 'c', 'before', 'as before'],
    ['bc', 'c', 'behind', 'as before'],
  ] as const)('%s at %s, %s, give %s', (moved, other, side, order) => {
    const move = beside(ORDER, new Set(moved), other, side);
    expect(move === undefined ? 'as before' : arranged(ORDER, move).join('')).toBe(order);
  });
});
