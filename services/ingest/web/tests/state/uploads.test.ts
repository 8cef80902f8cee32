import { describe, expect, it, vi } from 'vitest';
import { ProblemError } from '../../src/api/problem';
import { texts } from '../../src/texts';
import type { Uploads } from '../../src/state/uploads.svelte';
import { item } from '../item';
import { until } from '../until';
import { file, UploadWorld } from './upload-world';

const picked = (...names: string[]) => names.map((name) => ({ file: file(name) }));
const states = (uploads: Uploads) => uploads.entries.map(({ state }) => state);
const over = (uploads: Uploads) => until(() => !uploads.busy);

function first(uploads: Uploads) {
  const [entry] = uploads.entries;
  if (entry === undefined) throw new Error('there is no entry');
  return entry;
}

async function sending(...names: string[]) {
  const world = new UploadWorld();
  const uploads = world.uploads();
  void uploads.add(picked(...names));
  const transfers = await Promise.all(names.slice(0, 3).map((name) => world.transfer(name)));
  return { world, uploads, transfers, transfer: transfers[0]! };
}

describe('uploads', () => {
  it('send as many files at once as was chosen, and the next when one has arrived', async () => {
    const { world, uploads } = await sending('1.jpg', '2.jpg', '3.jpg', '4.jpg', '5.jpg');
    expect([...world.transfers.keys()]).toEqual(['1.jpg', '2.jpg', '3.jpg']);
    world.transfers.get('2.jpg')?.arrive();
    await world.transfer('4.jpg');
    uploads.setParallel(4);
    await world.transfer('5.jpg');
    expect(world.preferences.parallelUploads).toBe(4);
  });

  it('go from sending to scanning, storing and done, and report the item', async () => {
    const { world, uploads, transfer } = await sending('1.jpg');
    transfer.begin();
    transfer.progress(2);
    expect([states(uploads), uploads.totals.sentBytes]).toEqual([['sending'], 2]);
    transfer.arrive();
    await until(() => first(uploads).state === 'queued');
    for (const state of ['scanning', 'storing'] as const) {
      world.report(transfer.uploadId, { state });
      await until(() => first(uploads).state === state);
    }
    world.report(transfer.uploadId);
    await over(uploads);
    expect(states(uploads)).toEqual(['stored']);
    expect(world.onStored).toHaveBeenCalledOnce();
  });

  it('keep a record of each file until its end, and of the server’s upload', async () => {
    const { world, uploads, transfer } = await sending('1.jpg');
    expect(await world.records.ofUser('ann')).toMatchObject([{ name: '1.jpg', sha256: 'hash of 1.jpg', tab: 'this' }]);
    transfer.begin();
    expect(await world.records.ofUser('ann')).toMatchObject([{ uploadId: transfer.uploadId, unanswered: false }]);
    transfer.arrive();
    world.report(transfer.uploadId);
    await over(uploads);
    expect(await world.records.ofUser('ann')).toEqual([]);
  });

  it('send nothing of a file that is already there, and say when it is in the trash', async () => {
    const world = new UploadWorld();
    world.existing.push({ sha256: 'hash of 1.jpg', uploadId: 'old', trashed: false });
    world.existing.push({ sha256: 'hash of 2.jpg', uploadId: 'old', trashed: true });
    const uploads = world.uploads();
    await uploads.add(picked('1.jpg', '2.jpg'));
    await over(uploads);
    expect(states(uploads)).toEqual(['duplicate', 'duplicate']);
    expect(uploads.entries.map(({ reason }) => reason)).toEqual(['', texts.upload.inTrash]);
    expect(world.transfers.size).toBe(0);
  });

  it('send the same bytes once only, and call the others already there', async () => {
    const world = new UploadWorld();
    const uploads = world.uploads();
    void uploads.add([{ file: file('1.jpg', 'same') }, { file: file('2.jpg', 'same') }]);
    const transfer = await world.transfer('1.jpg');
    await until(() => world.hashed.length === 2);
    transfer.arrive();
    world.report(transfer.uploadId);
    await over(uploads);
    expect(states(uploads)).toEqual(['stored', 'duplicate']);
    expect(await world.records.ofUser('ann')).toEqual([]);
  });

  it('send the second of two equal files when the first was cancelled', async () => {
    const world = new UploadWorld();
    const uploads = world.uploads();
    void uploads.add([{ file: file('1.jpg', 'same') }, { file: file('2.jpg', 'same') }]);
    await world.transfer('1.jpg');
    uploads.cancel(first(uploads));
    await world.transfer('2.jpg');
    expect(states(uploads)).toEqual(['cancelled', 'sending']);
  });

  it('refuse a file of the wrong kind at once, without reading or sending it', async () => {
    const world = new UploadWorld();
    const uploads = world.uploads();
    await uploads.add(picked('notes.pdf'));
    expect(states(uploads)).toEqual(['rejected']);
    expect(first(uploads).reason).toBe(texts.upload.wrongExtension('JPG'));
    expect([world.hashed, world.transfers.size]).toEqual([[], 0]);
  });

  it('show why the scan has refused a file', async () => {
    const { world, uploads, transfer } = await sending('1.jpg');
    transfer.arrive();
    world.report(transfer.uploadId, { state: 'rejected', detail: 'It holds malware.' });
    await over(uploads);
    expect([states(uploads), first(uploads).reason]).toEqual([['rejected'], 'It holds malware.']);
  });

  it('keep apart what the server refused and what can be tried again', async () => {
    const { uploads, transfers } = await sending('1.jpg', '2.jpg', '3.jpg');
    transfers[0]?.fail(415, 'EXTENSION_NOT_ALLOWED');
    transfers[1]?.fail(401, 'SESSION_ENDED');
    transfers[2]?.fail(409, 'ALREADY_STORED');
    await over(uploads);
    expect(states(uploads)).toEqual(['rejected', 'failed', 'duplicate']);
  });

  it('go on with the same upload when the connection was lost, as often as it takes', async () => {
    const { world, uploads, transfer } = await sending('1.jpg');
    transfer.begin();
    transfer.fail(0, 'UNREACHABLE');
    for (let cut = 0; cut < 5; cut += 1) {
      const again = await world.transfer('1.jpg');
      expect(again.resumed).toBe(transfer.uploadId);
      again.fail(0, 'UNREACHABLE');
    }
    const last = await world.transfer('1.jpg');
    last.arrive();
    world.report(transfer.uploadId);
    await over(uploads);
    expect(states(uploads)).toEqual(['stored']);
  });

  it('come back when the server says so', async () => {
    const { world, transfer } = await sending('1.jpg');
    transfer.fail(429, 'TOO_MANY_UPLOADS', 7);
    await world.transfer('1.jpg');
    expect(world.pauses).toEqual([7000]);
  });

  it('begin anew when the server has forgotten the upload', async () => {
    const { world, transfer } = await sending('1.jpg');
    transfer.begin();
    transfer.fail(0, 'UNREACHABLE');
    (await world.transfer('1.jpg')).fail(404, 'UPLOAD_NOT_FOUND');
    expect((await world.transfer('1.jpg')).resumed).toBeUndefined();
  });

  it.each(['by its bytes', 'by another upload'])(
    'are done when the try whose answer was lost has stored them, reported %s',
    async (how) => {
      const { world, uploads, transfer } = await sending('1.jpg');
      transfer.fail(0, 'UNREACHABLE');
      const again = await world.transfer('1.jpg');
      if (how === 'by its bytes') {
        again.fail(409, 'ALREADY_STORED');
      } else {
        again.arrive();
        world.report(again.uploadId, { media: item({ uploadId: transfer.uploadId }) });
      }
      await over(uploads);
      expect(states(uploads)).toEqual(['stored']);
    },
  );

  it('are already there when the server has said that the first try was none', async () => {
    const { world, uploads, transfer } = await sending('1.jpg');
    transfer.fail(429, 'TOO_MANY_UPLOADS', 1);
    (await world.transfer('1.jpg')).fail(409, 'ALREADY_STORED');
    await over(uploads);
    expect(states(uploads)).toEqual(['duplicate']);
  });

  it('find the upload that was made although the answer was lost', async () => {
    const { world, transfer } = await sending('1.jpg');
    world.report('stray', { state: 'receiving' });
    transfer.fail(0, 'UNREACHABLE');
    expect((await world.transfer('1.jpg')).resumed).toBe('stray');
  });

  it('pause, and go on where they were', async () => {
    const { world, uploads, transfer } = await sending('1.jpg');
    transfer.begin();
    uploads.pauseAll();
    world.transfers.clear();
    expect([states(uploads), uploads.paused, uploads.pausable]).toEqual([['paused'], true, false]);
    uploads.resumeAll();
    expect((await world.transfer('1.jpg')).resumed).toBe(transfer.uploadId);
  });

  it('end a cancelled file on the server too, and send it anew when it is tried again', async () => {
    const { world, uploads, transfer } = await sending('1.jpg');
    transfer.begin();
    uploads.cancel(first(uploads));
    world.transfers.clear();
    await until(async () => (await world.records.ofUser('ann')).length === 0);
    expect([states(uploads), world.ended]).toEqual([['cancelled'], [transfer.uploadId]]);
    uploads.retry(first(uploads));
    expect((await world.transfer('1.jpg')).resumed).toBeUndefined();
  });

  it('try a failed file again when asked', async () => {
    const { world, uploads, transfer } = await sending('1.jpg');
    transfer.fail(401, 'SESSION_ENDED');
    await over(uploads);
    uploads.retry(first(uploads));
    const again = await world.transfer('1.jpg');
    again.arrive();
    world.report(again.uploadId);
    await over(uploads);
    expect(states(uploads)).toEqual(['stored']);
  });

  it('wait for the limits as long as the server cannot be reached', async () => {
    const limits = vi
      .fn()
      .mockRejectedValueOnce(new ProblemError(0, 'UNREACHABLE', 'No answer.'))
      .mockResolvedValue({ photoBytes: 1000, videoBytes: 1000, extensions: ['jpg'] });
    const world = new UploadWorld();
    const uploads = world.uploads({ limits });
    await uploads.add(picked('1.jpg'));
    await world.transfer('1.jpg');
    expect(limits).toHaveBeenCalledTimes(2);
  });

  it('measure what goes out and not where a file went on', async () => {
    const { uploads, transfer } = await sending('1.jpg');
    transfer.progress(1);
    uploads.tick(0);
    transfer.progress(4);
    uploads.tick(1000);
    expect([uploads.rate, uploads.secondsLeft]).toEqual([3, 1 / 3]);
  });

  it('say once that the browser keeps no records, and go on', async () => {
    const world = new UploadWorld();
    vi.spyOn(world.records, 'put').mockRejectedValue(new DOMException('no', 'InvalidStateError'));
    await world.uploads().add(picked('1.jpg', '2.jpg'));
    await world.transfer('2.jpg');
    expect(world.complain).toHaveBeenCalledExactlyOnceWith(texts.upload.notKept);
  });
});
