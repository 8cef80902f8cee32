import { describe, expect, it } from 'vitest';
import { Preferences } from '../../src/storage/preferences';

function storage(...entries: [string, string][]): Storage {
  const kept = new Map(entries);
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  } as unknown as Storage;
}

describe('how many files are sent at once', () => {
  it('is three until the user has chosen', () => expect(new Preferences(storage()).parallelUploads).toBe(3));

  it('is what the user chose, also at the next visit', () => {
    const kept = storage();
    new Preferences(kept).parallelUploads = 6;
    expect(new Preferences(kept).parallelUploads).toBe(6);
  });

  it.each(['0', '7', '2.5', 'many', ''])('is three when %j was written there', (text) => {
    expect(new Preferences(storage(['momento-uploads-at-once', text])).parallelUploads).toBe(3);
  });
});

describe('single keys', () => {
  it('are obeyed until the user switches them off, also at the next visit', () => {
    const kept = storage();
    expect(new Preferences(kept).singleKeys).toBe(true);
    new Preferences(kept).singleKeys = false;
    expect(new Preferences(kept).singleKeys).toBe(false);
    new Preferences(kept).singleKeys = true;
    expect(new Preferences(kept).singleKeys).toBe(true);
  });
});
