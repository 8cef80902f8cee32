import { describe, expect, it } from 'vitest';
import { accountPlaces, placeAt } from '../../../src/components/account/places';

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
});
