import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../src/api/problem';
import { Fetched } from '../../src/state/fetched.svelte';

const refused = () => new ProblemError(503, 'STORE_UNAVAILABLE', 'Not now.');

describe('something fetched', () => {
  it('is on its way, and then there', async () => {
    const number = new Fetched(async () => 7);
    const loading = number.load();
    expect([number.loading, number.value]).toEqual([true, undefined]);
    await loading;
    expect([number.loading, number.value, number.problem]).toEqual([false, 7, '']);
  });

  it('says why it could not be had, and keeps what was there before', async () => {
    const answers: (() => number)[] = [
      () => 7,
      () => {
        throw refused();
      },
      () => 8,
    ];
    const number = new Fetched(async () => answers.shift()!());
    await number.load();
    await number.load();
    expect([number.loading, number.value, number.problem]).toEqual([false, 7, 'Not now.']);
    await number.load();
    expect([number.value, number.problem]).toEqual([8, '']);
  });

  it('is what was asked for last, whichever answer comes first', async () => {
    const waiting: ((value: number) => void)[] = [];
    const number = new Fetched(() => new Promise<number>((resolve) => waiting.push(resolve)));
    const [earlier, later] = [number.load(), number.load()];
    waiting[1]?.(2);
    await later;
    waiting[0]?.(1);
    await earlier;
    expect([number.value, number.loading]).toEqual([2, false]);
  });

  it('lets a fault of the page through', async () => {
    const broken = new Fetched(async () => {
      throw new TypeError('no such thing');
    });
    await expect(broken.load()).rejects.toThrow(TypeError);
  });
});
