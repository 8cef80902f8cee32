import { describe, expect, it } from 'vitest';
import type { UploadRecord } from '../../src/storage/upload-records';
import { until } from '../until';
import { file, UploadWorld } from './upload-world';

const record = (changes: Partial<UploadRecord> = {}): UploadRecord => ({
  id: 'one',
  userId: 'ann',
  tab: 'gone',
  name: '1.jpg',
  size: 5,
  lastModified: 1,
  sha256: 'hash of 1.jpg',
  uploadId: 'old',
  ...changes,
});

function handle(opened: File, permission: PermissionState): FileSystemFileHandle {
  return {
    getFile: async () => opened,
    queryPermission: async () => permission,
    requestPermission: async () => 'granted',
  } as unknown as FileSystemFileHandle;
}

async function restored(...records: UploadRecord[]) {
  const world = new UploadWorld(records);
  world.report('old', { state: 'receiving' });
  const uploads = world.uploads();
  await uploads.restore();
  return { world, uploads };
}

describe('what an earlier page left unfinished', () => {
  it('goes on where it stopped when the same file is chosen again, without being hashed again', async () => {
    const { world, uploads } = await restored(record());
    expect(uploads.unfinished.list).toHaveLength(1);
    void uploads.add([{ file: file('1.jpg') }]);
    expect((await world.transfer('1.jpg')).resumed).toBe('old');
    expect([uploads.unfinished.list, world.hashed]).toEqual([[], []]);
    expect(await world.records.ofUser('ann')).toMatchObject([{ id: 'one', tab: 'this' }]);
  });

  it('is found by its content when the file has another name', async () => {
    const { world, uploads } = await restored(record());
    void uploads.add([{ file: file('2.jpg', '1.jpg') }]);
    expect((await world.transfer('2.jpg')).resumed).toBe('old');
    expect(uploads.unfinished.list).toEqual([]);
    expect(await world.records.ofUser('ann')).toMatchObject([{ name: '2.jpg', uploadId: 'old' }]);
  });

  it('goes on by itself when the browser may open the file', async () => {
    const { world } = await restored(record({ handle: handle(file('1.jpg'), 'granted') }));
    expect((await world.transfer('1.jpg')).resumed).toBe('old');
  });

  it('goes on after a click when the browser has to ask first', async () => {
    const { world, uploads } = await restored(record({ handle: handle(file('1.jpg'), 'prompt') }));
    expect([uploads.unfinished.reopenable.length, uploads.entries]).toEqual([1, []]);
    await uploads.reopen(true);
    expect((await world.transfer('1.jpg')).resumed).toBe('old');
  });

  it('stays on the list when the file is another by now', async () => {
    const { uploads } = await restored(record({ handle: handle(file('1.jpg', 'changed'), 'granted') }));
    expect([uploads.unfinished.list.length, uploads.entries]).toEqual([1, []]);
  });

  it('is left alone while another tab is at work on it', async () => {
    const world = new UploadWorld([record({ tab: 'other' })]);
    world.openTabs.add('other');
    const uploads = world.uploads();
    await uploads.restore();
    expect(uploads.unfinished.list).toEqual([]);
  });

  it('is followed when only the server’s part was left', async () => {
    const world = new UploadWorld([record()]);
    world.report('old', { state: 'scanning' });
    const uploads = world.uploads();
    await uploads.restore();
    world.report('old', { state: 'rejected', detail: 'It holds malware.' });
    await until(() => uploads.entries[0]?.state === 'rejected');
    expect(await world.records.ofUser('ann')).toEqual([]);
  });

  it('is forgotten when it was stored meanwhile', async () => {
    const world = new UploadWorld([record()]);
    world.report('old');
    const uploads = world.uploads();
    await uploads.restore();
    expect([uploads.entries, uploads.unfinished.list, await world.records.ofUser('ann')]).toEqual([[], [], []]);
  });

  it('is begun anew when the server has forgotten it', async () => {
    const { world, uploads } = await restored(record({ uploadId: 'expired' }));
    void uploads.add([{ file: file('1.jpg') }]);
    expect((await world.transfer('1.jpg')).resumed).toBeUndefined();
  });

  it('can be given up, here and on the server', async () => {
    const { world, uploads } = await restored(record());
    await uploads.giveUpUnfinished();
    expect([world.ended, await world.records.ofUser('ann')]).toEqual([['old'], []]);
  });

  it('is removed from the browser when the user signs out', async () => {
    const { world, uploads } = await restored(record());
    await uploads.forget();
    expect(await world.records.ofUser('ann')).toEqual([]);
  });
});
