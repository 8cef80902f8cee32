import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ProblemError } from '../../src/api/problem';
import { retryImage } from '../../src/components/gallery/retry-image';

const network = new EventTarget();

/** An image that never loads by itself; it counts how often it was given an address. */
class FakeImage extends EventTarget {
  given = 0;

  get src(): string {
    return 'https://momento.example/preview';
  }

  set src(_address: string) {
    this.given += 1;
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', network);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function shown(renew: () => Promise<unknown> = async () => undefined) {
  const image = new FakeImage();
  const onFailure = vi.fn();
  const leave = retryImage({ renew, onFailure })(image as unknown as HTMLImageElement) as () => void;
  const fail = async () => {
    image.dispatchEvent(new Event('error'));
    await vi.advanceTimersByTimeAsync(10_000);
  };
  return { image, onFailure, leave, fail };
}

it('loads a picture again with a fresh link', async () => {
  const renew = vi.fn(async () => undefined);
  const { image, fail } = shown(renew);
  await fail();
  expect(renew).toHaveBeenCalledTimes(1);
  expect(image.given).toBe(1);
});

it('tries a few times, and again from the beginning once the picture was there', async () => {
  const { image, fail } = shown();
  for (let failures = 0; failures < 6; failures++) await fail();
  expect(image.given).toBe(3);
  image.dispatchEvent(new Event('load'));
  await fail();
  expect(image.given).toBe(4);
});

it('begins anew when a lost network is back', async () => {
  const { image, fail } = shown();
  for (let failures = 0; failures < 6; failures++) await fail();
  network.dispatchEvent(new Event('online'));
  await vi.advanceTimersByTimeAsync(0);
  expect(image.given).toBe(4);
});

it('waits for a network that is gone', async () => {
  const errors = [new ProblemError(0, 'UNREACHABLE', 'No answer.'), new ProblemError(0, 'UNREACHABLE', 'No answer.')];
  const { image, onFailure, fail } = shown(async () => {
    const error = errors.shift();
    if (error !== undefined) throw error;
  });
  await fail();
  expect(image.given).toBe(1);
  expect(onFailure).not.toHaveBeenCalled();
});

it('reports why there is no link', async () => {
  const gone = new ProblemError(404, 'MEDIA_NOT_FOUND', 'There is no such item.');
  const { image, onFailure, fail } = shown(async () => Promise.reject(gone));
  await fail();
  expect(onFailure).toHaveBeenCalledExactlyOnceWith(gone);
  expect(image.given).toBe(0);
});

it('leaves a picture alone that is no longer shown', async () => {
  const { image, leave, fail } = shown();
  leave();
  await fail();
  expect(image.given).toBe(0);
});
