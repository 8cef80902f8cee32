import { describe, expect, it } from 'vitest';
import { Selection } from '../../src/state/selection.svelte';
import { item } from '../item';

const a = item({ uploadId: 'a', takenAt: '2024-02-01T00:00:00Z' });
const b = item({ uploadId: 'b', takenAt: '2024-01-31T23:00:00Z' });
const c = item({ uploadId: 'c', takenAt: '2024-01-01T00:00:00Z' });
const ids = (selection: Selection) => selection.items.map(({ uploadId }) => uploadId).sort();

describe('the selection', () => {
  it('keeps ticks outside of a range, and begins the next one where the last has ended', () => {
    const selection = new Selection();
    selection.toggle(a);
    selection.extend(c, [b, c]);
    expect(ids(selection)).toEqual(['a', 'b', 'c']);
    expect(selection.anchor).toBe(c);
  });

  it('counts and unticks months as the timeline has them', () => {
    const selection = new Selection();
    selection.add([a, b, c]);
    expect([selection.countIn('2024-01'), selection.countIn('2024-02'), selection.countIn('2023-12')]).toEqual([
      2, 1, 0,
    ]);
    selection.removeMonth('2024-01');
    expect(ids(selection)).toEqual(['a']);
  });

  it('knows its items as they are now', () => {
    const selection = new Selection();
    selection.toggle(a);
    selection.refresh({ ...a, favorite: true });
    selection.refresh(b);
    expect(selection.items.map(({ favorite }) => favorite)).toEqual([true]);
  });

  it('begins anew when it has been cleared', () => {
    const selection = new Selection();
    selection.toggle(a);
    selection.clear();
    expect([selection.count, selection.anchor]).toEqual([0, undefined]);
  });
});
