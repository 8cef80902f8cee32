import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { StoredUploadRecords, type UploadRecord, type UploadRecords } from '../../src/storage/upload-records';
import { MemoryUploadRecords } from '../state/memory-upload-records';

let count = 0;

function record(userId: string, changes: Partial<UploadRecord> = {}): UploadRecord {
  count += 1;
  return { id: `record-${count}`, userId, tab: 'tab', name: 'a.jpg', size: 1, lastModified: 2, ...changes };
}

const stores: [string, () => UploadRecords][] = [
  ['in IndexedDB', () => new StoredUploadRecords()],
  ['in memory', () => new MemoryUploadRecords()],
];

describe.each(stores)('records %s', (_, made) => {
  it('are given back to their user alone, also by another instance', async () => {
    const records = made();
    const [ann, bob] = [record(`ann-${count}`), record(`bob-${count}`)];
    await records.put([ann, bob]);
    expect(await records.ofUser(ann.userId)).toEqual([ann]);
  });

  it('are replaced by what is put later', async () => {
    const records = made();
    const first = record(`cy-${count}`);
    await records.put([first]);
    await records.put([{ ...first, uploadId: 'one' }]);
    expect(await records.ofUser(first.userId)).toEqual([{ ...first, uploadId: 'one' }]);
  });

  it('are gone when they are removed; removing none does nothing', async () => {
    const records = made();
    const first = record(`di-${count}`);
    await records.put([first]);
    await records.remove([]);
    await records.remove([first.id, 'unknown']);
    expect(await records.ofUser(first.userId)).toEqual([]);
  });
});

it('records outlive the page in IndexedDB', async () => {
  const first = record('eve');
  await new StoredUploadRecords().put([first]);
  expect(await new StoredUploadRecords().ofUser('eve')).toEqual([first]);
});
