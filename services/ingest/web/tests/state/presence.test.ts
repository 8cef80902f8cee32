import { describe, expect, it, vi } from 'vitest';
import { ProblemError } from '../../src/api/problem';
import { MAX_CHECKSUMS, type ExistingItem } from '../../src/api/uploads';
import { Presence } from '../../src/state/presence';

const there = (sha256: string): ExistingItem => ({ sha256, uploadId: `item-${sha256}`, trashed: false });

describe('asking what is there', () => {
  it('gathers questions while a call is under way', async () => {
    const call = vi.fn(async (wanted: readonly string[]) => wanted.filter((one) => one !== 'b').map(there));
    const presence = new Presence(call);
    const answers = await Promise.all(['a', 'b', 'c'].map((one) => presence.ask(one)));
    expect(answers).toEqual([there('a'), undefined, there('c')]);
    expect(call.mock.calls).toEqual([[['a']], [['b', 'c']]]);
  });

  it('never asks for more in one call than the server takes', async () => {
    const call = vi.fn(async (wanted: readonly string[]) => wanted.map(there));
    const presence = new Presence(call);
    await Promise.all(Array.from({ length: MAX_CHECKSUMS + 2 }, (_, number) => presence.ask(String(number))));
    expect(call.mock.calls.map(([wanted]) => wanted.length)).toEqual([1, MAX_CHECKSUMS, 1]);
  });

  it('reports to every caller that a call has failed, and asks again for the next', async () => {
    const problem = new ProblemError(503, 'BUSY', '');
    const call = vi
      .fn()
      .mockRejectedValueOnce(problem)
      .mockResolvedValue([there('a')]);
    const presence = new Presence(call);
    await expect(presence.ask('a')).rejects.toBe(problem);
    expect(await presence.ask('a')).toEqual(there('a'));
  });
});
