import { describe, expect, it } from 'vitest';
import { AccountApi } from '../../src/api/account';
import { Credentials } from '../../src/api/credentials';
import { SessionApi } from '../../src/api/session';
import { Transport } from '../../src/api/transport';
import { texts } from '../../src/texts';
import { fakeFetch, json } from '../fake-fetch';

const user = { userId: 'u', email: 'ada@example.org', displayName: 'Ada' };

function account(...answers: Parameters<typeof fakeFetch>) {
  const grant = json({ accessToken: 'token', tokenType: 'Bearer', expiresIn: 600, user });
  const { fetch, requests } = fakeFetch(grant, ...answers);
  const api = new SessionApi(fetch);
  return { account: new AccountApi(new Transport(fetch, new Credentials(() => api.renew()))), requests };
}

describe('signing in by a provider', () => {
  it('is offered by the name that the server sends', async () => {
    const { fetch, requests } = fakeFetch(json({ registration: 'open', provider: 'Example' }));
    expect(await new SessionApi(fetch).ways()).toEqual({ registration: 'open', provider: 'Example' });
    expect(requests[0]?.address).toBe('/api/v1/session/ways');
  });

  it('is connected and disconnected with the password', async () => {
    const { account: own, requests } = account(
      json({ address: 'https://login.example/' }),
      new Response(null, { status: 204 }),
    );
    expect(await own.connectProvider('secret')).toBe('https://login.example/');
    await own.disconnectProvider('secret');
    expect(requests.slice(1).map(({ method, address, body }) => [method, address, body])).toEqual([
      ['POST', '/api/v1/account/provider', '{"password":"secret"}'],
      ['POST', '/api/v1/account/provider/unlink', '{"password":"secret"}'],
    ]);
  });

  it('has a sentence for every problem, also for one that the page does not know', () => {
    for (const code of ['OIDC_NONCE_WRONG', 'OIDC_SIGNATURE_WRONG', 'constructor']) {
      expect(texts.provider.problem(code, 'your organisation')).toMatch(/^[A-Z].+\.$/);
    }
  });
});
