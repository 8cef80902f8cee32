import { describe, expect, it } from 'vitest';
import { quotaBytes, quotaKind } from '../../src/domain/quota';

describe('a quota', () => {
  it('is as configured, without a limit, or of its own', () => {
    expect([null, 0, 1, 5e9].map(quotaKind)).toEqual(['configured', 'unlimited', 'own', 'own']);
  });

  it('is read from what was chosen', () => {
    expect([quotaBytes('configured'), quotaBytes('unlimited'), quotaBytes('own', 2.5)]).toEqual([null, 0, 2.5e9]);
  });

  it('of its own is never without a limit by mistake', () => {
    expect(quotaBytes('own', 0)).toBe(1);
    expect(quotaBytes('own', Number.NaN)).toBe(10e9);
  });
});
