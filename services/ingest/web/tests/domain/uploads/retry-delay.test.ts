import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../../src/api/problem';
import { delayBefore } from '../../../src/domain/uploads/retry-delay';

const never = () => 0;
const problem = (status: number, code = 'CODE', retryAfter?: number) => new ProblemError(status, code, '', retryAfter);

describe('the pause before another try', () => {
  it('grows to half a minute while the network is gone, and never ends', () => {
    const pauses = [0, 1, 2, 10, 1000].map((attempt) => delayBefore(problem(0), attempt, () => 1));
    expect(pauses).toEqual([1000, 2000, 4000, 30_000, 30_000]);
  });

  it.each([423, 429, 503, 507])('is what the server says in a %i', (status) => {
    expect(delayBefore(problem(status, 'CODE', 30), 99, never)).toBe(30_000);
    expect(delayBefore(problem(status, 'CODE', 30), 0, () => 1)).toBe(31_000);
  });

  it('is given to a fault of the server six times', () => {
    expect([0, 5, 6].map((attempt) => delayBefore(problem(500), attempt, never))).toEqual([500, 15_000, undefined]);
  });

  it.each(['OFFSET_MISMATCH', 'CHECKSUM_MISMATCH', 'SENDER_TOO_SLOW'])('is worth it after %s', (code) => {
    expect(delayBefore(problem(409, code), 0, never)).toBe(500);
  });

  it.each([400, 401, 404, 409, 413, 415, 422])('is never made after a %i', (status) => {
    expect(delayBefore(problem(status), 0, never)).toBeUndefined();
  });
});
