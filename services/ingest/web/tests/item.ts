import type { Item } from '../src/api/item';

/** An item that is valid in all its members; a test names only those that it is about. */
export function item(members: Partial<Item> = {}): Item {
  return {
    uploadId: '01jb0000000000000000000000',
    fileName: 'IMG_0001.JPG',
    kind: 'photo',
    contentType: 'image/jpeg',
    bytes: 2_400_000,
    sha256: 'ab'.repeat(32),
    width: 4000,
    height: 3000,
    takenAt: '2024-10-26T14:07:00Z',
    takenAtSource: 'exif',
    uploadedAt: '2024-10-27T08:00:00Z',
    favorite: false,
    tags: [],
    thumbhash: '',
    scan: { engine: 'ClamAV 1.4.3', signatureVersion: '27791', scannedAt: '2024-10-27T08:00:01Z' },
    previews: { '256': '/previews/256', '1440': '/previews/1440' },
    etag: '"1"',
    ...members,
  };
}
