import { describe, expect, it } from 'vitest';
import { expiryAfter, LIFETIME_DAYS } from '../../src/domain/key-lifetime';
import { lengthProblem } from '../../src/domain/password-rules';
import { texts } from '../../src/texts';

describe('the length of a new password', () => {
  it('is from 8 to 128 characters, counted as people do', () => {
    expect([lengthProblem('a'.repeat(8)), lengthProblem('🙂'.repeat(128))]).toEqual(['', '']);
    expect(lengthProblem('🙂'.repeat(7))).toBe(texts.password.tooShort);
    expect(lengthProblem('a'.repeat(129))).toBe(texts.password.tooLong);
  });
});

describe('the end of a key', () => {
  it('comes at the same time of day', () => {
    const noon = new Date(2026, 2, 1, 12, 30);
    expect(expiryAfter(30, noon)).toEqual(new Date(2026, 2, 31, 12, 30));
  });

  it('has a name for every choice', () => {
    expect(Object.keys(texts.keys.lifetimes).map(Number)).toEqual([...LIFETIME_DAYS]);
  });
});
