import { describe, expect, it } from 'vitest';
import { hashFile } from '../../src/files/sha256';

const MEBIBYTE = 1024 * 1024;
const never = new AbortController().signal;

function content(size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  for (let index = 0; index < size; index += 1021) bytes[index] = index % 251;
  return bytes;
}

describe('the hash of a file', () => {
  it.each([0, 1, 16 * MEBIBYTE, 16 * MEBIBYTE + 1, 20 * MEBIBYTE])('of %d bytes is its SHA-256', async (size) => {
    const bytes = content(size);
    const expected = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    const hash = await hashFile(new Blob([bytes]), () => undefined, never);
    expect(hash).toBe(Array.from(expected, (byte) => byte.toString(16).padStart(2, '0')).join(''));
  });

  it('reports its progress, and never reads more than a piece of a large file at once', async () => {
    const blob = new Blob([content(18 * MEBIBYTE)]);
    const [progress, pieces]: number[][] = [[], []];
    const file = {
      size: blob.size,
      slice: (from: number, to: number) => (pieces?.push(to - from), blob.slice(from, to)),
    } as Blob;
    await hashFile(file, (bytes) => progress?.push(bytes / MEBIBYTE), never);
    expect(progress).toEqual([4, 8, 12, 16, 18]);
    expect(new Set(pieces)).toEqual(new Set([4 * MEBIBYTE]));
  });

  it('is given up when it is no longer wanted', async () => {
    const control = new AbortController();
    const hashing = hashFile(new Blob([content(20 * MEBIBYTE)]), () => control.abort(), control.signal);
    await expect(hashing).rejects.toMatchObject({ name: 'AbortError' });
  });
});
