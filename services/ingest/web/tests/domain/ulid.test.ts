import { describe, expect, it } from 'vitest';
import { timeOfUlid } from '../../src/domain/ulid';

describe('the time in an id', () => {
  it('is read from its first ten characters, in either case', () => {
    const moment = new Date('2016-07-30T23:54:10.259Z');
    expect(timeOfUlid('01arz3ndektsv4rrffq69g5fav')).toEqual(moment);
    expect(timeOfUlid('01ARZ3NDEKTSV4RRFFQ69G5FAV')).toEqual(moment);
  });

  it('begins with 1970', () => {
    expect(timeOfUlid('0'.repeat(26))).toEqual(new Date(0));
  });
});
