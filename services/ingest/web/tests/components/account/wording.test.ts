import { describe, expect, it } from 'vitest';
import type { ActivityEvent } from '../../../src/api/activity';
import { wordingOf } from '../../../src/components/account/activity/wording';
import { texts } from '../../../src/texts';

const event = (name: string, more: Partial<ActivityEvent> = {}): ActivityEvent => ({
  eventId: 'e',
  at: '2026-03-01T12:00:00Z',
  event: name,
  outcome: 'success',
  ...more,
});

describe('an event in words', () => {
  it('names the file and says why it was refused, with what was found', () => {
    const more = { outcome: 'refused', fileName: 'a.jpg', reason: 'MALWARE_FOUND', signature: 'Eicar' } as const;
    const wording = wordingOf(event('upload.rejected', more));
    expect(wording.title).toBe('a.jpg was rejected: malware was found in it');
    expect(wording.facts).toContainEqual([texts.activity.facts.signature, 'Eicar']);
    expect(wording.icon).toBe('alert');
  });

  it('distinguishes a sign-in from a refused one', () => {
    expect(wordingOf(event('session.started')).title).toBe('Signed in');
    const refused = event('session.started', { outcome: 'refused', reason: 'CREDENTIALS_WRONG' });
    expect(wordingOf(refused).title).toBe('A sign-in was refused: the password was wrong');
  });

  it('says of known bytes that they were there already', () => {
    const again = event('upload.accepted', { fileName: 'a.jpg', itemId: 'i' });
    expect(wordingOf(again).title).toBe('a.jpg was already there');
  });

  it('leads to the item, while there is one to be seen', () => {
    expect(wordingOf(event('media.edited', { uploadId: 'u' })).item).toBe('u');
    expect(wordingOf(event('upload.accepted', { uploadId: 'u', itemId: 'i' })).item).toBe('i');
    expect(wordingOf(event('media.purged', { uploadId: 'u' })).item).toBeUndefined();
    expect(wordingOf(event('upload.accepted', { uploadId: 'u', outcome: 'failed' })).item).toBeUndefined();
  });

  it('counts the items of an act that was one for all of them', () => {
    expect(wordingOf(event('media.trashed', { mediaCount: 3 })).title).toBe('3 items were moved to the trash');
    expect(wordingOf(event('media.trashed', { mediaCount: 1 })).title).toBe('One item was moved to the trash');
  });

  it('is never empty, whatever a later version may send', () => {
    const later = wordingOf(event('passkey.added_here', { reason: 'FIRST_ONE' }));
    expect(later.title).toBe('Something else: passkey added here: first one');
    expect(later.meaning).toBe(texts.activity.unknownMeaning);
  });
});
