import { describe, expect, it } from 'vitest';
import { AdministrationApi, type Person } from '../../src/api/administration';
import { Credentials } from '../../src/api/credentials';
import { Transport } from '../../src/api/transport';
import { People } from '../../src/state/people.svelte';
import { fakeFetch, json, problem } from '../fake-fetch';

const person = (userId: string) => ({ userId, displayName: userId }) as Person;
const grant = () =>
  json({ accessToken: 't', tokenType: 'Bearer', expiresIn: 600, user: { userId: 'u', email: '', displayName: '' } });

function page(...answers: Parameters<typeof fakeFetch>) {
  const { fetch, requests } = fakeFetch(...answers);
  const credentials = new Credentials(async () => (await grant().json()) as never);
  return { people: new People(new AdministrationApi(new Transport(fetch, credentials))), requests };
}

describe('the people', () => {
  it('come page by page', async () => {
    const { people, requests } = page(
      json({ accounts: [person('a')], nextCursor: 'a' }),
      json({ accounts: [person('b')], nextCursor: null }),
    );
    await people.find('exam');
    expect(people.more).toBe(true);
    await people.loadMore();
    expect([people.list.map(({ userId }) => userId), people.more]).toEqual([['a', 'b'], false]);
    expect(requests.map(({ address }) => address)).toEqual([
      '/api/v1/admin/accounts?query=exam',
      '/api/v1/admin/accounts?query=exam&cursor=a',
    ]);
  });

  it('are shown as they are after a change', async () => {
    const { people } = page(json({ accounts: [person('a'), person('b')], nextCursor: null }));
    await people.find('');
    people.replace({ ...person('b'), displayName: 'Bob' });
    expect(people.list.map(({ displayName }) => displayName)).toEqual(['a', 'Bob']);
  });

  it('say why they cannot be had', async () => {
    const { people } = page(problem(503, 'STORE_UNAVAILABLE', 'Try again soon.'));
    await people.find('');
    expect([people.problem, people.loading]).toEqual(['Try again soon.', false]);
  });
});
