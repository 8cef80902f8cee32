import { describe, expect, it } from 'vitest';
import { rejectionReason } from '../../src/domain/admission';
import { texts } from '../../src/texts';

const limits = { photoBytes: 1000, videoBytes: 5000, extensions: ['jpg', 'mp4'] };

describe('admission', () => {
  it('lets a file within the limits be sent, whatever the case of its extension', () => {
    expect(rejectionReason({ name: 'a.b.JPG', size: 1000 }, limits)).toBeUndefined();
    expect(rejectionReason({ name: 'clip.mp4', size: 5000 }, limits)).toBeUndefined();
  });

  it.each(['notes.pdf', 'jpg', 'picture.jpg.exe', 'picture.'])('refuses %s and says what can be uploaded', (name) => {
    expect(rejectionReason({ name, size: 10 }, limits)).toBe(texts.upload.wrongExtension('JPG or MP4'));
  });

  it('holds photos and videos to their own limits', () => {
    expect(rejectionReason({ name: 'a.jpg', size: 1001 }, limits)).toBe(texts.upload.tooLarge(1000));
    expect(rejectionReason({ name: 'a.mp4', size: 5001 }, limits)).toBe(texts.upload.tooLarge(5000));
  });

  it('refuses an empty file', () => {
    expect(rejectionReason({ name: 'a.jpg', size: 0 }, limits)).toBe(texts.upload.empty);
  });
});
