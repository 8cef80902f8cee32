import { describe, expect, it } from 'vitest';
import { Credentials } from '../../src/api/credentials';
import { MediaApi } from '../../src/api/media';
import { SessionApi } from '../../src/api/session';
import { Transport } from '../../src/api/transport';
import { fakeFetch, json, problem } from '../fake-fetch';
import { item } from '../item';

const user = { userId: 'u', email: 'ada@example.org', displayName: 'Ada' };

function signedIn(...answers: Parameters<typeof fakeFetch>) {
  const { fetch, requests } = fakeFetch(...answers);
  const session = new SessionApi(fetch);
  const credentials = new Credentials(() => session.renew());
  credentials.accept({ accessToken: 'old', tokenType: 'Bearer', expiresIn: 600, user });
  return { transport: new Transport(fetch, credentials), requests };
}

const fresh = () => json({ accessToken: 'new', tokenType: 'Bearer', expiresIn: 600, user });
const refused = () => problem(401, 'TOKEN_EXPIRED', 'expired');

describe('the transport', () => {
  it('sends the bearer token', async () => {
    const { transport, requests } = signedIn(json({}));
    await transport.send({ path: '/timeline' });
    expect(requests[0]?.headers['authorization']).toBe('Bearer old');
  });

  it('renews a refused token and tries once more', async () => {
    const { transport, requests } = signedIn(refused(), fresh(), json({ months: [] }));
    await expect(transport.send({ path: '/timeline' })).resolves.toEqual({ months: [] });
    expect(requests.map(({ address }) => address)).toEqual([
      '/api/v1/timeline',
      '/api/v1/session/refresh',
      '/api/v1/timeline',
    ]);
    expect(requests[1]?.headers['x-momento-request']).toBe('1');
    expect(requests[2]?.headers['authorization']).toBe('Bearer new');
  });

  it('gives up when the renewed token is refused too', async () => {
    const { transport, requests } = signedIn(refused(), fresh(), refused());
    await expect(transport.send({ path: '/timeline' })).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
    expect(requests).toHaveLength(3);
  });

  it('does not repeat a call that failed for another reason', async () => {
    const { transport, requests } = signedIn(problem(404, 'MEDIA_NOT_FOUND', 'none'));
    await expect(transport.send({ path: '/media/x' })).rejects.toMatchObject({ status: 404 });
    expect(requests).toHaveLength(1);
  });
});

describe('the media API', () => {
  it('bases an edit on the etag of the item', async () => {
    const { transport, requests } = signedIn(json(item({ etag: '"2"' })));
    await new MediaApi(transport, fetch).edit(item({ uploadId: 'one', etag: '"1"' }), { favorite: true });
    expect(requests[0]).toMatchObject({ method: 'PATCH', address: '/api/v1/media/one', body: '{"favorite":true}' });
    expect(requests[0]?.headers['if-match']).toBe('"1"');
  });

  it('lists with the filter, the cursor and a repeated tag', async () => {
    const { transport, requests } = signedIn(json({ items: [] }));
    const filter = { q: 'lake', tags: ['sea', 'sky'], trashed: true };
    await new MediaApi(transport, fetch).list(filter, 'next', new AbortController().signal, 60);
    expect(requests[0]?.address).toBe(
      '/api/v1/media?q=lake&trashed=true&tag=sea&tag=sky&cursor=next&limit=60&explain=true',
    );
  });
});
