import { describe, expect, it } from 'vitest';
import { accountPlaces, placeAt, placesFor } from '../../../src/components/account/places';

describe('the pages of the account', () => {
  it('stand each at an address and under a name of its own', () => {
    expect(new Set(accountPlaces.map(({ path }) => path)).size).toBe(accountPlaces.length);
    expect(new Set(accountPlaces.map(({ name }) => name)).size).toBe(accountPlaces.length);
  });

  it('are found by their addresses, with or without a slash at the end', () => {
    for (const place of accountPlaces) {
      expect([placeAt(place.path), placeAt(`${place.path}/`)]).toEqual([place, place]);
    }
    expect(placeAt('/account/nowhere')).toBeUndefined();
  });

  it('are for administrators where they show the accounts of others', () => {
    const user = { userId: 'u', email: 'ada@example.org', displayName: 'Ada' };
    const member = placesFor({ ...user, role: 'member' });
    expect(member.some(({ path }) => path.startsWith('/admin'))).toBe(false);
    expect(placeAt('/admin', member)).toBeUndefined();
    expect(placesFor({ ...user, role: 'administrator' })).toEqual(accountPlaces);
  });
});
