import { describe, expect, it } from 'vitest';
import { changed, reversal } from '../../src/domain/bulk';
import { item } from '../item';

const NOW = '2024-11-01T10:00:00Z';
const marked = item({ uploadId: 'marked', favorite: true, tags: [{ name: 'sea', source: 'user' }] });
const plain = item({ uploadId: 'plain', tags: [{ name: 'dog', source: 'model', confidence: 0.8 }] });

describe('an item after a change', () => {
  it('has the mark, the etag and the moment of trashing', () => {
    const after = changed(plain, { favorite: true, trashed: true }, '"2"', NOW);
    expect(after).toMatchObject({ favorite: true, trashedAt: NOW, etag: '"2"' });
  });

  it('keeps the moment at which it went to the trash first', () => {
    const trashed = item({ trashedAt: '2024-10-30T00:00:00Z' });
    expect(changed(trashed, { trashed: true }, '"2"', NOW).trashedAt).toBe('2024-10-30T00:00:00Z');
    expect('trashedAt' in changed(trashed, { trashed: false }, '"2"', NOW)).toBe(false);
  });

  it('has a tag once: the word of its owner stands for the suggestion of the same name', () => {
    const after = changed(plain, { addTags: ['dog', 'lake'] }, '"2"', NOW);
    expect(after.tags).toEqual([
      { name: 'dog', source: 'user' },
      { name: 'lake', source: 'user' },
    ]);
  });

  it('loses only a tag that its owner gave', () => {
    expect(changed(marked, { removeTags: ['sea'] }, '"2"', NOW).tags).toEqual([]);
    expect(changed(plain, { removeTags: ['dog'] }, '"2"', NOW).tags).toEqual(plain.tags);
  });
});

describe('undoing a change', () => {
  it('takes the mark off those that did not have it before', () => {
    expect(reversal([marked, plain], { favorite: true })).toEqual([
      { uploadIds: ['plain'], change: { favorite: false } },
    ]);
  });

  it('takes each tag off those that did not own it before', () => {
    expect(reversal([marked, plain], { addTags: ['sea', 'sun'] })).toEqual([
      { uploadIds: ['plain'], change: { removeTags: ['sea'] } },
      { uploadIds: ['marked', 'plain'], change: { removeTags: ['sun'] } },
    ]);
  });

  it('gives a tag back to those that owned it', () => {
    expect(reversal([marked, plain], { removeTags: ['sea'] })).toEqual([
      { uploadIds: ['marked'], change: { addTags: ['sea'] } },
    ]);
  });

  it('restores what was trashed and takes out what was put into an album', () => {
    expect(reversal([plain], { trashed: true })).toEqual([{ uploadIds: ['plain'], change: { trashed: false } }]);
    expect(reversal([plain], { addToAlbum: 'a' })).toEqual([
      { uploadIds: ['plain'], change: { removeFromAlbum: 'a' } },
    ]);
  });

  it('brings every mark and own tag back, whatever the items had before', () => {
    for (const change of [
      { favorite: true },
      { favorite: false },
      { addTags: ['sea', 'dog'] },
      { removeTags: ['sea'] },
    ]) {
      const before = [marked, plain];
      const now = new Map(before.map((one) => [one.uploadId, changed(one, change, '"2"', NOW)]));
      for (const { uploadIds, change: back } of reversal(before, change)) {
        for (const id of uploadIds) now.set(id, changed(now.get(id) ?? plain, back, '"3"', NOW));
      }
      const own = before.map(({ uploadId }) => now.get(uploadId)?.tags.filter(({ source }) => source === 'user'));
      expect([...now.values()].map(({ favorite }) => favorite)).toEqual([true, false]);
      expect(own).toEqual([marked.tags, []]);
    }
  });
});
