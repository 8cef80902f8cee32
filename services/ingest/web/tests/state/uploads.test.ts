import { describe, expect, it, vi } from 'vitest';
import { ProblemError } from '../../src/api/problem';
import type { SendFile, UploadAnswer } from '../../src/api/upload';
import { texts } from '../../src/texts';
import { Uploads } from '../../src/state/uploads.svelte';
import { item } from '../item';

const limits = { photoBytes: 1000, videoBytes: 1000, extensions: ['jpg'] };
const file = (name: string) => new File(['bytes'], name);

/** A sender whose answers the test gives one by one. */
function sender() {
  const open = new Map<string, { progress: (sent: number) => void } & PromiseWithResolvers>();
  const send: SendFile = (sent, onProgress, signal) =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
      open.set(sent.name, { progress: (share) => onProgress({ sent: share }), resolve, reject });
    });
  return { open, send };
}

interface PromiseWithResolvers {
  resolve: (answer: UploadAnswer) => void;
  reject: (error: unknown) => void;
}

function queue() {
  const { open, send } = sender();
  const onStored = vi.fn();
  const uploads = new Uploads({ send, limits: async () => limits, onStored });
  const states = () => uploads.entries.map(({ state }) => state);
  return { uploads, open, onStored, states };
}

const stored = { outcome: 'stored' as const, item: item() };

describe('uploads', () => {
  it('send three files at once and the next when one is done', async () => {
    const { uploads, open } = queue();
    uploads.add(['1.jpg', '2.jpg', '3.jpg', '4.jpg'].map(file));
    await vi.waitUntil(() => open.size === 3);
    expect([...open.keys()]).toEqual(['1.jpg', '2.jpg', '3.jpg']);
    open.get('2.jpg')?.resolve(stored);
    await vi.waitUntil(() => open.has('4.jpg'));
    expect(uploads.finished).toBe(1);
  });

  it('go from sending to checking to stored, and tell of the item', async () => {
    const { uploads, open, onStored, states } = queue();
    uploads.add([file('1.jpg')]);
    await vi.waitUntil(() => open.size === 1);
    open.get('1.jpg')?.progress(0.5);
    expect([states(), uploads.entries[0]?.sent]).toEqual([['sending'], 0.5]);
    open.get('1.jpg')?.progress(1);
    expect(states()).toEqual(['checking']);
    open.get('1.jpg')?.resolve(stored);
    await vi.waitUntil(() => !uploads.busy);
    expect(states()).toEqual(['stored']);
    expect(onStored).toHaveBeenCalledExactlyOnceWith(stored.item);
  });

  it('say that a file is already there', async () => {
    const { uploads, open, states } = queue();
    uploads.add(['1.jpg', '2.jpg'].map(file));
    await vi.waitUntil(() => open.size === 2);
    open.get('1.jpg')?.resolve({ outcome: 'duplicate', item: item() });
    open.get('2.jpg')?.reject(new ProblemError(409, 'ALREADY_STORED', 'It is there.'));
    await vi.waitUntil(() => !uploads.busy);
    expect(states()).toEqual(['duplicate', 'duplicate']);
  });

  it('say that a received file will be stored by itself, and show no item before it is', async () => {
    const { uploads, open, onStored, states } = queue();
    uploads.add([file('1.jpg')]);
    await vi.waitUntil(() => open.size === 1);
    open.get('1.jpg')?.resolve({ outcome: 'accepted' });
    await vi.waitUntil(() => !uploads.busy);
    expect(states()).toEqual(['accepted']);
    expect(onStored).not.toHaveBeenCalled();
  });

  it('refuse a file of the wrong kind without sending it', async () => {
    const { uploads, open, states } = queue();
    uploads.add([file('notes.pdf')]);
    await vi.waitUntil(() => !uploads.busy);
    expect(states()).toEqual(['refused']);
    expect(uploads.entries[0]?.reason).toBe(texts.upload.wrongExtension('JPG'));
    expect(open.size).toBe(0);
  });

  it('keep apart what the server refused and what can be tried again', async () => {
    const { uploads, open, states } = queue();
    uploads.add(['1.jpg', '2.jpg', '3.jpg'].map(file));
    await vi.waitUntil(() => open.size === 3);
    open.get('1.jpg')?.reject(new ProblemError(422, 'MALWARE_FOUND', 'It holds malware.'));
    open.get('2.jpg')?.reject(new ProblemError(503, 'ENGINE_UNAVAILABLE', 'Not now.'));
    open.get('3.jpg')?.reject(new ProblemError(0, 'UNREACHABLE', 'No answer.'));
    await vi.waitUntil(() => !uploads.busy);
    expect(states()).toEqual(['refused', 'failed', 'failed']);
    expect(uploads.entries.map(({ reason }) => reason)).toEqual(['It holds malware.', 'Not now.', 'No answer.']);
  });

  it('send a failed file again when asked', async () => {
    const { uploads, open, states } = queue();
    uploads.add([file('1.jpg')]);
    await vi.waitUntil(() => open.size === 1);
    open.get('1.jpg')?.reject(new ProblemError(0, 'UNREACHABLE', 'No answer.'));
    await vi.waitUntil(() => !uploads.busy);
    open.clear();
    const [failed] = uploads.entries;
    if (failed !== undefined) uploads.retry(failed);
    await vi.waitUntil(() => open.size === 1);
    open.get('1.jpg')?.resolve(stored);
    await vi.waitUntil(() => !uploads.busy);
    expect(states()).toEqual(['stored']);
  });

  it('stop sending a file that is cancelled, and never begin one that waited', async () => {
    const { uploads, open, states } = queue();
    uploads.add(['1.jpg', '2.jpg', '3.jpg', '4.jpg'].map(file));
    await vi.waitUntil(() => open.size === 3);
    uploads.cancelAll();
    await vi.waitUntil(() => !uploads.busy);
    expect(states()).toEqual(Array(4).fill('cancelled'));
    expect(open.has('4.jpg')).toBe(false);
  });

  it('ask for the limits again when they could not be had', async () => {
    const asked = vi
      .fn()
      .mockRejectedValueOnce(new ProblemError(0, 'UNREACHABLE', 'No answer.'))
      .mockResolvedValue(limits);
    const uploads = new Uploads({ send: async () => stored, limits: asked, onStored: () => undefined });
    uploads.add([file('1.jpg')]);
    await vi.waitUntil(() => !uploads.busy);
    expect(uploads.entries[0]?.state).toBe('failed');
    const [failed] = uploads.entries;
    if (failed !== undefined) uploads.retry(failed);
    await vi.waitUntil(() => !uploads.busy);
    expect(uploads.entries[0]?.state).toBe('stored');
  });
});
