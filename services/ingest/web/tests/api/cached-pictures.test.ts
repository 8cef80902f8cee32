import { describe, expect, it } from 'vitest';
import { evictPictures } from '../../src/api/cached-pictures';
import type { Fetch } from '../../src/api/http';

/** A browser that keeps some pictures, and forgets what the server no longer has. */
function browser(...kept: string[]) {
  const asked: string[] = [];
  const fetch = async (address: unknown, { cache }: RequestInit = {}) => {
    if (cache === 'only-if-cached') {
      if (!kept.includes(String(address))) throw new TypeError('Failed to fetch');
      return new Response('picture');
    }
    asked.push(`${String(cache)} ${String(address)}`);
    return new Response(null, { status: 404 });
  };
  return { fetch: fetch as Fetch, asked };
}

describe('evictPictures', () => {
  it('asks the server, past the cache, about what the browser keeps and about nothing else', async () => {
    const { fetch, asked } = browser('/previews/256');
    await evictPictures(fetch, ['/previews/256', '/previews/1440']);
    expect(asked).toEqual(['reload /previews/256']);
  });

  it('is no failure without a network', async () => {
    const broken = async () => Promise.reject(new TypeError('Failed to fetch'));
    await expect(evictPictures(broken as Fetch, ['/previews/256'])).resolves.toBeUndefined();
  });
});
