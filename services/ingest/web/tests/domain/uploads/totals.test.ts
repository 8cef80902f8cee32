import { describe, expect, it } from 'vitest';
import { Throughput } from '../../../src/domain/uploads/throughput';
import { totalsOf } from '../../../src/domain/uploads/totals';

describe('the totals', () => {
  it('count files by their end, and as bytes only those that go out', () => {
    const totals = totalsOf([
      { state: 'stored', size: 10, sentBytes: 10 },
      { state: 'duplicate', size: 10, sentBytes: 0 },
      { state: 'rejected', size: 10, sentBytes: 4 },
      { state: 'failed', size: 10, sentBytes: 0 },
      { state: 'cancelled', size: 10, sentBytes: 2 },
      { state: 'sending', size: 10, sentBytes: 5 },
      { state: 'waiting', size: 10, sentBytes: 0 },
    ]);
    expect(totals).toEqual({
      files: 7,
      over: 5,
      stored: 1,
      duplicates: 1,
      rejected: 1,
      failed: 1,
      cancelled: 1,
      bytes: 36,
      sentBytes: 21,
    });
  });

  it('are all zero without files', () => {
    expect(totalsOf([])).toMatchObject({ files: 0, over: 0, bytes: 0, sentBytes: 0 });
  });
});

describe('the speed', () => {
  it('is the mean of the last ten seconds', () => {
    const speed = new Throughput();
    for (let second = 0; second <= 20; second += 1) speed.note(second * 1000, second < 10 ? 0 : (second - 10) * 100);
    expect(speed.rate).toBe(100);
  });

  it('is nothing before two moments are known, and when nothing moves', () => {
    const speed = new Throughput();
    expect(speed.rate).toBe(0);
    speed.note(0, 5);
    expect(speed.rate).toBe(0);
    speed.note(1000, 5);
    expect(speed.rate).toBe(0);
  });
});
